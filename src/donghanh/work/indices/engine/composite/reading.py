"""Reading META and DATA as their makers save them: any of the usual separators, quoted fields, a byte order mark,
decimal points or decimal commas.

One file has one decimal mark. Which one is read off the figures themselves; a file that mixes them, or whose every
comma could as well divide thousands (``1,234``), is refused with the cells named: either reading would be a guess.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from donghanh.kit.errors import Invalid

MISSING = {"", "na", "n/a", "nan", "null", "none", ".", "..", "-", "…"}
SEPARATORS = ",;\t|"
_FIGURE = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")
Row = Mapping[str, str]


def rows_of(content: bytes, *, what: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their heads; ``what`` names the file in refusals (META, DATA)."""
    text = _text(content, what)
    lines = text.splitlines()
    head = next((line for line in lines if line.strip()), "")
    if not head:
        raise Invalid("indices.file_empty", f"Tệp {what} trống; hãy chọn tệp CSV có dòng tiêu đề.")
    bare = re.sub(r'"[^"]*"', "", head)
    separator = max(SEPARATORS, key=bare.count)
    try:
        table = [
            row for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Invalid(
            "indices.file_csv", f"Tệp {what} không đọc được như CSV ({error}); hãy kiểm tra dấu nháy."
        ) from error
    heads = [name.strip() for name in table[0]]
    while heads and not heads[-1]:
        heads.pop()
    twice = sorted({name for name in heads if heads.count(name) > 1})
    if twice:
        raise Invalid("indices.file_heads", f"Tệp {what} có cột ghi hai lần: {', '.join(twice)}.")
    rows = []
    for number, row in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in row[len(heads) :]) or len(row) < len(heads):
            raise Invalid(
                "indices.file_ragged",
                f"Dòng {number} của {what} có {len(row)} ô nhưng tiêu đề có {len(heads)} cột; hãy sửa dòng đó.",
            )
        rows.append(dict(zip(heads, (cell.strip() for cell in row), strict=False)))
    return rows


def _text(content: bytes, what: str) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            "indices.file_utf8", f"Tệp {what} không phải UTF-8; hãy lưu lại dạng “CSV UTF-8” rồi thử lại."
        ) from error


@dataclass(frozen=True)
class Figures:
    """How the figures of one file are written; ``read`` turns a cell into a number."""

    what: str
    mark: Literal[".", ","]

    def read(self, text: str | None, where: str) -> float | None:
        """Return the figure of a cell, None where it is missing; anything else is refused, naming the cell."""
        if text is None or text.strip().lower() in MISSING:
            return None
        plain = text.strip()
        if self.mark == ",":
            plain = plain.replace(",", ".", 1)
        try:
            value = float(plain) if _FIGURE.fullmatch(plain) else float("nan")
        except ValueError:
            value = float("nan")
        if value != value or value in {float("inf"), float("-inf")}:
            raise Invalid("indices.not_a_number", f"“{text}” ở {where} không phải là số.")
        return value


def figures_of(rows: Sequence[Row], columns: Sequence[str], *, what: str) -> Figures:
    """Find out the decimal mark of a file from the cells of its numeric columns."""
    points: list[tuple[str, str, int]] = []
    commas: list[tuple[str, str, int]] = []
    for number, row in enumerate(rows, start=2):
        for column in columns:
            cell = (row.get(column) or "").strip()
            if not _FIGURE.fullmatch(cell):
                continue
            if "," in cell and "." in cell:
                raise Invalid(
                    "indices.marks",
                    f"Ô “{cell}” (cột {column}, dòng {number} của {what}) có cả dấu chấm và dấu phẩy; "
                    "hãy bỏ dấu ngăn hàng nghìn.",
                )
            if "," in cell:
                commas.append((cell, column, number))
            elif "." in cell:
                points.append((cell, column, number))
    if commas and points:
        (a, ca, na), (b, cb, nb) = points[0], commas[0]
        raise Invalid(
            "indices.marks",
            f"Tệp {what} lẫn dấu chấm và dấu phẩy thập phân: “{a}” (cột {ca}, dòng {na}) và “{b}” "
            f"(cột {cb}, dòng {nb}); hãy dùng một dấu cho cả tệp.",
        )
    if commas and all(_THOUSANDS.fullmatch(cell) for cell, _, _ in commas):
        cell, column, number = commas[0]
        raise Invalid(
            "indices.marks",
            f"Không rõ dấu phẩy trong “{cell}” (cột {column}, dòng {number} của {what}) là dấu thập phân hay dấu ngăn "
            "hàng nghìn; hãy ghi lại bằng dấu chấm thập phân.",
        )
    return Figures(what, "," if commas else ".")
