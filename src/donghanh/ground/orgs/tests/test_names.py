"""How written names are recognised: the reviewed register against every way Plan 124 and other papers write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.ground.orgs.engine import book as reviewed
from donghanh.ground.orgs.engine.names import Entry, NameBook
from donghanh.kit.text import fold_vi

BOOK = reviewed.read()
NAMES = BOOK.names()
PLAN_DAY = date(2023, 6, 1)
TODAY = date(2026, 11, 22)


def read(text: str, on: date = PLAN_DAY) -> list[str]:
    """Write what a text names as short words: codes, ``~code`` for the former, ``?words`` for the unknown."""
    return [f"?{p.text}" if p.id is None else f"~{p.id}" if p.former else p.id for p in NAMES.resolve(text, on=on)]


@pytest.mark.parametrize(
    "text",
    [
        "Sở Kế hoạch và Đầu tư",
        "Sở KH&ĐT",
        "Sở KHĐT",
        "Sở KH & ĐT",
        "Sở Kế hoạch-Đầu tư",
        "Sở Kế hoạch - Đầu tư",
        "SỞ KẾ HOẠCH VÀ ĐẦU TƯ",
        "so ke hoach va dau tu",
        "Sở Kế hoạch và Đầu tư tỉnh Lạng Sơn",
        "Giám đốc Sở Kế hoạch và Đầu tư",
        "Giao Sở Kế hoạch và Đầu tư",
        "Sở  Kế hoạch\nvà Đầu tư (cơ quan thường trực)",
    ],
)
def test_one_agency_is_known_by_each_way_of_writing_it(text):
    assert read(text) == ["so-ke-hoach-va-dau-tu"]


def test_old_and_new_places_of_a_mark_are_one_name():
    assert read("Uỷ ban nhân dân tỉnh") == read("Ủy ban nhân dân tỉnh") == ["ubnd-tinh"]
    assert read("Toà án nhân dân tỉnh") == read("Tòa án nhân dân tỉnh") == ["tand-tinh"]
    assert read("UBND xã Quý Hòa", TODAY) == read("UBND xã Quý Hoà", TODAY) == ["ubnd-xa-quy-hoa"]


def test_text_decomposed_by_an_old_keyboard_is_read_alike():
    import unicodedata

    assert read(unicodedata.normalize("NFD", "Sở Thông tin và Truyền thông")) == ["so-thong-tin-va-truyen-thong"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Cục Thuế tỉnh, Cục Hải quan tỉnh", ["cuc-thue-tinh", "cuc-hai-quan-tinh"]),
        ("Sở Xây dựng, UBND các huyện, thành phố", ["so-xay-dung", "ubnd-huyen"]),
        ("Các sở, ban, ngành, UBND các huyện, thành phố", ["so-ban-nganh-va-ubnd-huyen"]),
        ("Thủ trưởng các sở, ban, ngành, Chủ tịch UBND các huyện, thành phố", ["so-ban-nganh-va-ubnd-huyen"]),
        ("Viện kiểm sát nhân dân tỉnh, Tòa án nhân dân tỉnh, Cục Thi hành án dân sự tỉnh", ["vksnd-tinh", "tand-tinh", "cuc-thads-tinh"]),
        ("Hiệp hội Doanh nghiệp tỉnh, Liên minh Hợp tác xã tỉnh và các Hội doanh nghiệp trên địa bàn tỉnh", ["hiep-hoi-doanh-nghiep-tinh", "lien-minh-htx-tinh", "hoi-doanh-nghiep"]),
        ("Hiệp hội Doanh nghiệp tỉnh, Hội doanh nghiệp nhỏ và vừa", ["hiep-hoi-doanh-nghiep-tinh", "hoi-doanh-nghiep-nho-va-vua"]),
        ("Sở Lao động - Thương binh và Xã hội và Sở Nội vụ", ["so-lao-dong-tbxh", "so-noi-vu"]),
        ("Sở Tài nguyên và Môi trường, Sở Nông nghiệp và Phát triển nông thôn", ["so-tai-nguyen-va-moi-truong", "so-nong-nghiep-va-ptnt"]),
        ("Sở Thông tin và Truyền thông, Đài Phát thanh và Truyền hình tỉnh, Báo Lạng Sơn", ["so-thong-tin-va-truyen-thong", "dai-ptth-tinh", "bao-lang-son"]),
        ("Sở VH,TT&DL; Công an tỉnh", ["so-van-hoa-the-thao-va-du-lich", "cong-an-tinh"]),
        ("Sở Tài chính, Tài nguyên và Môi trường và Xây dựng", ["so-tai-chinh", "so-tai-nguyen-va-moi-truong", "so-xay-dung"]),
        ("các sở: Tài chính, Kế hoạch và Đầu tư, Xây dựng; Công an tỉnh", ["so-tai-chinh", "so-ke-hoach-va-dau-tu", "so-xay-dung", "cong-an-tinh"]),
        ("UBND huyện Cao Lộc, Hữu Lũng", ["ubnd-huyen-cao-loc", "ubnd-huyen-huu-lung"]),
        ("UBND các huyện: Cao Lộc, Chi Lăng và thành phố Lạng Sơn", ["ubnd-huyen-cao-loc", "ubnd-huyen-chi-lang", "ubnd-thanh-pho-lang-son"]),
    ],
)  # fmt: skip
def test_lists_come_apart_though_names_hold_commas_hyphens_and_va(text, codes):
    assert read(text) == codes


def test_every_recipient_of_plan_124_is_known():
    recipients = {
        "Bộ Kế hoạch và Đầu tư (b/c)": ["bo-ke-hoach-va-dau-tu"],
        "Thường trực Tỉnh ủy (b/c)": ["tinh-uy"],
        "Lãnh đạo HĐND tỉnh": ["hdnd-tinh"],
        "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh": ["mttq-tinh"],
        "Chủ tịch, các Phó Chủ tịch UBND tỉnh": ["ubnd-tinh"],
        "Liên đoàn Thương mại và Công nghiệp Việt Nam": ["vcci"],
        "Các sở, ban, ngành": ["so-ban-nganh"],
        "TAND tỉnh, Viện kiểm sát nhân dân tỉnh, Cục THA DS tỉnh": ["tand-tinh", "vksnd-tinh", "cuc-thads-tinh"],
        "BHXH tỉnh, Bưu điện tỉnh": ["bhxh-tinh", "buu-dien-tinh"],
        "UBND các huyện, thành phố": ["ubnd-huyen"],
        "Hiệp hội Doanh nghiệp tỉnh, các Hội doanh nghiệp tỉnh": ["hiep-hoi-doanh-nghiep-tinh", "hoi-doanh-nghiep"],
        "Liên minh Hợp tác xã tỉnh": ["lien-minh-htx-tinh"],
        "Trung tâm PVHCC tỉnh": ["trung-tam-pvhcc-tinh"],
        "Báo Lạng Sơn, Đài PT-TH tỉnh": ["bao-lang-son", "dai-ptth-tinh"],
        "C, PVP UBND tỉnh, các phòng CV, Trung tâm Thông tin": ["van-phong-ubnd-tinh", "van-phong-ubnd-tinh", "trung-tam-thong-tin"],
    }  # fmt: skip
    assert {text: read(text) for text in recipients} == recipients


def test_words_that_name_nobody_come_back_as_written():
    assert read("Sở Tài chính, Kho bạc Nhà nước tỉnh") == ["so-tai-chinh", "?Kho bạc Nhà nước tỉnh"]
    assert read("Sở Hạnh phúc") == ["?Sở Hạnh phúc"]
    assert read("") == []
    assert read("Ông Nguyễn Văn A, Công an tỉnh") == ["?Ông Nguyễn Văn A", "cong-an-tinh"]


def test_one_name_means_the_agency_of_its_time():
    assert read("Sở Tài chính", date(2025, 2, 28)) == ["so-tai-chinh"]
    assert read("Sở Tài chính", date(2025, 3, 1)) == ["so-tai-chinh-2025"]
    assert read("Sở Xây dựng", TODAY) == ["so-xay-dung-2025"]


def test_a_name_out_of_its_time_is_recognised_and_said_to_be_former():
    assert read("Sở KH&ĐT", TODAY) == ["~so-ke-hoach-va-dau-tu"]
    assert read("Sở Nông nghiệp và Môi trường", PLAN_DAY) == ["~so-nong-nghiep-va-moi-truong"]
    assert read("UBND huyện Cao Lộc", date(2025, 6, 30)) == ["ubnd-huyen-cao-loc"]
    assert read("UBND huyện Cao Lộc", date(2025, 7, 1)) == ["~ubnd-huyen-cao-loc"]


def test_a_commune_and_the_district_of_the_same_name_stay_apart():
    assert read("UBND xã Cao Lộc", TODAY) == ["ubnd-xa-cao-loc"]
    assert read("UBND huyện Cao Lộc", PLAN_DAY) == ["ubnd-huyen-cao-loc"]


def test_every_name_and_alias_of_the_register_finds_its_own_agency():
    wrong = []
    for row in BOOK.agencies:
        day = row.valid_from or PLAN_DAY
        for text in (row.name, row.short_name, *row.aliases):
            if text and read(text, day) != [row.code]:
                wrong.append((row.code, text, read(text, day)))
    for group in BOOK.groups:
        for text in (group.name, *group.aliases):
            if read(text) != [group.code]:
                wrong.append((group.code, text, read(text)))
    assert wrong == []


def test_the_register_does_not_contradict_itself_and_says_what_would():
    assert reviewed.contradictions(BOOK) == []
    from dataclasses import replace

    looped = replace(
        BOOK,
        successions=(
            *BOOK.successions,
            replace(BOOK.successions[0], before="so-tai-chinh-2025", after="so-tai-chinh", topic="x"),
        ),
    )
    assert any("circle" in problem or "does not exist" in problem for problem in reviewed.contradictions(looped))
    twice = replace(BOOK, agencies=(*BOOK.agencies, BOOK.agencies[0]))
    assert "a code of an agency is used twice" in reviewed.contradictions(twice)


def test_a_circle_is_seen_however_long():
    assert reviewed.circle({(1, 2), (2, 3), (3, 1)})
    assert reviewed.circle({(1, 1)})
    assert not reviewed.circle({(1, 2), (1, 3), (2, 4), (3, 4)})


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_failing_and_nothing_is_invented(text):
    codes = {a.code for a in BOOK.agencies} | {g.code for g in BOOK.groups}
    for part in NAMES.resolve(text, on=PLAN_DAY):
        assert part.text
        assert part.id is None or part.id in codes


ALIVE = [a for a in BOOK.agencies if a.valid_from is None and a.kind not in ("district-police",)]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(ALIVE), min_size=1, max_size=5, unique_by=lambda a: a.code),
    st.sampled_from([", ", "; ", " và ", ", và ", "\n"]),
    st.booleans(),
)
def test_any_list_of_known_names_comes_apart_into_exactly_them(rows, separator, without_marks):
    text = separator.join(r.name for r in rows)
    assert read(fold_vi(text) if without_marks else text) == [r.code for r in rows]


def test_the_longest_name_wins_over_a_name_inside_it():
    names = NameBook(
        [Entry("vp", ("Văn phòng UBND tỉnh",)), Entry("ub", ("UBND tỉnh",)), Entry("huyen", ("UBND huyện Bắc",))],
        abbreviations={"UBND": "Ủy ban nhân dân"},
        province="Bắc Trung",
    )
    assert [p.id for p in names.resolve("Văn phòng UBND tỉnh, UBND tỉnh Bắc Trung", on=TODAY)] == ["vp", "ub"]
    assert names.find("Ủy ban nhân dân tỉnh", on=TODAY) == "ub"
    assert names.find("ai đó", on=TODAY) is None
