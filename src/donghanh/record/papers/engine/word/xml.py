"""Paragraphs, tables and pictures as WordprocessingML; strings, because a long annex is some ten thousand of them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from donghanh.record.papers.engine import figures, pieces
from donghanh.record.papers.engine.layout import Page, column_widths, layout
from donghanh.record.papers.engine.paper import Heading, Paragraph, Piece, TableBlock, Text

MM = 56.6929  # twentieths of a point
EMU = 36000
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEADINGS = {1: "DHMuc1", 2: "DHMuc2", 3: "DHMuc3"}
PARAGRAPHS = {"body": "DHDoan", "basis": "DHCanCu", "note": "DHGhiChu", "item": "DHDoan"}
_JUSTIFY = {"left": "left", "right": "right", "center": "center"}


def clean(text: str) -> str:
    """Return text that XML can hold: control marks left out."""
    return escape(pieces.clean(text))


def run(text: str, properties: str = "") -> str:
    """Write one run; line breaks and tabs inside it are kept."""
    if not text:
        return ""
    inside = clean(text).replace("\t", "</w:t><w:tab/><w:t>")
    inside = inside.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    kept = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{inside}</w:t></w:r>'


def paragraph(style: str, runs: str, properties: str = "") -> str:
    """Write one paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def said(text: Text | Iterable[Piece]) -> str:
    """Write a text as it is printed."""
    return pieces.plain(text if isinstance(text, str) else tuple(text))


def heading(block: Heading) -> str:
    """Write a heading of the body in the style of its level."""
    words = f"{block.label} {said(block.text)}" if block.label else said(block.text)
    return paragraph(HEADINGS.get(block.level, "DHMuc3"), run(words))


def prose(block: Paragraph) -> str:
    """Write a paragraph, line by line where its words hold line breaks; the note of its source closes it."""
    style = PARAGRAPHS.get(block.kind, "DHDoan")
    lines = [line for line in said(block.text).split("\n") if line.strip()] or [""]
    if block.kind == "item":
        lines[0] = f"- {lines[0]}"
    out = []
    for n, line in enumerate(lines):
        runs = run(f"{block.lead} ", "<w:b/>") if n == 0 and block.lead else ""
        runs += run(line)
        if n == len(lines) - 1:
            runs += run(" (số ước)", "<w:i/>") if block.estimated else ""
            runs += run(f" ({block.source_note})", '<w:i/><w:sz w:val="24"/>') if block.source_note else ""
        out.append(paragraph(style, runs))
    return "".join(out)


def widths(table: TableBlock, room: float) -> list[int]:
    """Share the width of the page among the columns, in twentieths of a point."""
    return [round(part * MM) for part in column_widths(table, room, layout().sizes["table"])]


SHORT = 8  # rows: a table no longer than this is not broken over two pages
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TABLE = (
    f'<w:tblPr><w:tblW w:w="{{width}}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
    '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/>{told}</w:tblPr>'
)


def table(block: TableBlock, room: float, *, place: str, captioned: bool = True) -> str:
    """Write a table: its head repeated on each page, no row broken over two; the caption above, the note below.

    A short table stays on one page.
    """
    wide = widths(block, room)
    last = len(block.rows)
    ends = last if block.totals else last - 1
    whole = last <= SHORT
    told = f"<w:tblCaption w:val={quoteattr(clean(block.caption))}/>" if block.caption else ""
    out = [paragraph("DHTenBang", run(block.caption), "<w:keepNext/>")] if captioned and block.caption else []
    out.append(f"<w:tbl>{_TABLE.format(width=sum(wide), told=told)}<w:tblGrid>")
    out += [f'<w:gridCol w:w="{w}"/>' for w in wide]
    out.append("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
    for column, w in zip(block.columns, wide, strict=True):
        out.append(_cell(w, run(column.title, "<w:b/>"), "center", ' w:fill="F2F2F2"', keep=whole))
    out.append("</w:tr>")
    line = -1
    for y, x, found in figures.cells(place, block):
        if y != line:
            out.append("</w:tr>" if line >= 0 else "")
            out.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
            line = y
        bold = "<w:b/>" if y == last else ""
        column = block.columns[x]
        keep = whole and y < ends
        out.append(_cell(wide[x], run(said(found), bold), _JUSTIFY.get(column.align, "left"), keep=keep))
    out.append("</w:tr></w:tbl>" if line >= 0 else "</w:tbl>")
    out.append(paragraph("DHGhiChu", run(block.note)) if block.note else paragraph("DHChan", ""))
    return "".join(out)


def _cell(width: int, runs: str, align: str, shade: str = "", *, keep: bool = False) -> str:
    kept = "<w:keepNext/>" if keep else ""
    filled = f'<w:shd w:val="clear" w:color="auto"{shade}/>' if shade else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{filled}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="DHBang"/>{kept}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def picture(relation: str, number: int, *, width: float, height: float, told: str) -> str:
    """Write a picture in its own centred paragraph; ``told`` says it in words."""
    cx, cy = round(width * EMU), round(height * EMU)
    name = f'id="{number}" name="Hình {number}" descr={quoteattr(clean(told))}'
    drawn = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:docPr {name}/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    return paragraph("DHHinh", f"<w:r>{drawn}</w:r>", "<w:keepNext/>")


def section(page: Page, references: str, *, wide: bool, restart: bool, kind: str = "nextPage") -> str:
    """Write a section's end: its page, its margins, and page numbers that begin again where it is an annex."""
    turned = ' w:orient="landscape"' if wide else ""
    size = f'<w:pgSz w:w="{round(page.width * MM)}" w:h="{round(page.height * MM)}"{turned}/>'
    sides = " ".join(f'w:{s}="{round(getattr(page, s) * MM)}"' for s in ("top", "right", "bottom", "left"))
    head = round(page.top * MM * 0.5)
    begins = '<w:pgNumType w:start="1"/>' if restart else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="{kind}"/>{size}<w:pgMar {sides} w:header="{head}" w:footer="{head}" '
        f'w:gutter="0"/>{begins}<w:titlePg/></w:sectPr>'
    )


def rule_indent(room: float, part: float) -> str:
    """Return the indents that leave a rule of ``part`` millimetres in the middle of ``room``."""
    side = max(round((room - part) / 2 * MM), 0)
    return f'<w:ind w:left="{side}" w:right="{side}" w:firstLine="0"/>'


def indent_left(part: float) -> str:
    """Return an indent of ``part`` millimetres."""
    return f'<w:ind w:left="{round(part * MM)}"/>'
