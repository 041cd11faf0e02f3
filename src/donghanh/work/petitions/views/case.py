"""One case: what was said, where it stands, why its dates are what they are, and the reader's next step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.api import identity_of
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.forms import inside
from donghanh.work.petitions.models import Assignment, Attachment, Petition
from donghanh.work.petitions.models.cases import READERS, WORKERS
from donghanh.work.petitions.queries.proposals import proposal
from donghanh.work.petitions.tables import stands
from donghanh.work.petitions.views.acts import next_act, open_acts
from donghanh.work.petitions.views.pages import by, can, case_at, day, posted, shown

PER_PAGE = 20
LAST_MOVES = 15
VERB_WORDS = {
    "receive": "Tiếp nhận",
    "classify": "Phân loại",
    "split": "Tách việc",
    "route": "Chuyển cơ quan xử lý",
    "transfer": "Chuyển cơ quan khác",
    "accept": "Nhận xử lý",
    "send_back": "Trả lại nơi phân loại",
    "add_support": "Mời phối hợp",
    "contribute": "Cơ quan phối hợp trả lời",
    "name_officer": "Phân công chuyên viên",
    "ask": "Đề nghị bổ sung, tạm dừng thời hạn",
    "resume": "Chạy tiếp thời hạn",
    "extend": "Gia hạn",
    "submit": "Trình thủ trưởng",
    "reject": "Trả lại dự thảo",
    "approve": "Duyệt và gửi trả lời",
    "publish": "Công khai trả lời",
    "rate": "Người gửi đánh giá",
    "reopen": "Mở lại",
    "close": "Đóng",
    "withdraw": "Người gửi rút",
    "refuse": "Không thuộc phạm vi",
    "forward": "Chuyển ra ngoài tỉnh",
    "hand_over": "Bàn giao",
    "seal": "Chuyển kín",
}


@guard("petitions.read")
def case(request: HttpRequest, key: str) -> HttpResponse:
    """Show a case; the thread comes a page at a time, the newest page first."""
    row, on = case_at(request, key), day(request)
    parts = list(row.assignments.select_related("agency", "officer").order_by("pk"))
    answers = list(row.answers.select_related("agency", "approved_by").order_by("-edition")) if row.has_answers else []
    acts = open_acts(request, row, parts, answers)
    first = next_act(row, acts, on)
    works = _works_here(request, row)
    identity = identity_of(row, request.user, on=on)
    moves = list(row.moves.select_related("by", "agency").order_by("pk"))
    clocks = services.explained(row, moves)
    page = _thread(row, request.GET.get("trang"), inside_too=works)
    files = _files(row, page) if identity is not None else []  # a file names its sender more often than not
    kind, word = stands(row, row.due_on, on)
    return shown(
        request,
        "case.html",
        row=row,
        kind=kind,
        word=word,
        first=first,
        others=[a for a in acts if a is not first and a.slug != "trao-doi"],
        may_comment=any(a.slug == "trao-doi" for a in acts),
        may_publish=any(a.state == domain.AnswerState.APPROVED for a in answers)
        and can(request, "publish", answers[0]),
        comment=inside.CommentForm(),
        identity=identity,
        may_identity=identity is not None,
        parts=parts,
        my_part=_my_part(request, parts),
        answers=answers,
        clocks=[(c, told, workcal.fold_clock(told.steps)) for c, told in clocks],
        page=page,
        talk=[(m, [f for f in files if f.message_id == m.pk]) for m in page],
        files=[f for f in files if f.message_id is None],
        moves=[(m, VERB_WORDS.get(m.verb, m.verb), _actor(row, m, identity)) for m in reversed(moves[-LAST_MOVES:])],
        proposal=proposal(row, on=on) if row.state == domain.State.RECEIVED and can(request, "route", row) else None,
        place=places.by_code().get(row.place),
        rule=row.rule,
        handovers=list(row.handovers.select_related("from_agency", "to_agency")) if row.has_handovers else [],
        outcomes=domain.OUTCOMES,
        solved=domain.SOLVED.get(domain.Solved(row.solved)) if row.solved else "",
    )


def _works_here(request: HttpRequest, row: Petition) -> bool:
    """Say whether the reader works on cases; a petitioner, or an association reading its own, does not."""
    roles = {seat.role for seat in accounts.seats(request.user, day(request))}
    return bool(roles & {*READERS, *WORKERS, "inspector"}) and row.submitted_by_id != request.user.pk


def _actor(row: Petition, move: Any, identity: Any) -> str:
    """Name who made a step; a petitioner's own account is a name of the petitioner, and is told as the rest of it."""
    if move.by is not None and move.by_id == row.submitted_by_id:
        return move.by.full_name if identity is not None else "Người gửi"
    if move.by is not None:
        return str(move.by.full_name)
    return (move.agency.short_name or move.agency.name) if move.agency is not None else ""


class _Numbered(Paginator[Any]):
    """Pages of a thread whose messages are numbered without gaps: the count is known, no row is skipped over."""

    def __init__(self, row: Petition, rows: Any) -> None:
        super().__init__(rows, PER_PAGE)
        self.row, self.numbered = row, rows

    @property
    def count(self) -> int:
        """Return how many there are."""
        return self.row.last_seq

    def page(self, number: Any) -> Any:
        """Fetch one page by the numbers on it."""
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        found = self.numbered.filter(seq__gt=begin, seq__lte=begin + self.per_page) if self.count else ()
        return Page(list(found), number, self)


def _thread(row: Petition, wanted: str | None, *, inside_too: bool) -> Any:
    """Page the thread; words among agencies are theirs alone."""
    rows = row.messages.select_related("by", "agency").order_by("seq")
    pages = _Numbered(row, rows) if inside_too else Paginator(rows.exclude(direction="inside"), PER_PAGE)
    return pages.get_page(wanted or pages.num_pages)


def _files(row: Petition, page: Any) -> list[Attachment]:
    """Fetch the files of the petition and of the messages shown, in one question."""
    if not row.has_files:
        return []
    shown_here = [m.pk for m in page]
    found = row.attachments.filter(Q(message__isnull=True) | Q(message__in=shown_here))
    return list(found.select_related("file"))


def _my_part(request: HttpRequest, parts: list[Assignment]) -> Assignment | None:
    return next(
        (p for p in parts if p.is_open and p.part == domain.Part.SUPPORT and can(request, "contribute", p)), None
    )


@guard("petitions.contribute")
def contribute(request: HttpRequest, key: str) -> HttpResponse:
    """Give a co-answering agency's part."""
    row = case_at(request, key)
    part = _my_part(request, list(row.assignments.select_related("agency", "petition")))
    if part is None:
        raise NotAllowed("petitions.no-part", "Cơ quan của bạn không có phần phối hợp đang mở ở kiến nghị này.")
    form = inside.TextForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            services.contribute(part, **form.cleaned_data, **by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã gửi phần trả lời cho cơ quan chủ trì.")
            return redirect("petitions:case", row.key)
    context = {"row": row, "form": form, "part": part}
    return shown(request, "contribute.html", 422 if form.errors else 200, **context)


@guard("petitions.read")
def why(request: HttpRequest, key: str) -> HttpResponse:
    """Tell every clock of a case day by day, with rule and source."""
    row = case_at(request, key)
    told = [(c, e, workcal.fold_clock(e.steps)) for c, e in services.explained(row)]
    return shown(request, "clocks.html", row=row, clocks=told, back=reverse("petitions:case", args=[row.key]))
