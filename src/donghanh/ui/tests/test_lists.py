"""Lists show, sort, page and leave as files exactly what was filtered."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
import pytest
import python_calamine
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.ui import lists, sheets


class Duties(lists.HouseTable):
    caption = "Nhiệm vụ"
    title = lists.MainColumn("Nhiệm vụ", footer="Cộng")
    due = lists.DateColumn("Hạn")
    share = lists.NumberColumn("Tiến độ", total=True)
    state = lists.StatusColumn("Tình trạng", kind="kind")


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {"title": f"Việc {n}", "due": date(2026, 11, 13), "share": Decimal("1.5"), "state": "Quá hạn", "kind": "late"}
        for n in range(1, count + 1)
    ]


def drawn(table: lists.HouseTable, **query: str) -> str:
    request = RequestFactory().get("/x/", query)
    return lists.listed(request, table).as_html(request)


def test_an_empty_list_says_so_in_words() -> None:
    assert "Chưa có dòng nào" in drawn(Duties([]))


@pytest.mark.parametrize("count", [1, 500])
def test_a_list_draws_one_page_with_head_and_totals_of_the_whole(count: int) -> None:
    page = drawn(Duties(rows(count)))
    assert page.count("<tr>") == min(count, 50) + 2
    assert '<th scope="row"' in page
    assert lists.numbers.show_number(Decimal("1.5") * count) in page


def test_sorting_is_a_link_that_says_its_direction() -> None:
    page = drawn(Duties(rows(3)), xep="-title", co_quan="stc")
    assert 'aria-sort="descending"' in page
    assert page.index("Việc 3") < page.index("Việc 1<")
    assert "?xep=title&amp;co_quan=stc" in page


def test_a_page_past_the_end_shows_the_last_one() -> None:
    assert "101–120 trong 120 dòng" in drawn(Duties(rows(120)), trang="99")


def test_a_file_holds_every_row_and_not_only_the_page_shown() -> None:
    table = Duties(rows(120))
    request = RequestFactory().get("/x/", {"tai": "csv", "trang": "2"})
    answer = lists.exported(request, lists.listed(request, table), "Nhiệm vụ quá hạn")
    assert answer is not None
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeffNhiệm vụ,Hạn,Tiến độ,Tình trạng\r\n")
    assert text.count("\r\n") == 121
    assert "Việc 120,13/11/2026,1.5,Quá hạn" in text
    assert 'filename="nhiem-vu-qua-han.csv"' in answer["Content-Disposition"]


def test_a_spreadsheet_keeps_numbers_and_dates_as_such() -> None:
    answer = sheets.export_xlsx(Duties(rows(2)), "ds")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == ["Việc 1", date(2026, 11, 13), 1.5, "Quá hạn"]


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_no_text_becomes_a_formula_in_a_csv(text: str) -> None:
    assert not sheets.harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+84 205", "-x", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_spreadsheet_holds_such_texts_as_texts(text: str) -> None:
    answer = sheets.export_xlsx([["Tên"], [text]], "ds")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[1] == [text]


def test_a_plain_table_of_the_library_can_be_exported_too() -> None:
    class Plain(tables.Table):
        name = tables.Column("Tên")

    assert "Uỷ ban" in sheets.export_csv(Plain([{"name": "Uỷ ban"}]), "x").content.decode()
