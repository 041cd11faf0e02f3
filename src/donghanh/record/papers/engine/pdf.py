"""A paper as PDF by typst: tagged, with the Times-metric letters of Tinos embedded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from donghanh.record.papers.engine import chart, figures, pieces
from donghanh.record.papers.engine.layout import Page, column_widths, layout
from donghanh.record.papers.engine.paper import Block, Figure, Heading, Paper, Paragraph, TableBlock
from donghanh.record.papers.engine.press import press
from donghanh.record.papers.engine.word.template import LEFT
from donghanh.record.papers.engine.word.xml import SHORT, said

FONT = "Tinos"


def write(paper: Paper) -> bytes:
    """Write a paper as PDF; refuse it where a number has no origin."""
    figures.printed(paper)
    day = paper.signed_on
    made = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0
    return press(_clean(data_of(paper)), made=made)


def data_of(paper: Paper) -> dict[str, Any]:
    """Return everything printed as plain data, in the order of print; the page on screen reads it too."""
    form = layout()
    title = said(paper.title) or said(paper.subject_line) or (paper.annexes[0].title if paper.annexes else "")
    depth = _Depth()
    return {
        "name": title or paper.kind or "Văn bản",
        "title": title,
        "issuer": paper.issuer,
        "font": FONT,
        "sizes": form.sizes,
        "before": form.before,
        "indent": form.indent,
        "rules": form.rules,
        "page": _page(form.page),
        "page_room": form.page.room,
        "landscape": _page(form.landscape),
        "left": LEFT,
        "mark": paper.mark,
        "cover": paper.cover,
        "superior": paper.superior.upper(),
        "issuer_caps": paper.issuer.upper(),
        "number": f"Số: {paper.number}" if paper.number else "Số:          ",
        "subject": said(paper.subject_line),
        "draft": paper.draft,
        "place": figures.place_line(paper),
        "kind": paper.kind.upper(),
        "to": list(paper.addressed_to),
        "recipients": list(paper.recipients),
        "capacity": paper.signer.capacity,
        "role": paper.signer.role,
        "signer": paper.signer.name,
        "blocks": [_block("Thân văn bản", b, depth, form.page.room) for b in paper.paragraphs],
        "annexes": [
            {
                "label": a.label,
                "title": a.title,
                "goes_with": figures.goes_with(paper),
                "landscape": a.landscape,
                "room": form.page_of(a.landscape).room,
                "blocks": [_block(a.label, b, _Depth(1), form.page_of(a.landscape).room) for b in a.blocks],
            }
            for a in paper.annexes
        ],
    }


def _clean(data: Any) -> Any:
    if isinstance(data, str):
        return pieces.clean(data)
    if isinstance(data, dict):
        return {key: value if key == "svg" else _clean(value) for key, value in data.items()}
    return [_clean(value) for value in data] if isinstance(data, list) else data


def _page(page: Page) -> dict[str, float]:
    return {side: getattr(page, side) for side in ("top", "bottom", "left", "right")}


class _Depth:
    """How deep headings are nested for a screen reader: it begins with 1 and skips no step, whatever they look like."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def of(self, level: int) -> int:
        """Return the depth of the next heading."""
        self.last = min(level, self.last + 1)
        return self.last


def _block(place: str, block: Block, depth: _Depth, room: float) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {
            "type": "heading",
            "level": min(block.level, 3),
            "depth": depth.of(block.level),
            "label": block.label,
            "text": said(block.text),
        }
    if isinstance(block, Paragraph):
        return {
            "type": "prose",
            "kind": block.kind,
            "lead": block.lead,
            "lines": [line for line in said(block.text).split("\n") if line.strip()] or [""],
            "estimated": block.estimated,
            "source_note": block.source_note,
        }
    if isinstance(block, Figure):
        return {
            "type": "figure",
            "caption": block.caption,
            "svg": block.svg,
            "told": block.told or block.caption or "Hình",
            "width": chart.width(block.svg),
        }
    return _table(place, block, room)


def _table(place: str, block: TableBlock, room: float) -> dict[str, Any]:
    lines: list[list[str]] = []
    for y, _, found in figures.cells(place, block):
        if y == len(lines):
            lines.append([])
        lines[y].append(said(found))
    return {
        "type": "table",
        "caption": block.caption,
        "heads": [c.title for c in block.columns],
        "widths": column_widths(block, room, layout().sizes["table"]),
        "aligns": [c.align for c in block.columns],
        "rows": lines[: len(block.rows)],
        "totals": lines[-1] if block.totals else [],
        "note": block.note,
        "short": len(block.rows) <= SHORT,
    }
