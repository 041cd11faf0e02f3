"""The one verb of the room: freeze. There is no verb that changes or drops a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
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
    last = Snapshot.objects.filter(about_type=about[0], about_key=about[1]).aggregate(n=Max("edition"))["n"] or 0
    rows = [_snapshot(code, scope, about, last + 1, as_of, by, at) for code, scope in wanted]
    Snapshot.objects.bulk_create(rows, batch_size=200)
    return rows


def _snapshot(
    code: str, scope: domain.Scope, about: tuple[str, str], edition: int, as_of: date, by: Any, at: datetime
) -> Snapshot:
    measure = domain.measure(code)
    found = measure.compute(as_of, scope)
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
    row.clean_fields()
    return row
