"""What Word, web pages and PDF files do to a plan: merged cells, two-row heads, text boxes, running heads, hidden words."""

import io
import subprocess

import pytest

from donghanh.work.plan.engine import Unreadable, compile_file, compile_text
from donghanh.work.plan.tests.engine.test_reading import CHROMIUM

PAGE = """<!doctype html><meta charset="utf-8"><title>Kế hoạch</title>
<style>table{{border-collapse:collapse;width:100%}} td.b,th{{border:1px solid #000}} thead{{display:table-header-group}}</style>
<p>ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN</p><p>Số: 88/KH-UBND</p><p>Bình Sơn, ngày 10 tháng 3 năm 2024</p>
<p>KẾ HOẠCH</p><p>NÂNG CAO CHỈ SỐ PCI NĂM 2024</p><p>I. NHIỆM VỤ</p>
<table><thead>
<tr><th rowspan=2>TT</th><th rowspan=2>Nhiệm vụ</th><th colspan=2>Phân công</th><th rowspan=2>Thời gian thực hiện</th></tr>
<tr><th>Chủ trì</th><th>Phối hợp</th></tr></thead>
{rows}</table>
<p>II. TỔ CHỨC THỰC HIỆN</p><p>Giao Văn phòng UBND tỉnh theo dõi trước ngày 15/12/2024.</p>"""


def rows(count):
    """Return rows in pairs that share a lead and a time."""
    out = []
    for n in range(1, count + 1):
        lead = "<td class=b rowspan=2>Sở Thông tin và Truyền thông</td>" if n % 2 else ""
        time = f"<td class=b rowspan=2>Quý {('I', 'II', 'III', 'IV')[n // 2 % 4]}/2024</td>" if n % 2 else ""
        task = f"Rà soát nội dung số {n}, công khai kết quả xử lý hồ sơ của doanh nghiệp trên địa bàn tỉnh"
        out.append(
            f"<tr><td class=b>{n}</td><td class=b>{task}</td>{lead}<td class=b>Sở Nội vụ; Công an tỉnh</td>{time}</tr>"
        )
    return "\n".join(out)


def facts(plan):
    return [(d.text[:22], d.lead, d.supporting, [x.period for x in d.due]) for d in plan.duties if "__table_" in d.eid]


def test_a_head_of_two_rows_and_cells_merged_downwards_in_a_web_page(tmp_path):
    page = tmp_path / "k.html"
    page.write_text(PAGE.format(rows=rows(4)), encoding="utf-8")
    lead, helpers = ("Sở Thông tin và Truyền thông",), ("Sở Nội vụ", "Công an tỉnh")
    assert facts(compile_file(page)) == [
        ("Rà soát nội dung số 1,", lead, helpers, ["2024-Q1"]),
        ("Rà soát nội dung số 2,", lead, helpers, ["2024-Q1"]),
        ("Rà soát nội dung số 3,", lead, helpers, ["2024-Q2"]),
        ("Rà soát nội dung số 4,", lead, helpers, ["2024-Q2"]),
    ]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print a PDF with: install Debian's chromium")
def test_a_ruled_table_over_several_pages_of_a_pdf_says_the_same_as_its_web_page(tmp_path):
    page, out = tmp_path / "k.html", tmp_path / "k.pdf"
    page.write_text(PAGE.format(rows=rows(60)), encoding="utf-8")
    subprocess.run(  # noqa: S603 - our own page, our own arguments
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={out}", f"file://{page}"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    plan = compile_file(out)
    assert facts(plan) == facts(compile_file(page))
    assert len({d.eid.split("__row")[0] for d in plan.duties if "__table_" in d.eid}) == 1
    assert plan.coverage.claimed == plan.coverage.non_blank
    assert not [p for p in plan.provisions if "k.html" in p.text and p.kind != "stray"]


def test_a_text_box_a_hidden_word_and_a_merged_time_in_word(tmp_path):
    from docx import Document
    from docx.oxml import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    document = Document()
    for text in ("KẾ HOẠCH", "NÂNG CAO CHỈ SỐ PCI NĂM 2024", "I. NHIỆM VỤ"):
        document.add_paragraph(text)
    paragraph = document.add_paragraph("1. Sở Tài chính công khai dự toán.")
    box = "<w:txbxContent><w:p><w:r><w:t>DỰ THẢO LẦN 2</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(f"<w:r {names}><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"))
    paragraph._p.append(parse_xml(f"<w:r {names}><w:rPr><w:vanish/></w:rPr><w:t> chữ ẩn</w:t></w:r>"))
    table = document.add_table(rows=3, cols=4)
    cells = [
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"),
        ("1", "Rà soát thủ tục", "Sở Tư pháp", "Quý II/2024"),
        ("2", "Số hóa hồ sơ", "Sở Nội vụ", ""),
    ]
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 3).merge(table.cell(2, 3)).text = "Quý II/2024"
    kept = io.BytesIO()
    document.save(kept)
    path = tmp_path / "k.docx"
    path.write_bytes(kept.getvalue())
    plan = compile_file(path)
    assert plan.duties[0].text == "Sở Tài chính công khai dự toán."
    assert [p.text for p in plan.provisions if p.kind == "stray"] == ["DỰ THẢO LẦN 2"]
    assert [d.due[0].period for d in plan.duties[1:]] == ["2024-Q2", "2024-Q2"]


def test_a_web_page_nested_too_deep_is_read_all_the_same(tmp_path):
    page = tmp_path / "k.html"
    page.write_text("<html>" + "<div>" * 50_000 + "Sở Tài chính công khai dự toán.", encoding="utf-8")
    assert [p.text for p in compile_file(page).provisions if p.text]


def test_cells_that_claim_to_reach_over_thousands_of_rows_stop_nobody(tmp_path):
    page = tmp_path / "k.html"
    page.write_text(
        "<html><table>" + "<tr><td rowspan=99999 colspan=9999>a</td></tr>" * 300 + "</table>", encoding="utf-8"
    )
    assert compile_file(page).coverage.non_blank == 300


def test_a_stamp_of_secrecy_below_the_date_is_a_stamp_too():
    with pytest.raises(Unreadable, match="mật"):
        compile_text(
            "ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN\nSố: 5/KH-UBND\nBình Sơn, ngày 5 tháng 5 năm 2023\nTUYỆT MẬT\nKẾ HOẠCH\nNÂNG CAO PCI\n"
        )
