"""A return's spreadsheet: nothing is lost on the way down and up, and every mistake is named by its cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from donghanh.kit.text import nfc
from donghanh.work.reporting import domain
from donghanh.work.reporting.engine import sheet
from donghanh.work.reporting.engine.sheet.model import FORMAT

FORMS = domain.regimes()["kh124-quy"].tables
FIGURES = domain.figure_forms()
FORM = FORMS[0]
# What XML can hold: no control characters; a cell's text is trimmed and kept in NFC.
WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=60
    )
    .map(lambda s: nfc(s).strip())
    .filter(lambda s: s == nfc(s).strip() and not s.startswith("_x"))
)
NUMBERS = st.decimals(min_value=0, max_value=100_000, places=4).map(lambda d: format(d.normalize(), "f"))
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1)).map(date.isoformat)
ROWS = st.fixed_dictionaries(
    {"subject": WORDS.filter(bool)},
    optional={"field": WORDS.filter(bool), "count": NUMBERS, "raised_on": DAYS, "proposal": WORDS.filter(bool)},
)
BIG = st.decimals(min_value=-(10**12), max_value=10**12, places=6).map(lambda d: d.normalize())


@settings(max_examples=40, deadline=None)
@example(rows=[{"subject": "0", "count": "0.5499"}], texts=[""], value=None, estimated=False, evidence="")
@given(st.lists(ROWS, max_size=5), st.lists(WORDS, min_size=1, max_size=4), st.none() | BIG, st.booleans(), WORDS)
def test_what_goes_down_comes_up_unchanged(
    rows: list[dict[str, str]], texts: list[str], value: Decimal | None, estimated: bool, evidence: str
) -> None:
    book = sheet.Book(
        "khoa",
        3,
        "Báo cáo",
        tuple(sheet.SectionRow(n, "I.1", f"Việc {n}", t, n + 1) for n, t in enumerate(texts, 1)),
        (sheet.FigureRow("disclosure_rate", None, None, value, estimated, evidence, "", 2),),
        {FORM.code: tuple(rows)},
    )
    read = sheet.read(
        sheet.write(book, figures=FIGURES, tables=FORMS), key="khoa", edition=3, figures=FIGURES, tables=FORMS
    )
    assert read.errors == ()
    assert read.book is not None
    assert [(s.order, s.text, s.version) for s in read.book.sections] == [
        (s.order, s.text, s.version) for s in book.sections
    ]
    assert read.book.figures == book.figures
    assert list(read.book.tables[FORM.code]) == rows


def filled(change: Any) -> sheet.ReadBook:
    """A template whose table sheet was filled by ``change(sheet)``."""
    body = io.BytesIO()
    out = xlsxwriter.Workbook(body, {"in_memory": True})
    about = out.add_worksheet("Hướng dẫn")
    for y, value in enumerate((FORMAT, "khoa", "0")):
        about.write_string(y, 1, value)
    duties = out.add_worksheet("Nội dung")
    duties.write_number(1, 0, 1)
    duties.write_string(1, 3, "Đã làm")
    duties.write_number(1, 4, 1)
    page = out.add_worksheet(sheet.sheet_name(FORM))
    for x, column in enumerate(FORM.columns):
        page.write_string(0, x, column.title)
    change(page)
    out.close()
    return sheet.read(body.getvalue(), key="khoa", edition=0, figures=FIGURES, tables=FORMS)


def said(read: sheet.ReadBook) -> list[str]:
    return [str(e) for e in read.errors]


def test_a_formula_is_named_by_its_cell() -> None:
    read = filled(lambda p: (p.write_string(1, 0, "Khó"), p.write_formula(1, 2, "=1+1", None, 2)))
    assert any("!C2: là công thức" in s for s in said(read))


def test_merged_cells_are_named() -> None:
    read = filled(lambda p: p.merge_range(1, 0, 2, 1, "Gộp"))
    assert any("!A2:B3: ô bị gộp" in s for s in said(read))


def test_both_decimal_marks_and_dates_as_text_are_read_and_told() -> None:
    def fill(page: Any) -> None:
        for y, (count, day) in enumerate((("1.234,5", "1/9/2023"), ("12.5", "02-09-2023")), start=1):
            page.write_string(y, 0, "Khó")
            page.write_string(y, 2, count)
            page.write_string(y, 3, day)

    read = filled(fill)
    assert read.book is not None, said(read)
    assert [(r["count"], r["raised_on"]) for r in read.book.tables[FORM.code]] == [
        ("1234.5", "2023-09-01"),
        ("12.5", "2023-09-02"),
    ]
    assert {n.cell for n in read.notes} >= {"C3", "D2", "D3"}


def test_what_is_no_number_no_date_or_out_of_bounds_is_named() -> None:
    read = filled(
        lambda p: (
            p.write_string(1, 2, "nhiều"),
            p.write_string(2, 0, "Khó"),
            p.write_number(2, 2, -4),
            p.write_string(2, 3, "31/2/2023"),
        )
    )
    cells = {e.cell for e in read.errors}
    assert cells == {"A2", "C2", "C3", "D3"}


def test_a_template_of_another_version_return_or_edition_is_refused() -> None:
    body = sheet.write(sheet.Book("khoa", 1, "Báo cáo"), figures=FIGURES, tables=FORMS)
    other = sheet.read(body, key="khac", edition=1, figures=FIGURES, tables=FORMS)
    late = sheet.read(body, key="khoa", edition=2, figures=FIGURES, tables=FORMS)
    assert other.errors[0].cell == "B2"
    assert late.errors[0].cell == "B3"
    plain = io.BytesIO()
    out = xlsxwriter.Workbook(plain)
    out.add_worksheet("Sheet1")
    out.close()
    wrong = sheet.read(plain.getvalue(), key="khoa", edition=1, figures=FIGURES, tables=FORMS)
    assert "sai mẫu" in str(wrong.errors[0])


def test_a_link_to_another_file_is_refused() -> None:
    body = sheet.write(sheet.Book("khoa", 1, "Báo cáo"), figures=FIGURES, tables=FORMS)
    into = io.BytesIO(body)
    with zipfile.ZipFile(into, "a") as pack:
        pack.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    read = sheet.read(into.getvalue(), key="khoa", edition=1, figures=FIGURES, tables=FORMS)
    assert "liên kết sang tệp khác" in str(read.errors[0])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence_and_never_with_a_crash(body: bytes) -> None:
    read = sheet.read(body, key="khoa", edition=1, figures=FIGURES, tables=FORMS)
    assert read.book is None
    assert read.errors
