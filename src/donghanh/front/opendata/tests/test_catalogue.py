"""Looking through the catalogue as CKAN clients ask; no database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.front.opendata.engine import catalogue as looking
from donghanh.front.opendata.engine.catalogue import Entry, Unreadable, search


def entry(name: str, title: str, day: str = "2026-01-01", **values: tuple[str, ...]) -> Entry:
    return Entry.of(name, title, "mô tả chung", values, "2020-01-01", day)


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


@given(st.text(max_size=60))
def test_no_query_breaks_the_reading(text: str) -> None:
    try:
        search(ALL, q=text)
    except Unreadable:
        assert text.count('"') % 2
    assert looking.read("") == []
