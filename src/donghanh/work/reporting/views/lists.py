"""Lists: every return the reader may see, what is late, the regimes with their next dates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import show_date
from donghanh.ui.lists import exported, listed
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import domain, forms
from donghanh.work.reporting.models import Period, Return
from donghanh.work.reporting.queries import board as boards
from donghanh.work.reporting.tables import LateTable, ReturnTable
from donghanh.work.reporting.views.pages import day, shown

AHEAD = timedelta(days=400)


@guard("reporting.open")
def returns(request: HttpRequest) -> HttpResponse:
    """List the returns the reader may see, filtered, sorted, paged; the same rows leave as a spreadsheet."""
    years = sorted({d.year for d in Period.objects.values_list("starts_on", flat=True)}, reverse=True)
    form = forms.ReturnFilterForm(request.GET or None, years=years)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Return.objects.visible_to(request.user, on=day(request)).with_context().order_by("-period__due_on", "pk")
    plain = {"che_do": "period__regime", "nam": "period__starts_on__year", "trang_thai": "state"}
    rows = rows.filter(**{column: wanted[name] for name, column in plain.items() if wanted.get(name)})
    if words := wanted.get("q"):
        rows = rows.matching(words)
    table = ReturnTable(rows, request=request)
    answer = exported(request, table, f"Báo cáo của các cơ quan {show_date(day(request))}", form=form)
    if answer is not None:
        return answer
    return shown(
        request, "returns.html", 422 if form.errors else 200, table=listed(request, table), form=form
    )  # fmt: skip


@guard("reporting.board")
def late(request: HttpRequest) -> HttpResponse:
    """List returns past their date that have not come; of any day."""
    form = forms.DayForm(request.GET or None)
    on = (form.cleaned_data.get("ngay") if form.is_bound and form.is_valid() else None) or day(request)
    found = boards.late_returns(Return.objects.visible_to(request.user, on=day(request)), on=on)
    table = LateTable(found, request=request)
    answer = exported(request, table, f"Báo cáo quá hạn {show_date(on)}", form=form, as_of=on)
    if answer is not None:
        return answer
    return shown(
        request, "late.html", 422 if form.errors else 200, table=listed(request, table), form=form, as_of=on
    )  # fmt: skip


@guard("reporting.open")
def regimes(request: HttpRequest) -> HttpResponse:
    """Show every report regime as data: who, to whom, how often, figures until when, due when and why."""
    on = day(request)
    return shown(request, "regimes.html", regimes=[_regime(r, on) for r in domain.regimes().values()])


def _regime(rules: Any, on: Any) -> dict[str, Any]:
    slots = [_slot(rules, s) for s in rules.slots(on, on + AHEAD)]
    return {
        "rules": rules,
        "through": _name(rules.through, on),
        "to_whom": _name(rules.to_whom, on),
        "next": [s for s in slots if s["due"].due_on >= on][:4],
    }


def _slot(rules: Any, slot: Any) -> dict[str, Any]:
    due = workcal.roll_forward(slot.named_on)
    if rules.due_kind == "before":
        due = workcal.strict_before(slot.named_on, inclusive=rules.inclusive)
    off = "" if workcal.is_working_day(slot.named_on) else workcal.day_note(slot.named_on)
    return {"slot": slot, "due": due, "off": off, "estimates": due.due_on < slot.data_until}


def _name(code: str, on: Any) -> str:
    """Name a body as it is called today: a regime of 2023 goes through today's successor."""
    try:
        ref = orgs.ref(code=code) if code else None
    except LookupError:
        return code
    owner = orgs.living(ref.id, on=on).owner if ref else None
    return owner.name if owner else ref.name if ref else ""
