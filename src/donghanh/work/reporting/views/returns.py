"""An agency's returns: the list, the long page that is written and read, and its verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.record.journal import api as journal
from donghanh.record.measures import api as measures
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import domain, forms, services
from donghanh.work.reporting.models import Return, own_agencies
from donghanh.work.reporting.queries import figures as figure_queries
from donghanh.work.reporting.views.fields import decimal_of, figure_fields, table_fields, unsaved
from donghanh.work.reporting.views.pages import can, day, moment, person, posted, return_at, said, shown

SHOWN = 60


@guard("reporting.open")
def mine(request: HttpRequest) -> HttpResponse:
    """List the returns to write, those that wait to be taken in, and those done."""
    on = day(request)
    own = own_agencies(request.user, on)
    rows = Return.objects.visible_to(request.user, on=on).with_context()
    ours = rows.filter(agency_id__in=own)
    writable = ours.owed().filter(state__in=domain.EDITABLE, period__locked_at__isnull=True)
    waiting = rows.filter(state=domain.State.SUBMITTED) if can(request, "accept") else rows.none()
    done = ours.exclude(state__in=domain.EDITABLE)
    return shown(
        request,
        "mine.html",
        to_write=_lines(writable.order_by("period__due_on", "agency__name")[:SHOWN]),
        to_accept=_lines(waiting.order_by("submitted_at")[:SHOWN]),
        done=_lines(done.order_by("-period__due_on", "agency__name")[:SHOWN]),
        follows=can(request, "board"),
    )


def _lines(rows: Any) -> list[dict[str, Any]]:
    return [{"row": r, **said(r)} for r in rows]


@dataclass(frozen=True)
class Act:
    """One verb as a small page: address, button, form, what is asked of the service."""

    slug: str
    verb: str
    label: str
    form: type[django_forms.Form]
    run: Callable[..., Any]
    done: str
    kind: str = ""


ACTS = (
    Act(
        "gui", "submit", "Gửi báo cáo", forms.SubmitForm,
        lambda row, by, at, given: services.submit(row, by=by, at=at, document_number=given["document_number"]),
        "Đã gửi báo cáo.", "primary",
    ),
    Act(
        "tiep-nhan", "accept", "Tiếp nhận", forms.YesForm,
        lambda row, by, at, _: services.accept(row, by=by, at=at), "Đã tiếp nhận báo cáo.", "primary",
    ),
    Act(
        "tra-lai", "return", "Trả lại", forms.ReasonForm,
        lambda row, by, at, given: services.return_for_fix(row, reason=given["reason"], by=by, at=at),
        "Đã trả lại báo cáo cho cơ quan.",
    ),
    Act(
        "mo-lai", "reopen", "Mở lại để sửa", forms.ReasonForm,
        lambda row, by, at, given: services.reopen(row, reason=given["reason"], by=by, at=at),
        "Đã mở lại báo cáo.",
    ),
)  # fmt: skip


def _possible(request: HttpRequest, row: Return, lock: domain.Lock | None) -> list[Act]:
    blocked = lock is not None and lock.code in ("period-locked", "report-issued")
    return [
        act for act in ACTS if not blocked and domain.STATES.can(row.state, act.verb) and can(request, act.verb, row)
    ]


def page(request: HttpRequest, row: Return, *, status: int = 200, typed: Any = None, **extra: Any) -> HttpResponse:
    """Draw a return: to be written where the reader may and nothing locks it, else to be read.

    ``typed`` is what somebody had written and what could not be kept: it stands in the fields again.
    """
    lock = row.lock()
    writing = lock is None and can(request, "write", row)
    readable = policy.may("reporting.read", request.user, row, on=day(request))
    sections = list(row.sections.select_related("changed_by")) if readable else []
    duties = [s for s in sections if s.code == "duties"]
    tables = [table_fields(row, form, typed) for form in row.period.rules.tables] if readable else []
    before = figure_queries.before_of(row) if readable else {}
    held = list(row.figures.all()) if readable else []
    frozen = measures.frozen(about=("reporting.return", row.key)) if readable and row.period.is_locked else []
    until = min(day(request), row.period.data_until)
    estimates = row.figures.filter(estimated=True, value__isnull=False).exists()
    return shown(
        request,
        "return.html",
        status,
        row=row,
        lock=lock,
        writing=writing,
        readable=readable,
        outline=[
            {
                "part": p,
                "duties": [s for s in duties if writing or s.text] if p.code == "duties" else [],
                "blank": [s for s in duties if not (writing or s.text)] if p.code == "duties" else [],
                "many": len(duties) if p.code == "duties" else 0,
                "own": [s for s in sections if s.code == p.code],
            }
            for p in row.period.rules.outline
        ],
        written=sum(bool(s.text.strip()) for s in sections),
        sections=len(sections),
        figures=[figure_fields(f, before.get(f.code), typed) for f in held],
        known=figure_queries.known(row, until) if readable and not frozen else [],
        known_on=until,
        must_estimate=row.period.estimates and day(request) <= row.period.data_until,
        day_off=workcal.day_note(row.period.named_on) if not workcal.is_working_day(row.period.named_on) else "",
        frozen=[(shot, measures.compare(shot), measures.measure(shot.measure).places) for shot in frozen],
        unsaved=unsaved(sections, typed) if typed is not None and not writing else [],
        successor=orgs.successor_name(row.agency_id, on=day(request)),
        tables=tables,
        attachments=row.attachments.select_related("file") if readable else [],
        acts=_possible(request, row, lock),
        may_send=can(request, "submit", row),
        moves=row.moves.select_related("by").order_by("-pk"),
        confirmable=estimates and can(request, "submit", row) and day(request) > row.period.data_until,
        upload=forms.UploadForm(),
        lines=journal.history(row, request.user, on=day(request))[-12:],
        **said(row),
        **{"saved": None, "refusal": "", "findings": [], "told": [], **extra},
    )


@guard("reporting.open")
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one return."""
    return page(request, return_at(request, key))


@guard("reporting.open")
def verb(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Do one verb to a return: a small page with a form."""
    row = return_at(request, key)
    if verb == "xac-nhan-so":
        return _confirm(request, row)
    act = next((a for a in ACTS if a.slug == verb), None)
    if act is None:
        raise NotAllowed("reporting.not-found", "Không có thao tác này.", hidden=True)
    policy.may(f"reporting.{act.verb}", request.user, row, on=day(request)).or_refuse()
    form = act.form(posted(request)[0])
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act.run(row, person(request), moment(request), form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, act.done)
            return redirect("reporting:return", key=key)
    if form.errors:
        status = 422
    return shown(request, "verb.html", status, row=row, act=act, form=form, **said(row))


def _confirm(request: HttpRequest, row: Return) -> HttpResponse:
    """Confirm estimates after the cut-off, each with its final figure."""
    policy.may("reporting.submit", request.user, row, on=day(request)).or_refuse()
    if request.method != "POST":
        return redirect("reporting:return", key=row.key)
    try:
        final = [
            services.FigureInput(
                code=form.code,
                value=decimal_of(request, f"f-{form.code}", form.label),
                version=0,
                numerator=decimal_of(request, f"n-{form.code}", form.numerator),
                denominator=decimal_of(request, f"d-{form.code}", form.denominator),
                evidence=request.POST.get(f"m-{form.code}", ""),
            )
            for form in row.period.rules.figures
        ]
        count = services.confirm_figures(row, final=final, by=person(request), at=moment(request))
    except Invalid as refusal:
        return page(request, row, status=422, refusal=refusal.message)
    messages.success(request, f"Đã xác nhận {count} số liệu.")
    return redirect("reporting:return", key=row.key)
