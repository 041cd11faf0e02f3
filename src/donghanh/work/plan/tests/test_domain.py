"""Standings, states and periods as an officer would read them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donghanh.kit.errors import NotNow
from donghanh.work.plan import domain
from donghanh.work.plan.domain import Standing, State, Tally

DAY = date(2023, 9, 15)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def stands(
    state: str = State.DOING,
    *,
    due: date | None = DAY,
    result: date | None = None,
    requested: bool = False,
    on: date = DAY,
) -> Standing:
    return domain.standing(state=state, due_on=due, result_on=result, requested=requested, on=on)


def test_the_due_day_itself_is_still_in_time_and_the_next_day_is_overdue() -> None:
    assert stands(on=DAY) == Standing.IN_TIME
    assert stands(on=DAY + timedelta(days=1)) == Standing.OVERDUE


def test_a_result_counts_from_the_day_it_was_submitted_not_from_its_confirmation() -> None:
    assert stands(State.DONE, result=DAY, on=DAY + timedelta(days=90)) == Standing.DONE_ON_TIME
    assert stands(State.DONE, result=DAY + timedelta(days=1), on=DAY + timedelta(days=9)) == Standing.DONE_LATE


def test_a_result_that_waits_for_confirmation_is_not_done() -> None:
    assert stands(State.SUBMITTED, on=DAY + timedelta(days=1)) == Standing.OVERDUE


def test_what_was_submitted_in_time_is_not_late_because_the_tracker_is_slow() -> None:
    later = DAY + timedelta(days=30)
    facts = {"state": State.SUBMITTED, "due_on": DAY, "result_on": None, "requested": False, "on": later}
    assert domain.standing(**facts, submitted_on=DAY) == Standing.IN_TIME
    assert domain.standing(**facts, submitted_on=DAY + timedelta(days=1)) == Standing.OVERDUE


@given(on=days, due=days, state=st.sampled_from(domain.OPEN_STATES))
def test_a_body_that_is_only_asked_is_never_overdue(on: date, due: date, state: str) -> None:
    assert stands(state, due=due, requested=True, on=on) == Standing.ASKED


@given(on=days, state=st.sampled_from(domain.OPEN_STATES))
def test_work_without_a_date_is_never_overdue(on: date, state: str) -> None:
    assert stands(state, due=None, on=on) == Standing.NO_DEADLINE


@given(on=days, due=days, state=st.sampled_from(list(State)), requested=st.booleans())
def test_every_state_has_exactly_one_standing_with_words_and_a_tone(
    on: date, due: date, state: str, requested: bool
) -> None:
    found = stands(state, due=due, result=due if state == State.DONE else None, requested=requested, on=on)
    assert domain.STANDING_LABELS[found]
    assert domain.STANDING_TONES[found] in {"done", "open", "late", "none"}


def test_the_honest_rate_counts_open_overdue_work_against_the_agency() -> None:
    tally = Tally.of([Standing.DONE_ON_TIME] * 3 + [Standing.DONE_LATE] + [Standing.OVERDUE] * 2 + [Standing.IN_TIME])
    assert tally.fell_due == 6
    assert tally.on_time == 3
    assert tally.total == 7
    assert tally.open == 3


def test_cancelled_and_split_obligations_leave_the_figures() -> None:
    tally = Tally.of([Standing.CANCELLED, Standing.PASSED_ON, Standing.IN_TIME])
    assert (tally.total, tally.done, tally.open) == (1, 0, 1)


def test_nothing_can_be_confirmed_that_was_not_submitted() -> None:
    for state in set(State) - {State.SUBMITTED}:
        with pytest.raises(NotNow):
            domain.STATES.step(state, "confirm")


def test_only_reopening_leads_out_of_done() -> None:
    assert domain.STATES.verbs(State.DONE) == ("reopen",)


PLAN_124 = "FREQ=YEARLY;BYMONTH=3,6,9;BYMONTHDAY=20"


def test_plan_124_asks_for_three_quarters_a_year_and_none_for_the_fourth() -> None:
    slots = domain.period_slots(PLAN_124, since=date(2023, 6, 1), until=date(2024, 12, 31))
    assert [(s.key, s.named_on) for s in slots] == [
        ("2023-Q2", date(2023, 6, 20)),
        ("2023-Q3", date(2023, 9, 20)),
        ("2024-Q1", date(2024, 3, 20)),
        ("2024-Q2", date(2024, 6, 20)),
        ("2024-Q3", date(2024, 9, 20)),
    ]
    assert slots[0].label == "Quý II/2023"


def test_a_yearly_report_before_10_12_gives_one_period_a_year() -> None:
    slots = domain.period_slots("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", since=date(2023, 6, 1), until=date(2025, 1, 1))
    assert [(s.key, s.named_on) for s in slots] == [
        ("2023", date(2023, 12, 10)),
        ("2024", date(2024, 12, 10)),
        ("2025", date(2025, 12, 10)),
    ]


def test_quarterly_without_a_day_falls_due_on_the_last_day_of_the_quarter() -> None:
    slots = domain.period_slots("FREQ=MONTHLY;INTERVAL=3", since=date(2023, 6, 1), until=date(2023, 12, 31))
    assert [s.named_on for s in slots] == [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]


def test_half_years_and_months_have_their_own_names() -> None:
    halves = domain.period_slots("FREQ=MONTHLY;INTERVAL=6", since=date(2024, 1, 1), until=date(2024, 12, 1))
    months = domain.period_slots("FREQ=MONTHLY;BYMONTHDAY=25", since=date(2024, 2, 1), until=date(2024, 3, 31))
    assert [s.label for s in halves] == ["6 tháng đầu năm 2024", "6 tháng cuối năm 2024"]
    assert [(s.key, s.named_on) for s in months] == [("2024-02", date(2024, 2, 25)), ("2024-03", date(2024, 3, 25))]


def test_work_finer_than_a_month_gives_no_periods() -> None:
    assert domain.period_slots("FREQ=WEEKLY", since=DAY, until=DAY + timedelta(days=60)) == []


@given(
    since=days,
    until=days,
    rule=st.sampled_from(
        [PLAN_124, "FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=6", "FREQ=YEARLY"]
    ),
)
def test_periods_are_unique_ordered_have_begun_and_name_a_day_inside_or_at_their_end(
    since: date, until: date, rule: str
) -> None:
    slots = domain.period_slots(rule, since=since, until=until)
    assert len({s.key for s in slots}) == len(slots)
    assert slots == sorted(slots, key=lambda s: s.starts_on)
    for slot in slots:
        assert slot.starts_on <= until
        assert slot.named_on >= since
        assert slot.starts_on <= slot.named_on <= slot.ends_on
