"""All tables of a paper as a workbook: numbers as numbers, days as days, one sheet for each table."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from donghanh.record.papers.engine import figures, pieces
from donghanh.record.papers.engine.paper import Paper, TableBlock
from donghanh.record.papers.engine.word.xml import said

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 90  # letters that fit the width of a landscape page


def write(paper: Paper) -> bytes:
    """Write every table of a paper as a sheet after a first one that says what the workbook is."""
    figures.printed(paper)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(
        body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    title = said(paper.title) or (paper.annexes[0].title if paper.annexes else "")
    book.set_properties({"title": title[:250], "author": paper.issuer[:250]})
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    forms = {
        "text": book.add_format({**font, "text_wrap": True, "border": 1}),
        "head": book.add_format(
            {**font, "bold": True, "text_wrap": True, "border": 1, "align": "center", "bg_color": "#F2F2F2"}
        ),
        "day": book.add_format({**font, "border": 1, "num_format": "dd/mm/yyyy", "align": "center"}),
        "number": book.add_format({**font, "border": 1, "num_format": "#,##0.########"}),
        "whole": book.add_format({**font, "border": 1, "num_format": "#,##0"}),
        "total": book.add_format({**font, "border": 1, "bold": True, "num_format": "#,##0.########"}),
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "plain": book.add_format({**font}),
        "note": book.add_format({**font, "italic": True}),
        "link": book.add_format({**font, "font_color": "#2f3e8f", "underline": 1}),
    }
    tables = paper.tables()
    names = _names([t for _, t in tables])
    first = book.add_worksheet("Danh mục")
    first.set_column(0, 0, 24)
    first.set_column(1, 1, 90)
    first.write_string(0, 0, title, forms["title"])
    lines = [("Cơ quan", paper.issuer), ("Số, ký hiệu", paper.number), ("Ghi chú", paper.mark)]
    at = 1
    for label, words in lines:
        if words:
            first.write_string(at, 0, label, forms["plain"])
            first.write_string(at, 1, words, forms["plain"])
            at += 1
    for (where, table), name in zip(tables, names, strict=True):
        first.write_string(at + 1, 0, where, forms["plain"])
        first.write_url(at + 1, 1, f"internal:'{name}'!A1", forms["link"], table.caption or name)
        at += 1
        _sheet(book.add_worksheet(name), table, forms)
    book.close()
    return body.getvalue()


def _names(tables: list[TableBlock]) -> list[str]:
    """Name the sheets by their captions: 31 letters, no mark that a sheet's name cannot have, none twice."""
    found: list[str] = []
    for n, table in enumerate(tables, start=1):
        name = " ".join(_FORBIDDEN.sub(" ", table.caption).split())[:31].strip() or f"Bảng {n}"
        if name.casefold() in {f.casefold() for f in found} | {"danh mục"}:
            name = f"{name[:27].strip()} {n}"
        found.append(name)
    return found


def _sheet(page: Any, table: TableBlock, forms: dict[str, Any]) -> None:
    whole = sum(c.width for c in table.columns) or 1
    for x, column in enumerate(table.columns):
        page.set_column(x, x, max(column.width * _WIDTH / whole, 9))
        page.write_string(0, x, column.title, forms["head"])
    lines = (*table.rows, table.totals) if table.totals else table.rows
    for y, line in enumerate(lines, start=1):
        last = bool(table.totals) and y == len(lines)
        for x, cell in enumerate(line):
            _write(page, y, x, figures.value_of(cell), forms, last=last)
    if table.note:
        page.write_string(len(lines) + 1, 0, table.note, forms["note"])
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")


def _write(page: Any, y: int, x: int, value: Any, forms: dict[str, Any], *, last: bool) -> None:
    if value is None or value == "":
        page.write_blank(y, x, None, forms["total" if last else "text"])
    elif isinstance(value, int):
        page.write_number(y, x, value, forms["total" if last else "whole"])
    elif isinstance(value, Decimal):
        page.write_number(y, x, value, forms["total" if last else "number"])
    elif isinstance(value, date):
        page.write_datetime(y, x, datetime(value.year, value.month, value.day), forms["day"])  # noqa: DTZ001 - a cell has no zone
    else:
        text = pieces.clean(str(value))
        harmless = f"'{text}" if text.lstrip(" \ufeff").startswith(_FORMULA) else text
        page.write_string(y, x, harmless, forms["total" if last else "text"])
