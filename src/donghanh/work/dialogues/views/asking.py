"""Questions as the public sends them: one page, no account, a link to follow what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.limits import api as limits
from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.client import client_ip
from donghanh.ui.web.guard import public
from donghanh.work.dialogues import services
from donghanh.work.dialogues.domain import limit
from donghanh.work.dialogues.forms.public import AskForm
from donghanh.work.dialogues.models import Dialogue
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.views.pages import day, dialogue_at, missing, moment, shown


@public
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Send a question before a dialogue."""
    row = dialogue_at(request, key)
    may("dialogues.ask", request.user, row, on=day(request)).or_refuse()
    if not row.takes_questions(day(request)):
        return shown(request, "public/closed.html", 409, row=row)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_machine():
            return redirect("dialogues:dialogue", key=row.key)
        if form.is_valid():
            return _send(request, row, form)
    return shown(request, "public/ask.html", 422 if form.errors else 200, own=True, row=row, form=form)


def _send(request: HttpRequest, row: Dialogue, form: AskForm) -> HttpResponse:
    limits.knock("dialogues.ask", client_ip(request), limit=limit("ask"), at=moment(request))
    given = form.cleaned_data
    try:
        question = services.ask(
            row,
            text=given["text"],
            who=services.Who(given["name"], given["phone"], given["email"]),
            by=request.user,
            at=moment(request),
        )
    except Invalid as refusal:
        refuse(form, refusal)
        return shown(request, "public/ask.html", 422, own=True, row=row, form=form)
    return redirect("dialogues:own_question", key=question.key, secret=services.secret_of(question))


@public
def own(request: HttpRequest, key: str, secret: str) -> HttpResponse:
    """Show a question to whoever was given its link: its words, who answers, the answer; never who asked."""
    row = services.by_secret(key, secret)
    if row is None:
        raise missing("câu hỏi")
    return shown(request, "public/own.html", own=True, row=row, dialogue=row.dialogue)
