"""The verbs on one dialogue: each a small page with a form; a post does it, or says in one sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.forms import inside
from donghanh.work.dialogues.models import Dialogue
from donghanh.work.dialogues.models.dialogues import WORKERS
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.views.pages import agencies, agency_of, by, can, day, dialogue_at, missing, posted, shown
from donghanh.work.petitions import api as petitions

Stage = domain.Stage


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a dialogue: its address, the rule that allows it, in which states."""

    slug: str
    rule: str
    states: tuple[str, ...]
    label: str
    icon: str = ""
    kind: str = ""
    hint: str = ""


# In the order in which a reader's next step is looked for.
ACTS = (
    Act(
        "cong-bo",
        "announce",
        (Stage.DRAFT,),
        "Công bố",
        "send",
        hint="Lịch hiện trên trang công khai, ai cũng gửi được câu hỏi; giấy mời kèm tệp lịch được gửi ngay.",
    ),
    Act("bien-ban", "hold", (Stage.ANNOUNCED, Stage.HELD), "Ghi biên bản", "edit"),
    Act("thong-bao-ket-luan", "enter_notice", (Stage.HELD, Stage.PUBLISHED), "Ghi thông báo kết luận", "file-text"),
    Act("ket-luan", "conclude", (Stage.HELD,), "Thêm kết luận", "plus"),
    Act(
        "cong-bo-ket-qua",
        "publish",
        (Stage.HELD,),
        "Công bố kết quả",
        "check",
        hint="Biên bản công khai, kết luận và tình trạng từng việc, câu hỏi đã trả lời hiện ra cho mọi người.",
    ),
    Act("moi", "invite", (Stage.DRAFT, Stage.ANNOUNCED), "Mời dự", "mail"),
    Act("sua", "open", (Stage.DRAFT,), "Sửa", "edit"),
    Act(
        "doi-lich",
        "move",
        (Stage.ANNOUNCED,),
        "Đổi lịch",
        "calendar",
        hint="Người được mời nhận thư báo thay đổi, lịch của họ tự cập nhật.",
    ),
    Act("huy", "cancel", (Stage.DRAFT, Stage.ANNOUNCED), "Hủy buổi này", "ban", "danger"),
)
BY_SLUG = {a.slug: a for a in ACTS}
_BEFORE = ("bien-ban",)  # not before it has begun


def acts_of(request: HttpRequest, row: Dialogue) -> list[Act]:
    """List what the reader may do now, the next step first."""
    if not request.user.is_authenticated:
        return []
    begun = row.starts_at <= request.now  # type: ignore[attr-defined]
    found = [
        a for a in ACTS if row.state in a.states and (begun or a.slug not in _BEFORE) and can(request, a.rule, row)
    ]
    if row.state == Stage.HELD:  # what is done already is no next step
        done = {"bien-ban"} | ({"thong-bao-ket-luan"} if row.has_notice else set())
        if row.conclusions.exists():
            done |= {"ket-luan"} if row.has_notice else set()
        found.sort(key=lambda a: a.slug in done)
    if row.state == Stage.PUBLISHED and row.has_notice:
        found = []
    return found


def _organisers(request: HttpRequest) -> list[tuple[str, str]]:
    """List whose dialogue it can be: anybody's for those who act for the province, else one's own agency's."""
    kinds = ("province", "department", "branch", "commune", "unit")
    alive = [a for a in orgs.alive(day(request)) if a.kind in kinds]
    seats = accounts.seats(request.user, day(request))
    if not any(s.role in ("coordinator", "office") for s in seats):
        mine = {s.agency_id for s in seats if s.role in WORKERS}
        alive = [a for a in alive if a.id in mine]
    alive.sort(key=lambda a: (a.kind != "province", a.kind == "commune", a.name))
    return [(a.code, a.name) for a in alive]


@guard("dialogues.open")
def open_new(request: HttpRequest) -> HttpResponse:
    """Begin a dialogue."""
    data, _ = posted(request)
    form = inside.DialogueForm(data, organisers=_organisers(request), initial={"provincial": True})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.open_dialogue(
                form.facts(), organiser=agency_of(form.cleaned_data["organiser"]), **by(request)
            )
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã mở buổi đối thoại; mời dự rồi công bố.")
            return redirect("dialogues:dialogue", key=row.key)
    act = Act("mo", "open", (), "Mở buổi đối thoại")
    return shown(request, "act.html", 422 if form.errors else 200, act=act, form=form, row=None)


def _facts_form(row: Dialogue, data: Any) -> forms.Form:
    starts, ends = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
    given = {
        "title": row.title,
        "topic": row.topic,
        "provincial": row.provincial,
        "starts_on": starts.date(),
        "starts_at": f"{starts:%H:%M}",
        "ends_at": f"{ends:%H:%M}",
        "place": row.place,
        "questions_until": row.questions_until,
    }
    return inside.DialogueForm(data, organisers=None, initial=given)


def _form(request: HttpRequest, row: Dialogue, act: Act, data: Any) -> Any:
    match act.slug:
        case "sua" | "doi-lich":
            return _facts_form(row, data)
        case "moi":
            return inside.InviteForm(data, agencies=agencies(request))
        case "huy":
            return inside.ReasonForm(data)
        case "bien-ban":
            return inside.HoldForm(data, initial={"attended": row.attended, "minutes": row.minutes})
        case "thong-bao-ket-luan":
            given = {
                "number": row.notice_number,
                "signed_on": row.notice_on,
                "signer": row.notice_signer,
                "issuer": row.notice_issuer or ("Ủy ban nhân dân tỉnh" if row.provincial else row.organiser.name),
            }
            return inside.NoticeForm(data, initial=given)
        case "ket-luan":
            return inside.ConcludeForm(data, agencies=agencies(request))
        case "cong-bo-ket-qua":
            return inside.PublishForm(data, initial={"public_minutes": petitions.masked_words(row.minutes)})
        case _:
            return forms.Form(data)


def _invite(row: Dialogue, given: dict[str, Any], who: dict[str, Any]) -> None:
    agency = agency_of(given["agency"]) if given["agency"] else None
    services.invite(row, agency=agency, name=given["name"], email=given["email"], **who)


def _conclude(row: Dialogue, given: dict[str, Any], who: dict[str, Any]) -> None:
    services.conclude(row, text=given["text"], agency=agency_of(given["agency"]), due_on=given["due_on"], **who)


_DOES: dict[str, Callable[[Dialogue, Any, dict[str, Any], dict[str, Any]], Any]] = {
    "cong-bo": lambda row, _form, _given, who: services.announce(row, **who),
    "sua": lambda row, form, _given, who: services.change_dialogue(row, form.facts(), **who),
    "doi-lich": lambda row, form, _given, who: services.move(row, form.facts(), **who),
    "moi": lambda row, _form, given, who: _invite(row, given, who),
    "huy": lambda row, _form, given, who: services.cancel(row, reason=given["reason"], **who),
    "bien-ban": lambda row, _form, given, who: services.hold(
        row, minutes=given["minutes"], attended=int(given["attended"]), **who
    ),
    "thong-bao-ket-luan": lambda row, _form, given, who: services.enter_notice(row, **given, **who),
    "ket-luan": lambda row, _form, given, who: _conclude(row, given, who),
    "cong-bo-ket-qua": lambda row, _form, given, who: services.publish(
        row, public_minutes=given["public_minutes"], **who
    ),
}


@guard("dialogues.calendar")
def act(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Do one verb to a dialogue."""
    row = dialogue_at(request, key)
    one = BY_SLUG.get(slug)
    if one is None:
        raise missing("trang")
    may(f"dialogues.{one.rule}", request.user, row, on=day(request)).or_refuse()
    data, _ = posted(request)
    form = _form(request, row, one, data)
    if request.method == "POST" and form.is_valid():
        try:
            _DOES[slug](row, form, form.cleaned_data, by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{one.label}: xong.")
            return redirect("dialogues:dialogue", key=row.key)
    return shown(request, "act.html", 422 if form.errors else 200, act=one, form=form, row=row)


@guard("dialogues.invite")
@require_POST
def uninvite(request: HttpRequest, key: str, one: str) -> HttpResponse:
    """Take somebody off the list before anything was sent."""
    row = dialogue_at(request, key)
    found = row.invitations.filter(key=one).first()
    if found is None:
        raise NotAllowed("dialogues.not-found", "Không tìm thấy giấy mời này.", hidden=True)
    services.uninvite(found, **by(request))
    messages.success(request, "Đã bỏ giấy mời chưa gửi.")
    return redirect("dialogues:dialogue", key=row.key)
