"""What a return's spreadsheet carries, and how a mistake in it is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from donghanh.kit.workbook import CellError
from donghanh.work.reporting.engine.regimes import TableForm

FORMAT = "donghanh.return/2"
STAMP = "Dấu biểu "
ABOUT, DUTIES, FIGURES = "Hướng dẫn", "Nội dung", "Chỉ tiêu"


@dataclass(frozen=True)
class SectionRow:
    """One part of the return: its order, what it is about, the words, the version."""

    order: int
    place: str
    title: str
    text: str
    version: int


@dataclass(frozen=True)
class FigureRow:
    """One figure of the return."""

    code: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    estimated: bool
    evidence: str
    reason: str
    version: int


@dataclass(frozen=True)
class Book:
    """A return's content as a spreadsheet carries it."""

    key: str
    edition: int
    title: str
    sections: tuple[SectionRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)  # of a book read: which rows each table began with


@dataclass(frozen=True)
class ReadBook:
    """What was read: the content, the mistakes (then nothing may be kept), and how doubtful cells were read."""

    book: Book | None
    errors: tuple[CellError, ...] = ()
    notes: tuple[CellError, ...] = ()


def sheet_name(form: TableForm) -> str:
    """Return the name of a table's sheet: at most 31 characters, none that a spreadsheet forbids."""
    return re.sub(r"[\[\]:*?/\\]", " ", form.title)[:31].strip()
