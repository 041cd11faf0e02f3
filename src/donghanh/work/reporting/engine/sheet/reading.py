"""A filled spreadsheet read back strictly: every mistake named by its cell.

What is read is the file's own XML, not a guess of it: formulas, merged cells and links to other files are refused,
because a figure that depends on what is not in the file cannot be traced.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from donghanh.work.reporting.engine.cells import read_cell
from donghanh.work.reporting.engine.regimes import FigureForm, TableColumn, TableForm
from donghanh.work.reporting.engine.sheet.model import (
    ABOUT,
    DUTIES,
    FIGURES,
    FORMAT,
    Book,
    CellError,
    FigureRow,
    ReadBook,
    SectionRow,
    sheet_name,
)

MOST_BYTES, MOST_CELLS = 40_000_000, 400_000
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day knows no zone
_DATE_FORMATS = {14, 15, 16, 17, 22, 27, 30, 36, 45, 46, 47, 50, 57}
_DATE_CODE = re.compile(r"[dy]", re.IGNORECASE)


class _Bad(Exception):
    """The file cannot be read as a whole."""

    def __init__(self, error: CellError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass
class _Sheet:
    cells: dict[tuple[int, int], Any]
    errors: list[CellError]
    last: int


def read(
    body: bytes, *, key: str, edition: int, figures: Mapping[str, FigureForm], tables: Sequence[TableForm]
) -> ReadBook:
    """Read a filled spreadsheet for one return; mistakes are named by cell, and then nothing of it may be kept."""
    try:
        sheets = _open(body)
    except _Bad as bad:
        return ReadBook(None, (bad.error,))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, IndexError):
        return ReadBook(
            None, (CellError("Tệp", "", "không phải là tệp XLSX đọc được; hãy lưu lại dạng .xlsx rồi tải lên."),)
        )
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
    return ReadBook(Book(key, edition, "", sections, entered, rows), (), tuple(notes))


def _stamp(sheets: Mapping[str, _Sheet], key: str, edition: int) -> CellError | None:
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


def _open(body: bytes) -> dict[str, _Sheet]:
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        names = set(pack.namelist())
        if sum(i.file_size for i in pack.infolist()) > MOST_BYTES:
            raise _Bad(CellError("Tệp", "", "quá lớn sau khi bung nén; hãy xóa bớt hình và trang không dùng."))
        if any(n.startswith("xl/externalLinks/") for n in names):
            raise _Bad(CellError("Tệp", "", "có liên kết sang tệp khác; hãy dán giá trị (Paste Values) rồi lưu lại."))
        if any(n.endswith("vbaProject.bin") for n in names):
            raise _Bad(CellError("Tệp", "", "có macro; hãy lưu lại dạng .xlsx không có macro."))
        strings = _strings(_xml(pack, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
        dated = _dated_styles(_xml(pack, "xl/styles.xml")) if "xl/styles.xml" in names else set()
        book = _xml(pack, "xl/workbook.xml")
        links = {r.get("Id"): r.get("Target") for r in _xml(pack, "xl/_rels/workbook.xml.rels")}
        found = {}
        for sheet in book.iterfind("m:sheets/m:sheet", _NS):
            target = str(links[sheet.get(_REL)]).removeprefix("/xl/")
            name = str(sheet.get("name"))
            found[name] = _sheet(name, _xml(pack, f"xl/{target}"), strings, dated)
        return found


def _xml(pack: zipfile.ZipFile, name: str) -> Any:
    return etree.fromstring(pack.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _strings(root: Any) -> list[str]:
    return ["".join(t.text or "" for t in item.iter(f"{{{_NS['m']}}}t")) for item in root.iterfind("m:si", _NS)]


def _dated_styles(root: Any) -> set[int]:
    custom = {
        int(f.get("numFmtId"))
        for f in root.iterfind("m:numFmts/m:numFmt", _NS)
        if _DATE_CODE.search(re.sub(r'"[^"]*"|\[[^\]]*\]', "", f.get("formatCode") or ""))
    }
    styles = root.iterfind("m:cellXfs/m:xf", _NS)
    return {n for n, style in enumerate(styles) if int(style.get("numFmtId") or 0) in _DATE_FORMATS | custom}


def _sheet(name: str, root: Any, strings: list[str], dated: set[int]) -> _Sheet:
    errors = [
        CellError(name, str(merged.get("ref")), "ô bị gộp; hãy bỏ gộp ô (Unmerge) rồi điền lại.")
        for merged in root.iterfind("m:mergeCells/m:mergeCell", _NS)
    ]
    cells: dict[tuple[int, int], Any] = {}
    for count, cell in enumerate(root.iterfind("m:sheetData/m:row/m:c", _NS)):
        if count > MOST_CELLS:
            raise _Bad(CellError(name, "", "có quá nhiều ô; hãy xóa các dòng trống ở cuối."))
        ref = str(cell.get("r") or "")
        if cell.find("m:f", _NS) is not None:
            errors.append(CellError(name, ref, "là công thức; hãy dán giá trị (Paste Values) thay cho công thức."))
            continue
        value = _value(cell, strings, dated)
        if value is _ERROR:
            errors.append(CellError(name, ref, "là ô báo lỗi (#REF!, #N/A…); hãy điền lại giá trị."))
        elif value not in (None, ""):
            cells[_at(ref)] = value
    return _Sheet(cells, errors, max((y for y, _ in cells), default=0))


_ERROR = object()


def _value(cell: Any, strings: list[str], dated: set[int]) -> Any:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{{{_NS['m']}}}t"))
    held = cell.find("m:v", _NS)
    text = held.text if held is not None else None
    if text is None:
        return None
    if kind == "e":
        return _ERROR
    if kind == "s":
        return strings[int(text)]
    if kind in ("str", "b", "d"):
        return text
    try:
        # A spreadsheet shows 15 significant digits; what it stores behind them is noise of binary fractions.
        number = Decimal(f"{float(text):.15g}")
    except (InvalidOperation, ValueError):
        return text
    if int(cell.get("s") or 0) in dated and 1 <= number < 2_958_466:
        return (_EPOCH + timedelta(days=int(number))).date()
    return number


def _at(ref: str) -> tuple[int, int]:
    found = _REF.match(ref)
    if found is None:
        raise ValueError(ref)
    x = 0
    for letter in found[1]:
        x = x * 26 + ord(letter) - 64
    return int(found[2]) - 1, x - 1


def name_of(y: int, x: int) -> str:
    """Return a cell's name: ``(1, 3)`` is ``D2``."""
    letters = ""
    x += 1
    while x:
        x, rest = divmod(x - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{y + 1}"


def _whole(value: Any) -> int | None:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return int(value) if isinstance(value, str) and value.strip().isdigit() else None


def _sections(sheets: Mapping[str, _Sheet], errors: list[CellError]) -> tuple[SectionRow, ...]:
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
    sheets: Mapping[str, _Sheet], forms: Mapping[str, FigureForm], errors: list[CellError], notes: list[CellError]
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
    sheets: Mapping[str, _Sheet], form: TableForm, errors: list[CellError], notes: list[CellError]
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
        for x, (column, value) in enumerate(zip(form.columns, raw, strict=True)):
            cell = read_cell(column, value)
            if cell.error:
                errors.append(CellError(name, name_of(y, x), cell.error))
            if cell.note:
                notes.append(CellError(name, name_of(y, x), cell.note))
            if cell.stored:
                line[column.code] = cell.stored
        found.append(line)
    return tuple(found)
