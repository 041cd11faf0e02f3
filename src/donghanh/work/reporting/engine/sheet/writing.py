"""A return written as a spreadsheet, with the stamp it is known by when it comes back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.engine.regimes import FigureForm, TableColumn, TableForm
from donghanh.work.reporting.engine.sheet.model import (
    ABOUT,
    DUTIES,
    FIGURES,
    FORMAT,
    STAMP,
    Book,
    FigureRow,
    SectionRow,
    sheet_name,
)

_FIGURE_COLUMNS = (
    "Mã",
    "Chỉ tiêu",
    "Tử số",
    "Mẫu số",
    "Giá trị (%)",
    "Số ước (x)",
    "Minh chứng",
    "Lý do nếu số lạ",
    "Bản",
)


def write(book: Book, *, figures: Mapping[str, FigureForm], tables: Sequence[TableForm]) -> bytes:
    """Write a return's content as a spreadsheet to be filled in."""
    body = io.BytesIO()
    out = xlsxwriter.Workbook(
        body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = out.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF7"})
    wrap = out.add_format({"text_wrap": True, "valign": "top"})
    fixed = out.add_format({"text_wrap": True, "valign": "top", "font_color": "#5B6472"})
    day = out.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    about = out.add_worksheet(ABOUT)
    about.set_column(0, 0, 28)
    about.set_column(1, 1, 90, wrap)
    for y, (name, value) in enumerate(
        (
            ("Mẫu", FORMAT),
            ("Báo cáo", book.key),
            ("Lần gửi", str(book.edition)),
            ("Tên", book.title),
            ("Cách điền", "Chỉ điền các ô trắng ở những trang sau; không thêm cột, không gộp ô, không dùng công thức."),
            ("Số", "Viết 1.234,5 hoặc 1234.5 đều được; ngày viết 31/12/2026."),
            ("Dòng mới", "Ở các biểu có thể thêm dòng; ở trang Nội dung và Chỉ tiêu thì không."),
        )
    ):
        about.write_string(y, 0, name, head)
        about.write_string(y, 1, value, wrap)
    for y, form in enumerate(tables, start=7):
        about.write_string(y, 0, f"{STAMP}{form.code}", head)
        about.write_string(y, 1, stamp_of(book.tables.get(form.code, ())), wrap)
    _write_sections(out, book.sections, head, fixed, wrap)
    if book.figures:
        _write_figures(out, book.figures, figures, head, fixed, wrap)
    for form in tables:
        _write_table(out, form, book.tables.get(form.code, ()), head, wrap, day)
    out.close()
    return body.getvalue()


def _write_sections(out: Any, rows: Sequence[SectionRow], head: Any, fixed: Any, wrap: Any) -> None:
    page = out.add_worksheet(DUTIES)
    for x, (title, width) in enumerate((("TT", 6), ("Chỗ", 12), ("Mục, nhiệm vụ", 48), ("Kết quả", 90), ("Bản", 6))):
        page.write_string(0, x, title, head)
        page.set_column(x, x, width)
    for y, row in enumerate(rows, start=1):
        page.write_number(y, 0, row.order, fixed)
        page.write_string(y, 1, row.place, fixed)
        page.write_string(y, 2, row.title, fixed)
        page.write_string(y, 3, row.text, wrap)
        page.write_number(y, 4, row.version, fixed)
    page.freeze_panes(1, 3)


def _write_figures(
    out: Any, rows: Sequence[FigureRow], forms: Mapping[str, FigureForm], head: Any, fixed: Any, wrap: Any
) -> None:
    page = out.add_worksheet(FIGURES)
    for x, title in enumerate(_FIGURE_COLUMNS):
        page.write_string(0, x, title, head)
        page.set_column(x, x, 44 if x in (1, 6) else 16)
    for y, row in enumerate(rows, start=1):
        page.write_string(y, 0, row.code, fixed)
        page.write_string(y, 1, forms[row.code].label, fixed)
        for x, number in ((2, row.numerator), (3, row.denominator), (4, row.value)):
            if number is not None:
                # As text: a spreadsheet's own number keeps about fifteen digits, a return all of them.
                page.write_string(y, x, format(number.normalize(), "f").replace(".", ","), wrap)
        page.write_string(y, 5, "x" if row.estimated else "", wrap)
        page.write_string(y, 6, row.evidence, wrap)
        page.write_string(y, 7, row.reason, wrap)
        page.write_number(y, 8, row.version, fixed)
    page.freeze_panes(1, 2)


def _write_table(out: Any, form: TableForm, rows: Sequence[Mapping[str, str]], head: Any, wrap: Any, day: Any) -> None:
    page = out.add_worksheet(sheet_name(form))
    for x, column in enumerate(form.columns):
        page.write_string(0, x, column.title, head)
        page.set_column(x, x, 14 * column.width)
    for y, row in enumerate(rows, start=1):
        for x, column in enumerate(form.columns):
            _write_stored(page, y, x, column, row.get(column.code, ""), wrap, day)
    page.freeze_panes(1, 1)


def _write_stored(page: Any, y: int, x: int, column: TableColumn, stored: str, wrap: Any, day: Any) -> None:
    if not stored:
        return
    if column.kind == "date":
        on = date.fromisoformat(stored)
        page.write_datetime(y, x, datetime(on.year, on.month, on.day), day)  # noqa: DTZ001 - a cell has no zone
    elif column.kind == "number" and Decimal(repr(float(stored))) == Decimal(stored):
        page.write_number(y, x, float(stored), wrap)
    else:
        text = stored.replace(".", ",") if column.kind == "number" else stored
        page.write_string(y, x, text, wrap)
