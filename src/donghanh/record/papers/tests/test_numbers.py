"""No number stands on paper without an origin: every one is taken out of the files and looked up again."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from donghanh.kit.errors import Invalid
from donghanh.record.papers import api
from donghanh.record.papers.api import Column, Heading, Number, Paper, Paragraph, Reference, Source, TableBlock
from donghanh.record.papers.engine import pieces
from donghanh.record.papers.tests.factories import by_index, late, pdf_pages, report, word_text

DIGITS = re.compile(r"\d+")


def told(paper: Paper, *, drawn: bool) -> Counter[str]:
    """Every run of digits that ``figures.json`` accounts for; drawings are pictures in Word and text in PDF."""
    found = api.figures_of(paper)
    texts = [f["printed"] for f in [*found["figures"], *found["references"]]]
    if not drawn:
        pictures = [b for b in paper.paragraphs if isinstance(b, api.Figure)]
        for number in (v for b in pictures for v in b.values):
            texts.remove(str(number.value))
    return Counter(d for text in texts for d in DIGITS.findall(text))


def test_every_number_of_the_word_file_is_accounted_for() -> None:
    paper = report()
    assert Counter(DIGITS.findall(word_text(api.word(paper)))) == told(paper, drawn=False)


def test_every_number_of_the_pdf_is_accounted_for() -> None:
    paper = report()
    pages = pdf_pages(api.pdf(paper))
    found = Counter(d for page in pages for d in DIGITS.findall(page))
    numbers = Counter(m[1] for page in pages if (m := re.match(r"\s*(\d+)\s*[\r\n]", page)))
    assert sum(numbers.values()) > 1
    assert found - numbers == told(paper, drawn=True)


def test_the_check_notices_a_number_that_nobody_told_of() -> None:
    paper = report()
    more = report(recipients=(*paper.recipients, "- Phòng 77;"))
    assert Counter(DIGITS.findall(word_text(api.word(more)))) != told(paper, drawn=False)


@pytest.mark.parametrize(
    "block",
    [
        Paragraph("Đã giải quyết 45 hồ sơ."),
        Heading(1, "I.", "Ba mươi việc và 12 chỉ tiêu"),
        TableBlock("Bảng", (Column("Số"),), ((5,),)),
        TableBlock("Bảng", (Column("Số"),), (("5 hồ sơ",),)),
        TableBlock("Bảng 7 cột", (Column("Số"),), (("x",),)),
        TableBlock("Bảng", (Column("Số"),), (("x",),), note="Gồm 3 dòng."),
    ],
)
def test_a_number_without_an_origin_is_refused_with_one_sentence(block: api.Block) -> None:
    paper = report(paragraphs=(block,))
    for write in (api.word, api.pdf, api.xlsx):
        with pytest.raises(Invalid, match="chưa ghi nguồn"):
            write(paper)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ngày 01 tháng 6 năm 2023", ["date"]),
        ("từ 15/5/2023 đến 14-9-2023", ["date", "date"]),
        ("Nghị định số 09/2019/NĐ-CP, Luật số 80/2015/QH13", ["document", "document"]),
        ("Quyết định 766/QĐ-TTg và 12/UBND-KT", ["document", "document"]),
        ("khoản 2 Điều 13, điểm b khoản 3", ["provision", "provision", "provision"]),
        ("phần B.I.5.a; C.1", ["provision", "provision"]),
        ("Quý 3/2023, quý III năm 2023, năm 2023, giai đoạn 2021-2025", ["period"] * 4),
        ("lúc 14:05", ["time"]),
    ],
)
def test_dates_documents_and_places_in_the_law_are_recognised(text: str, kinds: list[str]) -> None:
    assert [p.kind for p in pieces.read(text) if isinstance(p, Reference)] == kinds
    assert "".join(pieces.said(p) for p in pieces.read(text)) == text


@pytest.mark.parametrize("text", ["đạt 95,5 %", "1.234 hồ sơ", "15 việc của 3/4 cơ quan", "tăng 2,5 lần", "A12 x"])
def test_a_quantity_is_never_taken_for_a_reference(text: str) -> None:
    with pytest.raises(Invalid):
        list(pieces.read(text))


def test_words_of_others_lead_to_their_row_number_by_number() -> None:
    source = Source("return.words", None, ("bc-1",))
    paper = report(paragraphs=(Paragraph("Xử lý 45 hồ sơ, đạt 87,5% (ngày 12/8/2023).", source=source),), annexes=())
    found = {p.text: p for p in api.printed(paper)}
    assert found["45"].kind == found["87,5"].kind == "words"
    assert found["45"].source == source
    assert found["12/8/2023"].kind == "date"


def test_a_line_with_a_key_lends_it_to_its_words_and_values() -> None:
    paper = report(paragraphs=(), annexes=(api.Annex("Phụ lục", "Danh sách", (late(2),)),))
    figures = api.figures_of(paper)["figures"]
    assert {f["printed"]: f["rows"] for f in figures} == {"30": ["trễ-1"], "1": ["trễ-0"], "2": ["trễ-1"]}


def test_figures_hold_value_as_printed_and_raw() -> None:
    number = Number(Decimal("1234.5"), Source("m", None, ("k",)), 2)
    found = api.figures_of(report(paragraphs=(Paragraph(("Số: ", number)),), annexes=()))["figures"]
    assert found[-1]["printed"] == "1.234,50"
    assert found[-1]["value"] == "1234.5"
    assert (found[-1]["measure"], found[-1]["rows"]) == ("m", ["k"])


def test_a_table_comes_back_from_storage_as_it_went_in() -> None:
    number = Number(Decimal("75"), Source("m", None, ("k",)))
    cells = (("từ ", number, " %"), Reference("9f86", "hash"), api.Quoted("45 việc", Source("w", None, ("r",))))
    odd = TableBlock("Bảng", tuple(Column(t) for t in "abc"), (cells,), keys=("k1",))
    for table in (by_index(), late(3), odd):
        assert api.table_of_data(api.table_as_data(table)) == table
