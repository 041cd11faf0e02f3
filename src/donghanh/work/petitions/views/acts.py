"""The verbs on one case: each a small page with a form; a post does it, or says in one sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.forms import inside
from donghanh.work.petitions.models import Answer, Assignment, Petition
from donghanh.work.petitions.queries.proposals import proposal
from donghanh.work.petitions.services import sealing
from donghanh.work.petitions.views.pages import agencies, by, can, case_at, day, posted, shown

State = domain.State


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a case: its address, the rule that allows it, the move it makes."""

    slug: str
    rule: str
    move: str
    label: str
    icon: str = ""
    kind: str = ""
    hint: str = ""


# In the order in which a reader's next step is looked for; an empty move means "while somebody owes an answer".
ACTS = (
    Act(
        "duyet",
        "approve",
        "approve",
        "Duyệt và gửi trả lời",
        "check",
        hint="Trả lời được gửi cho người kiến nghị ngay sau khi duyệt.",
    ),
    Act("chuyen", "route", "route", "Chuyển cơ quan xử lý", "send"),
    Act("nhan", "accept", "accept", "Nhận xử lý", "check"),
    Act("tiep-tuc", "resume", "resume", "Tiếp tục xử lý", "arrow-right", hint="Thời hạn chạy tiếp từ ngày kế tiếp."),
    Act("soan", "draft", "submit", "Soạn trả lời", "edit"),
    Act("trinh", "submit", "submit", "Trình thủ trưởng", "send", hint="Dự thảo được đưa lên thủ trưởng cơ quan duyệt."),
    Act("tra-du-thao", "reject", "reject", "Trả lại dự thảo", "arrow-left"),
    Act("phan-loai", "classify", "", "Phân loại lại", "tags"),
    Act(
        "de-nghi-bo-sung",
        "ask",
        "ask",
        "Đề nghị người gửi bổ sung",
        "message-report",
        hint="Thời hạn tạm dừng cho tới khi người gửi trả lời.",
    ),
    Act("phoi-hop", "add_support", "with-agency", "Mời cơ quan phối hợp", "users"),
    Act("phan-cong", "name_officer", "with-agency", "Phân công chuyên viên", "user"),
    Act("gia-han", "extend", "with-agency", "Gia hạn", "calendar"),
    Act(
        "tra-lai",
        "send_back",
        "send_back",
        "Trả lại nơi phân loại",
        "arrow-left",
        hint="Dùng khi kiến nghị không thuộc cơ quan mình.",
    ),
    Act("trao-doi", "comment", "any", "Trao đổi", "messages"),
    Act("chuyen-co-quan", "transfer", "transfer", "Chuyển cơ quan khác", "arrows-exchange"),
    Act("tach", "split", "", "Tách việc", "git-compare"),
    Act("ban-giao", "hand_over", "hand_over", "Bàn giao", "arrows-exchange"),
    Act("ngoai-tinh", "forward", "forward", "Chuyển ra ngoài tỉnh", "external-link"),
    Act("khong-thuoc", "refuse", "refuse", "Không thuộc phạm vi", "ban", "danger"),
    Act(
        "chuyen-kin",
        "seal",
        "seal",
        "Là tố cáo: chuyển kín",
        "shield-lock",
        "danger",
        hint="Nội dung, danh tính, tệp được mã hóa cho Thanh tra tỉnh rồi xóa khỏi hồ sơ; không lấy lại được ở đây.",
    ),
    Act("mo-lai", "reopen", "reopen", "Mở lại", "refresh"),
)
BY_SLUG = {a.slug: a for a in ACTS}
_NEVER_FIRST = frozenset(
    {"phan-loai", "phan-cong", "gia-han", "tra-lai", "trao-doi", "chuyen-co-quan", "tach", "ban-giao", "ngoai-tinh"}
    | {"khong-thuoc", "chuyen-kin", "mo-lai", "phoi-hop", "de-nghi-bo-sung", "tra-du-thao"}
)


def possible(row: Petition, act: Act) -> bool:
    """Say whether the present state lets an act happen, whoever asks."""
    if act.move == "any":
        return row.state != State.SEALED
    if act.move == "with-agency":
        return row.state in domain.WITH_AGENCY
    if act.move:
        return domain.STATES.can(row.state, act.move)
    return row.is_open


def open_acts(request: HttpRequest, row: Petition, parts: list[Assignment], answers: list[Answer]) -> list[Act]:
    """List what this reader may do to this case now, given what the page has read of it already."""
    row.shared_with = frozenset(p.agency_id for p in parts if p.is_open)
    row.put_up_by = next((a.submitted_by_id for a in answers if a.state == domain.AnswerState.SUBMITTED), None)
    drafted = any(a.state == domain.AnswerState.DRAFT and a.outcome for a in answers)
    found = [a for a in ACTS if possible(row, a) and can(request, a.rule, row)]
    return [a for a in found if a.slug != "trinh" or drafted]


def next_act(row: Petition, acts: list[Act], on: Any) -> Act | None:
    """Choose the one next step of this reader."""
    slugs = {a.slug: a for a in acts}
    if row.lead is not None and row.lead.valid_to is not None and row.lead.valid_to <= on and "ban-giao" in slugs:
        return slugs["ban-giao"]
    if "trinh" in slugs:
        return slugs["trinh"]
    return next((a for a in acts if a.slug not in _NEVER_FIRST), None)


Build = Callable[[HttpRequest, Petition], forms.Form]
Run = Callable[[HttpRequest, Petition, dict[str, Any]], Any]


def _plain(form: type[forms.Form]) -> Build:
    return lambda request, row: form(posted(request)[0])  # noqa: ARG005 - every form is built alike


def _classify_form(request: HttpRequest, row: Petition) -> forms.Form:
    guessed = row.subject or domain.guess_subject(f"{row.title} {row.text}")[0]
    initial = {
        "regime": row.regime,
        "subject": guessed,
        "place": row.place,
        "remote": row.remote,
        "complex_case": row.complex,
    }
    communes = [(p.code, p.title) for p in places.register()]
    return inside.ClassifyForm(posted(request)[0], places=communes, initial=initial)


def _route_form(request: HttpRequest, row: Petition) -> forms.Form:
    found = proposal(row, on=day(request))
    lead = found.lead.code if found.lead else ""
    support = [a.code for a in found.support]
    return inside.RouteForm(
        posted(request)[0],
        agencies=agencies(request, lead, *support),
        initial={"to": lead, "support": support, "subject": found.subject},
    )


def _with_agencies(form: Any, **initial: Any) -> Build:
    return lambda request, row: form(posted(request)[0], agencies=agencies(request), initial=initial)  # noqa: ARG005


def _hand_over_form(request: HttpRequest, row: Petition) -> forms.Form:
    on = day(request)
    fate = orgs.living(row.lead_id, on=on) if row.lead_id else None
    last = fate.path[-1] if fate and fate.path else None
    first = [c.code for c in fate.candidates] if fate else []
    initial = {
        "to": fate.owner.code if fate and fate.owner else "",
        "effective_on": last.effective_on if last else on,
        "basis": last.basis if last else "",
    }
    return inside.HandOverForm(posted(request)[0], agencies=agencies(request, *first), initial=initial)


def _officer_form(request: HttpRequest, row: Petition) -> forms.Form:
    ids = accounts.people_at(row.lead_id, on=day(request)) if row.lead_id else ()
    people = User.objects.filter(pk__in=ids).order_by("full_name")
    initial = {"officer": row.officer.key} if row.officer else {}
    return inside.OfficerForm(posted(request)[0], people=[(p.key, p.full_name) for p in people], initial=initial)


def _agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def _call(service: Callable[..., Any]) -> Run:
    return lambda request, row, given: service(row, **given, **by(request))


def _to(service: Callable[..., Any]) -> Run:
    return lambda request, row, given: service(row, **{**given, "to": _agency(given["to"])}, **by(request))


def _route(request: HttpRequest, row: Petition, given: dict[str, Any]) -> Any:
    lead = proposal(row, on=day(request)).lead
    return services.route(
        row,
        to=_agency(given["to"]),
        subject=given["subject"],
        support=list(Agency.objects.filter(code__in=given["support"]).order_by("name")),
        proposed=lead is not None and lead.code == given["to"],
        **by(request),
    )


def _extend(request: HttpRequest, row: Petition, given: dict[str, Any]) -> Any:
    return services.extend(row, amount=int(given["amount"]), reason=given["reason"], **by(request))


def _name(request: HttpRequest, row: Petition, given: dict[str, Any]) -> Any:
    return services.name_officer(row, officer=User.objects.get(key=given["officer"]), **by(request))


WORK: dict[str, tuple[Build, Run]] = {
    "phan-loai": (_classify_form, _call(services.classify)),
    "chuyen": (_route_form, _route),
    "nhan": (_plain(inside.NothingForm), _call(services.accept)),
    "tra-lai": (_plain(inside.ReasonForm), _call(services.send_back)),
    "chuyen-co-quan": (_with_agencies(inside.ToForm), _to(services.transfer)),
    "phoi-hop": (_with_agencies(inside.SupportForm), _to(services.add_support)),
    "de-nghi-bo-sung": (_plain(inside.TextForm), _call(services.ask)),
    "tiep-tuc": (_plain(inside.NoteForm), _call(services.resume)),
    "gia-han": (_plain(inside.ExtendForm), _extend),
    "phan-cong": (_officer_form, _name),
    "trinh": (_plain(inside.NothingForm), _call(services.submit)),
    "tra-du-thao": (_plain(inside.ReasonForm), _call(services.reject)),
    "duyet": (_plain(inside.NothingForm), _call(services.approve)),
    "tach": (_plain(inside.SplitForm), _call(services.split)),
    "khong-thuoc": (_plain(inside.ReasonForm), _call(services.refuse)),
    "chuyen-kin": (_plain(inside.NothingForm), _call(sealing.hand_off)),
    "ngoai-tinh": (_plain(inside.ForwardForm), _call(services.forward)),
    "ban-giao": (_hand_over_form, _to(services.hand_over)),
    "mo-lai": (_plain(inside.ReasonForm), _call(services.reopen)),
    "trao-doi": (_plain(inside.CommentForm), _call(services.comment)),
}


@guard("petitions.read")
def act(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Open a verb's page, or do it."""
    row = case_at(request, key)
    found = BY_SLUG.get(slug)
    if found is None or slug not in WORK:
        raise NotAllowed("petitions.not-found", "Không có việc này.", hidden=True)
    build, run = WORK[slug]
    if not can(request, found.rule, row):
        raise NotAllowed("not-allowed", f"Vị trí của bạn không làm được việc “{found.label}” ở kiến nghị này.")
    if not possible(row, found):
        label = domain.STATE_LABELS[row.state]
        raise NotNow("state.forbids", f"Kiến nghị đang ở trạng thái “{label}” nên chưa làm được “{found.label}”.")
    form = build(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                run(request, row, form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{found.label}: đã ghi cho {row.number}.")
            return redirect("petitions:case", row.key)
    routing = proposal(row, on=day(request)) if slug in ("chuyen", "phan-loai") else None
    answer = (
        row.answers.filter(state__in=("submitted", "draft")).first()
        if slug in ("duyet", "trinh", "tra-du-thao")
        else None
    )
    return shown(
        request,
        "act.html",
        422 if form.errors else 200,
        row=row,
        act=found,
        form=form,
        proposal=routing,
        answer=answer,
        rule=_extension(row) if slug == "gia-han" else None,
    )


def _extension(row: Petition) -> workcal.Extension | None:
    clock = row.clocks.filter(kind=domain.ClockKind.FINAL, is_void=False).first()
    if clock is None:
        return None
    return workcal.clock_rule(clock.rule, on=clock.rule_on, remote=row.remote, complex_case=row.complex).extension
