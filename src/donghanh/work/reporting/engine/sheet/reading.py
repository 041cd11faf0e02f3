"""A filled spreadsheet read back strictly: every mistake named by its cell (the file itself by ``kit.workbook``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from donghanh.kit.workbook import BadWorkbook, CellError, Sheet, name_of, read_workbook
from donghanh.work.reporting.engine.cells import read_cell, read_line
from donghanh.work.reporting.engine.regimes import FigureForm, TableColumn, TableForm
from donghanh.work.reporting.engine.sheet.model import (
    ABOUT,
    DUTIES,
    FIGURES,
    FORMAT,
    STAMP,
    Book,
    FigureRow,
    ReadBook,
    SectionRow,
    sheet_name,
)


def read(
    body: bytes, *, key: str, edition: int, figures: Mapping[str, FigureForm], tables: Sequence[TableForm]
) -> ReadBook:
    """Read a filled spreadsheet for one return; mistakes are named by cell, and then nothing of it may be kept."""
    try:
        sheets = read_workbook(body)
    except BadWorkbook as bad:
        return ReadBook(None, (bad.error,))
    stamp = _stamp(sheets, key, edition)
    if stamp is not None:
        return ReadBook(None, (stamp,))
    errors: list[CellError] = [e for s in sheets.values() for e in s.errors]
    notes: list[CellError] = []
    sections = _sections(sheets, errors)
    entered = _figures(sheets, figures, errors, notes)
    rows = {form.code: _table(sheets, form, errors, notes) for form in tables}
    if errors:
        return ReadBook(None, tuple(errors), tuple(notes))
    return ReadBook(Book(key, edition, "", sections, entered, rows, _stamps(sheets)), (), tuple(notes))


def _stamps(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Read which rows of each table the template was filled with."""
    cells = sheets[ABOUT].cells
    names = ((y, str(cells.get((y, 0), ""))) for y in range(3, sheets[ABOUT].last + 1))
    return {n.removeprefix(STAMP): str(cells.get((y, 1), "")) for y, n in names if n.startswith(STAMP)}


def _stamp(sheets: Mapping[str, Sheet], key: str, edition: int) -> CellError | None:
    about = sheets.get(ABOUT)
    found = about.cells.get((0, 1)) if about else None
    if found != FORMAT:
        told = f"“{found}”" if found else "không có"
        return CellError(ABOUT, "B1", f"sai mẫu (mẫu của tệp: {told}, cần {FORMAT}); hãy tải mẫu mới từ trang báo cáo.")
    assert about is not None  # noqa: S101 - it held the stamp
    if about.cells.get((1, 1)) != key:
        return CellError(ABOUT, "B2", "tệp này là mẫu của một báo cáo khác; hãy tải mẫu từ đúng trang báo cáo này.")
    if str(about.cells.get((2, 1), "")) != str(edition):
        return CellError(ABOUT, "B3", "báo cáo đã được gửi lại sau khi tải mẫu này; hãy tải mẫu mới rồi chép sang.")
    return None


def _whole(value: Any) -> int | None:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return int(value) if isinstance(value, str) and value.strip().isdigit() else None


def _sections(sheets: Mapping[str, Sheet], errors: list[CellError]) -> tuple[SectionRow, ...]:
    page = sheets.get(DUTIES)
    if page is None:
        errors.append(CellError(DUTIES, "", "thiếu trang này; hãy tải mẫu mới."))
        return ()
    found = []
    for y in range(1, page.last + 1):
        order, version = _whole(page.cells.get((y, 0))), _whole(page.cells.get((y, 4)))
        if not any((y, x) in page.cells for x in range(5)):
            continue
        if order is None or version is None:
            wrong = name_of(y, 0 if order is None else 4)
            errors.append(CellError(DUTIES, wrong, "cột TT và cột Bản không được sửa; trang này không thêm dòng."))
            continue
        text = page.cells.get((y, 3), "")
        words = (
            text
            if isinstance(text, str)
            else format(text.normalize(), "f")
            if isinstance(text, Decimal)
            else f"{text:%d/%m/%Y}"
        )
        place, title = str(page.cells.get((y, 1), "")), str(page.cells.get((y, 2), ""))
        found.append(SectionRow(order, place, title, words, version))
    return tuple(found)


def _figures(
    sheets: Mapping[str, Sheet], forms: Mapping[str, FigureForm], errors: list[CellError], notes: list[CellError]
) -> tuple[FigureRow, ...]:
    page = sheets.get(FIGURES)
    if page is None:
        return ()
    found = []
    for y in range(1, page.last + 1):
        code = page.cells.get((y, 0))
        if code is None:
            continue
        form, version = forms.get(str(code)), _whole(page.cells.get((y, 8)))
        if form is None or version is None:
            errors.append(CellError(FIGURES, name_of(y, 0 if form is None else 8), "cột Mã và cột Bản không được sửa."))
            continue
        numbers = [
            _number(page.cells.get((y, x)), title, name_of(y, x), errors, notes)
            for x, title in ((2, form.numerator), (3, form.denominator), (4, form.label))
        ]
        mark = str(page.cells.get((y, 5), "")).strip().casefold()
        words = [str(page.cells.get((y, x), "")).strip() for x in (6, 7)]
        found.append(FigureRow(form.code, numbers[0], numbers[1], numbers[2], mark == "x", words[0], words[1], version))
    return tuple(found)


def _number(value: Any, title: str, cell: str, errors: list[CellError], notes: list[CellError]) -> Decimal | None:
    column = TableColumn("", title, "number", False, 1, None, None)
    read = read_cell(column, value.removesuffix("%") if isinstance(value, str) else value)
    if read.error:
        errors.append(CellError(FIGURES, cell, read.error))
    if read.note:
        notes.append(CellError(FIGURES, cell, read.note))
    return Decimal(read.stored) if read.stored else None


def _table(
    sheets: Mapping[str, Sheet], form: TableForm, errors: list[CellError], notes: list[CellError]
) -> tuple[Mapping[str, str], ...]:
    name = sheet_name(form)
    page = sheets.get(name)
    if page is None:
        errors.append(CellError(name, "", "thiếu trang này; hãy tải mẫu mới."))
        return ()
    for x, column in enumerate(form.columns):
        if page.cells.get((0, x)) != column.title:
            errors.append(CellError(name, name_of(0, x), f"tiêu đề cột phải là “{column.title}”."))
    found: list[Mapping[str, str]] = []
    for y in range(1, page.last + 1):
        raw = [page.cells.get((y, x)) for x in range(len(form.columns))]
        if all(v is None or (isinstance(v, str) and not v.strip()) for v in raw):
            continue
        line = {}
        read = read_line(form, {c.code: value for c, value in zip(form.columns, raw, strict=True)})
        for x, column in enumerate(form.columns):
            cell = read[column.code]
            if cell.error:
                errors.append(CellError(name, name_of(y, x), cell.error))
            if cell.note:
                notes.append(CellError(name, name_of(y, x), cell.note))
            if cell.stored:
                line[column.code] = cell.stored
        found.append(line)
    return tuple(found)
