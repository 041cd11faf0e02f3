"""The calendar of 2023-2027 day by day, and the one deadline function with its worked examples."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.ground.workcal.engine.days import Calendar, DecidedDay, fold_steps, recompute
from donghanh.kit.data import read_yaml

RAW = read_yaml("workcal", "days.yaml")
CALENDAR = Calendar(
    [DecidedDay(r["day"], r["kind"], r["note"], r["basis"], r["verified"]) for r in RAW["days"]],
    announced={year: row["announced"] for year, row in RAW["years"].items()},
)
FRIDAY = date(2026, 11, 20)

# Days off that are weekdays, and Saturdays worked (facts file administration.md §9), written out by hand.
OFF = {
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
}
WORKED = {2023: "", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}
WORKING_DAYS = {2023: 249, 2024: 251, 2025: 250, 2026: 249}


def days_of(text: str, year: int) -> set[date]:
    return {date(year, int(m), int(d)) for d, m in (pair.split("/") for pair in text.split())}


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_day_of_the_year_is_worked_or_off_as_the_government_announced(year):
    off, worked = days_of(OFF[year], year), days_of(WORKED[year], year)
    expected = {d for d in every_day(year) if (d.weekday() < 5 and d not in off) or d in worked}
    assert {d for d in every_day(year) if CALENDAR.is_working_day(d)} == expected
    assert len(expected) == WORKING_DAYS[year]


def test_24_november_is_off_from_2026_and_was_not_before():
    assert CALENDAR.is_working_day(date(2025, 11, 24))
    assert not CALENDAR.is_working_day(date(2026, 11, 24))
    assert CALENDAR.note(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert not CALENDAR.is_working_day(date(2027, 11, 24))


def test_2027_is_calculated_and_said_not_to_be_announced():
    assert not CALENDAR.announced(2027)
    assert CALENDAR.announced(2026)
    assert not CALENDAR.announced(2028)
    assert not CALENDAR.is_working_day(date(2027, 2, 8))
    assert not CALENDAR.is_working_day(date(2027, 4, 16))
    assert CALENDAR.deadline(date(2026, 12, 30), days=3, unit="working").provisional
    assert not CALENDAR.deadline(FRIDAY, days=3, unit="working").provisional


def test_two_working_days_from_friday_20_november_2026_end_on_wednesday_the_25th():
    deadline = CALENDAR.deadline(FRIDAY, days=2, unit="working", start_note="chuyển đến Sở")
    assert deadline.due_on == date(2026, 11, 25)
    assert [(s.day.day, s.counted, s.kind, s.note) for s in deadline.steps] == [
        (20, 0, "start", "chuyển đến Sở, ngày đầu không tính"),
        (21, None, "weekend", "nghỉ cuối tuần"),
        (22, None, "weekend", "nghỉ cuối tuần"),
        (23, 1, "counted", "ngày làm việc"),
        (24, None, "holiday", "Ngày Văn hóa Việt Nam"),
        (25, 2, "counted", "ngày làm việc"),
    ]
    assert [(a.day.day, b.day.day) for a, b in fold_steps(deadline.steps)] == [
        (20, 20),
        (21, 22),
        (23, 23),
        (24, 24),
        (25, 25),
    ]


def test_a_saturday_worked_in_exchange_is_counted():
    deadline = CALENDAR.deadline(date(2026, 1, 9), days=1, unit="working")
    assert deadline.due_on == date(2026, 1, 10)
    assert CALENDAR.note(date(2026, 1, 10)) == "Làm bù cho thứ sáu 02/01/2026"
    assert CALENDAR.kind(date(2024, 5, 4)) == "worked-weekend"


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day():
    # Ten days from 10/02/2026 end on 20/02, mồng bốn Tết; the weekend follows.
    deadline = CALENDAR.deadline(date(2026, 2, 10), days=10, unit="calendar")
    assert deadline.due_on == date(2026, 2, 23)
    assert deadline.steps[10].kind == "rolled"
    assert deadline.steps[10].counted == 10
    assert deadline.steps[-1].kind == "due"
    assert "ngày làm việc tiếp theo" in deadline.rule
    unrolled = CALENDAR.deadline(date(2026, 2, 10), days=10, unit="calendar", roll=False)
    assert unrolled.due_on == date(2026, 2, 20)


def test_counting_the_first_day_ends_one_day_earlier():
    assert CALENDAR.deadline(date(2026, 11, 16), days=3, unit="working").due_on == date(2026, 11, 19)
    assert CALENDAR.deadline(date(2026, 11, 16), days=3, unit="working", inclusive=True).due_on == date(2026, 11, 18)
    # A first day that is off is not counted even then.
    assert CALENDAR.deadline(date(2026, 11, 14), days=1, unit="working", inclusive=True).due_on == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("named", "strict", "inclusive"),
    [
        (date(2023, 6, 15), date(2023, 6, 14), date(2023, 6, 15)),  # the agencies' own plans
        (date(2026, 6, 20), date(2026, 6, 19), date(2026, 6, 22)),  # 20/6/2026 is a Saturday
        (date(2026, 9, 20), date(2026, 9, 21), date(2026, 9, 21)),  # 20/9/2026 is a Sunday
        (date(2026, 12, 10), date(2026, 12, 9), date(2026, 12, 10)),
        (date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 25)),  # the day before is 24/11
    ],
)
def test_before_a_day_is_read_strictly_unless_the_regime_includes_the_day(named, strict, inclusive):
    assert CALENDAR.strict_before(named).due_on == strict
    assert CALENDAR.strict_before(named, inclusive=True).due_on == inclusive


def test_a_named_day_stays_or_moves_to_the_next_working_day():
    assert CALENDAR.roll_forward(date(2026, 11, 25)).due_on == date(2026, 11, 25)
    moved = CALENDAR.roll_forward(date(2026, 11, 24))
    assert moved.due_on == date(2026, 11, 25)
    assert [s.kind for s in moved.steps] == ["rolled", "due"]


def test_working_days_between_counts_after_the_first_and_with_the_last():
    assert CALENDAR.working_days_between(FRIDAY, date(2026, 11, 25)) == 2
    assert CALENDAR.working_days_between(date(2026, 11, 25), FRIDAY) == -2
    assert CALENDAR.working_days_between(FRIDAY, FRIDAY) == 0


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="unit"):
        CALENDAR.deadline(FRIDAY, days=1, unit="weeks")
    for days in (-1, 100_000):
        with pytest.raises(ValueError, match="days"):
            CALENDAR.deadline(FRIDAY, days=days, unit="working")


DAYS = st.dates(date(2023, 1, 1), date(2027, 6, 30))
UNITS = st.sampled_from(["working", "calendar"])


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(0, 120), UNITS, st.booleans())
def test_no_deadline_falls_on_a_day_off_and_the_explanation_leads_to_the_date(start, days, unit, inclusive):
    deadline = CALENDAR.deadline(start, days=days, unit=unit, inclusive=inclusive)
    assert CALENDAR.is_working_day(deadline.due_on)
    assert recompute(deadline) == deadline.due_on
    told = [s.day for s in deadline.steps]
    assert told == [start + timedelta(days=i) for i in range(len(told))]
    assert told[-1] == deadline.due_on
    numbers = [s.counted for s in deadline.steps if s.counted]
    assert numbers == list(range(1, days + 1))
    for step in deadline.steps:
        assert (step.kind in ("weekend", "holiday")) <= (not CALENDAR.is_working_day(step.day))


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(0, 60), st.integers(1, 60), UNITS)
def test_a_longer_term_never_ends_earlier(start, days, more, unit):
    short = CALENDAR.deadline(start, days=days, unit=unit).due_on
    long = CALENDAR.deadline(start, days=days + more, unit=unit).due_on
    assert long >= short
    if unit == "working" and days:
        assert long > short


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_working_days_add_up(start, first, then):
    one = CALENDAR.add_working_days(CALENDAR.add_working_days(start, first), then)
    assert one == CALENDAR.add_working_days(start, first + then)
    assert one == CALENDAR.deadline(start, days=first + then, unit="working").due_on
    assert CALENDAR.working_days_between(start, one) == first + then
    assert CALENDAR.add_working_days(one, -then) == CALENDAR.add_working_days(start, first)


@settings(max_examples=100, deadline=None)
@given(DAYS, st.booleans())
def test_before_a_day_ends_on_a_working_day_and_explains_itself(day, inclusive):
    deadline = CALENDAR.strict_before(day, inclusive=inclusive)
    assert CALENDAR.is_working_day(deadline.due_on)
    assert recompute(deadline) == deadline.due_on
    assert deadline.due_on >= day - timedelta(days=0 if inclusive else 1)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(1, 40), DAYS)
def test_one_more_day_off_never_makes_a_deadline_earlier(start, days, extra):
    with_holiday = Calendar([DecidedDay(extra, "off", "Nghỉ thêm")])
    plain = Calendar()
    for unit in ("working", "calendar"):
        before = plain.deadline(start, days=days, unit=unit).due_on
        assert with_holiday.deadline(start, days=days, unit=unit).due_on >= before
