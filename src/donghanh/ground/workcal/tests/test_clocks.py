"""Clocks: worked examples, what is refused, and a hundred thousand random histories told day by day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.ground.workcal.engine import clocks
from donghanh.ground.workcal.engine.axis import Measured
from donghanh.ground.workcal.engine.clocks import ClockEvent, ClockRule, Extension
from donghanh.ground.workcal.engine.days import Calendar, DecidedDay
from donghanh.ground.workcal.engine.telling import fold_clock, tell
from donghanh.ground.workcal.queries import from_files

WINDOWS = ((450, 690), (810, 1050))
CULTURE_DAY = DecidedDay(date(2026, 11, 24), "off", "Ngày Văn hóa Việt Nam")
MEASURED = Measured(Calendar([CULTURE_DAY], announced={2026: True}), WINDOWS)
FIVE = ClockRule("five", "Năm ngày", 5, "working", "kiểm thử", True)
MORE = Extension(10, "working", 1, ("head", "office"), "kiểm thử")
FRIDAY = date(2026, 11, 20)


def at(kind: str, day: int, month: int = 11, **more: object) -> ClockEvent:
    return ClockEvent(kind, date(2026, month, day), **more)  # type: ignore[arg-type]


def due(rule: ClockRule, *events: ClockEvent) -> date | None:
    return clocks.run(rule, events, MEASURED).due_on


def test_a_pause_moves_the_due_date_by_the_days_waited():
    assert due(FIVE, at("start", 20)) == date(2026, 11, 30)
    told = tell(FIVE, [at("start", 20), at("pause", 23), at("resume", 26)], MEASURED)
    assert told.state.due_on == date(2026, 12, 2)
    assert told.state.paused_days == 3
    assert [s.day.day for s in told.steps if s.added] == [23, 27, 30, 1, 2]
    assert told.total() == 5
    assert "Đã dừng 3 ngày" in told.sentence


def test_while_it_waits_a_clock_has_no_due_date_and_says_what_is_left():
    state = clocks.run(FIVE, [at("start", 20), at("pause", 25)], MEASURED)
    assert (state.state, state.due_on, state.left) == ("paused", None, 3)
    assert not state.overdue(date(2027, 6, 1))


def test_a_pause_after_the_due_date_does_not_undo_the_delay():
    state = clocks.run(FIVE, [at("start", 20), at("pause", 4, 12)], MEASURED)
    assert state.due_on == date(2026, 11, 30)
    assert state.overdue(date(2026, 12, 5))


def test_an_extension_counts_from_the_end_of_the_term_and_only_before_it():
    rule = replace(FIVE, extension=MORE)
    assert due(rule, at("start", 20), at("extend", 30, amount=2)) == date(2026, 12, 2)
    late = clocks.run(rule, [at("start", 20), at("extend", 1, 12, amount=2)], MEASURED)
    assert late.due_on == date(2026, 11, 30)
    assert "quá hạn" in late.ignored[0].why


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (at("extend", 25, amount=11), "từ 1 đến 10"),
        (at("extend", 25, amount=3, by="officer"), "thẩm quyền"),
        (at("resume", 25), "không tạm dừng"),
        (at("reopen", 25), "chưa kết thúc"),
        (at("start", 25), "đã bắt đầu"),
    ],
)
def test_what_cannot_be_changes_nothing_and_says_why(event, why):
    state = clocks.run(replace(FIVE, extension=MORE), [at("start", 20), event], MEASURED)
    assert state.due_on == date(2026, 11, 30)
    assert why in state.ignored[0].why


def test_a_second_extension_beyond_the_number_allowed_is_refused():
    rule = replace(FIVE, extension=MORE)
    state = clocks.run(rule, [at("start", 20), at("extend", 25, amount=1), at("extend", 26, amount=1)], MEASURED)
    assert len(state.phases) == 2
    assert "1 lần" in state.ignored[0].why


def test_passing_a_case_on_keeps_or_restarts_the_count_as_the_rule_says():
    assert due(FIVE, at("start", 20), at("transfer", 26)) == date(2026, 11, 30)
    assert due(replace(FIVE, transfer="restarts"), at("start", 20), at("transfer", 26)) == date(2026, 12, 3)
    assert due(FIVE, at("start", 20), at("restart", 26)) == date(2026, 12, 3)


def test_an_answer_ends_only_the_clocks_that_end_with_it():
    first = replace(FIVE, ends=("answer", "finish"))
    events = [at("start", 20), at("answer", 27)]
    assert clocks.run(first, events, MEASURED).in_time is True
    assert clocks.run(FIVE, events, MEASURED).state == "running"
    late = clocks.run(FIVE, [at("start", 20), at("finish", 1, 12)], MEASURED)
    assert (late.in_time, late.ended_on) == (False, date(2026, 12, 1))


def test_opening_again_begins_a_new_count():
    state = clocks.run(FIVE, [at("start", 20), at("finish", 25), at("reopen", 1, 12)], MEASURED)
    assert (state.state, state.due_on, state.cycle) == ("running", date(2026, 12, 8), 2)


def test_a_calendar_term_that_ends_on_a_day_off_moves_on_and_an_extension_follows_it():
    rule = ClockRule("c", "Tám ngày", 8, "calendar", "kiểm thử", True, extension=replace(MORE, unit="calendar"))
    told = tell(rule, [at("start", 20)], MEASURED)
    assert told.state.due_on == date(2026, 11, 30)
    assert [s.kind for s in told.steps][-3:] == ["rolled", "weekend", "due"]
    assert due(rule, at("start", 20), at("extend", 28, amount=2)) == date(2026, 12, 2)


def test_hours_run_in_office_hours_only():
    rule = ClockRule("h", "Tám giờ", 8, "hours", "kiểm thử", True)
    start = ClockEvent("start", FRIDAY, moment=datetime(2026, 11, 20, 15, 0))  # noqa: DTZ001 - local clock time
    told = tell(rule, [start], MEASURED)
    assert [(s.day, s.added) for s in told.steps if s.added] == [(FRIDAY, 150), (date(2026, 11, 23), 330)]
    assert told.state.due_on == date(2026, 11, 23)
    assert divmod(told.state.due_minute, 60) == (15, 0)


def test_every_reviewed_rule_reads_and_its_variants_are_found():
    held = from_files()
    rules = held.rules(FRIDAY)
    assert {r.code for r in rules} >= {"petition.answer", "complaint.first.remote-complex", "information.post.complex"}
    assert held.rule("complaint.first", FRIDAY).amount == 30
    assert held.rule("complaint.first", FRIDAY, remote=True).amount == 45
    assert held.rule("complaint.first", FRIDAY, remote=True, complex_case=True).amount == 60
    assert held.rule("complaint.again", FRIDAY, complex_case=True).code == "complaint.again"


def test_a_rule_before_its_day_is_not_in_force():
    held = from_files()
    with pytest.raises(LookupError):
        held.rule("petition.normative", date(2025, 5, 30))
    assert held.rule("petition.normative", date(2025, 5, 31)).amount == 15


def test_long_explanations_fold_without_losing_a_day():
    rule = replace(FIVE, amount=90)
    told = tell(rule, [at("start", 20)], MEASURED)
    lines = fold_clock(told.steps)
    assert len(lines) < len(told.steps)
    assert sum((b.day - a.day).days + 1 for a, b in lines) == len(told.steps)


# -- random histories ----------------------------------------------------------------------------------------------

KINDS = [*(k for k in clocks.KINDS if k != clocks.START), "pause", "resume", "extend"]


def random_rule(dice: random.Random) -> ClockRule:
    unit = dice.choice(["working", "working", "calendar", "hours"])
    more = None
    if dice.random() < 0.7:
        of = "hours" if unit == "hours" else dice.choice(["working", "calendar"])
        more = Extension(dice.randint(1, 15), of, dice.randint(1, 2), ("head",), "ngẫu nhiên")
    return ClockRule(
        "random",
        "Ngẫu nhiên",
        dice.randint(0, 12),
        unit,
        "ngẫu nhiên",
        True,
        inclusive=dice.random() < 0.3,
        roll=dice.random() < 0.8,
        ends=dice.choice([("finish",), ("answer", "finish")]),
        pauses=dice.random() < 0.9,
        transfer=dice.choice(["keeps", "restarts"]),
        extension=more,
    )


def random_history(dice: random.Random, rule: ClockRule) -> list[ClockEvent]:
    start = date(2026, 1, 1) + timedelta(days=dice.randint(0, 330))

    def moment(day: date) -> datetime | None:
        if rule.unit != "hours" or dice.random() < 0.3:
            return None
        return datetime(day.year, day.month, day.day, dice.randint(0, 23), dice.randint(0, 59))  # noqa: DTZ001

    events = [ClockEvent(clocks.START, start, moment=moment(start))]
    for _ in range(dice.randint(0, 6)):
        day = start + timedelta(days=dice.randint(0, 25))
        events.append(ClockEvent(dice.choice(KINDS), day, amount=dice.randint(1, 15), moment=moment(day)))
    return events


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**63))
def test_the_explanation_of_any_history_adds_up_to_the_answer(seed):
    """A thousand histories an example: the walk, written apart from the sums, leads to the same day."""
    dice = random.Random(seed)
    for _ in range(1000):
        rule = random_rule(dice)
        events = random_history(dice, rule)
        told = tell(rule, events, MEASURED)
        state = told.state
        assert len(state.ignored) <= len(events)
        if state.due_on is None:
            assert state.state in ("idle", "paused")
            continue
        assert told.total() == sum(p.amount for p in state.phases), (rule, events)
        assert told.leads_to() == state.due_on, (rule, events)
        if rule.roll and rule.unit != "hours":
            assert MEASURED.calendar.is_working_day(state.due_on)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**63))
def test_replaying_a_history_gives_what_living_through_it_gave(seed):
    """Told at once, one by one as days pass, or without what was ignored: the same clock."""
    dice = random.Random(seed)
    for _ in range(50):
        rule = random_rule(dice)
        axis = MEASURED.axis(rule.unit)
        events = [e for _, e in clocks.in_order(random_history(dice, rule), axis)]
        live = [clocks.run(rule, events[: n + 1], MEASURED) for n in range(len(events))]
        replayed = clocks.run(rule, events, MEASURED)
        assert live[-1] == replayed
        told = clocks.run(rule, clocks.without_ignored(events, replayed), MEASURED)
        assert replace(replayed, ignored=()) == told


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**63), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_one_more_day_off_never_makes_a_running_clock_end_earlier(seed, extra):
    dice = random.Random(seed)
    fuller = Measured(Calendar([CULTURE_DAY, DecidedDay(extra, "off", "Nghỉ thêm")]), WINDOWS)
    for _ in range(40):
        rule = random_rule(dice)
        events = [e for e in random_history(dice, rule) if e.kind in ("start", "pause", "resume")]
        before, after = clocks.run(rule, events, MEASURED), clocks.run(rule, events, fuller)
        if before.due_on is not None and after.due_on is not None:
            assert after.due_on >= before.due_on
