"""The working calendar and the one deadline function, which returns the date and the count day by day.

Rules (Bộ luật Dân sự 2015, Điều 147-148): the first day is not counted; counting begins on the next day; where the last
day is a day off, the time ends at the close of the next working day. "Ngày làm việc" skips days off and counts
Saturdays worked in exchange; "ngày" counts every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from donghanh.kit.dates import show_date as _show

ONE = timedelta(days=1)
LONGEST = 3660  # ten years: longer counts are typing mistakes
FIRST, LAST = date(2010, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class DecidedDay:
    """A day decided apart from the library: ``kind`` is ``off`` or ``work``."""

    day: date
    kind: str
    note: str
    basis: str = ""
    verified: bool = True


@dataclass(frozen=True)
class DayStep:
    """One day of a count: its number (``None`` where not counted), its kind and the words beside it.

    ``kind``: ``start`` · ``counted`` · ``weekend`` · ``holiday`` · ``rolled`` (day off on which the time would have
    ended) · ``due`` (the working day it moved to) · ``before`` (the day named by "trước ngày").
    """

    day: date
    counted: int | None
    kind: str
    note: str


@dataclass(frozen=True)
class Deadline:
    """A due date, how it was counted, the rule in one sentence; ``provisional`` where a year is not announced."""

    due_on: date
    steps: tuple[DayStep, ...]
    rule: str
    provisional: bool = False


class Calendar:
    """Which days are worked: the library of Vietnamese holidays under the reviewed exceptions."""

    def __init__(self, exceptions: Iterable[DecidedDay] = (), *, announced: Mapping[int, bool] | None = None) -> None:
        self._exceptions = {e.day: e for e in exceptions}
        self._announced = dict(announced or {})
        # The library extends itself by a year when asked about it; names come in Vietnamese.
        self._library = holidays.country_holidays("VN", years=range(2023, 2028), language="vi")

    def exception(self, day: date) -> DecidedDay | None:
        """Return what was decided for this very day, if anything."""
        return self._exceptions.get(day)

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on a day."""
        decided = self._exceptions.get(day)
        if decided is not None:
            return decided.kind == "work"
        if day in self._library:
            return False
        return day.weekday() < 5 or day in self._library.weekend_workdays

    def kind(self, day: date) -> str:
        """Return ``working``, ``worked-weekend``, ``weekend`` or ``holiday``."""
        if self.is_working_day(day):
            return "working" if day.weekday() < 5 else "worked-weekend"
        decided = self._exceptions.get(day)
        return "holiday" if decided is not None or day in self._library else "weekend"

    def note(self, day: date) -> str:
        """Say in words what a day is: the holiday's name, "nghỉ cuối tuần", "ngày làm việc", "làm bù"."""
        decided = self._exceptions.get(day)
        if decided is not None and decided.note:
            return decided.note
        kind = self.kind(day)
        if kind == "holiday":
            return str(self._library.get(day) or "Ngày nghỉ")
        return {"working": "ngày làm việc", "worked-weekend": "thứ bảy làm bù", "weekend": "nghỉ cuối tuần"}[kind]

    def announced(self, year: int) -> bool:
        """Say whether the days off of a year are decided; later years are only calculated."""
        if year in self._announced:
            return self._announced[year]
        return bool(self._announced) and year <= max(y for y, yes in self._announced.items() if yes)

    def roll(self, day: date) -> date:
        """Return the day itself if worked, else the next working day."""
        while not self.is_working_day(day):
            day += ONE
        return day

    def roll_back(self, day: date) -> date:
        """Return the day itself if worked, else the last working day before it."""
        while not self.is_working_day(day):
            day -= ONE
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """Return the n-th working day after ``start`` (before it where n is negative); 0 gives ``start`` rolled on."""
        if n == 0:
            return self.roll(start)
        step = ONE if n > 0 else -ONE
        day, left = start, abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Count the working days after ``a`` up to and with ``b``; negative where ``b`` comes first."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))

    # -- the deadline ------------------------------------------------------------------------------------------

    def deadline(
        self,
        start: date,
        *,
        days: int,
        unit: str,
        inclusive: bool = False,
        roll: bool = True,
        start_note: str = "ngày bắt đầu",
    ) -> Deadline:
        """Count ``days`` working or calendar days from ``start`` and tell each day of the count."""
        if unit not in ("working", "calendar"):
            raise ValueError(f"unknown unit of days: {unit}")
        if not 0 <= days <= LONGEST:
            raise ValueError(f"a term has from 0 to {LONGEST} days, not {days}")
        steps: list[DayStep] = []
        count, day = 0, start
        if inclusive and days and self._counts(start, unit):
            count = 1
            steps.append(DayStep(start, 1, "start", f"{start_note}, tính cả ngày đầu"))
        elif inclusive and days:
            steps.append(DayStep(start, 0, "start", f"{start_note}, là ngày nghỉ nên không tính"))
        else:
            steps.append(DayStep(start, 0, "start", f"{start_note}, ngày đầu không tính"))
        while count < days:
            day += ONE
            if self._counts(day, unit):
                count += 1
                steps.append(DayStep(day, count, "counted", self.note(day)))
            else:
                steps.append(self._off(day))
        return self._ended(day, steps, roll=roll, rule=self._rule(days, unit, inclusive=inclusive, roll=roll))

    def strict_before(self, day: date, *, inclusive: bool = False, roll: bool = True) -> Deadline:
        """Read "trước ngày X": the day before is the last, or X itself where the office reads it so."""
        if inclusive:
            steps = [DayStep(day, None, "before", "ngày ghi trong văn bản, được tính là ngày cuối")]
            return self._ended(day, steps, roll=roll, rule=f"“Trước ngày {_show(day)}”, tính cả ngày đó.")
        last = day - ONE
        steps = [
            DayStep(last, None, "counted", "ngày cuối còn đúng hạn"),
            DayStep(day, None, "before", "ngày ghi trong văn bản, không tính"),
        ]
        if roll and not self.is_working_day(last):
            due = self.roll(last)
            steps = [DayStep(last, None, "rolled", f"ngày cuối, {self.note(last)}")]
            steps += [self._off(last + timedelta(days=i)) for i in range(1, (due - last).days)]
            steps.append(DayStep(due, None, "due", f"{self.note(due)} tiếp theo"))
            moved = f"ngày cuối {_show(last)} là ngày nghỉ nên hết hạn vào ngày làm việc tiếp theo."
            rule = f"“Trước ngày {_show(day)}”: {moved}"
            return Deadline(due, tuple(steps), rule, self._provisional(last, due))
        return Deadline(
            last,
            tuple(steps),
            f"“Trước ngày {_show(day)}”: ngày {_show(last)} là ngày cuối.",
            self._provisional(last, day),
        )

    def roll_forward(self, day: date) -> Deadline:
        """A date named as the last one: itself, or the next working day where it is a day off."""
        steps = [DayStep(day, None, "counted", self.note(day))] if self.is_working_day(day) else []
        return self._ended(day, steps, roll=True, rule=f"Hạn ghi là ngày {_show(day)}.")

    def _counts(self, day: date, unit: str) -> bool:
        return unit == "calendar" or self.is_working_day(day)

    def _off(self, day: date) -> DayStep:
        return DayStep(day, None, "holiday" if self.kind(day) == "holiday" else "weekend", self.note(day))

    def _ended(self, last: date, steps: list[DayStep], *, roll: bool, rule: str) -> Deadline:
        """Move the end from a day off to the next working day, and say so."""
        due = last
        if roll and not self.is_working_day(last):
            due = self.roll(last)
            if steps and steps[-1].day == last and steps[-1].kind != "start":
                ended = steps.pop()
                steps.append(DayStep(last, ended.counted, "rolled", f"ngày cuối, {self.note(last)}"))
            elif not steps:
                steps.append(DayStep(last, None, "rolled", self.note(last)))
            day = last + ONE
            while day < due:
                steps.append(self._off(day))
                day += ONE
            steps.append(DayStep(due, None, "due", f"{self.note(due)} tiếp theo"))
            rule = f"{rule} Ngày cuối {_show(last)} là ngày nghỉ nên hết hạn vào ngày làm việc tiếp theo."
        return Deadline(due, tuple(steps), rule, self._provisional(steps[0].day, due))

    def _provisional(self, begin: date, end: date) -> bool:
        return any(not self.announced(year) for year in range(begin.year, end.year + 1))

    def _rule(self, days: int, unit: str, *, inclusive: bool, roll: bool) -> str:
        name = "ngày làm việc" if unit == "working" else "ngày"
        first = "tính cả ngày đầu" if inclusive else "ngày đầu không tính"
        end = "" if roll else "; ngày cuối giữ nguyên dù là ngày nghỉ"
        return f"{days} {name}, {first}{end}."


def recompute(deadline: Deadline) -> date:
    """Return the date that the told steps alone lead to: the day moved to, else the last day counted."""
    moved = [s.day for s in deadline.steps if s.kind == "due"]
    if moved:
        return moved[-1]
    counted = [s.day for s in deadline.steps if s.kind == "counted" or (s.kind == "start" and s.counted)]
    named = [s.day for s in deadline.steps if s.kind in ("before", "start", "rolled")]
    return counted[-1] if counted else named[-1]


def fold_steps(steps: Iterable[DayStep]) -> list[tuple[DayStep, DayStep]]:
    """Draw neighbouring weekend days together, and long plain runs too, for showing: (first, last) of each line."""
    lines: list[tuple[DayStep, DayStep]] = []
    for step in steps:
        if lines:
            first, last = lines[-1]
            same = step.kind == last.kind == "weekend" and step.day - last.day == ONE and step.note == last.note
            if same:
                lines[-1] = (first, step)
                continue
        lines.append((step, step))
    return lines
