"""A clock told day by day: every day from the start to the due date, what it was, and whether it counted.

Written apart from ``clocks.run`` on purpose: it walks the calendar one day at a time with no sums, so each of the two
checks the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from donghanh.ground.workcal.engine import clocks
from donghanh.ground.workcal.engine.axis import DAY, Measured, Window, minute_of
from donghanh.ground.workcal.engine.clocks import ClockEvent, ClockRule, ClockState, Phase
from donghanh.ground.workcal.engine.days import Calendar

ONE = timedelta(days=1)


@dataclass(frozen=True)
class ClockStep:
    """One line of the explanation: what the day added (minutes for hours) and what was counted so far.

    ``kind``: ``counted`` · ``weekend`` · ``holiday`` · ``paused`` · ``rolled`` (day off on which the time would have
    ended) · ``due`` (the working day it moved to) · or the kind of an event. ``cycle`` grows with every restart; what
    an earlier cycle counted is void.
    """

    day: date
    kind: str
    added: int
    counted: int
    note: str
    cycle: int


@dataclass(frozen=True)
class Explanation:
    """The state, the walk that leads to it, and the rule in one sentence."""

    rule: ClockRule
    state: ClockState
    steps: tuple[ClockStep, ...]
    sentence: str
    provisional: bool = False

    def total(self) -> int:
        """Add up what the days of the last cycle counted; equals the whole term once the due date is known."""
        return sum(s.added for s in self.steps if s.cycle == self.state.cycle)

    def leads_to(self) -> date | None:
        """Return the day that the told lines alone lead to."""
        if self.state.due_on is None:
            return None
        mine = [s for s in self.steps if s.cycle == self.state.cycle]
        ends = [s.day for s in mine if s.kind == "due" or s.added]
        return max(ends) if ends else mine[0].day


@dataclass
class _Walk:
    """What the walker knows at the opening of a day."""

    rule: ClockRule
    calendar: Calendar
    windows: tuple[Window, ...]
    phases: list[Phase] = field(default_factory=list)
    phase: int = 0
    got: int = 0
    total: int = 0
    running: bool = False
    paused: bool = False
    closed: bool = False
    rolling: bool = False
    cycle: int = 0
    steps: list[ClockStep] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.phase >= len(self.phases) and not self.rolling

    def line(self, day: date, kind: str, note: str, added: int = 0) -> None:
        self.total += added
        self.steps.append(ClockStep(day, kind, added, self.total, note, self.cycle))

    def off(self, day: date) -> None:
        kind = "holiday" if self.calendar.kind(day) == "holiday" else "weekend"
        self.line(day, kind, self.calendar.note(day))

    def begin(self, day: date, event: ClockEvent, words: str) -> None:
        self.phases = [Phase(clocks.units(self.rule, self.rule.amount), self.rule.unit)]
        self.phase = self.got = self.total = 0
        self.running, self.paused, self.closed, self.rolling = True, False, False, False
        self.cycle += 1
        note = event.note or words
        if self.rule.unit != "hours" and self.rule.inclusive:
            counts = self.rule.amount > 0 and self.counts(day)
            self.line(day, event.kind, f"{note}, tính cả ngày đầu" if counts else f"{note}, không tính", int(counts))
            self.got += int(counts)
        else:
            self.line(day, event.kind, note if self.rule.unit == "hours" else f"{note}, ngày đầu không tính")
        self.reached(day)

    def counts(self, day: date) -> bool:
        return self.phases[self.phase].unit == "calendar" or self.calendar.is_working_day(day)

    def reached(self, day: date) -> bool:
        """Close the phase when its amount is counted; a day off moves its end on."""
        while self.phase < len(self.phases) and self.got >= self.phases[self.phase].amount:
            self.phase, self.got = self.phase + 1, 0
            if self.rule.roll and self.rule.unit != "hours" and not self.calendar.is_working_day(day):
                self.rolling = True
                return True
        return False

    def pass_day(self, day: date) -> None:
        """Let a whole day pass."""
        if self.rolling:
            if self.calendar.is_working_day(day):
                self.rolling = False
                self.line(day, "due", f"{self.calendar.note(day)} tiếp theo, là ngày hết hạn")
                self.reached(day)
            else:
                self.off(day)
        elif self.paused:
            self.line(day, "paused", "đang chờ, không tính")
        elif not self.running or self.over:
            return
        elif self.counts(day):
            self.got += 1
            note = self.calendar.note(day)
            self.line(day, "counted", note, 1)
            if self.reached(day):
                last = self.steps.pop()
                self.steps.append(ClockStep(day, "rolled", 1, last.counted, f"ngày cuối, {note}", self.cycle))
        else:
            self.off(day)

    def pass_minutes(self, day: date, begin: int, end: int) -> int:
        """Let a part of a day pass and return the office minutes it counted."""
        if not self.running or self.paused or self.over or not self.calendar.is_working_day(day):
            return 0
        added = 0
        for opens, closes in self.windows:
            some = max(0, min(end, closes) - max(begin, opens))
            while some and self.phase < len(self.phases):
                taken = min(some, self.phases[self.phase].amount - self.got)
                self.got, some, added = self.got + taken, some - taken, added + taken
                self.reached(day)
        return added

    def happen(self, day: date, event: ClockEvent) -> None:
        """Let an event happen at the close of what came before."""
        words = event.note or clocks.KINDS[event.kind]
        kind = event.kind
        restarts = kind == clocks.TRANSFER and self.rule.transfer == "restarts"
        if kind in (clocks.START, clocks.RESTART, clocks.REOPEN) or restarts:
            self.begin(day, event, clocks.KINDS[kind])
            return
        if kind == clocks.EXTEND and self.rule.extension is not None:
            more = self.rule.extension
            self.phases.append(Phase(clocks.units(self.rule, event.amount), more.unit))
            self.line(day, kind, f"{words} thêm {event.amount} {clocks.UNIT_WORDS[more.unit]}")
            return
        if kind == clocks.PAUSE:
            self.paused = True
        elif kind == clocks.RESUME:
            self.paused = False
        elif kind == clocks.WITHDRAW or kind in self.rule.ends:
            self.paused, self.closed = False, True
        self.line(day, kind, words)


def tell(rule: ClockRule, events: Iterable[ClockEvent], measured: Measured) -> Explanation:
    """Walk from the start to the due date and tell every day; a paused clock is told up to its last event."""
    given = list(events)
    state = clocks.run(rule, given, measured)
    walk = _Walk(rule, measured.calendar, measured.windows)
    by_day: dict[date, list[ClockEvent]] = {}
    for _, event in clocks.in_order(clocks.without_ignored(given, state), measured.axis(rule.unit)):
        by_day.setdefault(event.on, []).append(event)
    if by_day:
        _walk(walk, by_day)
    begin = state.started_on
    years = range(begin.year, (walk.steps[-1].day.year if walk.steps else begin.year) + 1) if begin else range(0)
    provisional = any(not measured.calendar.announced(year) for year in years)
    return Explanation(rule, state, tuple(walk.steps), sentence(rule, state), provisional)


def _walk(walk: _Walk, by_day: dict[date, list[ClockEvent]]) -> None:
    day, last = min(by_day), max(by_day)
    while day <= last or walk.rolling or not (walk.over or walk.paused):
        happened = by_day.get(day, [])
        if walk.rule.unit == "hours":
            _hours(walk, day, happened)
        else:
            walk.pass_day(day)
            for event in happened:
                walk.happen(day, event)
        day += ONE


def _hours(walk: _Walk, day: date, happened: list[ClockEvent]) -> None:
    before, minute, started = len(walk.steps), 0, walk.running
    paused = walk.paused
    for event in happened:
        now = minute_of(event.moment)
        added = walk.pass_minutes(day, minute, now)
        if added:
            walk.line(day, "counted", walk.calendar.note(day), added)
        walk.happen(day, event)
        minute = now
    added = walk.pass_minutes(day, minute, DAY)
    if added:
        walk.line(day, "counted", walk.calendar.note(day), added)
    if len(walk.steps) == before and started and not walk.over:
        if paused:
            walk.line(day, "paused", "đang chờ, không tính")
        elif not walk.calendar.is_working_day(day):
            walk.off(day)


def sentence(rule: ClockRule, state: ClockState) -> str:
    """Say the rule and what the events did to it, in one breath."""
    parts = [rule.words()]
    if len(state.phases) > 1:
        per = 60 if rule.unit == "hours" else 1
        more = " và ".join(f"{p.amount // per} {clocks.UNIT_WORDS[p.unit]}" for p in state.phases[1:])
        parts.append(f"Được gia hạn {more}, tính từ khi hết hạn trước.")
    if state.paused_days:
        parts.append(f"Đã dừng {state.paused_days} ngày để chờ, không tính vào thời hạn.")
    if state.cycle > 1:
        parts.append(f"Tính lại từ đầu {state.cycle - 1} lần.")
    if state.state == clocks.PAUSED and state.due_on is None:
        parts.append("Đang tạm dừng nên chưa có ngày hết hạn.")
    return " ".join(parts)


def fold_clock(steps: Iterable[ClockStep], *, longest: int = 60) -> list[tuple[ClockStep, ClockStep]]:
    """Draw neighbouring days of one kind together for showing: weekends, pauses, and plain days of long counts."""
    told = list(steps)
    runs = ("weekend", "paused", "counted") if len(told) > longest else ("weekend", "paused")
    lines: list[tuple[ClockStep, ClockStep]] = []
    for step in told:
        if lines and step.kind in runs:
            first, last = lines[-1]
            if step.kind == last.kind and step.day - last.day == ONE and step.note == last.note:
                lines[-1] = (first, step)
                continue
        lines.append((step, step))
    return lines
