"""What was asked and answered: search, one page per answer, a feed; only what was redacted, approved and published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from donghanh.ground.orgs import api as orgs
from donghanh.kit.errors import NotAllowed
from donghanh.record.journal import api as journal
from donghanh.record.search import api as search
from donghanh.ui import lists
from donghanh.ui.web.guard import public
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.forms.answers import AnswersForm
from donghanh.work.petitions.models import Answer
from donghanh.work.petitions.queries import alike
from donghanh.work.petitions.services import finding
from donghanh.work.petitions.views.public_pages import day, shown

PER_PAGE = 20
MOST_EXPORTED = 5000
FEED = 30
MOST_PAGED = 1000
MOST_FOUND = 2000  # what the one index counts


class Turned(Paginator[Any]):
    """Pages of what the one index found: it has cut the page already, and counts no more than can be turned to."""

    def __init__(self, rows: list[Answer], found: search.Found) -> None:
        super().__init__(rows, PER_PAGE)
        self.told = found

    @property
    def count(self) -> int:
        """Return how many can be turned to."""
        return min(self.told.total, self.told.pages * PER_PAGE)

    @property
    def more(self) -> bool:
        """Say whether more was found."""
        return self.told.capped or self.told.total > self.count

    def turned(self) -> Page[Any]:
        """Return the page that was found."""
        return Page(list(self.object_list), self.told.page, self)


def _asked(request: HttpRequest) -> AnswersForm:
    return AnswersForm(request.GET, on=day(request))


def _newest(request: HttpRequest, form: AnswersForm) -> Any:
    rows = Answer.objects.public(on=day(request)).with_context().order_by("-public_on", "-pk")
    if number := _number(form):
        rows = rows.filter(petition__number=number)
    return form.narrow(rows)


def _number(form: AnswersForm) -> str:
    """Return the number that was asked for instead of words: it names one case, and no index of words is asked."""
    return form.words.upper() if form.words.upper().startswith("KN-") else ""


def _by_words(form: AnswersForm) -> bool:
    return bool(form.words) and not _number(form)


def _find(request: HttpRequest, form: AnswersForm, *, page: int = 1, per_page: int) -> search.Found:
    kinds = [finding.ANSWER]
    return search.find(form.words, None, kinds, form.facets(), page, per_page=per_page, on=day(request))


def _rows_of(request: HttpRequest, found: search.Found) -> list[Answer]:
    """Fetch what was found, in its order; what was taken down since it was put in the index does not come back."""
    keys = [hit.key for hit in found.hits]
    rows = {r.key: r for r in Answer.objects.public(on=day(request)).with_context().filter(key__in=keys)}
    return [rows[key] for key in keys if key in rows]


def _first(request: HttpRequest, form: AnswersForm, most: int) -> list[Answer]:
    """Return the first answers of the list as it stands, for the forms in which it leaves."""
    if _by_words(form):
        return _rows_of(request, _find(request, form, per_page=min(most, MOST_FOUND)))
    return list(_newest(request, form)[:most])


@public
def answers(request: HttpRequest) -> HttpResponse:
    """Search in everything answered, marks or none; the same rows as a file."""
    form = _asked(request)
    if lists.leaving(request):
        rows = _sheet(_first(request, form, MOST_EXPORTED))
        return lists.leave(request, rows, f"Câu hỏi, kiến nghị đã trả lời {day(request):%d-%m-%Y}", form=form)
    wanted = request.GET.get("trang", "1")
    number = int(wanted) if wanted.isdigit() and len(wanted) < 6 else 1
    found = _find(request, form, page=number, per_page=PER_PAGE) if _by_words(form) else None
    if found is not None:
        page = Turned(_rows_of(request, found), found).turned()
    else:
        page = lists.Capped(_newest(request, form), PER_PAGE, most=MOST_PAGED).get_page(number)
    return shown(
        request,
        "answers.html",
        form=form,
        page=page,
        rows=[_line(r) for r in page.object_list],
        filtered=form.is_narrowed(),
        found=found,
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
    form = _asked(request)
    made = Atom1Feed(
        title=f"Trả lời kiến nghị, {settings.PROVINCE}",
        link=request.build_absolute_uri(reverse("petitions:answers")),
        description="Câu hỏi, kiến nghị đã được trả lời và công khai",
        feed_url=request.build_absolute_uri(),
        language="vi",
    )
    for row in _first(request, form, FEED):
        link = request.build_absolute_uri(reverse("petitions:answer", args=[row.key]))
        made.add_item(
            title=row.public_title,
            link=link,
            unique_id=link,
            description=row.public_text[:2000],
            pubdate=row.published_at,
            updateddate=row.published_at,
            author_name=row.agency.name,
            categories=[domain.subject_label(row.subject)] if row.subject else [],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
