from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.front.desk import domain

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("roles", "screen"),
    [
        ({"leader"}, "cockpit:home"),
        ({"leader", "officer"}, "cockpit:home"),
        ({"officer"}, "desk:mine"),
        ({"coordinator"}, "desk:mine"),
        ({"auditor"}, "desk:mine"),
        ({"operator"}, "operate:health"),
        ({"business"}, "portal:home"),
        ({"citizen", "officer"}, "desk:mine"),
        (set(), "desk:mine"),
    ],
)
def test_everybody_begins_at_the_screen_of_their_role(roles: set[str], screen: str) -> None:
    assert domain.start_for(roles) == screen


@pytest.mark.parametrize(
    ("due_on", "left", "word", "kind"),
    [
        (None, None, "không hạn", "none"),
        (date(2026, 11, 13), None, "trễ 9 ngày", "late"),
        (date(2026, 11, 22), 0, "hạn hôm nay", "soon"),
        (date(2026, 11, 25), 2, "còn 2 ngày làm việc", "soon"),
        (date(2026, 12, 9), 12, "còn 12 ngày làm việc", "open"),
        (date(2026, 7, 1), None, "trễ 4 tháng", "late"),
        (date(2023, 6, 14), None, "trễ 3 năm", "late"),
        (date(2027, 11, 22), 250, "còn 12 tháng", "open"),
    ],
)
def test_a_date_says_in_few_words_how_it_lies(due_on: date | None, left: int | None, word: str, kind: str) -> None:
    assert domain.due_word(due_on, ON, left, done=False, asked=False) == word
    assert domain.due_kind(due_on, ON, left, done=False, asked=False) == kind


def test_a_body_that_is_only_asked_is_never_late() -> None:
    assert domain.due_kind(date(2023, 1, 1), ON, None, done=False, asked=True) == "none"
    assert "trễ" not in domain.due_word(date(2023, 1, 1), ON, None, done=False, asked=True)


@settings(max_examples=60)
@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_each_day_lies_in_exactly_one_quarter(day: date) -> None:
    quarter = domain.quarter_of(day)
    assert quarter.since <= day <= quarter.until
    assert domain.quarter_of(quarter.until + timedelta(days=1)).since == quarter.until + timedelta(days=1)


@settings(max_examples=60)
@given(st.integers(-4000, 4000))
def test_the_words_of_a_date_fit_its_block(days: int) -> None:
    left = max(days * 5 // 7, 0) if days >= 0 else None
    assert len(domain.due_word(ON + timedelta(days=days), ON, left, done=False, asked=False)) <= 20
