"""The words of the room: units of time, kinds of days. No query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
