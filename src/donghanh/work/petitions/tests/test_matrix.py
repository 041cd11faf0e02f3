"""The matrix: why a subject was guessed is said in the sender's own words."""

from __future__ import annotations

from donghanh.work.petitions import domain


def test_the_words_that_spoke_for_a_subject_are_shown_as_they_were_written():
    text = "Nghe nói phải có Giấy phép con, rồi giấy phép kinh doanh."
    subject, words = domain.guess_subject(text)
    assert subject == "licences"
    assert set(words) == {"giay phep", "giay phep con"}
    assert domain.as_written(text, words) == ("giấy phép con",)


def test_a_word_that_runs_into_another_is_shown_without_marks():
    assert domain.as_written("Rừnghồi", ("rung",)) == ("rung",)


def test_every_part_of_an_index_that_a_subject_bears_on_has_a_name():
    assert {s.part for s in domain.subjects().values() if s.part} == set(domain.parts())
    assert all(domain.parts().values())
