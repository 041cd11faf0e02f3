"""Two ways of measuring time, each as sums over a table made once: days, and minutes of office hours.

A position on the axis of days is a day's ordinal; on the axis of minutes it counts minutes from the same origin. An
event that names only a day takes effect at that day's close, so what was running still counts the day itself and the
next day is the first of what begins (Bộ luật Dân sự 2015, Điều 147: the day of an event is not counted).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol

from donghanh.ground.workcal.engine.days import FIRST, LAST, Calendar

DAY = 1440
Window = tuple[int, int]


def minute_of(moment: datetime | None) -> int:
    """Return a moment's minute of its day, the first being 1; a day without a moment means its close."""
    return DAY if moment is None else max(1, moment.hour * 60 + moment.minute)


class Axis(Protocol):
    """What a clock asks of an axis."""

    def at(self, on: date, moment: datetime | None) -> int:
        """Return an event's position."""

    def day(self, position: int) -> date:
        """Return the day a position lies on."""

    def count(self, after: int, until: int, unit: str) -> int:
        """Count units after one position, up to and with another."""

    def advance(self, after: int, amount: int, unit: str) -> int:
        """Return where so many units after a position have passed."""

    def roll(self, position: int) -> int:
        """Return the position itself, or the next working day's."""

    def first(self, position: int) -> int:
        """Return where counting begins when the first day counts too."""


class DayTable:
    """Worked days as running sums, so that any count is two look-ups."""

    def __init__(self, calendar: Calendar) -> None:
        self.origin = FIRST.toordinal()
        self.worked: list[int] = []
        self.before: list[int] = [0]
        day, last = FIRST, LAST
        while day < last:
            if calendar.is_working_day(day):
                self.worked.append(day.toordinal())
            self.before.append(len(self.worked))
            day += timedelta(days=1)

    def upto(self, ordinal: int) -> int:
        """Count worked days up to and with a day."""
        return self.before[ordinal - self.origin + 1]


class DayAxis:
    """Days: ``working`` or ``calendar``."""

    def __init__(self, table: DayTable) -> None:
        self.table = table

    def at(self, on: date, moment: datetime | None) -> int:  # noqa: ARG002 - days know no hours
        """Return a day's ordinal."""
        return on.toordinal()

    def day(self, position: int) -> date:
        """Return the day of an ordinal."""
        return date.fromordinal(position)

    def count(self, after: int, until: int, unit: str) -> int:
        """Count days after one, up to and with another."""
        if until <= after:
            return 0
        return until - after if unit == "calendar" else self.table.upto(until) - self.table.upto(after)

    def advance(self, after: int, amount: int, unit: str) -> int:
        """Return the day on which so many days have been counted."""
        if unit == "calendar" or amount == 0:
            return after + amount
        return self.table.worked[self.table.upto(after) + amount - 1]

    def roll(self, position: int) -> int:
        """Return the day itself if worked, else the next one that is."""
        done = self.table.upto(position)
        if done and self.table.worked[done - 1] == position:
            return position
        return self.table.worked[done]

    def first(self, position: int) -> int:
        """Begin the day before, so that the day itself counts."""
        return position - 1


class MinuteAxis:
    """Minutes of office hours on worked days; a term of hours is sixty times as many."""

    def __init__(self, table: DayTable, windows: tuple[Window, ...]) -> None:
        self.table, self.windows = table, windows
        self.daily = sum(end - begin for begin, end in windows)

    def at(self, on: date, moment: datetime | None) -> int:
        """Return a moment's minute; a day alone means its close."""
        return on.toordinal() * DAY + minute_of(moment)

    def day(self, position: int) -> date:
        """Return the day of a minute; midnight belongs to the day it closes."""
        return date.fromordinal((position - 1) // DAY)

    def minute(self, position: int) -> int:
        """Return the minute of the day."""
        return (position - 1) % DAY + 1

    def within(self, minute: int) -> int:
        """Count the office minutes of one worked day up to a minute."""
        return sum(max(0, min(minute, end) - begin) for begin, end in self.windows)

    def upto(self, position: int) -> int:
        """Count the office minutes up to a position."""
        ordinal = (position - 1) // DAY
        whole = self.table.upto(ordinal - 1)
        worked = self.table.upto(ordinal) > whole
        return whole * self.daily + (self.within(self.minute(position)) if worked else 0)

    def count(self, after: int, until: int, unit: str) -> int:  # noqa: ARG002 - one unit only
        """Count office minutes between two positions."""
        return self.upto(until) - self.upto(after) if until > after else 0

    def advance(self, after: int, amount: int, unit: str) -> int:  # noqa: ARG002 - one unit only
        """Return the minute at which so many office minutes have passed."""
        if amount == 0:
            return after
        whole, rest = divmod(self.upto(after) + amount - 1, self.daily)
        left = rest + 1
        for begin, end in self.windows:
            if left <= end - begin:
                return self.table.worked[whole] * DAY + begin + left
            left -= end - begin
        raise AssertionError("a day's minutes are the sum of its windows")

    def roll(self, position: int) -> int:
        """Hours end when they end."""
        return position

    def first(self, position: int) -> int:
        """The first moment is always counted from itself."""
        return position


class Measured:
    """A calendar with its tables, made once for all the clocks that ask."""

    def __init__(self, calendar: Calendar, windows: tuple[Window, ...]) -> None:
        self.calendar, self.windows = calendar, windows

    @cached_property
    def table(self) -> DayTable:
        """Return the running sums of worked days."""
        return DayTable(self.calendar)

    @cached_property
    def days(self) -> DayAxis:
        """Return the axis of days."""
        return DayAxis(self.table)

    @cached_property
    def minutes(self) -> MinuteAxis:
        """Return the axis of office minutes."""
        return MinuteAxis(self.table, self.windows)

    def axis(self, unit: str) -> DayAxis | MinuteAxis:
        """Return the axis on which a unit is measured."""
        return self.minutes if unit == "hours" else self.days
