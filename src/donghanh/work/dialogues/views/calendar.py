"""The calendar, one dialogue with all that its reader may see, its calendar files, and the figures of a year."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse

from donghanh.kit.dates import show_date
from donghanh.record.journal import api as journal_door
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import public
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.engine import ical
from donghanh.work.dialogues.forms.inside import YearForm
from donghanh.work.dialogues.models import Dialogue, Question
from donghanh.work.dialogues.queries import figures as reads
from donghanh.work.dialogues.queries.tracing import followed
from donghanh.work.dialogues.views.acts import acts_of
from donghanh.work.dialogues.views.pages import can, day, dialogue_at, moment, shown

PER_PAGE = 20
IN_A_FEED = 200


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what is to come and what was held; drafts to those who prepare them."""
    on, now = day(request), moment(request)
    rows = Dialogue.objects.visible_to(request.user, on=on).with_context()
    rows = rows.annotate(asked=Count("questions", distinct=True), concluded=Count("conclusions", distinct=True))
    coming = Q(state__in=[domain.Stage.DRAFT, domain.Stage.ANNOUNCED])
    page = Paginator(rows.exclude(coming).order_by("-starts_at", "-pk"), PER_PAGE).get_page(request.GET.get("trang"))
    lines = reads.of_year(on.year, on=on)
    return shown(
        request,
        "calendar.html",
        coming=list(rows.filter(coming).order_by("starts_at", "pk")[:100]),
        page=page,
        whole=lines[0],
        term=reads.term(on),
        may_open=request.user.is_authenticated and can(request, "open"),
        now=now,
    )


@public
def dialogue(request: HttpRequest, key: str) -> HttpResponse:
    """Show one dialogue: when, where, what was asked, concluded and done; drafts and minutes to those concerned."""
    row = dialogue_at(request, key)
    on = day(request)
    inside = request.user.is_authenticated and can(request, "hold", row)
    mine = Question.objects.visible_to(request.user, on=on).filter(dialogue=row)
    acts = acts_of(request, row)
    published = row.state == domain.Stage.PUBLISHED
    shows_conclusions = published or inside or (request.user.is_authenticated and can(request, "order", row))
    return shown(
        request,
        "dialogue.html",
        row=row,
        takes=row.takes_questions(on),
        published=published,
        inside=inside,
        acts=acts,
        first=acts[0] if acts else None,
        invitations=list(row.invitations.select_related("agency")) if inside else [],
        conclusions=followed(row, request.user, on=on) if shows_conclusions else [],
        shows_conclusions=shows_conclusions,
        may_order=can(request, "order", row),
        may_conclude=inside and can(request, "conclude", row),
        questions=list(Question.objects.public().filter(dialogue=row).select_related("agency")),
        waiting=mine.filter(state__in=domain.OPEN_QUESTIONS).count() if request.user.is_authenticated else 0,
        asked=mine.count() if request.user.is_authenticated else 0,
        history=list(reversed(journal_door.history(row, request.user, on=on))) if request.user.is_authenticated else [],
    )


def _file(body: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@public
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Give one dialogue as a calendar file, to keep."""
    row = dialogue_at(request, key)
    return _file(ical.feed([services.meeting_of(row)], name=""), "doi-thoai.ics")


@public
def feed(_request: HttpRequest) -> HttpResponse:
    """Give every announced dialogue as a calendar to subscribe to; drafts are in nobody's feed."""
    rows = Dialogue.objects.public().with_context().order_by("-starts_at")[:IN_A_FEED]
    return _file(
        ical.feed([services.meeting_of(row) for row in rows], name="Đối thoại với doanh nghiệp"), "lich-doi-thoai.ics"
    )


@public
def figures(request: HttpRequest) -> HttpResponse:
    """Show a year: the province against what is asked, each organiser, and how many held none."""
    on = day(request)
    first = Dialogue.objects.public().order_by("starts_at").values_list("starts_at", flat=True).first()
    years = list(range(on.year, (first.year if first else on.year) - 1, -1))
    wanted = request.GET.get("nam", "")
    year = int(wanted) if wanted.isdigit() and int(wanted) in years else on.year
    lines = reads.of_year(year, on=on)
    if leaving(request):
        return _sheet(request, lines, year)
    none, compared = reads.without_any(lines, on)
    return shown(
        request,
        "figures.html",
        form=YearForm({"nam": str(year)}, years=years),
        year=year,
        whole=lines[0],
        lines=lines[1:],
        none=none,
        compared=compared,
        term=reads.term(on),
    )


def _sheet(request: HttpRequest, lines: list[reads.YearLine], year: int) -> HttpResponse:
    head = ["Cơ quan", "Đã công bố lịch", "Đã họp", "Đã công bố kết quả", "Cần mỗi năm", "Tình trạng"]
    head += ["Câu hỏi nhận", "Câu hỏi đã trả lời", "Kết luận"]
    sheet: list[list[Any]] = [head]
    for one in lines:
        held = [one.announced, one.held, one.published, one.owed, one.word]
        sheet.append([one.name, *held, one.questions, one.answered, one.conclusions])
    name = f"Đối thoại với doanh nghiệp năm {year}, đến {show_date(day(request))}"
    return leave(request, sheet, name)
