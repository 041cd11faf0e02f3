"""What is said about a file: one finding for each mistake, with its place and one Vietnamese sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

ERROR = "error"
NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, or (a note) one thing that was read in a way worth knowing.

    ``row`` is the line of the sheet as a spreadsheet numbers it, its head being 1; 0 is the file as a whole.
    """

    row: int
    column: str
    code: str
    message: str
    value: str = ""
    level: str = ERROR

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass
class Report:
    """The whole answer: how many rows, the first findings of each level, and how many there were of each code."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    cut: bool = False
    way: str = ""
    limit: int = 1000

    @property
    def clean(self) -> bool:
        """Say that nothing has to be mended."""
        return not self.counts

    @property
    def errors(self) -> int:
        """Return how many mistakes were counted."""
        return sum(self.counts.values())

    def take(self, found: Iterable[Finding]) -> None:
        """Count findings and keep the first of them."""
        for one in found:
            if one.level == NOTE:
                self.noted[one.code] += 1
                if len(self.notes) < self.limit:
                    self.notes.append(one)
                continue
            self.counts[one.code] += 1
            if len(self.findings) < self.limit:
                self.findings.append(one)

    def settle(self) -> Report:
        """Put what was found in the order of the sheet."""
        self.findings.sort(key=lambda f: (f.row, f.column, f.code))
        self.notes.sort(key=lambda f: (f.row, f.column, f.code))
        return self

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "clean": self.clean,
            "rows": self.rows,
            "errors": self.errors,
            "cut": self.cut,
            "counts": dict(sorted(self.counts.items())),
            "notes_counts": dict(sorted(self.noted.items())),
            "findings": [f.as_dict() for f in self.findings],
            "notes": [f.as_dict() for f in self.notes],
        }
