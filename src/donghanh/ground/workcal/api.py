"""The door of the room: is a day worked, when is a term over and why, which legal term is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from donghanh.ground.workcal import queries
from donghanh.ground.workcal.domain import TermRef as Term
from donghanh.ground.workcal.engine import clocks
from donghanh.ground.workcal.engine.clocks import ClockEvent, ClockRule, ClockState, Extension
from donghanh.ground.workcal.engine.days import LONGEST, Calendar, DayStep, Deadline, fold_steps
from donghanh.ground.workcal.engine.telling import ClockStep, Explanation, fold_clock, tell
from donghanh.ground.workcal.queries import Held
from donghanh.ground.workcal.services import import_reference
from donghanh.kit.errors import Invalid

__all__ = [
    "Calendar",
    "ClockEvent",
    "ClockRule",
    "ClockState",
    "ClockStep",
    "DayStep",
    "Deadline",
    "Explanation",
    "Extension",
    "Held",
    "Term",
    "add_working_days",
    "calendar",
    "clock",
    "clock_rule",
    "clock_rules",
    "clocks",
    "day_note",
    "deadline",
    "explain_clock",
    "fold_clock",
    "fold_steps",
    "held",
    "import_reference",
    "is_working_day",
    "roll_forward",
    "stamp",
    "strict_before",
    "term",
    "working_days_between",
]


def calendar() -> Calendar:
    """Return the calendar itself, for jobs that ask about many days."""
    return queries.calendar()


def is_working_day(day: date) -> bool:
    """Say whether offices work on a day."""
    return queries.calendar().is_working_day(day)


def day_note(day: date) -> str:
    """Say in words what a day is: a holiday's name, a weekend, a working day, a Saturday worked in exchange."""
    return queries.calendar().note(day)


def add_working_days(start: date, n: int) -> date:
    """Return the n-th working day after a day (before it where n is negative)."""
    return queries.calendar().add_working_days(start, n)


def working_days_between(a: date, b: date) -> int:
    """Count the working days after ``a`` up to and with ``b``; negative where ``b`` comes first."""
    return queries.calendar().working_days_between(a, b)


def deadline(
    start: date, *, days: int, unit: str, inclusive: bool = False, roll: bool = True, start_note: str = "ngày bắt đầu"
) -> Deadline:
    """Count a term from a day, ``unit`` ``"working"`` or ``"calendar"``; the answer tells every day of the count."""
    if not 0 <= days <= LONGEST:
        raise Invalid("workcal.days", f"Số ngày phải từ 0 đến {LONGEST}.", fields={"days": f"Từ 0 đến {LONGEST}."})
    return queries.calendar().deadline(
        start, days=days, unit=unit, inclusive=inclusive, roll=roll, start_note=start_note
    )


def strict_before(day: date, *, inclusive: bool = False, roll: bool = True) -> Deadline:
    """Read "trước ngày X": the day before is the last on-time day, or X itself where the regime says ``inclusive``."""
    return queries.calendar().strict_before(day, inclusive=inclusive, roll=roll)


def roll_forward(day: date) -> Deadline:
    """A date named as the last one: itself, or the next working day where it is a day off."""
    return queries.calendar().roll_forward(day)


def term(code: str, *, on: date) -> Term:
    """Return the legal term in force on a day; ``LookupError`` where there is none."""
    return queries.term(code, on=on)


# -- clocks of cases ---------------------------------------------------------------------------------------------


def clock_rule(code: str, *, on: date, remote: bool = False, complex_case: bool = False) -> ClockRule:
    """Return the rule of a clock in force on a day, or its variant for a remote commune or a complex case.

    A case asks with the day on which it opened and so keeps the figures of that day; ``LookupError`` where no such
    rule is in force.
    """
    return queries.held().rule(code, on, remote=remote, complex_case=complex_case)


def clock_rules(*, on: date) -> list[ClockRule]:
    """List every rule in force on a day."""
    return queries.held().rules(on)


def clock(rule: ClockRule, events: Iterable[ClockEvent]) -> ClockState:
    """Say where a clock stands after its events: state, due date, what was ignored and why. Cheap: made for lists."""
    return queries.held().clock(rule, events)


def explain_clock(rule: ClockRule, events: Iterable[ClockEvent]) -> Explanation:
    """Tell a clock day by day; the lines that count add up to the term."""
    return tell(rule, events, queries.held().measured)


def stamp() -> str:
    """Name the calendar and terms of now; two equal stamps give every clock the same answer."""
    return queries.held().stamp


def held() -> Held:
    """Return calendar, terms and rules as they are now, held still for a job over many cases: it asks nothing again."""
    return queries.held()
