"""The words of the room: units of time, kinds of days. No query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.ground.workcal.engine.axis import Window
from donghanh.ground.workcal.engine.clocks import ClockRule, Extension

DAY_KINDS = {"off": "Ngày nghỉ", "work": "Ngày làm bù"}

UNITS = {
    "working": "ngày làm việc",
    "calendar": "ngày",
    "day-of-month": "ngày trong tháng",
    "hours": "giờ",
    "minutes": "phút",
    "months": "tháng",
    "times": "lần",
    "flag": "có/không",
}


@dataclass(frozen=True)
class TermRef:
    """A legal term in force on a day, with where it comes from."""

    code: str
    label: str
    value: int
    unit: str
    source: str
    since: date | None
    until: date | None
    verified: bool

    @property
    def flag(self) -> bool:
        """The value of a yes-or-no term."""
        return bool(self.value)

    def words(self) -> str:
        """Write the term for people: ``10 ngày``."""
        if self.unit == "flag":
            return "có" if self.value else "không"
        return f"ngày {self.value}" if self.unit == "day-of-month" else f"{self.value} {UNITS[self.unit]}"


TermOn = Callable[[str, date], TermRef]


def minutes_of(text: str) -> int:
    """Read ``07:30`` as minutes of the day."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True)
class ClockBook:
    """The reviewed rules of clocks; a rule's figures are the terms in force on the day that is asked about."""

    rows: Mapping[str, Mapping[str, Any]]
    windows: tuple[Window, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> ClockBook:
        """Read ``data/workcal/clocks.yaml``; a code written twice is refused."""
        rows = {row["code"]: row for row in data["rules"]}
        if len(rows) != len(data["rules"]):
            raise ValueError("a rule of clocks.yaml stands there twice")
        windows = tuple((minutes_of(a), minutes_of(b)) for a, b in data["office_hours"]["windows"])
        return cls(rows, windows)

    def rule(self, code: str, *, on: date, term: TermOn) -> ClockRule:
        """Return a rule as it is in force on a day; ``LookupError`` where there is none."""
        row = self.rows.get(code)
        if row is None:
            raise LookupError(f"no such clock rule: {code}")
        held = term(row["term"], on)
        more = row.get("extension")
        extension = None
        if more:
            each, times = term(more["term"], on), term(more["times"], on)
            extension = Extension(
                each.value, each.unit, times.value, tuple(more["by"]), each.source, each.verified and times.verified
            )
        return ClockRule(
            code=code,
            label=row["label"],
            amount=held.value,
            unit=held.unit,
            source=held.source,
            verified=held.verified,
            inclusive=row.get("inclusive", False),
            roll=row.get("roll", True),
            ends=tuple(row["ends"]),
            pauses=row.get("pauses", True),
            transfer=row.get("transfer", "keeps"),
            extension=extension,
            base=row.get("base", ""),
            remote=row.get("remote", False),
            complex=row.get("complex", False),
            since=held.since,
            until=held.until,
        )

    def family(self, code: str) -> Sequence[str]:
        """List the codes that are variants of one rule, itself included."""
        base = self.rows[code].get("base") if code in self.rows else None
        return [c for c, row in self.rows.items() if row.get("base") == base] if base else [code]
