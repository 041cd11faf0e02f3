"""An official paper as plain values: what a writer of Word, PDF or XLSX needs, in the order of Nghị định 30/2020.

Whoever builds a paper (a consolidated report, a printed list, an answer) knows nothing of margins and fonts; whoever
writes one knows nothing of reporting. A number is never mere text here: it is a :class:`Number` with the measure and
the rows behind it, a :class:`Reference` (a date, a document's number, a code), or somebody's words (:class:`Quoted`).
Dates, document numbers and the like are recognised in plain text by ``pieces.read``; a number that is none of these is
refused when the paper is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias


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
class Number:
    """A figure in running text or in a cell, with where it came from; ``places`` fixes its decimals."""

    value: int | Decimal
    source: Source
    places: int | None = None


@dataclass(frozen=True)
class Reference:
    """Text whose digits name something and count nothing: a date, a document, a code, a name, a hash."""

    text: str
    kind: str  # "date" | "document" | "provision" | "period" | "code" | "name" | "hash" | "order" | "time"


@dataclass(frozen=True)
class Quoted:
    """Somebody's own words; whatever numbers they hold lead to the row they were taken from."""

    text: str
    source: Source


Piece: TypeAlias = str | Number | Reference | Quoted
Text: TypeAlias = str | tuple[Piece, ...]
Cell: TypeAlias = str | int | Decimal | date | Number | Reference | Quoted | tuple[Piece, ...] | None


@dataclass(frozen=True)
class Heading:
    """A heading of the body: level 1 is I., 2 is 1., 3 is a); ``label`` is written as given."""

    level: int
    label: str
    text: Text
    source: Source | None = None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the body; ``source_note`` names the return its words were taken from.

    ``lead`` is written in bold before the text; with ``source`` naming rows, numbers in the text lead there.
    ``kind`` is ``"body"``, ``"basis"`` (a legal basis, in italics), ``"note"`` (small) or ``"item"`` (after a dash).
    """

    text: Text
    source_note: str = ""
    source: Source | None = None
    estimated: bool = False
    kind: str = "body"
    lead: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a table: its head, the share of the width it wants, how its cells stand, what their digits are.

    ``kind`` is ``""`` (read like any text) or the kind of :class:`Reference` that every text in the column is.
    """

    title: str
    width: int = 1
    align: str = "left"  # "left" | "right" | "center"
    places: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class TableBlock:
    """A table; ``sources`` names, by (row, column) counted from 0, where a printed figure came from.

    ``keys`` names the row behind each line: words and values of the line that name no source of their own lead there.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    landscape: bool = False
    note: str = ""
    sources: tuple[tuple[int, int, Source], ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption; each number drawn in it stands in ``values`` with its source.

    ``told`` says the drawing in words for those who do not see it; the table that says the same stands beside it.
    """

    caption: str
    svg: str
    told: str = ""
    values: tuple[Number, ...] = ()


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
    leaves day and month open. An official letter (công văn) has no ``kind`` and its ``subject_line`` stands under the
    number. ``cover=False`` prints the annexes alone, as a list of a screen is; ``mark`` stands at the foot of every
    page (demonstration data). ``template`` names the kind of template that officers may have replaced.
    """

    kind: str
    number: str
    place: str
    signed_on: date | None
    superior: str
    issuer: str
    title: Text
    subject_line: Text = ""
    paragraphs: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: Signer = Signer()
    annexes: tuple[Annex, ...] = ()
    addressed_to: tuple[str, ...] = ()
    draft: bool = False
    cover: bool = True
    mark: str = ""
    template: str = ""

    def tables(self) -> tuple[tuple[str, TableBlock], ...]:
        """List every table with where it stands, body first."""
        found = [("Thân văn bản", b) for b in self.paragraphs if isinstance(b, TableBlock)]
        found += [(a.label, b) for a in self.annexes for b in a.blocks if isinstance(b, TableBlock)]
        return tuple(found)
