"""Writing an answer, looking at it, publishing it with private words masked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.engine import plainness
from donghanh.work.petitions.forms import inside
from donghanh.work.petitions.models import Answer, Petition
from donghanh.work.petitions.queries.masking import Words
from donghanh.work.petitions.queries.publishing import masked
from donghanh.work.petitions.views.pages import by, can, case_at, day, posted, shown

MOST_SHOWN = 100


@guard("petitions.draft")
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Write the answer, with a hint on how plainly it reads; "xem" only looks, "luu" keeps, "trinh" puts it up."""
    row = case_at(request, key)
    if not can(request, "draft", row):
        raise NotAllowed("not-allowed", "Chỉ người của cơ quan chủ trì được soạn trả lời.")
    domain.STATES.step(row.state, "submit")
    held = row.answers.filter(state=domain.AnswerState.DRAFT).first()
    initial: dict[str, Any] = {"version": 0}
    if held is not None:
        initial = {
            "text": held.text,
            "outcome": held.outcome,
            "document_number": held.document_number,
            "version": held.version,
        }
    form = inside.AnswerForm(posted(request)[0], initial=initial)
    wanted = request.POST.get("lam", "luu")
    if request.method == "POST" and form.is_valid() and wanted != "xem":
        done = _keep(request, row, form, submit=wanted == "trinh")
        if done is not None:
            return done
    text = form["text"].value() or ""
    return shown(
        request,
        "draft.html",
        422 if form.errors else 200,
        row=row,
        form=form,
        held=held,
        hint=plainness.look(text) if text else None,
        parts=[p for p in row.assignments.select_related("agency") if p.part == domain.Part.SUPPORT],
    )


def _keep(request: HttpRequest, row: Petition, form: inside.AnswerForm, *, submit: bool) -> HttpResponse | None:
    try:
        with transaction.atomic():  # a draft that cannot be put up leaves the version the writer holds
            services.draft(row, **form.cleaned_data, **by(request))
            if submit:
                services.submit(row, **by(request))
    except Invalid as refusal:
        refuse(form, refusal)
        return None
    except NotNow as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, "Đã trình thủ trưởng duyệt." if submit else "Đã lưu dự thảo.")
    return redirect("petitions:case", row.key)


@guard("petitions.publish")
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Look at the answer with private words masked, change what the mask missed, confirm, publish."""
    row = case_at(request, key)
    answer = row.answers.filter(state=domain.AnswerState.APPROVED).select_related("agency").first()
    if answer is None:
        raise NotNow("petitions.not-approved", "Chỉ công khai trả lời đã được thủ trưởng duyệt.")
    if not can(request, "publish", answer):
        raise NotAllowed("not-allowed", "Chỉ cơ quan chủ trì hoặc Văn phòng UBND tỉnh được công khai trả lời.")
    proposed = masked(row, answer)
    initial = {"title": proposed.title.text, "question": proposed.question.text, "text": proposed.text.text}
    form = inside.PublishForm(posted(request)[0], initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = services.PublicWords(
            given["title"], given["question"], given["text"], name=proposed.name, redactions=proposed.log()
        )
        try:
            services.publish(answer, public=words, embargo_until=given["embargo_until"], **by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            when = given["embargo_until"]
            messages.success(request, "Đã hẹn ngày công khai." if when else "Đã công khai, ghi vào sổ minh bạch.")
            return redirect("petitions:case", row.key)
    context = {"row": row, "form": form, "answer": answer, "masked": proposed}
    return shown(request, "publish.html", 422 if form.errors else 200, **context)


@guard("petitions.unpublish")
def unpublish(request: HttpRequest, key: str) -> HttpResponse:
    """Take a published answer down, with the reason."""
    row = case_at(request, key)
    answer = row.answers.filter(published_at__isnull=False, withdrawn_at__isnull=True).first()
    if answer is None or not can(request, "unpublish", answer):
        raise NotAllowed("petitions.not-found", "Không có trả lời nào đang công khai.", hidden=True)
    form = inside.ReasonForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        services.unpublish(answer, **form.cleaned_data, **by(request))
        messages.success(request, "Đã gỡ khỏi trang công khai.")
        return redirect("petitions:case", row.key)
    label = "Gỡ trả lời đã công khai"
    act = {"label": label, "kind": "danger", "hint": "Việc đã từng công khai vẫn còn trong sổ minh bạch."}
    return shown(request, "act.html", 422 if form.errors else 200, row=row, act=act, form=form)


@guard("petitions.approvals")
def approvals(request: HttpRequest) -> HttpResponse:
    """List the answers that wait for this head."""
    waiting = (
        Petition.objects.visible_to(request.user, on=day(request))
        .filter(state=domain.State.APPROVING)
        .for_lists()
        .order_by("due_on", "pk")
    )
    drafts = Answer.objects.filter(petition__in=waiting.values("pk"), state=domain.AnswerState.SUBMITTED)
    by_case = {a.petition_id: a for a in drafts.select_related("submitted_by")}
    words = Words(request.user, day(request))
    rows = [(row, by_case.get(row.pk), words.of(row)) for row in waiting[:MOST_SHOWN]]
    return shown(request, "approvals.html", rows=rows, outcomes=domain.OUTCOMES)
