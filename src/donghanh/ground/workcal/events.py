"""What this room tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit.journal import Event, event


@event
@dataclass(frozen=True)
class CalendarImported(Event):
    """The reviewed calendar and terms were loaded."""

    kind: ClassVar[str] = "workcal.calendar_imported"
    label: ClassVar[str] = "Nạp lịch làm việc và thời hạn đã rà soát"
    public: ClassVar[bool] = True
    days: int
    terms: int
    sha256: str


@event
@dataclass(frozen=True)
class DayDeclared(Event):
    """A day was declared off, or worked; open deadlines are to be derived anew, and none moved earlier unseen."""

    kind: ClassVar[str] = "workcal.day_declared"
    label: ClassVar[str] = "Khai báo ngày nghỉ, ngày làm bù"
    public: ClassVar[bool] = True
    day: str
    day_kind: str
    note: str
    basis: str

    def sentence(self) -> str:
        """Say the day and what it becomes."""
        what = "ngày làm bù" if self.day_kind == "work" else "ngày nghỉ"
        return f"Khai báo {self.day} là {what}: {self.note}; căn cứ {self.basis}"


@event
@dataclass(frozen=True)
class DayWithdrawn(Event):
    """A declaration was taken back."""

    kind: ClassVar[str] = "workcal.day_withdrawn"
    label: ClassVar[str] = "Rút khai báo ngày"
    public: ClassVar[bool] = True
    day: str
    day_kind: str
    why: str

    def sentence(self) -> str:
        """Say the day and why."""
        return f"Rút khai báo ngày {self.day}: {self.why}"


@event
@dataclass(frozen=True)
class TermRevised(Event):
    """A legal term has a new value from a day on."""

    kind: ClassVar[str] = "workcal.term_revised"
    label: ClassVar[str] = "Sửa thời hạn"
    public: ClassVar[bool] = True
    code: str
    before: str
    after: str
    since: str
    source: str

    def sentence(self) -> str:
        """Say old, new, day and source."""
        return (
            f"Thời hạn {self.code}: từ {self.before} thành {self.after}, áp dụng từ {self.since}; căn cứ {self.source}"
        )
