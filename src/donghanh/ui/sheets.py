"""How rows leave as a spreadsheet: texts never as formulas, numbers and days as themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import django_tables2 as tables
import xlsxwriter
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from donghanh.kit import dates
from donghanh.kit.text import slugify_vi

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(table: tables.Table) -> Iterator[list[Any]]:
    """Give the head and every row of a table, not only of the page shown, as plain values."""
    for row in table.as_values():
        yield [strip_tags(v) if isinstance(v, SafeString) else v for v in row]


def _rows(source: tables.Table | Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    return rows_of(source) if isinstance(source, tables.Table) else (list(row) for row in source)


def harmless(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before ``= + - @``."""
    if isinstance(value, str) and value.lstrip(" \ufeff").startswith(_FORMULA):
        return f"'{value}"
    return value


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(dates.ZONE):%d/%m/%Y %H:%M}" if value.tzinfo else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "có" if value else "không"
    return value if isinstance(value, (int, float, Decimal)) else harmless(str(value))


def attached(body: bytes, media: str, filename: str, ending: str) -> HttpResponse:
    """Answer with a file under its Vietnamese name, and a plain one for what cannot read it."""
    name = filename.removesuffix(ending)
    answer = HttpResponse(body, content_type=media)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{slugify_vi(name)}{ending}\"; filename*=UTF-8''{quote(name + ending)}"
    )
    return answer


def export_csv(source: tables.Table | Iterable[Iterable[Any]], filename: str) -> HttpResponse:
    """Answer with a CSV file (RFC 4180, UTF-8 with a mark, for spreadsheets); the first row is the head."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in _rows(source):
        writer.writerow([_plain(value) for value in row])
    return attached(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", filename, ".csv")


def export_xlsx(
    source: tables.Table | Iterable[Iterable[Any]], filename: str, *, sheet: str = "Danh sách"
) -> HttpResponse:
    """Answer with an XLSX file: numbers as numbers, dates as dates, texts never as formulas or links."""
    body = io.BytesIO()
    book = xlsxwriter.Workbook(
        body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    page = book.add_worksheet(sheet[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
    widths: dict[int, int] = {}
    for y, row in enumerate(_rows(source)):
        for x, value in enumerate(row):
            widths[x] = min(max(widths.get(x, 8), len(str(value if value is not None else "")) + 2), 60)
            _write_cell(page, y, x, value, head if y == 0 else None, day, moment)
    for x, width in widths.items():
        page.set_column(x, x, width)
    page.freeze_panes(1, 1)
    book.close()
    return attached(body.getvalue(), XLSX, filename, ".xlsx")


def _write_cell(page: Any, y: int, x: int, value: Any, head: Any, day: Any, moment: Any) -> None:
    if value is None or value == "":
        page.write_blank(y, x, None, head)
    elif isinstance(value, bool):
        page.write_string(y, x, "có" if value else "không", head)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(y, x, value, head)
    elif isinstance(value, datetime):
        local = value.astimezone(dates.ZONE).replace(tzinfo=None) if value.tzinfo else value
        page.write_datetime(y, x, local, moment)
    elif isinstance(value, date):
        page.write_datetime(y, x, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - a cell has no zone
    else:
        page.write_string(y, x, str(value), head)
