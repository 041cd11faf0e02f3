"""A paper as PDF by typst: tagged, with the Times-metric letters of Tinos embedded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from donghanh.record.papers.engine import chart, figures, pieces
from donghanh.record.papers.engine.layout import Page, layout
from donghanh.record.papers.engine.paper import Block, Figure, Heading, Paper, Paragraph, TableBlock
from donghanh.record.papers.engine.word.template import LEFT
from donghanh.record.papers.engine.word.xml import said

FONT = chart.FONT
_PROGRAM = Path(__file__).parent / "paper.typ"
# PDF/UA-1: tagged so that a screen reader follows headings, tables and the words of drawings.
STANDARD: Final = "ua-1"


def write(paper: Paper) -> bytes:
    """Write a paper as PDF; refuse it where a number has no origin."""
    figures.printed(paper)
    data = json.dumps(_clean(_data(paper)), ensure_ascii=False)
    day = paper.signed_on
    made = typst.compile(
        _PROGRAM,
        format="pdf",
        font_paths=[chart.FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=[STANDARD],
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0,
    )
    return bytes(made)


def _data(paper: Paper) -> dict[str, Any]:
    form = layout()
    title = said(paper.title) or (paper.annexes[0].title if paper.annexes else "")
    return {
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
        "blocks": [_block("", b) for b in paper.paragraphs],
        "annexes": [
            {
                "label": a.label,
                "title": a.title,
                "goes_with": figures.goes_with(paper),
                "landscape": a.landscape,
                "room": form.page_of(a.landscape).room,
                "blocks": [_block(a.label, b) for b in a.blocks],
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


def _block(place: str, block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"type": "heading", "level": min(block.level, 3), "label": block.label, "text": said(block.text)}
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
            "told": block.told or block.caption,
            "width": chart.width(block.svg),
        }
    return _table(place, block)


def _table(place: str, block: TableBlock) -> dict[str, Any]:
    lines: list[list[str]] = []
    for y, _, found in figures.cells(place, block):
        if y == len(lines):
            lines.append([])
        lines[y].append(said(found))
    return {
        "type": "table",
        "caption": block.caption,
        "heads": [c.title for c in block.columns],
        "widths": [c.width for c in block.columns],
        "aligns": [c.align for c in block.columns],
        "rows": lines[: len(block.rows)],
        "totals": lines[-1] if block.totals else [],
        "note": block.note,
    }
