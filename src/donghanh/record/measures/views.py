"""Figures with their birth certificates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.ground.orgs import api as orgs
from donghanh.kit.errors import NotAllowed
from donghanh.record.measures import api, domain
from donghanh.record.measures.models import Snapshot
from donghanh.ui.lists import export_csv, export_xlsx
from donghanh.ui.web.guard import guard

MOST_ROWS = 500


@guard("measures.read")
def measures(request: HttpRequest) -> HttpResponse:
    """List every figure the house can tell, with the plan's aim beside it."""
    found = [
        {"measure": m, "value": v, "reached": m.reached(v.value)}
        for m in domain.registry().values()
        for v in (m.compute(request.now.date(), domain.Scope()),)  # type: ignore[attr-defined]
    ]
    return render(request, "measures/measures.html", {"lines": found})


def _agency(request: HttpRequest) -> orgs.AgencyRef | None:
    """Return the one agency that the address asks about."""
    try:
        return orgs.ref(code=request.GET["co_quan"]) if request.GET.get("co_quan") else None
    except LookupError:
        raise NotAllowed("measures.not-found", "Không có cơ quan này.", hidden=True) from None


def _siblings(snapshots: Any, chosen: Snapshot) -> list[Snapshot]:
    """List the same figure of the same lock by agency, or of the province beside an agency's."""
    scope = chosen.scope.partition(" agency=")[0]
    same = snapshots.filter(taken_at=chosen.taken_at).exclude(pk=chosen.pk)
    found = same.filter(scope__startswith=f"{scope} agency=") if chosen.agency_id is None else same.filter(scope=scope)
    return list(found.order_by("agency__name")[:MOST_ROWS])


@guard("measures.read")
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one figure: what it is, how it is counted, by what right, from which rows, and what was frozen of it."""
    if code not in domain.registry():
        raise NotAllowed("measures.not-found", "Không có số đo này.", hidden=True)
    on = request.now.date()  # type: ignore[attr-defined]
    one = domain.measure(code)
    snapshots = Snapshot.objects.filter(measure=code).select_related("agency", "taken_by")
    chosen = snapshots.filter(key=request.GET.get("chot", "")).first() if request.GET.get("chot") else None
    agency = _agency(request)
    value = chosen.content() if chosen else one.compute(on, domain.Scope(agency_id=agency.id if agency else None))
    if request.GET.get("tai") in ("csv", "xlsx"):
        lines = [["Khóa", "Dòng", "Giá trị", "Ghi chú"], *([r.key, r.label, r.value, r.note] for r in value.rows)]
        name = f"{one.label} {on:%d-%m-%Y}"
        return export_csv(lines, name) if request.GET["tai"] == "csv" else export_xlsx(lines, name)
    return render(
        request,
        "measures/measure.html",
        {
            "measure": one,
            "value": value,
            "chosen": chosen,
            "as_of": chosen.as_of if chosen else on,
            "reached": one.reached(value.value),
            "rows": value.rows[:MOST_ROWS],
            "hidden_rows": max(len(value.rows) - MOST_ROWS, 0),
            "agency": agency,
            "difference": api.compare(chosen) if chosen else None,
            "snapshots": snapshots.filter(agency__isnull=True)[:20],
            "siblings": _siblings(snapshots, chosen) if chosen else [],
        },
    )
