"""What was asked and answered: search, one page per answer, a feed; only what was redacted, approved and published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property

from donghanh.ground.orgs import api as orgs
from donghanh.kit.errors import NotAllowed
from donghanh.record.journal import api as journal
from donghanh.ui import lists
from donghanh.ui.web.guard import public
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.forms.answers import AnswersForm
from donghanh.work.petitions.models import Answer
from donghanh.work.petitions.queries import alike
from donghanh.work.petitions.views.public_pages import day, shown

PER_PAGE = 20
MOST_EXPORTED = 5000
FEED = 30
MOST_PAGED = 1000


class Counted(Paginator[Any]):
    """Pages of a search that stops counting where nobody reads on: a common word is in half a million answers."""

    @cached_property
    def count(self) -> int:
        """Count up to the most that is paged."""
        rows: Any = self.object_list
        found: int = rows.order_by()[:MOST_PAGED].count()
        return found


def _filtered(request: HttpRequest) -> tuple[Any, AnswersForm]:
    form = AnswersForm(request.GET, on=day(request))
    rows = Answer.objects.public(on=day(request)).with_context().order_by("-public_on", "-pk")
    return form.narrow(rows), form


@public
def answers(request: HttpRequest) -> HttpResponse:
    """Search in everything answered, marks or none; the same rows as a file."""
    rows, form = _filtered(request)
    if request.GET.get("tai") in ("csv", "xlsx"):
        table = _sheet(rows[:MOST_EXPORTED])
        export = lists.export_csv if request.GET["tai"] == "csv" else lists.export_xlsx
        return export(table, f"tra-loi-{day(request).isoformat()}")
    page = Counted(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(
        request,
        "answers.html",
        form=form,
        page=page,
        rows=[_line(r) for r in page.object_list],
        filtered=form.is_narrowed(),
        most=MOST_PAGED if page.paginator.count >= MOST_PAGED else 0,
    )


def _line(row: Answer) -> dict[str, Any]:
    return {
        "row": row,
        "subject": domain.subject_label(row.subject),
        "place": places.by_code()[row.place].title if row.place in places.by_code() else "",
        "solved": domain.SOLVED.get(domain.Solved(row.solved), "") if row.solved else "",
        "kind": {"yes": "done", "partly": "soon", "no": "late"}.get(row.solved, "open"),
        "days": (row.approved_on - row.asked_on).days if row.approved_on else None,
    }


def _sheet(rows: Any) -> list[list[Any]]:
    head = [
        "Số",
        "Tiêu đề",
        "Lĩnh vực",
        "Cơ quan",
        "Nơi xảy ra",
        "Hỏi ngày",
        "Trả lời ngày",
        "Người gửi đánh giá",
        "Câu hỏi",
        "Trả lời",
    ]
    body = [
        [
            r.number,
            r.public_title,
            domain.subject_label(r.subject),
            r.agency.name,
            places.by_code()[r.place].title if r.place in places.by_code() else "",
            r.asked_on,
            r.approved_on,
            domain.SOLVED.get(domain.Solved(r.solved), "") if r.solved else "",
            r.public_question,
            r.public_text,
        ]
        for r in rows
    ]
    return [head, *body]


@public
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Show one question and its answer, what resembles it, and how to check that nobody changed it since."""
    on = day(request)
    row = Answer.objects.public(on=on).with_context().filter(key=key).first()
    if row is None:
        raise NotAllowed(
            "petitions.no-answer", "Không tìm thấy câu trả lời này, hoặc chưa đến ngày công khai.", hidden=True
        )
    living = orgs.living(row.agency_id, on=on)
    near = [
        n for n in alike.answers(f"{row.public_title} {row.public_question}", on=on, limit=4) if n.answer.pk != row.pk
    ][:3]
    return shown(
        request,
        "answer.html",
        line=_line(row),
        row=row,
        alike=near,
        outcome=domain.OUTCOMES.get(domain.Outcome(row.outcome), "") if row.outcome else "",
        sha256=services.sha256_of(row),
        successor=living.owner.name if living.owner and living.owner.id != row.agency_id else "",
        entries=journal.history(row, None, on=on),
    )


@public
def feed(request: HttpRequest) -> HttpResponse:
    """Give the newest answers as an Atom feed; filters of the list hold."""
    rows, _ = _filtered(request)
    made = Atom1Feed(
        title=f"Trả lời kiến nghị, {settings.PROVINCE}",
        link=request.build_absolute_uri(reverse("petitions:answers")),
        description="Câu hỏi, kiến nghị đã được trả lời và công khai",
        feed_url=request.build_absolute_uri(),
        language="vi",
    )
    for row in rows[:FEED]:
        link = request.build_absolute_uri(reverse("petitions:answer", args=[row.key]))
        made.add_item(
            title=row.public_title,
            link=link,
            unique_id=link,
            description=row.public_text[:2000],
            pubdate=row.published_at,
            updateddate=row.published_at + timedelta(0),
            author_name=row.agency.name,
            categories=[domain.subject_label(row.subject)] if row.subject else [],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
