"""How texts and questions are cut, and how a question is spelt for either engine; no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from donghanh.record.search import domain
from donghanh.record.search.engine import question as q
from donghanh.record.search.engine import words


def test_words_are_cut_alike_however_they_were_typed() -> None:
    assert words.folded("Đất đai, QĐ-UBND: 12/2023!") == ["dat", "dai", "qd", "ubnd", "12", "2023"]
    assert words.exact("hoà bình Thuỵ Hùng quý") == words.exact("hòa bình Thụy Hùng quý")
    assert words.exact("đất") == words.exact("đất")  # composed and decomposed


@given(st.text(max_size=200))
def test_no_text_breaks_the_cutting_and_both_forms_keep_step(text: str) -> None:
    assert len(words.exact(text)) == len(words.folded(text))
    vector = q.tsvector(words.folded(text), words.exact(text))
    assert vector.count("''") == 0


@given(st.text(max_size=80))
def test_any_question_is_spelt_for_both_engines(text: str) -> None:
    asked = q.read(text, domain.synonyms().ways)
    if asked.folded:
        for step in q.steps(asked, beginning=True):
            assert q.fts5(step).count('"') % 2 == 0
            assert q.tsquery(step).count("'") % 2 == 0


def test_an_abbreviation_and_its_words_are_one_place_of_the_question() -> None:
    asked = q.read("TTHC đất đai", domain.synonyms().ways)
    assert asked.groups[0].typed == ("tthc",)
    assert ("thu", "tuc", "hanh", "chinh") in asked.groups[0].others
    assert [g.typed for g in asked.groups] == [("tthc",), ("dat",), ("dai",)]


def test_a_district_of_2023_is_asked_as_its_communes_of_today_too() -> None:
    asked = q.read("huyện Hữu Lũng", domain.synonyms().ways)
    assert ("xa", "van", "nham") in asked.groups[0].others
    assert "kết thúc từ 01/7/2025" in domain.synonyms().notes["huyen", "huu", "lung"]


def test_steps_come_closest_first_and_the_last_is_the_widest() -> None:
    names = [s.name for s in q.steps(q.read("đất đai", {}), beginning=True)]
    assert names[0] == "exact.title.phrase"
    assert names.index("exact.text.words") < names.index("folded.title.phrase")
    assert names[-1] == "any"
    assert next(s.name for s in q.steps(q.read("dat dai", {}), beginning=True)) == "folded.title.phrase"


def test_one_slip_of_the_finger_is_near() -> None:
    assert {"dat", "hat", "at"} <= words.near("daat") | words.near("hatt") | words.near("aat")
    assert "tim" in words.near("tmi")
