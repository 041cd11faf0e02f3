"""A Word file as simple blocks for a page: enough to see what a template does, not to typeset it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

_ALIGN = {WD_ALIGN_PARAGRAPH.CENTER: "mid", WD_ALIGN_PARAGRAPH.RIGHT: "end", WD_ALIGN_PARAGRAPH.JUSTIFY: "full"}


@dataclass(frozen=True)
class Words:
    """A stretch of text in one face."""

    text: str
    bold: bool
    italic: bool


@dataclass(frozen=True)
class Line:
    """A paragraph: how it stands, and its words."""

    align: str
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Grid:
    """A table: rows of cells, each a list of lines; ``ruled`` where its lines are drawn."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    ruled: bool


def preview(content: bytes) -> list[Line | Grid]:
    """Read a Word file as lines and grids in their order."""
    return list(_walk(docx.Document(io.BytesIO(content))))


def _walk(holder: Any) -> Iterator[Line | Grid]:
    for item in holder.iter_inner_content():
        if hasattr(item, "rows"):
            rows = tuple(
                tuple(tuple(x for x in _walk(cell) if isinstance(x, Line)) for cell in row.cells) for row in item.rows
            )
            yield Grid(rows, bool(item._tbl.xpath("./w:tblPr/w:tblBorders")))
        elif item.text.strip():
            yield _line(item)


def _line(paragraph: Any) -> Line:
    style = paragraph.style
    align = paragraph.alignment if paragraph.alignment is not None else style.paragraph_format.alignment
    words = tuple(
        Words(run.text, bool(style.font.bold if run.bold is None else run.bold),
              bool(style.font.italic if run.italic is None else run.italic))
        for run in paragraph.runs
        if run.text
    )  # fmt: skip
    return Line(_ALIGN.get(align, ""), words)
