"""A paper as a Word file: the template's fields filled, the body written at its place, each annex its own section."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from donghanh.record.papers.engine import chart, figures, pieces
from donghanh.record.papers.engine.layout import layout, text_width
from donghanh.record.papers.engine.paper import Annex, Block, Figure, Heading, Paper, Paragraph
from donghanh.record.papers.engine.word import template as templates
from donghanh.record.papers.engine.word import xml

_BLANK, _BODY = "⟦bỏ⟧", "⟦nội dung⟧"


def write(paper: Paper, template: bytes | None = None) -> bytes:
    """Write a paper as Word, from the given template or ours; refuse it where a number has no origin."""
    figures.printed(paper)
    book = _filled(paper, template or templates.ours()) if paper.cover else _bare()
    _styled(book)
    writer = _Writer(book)
    form, body = layout(), book.element.body
    if paper.cover:
        mark = next(p for p in body.iter(qn("w:p")) if _text(p) == _BODY)
        writer.put(writer.blocks(paper.paragraphs, form.page.room, "Thân văn bản"), before=mark)
        _keep_with_signature(mark.getprevious())
        mark.getparent().remove(mark)
    if paper.mark:
        _foot(book, paper.mark)
    _annexes(paper, book, writer)
    _properties(book, paper)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _keep_with_signature(last: Any) -> None:
    """The signature never stands alone on a page: the last paragraph goes with it."""
    if last is not None and last.tag == qn("w:p"):
        style = last.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None:
            style.addnext(parse_xml(f"<w:keepNext {xml.NAMESPACES}/>"))


def _filled(paper: Paper, template: bytes) -> Any:
    """Fill the template's fields; what stayed blank leaves no empty line behind."""
    filler = DocxTemplate(io.BytesIO(template))
    filler.render(_context(paper), jinja_env=templates.environment(), autoescape=True)
    out = io.BytesIO()
    filler.save(out)
    book = docx.Document(io.BytesIO(out.getvalue()))
    for line in list(book.element.body.iter(qn("w:p"))):
        text = _text(line)
        if text == _BLANK and line.getparent().tag == qn("w:tc") and len(line.getparent().findall(qn("w:p"))) == 1:
            _erase(line)
        elif text == _BLANK:
            line.getparent().remove(line)
        elif _BLANK in text:
            _erase(line)
        elif text.startswith("Kính gửi:") and len(paper.addressed_to) > 1:
            _set_aside(line)
    _rules(paper, book)
    return book


def _context(paper: Paper) -> dict[str, str]:
    whom = paper.addressed_to
    to = "Kính gửi:\n" + ";\n".join(f"- {w}" for w in whom) + "." if len(whom) > 1 else ""
    to = f"Kính gửi: {whom[0]}." if len(whom) == 1 else to
    number = f"Số: {paper.number}" if paper.number else "Số:          "
    facts = {
        "co_quan_chu_quan": paper.superior.upper(),
        "co_quan": paper.issuer.upper(),
        "so_ky_hieu": number,
        "dia_danh_ngay": figures.place_line(paper),
        "du_thao": "DỰ THẢO" if paper.draft else "",
        "ve_viec": xml.said(paper.subject_line),
        "ten_loai": paper.kind.upper(),
        "trich_yeu": xml.said(paper.title) if paper.kind else "",
        "kinh_gui": to,
        "noi_dung": _BODY,
        "noi_nhan": "\n".join(paper.recipients),
        "quyen_han": paper.signer.capacity,
        "chuc_vu": paper.signer.role,
        "nguoi_ky": paper.signer.name,
    }
    return {name: value.strip(" ") if name != "so_ky_hieu" else value for name, value in _blanks(facts).items()}


def _blanks(facts: dict[str, str]) -> dict[str, str]:
    return {name: pieces.clean(value) if value.strip() else _BLANK for name, value in facts.items()}


def _set_aside(line: Any) -> None:
    """Several addressees stand one under the other, not centred."""
    shape = line.get_or_add_pPr()
    for old in [*shape.findall(qn("w:jc")), *shape.findall(qn("w:ind"))]:
        shape.remove(old)
    shape.append(parse_xml(f"<x {xml.NAMESPACES}>{xml.indent_left(42.0)}</x>")[0])
    shape.append(parse_xml(f'<w:jc {xml.NAMESPACES} w:val="left"/>'))


def _rules(paper: Paper, book: Any) -> None:
    """Draw the rule under each name as long as the name asks."""
    form = layout()
    title = xml.said(paper.title)
    long = {
        "DHKeTieuNgu": (templates.RIGHT, text_width("Độc lập - Tự do - Hạnh phúc", form.sizes["motto"], bold=True)),
        "DHKeCoQuan": (
            templates.LEFT,
            min(text_width(paper.issuer.upper(), form.sizes["issuer"], bold=True), templates.LEFT)
            * form.rules["issuer"],
        ),
        "DHKeTrichYeu": (
            form.page.room,
            min(text_width(title, form.sizes["kind"], bold=True), form.page.room) * form.rules["title"],
        ),
    }
    for line in list(book.element.body.iter(qn("w:p"))):
        style = line.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        room, part = long.get(style.get(qn("w:val")) if style is not None else "", (0.0, 0.0))
        if not room:
            continue
        if not paper.kind and style.get(qn("w:val")) == "DHKeTrichYeu":
            line.getparent().remove(line)
            continue
        shape = line.find(qn("w:pPr"))
        for old in shape.findall(qn("w:ind")):
            shape.remove(old)
        indent = parse_xml(f"<x {xml.NAMESPACES}>{xml.rule_indent(room, part)}</x>")[0]
        alignment = shape.find(qn("w:jc"))
        shape.insert(len(shape) if alignment is None else shape.index(alignment), indent)


def _bare() -> Any:
    """Return our template with nothing on its pages: what a list alone is printed on."""
    book = docx.Document(io.BytesIO(templates.ours()))
    for element in list(book.element.body):
        if element.tag != qn("w:sectPr"):
            book.element.body.remove(element)
    return book


def _styled(book: Any) -> None:
    """Give a template that lacks some of our styles those of ours."""
    have = {s.style_id for s in book.styles}
    ours = docx.Document(io.BytesIO(templates.ours()))
    for style in ours.styles:
        if style.style_id.startswith("DH") and style.style_id not in have:
            book.styles.element.append(copy.deepcopy(style.element))


def _annexes(paper: Paper, book: Any, writer: _Writer) -> None:
    """Append each annex as its own section with its own page numbers."""
    if not paper.annexes:
        return
    form, body = layout(), book.element.body
    last = body.sectPr
    if paper.cover:
        writer.put(xml.paragraph("DHChan", ""), before=last)
        end = last.getprevious()
        end.find(qn("w:pPr")).append(copy.deepcopy(last))
    references = [copy.deepcopy(r) for r in last if r.tag in (qn("w:headerReference"), qn("w:footerReference"))]
    for n, annex in enumerate(paper.annexes):
        page = form.page_of(annex.landscape)
        writer.put(_annex(paper, annex, writer), before=last)
        made = parse_xml(f"<x {xml.NAMESPACES}>{xml.section(page, '', wide=annex.landscape, restart=True)}</x>")[0]
        for at, reference in enumerate(references):
            made.insert(at, copy.deepcopy(reference))
        if n + 1 < len(paper.annexes):
            writer.put(xml.paragraph("DHChan", ""), before=last)
            last.getprevious().find(qn("w:pPr")).append(made)
        else:
            body.replace(last, made)


def _annex(paper: Paper, annex: Annex, writer: _Writer) -> str:
    room = layout().page_of(annex.landscape).room
    out = [xml.paragraph("DHPhuLuc", xml.run(annex.label))] if annex.label else []
    out.append(xml.paragraph("DHTenPhuLuc", xml.run(annex.title.upper())))
    out.append(xml.paragraph("DHKemTheo", xml.run(figures.goes_with(paper))) if paper.cover else "")
    out.append(writer.blocks(annex.blocks, room, annex.label, titled=annex.title))
    return "".join(out)


class _Writer:
    """Puts blocks into one Word file: its pictures are counted and belong to it."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.pictures = 0

    def put(self, markup: str, *, before: Any) -> None:
        """Parse markup and place it."""
        for element in list(parse_xml(f"<x {xml.NAMESPACES}>{markup}</x>")):
            before.addprevious(element)

    def blocks(self, blocks: Iterable[Block], room: float, place: str, *, titled: str = "") -> str:
        """Write blocks one after the other; a table that has the annex's own title needs no second one."""
        out = []
        for n, block in enumerate(blocks, start=1):
            if isinstance(block, Heading):
                out.append(xml.heading(block))
            elif isinstance(block, Paragraph):
                out.append(xml.prose(block))
            elif isinstance(block, Figure):
                out.append(self.figure(block, room))
            else:
                where = place if titled else f"{place}, khối {n}"
                out.append(xml.table(block, room, place=where, captioned=block.caption != titled))
        return "".join(out)

    def figure(self, block: Figure, room: float) -> str:
        """Place a drawing as a picture as wide as the page allows."""
        drawn = chart.png(block.svg)
        width = min(room, drawn.width)
        self.pictures += 1
        relation, _ = self.book.part.get_or_add_image(io.BytesIO(drawn.content))
        picture = xml.picture(
            relation,
            self.pictures,
            width=width,
            height=drawn.height * width / drawn.width,
            told=block.told or block.caption,
        )
        return picture + xml.paragraph("DHTenHinh", xml.run(block.caption))


def _foot(book: Any, mark: str) -> None:
    """Say at the foot of every page what the reader must know of the data."""
    section = book.sections[0]
    for foot in (section.footer, section.first_page_footer):
        foot.is_linked_to_previous = False
        line = foot.paragraphs[0] if not foot.paragraphs[0].text else foot.add_paragraph()
        line.style = book.styles["DHChan"]
        line.text = mark


def _properties(book: Any, paper: Paper) -> None:
    facts = book.core_properties
    title = xml.said(paper.title) or (paper.annexes[0].title if paper.annexes else "")
    facts.title, facts.author, facts.comments = title[:250], paper.issuer[:250], ""
    facts.language = "vi-VN"
    for tag in ("created", "modified", "lastModifiedBy", "keywords"):
        for element in facts._element.findall(f"{{*}}{tag}"):
            facts._element.remove(element)


def _text(line: Any) -> str:
    return "".join(t.text or "" for t in line.iter(qn("w:t"))).strip()


def _erase(line: Any) -> None:
    for text in line.iter(qn("w:t")):
        text.text = (text.text or "").replace(_BLANK, "")
