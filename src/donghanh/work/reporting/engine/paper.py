"""An official paper as plain values: what a writer of Word, PDF or XLSX needs, in the order of Nghị định 30/2020.

Whoever builds a paper (a consolidated report, a printed list) knows nothing of margins and fonts; whoever writes one
knows nothing of reporting. Figures are not decoration here: every figure printed carries where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | Decimal | date | None


@dataclass(frozen=True)
class Source:
    """Where a figure or a paragraph came from: a measure as of a day, with the keys of the rows behind it."""

    measure: str = ""
    as_of: date | None = None
    rows: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of the body: level 1 is I., 2 is 1., 3 is a); ``label`` is written as given."""

    level: int
    label: str
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the body; ``source_note`` names the return its words were taken from."""

    text: str
    source_note: str = ""
    source: Source | None = None
    estimated: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, the share of the width it wants, and how its cells stand."""

    title: str
    width: int = 1
    align: str = "left"  # "left" | "right" | "center"
    places: int | None = None


@dataclass(frozen=True)
class TableBlock:
    """A table; ``sources`` names, by (row, column) counted from 0, where a printed figure came from."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    landscape: bool = False
    note: str = ""
    sources: tuple[tuple[int, int, Source], ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption; the table that says the same stands beside it in the paper."""

    caption: str
    svg: str


Block: TypeAlias = Heading | Paragraph | TableBlock | Figure


@dataclass(frozen=True)
class Annex:
    """An annex: numbered by itself, its tables on landscape pages where they ask for it."""

    label: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Signer:
    """Who signs: in what capacity (``TM. ỦY BAN NHÂN DÂN``), in what role, by what name."""

    capacity: str = ""
    role: str = ""
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """One official document, from the national header's left neighbour to the last annex.

    ``number`` may be blank where none was given yet; ``signed_on`` is ``None`` on a draft, whose place line then
    leaves day and month open.
    """

    kind: str
    number: str
    place: str
    signed_on: date | None
    superior: str
    issuer: str
    title: str
    subject_line: str = ""
    paragraphs: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: Signer = Signer()
    annexes: tuple[Annex, ...] = ()
    addressed_to: tuple[str, ...] = ()
    draft: bool = False


def numbers_of(paper: Paper) -> tuple[tuple[str, Cell, Source | None], ...]:
    """List every number printed in the paper's tables with its place and its source; a test resolves each to rows."""
    found: list[tuple[str, Cell, Source | None]] = []
    blocks = [("thân", b) for b in paper.paragraphs]
    blocks += [(annex.label, b) for annex in paper.annexes for b in annex.blocks]
    for where, block in blocks:
        if not isinstance(block, TableBlock):
            continue
        sources = {(y, x): source for y, x, source in block.sources}
        lines = (*block.rows, block.totals) if block.totals else block.rows
        for y, line in enumerate(lines):
            for x, cell in enumerate(line):
                if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
                    place = f"{where} · {block.caption} · dòng {y + 1}, cột {x + 1}"
                    found.append((place, cell, sources.get((y, x))))
    return tuple(found)
