"""Word, PDF and workbook as Nghị định 30/2020 has them, read back by other programs than wrote them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import openpyxl
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from donghanh.record.papers import api
from donghanh.record.papers.api import Paper
from donghanh.record.papers.engine.layout import column_widths, layout, text_width
from donghanh.record.papers.tests.factories import pdf_pages, report, word_text


def _book(paper: Paper) -> docx.document.Document:
    return docx.Document(io.BytesIO(api.word(paper)))


def test_the_word_page_is_a4_with_the_margins_of_the_decree() -> None:
    form, section = layout(), _book(report()).sections[0]
    assert section.page_width is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for side, (least, most) in form.allowed.items():
        assert least <= round(getattr(section, f"{side}_margin").mm) <= most


def test_page_numbers_stand_in_the_top_margin_from_page_two() -> None:
    book = _book(report())
    section = book.sections[0]
    assert section.different_first_page_header_footer
    assert "".join(p.text for p in section.first_page_header.paragraphs) == ""
    assert section.header._element.xpath(".//w:instrText")[0].text == "PAGE"
    pages = pdf_pages(api.pdf(report()))
    assert not re.match(r"\s*\d", pages[0])
    assert pages[1].split()[0] == "2"


def test_annexes_lie_on_wide_pages_numbered_by_themselves() -> None:
    sections = _book(report()).sections
    assert [s.orientation for s in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.LANDSCAPE]
    assert [s._sectPr.xpath("./w:pgNumType/@w:start") for s in sections[1:]] == [["1"], ["1"]]
    book = pypdfium2.PdfDocument(api.pdf(report()))
    sizes = [book.get_page_size(n) for n in range(len(book))]
    assert sizes[0][0] < sizes[0][1]
    assert sizes[-1][0] > sizes[-1][1]
    pages = pdf_pages(api.pdf(report()))
    first = next(n for n, text in enumerate(pages) if text.lstrip().startswith("Phụ lục I"))
    assert pages[first + 1].split()[0] == "2"


def test_a_tables_head_is_repeated_and_no_row_is_broken() -> None:
    book = _book(report())
    for table in book.tables[1:-1]:
        rows = table._tbl.tr_lst
        if not table.style or len(rows) < 2 or not rows[0].xpath("./w:trPr/w:tblHeader"):
            continue
        assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    heads = [t for t in book.tables if t._tbl.tr_lst[0].xpath("./w:trPr/w:tblHeader")]
    assert len(heads) == 3
    pages = [p for p in pdf_pages(api.pdf(report())) if "124.B.I." in p]
    assert len(pages) > 1
    assert all("Số ngày" in p for p in pages)


def test_the_pdf_embeds_tinos_and_nothing_else() -> None:
    raw = api.pdf(report())
    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", raw))
    if not names:  # objects are packed into streams: let the library open them
        book = pypdfium2.PdfDocument(raw)
        names = {
            pypdfium2.raw.FPDFTextObj_GetFont(o.raw) and _font_name(o)
            for n in range(len(book))
            for o in book[n].get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_TEXT,))
        }
    told = {n.decode() if isinstance(n, bytes) else str(n) for n in names}
    assert told
    assert all("Tinos" in n for n in told), told


def _font_name(text: object) -> str:
    import ctypes

    font = pypdfium2.raw.FPDFTextObj_GetFont(text.raw)  # type: ignore[attr-defined]
    room = ctypes.create_string_buffer(200)
    pypdfium2.raw.FPDFFont_GetBaseFontName(font, room, 200)
    return room.value.decode()


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    raw = api.pdf(report())
    book = pypdfium2.PdfDocument(raw)
    assert "năng lực cạnh tranh" in book.get_metadata_dict()["Title"]
    assert pypdfium2.raw.FPDFCatalog_IsTagged(book.raw)
    assert b"pdfuaid" in raw


def test_word_speaks_of_times_new_roman_and_vietnamese() -> None:
    book = _book(report())
    assert book.styles["DHDoan"].font.name == "Times New Roman"
    assert book.styles["DHDoan"].font.size.pt in (13, 14)
    language = book.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "vi-VN"


def test_nothing_is_left_of_the_template_and_nothing_of_the_paper_is_lost() -> None:
    paper = report()
    for text in (word_text(api.word(paper)), "\n".join(pdf_pages(api.pdf(paper)))):
        assert not re.search(r"[{}⟦⟧]", text)
        flat = " ".join(text.split())
        for words in ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ", "Số: 345/BC-SKHĐT", "ngày 18 tháng 9 năm 2023", "BÁO CÁO",
                      "Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn.", "Nơi nhận:", "- Lưu: VT.", "GIÁM ĐỐC", "Lương Kim Chi",
                      "(Kèm theo Báo cáo số 345/BC-SKHĐT ngày 18/9/2023 của Sở Kế hoạch và Đầu tư)",
                      "Bản dùng thử: số liệu tiến độ là minh họa."):  # fmt: skip
            assert words in flat, words


def test_a_draft_leaves_day_and_number_open_and_says_so() -> None:
    paper = report(number="", signed_on=None, draft=True)
    for text in (word_text(api.word(paper)), "\n".join(pdf_pages(api.pdf(paper)))):
        assert "DỰ THẢO" in text
        assert re.search(r"Lạng Sơn, ngày\s+tháng\s+năm", text)


def test_an_official_letter_has_its_subject_under_the_number_and_no_kind() -> None:
    paper = report(kind="", subject_line="V/v trả lời kiến nghị của doanh nghiệp", annexes=())
    text = word_text(api.word(paper))
    assert text.index("V/v trả lời") < text.index("CỘNG HÒA")
    assert "Kết quả thực hiện" not in text
    assert "V/v trả lời" in pdf_pages(api.pdf(paper))[0]


def test_a_list_alone_is_an_annex_without_a_letterhead() -> None:
    paper = report(cover=False, paragraphs=(), annexes=report().annexes[:1])
    for text in (word_text(api.word(paper)), "\n".join(pdf_pages(api.pdf(paper)))):
        assert "CỘNG HÒA" not in text
        assert "Phụ lục I" in text
        assert "Kèm theo" not in text
    assert len(_book(paper).sections) == 1


@pytest.mark.parametrize(
    "hostile", ["<w:p>&amp;\x0b\x00]]>", "#panic() $x$ *đậm* \\ `", "=HYPERLINK(0)", "{{ co_quan }} {% x %}"]
)
def test_hostile_words_are_printed_as_words(hostile: str) -> None:
    source = api.Source("return.words", None, ("bc-1",))
    table = api.TableBlock("Bảng", (api.Column("Lời", kind="name"),), ((hostile,),))
    paper = report(paragraphs=(api.Paragraph(hostile, source=source), table), annexes=())
    shown = "".join(c for c in hostile if c >= " ").replace("\x00", "")
    assert word_text(api.word(paper)).count(shown) >= 2
    assert "".join(shown.split()) in "".join("\n".join(pdf_pages(api.pdf(paper))).split())
    cell = openpyxl.load_workbook(io.BytesIO(api.xlsx(paper)))["Bảng"]["A2"]
    assert cell.data_type != "f"


def test_no_word_is_wider_than_its_column_and_the_columns_fill_the_page() -> None:
    day = date(2023, 12, 28)
    columns = (api.Column("Nội dung", 20, kind="name"), api.Column("Ngày tiếp nhận", 1), api.Column("Nghiêng", 1))
    table = api.TableBlock("Bảng", columns, (("Thiếu đất sạch " * 20, day, "nghiêng"),))
    shares = column_widths(table, 160.0, 12)
    assert sum(shares) == pytest.approx(160.0)
    assert shares[1] > text_width("28/12/2023", 12)
    assert shares[2] > text_width("Nghiêng", 12, bold=True)
    assert shares[0] > 100
    many = api.TableBlock("Bảng", tuple(api.Column(f"Cột{c}") for c in "abcdefghijklmnopqrst"), ())
    assert sum(column_widths(many, 160.0, 12)) == pytest.approx(160.0)


def test_the_workbook_holds_every_table_with_typed_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(api.xlsx(report())))
    assert book.sheetnames[0] == "Danh mục"
    assert len(book.sheetnames) == 1 + len(report().tables())
    sheet = book["Nhiệm vụ theo chỉ số"]
    assert [c.value for c in sheet[1]][:2] == ["Chỉ số", "Tổng số"]
    assert isinstance(sheet["B2"].value, int)
    assert sheet["B6"].value == sum(sheet[f"B{n}"].value for n in range(2, 6))
    late = book["Nhiệm vụ quá hạn"]
    assert late["D2"].value.date() == date(2023, 8, 1)
    assert late.page_setup.orientation == "landscape"
    assert late.print_title_rows


def test_the_page_says_what_the_papers_say() -> None:
    from django.utils.html import strip_tags

    page = api.html(report())
    text = " ".join(strip_tags(page).split())
    for words in ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ", "Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn", "Phụ lục I", "GIÁM ĐỐC", "87,5%"):
        assert words in text, words
    assert page.count("<table") == len(report().tables())
    assert not re.search(r" style=| on[a-z]+=", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))


def test_word_is_a_package_that_another_reader_opens() -> None:
    with zipfile.ZipFile(io.BytesIO(api.word(report()))) as package:
        assert package.testzip() is None
        assert "word/document.xml" in package.namelist()
        assert not [n for n in package.namelist() if "vba" in n.lower()]
