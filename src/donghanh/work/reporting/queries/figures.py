"""How the room's measures are counted; ``plug.py`` enters them in the registry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

from donghanh.record.measures.api import MeasureValue, Row, Scope
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Period, Return, ReturnFigure
from donghanh.work.reporting.queries.tables import rate_of

_READY = (domain.State.ACCEPTED, domain.State.LOCKED)


def _returns(as_of: date, scope: Scope) -> list[Return]:
    rows = Return.objects.with_context().order_by("period__starts_on", "agency__name")
    if scope.regime:
        rows = rows.filter(period__regime=scope.regime, period__name=scope.period)
    else:
        rows = rows.filter(period__due_on__lte=as_of)
    return list(rows.filter(agency_id=scope.agency_id) if scope.agency_id else rows)


def _row(row: Return, value: int, note: str) -> Row:
    label = f"{row.agency.name} – {row.period.label}"
    return Row(row.key, label, Decimal(value), reverse("reporting:return", args=[row.key]), note)


def received(as_of: date, scope: Scope) -> MeasureValue:
    """Count returns that came, of all that are expected."""
    found = [(r, r.count(as_of)) for r in _returns(as_of, scope)]
    whole = domain.total(c for _, c in found)
    rows = tuple(_row(r, c.received, domain.STATE_LABELS[domain.State(r.state)]) for r, c in found)
    return MeasureValue(Decimal(whole.received), Decimal(whole.received), Decimal(whole.expected), rows)


def on_time_rate(as_of: date, scope: Scope) -> MeasureValue:
    """Count returns in time, of all that came or should have come."""
    found = [(r, r.count(as_of)) for r in _returns(as_of, scope)]
    whole = domain.total(c for _, c in found)
    rows = tuple(
        _row(r, c.on_time, "đúng hạn" if c.on_time else "trễ" if c.late else "quá hạn chưa gửi")
        for r, c in found
        if c.fell_due
    )
    return MeasureValue(whole.on_time_rate, Decimal(whole.on_time), Decimal(whole.fell_due), rows)


def by_hand(code: str, as_of: date, scope: Scope) -> MeasureValue:
    """Join what agencies entered for one figure, of one period, or of the last one that has any."""
    figures = ReturnFigure.objects.filter(code=code, value__isnull=False, returned__state__in=_READY)
    if scope.regime:
        figures = figures.filter(returned__period__regime=scope.regime, returned__period__name=scope.period)
    else:
        last = (
            Period.objects.filter(pk__in=figures.values("returned__period_id"), data_from__lte=as_of)
            .order_by("-data_until")
            .first()
        )
        figures = figures.filter(returned__period=last) if last else figures.none()
    if scope.agency_id:
        figures = figures.filter(returned__agency_id=scope.agency_id)
    held = list(figures.select_related("returned__agency", "returned__period").order_by("returned__agency__name"))
    value, above, below = rate_of(held)
    rows = tuple(
        Row(
            f.returned.key,
            f"{f.returned.agency.name} – {f.returned.period.label}",
            f.value,
            reverse("reporting:return", args=[f.returned.key]),
            f"nhập tay{', số ước' if f.estimated else ''}; minh chứng: {f.evidence or 'chưa ghi'}",
        )
        for f in held
    )
    return MeasureValue(value, above, below, rows, estimated=any(f.estimated for f in held))
