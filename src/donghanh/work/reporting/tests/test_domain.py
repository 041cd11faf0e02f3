"""Counting and dates without a database: an independent recount, the default cut-offs, the ladder."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.work.reporting import domain
from donghanh.work.reporting.domain import Count, State
from donghanh.work.reporting.queries.papers import point

START = date(2023, 9, 1)
DUE = date(2023, 9, 19)
Steps = list[tuple[str, int]]


def history() -> st.SearchStrategy[Steps]:
    """Random verbs on random days; those that the state forbids are left out when replayed."""
    return st.lists(
        st.tuples(st.sampled_from(["submit", "return", "accept", "reopen"]), st.integers(0, 6)), max_size=12
    )


def replay(steps: Steps) -> list[tuple[date, str, str]]:
    """Return the allowed steps as (day, verb, state after)."""
    state, day, found = str(State.DRAFT), START, []
    for verb, gap in steps:
        day += timedelta(days=gap)
        if domain.STATES.can(state, verb):
            state = domain.STATES.step(state, verb)
            found.append((day, verb, state))
    return found


def recount(moves: list[tuple[date, str, str]], on: date) -> str:
    """Say independently how a return stands on a day, by its story alone.

    Taken in once, it came on the day of the submission that was taken in, whatever happened afterwards. Never taken
    in, it came with the last submission, unless that was sent back.
    """
    told = [(day, verb) for day, verb, _ in moves if day <= on]
    accepted = next((n for n, (_, verb) in enumerate(told) if verb == "accept"), None)
    sent = [day for day, verb in told[:accepted] if verb == "submit"]
    back = accepted is None and bool(told) and told[-1][1] == "return"
    if sent and not back:
        return "on_time" if sent[-1] <= DUE else "late"
    return "overdue" if on > DUE else "waiting"


@settings(max_examples=300, deadline=None)
@given(st.lists(history(), min_size=1, max_size=6), st.integers(0, 60))
def test_expected_received_and_on_time_agree_with_an_independent_recount(many: list[Steps], days: int) -> None:
    on = START + timedelta(days=days)
    counts, wanted = [], []
    for steps in many:
        moves = replay(steps)
        received: date | None = None
        taken_in = False
        for day, verb, _ in moves:
            if day <= on:
                received = domain.received_after(verb, day, received, taken_in=taken_in)
                taken_in = taken_in or verb == "accept"
        counts.append(domain.count_one(due_on=DUE, received_on=received, requested=False, on=on))
        wanted.append(recount(moves, on))
    whole = domain.total(counts)
    assert whole.expected == len(many)
    assert {name: getattr(whole, name) for name in ("on_time", "late", "overdue", "waiting")} == {
        name: wanted.count(name) for name in ("on_time", "late", "overdue", "waiting")
    }
    assert whole.received == whole.on_time + whole.late
    assert whole.expected == whole.received + whole.overdue + whole.waiting


def test_what_is_open_and_overdue_counts_against() -> None:
    whole = Count(10, on_time=6, late=1, overdue=3)
    assert whole.on_time_rate == Decimal(60)


def test_an_agency_that_ended_before_the_due_day_owes_nothing_but_what_it_sent_counts() -> None:
    ended = DUE - timedelta(days=3)
    after = {"due_on": DUE, "requested": False, "on": DUE + timedelta(days=9), "passed_on": ended}
    assert domain.count_one(received_on=None, **after) == Count()
    assert domain.count_one(received_on=ended - timedelta(days=1), **after) == Count(1, on_time=1)
    before = {**after, "on": ended - timedelta(days=1)}
    assert domain.count_one(received_on=None, **before) == Count(1, waiting=1)


def test_a_body_that_is_only_asked_is_never_late() -> None:
    asked = domain.count_one(due_on=DUE, received_on=None, requested=True, on=DUE + timedelta(days=90))
    assert (asked.overdue, asked.expected, asked.asked) == (0, 1, 1)


def test_the_default_cut_offs_are_those_of_the_decree() -> None:
    quarter, year = domain.regimes()["kh124-quy"], domain.regimes()["kh124-nam"]
    first = quarter.slot(2026, 3)
    assert (first.name, first.data_from, first.data_until) == ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14))
    whole = year.slot(2026, 12)
    assert (whole.data_from, whole.data_until, whole.named_on) == (
        date(2025, 12, 15),
        date(2026, 12, 14),
        date(2026, 12, 10),
    )


def test_plan_124_has_no_fourth_quarterly_report() -> None:
    slots = domain.regimes()["kh124-quy"].slots(date(2024, 1, 1), date(2024, 12, 31))
    assert [s.name for s in slots] == ["2024-Q1", "2024-Q2", "2024-Q3"]


def test_agencies_own_plans_were_due_once_before_15_june_2023() -> None:
    slots = list(domain.regimes()["kh124-ke-hoach"].slots(date(2023, 1, 1), date(2026, 12, 31)))
    assert [s.named_on for s in slots] == [date(2023, 6, 15)]


@given(st.integers(-30, 400), st.integers(0, 40))
def test_the_ladder_is_capped(past: int, sent: int) -> None:
    role = domain.rung(working_days_past=past, sent=sent)
    assert role in {"", "officer", "head", "coordinator", "leader"}
    assert not (role and sent >= domain.MOST_REMINDERS)


def test_each_rule_that_locks_says_itself() -> None:
    free = {"period_locked_on": None, "report_number": "", "agency_ended_on": None}
    codes = [
        domain.lock_of(state=State.DRAFT, **free),
        domain.lock_of(state=State.SUBMITTED, **free),
        domain.lock_of(state=State.ACCEPTED, **free),
        domain.lock_of(state=State.LOCKED, **{**free, "period_locked_on": DUE}),
        domain.lock_of(state=State.LOCKED, **{**free, "period_locked_on": DUE, "report_number": "1/BC"}),
        domain.lock_of(state=State.DRAFT, **{**free, "agency_ended_on": DUE}),
    ]
    assert [c.code if c else "" for c in codes] == [
        "", "submitted", "accepted", "period-locked", "report-issued", "agency-ended",
    ]  # fmt: skip
    assert len({c.sentence for c in codes if c}) == 5


def test_points_are_lettered_in_the_vietnamese_alphabet_without_end() -> None:
    assert [point(n) for n in range(7)] == ["a", "b", "c", "d", "đ", "e", "g"]
    many = [point(n) for n in range(5000)]
    assert len(set(many)) == 5000


def test_a_report_is_told_of_the_day_that_its_period_gives() -> None:
    ends, due, moved = date(2023, 9, 30), date(2023, 9, 19), date(2023, 10, 4)

    def told(today: date, *, locked: date | None = None, step: date | None = moved) -> date:
        return domain.told_on(today=today, locked_on=locked, ends_on=ends, due_on=due, last_step=step)

    assert told(date(2023, 9, 25), step=date(2023, 9, 18)) == date(2023, 9, 25)  # the period still runs: today
    assert told(date(2026, 11, 2), step=date(2023, 9, 18)) == ends  # years later: the day it ended
    assert told(date(2026, 11, 2)) == moved  # returns still came afterwards: the day of the last one
    assert told(date(2026, 11, 2), locked=date(2023, 10, 11)) == date(2023, 10, 11)  # locked: the day of the lock
    assert told(date(2026, 11, 2), step=None) == ends


def test_a_return_opened_again_after_it_was_taken_in_is_not_called_sent_back() -> None:
    assert domain.told_state("returned", None) == ("late", "Bị trả lại")
    assert domain.told_state("returned", DUE) == ("soon", "Mở lại để sửa")
    assert domain.told_state("locked", DUE) == ("done", "Đã khóa kỳ")
