"""What a measure is, the one registry of them, and how a value is frozen: no query."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.kit.numbers import show_number


@dataclass(frozen=True)
class Scope:
    """What a figure is about: the whole province or one agency, in a period, of one plan."""

    agency_id: int | None = None
    period: str = ""
    since: date | None = None
    until: date | None = None
    plan: str = ""
    regime: str = ""

    def name(self) -> str:
        """Return the stable name under which a snapshot of this scope is kept."""
        parts = (("regime", self.regime), ("period", self.period), ("plan", self.plan), ("agency", self.agency_id))
        return " ".join(f"{k}={v}" for k, v in parts if v not in ("", None)) or "all"


def scope_of_name(name: str, *, since: date | None = None, until: date | None = None) -> Scope:
    """Read a scope back from its stable name."""
    parts = dict(re.findall(r"(\w+)=(.*?)(?= \w+=|$)", name))
    agency = parts.get("agency", "")
    return Scope(
        agency_id=int(agency) if agency.isdigit() else None,
        period=parts.get("period", ""),
        since=since,
        until=until,
        plan=parts.get("plan", ""),
        regime=parts.get("regime", ""),
    )


_QUARTERS = {"Q1": "Quý I", "Q2": "Quý II", "Q3": "Quý III", "Q4": "Quý IV"}


def told_scope(name: str) -> str:
    """Say a scope's stable name in words: ``Quý III/2023, kế hoạch 124/KH-UBND (kh124-quy)``; all is the whole."""
    scope = scope_of_name(name)
    year, _, part = scope.period.partition("-")
    period = f"{_QUARTERS[part]}/{year}" if part in _QUARTERS else f"Năm {year}" if year else ""
    words = ", ".join(w for w in (period, f"kế hoạch {scope.plan}" if scope.plan else "") if w) or "Toàn bộ"
    return f"{words} ({scope.regime})" if scope.regime else words


@dataclass(frozen=True)
class Row:
    """One row behind a figure: its public key, what it is called, what it adds, where it is read."""

    key: str
    label: str
    value: Decimal | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class MeasureValue:
    """A figure with its parts and its lineage."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: tuple[Row, ...] = ()
    estimated: bool = False


# How an aim is said: before and after its number.
_AIMS = {">=": ("từ ", " trở lên"), ">": ("trên ", ""), "<=": ("không quá ", ""), "<": ("dưới ", "")}
Compute = Callable[[date, Scope], MeasureValue]
ComputeEach = Callable[[date, Scope], dict[int, MeasureValue]]


@dataclass(frozen=True)
class Measure:
    """One figure of the house: code ``room.name``, how it is counted, by what right, and whose it is."""

    code: str
    label: str
    unit: str
    formula: str
    legal_basis: str
    owner: str
    compute: Compute
    numerator: str = ""
    denominator: str = ""
    places: int = 0
    by_hand: bool = False
    operator: str = ""
    target: Decimal | None = None
    target_place: str = ""
    order: int = 50
    each: ComputeEach | None = None  # the same figure for every agency at once; answers for any agency, rows or none

    @property
    def aim(self) -> str:
        """Say what the plan asks for in words: ``từ 75 % trở lên``; nothing where it asks for nothing."""
        if self.target is None:
            return ""
        before, after = _AIMS.get(self.operator, ("", ""))
        return f"{before}{show_number(self.target)} {self.unit}{after}"

    def reached(self, value: Decimal | None) -> bool | None:
        """Say whether a value reaches the plan's target; nothing where there is no target or no value."""
        if self.target is None or value is None:
            return None
        return {">": value > self.target, ">=": value >= self.target}.get(self.operator, value == self.target)


_REGISTRY: dict[str, Measure] = {}


def define(measure: Measure) -> Measure:
    """Enter a measure in the registry; a second one of the same code from elsewhere is refused."""
    other = _REGISTRY.get(measure.code)
    if other is not None and other.label != measure.label:
        raise ValueError(f"measure {measure.code} is in the registry already")
    _REGISTRY[measure.code] = measure
    return measure


def registry() -> dict[str, Measure]:
    """Return every measure by code."""
    return dict(sorted(_REGISTRY.items(), key=lambda item: (item[1].order, item[0])))


def measure(code: str) -> Measure:
    """Return one measure; ``LookupError`` where there is none."""
    try:
        return _REGISTRY[code]
    except KeyError:
        raise LookupError(f"no such measure: {code}") from None


def plain_number(value: Decimal | None) -> str | None:
    """Write a number so that it reads back alike, whatever the database did to its trailing zeros."""
    return None if value is None else format(value.normalize(), "f")


def rows_as_data(rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """Return lineage as plain values."""
    return [
        {"key": r.key, "label": r.label, "value": plain_number(r.value), "url": r.url, "note": r.note} for r in rows
    ]


def rows_of_data(data: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Read lineage back."""
    return tuple(
        Row(d["key"], d["label"], None if d["value"] is None else Decimal(d["value"]), d["url"], d["note"])
        for d in data
    )


def digest(facts: dict[str, Any]) -> str:
    """Hash a snapshot's facts, so that anybody can see that it never changed."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """How a figure of today differs from what was frozen: the values and the rows that came, went or changed."""

    frozen: Decimal | None
    now: Decimal | None
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]

    @property
    def same(self) -> bool:
        """Say that nothing differs."""
        return self.frozen == self.now and not (self.added or self.removed or self.changed)


def difference(frozen: MeasureValue, now: MeasureValue) -> Difference:
    """Compare what was frozen with what is counted today, row by row."""
    before, after = {r.key: r for r in frozen.rows}, {r.key: r for r in now.rows}
    return Difference(
        frozen.value,
        now.value,
        tuple(r for k, r in after.items() if k not in before),
        tuple(r for k, r in before.items() if k not in after),
        tuple((before[k], after[k]) for k in before if k in after and before[k].value != after[k].value),
    )
