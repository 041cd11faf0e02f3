"""Figures with their birth certificates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from donghanh.ground.orgs import api as orgs
from donghanh.kit.errors import NotAllowed
from donghanh.record.measures import api, domain
from donghanh.record.measures.models import Snapshot
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import guard

MOST_ROWS = 500


@guard("measures.read")
def measures(request: HttpRequest) -> HttpResponse:
    """List every figure the house can tell, with the plan's aim beside it."""
    told = [(m, m.compute(request.now.date(), domain.Scope())) for m in domain.registry().values()]  # type: ignore[attr-defined]
    if leaving(request):
        head = ["Mã", "Số đo", "Giá trị", "Tử số", "Mẫu số", "Đơn vị", "Kế hoạch đặt ra", "Nguồn"]
        lines = [head, *(_line(one, value) for one, value in told)]
        name = f"Số đo {request.now.date():%d-%m-%Y}"  # type: ignore[attr-defined]
        return leave(request, lines, name)
    found = [{"measure": m, "value": v, "reached": m.reached(v.value)} for m, v in told]
    return render(request, "measures/measures.html", {"lines": found})


def _line(one: domain.Measure, value: domain.MeasureValue) -> list[Any]:
    """Write a figure as a line of a list that leaves the house."""
    figure = None if value.value is None else round(value.value, one.places)
    how = "cơ quan nhập tay, có minh chứng" if one.by_hand else "hệ thống tính"
    return [
        one.code, one.label, figure, value.numerator, value.denominator, one.unit, one.aim,
        f"{how}, số ước" if value.estimated else how,
    ]  # fmt: skip


def _asked(agency: orgs.AgencyRef | None, chosen: Snapshot | None) -> QueryDict:
    """Say in words which rows stand on the page, for the paper they are printed on."""
    asked = QueryDict(mutable=True)
    if agency is not None or (chosen is not None and chosen.agency is not None):
        asked["Cơ quan"] = agency.name if agency is not None else str(chosen.agency.name)  # type: ignore[union-attr]
    if chosen is not None:
        asked["Số đã chốt"] = f"lần {chosen.edition}, băm {chosen.digest[:12]}…"
    return asked


def _owner(one: domain.Measure, on: date) -> str:
    """Name who answers for a figure; an agency that is named by its code bears its name, today's beside it."""
    told = []
    for part in one.owner.split(", "):
        try:
            ref = orgs.ref(code=part)
        except LookupError:
            told.append(part)
            continue
        now = orgs.successor_name(ref.id, on=on)
        told.append(f"{ref.name} (nay: {now})" if now else ref.name)
    return ", ".join(told)


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
    if leaving(request):
        lines: list[list[Any]] = [
            ["Khóa", "Dòng", "Giá trị", "Ghi chú"],
            *([r.key, r.label, r.value, r.note] for r in value.rows),
        ]
        as_of, asked = chosen.as_of if chosen else on, _asked(agency, chosen)
        return leave(request, lines, f"{one.label} {as_of:%d-%m-%Y}", as_of=as_of, asked=asked)
    return render(
        request,
        "measures/measure.html",
        {
            "measure": one,
            "owner": _owner(one, on),
            "value": value,
            "chosen": chosen,
            "as_of": chosen.as_of if chosen else on,
            "reached": one.reached(value.value),
            "rows": value.rows[:MOST_ROWS],
            "hidden_rows": max(len(value.rows) - MOST_ROWS, 0),
            "agency": agency,
            "difference": api.compare(chosen) if chosen else None,
            "snapshots": [(s, domain.told_scope(s.scope)) for s in snapshots.filter(agency__isnull=True)[:20]],
            "siblings": _siblings(snapshots, chosen) if chosen else [],
        },
    )
