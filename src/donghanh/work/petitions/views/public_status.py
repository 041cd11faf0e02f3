"""Following a petition with number and secret: where it stands and why, what was said, one's own word on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui.web.guard import public
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.forms import public as forms
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.services import limits
from donghanh.work.petitions.views.public_form import drafts_next
from donghanh.work.petitions.views.public_pages import address, moment, posted, shown

PROVED = "petitions_proved"
MOST_PROVED = 20
MESSAGES_A_PAGE = 30
# Wrong number and wrong secret are told apart by nobody: a stranger learns from no answer which numbers exist.
_WRONG = "Số biên nhận hoặc mã tra cứu chưa đúng; hãy xem lại biên nhận (mã gồm 10 chữ và số)."


@public
def look(request: HttpRequest) -> HttpResponse:
    """Ask for number and secret."""
    form = forms.LookForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        limits.knock("status", address(request), at=moment(request))
        row = _proved_by(form.cleaned_data["number"], form.cleaned_data["secret"])
        if row is not None and not form.is_machine():
            _remember(request, row)
            return redirect("petitions:status", number=row.number)
        form.add_error(None, _WRONG)
    return shown(request, "look.html", 422 if form.errors else 200, kept=False, form=form)


@public
def look_at(request: HttpRequest, number: str, secret: str) -> HttpResponse:
    """Come by the link or the QR code of a receipt; the secret leaves the address at once."""
    limits.knock("status", address(request), at=moment(request))
    row = _proved_by(number, secret)
    if row is None:
        raise NotAllowed("petitions.wrong-secret", _WRONG, hidden=True)
    _remember(request, row)
    return redirect("petitions:status", number=row.number)


def _proved_by(number: str, secret: str) -> Petition | None:
    row = Petition.objects.filter(number=number.strip().upper()[:20]).with_context().first()
    return row if row is not None and services.check_secret(row, secret) else None


def _remember(request: HttpRequest, row: Petition) -> None:
    kept = [k for k in request.session.get(PROVED, []) if k != row.key]
    request.session[PROVED] = [*kept, row.key][-MOST_PROVED:]


def proved(request: HttpRequest, number: str) -> Petition:
    """Return the petition whose secret this visitor has shown; to anybody else it does not exist."""
    row = Petition.objects.filter(number=number, key__in=request.session.get(PROVED, [])).with_context().first()
    if row is None:
        raise NotAllowed("petitions.not-proved", "Hãy mở bằng số biên nhận và mã tra cứu.", hidden=True)
    return row


@public
def status(request: HttpRequest, number: str) -> HttpResponse:
    """Show where it stands."""
    if number not in _numbers(request):
        return redirect("petitions:look")
    return _page(request, proved(request, number))


def _numbers(request: HttpRequest) -> set[str]:
    kept = request.session.get(PROVED, [])
    return set(Petition.objects.filter(key__in=kept).values_list("number", flat=True)) if kept else set()


def _page(request: HttpRequest, row: Petition, *, code: int = 200, **bound: Any) -> HttpResponse:
    can = domain.STATES.can
    answer = row.answers.filter(state=domain.AnswerState.APPROVED).select_related("agency").order_by("-edition").first()
    said = (
        row.messages.exclude(direction=domain.Direction.INSIDE)
        .select_related("agency")
        .prefetch_related("attachments__file")
    )
    answered = row.state in (domain.State.ANSWERED, domain.State.CLOSED)
    clocks = [(clock, explained) for clock, explained in services.explained(row) if clock.kind != domain.ClockKind.PART]
    context: dict[str, Any] = {
        "row": row,
        "tone": domain.STATE_TONES[domain.State(row.state)],
        "word": domain.STATE_LABELS[row.state],
        "next": drafts_next(row) if row.is_open else "",
        "place": places.by_code()[row.place].title if row.place in places.by_code() else "",
        "answer": answer if answered else None,
        "outcome": dict(domain.OUTCOMES).get(answer.outcome, "") if answer and answered else "",  # type: ignore[call-overload]
        "thread": list(said.order_by("-seq")[:MESSAGES_A_PAGE]),
        "files": list(row.attachments.filter(message=None).select_related("file")),
        "clocks": clocks,
        "reply": bound.get("reply") or forms.ReplyForm(),
        "rating": (bound.get("rating") or forms.RatingForm(initial={"solved": row.solved})) if answered else None,
        "can_withdraw": can(row.state, "withdraw"),
        "can_reopen": can(row.state, "reopen"),
    }
    return shown(request, "status.html", code, kept=False, **context)


@public
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one of the petitioner's own verbs."""
    row = proved(request, number)
    limits.knock("status", address(request), at=moment(request))
    at = moment(request)
    try:
        if verb == "bo-sung":
            form: Any = forms.ReplyForm(request.POST, request.FILES)
            if not form.is_valid() or form.is_machine():
                return _page(request, row, code=422, reply=form)
            given = form.cleaned_data["file"]
            stored = [files.store(given, name=given.name, by=None, at=at, purpose="petition")] if given else []
            services.reply(row, text=form.cleaned_data["text"], at=at, sender=True, channel="web", files=stored)
            done = "Đã gửi phần bổ sung."
        elif verb == "danh-gia":
            form = forms.RatingForm(request.POST)
            if not form.is_valid() or form.is_machine():
                return _page(request, row, code=422, rating=form)
            services.rate(
                row, solved=form.cleaned_data["solved"], comment=form.cleaned_data["comment"], at=at, sender=True
            )
            done = "Cảm ơn bạn. Đánh giá được tính vào tỷ lệ giải quyết của cơ quan."
        elif verb == "rut":
            services.withdraw(row, at=at, sender=True, reason=request.POST.get("reason", "")[:500])
            done = "Đã rút kiến nghị."
        elif verb == "mo-lai":
            services.reopen(row, reason=request.POST.get("reason", ""), at=at, sender=True)
            done = "Đã mở lại; cơ quan sẽ xem xét tiếp."
        else:
            raise NotAllowed("not-found", "Không tìm thấy trang này.", hidden=True)
    except (Invalid, NotNow) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("petitions:status", number=number)


@public
def file(request: HttpRequest, number: str, key: str) -> HttpResponseBase:
    """Give a file of one's own petition back, never one of the agencies' inner thread."""
    row = proved(request, number)
    found = (
        row.attachments.filter(file__key=key)
        .exclude(message__direction=domain.Direction.INSIDE)
        .select_related("file")
        .first()
    )
    if found is None:
        raise NotAllowed("files.not-found", "Không tìm thấy tệp này.", hidden=True)
    stored = found.file
    answer = FileResponse(files.open_file(stored), as_attachment=True, filename=stored.name)
    answer["Content-Type"] = stored.media_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
