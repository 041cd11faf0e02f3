"""The template of an official paper: the one we build ourselves, and the look into one that officers bring.

A template is a Word file with fields ``{{ ten_o }}`` and nothing else: no loops, no conditions, no calls. Its styles
(DHDoan, DHMuc1 …) are what body and annexes are written in, so whoever changes a style changes the whole paper.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from donghanh.kit.errors import Invalid
from donghanh.record.papers.engine.layout import Layout, layout
from donghanh.record.papers.engine.word import xml

# Field -> what it is, in an officer's words.
FIELDS = {
    "co_quan_chu_quan": "Tên cơ quan cấp trên",
    "co_quan": "Tên cơ quan ban hành",
    "so_ky_hieu": "Số, ký hiệu (cả chữ “Số:”)",
    "dia_danh_ngay": "Địa danh, ngày tháng năm",
    "du_thao": "Chữ DỰ THẢO, để trống khi đã ban hành",
    "ve_viec": "V/v của công văn",
    "ten_loai": "Tên loại văn bản",
    "trich_yeu": "Trích yếu nội dung",
    "kinh_gui": "Kính gửi",
    "noi_dung": "Toàn bộ nội dung (một đoạn riêng)",
    "noi_nhan": "Các dòng nơi nhận",
    "quyen_han": "Quyền hạn ký (TM., KT., TL.)",
    "chuc_vu": "Chức vụ người ký",
    "nguoi_ky": "Họ tên người ký",
}
NEEDED = ("co_quan", "so_ky_hieu", "dia_danh_ngay", "noi_dung")
LEFT, RIGHT = 68.0, 97.0
_FIELD = re.compile(r"{{\s*(\w+)\s*}}")


def environment() -> Environment:
    """Return the sandbox in which templates are filled."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


@cache
def ours() -> bytes:
    """Build our own template."""
    paper = docx.Document()
    form = layout()
    _styles(paper, form)
    _page(paper, form)
    for element in list(paper.element.body):
        if not element.tag.endswith("}sectPr"):
            paper.element.body.remove(element)
    head = _grid(paper, (LEFT, RIGHT))
    left, right = head.rows[0].cells
    _line(left, "{{ co_quan_chu_quan }}", "DHDau", form.sizes["superior"])
    _line(left, "{{ co_quan }}", "DHDau", form.sizes["issuer"], bold=True)
    _rule(left, "DHKeCoQuan")
    _line(left, "{{ so_ky_hieu }}", "DHDau", form.sizes["number"])
    _line(left, "{{ ve_viec }}", "DHDau", form.sizes["subject"])
    draft = _line(left, "{{ du_thao }}", "DHDuThao", form.sizes["number"], bold=True)
    draft.runs[0]._r.get_or_add_rPr().append(
        parse_xml(f'<w:bdr {xml.NAMESPACES} w:val="single" w:sz="6" w:space="2" w:color="000000"/>')
    )
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "DHDau", form.sizes["national"] - 1, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", "DHDau", form.sizes["motto"] - 1, bold=True)
    _rule(right, "DHKeTieuNgu")
    _line(right, "{{ dia_danh_ngay }}", "DHDau", form.sizes["place"] - 1, italic=True)
    for text, style, before in (("{{ ten_loai }}", "DHTenLoai", 18), ("{{ trich_yeu }}", "DHTrichYeu", 0)):
        paragraph = paper.add_paragraph(text, style=style)
        paragraph.paragraph_format.space_before = Pt(before)
    _rule(paper, "DHKeTrichYeu")
    paper.add_paragraph("{{ kinh_gui }}", style="DHKinhGui")
    paper.add_paragraph("{{ noi_dung }}", style="DHDoan")
    foot = _grid(paper, (82.5, 82.5))
    _keep(foot)
    left, right = foot.rows[0].cells
    label = _line(left, "Nơi nhận:", "DHNoiNhan", form.sizes["recipients_label"], bold=True, italic=True)
    label.paragraph_format.keep_with_next = True
    label.paragraph_format.space_before = Pt(12)
    _line(left, "{{ noi_nhan }}", "DHNoiNhan", form.sizes["recipients"])
    _line(right, "", "DHKy", 8)
    _line(right, "{{ quyen_han }}", "DHKy", form.sizes["signer"], bold=True)
    _line(right, "{{ chuc_vu }}", "DHKy", form.sizes["signer"], bold=True)
    for _ in range(4):
        _line(right, "", "DHKy", form.sizes["signer"])
    _line(right, "{{ nguoi_ky }}", "DHKy", form.sizes["signer"], bold=True)
    body = paper.element.body
    body.append(body.sectPr)  # the section's end stays last
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _styles(paper: Any, form: Layout) -> None:
    sizes, normal = form.sizes, paper.styles["Normal"]
    _font(normal, form.font, sizes["body"])
    normal.paragraph_format.space_after = Pt(0)
    defaults = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    if defaults is not None:
        defaults.attrib.clear()
        for side in ("ascii", "hAnsi", "eastAsia", "cs"):
            defaults.set(qn(f"w:{side}"), form.font)
    language = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "vi-VN")
    center, justify = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    body = {"before": form.before, "line": form.line, "align": justify, "indent": form.indent}
    for name, size, facts in (
        ("DHDau", sizes["national"], {"align": center}),
        ("DHDuThao", sizes["number"], {"align": center, "before": 4.0}),
        ("DHKeCoQuan", 3, {"align": center}),
        ("DHKeTieuNgu", 3, {"align": center}),
        ("DHKeTrichYeu", 3, {"align": center}),
        ("DHTenLoai", sizes["kind"], {"align": center, "bold": True}),
        ("DHTrichYeu", sizes["kind"], {"align": center, "bold": True, "sides": 8.0}),
        ("DHKinhGui", sizes["body"], {"align": center, "before": 10.0, "after": 8.0}),
        ("DHDoan", sizes["body"], body),
        ("DHCanCu", sizes["body"], {**body, "italic": True}),
        ("DHMuc1", sizes["body"], {**body, "bold": True, "level": 1, "before": 9.0}),
        ("DHMuc2", sizes["body"], {**body, "bold": True, "level": 2}),
        ("DHMuc3", sizes["body"], {**body, "bold": True, "italic": True, "level": 3}),
        ("DHTenBang", sizes["table"], {"align": center, "bold": True, "before": 10.0, "after": 4.0}),
        ("DHBang", sizes["table"], {"before": 1.0, "after": 1.0}),
        ("DHGhiChu", sizes["note"], {"italic": True, "before": 3.0, "align": justify}),
        ("DHHinh", sizes["note"], {"align": center, "before": 6.0}),
        ("DHTenHinh", sizes["note"], {"align": center, "italic": True, "after": 6.0}),
        ("DHPhuLuc", sizes["kind"], {"align": center, "bold": True, "level": 1}),
        ("DHTenPhuLuc", sizes["kind"], {"align": center, "bold": True}),
        ("DHKemTheo", sizes["body"], {"align": center, "italic": True, "after": 8.0}),
        ("DHNoiNhan", sizes["recipients"], {}),
        ("DHKy", sizes["signer"], {"align": center}),
        ("DHTrang", sizes["page_number"], {"align": center}),
        ("DHChan", 10, {"align": center, "italic": True}),
    ):  # fmt: skip
        _style(paper, name, form.font, size, facts)


def _style(paper: Any, name: str, font: str, size: float, facts: dict[str, Any]) -> None:
    style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = paper.styles["Normal"]
    _font(style, font, size)
    style.font.bold, style.font.italic = facts.get("bold", False), facts.get("italic", False)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(facts.get("before", 0)), Pt(facts.get("after", 0))
    shape.alignment = facts.get("align")
    shape.line_spacing = facts.get("line", 1.0)
    shape.widow_control = True
    if "sides" in facts:
        shape.left_indent = shape.right_indent = Mm(facts["sides"])
    if "indent" in facts:
        shape.first_line_indent = Mm(facts["indent"])
    if "level" in facts:
        shape.keep_with_next = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(facts["level"] - 1))
        style.element.get_or_add_pPr().append(level)


def _font(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = font, Pt(size)
    kept = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for side in ("eastAsia", "cs"):
        kept.set(qn(f"w:{side}"), font)


def _page(paper: Any, form: Layout) -> None:
    section, page = paper.sections[0], form.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = section.footer_distance = Mm(page.top / 2)
    section.different_first_page_header_footer = True
    numbered = section.header.paragraphs[0]
    numbered.style = paper.styles["DHTrang"]
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = numbered.add_run()
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = paper.styles["DHTrang"]


def _grid(paper: Any, widths: tuple[float, ...]) -> Any:
    table = paper.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for cell, column, width in zip(table.rows[0].cells, table.columns, widths, strict=True):
        column.width = cell.width = Mm(width)
        cell._tc.remove(cell.paragraphs[0]._p)
        margins = parse_xml(
            f'<w:tcMar {xml.NAMESPACES}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
        )
        cell._tc.get_or_add_tcPr().append(margins)
    return table


def _keep(table: Any) -> None:
    """Keep the foot on one page."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))


def _line(into: Any, text: str, style: str, size: float, *, bold: bool = False, italic: bool = False) -> Any:
    paragraph = into.add_paragraph(style=style)
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    run.font.size = Pt(size)
    return paragraph


def _rule(into: Any, style: str) -> None:
    """Add the rule under a name; how long it is depends on the name and is set when the template is filled."""
    paragraph = into.add_paragraph(style=style)
    shape = paragraph._p.get_or_add_pPr()
    shape.append(
        parse_xml(f'<w:pBdr {xml.NAMESPACES}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>')
    )
    shape.append(parse_xml(f'<w:spacing {xml.NAMESPACES} w:before="60" w:after="60" w:line="80" w:lineRule="exact"/>'))


def look(content: bytes) -> list[str]:
    """Look into a template; refuse a broken one with one sentence, return what is worth telling about a good one."""
    try:
        paper = docx.Document(io.BytesIO(content))
        found = _fields(content)
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError) as why:
        raise Invalid(
            "papers.template-broken",
            "Tệp này không mở được như một tệp Word (.docx); hãy tải mẫu của hệ thống, sửa trong Word rồi tải lên.",
        ) from why
    unknown = sorted(found - set(FIELDS))
    if unknown:
        known = ", ".join(FIELDS)
        raise Invalid(
            "papers.template-field",
            f"Mẫu có ô “{unknown[0]}” mà hệ thống không biết; hãy sửa tên ô, chỉ dùng: {known}.",
        )
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise Invalid(
            "papers.template-missing",
            f"Mẫu thiếu ô {{{{ {missing[0]} }}}} ({FIELDS[missing[0]].lower()}); hãy thêm ô này rồi tải lên.",
        )
    alone = [p for p in paper.paragraphs if _FIELD.search(p.text) and "noi_dung" in p.text]
    if len(alone) != 1 or _FIELD.sub("", alone[0].text).strip():
        raise Invalid(
            "papers.template-body",
            "Ô {{ noi_dung }} phải đứng riêng một đoạn, ngoài bảng, đúng một lần; hãy sửa rồi tải lên.",
        )
    return _told(paper)


def _fields(content: bytes) -> set[str]:
    """Return the fields of a template; refuse anything that is not a bare field."""
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    texts = [template.patch_xml(template.get_xml())]
    texts += [
        template.patch_xml(part.blob.decode("utf-8"))
        for part in template.docx.part.package.iter_parts()
        if str(part.partname).startswith(("/word/header", "/word/footer"))
    ]
    found: set[str] = set()
    for text in texts:
        try:
            tree = environment().parse(text)
        except TemplateSyntaxError as why:
            raise Invalid(
                "papers.template-syntax",
                "Mẫu có ô viết chưa đúng (thiếu ngoặc hoặc ký tự lạ trong “{{ … }}”); hãy gõ lại ô đó liền một mạch, "
                "ví dụ {{ co_quan }}.",
            ) from why
        for output in tree.body:
            for node in output.nodes if isinstance(output, nodes.Output) else [output]:
                if isinstance(node, nodes.TemplateData):
                    continue
                if not isinstance(node, nodes.Name):
                    raise Invalid(
                        "papers.template-code",
                        "Mẫu chỉ được có ô điền dạng {{ ten_o }}, không có lệnh, vòng lặp hay phép tính; hãy bỏ phần "
                        "đó rồi tải lên.",
                    )
                found.add(node.name)
    return found


def _told(paper: Any) -> list[str]:
    """Say where a template leaves the room that Nghị định 30/2020 gives; the officer decides."""
    form, section, said = layout(), paper.sections[0], []
    names = {"top": "Lề trên", "bottom": "Lề dưới", "left": "Lề trái", "right": "Lề phải"}
    for side, (least, most) in form.allowed.items():
        length = getattr(section, f"{side}_margin")
        if length is not None and not least - 0.5 <= length.mm <= most + 0.5:
            said.append(f"{names[side]} {length.mm:.0f} mm, Nghị định 30/2020 đặt {least:.0f}-{most:.0f} mm.")
    if section.page_width is not None and abs(section.page_width.mm - form.page.width) > 1:
        said.append("Khổ giấy không phải A4.")
    text = "\n".join(p.text for t in paper.tables for r in t.rows for c in r.cells for p in c.paragraphs)
    text += "\n".join(p.text for p in paper.paragraphs)
    if "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" not in text.upper():
        said.append("Mẫu không có Quốc hiệu.")
    return said
