"""Every text of a paper in the order of print, and of each number in it where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.kit.dates import show_date
from donghanh.kit.numbers import show_number
from donghanh.record.papers.engine import pieces
from donghanh.record.papers.engine.paper import (
    Annex,
    Block,
    Cell,
    Figure,
    Heading,
    Number,
    Paper,
    Paragraph,
    Piece,
    Quoted,
    Reference,
    Source,
    TableBlock,
    Text,
)


@dataclass(frozen=True)
class Printed:
    """One number as it stands on paper: where, how it is written, what it is, and its origin.

    ``kind`` is ``"figure"`` (a measure's value), ``"words"`` (a number in somebody's own words) or the kind of a
    reference (``"date"``, ``"document"`` …), which needs no rows.
    """

    place: str
    text: str
    kind: str
    value: int | Decimal | None = None
    source: Source | None = None

    @property
    def is_reference(self) -> bool:
        """Whether the digits name something and count nothing."""
        return self.kind not in ("figure", "words")


def printed(paper: Paper) -> tuple[Printed, ...]:
    """List every number that the paper prints, in order; refuse the paper when one of them has no origin."""
    return tuple(_paper(paper))


def figures_of(paper: Paper) -> dict[str, Any]:
    """Return ``figures.json``'s two lists: figures with measure, day and rows, and references with their kind."""
    found = printed(paper)
    return {
        "figures": [
            {
                "place": p.place,
                "printed": p.text,
                "value": None if p.value is None else str(p.value),
                "kind": p.kind,
                "measure": p.source.measure if p.source else "",
                "as_of": p.source.as_of if p.source else None,
                "rows": list(p.source.rows) if p.source else [],
                "note": p.source.note if p.source else "",
            }
            for p in found
            if not p.is_reference
        ],
        "references": [{"place": p.place, "printed": p.text, "kind": p.kind} for p in found if p.is_reference],
    }


def _paper(paper: Paper) -> Iterator[Printed]:
    if paper.cover:
        yield from _plain("Tên cơ quan", paper.superior, "name")
        yield from _plain("Tên cơ quan", paper.issuer, "name")
        yield from _plain("Số, ký hiệu", paper.number, "document")
        yield from _plain("Địa danh, ngày", place_line(paper), "date")
        yield from _text("Trích yếu", paper.title)
        yield from _text("Trích yếu", paper.subject_line)
        for whom in paper.addressed_to:
            yield from _plain("Kính gửi", whom, "name")
        for n, block in enumerate(paper.paragraphs, start=1):
            yield from _block(f"Thân văn bản, khối {n}", block)
        for line in paper.recipients:
            yield from _plain("Nơi nhận", line, "name")
        yield from _plain("Người ký", " ".join((paper.signer.capacity, paper.signer.role, paper.signer.name)), "name")
    for annex in paper.annexes:
        yield from _annex(paper, annex)
    yield from _plain("Chân trang", paper.mark, "name")


def _annex(paper: Paper, annex: Annex) -> Iterator[Printed]:
    yield from _plain(annex.label, annex.label, "order")
    yield from _text(annex.label, annex.title)
    yield from _plain(annex.label, goes_with(paper), "document")
    for block in annex.blocks:
        yield from _block(annex.label, block, titled=annex.title)


def _block(place: str, block: Block, *, titled: str = "") -> Iterator[Printed]:
    if isinstance(block, Heading):
        yield from _plain(place, block.label, "order")
        yield from _text(place, block.text, block.source)
    elif isinstance(block, Paragraph):
        yield from _plain(place, block.lead, "name")
        yield from _text(place, block.text, block.source)
        yield from _plain(place, block.source_note, "document")
    elif isinstance(block, Figure):
        yield from _text(place, block.caption)
        for value in block.values:
            yield from _piece(f"{place}: {block.caption}", value)
    else:
        yield from _table(place, block, captioned=block.caption != titled)


def _table(place: str, table: TableBlock, *, captioned: bool) -> Iterator[Printed]:
    if captioned:  # an annex's only table bears the annex's title
        yield from _text(place, table.caption)
    for column in table.columns:
        yield from _text(place, column.title)
    for y, x, cell in cells(place, table):
        for piece in cell:
            yield from _piece(f"{place} · {table.caption} · dòng {y + 1}, cột {x + 1}", piece)
    yield from _text(place, table.note)


def cells(place: str, table: TableBlock) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    """Take every cell apart, line by line, each with where it stands; the totals are the last line."""
    sources = {(y, x): source for y, x, source in table.sources}
    for y, line in enumerate((*table.rows, table.totals) if table.totals else table.rows):
        row = Source("", None, (table.keys[y],)) if y < len(table.keys) and table.keys[y] else None
        for x, (cell, column) in enumerate(zip(line, table.columns, strict=True)):
            where = f"{place} · {table.caption} · dòng {y + 1}, cột {x + 1}"
            yield y, x, pieces.read_cell(cell, column, sources.get((y, x), row), place=where)


def _text(place: str, text: Text, source: Source | None = None) -> Iterator[Printed]:
    for piece in pieces.read(text, source, place=f"{place}: {pieces.plain(text)[:60]}"):
        yield from _piece(place, piece)


def _plain(place: str, text: str, kind: str) -> Iterator[Printed]:
    if pieces.DIGIT.search(text):
        yield Printed(place, text, kind)


def _piece(place: str, piece: Piece) -> Iterator[Printed]:
    if isinstance(piece, Number):
        yield Printed(place, pieces.said(piece), "figure", piece.value, piece.source)
    elif isinstance(piece, Reference):
        if pieces.DIGIT.search(piece.text):
            yield Printed(place, pieces.said(piece), piece.kind)
    elif isinstance(piece, Quoted):
        for part in pieces.read(piece.text, piece.source):
            if isinstance(part, Reference):
                yield Printed(place, part.text, part.kind)
            elif isinstance(part, Quoted):
                for match in pieces.COUNTED.finditer(part.text):
                    yield Printed(place, match[0], "words", None, part.source)


def place_line(paper: Paper) -> str:
    """Write place and date as Nghị định 30/2020 has them; day and month stay open on a draft."""
    day = paper.signed_on
    if day is None:
        return f"{paper.place}, ngày      tháng      năm"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{paper.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def goes_with(paper: Paper) -> str:
    """Write under an annex's title which paper it goes with; nothing where the list stands alone."""
    if not paper.cover:
        return ""
    what = paper.kind.capitalize() if paper.kind else "Công văn"
    number = f" số {paper.number}" if paper.number else ""
    day = f" ngày {show_date(paper.signed_on)}" if paper.signed_on else ""
    return f"(Kèm theo {what}{number}{day} của {' '.join(paper.issuer.split())})"


def words_of(cell: Cell, places: int | None = None) -> str:
    """Write a cell as it is printed, whatever its origin."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return show_date(cell)
    if isinstance(cell, (int, Decimal)):
        return show_number(cell, places)
    return pieces.plain(cell) if isinstance(cell, (str, tuple)) else pieces.said(cell)


def value_of(cell: Cell) -> Any:
    """Return what a spreadsheet keeps of a cell: a number, a day, or its words."""
    if isinstance(cell, Number):
        return cell.value
    if cell is None or isinstance(cell, (int, Decimal, date)):
        return cell
    if isinstance(cell, (Reference, Quoted)):
        return cell.text
    return pieces.plain(cell)
