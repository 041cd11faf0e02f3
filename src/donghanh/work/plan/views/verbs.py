"""The verbs on one obligation: each a small page with a form; a post does it, or says who was first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.dates import show_date
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal import api as journal_door
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.plan import forms as mine
from donghanh.work.plan import queries, services
from donghanh.work.plan.models import Extension, Obligation
from donghanh.work.plan.views.pages import day, moment, obligation_at, person, posted, shown
from donghanh.work.plan.views.work import BY_SLUG, possible

Build = Callable[[HttpRequest, Obligation], forms.Form]
Run = Callable[[HttpRequest, Obligation, dict[str, Any]], Any]


def _plain(form: type[forms.Form], **initial: Any) -> Build:
    def build(request: HttpRequest, row: Obligation) -> forms.Form:  # noqa: ARG001 - every form is built alike
        return form(*posted(request), initial=initial)

    return build


def _report_form(request: HttpRequest, row: Obligation) -> forms.Form:
    return mine.ReportForm(*posted(request), initial={"percent": row.percent})


def _result_form(request: HttpRequest, row: Obligation) -> forms.Form:
    last = row.results.filter(state="proposed").first()
    initial = (
        {"text": last.text, "document_number": last.document_number, "document_on": last.document_on} if last else {}
    )
    return mine.ResultForm(*posted(request), initial=initial)


def _officer_form(request: HttpRequest, row: Obligation) -> forms.Form:
    ids = accounts.people_at(row.holder_id, on=day(request))
    people = User.objects.filter(pk__in=ids).order_by("full_name")
    initial = {"officer": row.officer.key} if row.officer else {}
    return mine.OfficerForm(posted(request)[0], people=[(p.key, p.full_name) for p in people], initial=initial)


def _steps_form(request: HttpRequest, row: Obligation) -> forms.Form:
    lines = [f"{s.title}; {show_date(s.due_on)}" if s.due_on else s.title for s in row.steps.all()]
    return mine.StepsForm(posted(request)[0], initial={"steps": "\n".join(lines)})


def _hand_over_form(request: HttpRequest, row: Obligation) -> forms.Form:
    on = day(request)
    fate = orgs.living(row.holder_id, on=on)
    first = [c for c in fate.candidates if c.id != row.holder_id]
    ids = {c.id for c in first} | {row.holder_id}
    others = sorted((a for a in orgs.alive(on) if a.id not in ids), key=lambda a: (a.kind == "commune", a.name))
    last = fate.path[-1] if fate.path else None
    initial = {
        "to": [c.code for c in first],
        "effective_on": (last.effective_on if last else None) or on,
        "basis": last.basis if last else "",
    }
    receivers = [(a.code, a.name) for a in (*first, *others)]
    return mine.HandOverForm(posted(request)[0], receivers=receivers, initial=initial)


def _evidence(request: HttpRequest, given: dict[str, Any]) -> list[services.EvidenceInput]:
    """Store the files and gather the pieces: each file one, a number or an address without a file one more."""
    number, on, url = given.get("document_number", ""), given.get("document_on"), given.get("url", "")
    pieces = [
        services.EvidenceInput(
            file=files.store(one, name=one.name, by=person(request), at=moment(request), purpose="evidence"),
            document_number=number,
            document_on=on,
        )
        for one in given.get("uploads") or ()
    ]
    if url or (number and not pieces):
        pieces.append(services.EvidenceInput(document_number=number, document_on=on, url=url))
    return pieces


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": person(request), "at": moment(request)}


def _report(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    services.report(
        row,
        percent=int(given["percent"]),
        text=given["text"],
        quantity=given["quantity"],
        evidence=_evidence(request, given),
        **_by(request),
    )


def _propose(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    services.propose(
        row,
        text=given["text"],
        document_number=given["document_number"],
        document_on=given["document_on"],
        evidence=_evidence(request, {**given, "document_number": ""}),
        **_by(request),
    )


def _submit(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    services.submit(
        row,
        text=given["text"],
        document_number=given["document_number"],
        document_on=given["document_on"],
        evidence=_evidence(request, {**given, "document_number": ""}),
        **_by(request),
    )


def _name_officer(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    services.name_officer(row, officer=User.objects.get(key=given["officer"]), **_by(request))


def _finish_step(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    step = row.steps.filter(order=given["step"]).first()
    if step is None:
        raise NotAllowed("plan.not-found", "Bước này không còn trong danh sách.", hidden=True)
    services.finish_step(step, **_by(request))


def _decide(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    wish = row.extensions.filter(state=Extension.State.ASKED).first()
    if wish is None:
        raise NotNow("plan.extension-decided", "Đề nghị gia hạn này đã được quyết định.")
    services.decide_extension(
        wish, granted=given["granted"] == "yes", granted_on=given["granted_on"], answer=given["answer"], **_by(request)
    )


def _hand_over(request: HttpRequest, row: Obligation, given: dict[str, Any]) -> None:
    to = list(Agency.objects.filter(code__in=given["to"]).order_by("name"))
    services.hand_over(
        row, to=to, effective_on=given["effective_on"], basis=given["basis"], note=given["note"], **_by(request)
    )


def _call(service: Callable[..., Any]) -> Run:
    return lambda request, row, given: service(row, **given, **_by(request))


# slug -> (form, what is done, what is said afterwards, what the page explains beforehand)
FLOWS: dict[str, tuple[Build, Run, str, str]] = {
    "nhan": (
        _plain(mine.EmptyForm),
        _call(services.accept),
        "Đã nhận việc.",
        "Cơ quan nhận việc này và bắt đầu thực hiện. Nếu chưa phân công ai, bạn là người phụ trách.",
    ),
    "phan-cong": (_officer_form, _name_officer, "Đã phân công.", "Chọn người của cơ quan đang giữ việc này."),
    "buoc": (
        _steps_form,
        _call(services.plan_steps),
        "Đã lưu các bước.",
        "Các bước là kế hoạch riêng của cơ quan; bước đã xong giữ nguyên nếu không đổi tên.",
    ),
    "xong-buoc": (_plain(mine.StepDoneForm), _finish_step, "Đã ghi xong bước.", ""),
    "bao-tien-do": (
        _report_form,
        _report,
        "Đã báo tiến độ.",
        "Báo cáo và minh chứng chỉ các cơ quan của nhiệm vụ và người theo dõi đọc được.",
    ),
    "trinh": (_result_form, _propose, "Đã trình thủ trưởng.", "Thủ trưởng xem, nộp cho cơ quan đầu mối hoặc trả lại."),
    "nop": (
        _result_form,
        _submit,
        "Đã nộp kết quả; chờ cơ quan đầu mối xác nhận.",
        "Cần ít nhất một chứng cứ: số văn bản, tệp hoặc địa chỉ. Số văn bản được công khai khi xác nhận.",
    ),
    "tra-chuyen-vien": (_plain(mine.ReasonForm), _call(services.send_back), "Đã trả lại chuyên viên.", ""),
    "xac-nhan": (
        _plain(mine.NoteForm),
        _call(services.confirm),
        "Đã xác nhận hoàn thành.",
        "Ngày hoàn thành là ngày cơ quan nộp kết quả, không phải ngày xác nhận.",
    ),
    "tra-lai": (
        _plain(mine.ReasonForm),
        _call(services.return_result),
        "Đã trả lại kết quả.",
        "Cơ quan thấy lý do và nộp lại sau khi sửa.",
    ),
    "mo-lai": (
        _plain(mine.ReasonForm),
        _call(services.reopen),
        "Đã mở lại việc.",
        "Lần xác nhận trước vẫn lưu trong nhật ký công khai.",
    ),
    "xin-gia-han": (
        _plain(mine.ExtensionForm),
        _call(services.ask_extension),
        "Đã gửi đề nghị gia hạn.",
        "Hạn gốc vẫn giữ để thống kê. UBND tỉnh quyết định, cơ quan đầu mối chỉ theo dõi.",
    ),
    "duyet-gia-han": (
        _plain(mine.ExtensionAnswerForm),
        _decide,
        "Đã ghi quyết định về gia hạn.",
        "Hạn gốc vẫn giữ để thống kê; số lần gia hạn được đếm.",
    ),
    "tam-dung": (
        _plain(mine.GroundForm),
        _call(services.suspend),
        "Đã tạm dừng việc.",
        "Việc tạm dừng không bị tính quá hạn.",
    ),
    "tiep-tuc": (_plain(mine.EmptyForm), _call(services.resume), "Việc được tiếp tục.", "Hạn cũ có hiệu lực trở lại."),
    "huy": (
        _plain(mine.GroundForm),
        _call(services.cancel),
        "Đã hủy việc.",
        "Việc bị hủy vẫn đọc được nhưng không còn trong số liệu.",
    ),
    "ban-giao": (
        _hand_over_form,
        _hand_over,
        "Đã bàn giao.",
        "Một cơ quan nhận: việc chuyển nguyên vẹn. Nhiều cơ quan nhận: mỗi nơi có một phần việc riêng.",
    ),
    "trao-doi": (
        _plain(mine.RemarkForm),
        _call(services.comment),
        "Đã gửi trao đổi.",
        "Các cơ quan của nhiệm vụ và người theo dõi đọc được.",
    ),
}


@guard("plan.desk")
def verb(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Show the form of one verb, do it when posted; where somebody was first, say who and when."""
    row = obligation_at(request, key)
    act, flow = BY_SLUG.get(verb), FLOWS.get(verb)
    if act is None or flow is None:
        raise NotAllowed("plan.no-such-verb", "Không có thao tác này.", hidden=True)
    on = day(request)
    policy.may(f"plan.{act.rule}", request.user, row, on=on).or_refuse()
    if not possible(row, act, on):
        return _too_late(request, row, act.label)
    build, run, afterwards, beforehand = flow
    form = build(request, row)
    # A form without fields is unbound even when posted: the post itself is the yes.
    given_yes = request.method == "POST" and (not form.fields or form.is_valid())
    if given_yes:
        try:
            with transaction.atomic():
                run(request, row, form.cleaned_data if form.fields else {})
        except Invalid as refusal:
            refuse(form, refusal)
        except NotNow as refusal:
            return _too_late(request, row, act.label, refusal)
        else:
            messages.success(request, afterwards)
            return redirect("plan:obligation", key=row.key)
    return shown(
        request,
        "verb.html",
        422 if form.errors else 200,
        row=row,
        act=act,
        form=form,
        beforehand=beforehand,
        why=queries.explain_due(row) if verb in ("xin-gia-han", "duyet-gia-han") else None,
        wish=row.extensions.filter(state=Extension.State.ASKED).first() if verb == "duyet-gia-han" else None,
        result=row.results.filter(state__in=["proposed", "submitted"])
        .select_related("proposed_by", "submitted_by")
        .first(),
        pieces=list(row.evidence.select_related("file"))
        if verb in ("nop", "xac-nhan", "tra-lai", "tra-chuyen-vien")
        else [],
    )


def _too_late(request: HttpRequest, row: Obligation, label: str, refusal: NotNow | None = None) -> HttpResponse:
    """Say that the verb is not open any more, and what happened last, by whom and when."""
    row = obligation_at(request, row.key)
    last = journal_door.history(row, request.user, on=day(request))[-1:]
    sentence = (
        refusal.message
        if refusal
        else f"Việc đang ở trạng thái “{row.get_state_display()}” nên chưa thể làm thao tác này."
    )
    return shown(request, "too_late.html", 409, row=row, label=label, sentence=sentence, last=last[0] if last else None)
