"""A spreadsheet file read strictly, cell by cell, for whoever takes tables in.

What is read is the file's own XML, not a guess of it: formulas, merged cells and links to other files are named as
mistakes, because a figure that depends on what is not in the file cannot be traced. Files that would unfold beyond all
measure are refused before they are unfolded.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

MOST_BYTES, MOST_CELLS = 40_000_000, 400_000
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day knows no zone
_DATE_FORMATS = {14, 15, 16, 17, 22, 27, 30, 36, 45, 46, 47, 50, 57}
_DATE_CODE = re.compile(r"[dy]", re.IGNORECASE)


@dataclass(frozen=True)
class CellError:
    """A mistake in one cell: which sheet, which cell, one sentence."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: {self.message}" if self.cell else f"{self.sheet}: {self.message}"


class BadWorkbook(Exception):
    """The file cannot be read as a whole; ``error`` says why in one sentence."""

    def __init__(self, error: CellError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass
class Sheet:
    """One sheet: its filled cells by (row, column) from 0, the mistakes in it, its last filled row."""

    cells: dict[tuple[int, int], Any]
    errors: list[CellError]
    last: int


def read_workbook(body: bytes) -> dict[str, Sheet]:
    """Read every sheet of an XLSX file by name; ``BadWorkbook`` with one sentence where it cannot be read at all.

    Text stays text, numbers are ``Decimal``, cells with a date format are ``date``.
    """
    try:
        return _unpack(body)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, IndexError, NotImplementedError) as why:
        message = "không phải là tệp XLSX đọc được; hãy lưu lại dạng .xlsx rồi tải lên."
        raise BadWorkbook(CellError("Tệp", "", message)) from why


def _unpack(body: bytes) -> dict[str, Sheet]:
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        names = set(pack.namelist())
        if sum(i.file_size for i in pack.infolist()) > MOST_BYTES:
            raise BadWorkbook(CellError("Tệp", "", "quá lớn sau khi bung nén; hãy xóa bớt hình và trang không dùng."))
        if any(n.startswith("xl/externalLinks/") for n in names):
            raise BadWorkbook(
                CellError("Tệp", "", "có liên kết sang tệp khác; hãy dán giá trị (Paste Values) rồi lưu lại.")
            )
        if any(n.endswith("vbaProject.bin") for n in names):
            raise BadWorkbook(CellError("Tệp", "", "có macro; hãy lưu lại dạng .xlsx không có macro."))
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


def _sheet(name: str, root: Any, strings: list[str], dated: set[int]) -> Sheet:
    errors = [
        CellError(name, str(merged.get("ref")), "ô bị gộp; hãy bỏ gộp ô (Unmerge) rồi điền lại.")
        for merged in root.iterfind("m:mergeCells/m:mergeCell", _NS)
    ]
    cells: dict[tuple[int, int], Any] = {}
    for count, cell in enumerate(root.iterfind("m:sheetData/m:row/m:c", _NS)):
        if count > MOST_CELLS:
            raise BadWorkbook(CellError(name, "", "có quá nhiều ô; hãy xóa các dòng trống ở cuối."))
        ref = str(cell.get("r") or "")
        if cell.find("m:f", _NS) is not None:
            errors.append(CellError(name, ref, "là công thức; hãy dán giá trị (Paste Values) thay cho công thức."))
            continue
        value = _value(cell, strings, dated)
        if value is _ERROR:
            errors.append(CellError(name, ref, "là ô báo lỗi (#REF!, #N/A…); hãy điền lại giá trị."))
        elif value not in (None, ""):
            cells[_at(ref)] = value
    return Sheet(cells, errors, max((y for y, _ in cells), default=0))


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
