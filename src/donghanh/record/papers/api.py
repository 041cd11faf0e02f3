"""The door: describe a paper, write it as Word, PDF or a workbook, and list where each of its numbers came from.

A paper is plain values (:class:`Paper` and what it holds). ``word``, ``pdf`` and ``xlsx`` refuse a paper with
``Invalid`` where a number in it has no origin: give it as a :class:`Number`, as a :class:`Reference`, as
:class:`Quoted` words, or give the paragraph, cell or line a source with rows. Dates, document numbers, articles and
periods are recognised by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from donghanh.record.papers import queries, services
from donghanh.record.papers.engine import figures
from donghanh.record.papers.engine import pdf as _pdf
from donghanh.record.papers.engine import sheet as _sheet
from donghanh.record.papers.engine.figures import Printed, figures_of, printed
from donghanh.record.papers.engine.keep import table_as_data, table_of_data
from donghanh.record.papers.engine.paper import (
    Annex,
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Number,
    Paper,
    Paragraph,
    Piece,
    Quoted,
    Reference,
    Signer,
    Source,
    TableBlock,
    Text,
)
from donghanh.record.papers.engine.pieces import plain
from donghanh.record.papers.engine.word import writing as _word

__all__ = [
    "MEDIA",
    "Annex",
    "Block",
    "Cell",
    "Column",
    "Figure",
    "Heading",
    "Number",
    "Paper",
    "Paragraph",
    "Piece",
    "Printed",
    "Quoted",
    "Reference",
    "Replaced",
    "Signer",
    "Source",
    "TableBlock",
    "Text",
    "cell_words",
    "figures_of",
    "html",
    "pdf",
    "plain",
    "printed",
    "replaced",
    "table_as_data",
    "table_of_data",
    "word",
    "xlsx",
]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Replaced:
    """A template of the province's own: of which kind, which version."""

    kind: str
    version: int


def word(paper: Paper) -> bytes:
    """Write a paper as a Word file, from the template that the province put to use for its kind, else from ours."""
    used = services.in_use(paper.template) if paper.template and paper.cover else None
    return _word.write(paper, services.content_of(used))


def replaced(kind: str) -> Replaced | None:
    """Name the Word template that the province put in place of ours for a kind; PDF and page keep our layout."""
    used = services.in_use(kind)
    return Replaced(kind, used.version) if used is not None and used.file_id is not None else None


def pdf(paper: Paper) -> bytes:
    """Write a paper as a tagged PDF with embedded Vietnamese letters."""
    return _pdf.write(paper)


def html(paper: Paper) -> str:
    """Write a paper as an A4 page that prints as it stands."""
    return render_to_string("papers/paper.html", queries.page_of(paper))


def xlsx(paper: Paper) -> bytes:
    """Write every table of a paper as a workbook."""
    return _sheet.write(paper)


def cell_words(cell: Cell, places: int | None = None) -> str:
    """Write a cell as it is printed, for a screen."""
    return figures.words_of(cell, places)
