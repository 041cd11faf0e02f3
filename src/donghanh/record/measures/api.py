"""The door: define a measure, compute it, freeze it, read what was frozen."""

from __future__ import annotations

from datetime import date

from donghanh.record.measures.domain import (
    Difference,
    Measure,
    MeasureValue,
    Row,
    Scope,
    define,
    difference,
    measure,
    registry,
)
from donghanh.record.measures.models import Snapshot
from donghanh.record.measures.services import freeze, freeze_all, rounded

__all__ = [
    "Difference",
    "Measure",
    "MeasureValue",
    "Row",
    "Scope",
    "compare",
    "compute",
    "define",
    "difference",
    "freeze",
    "freeze_all",
    "frozen",
    "measure",
    "registry",
]


def compute(code: str, *, as_of: date, scope: Scope) -> MeasureValue:
    """Count a figure now, for a day and a scope."""
    return measure(code).compute(as_of, scope)


def frozen(*, about: tuple[str, str], edition: int | None = None) -> list[Snapshot]:
    """Return what was frozen at a lock: its last edition, or the one named."""
    rows = Snapshot.objects.filter(about_type=about[0], about_key=about[1]).select_related("agency")
    last = edition or rows.order_by("-edition").values_list("edition", flat=True).first()
    return list(rows.filter(edition=last).order_by("measure", "scope")) if last else []


def compare(snapshot: Snapshot) -> Difference:
    """Compare a frozen figure with the same one counted today from data that may since have been edited."""
    now = measure(snapshot.measure).compute(snapshot.as_of, snapshot.scope_then())
    now = MeasureValue(rounded(now.value), rounded(now.numerator), rounded(now.denominator), now.rows, now.estimated)
    return difference(snapshot.content(), now)
