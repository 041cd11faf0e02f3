"""Cells of a table as people type them, on a page or in a spreadsheet: read strictly, refused with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from donghanh.kit.dates import read_date, show_date
from donghanh.kit.numbers import read_number, show_number
from donghanh.kit.text import nfc
from donghanh.work.reporting.engine.regimes import TableColumn

LONGEST = 4000


@dataclass(frozen=True)
class ReadCell:
    """One cell: its stored text, what was wrong with it, and how it was read where another reading was possible."""

    stored: str
    error: str = ""
    note: str = ""


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
            return ReadCell(
                "", f"“{column.title}”: {show_number(number)} ngoài khoảng cho phép ({word} {show_number(limit)})."
            )
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
