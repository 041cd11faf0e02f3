"""Spreadsheets (XLSX, ODS): refused where they are bombs or too wide, read by cells, formulas and merged cells told."""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from donghanh.record.registers.engine import formats
from donghanh.record.registers.engine.cells import Percent
from donghanh.record.registers.engine.findings import NOTE, Finding
from donghanh.record.registers.engine.texts import refuse

WIDEST = 500
MOST_CELLS = 20_000_000
MOST_INSIDE = 1_500_000_000
RATIO = 250
MOST_TOLD = 50
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>\s*<f[ >/](?:(?!</c>).)*?(</f>|/>)(\s*<v>[^<])?', re.DOTALL)
_ODS_FORMULA = re.compile(rb"table:formula=")


def letters(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def check_zip(path: Path) -> None:
    """Refuse what is no office file, or unfolds beyond reason, before anything is unfolded."""
    try:
        with zipfile.ZipFile(path) as parts:
            infos = parts.infolist()
            names = {i.filename for i in infos}
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as why:
        raise refuse("damaged", "Tệp bảng tính bị hỏng hoặc không đúng loại; hãy mở trên máy và lưu lại.") from why
    big = [i for i in infos if i.file_size > 1_000_000 and i.file_size > RATIO * max(i.compress_size, 1)]
    if big or sum(i.file_size for i in infos) > MOST_INSIDE or len(infos) > 10_000:
        raise refuse(
            "bomb", "Tệp nén bất thường (bung ra quá lớn) nên không được đọc; hãy lưu lại từ phần mềm bảng tính."
        )
    if any(i.flag_bits & 0x1 for i in infos):
        raise refuse("locked", "Tệp được đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.")
    if not names & {"xl/workbook.xml", "content.xml", "[Content_Types].xml"}:
        raise refuse("damaged", "Tệp không phải bảng tính XLSX hoặc ODS; hãy lưu lại đúng loại.")


class Sheet:
    """One page of a workbook: its rows with the numbers a spreadsheet shows, and what is odd about it."""

    def __init__(self, path: Path, name: str, index: int, sheet: Any) -> None:
        self.path, self.name, self.index, self._sheet = path, name, index, sheet

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Give every row that has cells, with its number and padded to begin at column A."""
        start = self._sheet.start or (0, 0)
        pad = [""] * start[1]
        percents = self._percents()
        for number, row in enumerate(self._sheet.to_python(skip_empty_area=True), start=start[0] + 1):
            cells = [*pad, *row]
            for place in percents.get(number, ()):
                if place < len(cells) and isinstance(cells[place], int | float) and not isinstance(cells[place], bool):
                    cells[place] = Percent(cells[place])
            yield number, cells

    def _percents(self) -> dict[int, list[int]]:
        """Return where the page shows percentages; the reader of cells gives bare numbers."""
        with zipfile.ZipFile(self.path) as parts:
            names = set(parts.namelist())
            if "content.xml" in names:
                return formats.ods_percents(parts.read("content.xml"), self.index, self._sheet.total_height)
            part = _part_of(parts, self.index)
            if part not in names or "xl/styles.xml" not in names:
                return {}
            styles = formats.percent_styles(parts.read("xl/styles.xml"))
            return formats.xlsx_percents(parts.read(part), styles) if styles else {}

    def head_rows(self, most: int = 20) -> list[tuple[int, list[Any]]]:
        """Give the first rows, among which the head must be."""
        start = self._sheet.start or (0, 0)
        pad = [""] * start[1]
        return [
            (number, [*pad, *row])
            for number, row in enumerate(self._sheet.to_python(skip_empty_area=True, nrows=most), start=start[0] + 1)
        ]

    def oddities(self, head: int) -> list[Finding]:
        """Tell merged cells (an error: only the first keeps a value) and formulas (their shown value is used)."""
        found = []
        for top_left, bottom_right in self._sheet.merged_cell_ranges or ():
            row, last = top_left[0] + 1, bottom_right[0] + 1
            cells = f"{letters(top_left[1])}{row}:{letters(bottom_right[1])}{last}"
            if row <= head <= last:
                found.append(
                    Finding(
                        head,
                        letters(top_left[1]),
                        "header-merged",
                        f"các ô tên cột {cells} bị gộp; hãy bỏ gộp và ghi tên cho từng cột.",
                    )
                )
            elif last > head:
                found.append(
                    Finding(
                        row,
                        letters(top_left[1]),
                        "merged",
                        f"các ô {cells} bị gộp nên chỉ ô đầu có giá trị; hãy bỏ gộp và điền từng ô.",
                    )
                )
        return found[:MOST_TOLD] + self._formulas(head)

    def _formulas(self, head: int) -> list[Finding]:
        with zipfile.ZipFile(self.path) as parts:
            names = set(parts.namelist())
            if "content.xml" in names:
                if _ODS_FORMULA.search(parts.read("content.xml")):
                    return [
                        Finding(
                            0,
                            "",
                            "formula",
                            "bảng có công thức; giá trị đang hiển thị của các ô đó được dùng.",
                            level=NOTE,
                        )
                    ]
                return []
            part = _part_of(parts, self.index)
            if part not in names:
                return []
            content = parts.read(part)
        if b"<f" not in content:
            return []
        found = []
        for match in _FORMULA.finditer(content):
            column, row = match[1].decode(), int(match[2])
            if row <= head:
                continue
            if match[4] is None:
                found.append(
                    Finding(
                        row,
                        column,
                        "formula-empty",
                        f"ô {column}{row} chứa công thức chưa được tính; hãy mở tệp bằng bảng tính rồi lưu lại, hoặc dán giá trị.",
                    )
                )
            else:
                found.append(
                    Finding(
                        row,
                        column,
                        "formula",
                        f"ô {column}{row} chứa công thức; giá trị đang hiển thị được dùng.",
                        level=NOTE,
                    )
                )
        return found


def _part_of(parts: zipfile.ZipFile, index: int) -> str:
    """Return the part that holds the n-th page, as the workbook's own relations say."""
    try:
        book = parts.read("xl/workbook.xml")
        ids = re.findall(rb"<(?:\w+:)?sheet\b[^>]*?r:id=\"([^\"]+)\"", book)
        relations = parts.read("xl/_rels/workbook.xml.rels")
        for one in re.findall(rb"<Relationship\b[^>]*>", relations):
            if b'Id="' + ids[index] + b'"' in one:
                target = re.search(rb'Target="([^"]+)"', one)
                name = target[1].decode() if target else ""
                return name.lstrip("/") if name.startswith("/") else f"xl/{name}"
    except (KeyError, IndexError):
        pass
    return f"xl/worksheets/sheet{index + 1}.xml"


def open_book(path: Path) -> list[Sheet]:
    """Open a workbook's pages that hold anything; too wide or too many cells is a refusal."""
    check_zip(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        found = [Sheet(path, name, n, book.get_sheet_by_index(n)) for n, name in enumerate(book.sheet_names)]
    except Exception as why:
        raise refuse("damaged", "Không đọc được bảng tính; hãy mở tệp trên máy, lưu lại rồi gửi.") from why
    filled = [s for s in found if s._sheet.height and s._sheet.width]
    for sheet in filled:
        if sheet._sheet.total_width > WIDEST:
            raise refuse(
                "wide",
                f"Trang “{sheet.name}” có {sheet._sheet.total_width} cột, nhiều hơn {WIDEST}; hãy xóa các cột thừa "
                "(thường do định dạng hoặc công thức kéo ngang) rồi gửi lại.",
            )
        if sheet._sheet.total_width * sheet._sheet.total_height > MOST_CELLS:
            raise refuse("cells", f"Trang “{sheet.name}” có quá nhiều ô; hãy gửi bảng này dạng CSV UTF-8.")
    if not filled:
        raise refuse("empty", "Bảng tính không có ô nào có dữ liệu; hãy kiểm tra lại tệp.")
    return filled
