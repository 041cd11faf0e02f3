"""Cells of a table as people type them, on a page or in a spreadsheet: read strictly, refused with a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from donghanh.kit.dates import read_date, show_date
from donghanh.kit.numbers import read_number, show_number
from donghanh.kit.text import nfc
from donghanh.work.reporting.engine.regimes import TableColumn, TableForm

LONGEST = 4000


@dataclass(frozen=True)
class ReadCell:
    """One cell: its stored text, what was wrong with it, how it was read where another reading was possible.

    ``question`` asks for a reason: the figure is readable but outside its bounds.
    """

    stored: str
    error: str = ""
    note: str = ""
    question: str = ""


def read_line(form: TableForm, values: Mapping[str, Any]) -> dict[str, ReadCell]:
    """Read one row; a figure outside its bounds is taken where the row gives a reason, and asked about where not."""
    read = {c.code: read_cell(c, values.get(c.code)) for c in form.columns}
    reason = form.reason
    for code, cell in read.items():
        if cell.question and reason is None:
            read[code] = ReadCell("", cell.question)
        elif cell.question and reason is not None and not read[reason.code].stored:
            read[code] = ReadCell("", f"{cell.question} Nếu số này đúng, hãy ghi lý do ở cột “{reason.title}”.")
    return read


def read_cell(column: TableColumn, value: Any) -> ReadCell:
    """Read a cell for its column; numbers and dates are stored in one form, so that they write back alike."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ReadCell("", f"“{column.title}” còn trống." if column.required else "")
    if column.kind == "number":
        return _number(column, value)
    if column.kind == "date":
        return _day(column, value)
    text = nfc(value if isinstance(value, str) else shown(value)).replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        return ReadCell("", f"“{column.title}” dài quá {LONGEST} ký tự.")
    return ReadCell(text)


def _number(column: TableColumn, value: Any) -> ReadCell:
    note = ""
    if isinstance(value, Decimal):
        number = value
    else:
        read = read_number(str(value))
        if read is None:
            return ReadCell("", f"“{column.title}”: “{value}” không phải là số; hãy viết như 1.234,5.")
        number, note = read.value, read.note
    for limit, outside, word in (
        (column.low, column.low is not None and number < column.low, "từ"),
        (column.high, column.high is not None and number > column.high, "không quá"),
    ):
        if outside:
            told = f"“{column.title}”: {show_number(number)} ngoài khoảng thường gặp ({word} {show_number(limit)})."
            return ReadCell(format(number.normalize(), "f"), note=note, question=told)
    return ReadCell(format(number.normalize(), "f"), note=note)


def _day(column: TableColumn, value: Any) -> ReadCell:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return ReadCell(value.isoformat())
    day = read_date(str(value))
    if day is None:
        return ReadCell("", f"“{column.title}”: “{value}” không phải là ngày; hãy viết như 31/12/2026.")
    return ReadCell(day.isoformat(), note=f"Ngày viết dạng chữ “{value}” được đọc là {show_date(day)}.")


def shown(value: Any) -> str:
    """Write a cell for people."""
    if isinstance(value, Decimal):
        return show_number(value)
    return show_date(value) if isinstance(value, date) else str(value)


def for_input(kind: str, stored: str) -> str:
    """Write a stored cell into a field of a page."""
    if not stored:
        return ""
    if kind == "number":
        return show_number(Decimal(stored)).replace("−", "-")
    return f"{date.fromisoformat(stored):%d/%m/%Y}" if kind == "date" else stored


def stamp_of(lines: Iterable[Mapping[str, str]]) -> str:
    """Return a short stamp of a table's rows: whoever saves says by it which rows they had read."""
    text = json.dumps([dict(line) for line in lines], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
