"""The one verb of the room: freeze. There is no verb that changes or drops a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from donghanh.ground.accounts.models import User
from donghanh.record.measures import domain
from donghanh.record.measures.models import Snapshot

_STORED = Decimal("0.000001")


def rounded(value: Decimal | None) -> Decimal | None:
    """Return a value as it is stored, so that what was computed and what was frozen compare alike."""
    return None if value is None else value.quantize(_STORED, rounding=ROUND_HALF_UP)


@transaction.atomic
def freeze(
    wanted: Iterable[tuple[str, domain.Scope]], *, about: tuple[str, str], as_of: date, by: User | None, at: datetime
) -> list[Snapshot]:
    """Freeze measures for a lock; freezing again after a reopening writes a new edition beside the old one."""
    return freeze_all({about: list(wanted)}, as_of=as_of, by=by, at=at)


@transaction.atomic
def freeze_all(
    wanted: Mapping[tuple[str, str], Sequence[tuple[str, domain.Scope]]], *, as_of: date, by: User | None, at: datetime
) -> list[Snapshot]:
    """Freeze the measures of many things at one lock; a measure that can count all agencies at once is asked once."""
    kinds = {kind for kind, _ in wanted}
    held = Snapshot.objects.filter(about_type__in=kinds, about_key__in=[key for _, key in wanted])
    last = {(r["about_type"], r["about_key"]): r["n"] for r in _newest(held)}
    counted: dict[tuple[str, str], dict[int, domain.MeasureValue]] = {}
    rows = []
    for about, figures in wanted.items():
        for code, scope in figures:
            found = _value(code, scope, as_of, counted)
            rows.append(_snapshot(code, scope, found, about, last.get(about, 0) + 1, as_of, by, at))
    Snapshot.objects.bulk_create(rows, batch_size=200)
    return rows


def _newest(held: Any) -> Any:
    return held.order_by().values("about_type", "about_key").annotate(n=Max("edition"))


def _value(
    code: str, scope: domain.Scope, as_of: date, counted: dict[tuple[str, str], dict[int, domain.MeasureValue]]
) -> domain.MeasureValue:
    measure = domain.measure(code)
    if measure.each is None or scope.agency_id is None:
        return measure.compute(as_of, scope)
    whole = replace(scope, agency_id=None)
    if (code, whole.name()) not in counted:
        counted[code, whole.name()] = measure.each(as_of, whole)
    return counted[code, whole.name()][scope.agency_id]


def _snapshot(
    code: str,
    scope: domain.Scope,
    found: domain.MeasureValue,
    about: tuple[str, str],
    edition: int,
    as_of: date,
    by: Any,
    at: datetime,
) -> Snapshot:
    measure = domain.measure(code)
    row = Snapshot(
        measure=code,
        label=measure.label,
        unit=measure.unit,
        formula=measure.formula,
        legal_basis=measure.legal_basis,
        scope=scope.name(),
        agency_id=scope.agency_id,
        about_type=about[0],
        about_key=about[1],
        edition=edition,
        since=scope.since,
        until=scope.until,
        as_of=as_of,
        value=rounded(found.value),
        numerator=rounded(found.numerator),
        denominator=rounded(found.denominator),
        rows=domain.rows_as_data(found.rows),
        by_hand=measure.by_hand,
        estimated=found.estimated,
        taken_at=at,
        taken_by=by,
    )
    row.digest = domain.digest(row.facts())
    row.clean_fields(exclude=["agency", "taken_by"])  # both are rows that are there: no question for each of hundreds
    return row
