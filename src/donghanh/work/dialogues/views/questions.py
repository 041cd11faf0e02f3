"""Questions inside: the organiser's list, one question, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.forms import inside
from donghanh.work.dialogues.models import Dialogue, Question
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.views.acts import Act
from donghanh.work.dialogues.views.pages import (
    agencies,
    agency_of,
    by,
    can,
    day,
    dialogue_at,
    missing,
    posted,
    shown,
)
from donghanh.work.petitions import api as petitions

Asked = domain.Asked
PER_PAGE = 50
ACTS = (
    Act("tra-loi", "answer", (Asked.CHOSEN, Asked.ANSWERED), "Trả lời", "edit"),
    Act("chuyen", "choose", (Asked.RECEIVED, Asked.CHOSEN), "Chuyển cơ quan trả lời", "send"),
    Act(
        "thanh-kien-nghi",
        "to_petition",
        (Asked.RECEIVED, Asked.CHOSEN),
        "Chuyển thành kiến nghị",
        "message-report",
        hint="Người hỏi nhận trả lời bằng văn bản theo thời hạn của kiến nghị; tên họ vẫn không công khai.",
    ),
    Act("ngoai-noi-dung", "decline", (Asked.RECEIVED,), "Ngoài nội dung", "ban", "danger"),
)
BY_SLUG = {a.slug: a for a in ACTS}


@guard("dialogues.questions")
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """List the questions of a dialogue that the reader may read: the open ones first."""
    row = dialogue_at(request, key)
    rows = Question.objects.visible_to(request.user, on=day(request)).filter(dialogue=row)
    wanted = request.GET.get("trang_thai", "")
    if wanted in Asked._value2member_map_:
        rows = rows.filter(state=wanted)
    page = Paginator(rows.select_related("agency").order_by("order"), PER_PAGE).get_page(request.GET.get("trang"))
    return shown(
        request, "questions.html", row=row, page=page, wanted=wanted, states=list(domain.QUESTION_LABELS.items())
    )


def _question_at(request: HttpRequest, key: str, order: int) -> tuple[Dialogue, Question]:
    row = dialogue_at(request, key)
    rows = Question.objects.visible_to(request.user, on=day(request)).filter(dialogue=row, order=order)
    found = rows.select_related("agency", "association", "asker", "dialogue__organiser").first()
    if found is None:
        raise missing("câu hỏi")
    return row, found


@guard("dialogues.questions")
def question(request: HttpRequest, key: str, order: int) -> HttpResponse:
    """Show one question, who asked to those who may know, and what can be done with it."""
    row, found = _question_at(request, key, order)
    acts = [a for a in ACTS if found.state in a.states and can(request, a.rule, found)]
    sees = can(request, "see_asker", found)
    return shown(
        request,
        "question.html",
        row=row,
        question=found,
        asker=found.asker if sees else None,
        acts=acts,
        first=acts[0] if acts else None,
    )


def _form(request: HttpRequest, found: Question, slug: str, data: Any) -> Any:
    if slug == "chuyen":
        given = {
            "agency": found.agency.code if found.agency else "",
            "public_text": found.public_text or petitions.masked_words(found.text),
        }
        return inside.ChooseForm(data, agencies=agencies(request), initial=given)
    if slug == "tra-loi":
        return inside.AnswerForm(data, initial={"answer": found.answer})
    return inside.ReasonForm(data) if slug == "ngoai-noi-dung" else forms.Form(data)


def _do(found: Question, slug: str, given: dict[str, Any], who: dict[str, Any]) -> None:
    if slug == "chuyen":
        services.choose(found, agency=agency_of(given["agency"]), public_text=given["public_text"], **who)
    elif slug == "tra-loi":
        services.answer(found, text=given["answer"], **who)
    elif slug == "thanh-kien-nghi":
        services.to_petition(found, **who)
    else:
        services.decline(found, reason=given["reason"], **who)


@guard("dialogues.questions")
def act(request: HttpRequest, key: str, order: int, slug: str) -> HttpResponse:
    """Do one verb to a question."""
    row, found = _question_at(request, key, order)
    one = BY_SLUG.get(slug)
    if one is None:
        raise missing("trang")
    may(f"dialogues.{one.rule}", request.user, found, on=day(request)).or_refuse()
    data, _ = posted(request)
    form = _form(request, found, slug, data)
    if request.method == "POST" and form.is_valid():
        try:
            _do(found, slug, form.cleaned_data, by(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{one.label}: xong.")
            return redirect("dialogues:question", key=row.key, order=found.order)
    return shown(request, "act.html", 422 if form.errors else 200, act=one, form=form, row=row, question=found)
