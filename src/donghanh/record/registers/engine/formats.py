"""Which cells a spreadsheet shows as percentages: the number inside is a hundredth of what people see.

Office Open XML (ECMA-376 part 1, 18.8.30 and 18.8.45) says it by the number format of a cell's style; OpenDocument 1.3
(19.387) by the cell's value type.
"""

from __future__ import annotations

import html
import re

BUILT_IN = frozenset({9, 10})  # 0 % and 0,00 % are part of every workbook
WIDEST = 16_384
_FORMATS = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_PLACE = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_ODS_PLACE = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_SAID = re.compile(r'"[^"]*"|\\.|_.')  # words, and single signs, that a format merely prints


def _value(attributes: bytes, name: bytes) -> str:
    found = re.search(rb"(?<![\w:-])" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def _number(attributes: bytes, name: bytes, default: int) -> int:
    text = _value(attributes, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default


def percent_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles that show percentages."""
    formats = set(BUILT_IN)
    for one in _FORMATS.finditer(styles):
        code = _SAID.sub("", _value(one[1], b"formatCode"))
        number = _number(one[1], b"numFmtId", 0)
        formats.discard(number)
        if "%" in code:
            formats.add(number)
    cells = _STYLES.search(styles)
    if cells is None:
        return frozenset()
    return frozenset(n for n, one in enumerate(_STYLE.finditer(cells[0])) if _number(one[1], b"numFmtId", 0) in formats)


def xlsx_percents(page: bytes, styles: frozenset[int]) -> dict[int, list[int]]:
    """Return, for each row of a page, the columns (from 0) whose cells have one of the styles."""
    found: dict[int, list[int]] = {}
    row, column = 0, -1
    for one in _PLACE.finditer(page):
        if one[1] == b"row":
            row, column = _number(one[2], b"r", row + 1), -1
            continue
        name = re.match(r"([A-Z]{1,3})(\d{1,7})\Z", _value(one[2], b"r"))
        row, column = (int(name[2]), _column(name[1])) if name else (row, column + 1)
        if _number(one[2], b"s", 0) in styles:
            found.setdefault(row, []).append(column)
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def ods_percents(content: bytes, index: int, height: int) -> dict[int, list[int]]:
    """Return the same for the n-th page of an OpenDocument sheet of so many rows."""
    if b'"percentage"' not in content and b"'percentage'" not in content:
        return {}
    found: dict[int, list[int]] = {}
    page, row, column, times = -1, 0, 0, 1
    for one in _ODS_PLACE.finditer(content):
        if one[1] == b"table":
            page, row, times = page + 1, 0, 1
            if page > index:
                break
        elif page != index:
            continue
        elif one[1] == b"table-row":
            row, column = row + times, 0
            times = _number(one[2], b"table:number-rows-repeated", 1)
        else:
            span = min(_number(one[2], b"table:number-columns-repeated", 1), WIDEST)
            if _value(one[2], b"office:value-type") == "percentage":
                for line in range(row, row + min(times, height + 1)):
                    found.setdefault(line, []).extend(range(column, column + span))
            column += span
    return found
