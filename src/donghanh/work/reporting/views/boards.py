"""Who has reported: the board, the late list, a period with its dates, its lock and its report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit import policy
from donghanh.kit.dates import show_date
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.record.measures import api as measures
from donghanh.ui.forms import refuse
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import domain, forms, jobs, services
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.queries import board as boards
from donghanh.work.reporting.views.pages import can, day, moment, period_at, person, posted, shown


@guard("reporting.board")
def board(request: HttpRequest) -> HttpResponse:
    """Show the matrix of agencies and periods, with the honest rates; of any day."""
    years = sorted({d.year for d in Period.objects.values_list("starts_on", flat=True)}, reverse=True)
    first: dict[str, Any] = {"nam": str(years[0])} if years else {}
    chosen = any(name in request.GET for name in forms.BoardForm.base_fields)
    form = forms.BoardForm(request.GET if chosen else None, years=years, initial=first)
    wanted: dict[str, Any] = (form.cleaned_data if form.is_valid() else {}) if chosen else first
    rows = Return.objects.visible_to(request.user, on=day(request))
    year = wanted.get("nam") or ""
    if wanted.get("che_do"):
        rows = rows.filter(period__regime=wanted["che_do"])
    if year:
        rows = rows.filter(period__starts_on__year=int(year))
    on = wanted.get("ngay") or day(request)
    matrix = boards.board(rows, on=on)
    lines = _lines(matrix, today=request.GET.get("ten") == "nay", on=day(request))
    if leaving(request):
        asked = request.GET.copy()
        asked["nam"] = year  # the newest year is chosen where the address names none
        name = f"Bảng nhận báo cáo {show_date(on)}"
        return leave(request, _sheet(matrix, lines), name, form=form, as_of=on, asked=asked)
    return shown(
        request,
        "board.html",
        422 if form.errors else 200,
        form=form,
        board=matrix,
        columns=[{"period": p, "count": matrix.by_period[p.pk]} for p in matrix.periods],
        lines=lines,
        regimes=[(domain.regimes()[code].name, count) for code, count in matrix.by_regime.items()],
        as_of=on,
        year=year,
        with_successors=request.GET.get("ten") == "nay",
        may_open=can(request, "open_period"),
    )


def _lines(matrix: boards.Board, *, today: bool, on: Any) -> list[dict[str, Any]]:
    """Agencies by the name they had; today's successors beside it where the reader asks."""
    found = []
    for agency in matrix.agencies:
        found.append(
            {
                "agency": agency,
                "successor": orgs.successor_name(agency.id, on=on) if today else "",
                "count": matrix.by_agency[agency.id],
                "cells": [matrix.cells.get((agency.id, p.pk)) for p in matrix.periods],
            }
        )
    return found


def _sheet(matrix: boards.Board, shown_lines: list[dict[str, Any]]) -> list[list[Any]]:
    """Write the matrix as lines: what leaves as a spreadsheet, or on paper as an annex."""
    counts = ["Phải gửi", "Đã nhận", "Đúng hạn", "Quá hạn"]
    lines: list[list[Any]] = [["Cơ quan", *(f"{p.rules.name}: {p.label}" for p in matrix.periods), *counts]]
    for line in shown_lines:
        count, now = line["count"], line["successor"]
        words = [
            " ".join(filter(None, (c.word, c.received_on and show_date(c.received_on)))) if c else ""
            for c in line["cells"]
        ]
        name = f"{line['agency'].name} (nay: {now})" if now else line["agency"].name
        lines.append([name, *words, count.expected, count.received, count.on_time, count.overdue])
    whole, blanks = matrix.total, [""] * len(matrix.periods)
    lines.append(["Cộng", *blanks, whole.expected, whole.received, whole.on_time, whole.overdue])
    return lines


@guard("reporting.open_period")
def open_period(request: HttpRequest) -> HttpResponse:
    """Open a period by hand: an earlier one, or one before its time."""
    form = forms.OpenPeriodForm(posted(request)[0])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = services.open_period(given["regime"], given["period"], by=person(request), at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã mở {opened.label}: chờ {opened.returns.count()} báo cáo.")
            return redirect("reporting:period", key=opened.key)
    return shown(request, "open_period.html", 422 if form.errors else 200, form=form)


@guard("reporting.board")
def period(request: HttpRequest, key: str) -> HttpResponse:
    """Show one period: its dates and why, who has reported, what is locked and what was frozen."""
    found = period_at(key)
    on = day(request)
    rows = Return.objects.visible_to(request.user, on=on).filter(period=found)
    matrix = boards.board(rows, on=on)
    rules = found.rules
    why = (
        workcal.strict_before(found.named_on, inclusive=rules.inclusive)
        if rules.due_kind == "before"
        else workcal.roll_forward(found.named_on)
    )
    lines = [
        (a, matrix.cells[a.id, found.pk], orgs.successor_name(a.id, on=on) if request.GET.get("ten") else "")
        for a in matrix.agencies
    ]
    if leaving(request):
        name = f"Nhận báo cáo {found.label} {show_date(on)}"
        return leave(request, _period_sheet(found, lines), name, as_of=on)
    frozen = measures.frozen(about=("reporting.period", found.key))
    return shown(
        request,
        "period.html",
        period=found,
        rules=rules,
        board=matrix,
        lines=lines,
        why=why,
        day_off=workcal.day_note(found.named_on) if not workcal.is_working_day(found.named_on) else "",
        frozen=[(s, measures.compare(s), measures.measure(s.measure).places) for s in frozen],
        with_successors=request.GET.get("ten") == "nay",
        reports=found.reports.all(),
        may_lock=can(request, "lock", found),
        may_consolidate=can(request, "consolidate", found),
        agencies_url=reverse("reporting:board"),
    )


def _period_sheet(period: Period, lines: list[tuple[Any, Any, str]]) -> list[list[Any]]:
    """Write who has reported for a period as lines, to leave as a spreadsheet or an annex."""
    told: list[list[Any]] = [["Cơ quan", "Hạn", "Ngày nhận", "Tình trạng"]]
    for agency, cell, now in lines:
        name = f"{agency.name} (nay: {now})" if now else agency.name
        told.append([name, period.due_on, cell.received_on, cell.word])
    return told


PERIOD_ACTS = {
    "khoa": (
        "lock",
        "Khóa kỳ",
        forms.YesForm,
        "Sau khi khóa, số liệu của kỳ được chốt; sửa gì cũng phải mở lại kỳ, có lý do.",
    ),
    "mo-lai": (
        "lock",
        "Mở lại kỳ",
        forms.ReasonForm,
        "Số đã chốt vẫn giữ; khi khóa lại, số mới được chốt thành lần sau.",
    ),
    "tong-hop": (
        "consolidate",
        "Lập báo cáo tổng hợp",
        forms.BuildForm,
        "Báo cáo lấy nguyên lời các cơ quan đã được tiếp nhận.",
    ),
}


@guard("reporting.lock")
def period_verb(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Lock a period, open it again, or ask for its report."""
    found = period_at(key)
    if verb not in PERIOD_ACTS:
        raise NotAllowed("reporting.not-found", "Không có thao tác này.", hidden=True)
    name, label, form_class, told = PERIOD_ACTS[verb]
    policy.may(f"reporting.{name}", request.user, found, on=day(request)).or_refuse()
    given = {"as_of": services.day_of_report(found, day(request))} if verb == "tong-hop" else {}
    form = form_class(posted(request)[0], initial=given)
    if request.method == "POST" and form.is_valid():
        by, at = person(request), moment(request)
        if verb == "khoa":
            services.lock_period(found, by=by, at=at)
            messages.success(request, f"Đã khóa {found.label}.")
        elif verb == "mo-lai":
            try:
                services.reopen_period(found, reason=form.cleaned_data["reason"], by=by, at=at)
            except Invalid as refusal:
                refuse(form, refusal)
                return shown(request, "period_verb.html", 422, period=found, label=label, told=told, form=form)
            messages.success(request, f"Đã mở lại {found.label}.")
        else:
            try:
                report = services.request_report(found, by=by, at=at, as_of=form.cleaned_data["as_of"])
            except Invalid as refusal:
                refuse(form, refusal)
                return shown(request, "period_verb.html", 422, period=found, label=label, told=told, form=form)
            jobs.build.enqueue(report.key)
            return redirect("reporting:report", key=report.key)
        return redirect("reporting:period", key=found.key)
    return shown(
        request, "period_verb.html", 422 if form.errors else 200, period=found, label=label, told=told, form=form
    )
