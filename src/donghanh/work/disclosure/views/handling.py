"""Requests for information as the agency handles them; a published one is read by everybody at the same address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.record.journal import api as journal
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard, public
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.forms import requests as forms
from donghanh.work.disclosure.models import InfoRequest, own_agencies
from donghanh.work.disclosure.models.people import reads_all
from donghanh.work.disclosure.queries import requests as reads
from donghanh.work.disclosure.views.pages import can, day, moment, person, posted, shown
from donghanh.work.disclosure.views.requests import agencies_of

SHOWN = 100


@dataclass(frozen=True)
class Act:
    """One verb as a small page."""

    slug: str
    step: str
    verb: str
    label: str
    done: str
    kind: str = ""


ACTS = (
    Act("tiep-nhan", "take", "take_request", "Tiếp nhận", "Đã tiếp nhận.", "primary"),
    Act("tra-loi", "answer", "answer_request", "Trả lời", "Đã trả lời; người yêu cầu đọc được ngay.", "primary"),
    Act("bo-sung", "ask", "ask_request", "Đề nghị bổ sung, báo chi phí", "Đã gửi đề nghị; thời hạn tạm dừng."),
    Act("gia-han", "extend", "extend_request", "Gia hạn", "Đã gia hạn; người yêu cầu đọc được lý do."),
    Act("chuyen", "transfer", "transfer_request", "Chuyển cơ quan", "Đã chuyển."),
    Act("giao", "deliver", "deliver_answer", "Ghi đã giao kết quả", "Đã ghi việc giao kết quả.", "primary"),
    Act("cong-khai", "publish", "publish_answer", "Công khai trả lời", "Đã công khai."),
)


@guard("disclosure.requests")
def inbox(request: HttpRequest) -> HttpResponse:
    """List one's own agency's requests, those soonest due first."""
    on = day(request)
    rows = InfoRequest.objects.filter(agency_id__in=own_agencies(request.user, on))
    if reads_all(request.user, on) and not rows.exists():
        rows = InfoRequest.objects.visible_to(request.user, on=on)
    waiting = rows.filter(state__in=domain.OPEN)
    opened = reads.timed(waiting.with_context().order_by("received_at", "pk")[:SHOWN], on=on)
    opened.sort(key=lambda t: (t.clock.due_on is None, t.clock.due_on or on, t.row.number))
    done = reads.timed(rows.exclude(state__in=domain.OPEN).with_context()[:SHOWN], on=on)
    count = len(opened) if len(opened) < SHOWN else waiting.count()
    return shown(request, "request_inbox.html", opened=opened, done=done, waiting=count,
                 overdue=sum(t.overdue for t in opened), may_enter=can(request, "enter_request"))  # fmt: skip


@guard("disclosure.enter_request")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a request that came by post or in person."""
    own = own_agencies(request.user, day(request))
    here = next((a.key for a in orgs.alive(day(request)) if a.id in own), "")
    form = forms.EnterForm(posted(request)[0], agencies=agencies_of(request), initial={"agency": here})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("website")
        try:
            agency = Agency.objects.get(key=given.pop("agency"))
            made = services.send(agency=agency, by=person(request), at=moment(request), **given)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return shown(
                request,
                "request_receipt.html",
                row=made.request,
                secret=made.secret,
                why=reads.explain(made.request),
                entered=True,
            )
    return shown(request, "request_enter.html", 422 if form.errors else 200, form=form)


def request_at(request: HttpRequest, key: str) -> InfoRequest:
    """Return a request that the reader may know of."""
    rows = InfoRequest.objects.visible_to(request.user, on=day(request)).with_context()
    found = rows.filter(key=key).first()
    if found is None:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy yêu cầu này.", hidden=True)
    return found


@public
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show a request: to everybody only what was published, to its agency all of it."""
    row = request_at(request, key)
    inside = request.user.is_authenticated and can(request, "requests", row)
    (timed,) = reads.timed([row], on=day(request))
    if not inside:
        return shown(
            request,
            "request_public.html",
            row=row,
            one=timed,
            files=row.files.filter(public=True).select_related("file"),
        )
    named = can(request, "read_requester", row)
    return shown(
        request,
        "request_inside.html",
        row=row,
        one=timed,
        named=named,
        why=reads.explain(row),
        acts=[a for a in ACTS if domain.REQUESTS.can(row.state, a.step) and can(request, a.verb, row)
              and not (a.step == "publish" and row.published_at)
              and (a.step != "deliver" or row.to_hand_over)],
        files=row.files.select_related("file"),
        alike=reads.alike(row.subject, without=row.key),
        lines=journal.history(row, request.user, on=day(request))[-12:],
    )  # fmt: skip


@guard("disclosure.requests")
def act(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Do one verb to a request."""
    row = request_at(request, key)
    found = next((a for a in ACTS if a.slug == slug), None)
    if found is None:
        raise NotAllowed("disclosure.not-found", "Không có thao tác này.", hidden=True)
    policy.may(f"disclosure.{found.verb}", request.user, row, on=day(request)).or_refuse()
    form, run = _asked(request, row, found.step)
    if request.method == "POST" and form.is_valid():
        try:
            run(form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, found.done)
            return redirect("disclosure:request", key=row.key) if _still(request, row) else redirect("disclosure:inbox")
    return shown(request, "request_verb.html", 422 if form.errors else 200, row=row, act=found, form=form,
                 rule=reads.rule_of(row))  # fmt: skip


def _still(request: HttpRequest, row: InfoRequest) -> bool:
    return InfoRequest.objects.visible_to(request.user, on=day(request)).filter(pk=row.pk).exists()


def _asked(request: HttpRequest, row: InfoRequest, step: str) -> tuple[django_forms.Form, Callable[[Any], Any]]:
    """Return the form of a step and what to do with what was given."""
    data, by, at = posted(request), person(request), moment(request)
    if step == "take":
        return forms.TakeForm(data[0], initial={"hard": "0"}), lambda g: services.take(
            row, hard=g["hard"] == "1", by=by, at=at
        )
    if step == "transfer":
        return forms.TransferForm(data[0], agencies=agencies_of(request)), lambda g: services.transfer(
            row, to=Agency.objects.get(key=g["to"]), reason=g["reason"], by=by, at=at
        )
    if step == "ask":
        return forms.AskForm(data[0]), lambda g: services.ask(
            row, question=g["question"], fee_vnd=int(g["fee_vnd"] or 0), fee_note=g["fee_note"], by=by, at=at
        )
    if step == "extend":
        return forms.ExtendForm(data[0]), lambda g: services.extend(
            row, days=int(g["days"]), reason=g["reason"], by=by, at=at
        )
    if step == "deliver":
        told = {"delivered_on": day(request), "fee_paid_vnd": row.fee_vnd or None}
        return forms.DeliverForm(data[0], initial=told), lambda g: services.deliver_answer(
            row, delivered_on=g["delivered_on"], note=g["note"], fee_paid_vnd=int(g["fee_paid_vnd"] or 0), by=by, at=at
        )
    if step == "publish":
        given = [(f.key, f.file.name) for f in row.files.select_related("file")]
        asked = forms.PublishAnswerForm(data[0], given=given, initial={"public_subject": row.subject})
        return asked, lambda g: services.publish_answer(
            row,
            public_subject=g["public_subject"],
            redacted=g["redacted"],
            by=by,
            at=at,
            files=row.files.filter(key__in=g["chosen"]),
        )
    return forms.AnswerForm(*data, on=day(request)), lambda g: _answer(row, g, by, at)


def _answer(row: InfoRequest, given: dict[str, Any], by: Any, at: Any) -> None:
    upload = given.pop("file", None)
    stored = [files.store(upload, name=upload.name, by=by, at=at, purpose="attachment")] if upload else []
    services.answer(row, files=stored, by=by, at=at, **given)
