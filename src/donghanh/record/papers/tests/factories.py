"""A small report with everything a paper can hold, in long, stacked-diacritics Vietnamese; every figure invented."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pypdfium2

from donghanh.record.papers.api import (
    Annex,
    Column,
    Figure,
    Heading,
    Number,
    Paper,
    Paragraph,
    Signer,
    Source,
    TableBlock,
)
from donghanh.ui import charts

DAY = date(2023, 9, 15)
WORDS = (
    "Đã tham mưu ban hành Quyết định số 1234/QĐ-UBND ngày 12/8/2023; đã rút ngắn thời gian giải quyết 45 thủ tục, đạt "
    "87,5% kế hoạch; tổ chức 3 lớp tập huấn cho 1.120 cán bộ."
)
INDICES = (
    "Gia nhập thị trường",
    "Tiếp cận đất đai",
    "Chi phí không chính thức",
    "Thiết chế pháp lý và an ninh trật tự",
)


def counted(*rows: str, measure: str = "plan.assigned") -> Source:
    """Name the rows behind a figure."""
    return Source(measure, DAY, rows)


def by_index() -> TableBlock:
    """Statistics by index: whole numbers, each with its rows."""
    titles = ("Tổng số", "Xong đúng hạn", "Xong quá hạn", "Trong hạn", "Quá hạn", "Không hạn, đề nghị")
    rows, sources = [], []
    for y, name in enumerate(INDICES):
        parts = [4 + y, 2, 9 - y, 3, y]
        rows.append((name, sum(parts), *parts))
        sources += [(y, x, counted(f"việc-{y}-{x}")) for x in range(1, 7)]
    totals = ("Cộng", *(sum(row[x] for row in rows) for x in range(1, 7)))
    sources += [(len(rows), x, counted("mọi việc")) for x in range(1, 7)]
    columns = (Column("Chỉ số", 5, kind="name"), *(Column(t, 1, "right", 0) for t in titles))
    return TableBlock("Nhiệm vụ theo chỉ số", columns, tuple(rows), totals, sources=tuple(sources))


def late(count: int = 30) -> TableBlock:
    """A long list whose lines have a key each."""
    title = "Rà soát, cắt giảm 30% thời gian giải quyết thủ tục trong lĩnh vực đầu tư, đất đai, xây dựng"
    rows = tuple(
        (f"124.B.I.{n}", title, "Sở Nông nghiệp và Phát triển nông thôn", date(2023, 8, n % 28 + 1), n + 1)
        for n in range(count)
    )
    columns = (
        Column("Mã việc", 2, kind="code"),
        Column("Nhiệm vụ", 6),
        Column("Cơ quan", 4, kind="name"),
        Column("Hạn", 2, "center"),
        Column("Số ngày quá hạn", 1, "right", 0),
    )
    return TableBlock("Nhiệm vụ quá hạn", columns, rows, landscape=True, keys=tuple(f"trễ-{n}" for n in range(count)))


def report(**changes: Any) -> Paper:
    """A report with legal bases, words of an agency, a table, a drawing, a figure in running text and two annexes."""
    table = by_index()
    totals = [int(str(row[1])) for row in table.rows]
    bars = [{"Chỉ số": name, "Số việc": n} for name, n in zip(INDICES, totals, strict=True)]
    y = {"y": {"field": "Chỉ số", "type": "nominal", "title": None, "axis": {"labelLimit": 250}}}
    long = {"field": "Số việc", "type": "quantitative", "axis": None}
    spec = {
        "data": {"values": bars},
        "width": 380,
        "height": {"step": 24},
        "encoding": {**y, "x": long},
        "layer": [{"mark": "bar"}, {"mark": {"type": "text", "dx": 12}, "encoding": {"text": {"field": "Số việc"}}}],
    }
    values = tuple(Number(n, counted("mọi việc")) for n in totals)
    drawn = Figure("Nhiệm vụ theo chỉ số", charts.svg(spec, paper=True), "Số việc của từng chỉ số.", values)
    evidence = TableBlock(
        "Mã băm SHA-256 của tệp minh chứng",
        (Column("Cơ quan", 3, kind="name"), Column("Tệp", 3, kind="name"), Column("SHA-256", 6, kind="hash")),
        (
            (
                "Sở Công Thương",
                "Biên bản họp số 3.pdf",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            ),
        ),
        landscape=True,
    )
    facts: dict[str, Any] = {
        "kind": "Báo cáo",
        "number": "345/BC-SKHĐT",
        "place": "Lạng Sơn",
        "signed_on": date(2023, 9, 18),
        "superior": "Ủy ban nhân dân\ntỉnh Lạng Sơn",
        "issuer": "Sở Kế hoạch và Đầu tư",
        "title": "Kết quả thực hiện kế hoạch nâng cao năng lực cạnh tranh cấp tỉnh (PCI), quý III năm 2023",
        "paragraphs": (
            Paragraph("Căn cứ Kế hoạch số 124/KH-UBND ngày 01 tháng 6 năm 2023, phần C.1;", kind="basis"),
            Paragraph("Sở báo cáo kết quả (số liệu từ 15/5/2023 đến 14/9/2023):"),
            Heading(1, "I.", "Kết quả theo từng chỉ số"),
            table,
            drawn,
            Heading(2, "1.", "Gia nhập thị trường"),
            Heading(3, "a)", "Cắt giảm 30% thời gian giải quyết thủ tục", counted("việc-1", measure="plan.words")),
            Paragraph(WORDS, "báo cáo BC-2023-Q3-05", counted("bc-1", measure="return.words"), lead="Sở Công Thương:"),
            Paragraph(("Hồ sơ nộp trực tuyến đạt ", Number(Decimal("96.25"), counted("bc-1"), 2), " %.")),
        ),
        "recipients": ("- UBND tỉnh (báo cáo);", "- Các sở, ban, ngành;", "- Lưu: VT."),
        "signer": Signer("", "GIÁM ĐỐC", "Lương Kim Chi"),
        "annexes": (
            Annex("Phụ lục I", "Nhiệm vụ quá hạn", (late(),), landscape=True),
            Annex("Phụ lục II", evidence.caption, (evidence,), landscape=True),
        ),
        "addressed_to": ("Ủy ban nhân dân tỉnh Lạng Sơn",),
        "mark": "Bản dùng thử: số liệu tiến độ là minh họa.",
    }
    return Paper(**(facts | changes))


def word_text(content: bytes) -> str:
    """Read a Word file as a stranger would: paragraphs and cells in order, then what stands in margins."""
    paper = docx.Document(io.BytesIO(content))
    found: list[str] = []

    def walk(holder: Any) -> None:
        for item in holder.iter_inner_content():
            if hasattr(item, "rows"):
                for row in item.rows:
                    for cell in row.cells:
                        walk(cell)
            else:
                found.append(item.text)

    walk(paper)
    section = paper.sections[0]
    for margin in (section.header, section.first_page_header, section.footer):
        found += [p.text for p in margin.paragraphs]
    return "\n".join(found)


def pdf_pages(content: bytes) -> list[str]:
    """Read the text of each page of a PDF."""
    book = pypdfium2.PdfDocument(content)
    try:
        return [book[n].get_textpage().get_text_bounded() for n in range(len(book))]
    finally:
        book.close()
