"""What open data tells the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from donghanh.kit import journal


@journal.event
@dataclass(frozen=True)
class KeyIssued(journal.Event):
    """Somebody was given a key."""

    kind: ClassVar[str] = "opendata.key_issued"
    label: ClassVar[str] = "Cấp khóa API"
    name: str

    def sentence(self) -> str:
        """Name who got it."""
        return f"Cấp khóa API cho {self.name}"


@journal.event
@dataclass(frozen=True)
class KeyWithdrawn(journal.Event):
    """A key was withdrawn."""

    kind: ClassVar[str] = "opendata.key_withdrawn"
    label: ClassVar[str] = "Thu hồi khóa API"
    name: str

    def sentence(self) -> str:
        """Name whose it was."""
        return f"Thu hồi khóa API của {self.name}"


@journal.event
@dataclass(frozen=True)
class DatasetChanged(journal.Event):
    """One of the house's own datasets has a new edition."""

    kind: ClassVar[str] = "opendata.dataset_changed"
    label: ClassVar[str] = "Bộ dữ liệu mở có bản mới"
    name: str
    number: int
    rows: int

    def sentence(self) -> str:
        """Name the dataset and its edition."""
        return f"Bộ dữ liệu {self.name} có bản {self.number}: {self.rows} dòng"
