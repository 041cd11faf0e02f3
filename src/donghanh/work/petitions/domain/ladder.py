"""The ladder of reminders: who hears when, at most how often, and in which hours."""

from __future__ import annotations

from datetime import datetime

# working days from the due date (negative: before it) -> who is told. Each rung once; the ladder is the cap.
LADDER = ((-2, "officer"), (1, "head"), (3, "office"), (7, "leader"))
QUIET_BEFORE, QUIET_FROM = 7, 18


def rung(*, days_past: int, climbed: int) -> str:
    """Return who is to be told now, given how many rungs were climbed; "" when it is nobody's turn.

    One rung a day: where a case was forgotten for long, each of those on the ladder still gets a day before the next.
    """
    if climbed >= len(LADDER):
        return ""
    day, who = LADDER[climbed]
    return who if days_past >= day else ""


def quiet(at: datetime) -> bool:
    """Say whether people are left in peace at this local hour."""
    return not QUIET_BEFORE <= at.hour < QUIET_FROM
