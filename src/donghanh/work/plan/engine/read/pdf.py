"""PDF files: the text layer, line by line; a scan without one is refused."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.normalise import Line
from donghanh.work.plan.engine.read.ruled import Grid, Piece, cells_of, find_grids, paragraphs
from donghanh.work.plan.engine.read.text import refuse_old_fonts

_HEAD = 3  # rows of a head that pages may repeat


def read_pdf(data: bytes, *, name: str, pages: int) -> list[Line]:
    """Read the text layer of every page."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - heavy, only where needed

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data[-4096:]:
            raise Unreadable(
                "file.encrypted", f"Tệp PDF “{name}” được đặt mật khẩu; hãy bỏ mật khẩu rồi nạp lại."
            ) from None
        raise Unreadable("file.broken", f"Tệp PDF “{name}” bị hỏng hoặc bị cắt cụt; hãy xin lại bản đầy đủ.") from None
    try:
        if len(document) > pages:
            raise Unreadable(
                "file.too-long", f"Tệp PDF “{name}” có {len(document)} trang, quá dài; hãy tách thành nhiều tệp."
            )
        reader = _Reader(_furniture(document))
        for page in document:
            textpage = page.get_textpage()
            reader.take(page, textpage)
            textpage.close()
            page.close()
        lines = reader.done()
        count = len(document)
    finally:
        document.close()
    text = "\n".join(line.text for line in lines)
    letters = sum(1 for c in text[:100_000] if c.isalpha())
    if letters < 20 * min(count, 3):
        raise Unreadable(
            "file.scan",
            f"Tệp PDF “{name}” chỉ có ảnh chụp, không có lớp chữ; hãy nạp bản điện tử gốc hoặc bản đã nhận dạng chữ.",
        )
    refuse_old_fonts(text[:200_000], name=name)
    return lines


class _Reader:
    """Takes page after page; a table that goes on over the page keeps its number, and its columns their meaning."""

    def __init__(self, furniture: frozenset[str]) -> None:
        self.furniture = furniture
        self.lines: list[Line] = []
        self.held: list[str] = []  # page numbers between two halves of a table: they come after it
        self.tables = self.row = 0
        self.columns: list[float] = []  # of the table that ended the last page
        self.head: list[list[list[str]]] = []  # its first rows, which pages repeat
        self.open: set[int] = set()  # its columns whose last cell the end of the page cut

    def take(self, page: Any, textpage: Any) -> None:
        """Read one page from the top down."""
        grids = find_grids(page)
        if not grids:
            self._plain(textpage.get_text_bounded())
            return
        top = page.get_height()
        for grid in grids:
            left, bottom, right, upper = grid.box
            if upper < top:
                self._plain(textpage.get_text_bounded(bottom=upper, top=top))
            self._plain(textpage.get_text_bounded(right=left, bottom=bottom, top=upper))
            self._plain(textpage.get_text_bounded(left=right, bottom=bottom, top=upper))
            self._table(grid, textpage)
            top = min(top, bottom)
        self._plain(textpage.get_text_bounded(top=top))

    def done(self) -> list[Line]:
        """Return the lines."""
        self._end_table()
        return self.lines

    def _plain(self, text: str) -> None:
        parts = [part.strip() for part in _parts(text)]
        if self.columns and all(not part or self._is_furniture(part) for part in parts):
            self.held += [part for part in parts if part]
            return
        self._end_table()
        self.lines += [
            Line(len(self.lines) + i, part, stray=self._is_furniture(part)) for i, part in enumerate(parts, 1)
        ]

    def _is_furniture(self, part: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(part)) or _shape(part) in self.furniture

    def _table(self, grid: Grid, textpage: Any) -> None:
        same = len(self.columns) == len(grid.xs) and all(
            abs(a - b) < 6 for a, b in zip(self.columns, grid.xs, strict=True)
        )
        if not same:
            self._end_table()
            self.tables, self.row, self.columns = self.tables + 1, 0, grid.xs
        rows: dict[int, list[tuple[Piece, list[str]]]] = {}
        for piece in cells_of(grid):
            left, bottom, right, top = piece.bounds
            text = "" if piece.above else textpage.get_text_bounded(left=left, bottom=bottom, right=right, top=top)
            rows.setdefault(piece.row, []).append((piece, paragraphs(_clean(text))))
        first = self._first_after_head(rows) if same else None
        # A row that the end of the page cut goes on here without a number; a merged cell that it cut goes on empty.
        rest = first if self.open == set(range(len(grid.xs) - 1)) and first and not rows[first][0][1] else None
        if not same:
            self.head = [[parts for _, parts in rows[r]] for r in sorted(rows)[:_HEAD]]
        for r, cells in rows.items():
            for piece, parts in cells:
                number = self.row if r == rest else self.row + r + 1
                above = piece.above or (r == first and r != rest and not parts and piece.column in self.open)
                cell = (self.tables, number, piece.column, piece.width)
                for part in parts or ([""] if r != rest else []):
                    self.lines.append(Line(len(self.lines) + 1, part, hard=True, cell=cell, above=above))
        self.row += len(grid.ys) - 1
        self.open = grid.open

    def _first_after_head(self, rows: dict[int, list[tuple[Piece, list[str]]]]) -> int | None:
        """Find the first row that is no head repeated from the page before."""
        return next((r for r in sorted(rows) if [parts for _, parts in rows[r]] not in self.head), None)

    def _end_table(self) -> None:
        self.lines += [Line(len(self.lines) + i, part, stray=True) for i, part in enumerate(self.held, 1)]
        self.held, self.columns = [], []


_PAGE_NUMBER = re.compile(r"(?:trang\s+)?[-–\s]*\d{1,3}(?:\s*/\s*\d{1,3})?[-–\s]*", re.IGNORECASE)


def _shape(part: str) -> str:
    return re.sub(r"\d+", "0", part.strip())


def _furniture(document: Any) -> frozenset[str]:
    """Find what stands at the head or foot of most pages: running heads and page numbers, no text of the document."""
    seen: Counter[str] = Counter()
    for page in document:
        textpage = page.get_textpage()
        parts = [part for part in _parts(textpage.get_text_bounded()) if part.strip()]
        seen.update({_shape(part) for part in [*parts[:2], *parts[-2:]] if len(part) < 160})
        textpage.close()
        page.close()
    count = len(document)
    return frozenset(shape for shape, n in seen.items() if count > 1 and n >= max(2, count * 0.6))


def _clean(text: str) -> str:
    return re.sub(r"[\ufffe\uffff\x02]\r?\n?", "", text)


def _parts(text: str) -> list[str]:
    parts = re.split(r"\r\n|\r|\n", _clean(text))
    while parts and not parts[-1].strip():
        parts.pop()
    return parts
