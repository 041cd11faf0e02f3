"""Looking through the catalogue as CKAN clients ask; no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.front.opendata.engine import solr
from donghanh.front.opendata.engine.catalogue import Entry, Unreadable, search


def entry(name: str, title: str, day: str = "2026-01-01", **values: tuple[str, ...]) -> Entry:
    return Entry.of(name, title, "mô tả chung", values, "2020-01-01", f"{day}T00:00:00+00:00")


ALL = [
    entry("gia-dat", "Bảng giá đất", "2026-03-01", tags=("đất đai",), organization=("so-tc",), res_format=("CSV",)),
    entry("quy-hoach", "Quy hoạch sử dụng đất", "2026-05-01", tags=("đất đai", "quy hoạch"), organization=("so-xd",)),
    entry("doi-thoai", "Đối thoại doanh nghiệp", "2026-04-01", tags=("đối thoại",), organization=("so-tc",)),
]


def names(**asked: object) -> list[str]:
    return [e.name for e in search(ALL, **asked).entries]  # type: ignore[arg-type]


def test_words_and_fields_narrow_as_ckan_clients_expect() -> None:
    assert names() == ["quy-hoach", "doi-thoai", "gia-dat"]
    assert names(q="*:*") == names()
    assert names(q="dat") == ["quy-hoach", "gia-dat"]
    assert names(q="gia đất") == ["gia-dat"]
    assert names(fq=["organization:so-tc"]) == ["doi-thoai", "gia-dat"]
    assert names(fq=['tags:"đất đai" -name:gia-dat']) == ["quy-hoach"]
    assert names(q="name:quy*") == ["quy-hoach"]
    assert names(fq=["+organization:so-tc +res_format:CSV"]) == ["gia-dat"]
    assert names(q="title:doanh") == ["doi-thoai"]


def test_sorting_is_by_what_was_asked_and_nonsense_is_refused() -> None:
    assert names(sort="title asc") == ["gia-dat", "doi-thoai", "quy-hoach"]
    assert names(sort="name desc") == ["quy-hoach", "gia-dat", "doi-thoai"]
    assert names(sort="metadata_modified asc") == ["gia-dat", "doi-thoai", "quy-hoach"]
    with pytest.raises(Unreadable):
        names(sort="drop table")
    with pytest.raises(Unreadable):
        names(q='"chưa đóng')


def test_facets_count_what_was_found() -> None:
    found = search(ALL, q="dat", facets=["tags", "organization"])
    assert found.facets["tags"] == {"đất đai": 2, "quy hoạch": 1}
    assert found.facets["organization"] == {"so-tc": 1, "so-xd": 1}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("gia-dat OR doi-thoai", ["doi-thoai", "gia-dat"]),
        ("giá OR đối", ["doi-thoai", "gia-dat"]),
        ("name:gia-dat || name:quy-hoach", ["quy-hoach", "gia-dat"]),
        ("dat AND NOT gia", ["quy-hoach"]),
        ("dat && !gia", ["quy-hoach"]),
        ("NOT (dat OR doi)", []),
        ("-organization:so-tc", ["quy-hoach"]),
        ('organization:(so-tc OR so-xd) AND tags:"quy hoạch"', ["quy-hoach"]),
        ("organization:(so-tc so-xd)", []),
        ("(gia OR doi) AND organization:so-tc", ["doi-thoai", "gia-dat"]),
        ("gia AND dat OR doi AND thoai", ["doi-thoai", "gia-dat"]),
        ('+organization:so-tc +tags:("đất đai" OR "đối thoại") -res_format:CSV', ["doi-thoai"]),
        ('"sử dụng đất"', ["quy-hoach"]),
        ('"đất sử dụng"', []),
        ('title:"bang gia"^4', ["gia-dat"]),
        ("tags:*", ["quy-hoach", "doi-thoai", "gia-dat"]),
        ("res_format:*", ["gia-dat"]),
        ("res_format:C?V", ["gia-dat"]),
        ("tho*", ["doi-thoai"]),
        ("metadata_modified:[2026-04-01T00:00:00Z TO *]", ["quy-hoach", "doi-thoai"]),
        ("metadata_modified:{2026-04-01T00:00:00Z TO *}", ["quy-hoach"]),
        ("metadata_modified:[* TO 2026-04-01T00:00:00Z]", ["doi-thoai", "gia-dat"]),
        (r"name:gia\-dat", ["gia-dat"]),
        ("giá - đất", ["gia-dat"]),
        ("*:* -name:gia-dat", ["quy-hoach", "doi-thoai"]),
        ("extras_khac:x", []),
    ],
)
def test_conditions_read_as_solr_reads_them(asked: str, expected: list[str]) -> None:
    assert names(q=asked, sort="metadata_modified desc") == expected
    assert names(fq=[asked]) == expected


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("giá OR", "thiếu một vế"),
        ("AND giá", "thiếu một vế"),
        ("()", "thiếu một vế"),
        ("(giá", "ngoặc đơn chưa đóng"),
        ("giá)", "thừa dấu ngoặc đơn"),
        ('"giá', "ngoặc kép chưa đóng"),
        ("khong_co:x", "không có trường “khong_co”"),
        ("https://langson.gov.vn", "không có trường “https”"),
        ("giá~", "gần đúng"),
        ('"giá đất"~2', "gần đúng"),
        ("tags:[a b]", "hãy viết [từ TO đến]"),
        ("[a TO b]", "sau tên trường"),
        ("metadata_modified:[NOW-1DAY TO *]", "không phải thời điểm"),
        ("tags:(name:x)", "nằm trong “tags:(…)”"),
        ("(" * 60 + "giá" + ")" * 60, "lồng quá"),
        ("NOT " * 60 + "giá", "lồng quá"),
        ("giá " * 201, "quá 200 phần"),
        ("g" * 5000, "dài quá"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(asked: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        names(q=asked)
    assert sentence in str(refusal.value)


@given(st.text(alphabet=st.sampled_from('ab đ"()[]{}:*?+-!&|\\~^ORANDNT '), max_size=40) | st.text(max_size=60))
def test_no_query_breaks_the_reading(text: str) -> None:
    said = ""
    try:
        search(ALL, q=text)
    except Unreadable as refusal:
        said = str(refusal) or "không nói gì"
    assert said != "không nói gì"
    assert solr.read("").holds(ALL[0])
