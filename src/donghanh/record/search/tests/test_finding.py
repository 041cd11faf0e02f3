"""What is found, in which order, by whom: the same on both engines."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.record.search import api
from donghanh.record.search.api import Document
from donghanh.record.search.models import Item, Slot
from donghanh.record.search.queries import finding
from donghanh.ui import shell

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)


def doc(key: str, title: str, body: str = "", **facts: Any) -> Document:
    return Document(kind=facts.pop("kind", "thu"), key=key, title=title, url=f"/thu/{key}/", body=body, **facts)


def keys(query: str, user: Any = None, **how: Any) -> list[str]:
    return [hit.key for hit in api.find(query, user, on=ON, **how).hits]


def test_marks_are_not_needed_and_words_as_written_come_first() -> None:
    api.put_many([doc("dat", "Đạt đài"), doc("dai", "Giá đất đai"), doc("xa", "Một xã", "về đất đai của xã")])
    assert set(keys("dat dai")) == {"dat", "dai", "xa"}
    assert keys("đất đai")[:2] == ["dai", "xa"]
    assert keys("đất đai")[-1] == "dat"
    assert keys("ĐẤT ĐAI") == keys("đất đai")


def test_the_title_counts_more_than_the_text_and_words_together_more_than_apart() -> None:
    api.put_many(
        [
            doc("apart", "Quy hoạch dùng cho đất"),
            doc("text", "Một trang", "nói về quy hoạch đất của tỉnh"),
            doc("title", "Quy hoạch đất"),
        ]
    )
    assert keys("quy hoach dat") == ["title", "apart", "text"]


def test_pairs_of_a_title_that_stand_apart_are_no_phrase() -> None:
    api.put_many(
        [
            doc("pairs", "Kế hoạch đất, sử dụng kế hoạch, hoạch sử dụng", weight=9),
            doc("phrase", "Về kế hoạch sử dụng đất của một xã nào đó trong tỉnh", weight=1),
        ]
    )
    assert keys("ke hoach su dung") == ["phrase", "pairs"]
    assert keys("kế hoạch sử dụng") == ["phrase", "pairs"]


def test_a_common_question_finds_a_light_title_and_orders_texts_among_what_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 10)
    api.put(doc("title", "Giá đất", weight=1))
    api.put_many(doc(f"apart{n}", f"Trang {n}", "giá của đất", weight=9) for n in range(30))
    api.put(doc("together", "Trang nói kỹ", "giá đất", weight=9))
    assert keys("giá đất")[:2] == ["title", "together"]
    assert keys("gia dat", page=9)[:2] == keys("gia dat")[:2]


def test_facets_look_at_the_newest_of_every_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 10)
    monkeypatch.setattr(finding, "SAMPLE", 8)
    api.put_many(doc(f"old{n}", "Giá đất", kind="xưa", weight=3) for n in range(20))
    api.put_many(doc(f"new{n}", "Giá đất", kind="nay", weight=3) for n in range(12))
    api.put_many(doc(f"other{n}", "Bảng lương", kind="khác", weight=3) for n in range(3))
    found = api.find("gia dat", on=ON)
    assert {v.value: (v.count, v.at_least) for v in found.facets["kind"]} == {"nay": (10, True)}


@pytest.mark.postgres
def test_titles_written_by_the_migration_are_those_written_with_each_document() -> None:
    """Rows that were there before titles had columns of their own are found as those that came after."""
    migration = import_module("donghanh.record.search.migrations.0003_titles")
    api.put_many([doc("a", "Quyết định giá đất, giá đất ở"), doc("b", "Đất"), doc("c", "A b", "c d")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT titles::text, xtitles::text FROM search_slot ORDER BY id")
        written = cursor.fetchall()
        cursor.execute("UPDATE search_slot SET titles = NULL, xtitles = NULL")
        for words in ("words", "xwords"):
            statement = migration.FILL.format(titles=words.replace("words", "titles"), words=words)
            cursor.execute(statement, {"last": migration.LAST_PLACE_OF_A_TITLE})
        cursor.execute("SELECT titles::text, xtitles::text FROM search_slot ORDER BY id")
        assert cursor.fetchall() == written
    assert "'giá đất'" in written[0][1]


def test_abbreviations_and_former_units_find_what_is_written_out_today() -> None:
    api.put_many(
        [
            doc("tthc", "Thủ tục hành chính về đầu tư"),
            doc("ubnd", "Ủy ban nhân dân tỉnh"),
            doc("kcn", "Khu công nghiệp Đồng Bành"),
            doc("xa", "Mặt bằng sạch tại xã Vân Nham"),
            doc("so", "Sở Kế hoạch và Đầu tư"),
        ]
    )
    assert keys("TTHC") == ["tthc"]
    assert keys("ubnd tinh") == ["ubnd"]
    assert keys("kcn") == ["kcn"]
    assert keys("Khu công nghiệp") == ["kcn"]
    assert keys("huyện Hữu Lũng") == ["xa"]
    assert keys("Sở KH&ĐT") == ["so"]
    assert "xã Vân Nham" in api.find("huyen huu lung", on=ON).also[0]


def test_words_that_have_a_synonym_need_not_stand_together() -> None:
    api.put_many([doc("a", "Giá khởi điểm của đất"), doc("b", "Bảng giá đất")])
    assert set(keys("gia dat")) == {"a", "b"}


def test_the_last_word_may_be_a_beginning() -> None:
    api.put_many([doc("a", "Doanh nghiệp nhỏ"), doc("b", "Nông nghiệp")])
    assert keys("doanh nghi") == ["a"]
    assert keys("do") == ["a"]


def test_a_slip_of_the_finger_is_answered_with_what_would_be_found() -> None:
    api.put_many([doc("a", "Giá đất năm 2026"), doc("b", "Bảng lương")])
    nothing = api.find("gia daat", on=ON)
    assert nothing.total == 0
    assert nothing.did_you_mean[0] == "gia dat"
    assert "bảng" in api.find("bảng đất", on=ON).did_you_mean
    assert api.find("zzzz qqqq", on=ON).did_you_mean == ()


def test_who_may_not_see_a_thing_neither_finds_nor_counts_nor_guesses_it(an: Any, binh: Any, chi: Any) -> None:
    api.put_many(
        [
            doc("all", "Kế hoạch chung"),
            doc("a", "Kế hoạch riêng mật ong", readers=api.for_agencies("so-thu-nghiem-a"), agency="so-thu-nghiem-a"),
            doc("chi", "Kế hoạch của điều phối", readers=api.for_roles("coordinator")),
        ]
    )
    assert keys("ke hoach") == ["all"]
    assert set(keys("ke hoach", an)) == {"all", "a"}
    assert keys("ke hoach", binh) == ["all"]
    assert set(keys("ke hoach", chi)) == {"all", "chi"}
    for person in (None, binh):
        found = api.find("ke hoach", person, on=ON)
        assert found.total == 1
        assert "agency" not in found.facets
        assert sum(v.count for v in found.facets["kind"]) == 1
        assert api.find("mat onng", person, on=ON).did_you_mean == ()
    assert api.find("mat onng", an, on=ON).did_you_mean == ("mat ong",)


def test_facets_count_what_choosing_them_would_leave() -> None:
    rows = [
        doc(f"{y}{n}", f"Giá đất số {n}", year=y, kind=("gia" if n % 2 else "quy"))
        for y in (2025, 2026)
        for n in range(6)
    ]
    api.put_many(rows)
    found = api.find("gia dat", facets={"year": ["2026"]}, on=ON)
    assert found.total == 6
    assert {v.value: (v.count, v.chosen) for v in found.facets["year"]} == {"2025": (6, False), "2026": (6, True)}
    assert {v.value: v.count for v in found.facets["kind"]} == {"gia": 3, "quy": 3}
    assert api.find("gia dat", kinds=["gia"], facets={"year": ["2026"]}, on=ON).total == 3
    assert api.find("gia dat", facets={"year": ["năm nào"]}, on=ON).total == 12


def test_what_is_too_much_to_count_says_so_and_still_divides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 20)
    monkeypatch.setattr(finding, "SAMPLE", 5)
    api.put_many(doc(f"a{n}", f"Giá đất {n}", kind="nang", year=2026, weight=9) for n in range(60))
    api.put_many(doc(f"b{n}", f"Giá đất {n}", kind="nhe", year=2025, weight=2) for n in range(30))
    api.put_many(doc(f"c{n}", f"Giá đất {n}", kind="it", year=2024, weight=5) for n in range(3))
    found = api.find("gia dat", on=ON)
    assert (found.total, found.capped, found.pages) == (20, True, 1)
    assert {v.value: v.at_least for v in found.facets["kind"]} == {"nang": True, "nhe": True, "it": True}
    few = api.find("gia dat", kinds=["it"], on=ON)
    assert (few.total, few.capped, len(few.hits)) == (3, False, 3)
    assert [v.count for v in few.facets["kind"] if v.chosen] == [3]
    many = api.find("gia dat", facets={"year": ["2025"]}, on=ON)
    assert (many.total, many.capped) == (20, True)
    assert {hit.kind for hit in many.hits} == {"nhe"}


def test_pages_neither_repeat_nor_lose() -> None:
    api.put_many(doc(f"k{n}", "Giá đất" + " thêm" * (n % 7), weight=1 + n % 9) for n in range(333))
    found = [k for page in range(1, 18) for k in keys("gia dat", page=page)]
    assert len(found) == len(set(found)) == 333
    assert api.find("gia dat", on=ON).pages == 17
    assert api.find("gia dat", page=10**9, on=ON).page == 17


def test_putting_again_changes_what_changed_and_dropping_leaves_nothing() -> None:
    assert api.put_many([doc("a", "Một hai"), doc("b", "Ba bốn")]) == 2
    assert api.put_many([doc("a", "Một hai"), doc("b", "Ba năm", weight=9)]) == 1
    assert keys("bốn") == []
    assert keys("ba năm") == ["b"]
    assert api.drop("thu", ["b"]) == 1
    assert keys("ba") == []
    assert api.drop("thu") == 1
    assert (Item.objects.count(), Slot.objects.count()) == (0, 0)


def test_gathering_brings_a_kind_in_line_with_its_room() -> None:
    there = [doc("a", "Giống na"), doc("b", "Giống hồng")]
    shell.add(shell.Searchable("thu", "Nguồn thử", lambda _on: iter(there)))
    try:
        assert api.gather("thu", on=ON) == {"there": 2, "written": 2, "dropped": 0}
        assert api.gather("thu", on=ON) == {"there": 2, "written": 0, "dropped": 0}
        del there[0]
        api.put(doc("x", "Nguồn không ai nhận", kind="la"))
        assert api.gather("thu", on=ON) == {"there": 1, "written": 0, "dropped": 1}
        assert api.gather_all(on=ON)["la"]["dropped"] == 1
        assert api.find("giong", on=ON).hits[0].kind_label == "Nguồn thử"
    finally:
        shell._searchable.pop("thu")


def test_a_passage_shows_the_words_asked_for() -> None:
    body = " ".join(f"chữ{n}" for n in range(60)) + " giá đất ở đây " + " ".join(f"sau{n}" for n in range(60))
    api.put(doc("a", "Một trang", body))
    pieces = api.find("gia dat", on=ON).hits[0].pieces
    assert [text.strip() for text, hit in pieces if hit] == ["giá đất"]
    assert pieces[0][0].startswith("…")
    assert pieces[-1][0].endswith("…")


@pytest.mark.parametrize("query", ["", "  ", "'\";--", "\x01", "*", '"', "a" * 5000, "& | ! <->", "NEAR(", "😀 đất"])
def test_no_question_is_bad(query: str) -> None:
    api.put(doc("a", "Đất"))
    assert api.find(query, on=ON).total in (0, 1)


def test_a_search_asks_no_more_for_many_hits_than_for_two() -> None:
    api.put_many(doc(f"k{n}", "Giá đất") for n in range(2))
    with CaptureQueriesContext(connection) as two:
        api.find("giá đất", on=ON)
    api.put_many(doc(f"k{n}", "Giá đất") for n in range(50))
    with CaptureQueriesContext(connection) as fifty:
        api.find("giá đất", on=ON)
    assert len(fifty) <= len(two) <= 6


def test_a_document_needs_a_reader_and_a_weight() -> None:
    with pytest.raises(ValueError, match="at least one reader"):
        api.put(doc("a", "Đất", readers=()))
    with pytest.raises(ValueError, match="weight of 1 to 9"):
        api.put(doc("a", "Đất", weight=10))
