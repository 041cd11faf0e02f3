"""How the room's measures are counted; ``plug.py`` enters them in the registry."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.record.measures.api import Measure, MeasureValue, Row, Scope, registry
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Period, Return, ReturnFigure, ReturnRow
from donghanh.work.reporting.queries.board import Stand, stands

_READY = (domain.State.ACCEPTED, domain.State.LOCKED)


def rate_of(figures: list[ReturnFigure]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Join agencies' figures: by their parts where all give parts; a single figure without parts stands as it is."""
    if not figures:
        return None, None, None
    whole = [f for f in figures if f.numerator is not None and f.denominator is not None]
    if len(whole) == len(figures):
        above = sum((f.numerator for f in whole if f.numerator is not None), Decimal(0))
        below = sum((f.denominator for f in whole if f.denominator is not None), Decimal(0))
        return (above * 100 / below).quantize(Decimal("0.01")), above.normalize(), below.normalize()
    if len(figures) == 1:
        return figures[0].value, None, None
    return None, None, None  # rates of several bodies without their parts cannot be added up


def counted_by(code: str) -> Measure | None:
    """Return the measure that counts a figure, where one exists: then nobody enters it by hand."""
    wanted = domain.figure_forms()[code].source
    return registry().get(wanted) if wanted else None


def before_of(row: Return) -> dict[str, Decimal]:
    """Return the figures of the last earlier return of the same regime, by code; the agency's forerunners count."""
    agencies = [former.id for former in orgs.ancestors(row.agency_id)]
    earlier = ReturnFigure.objects.filter(
        returned__period__regime=row.period.regime,
        returned__period__starts_on__lt=row.period.starts_on,
        returned__agency_id__in=agencies,
        returned__state__in=_READY,
        value__isnull=False,
    )
    found = earlier.order_by("returned__period__starts_on").values_list("code", "value")
    return {code: value for code, value in found if value is not None}


def known(row: Return, on: date) -> list[tuple[Measure, MeasureValue]]:
    """Return what the house itself counts for a return: its agency's work under the plan in the period."""
    scope, held = scope_of(row.period, row.agency_id), registry()
    return [(held[code], held[code].compute(on, scope)) for code in known_codes(row.period) if code in held]


PLAN_CODES = (
    "plan.done_on_time_rate", "plan.assigned", "plan.done_on_time", "plan.done_late", "plan.in_time", "plan.overdue",
)  # fmt: skip


def known_codes(period: Period) -> tuple[str, ...]:
    """Name the measures that stand in every return of a period: work under the plan, targets that have a source."""
    rules = period.rules
    counted = tuple(f"reporting.{form.code}" for form in rules.figures if counted_by(form.code) is not None)
    return counted + (PLAN_CODES if rules.plan and any(part.code == "duties" for part in rules.outline) else ())


def scope_of(period: Period, agency_id: int | None = None) -> Scope:
    """Return the scope of a period's figures, of the province or of one agency."""
    return Scope(
        agency_id=agency_id,
        period=period.name,
        since=period.data_from,
        until=period.data_until,
        plan=period.rules.plan,
        regime=period.regime,
    )


def _returns(as_of: date, scope: Scope) -> list[Return]:
    rows = Return.objects.with_context().order_by("period__starts_on", "agency__name")
    if scope.regime:
        rows = rows.filter(period__regime=scope.regime, period__name=scope.period)
    else:
        rows = rows.filter(period__due_on__lte=as_of)
    return list(rows.filter(agency_id=scope.agency_id) if scope.agency_id else rows)


def _counted(as_of: date, scope: Scope) -> list[tuple[Return, Stand]]:
    found = _returns(as_of, scope)
    standing = stands(found, on=as_of)
    return [(row, standing[row.pk]) for row in found]


def _row(row: Return, value: int, note: str) -> Row:
    label = f"{row.agency.name} – {row.period.label}"
    return Row(row.key, label, Decimal(value), reverse("reporting:return", args=[row.key]), note)


def received(as_of: date, scope: Scope) -> MeasureValue:
    """Count returns that came, of all that are expected."""
    return _received(_counted(as_of, scope))


def received_each(as_of: date, scope: Scope) -> dict[int, MeasureValue]:
    """Count the same for every agency at once."""
    held: dict[int, list[tuple[Return, Stand]]] = defaultdict(list)
    for row, stand in _counted(as_of, scope):
        held[row.agency_id].append((row, stand))
    return defaultdict(lambda: _received([]), {i: _received(pairs) for i, pairs in held.items()})


def _received(found: list[tuple[Return, Stand]]) -> MeasureValue:
    whole = domain.total(s.count for _, s in found)
    rows = tuple(
        _row(r, s.count.received, domain.STATE_LABELS[domain.State(s.state)]) for r, s in found if s.count.expected
    )
    return MeasureValue(Decimal(whole.received), Decimal(whole.received), Decimal(whole.expected), rows)


def on_time_rate(as_of: date, scope: Scope) -> MeasureValue:
    """Count returns in time, of all that came or should have come."""
    found = [(r, s.count) for r, s in _counted(as_of, scope)]
    whole = domain.total(c for _, c in found)
    rows = tuple(
        _row(r, c.on_time, "đúng hạn" if c.on_time else "trễ" if c.late else "quá hạn chưa gửi")
        for r, c in found
        if c.fell_due
    )
    return MeasureValue(whole.on_time_rate, Decimal(whole.on_time), Decimal(whole.fell_due), rows)


def by_hand(code: str, as_of: date, scope: Scope) -> MeasureValue:
    """Join what agencies entered for one figure, of one period, or of the last one that has any.

    Where the figure has a source in the house by now, it is counted there instead.
    """
    source = counted_by(code)
    if source is not None:
        return source.compute(as_of, scope)
    figures = _entered(code, as_of, scope)
    if scope.agency_id:
        figures = figures.filter(returned__agency_id=scope.agency_id)
    return _joined(list(figures))


def by_hand_each(code: str, as_of: date, scope: Scope) -> dict[int, MeasureValue]:
    """Join the same for every agency at once."""
    source = counted_by(code)
    if source is not None and source.each is not None:
        return source.each(as_of, scope)
    held: dict[int, list[ReturnFigure]] = defaultdict(list)
    for figure in _entered(code, as_of, scope):
        held[figure.returned.agency_id].append(figure)
    return defaultdict(lambda: _joined([]), {i: _joined(figures) for i, figures in held.items()})


def _entered(code: str, as_of: date, scope: Scope) -> Any:
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
    return figures.select_related("returned__agency", "returned__period").order_by("returned__agency__name")


def in_table(table: str, column: str, as_of: date, scope: Scope) -> MeasureValue:
    """Add up one column of a table over the returns taken in, of one period or of every one due by a day."""
    rows = _lines(table, as_of, scope)
    return _added(column, list(rows.filter(returned__agency_id=scope.agency_id) if scope.agency_id else rows))


def in_table_each(table: str, column: str, as_of: date, scope: Scope) -> dict[int, MeasureValue]:
    """Add up the same for every agency at once."""
    held: dict[int, list[ReturnRow]] = defaultdict(list)
    for line in _lines(table, as_of, scope):
        held[line.returned.agency_id].append(line)
    return defaultdict(lambda: _added(column, []), {i: _added(column, lines) for i, lines in held.items()})


def _lines(table: str, as_of: date, scope: Scope) -> Any:
    lines = ReturnRow.objects.filter(table=table, returned__state__in=_READY)
    if scope.regime:
        lines = lines.filter(returned__period__regime=scope.regime, returned__period__name=scope.period)
    else:
        lines = lines.filter(returned__period__data_from__lte=as_of)
    lines = lines.select_related("returned__agency", "returned__period")
    return lines.order_by("returned__period__starts_on", "returned__agency__name", "returned_id", "order")


def _added(column: str, lines: list[ReturnRow]) -> MeasureValue:
    told = [(line, Decimal(line.cells[column])) for line in lines if line.cells.get(column)]
    rows = tuple(
        Row(
            line.key,
            f"{line.returned.agency.name} – {line.returned.period.label}, dòng {line.order}",
            value,
            reverse("reporting:return", args=[line.returned.key]),
            "nhập tay",
        )
        for line, value in told
    )
    return MeasureValue(sum((value for _, value in told), Decimal(0)) if told else None, rows=rows)


def _joined(held: list[ReturnFigure]) -> MeasureValue:
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
