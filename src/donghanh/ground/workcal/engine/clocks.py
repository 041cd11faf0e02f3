"""A case's clock: its state as a pure function of a dated rule, the case's own events and the dated calendar.

Nothing here is stored: the same events give the same answer today and in ten years. ``run`` adds up stretches of
time and is what jobs over many cases ask; ``telling.tell`` walks day by day and is what people read. The two are
written apart, and property tests hold them to one answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from donghanh.ground.workcal.engine.axis import DAY, DayAxis, Measured, MinuteAxis

START, PAUSE, RESUME, RESTART = "start", "pause", "resume", "restart"
EXTEND, TRANSFER, WITHDRAW = "extend", "transfer", "withdraw"
ANSWER, FINISH, REOPEN = "answer", "finish", "reopen"
KINDS = {
    START: "bắt đầu",
    PAUSE: "tạm dừng",
    RESUME: "chạy tiếp",
    RESTART: "tính lại từ đầu",
    EXTEND: "gia hạn",
    TRANSFER: "chuyển cơ quan",
    WITHDRAW: "rút",
    ANSWER: "trả lời",
    FINISH: "kết thúc",
    REOPEN: "mở lại",
}
UNIT_WORDS = {"working": "ngày làm việc", "calendar": "ngày", "hours": "giờ làm việc"}
UNITS = tuple(UNIT_WORDS)
IDLE, RUNNING, PAUSED, ENDED, WITHDRAWN = "idle", "running", "paused", "ended", "withdrawn"
FOREVER = 2**62
STATE_WORDS = {
    IDLE: "chưa bắt đầu",
    RUNNING: "đang chạy",
    PAUSED: "đang tạm dừng",
    ENDED: "đã kết thúc",
    WITHDRAWN: "đã rút",
}


@dataclass(frozen=True)
class Extension:
    """How a term may be made longer: each time at most ``most`` units, ``times`` in all, by these roles."""

    most: int
    unit: str
    times: int
    by: tuple[str, ...]
    source: str
    verified: bool = False


@dataclass(frozen=True)
class ClockRule:
    """A dated rule: how much time, how it is counted, what ends it, pauses it and makes it longer.

    ``ends`` are the kinds of event that stop it; ``transfer`` says whether passing the case on ``keeps`` the count or
    ``restarts`` it; ``base`` groups variants of one rule (``remote`` communes, ``complex`` cases).
    """

    code: str
    label: str
    amount: int
    unit: str
    source: str
    verified: bool
    inclusive: bool = False
    roll: bool = True
    ends: tuple[str, ...] = (FINISH,)
    pauses: bool = True
    transfer: str = "keeps"
    extension: Extension | None = None
    base: str = ""
    remote: bool = False
    complex: bool = False
    since: date | None = None
    until: date | None = None

    def words(self) -> str:
        """Write the rule in one sentence."""
        first = "tính cả ngày đầu" if self.inclusive else "ngày đầu không tính"
        count = f"{self.amount} {UNIT_WORDS[self.unit]}"
        return f"{count}, tính trong giờ hành chính." if self.unit == "hours" else f"{count}, {first}."


@dataclass(frozen=True)
class ClockEvent:
    """Something that happened to a case on a day; ``moment`` (Vietnamese local time) matters to hours alone."""

    kind: str
    on: date
    amount: int = 0
    by: str = ""
    note: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class Ignored:
    """An event that changed nothing, and why."""

    event: ClockEvent
    why: str


@dataclass(frozen=True)
class Phase:
    """A stretch of the term: the rule's own amount, or one extension."""

    amount: int
    unit: str


@dataclass(frozen=True)
class ClockState:
    """Where a clock stands. ``due_on`` is ``None`` before the start and while a pause leaves it open.

    ``used`` and ``left`` are units of the running phase and those behind it (minutes for hours) at the last event;
    ``paused_days`` calendar days spent waiting; ``first_due_on`` what the due date was before any event but the start.
    """

    state: str
    started_on: date | None
    due_on: date | None
    first_due_on: date | None
    ended_on: date | None
    phases: tuple[Phase, ...]
    left: int
    paused_since: date | None
    paused_days: int
    ignored: tuple[Ignored, ...]
    cycle: int
    due_minute: int | None = None
    ended_in_time: bool | None = None

    @property
    def in_time(self) -> bool | None:
        """Say whether it ended in time; ``None`` while it has not ended."""
        return self.ended_in_time

    @property
    def open(self) -> bool:
        """Say whether it runs or waits."""
        return self.state in (RUNNING, PAUSED)

    def overdue(self, on: date) -> bool:
        """Say whether it is open and past its due date on a day; a pause that began in time is never overdue."""
        return self.open and self.due_on is not None and on > self.due_on


def in_order(events: Iterable[ClockEvent], axis: DayAxis | MinuteAxis) -> list[tuple[int, ClockEvent]]:
    """Return events by position; those of one position stay in the order in which they were told."""
    placed = [(axis.at(e.on, e.moment), e) for e in events]
    placed.sort(key=lambda pair: pair[0])
    return placed


def units(rule: ClockRule, amount: int) -> int:
    """Return an amount in what its axis counts."""
    return amount * 60 if rule.unit == "hours" else amount


def refusal(rule: ClockRule, event: ClockEvent, *, state: str, used: int) -> str:
    """Say why an event cannot change a clock in this state, as far as dates do not matter; "" where it can."""
    kind = event.kind
    if kind not in KINDS:
        return f"không có loại sự kiện “{kind}”"
    if kind == START:
        return "" if state == IDLE else "thời hạn đã bắt đầu"
    if state == IDLE:
        return "thời hạn chưa bắt đầu"
    if kind == REOPEN:
        return "" if state in (ENDED, WITHDRAWN) else "thời hạn chưa kết thúc nên không mở lại"
    if state in (ENDED, WITHDRAWN):
        return f"thời hạn {STATE_WORDS[state]}"
    if kind == PAUSE:
        if not rule.pauses:
            return "quy định này không cho tạm dừng"
        return "đang tạm dừng rồi" if state == PAUSED else ""
    if kind == RESUME:
        return "" if state == PAUSED else "thời hạn không tạm dừng"
    return _no_extension(rule, event, used) if kind == EXTEND else ""


def _no_extension(rule: ClockRule, event: ClockEvent, used: int) -> str:
    more = rule.extension
    if more is None:
        return "quy định này không cho gia hạn"
    if used >= more.times:
        return f"đã gia hạn đủ {more.times} lần"
    if not 0 < event.amount <= more.most:
        return f"mỗi lần gia hạn từ 1 đến {more.most} {UNIT_WORDS[more.unit]}"
    return "người này không có thẩm quyền gia hạn" if event.by and event.by not in more.by else ""


@dataclass
class _Run:
    """The running sums of one clock."""

    rule: ClockRule
    axis: DayAxis | MinuteAxis
    state: str = IDLE
    started: int = 0
    cursor: int = 0
    phases: list[Phase] = field(default_factory=list)
    at_phase: int = 0
    got: int = 0
    last_due: int = 0
    paused_from: int = 0
    paused: int = 0
    extended: int = 0
    ended: int = 0
    first_due: int = 0
    cycle: int = 0
    ignored: list[Ignored] = field(default_factory=list)

    def begin(self, position: int) -> None:
        self.state, self.started = RUNNING, position
        self.cursor = self.axis.first(position) if self.rule.inclusive and self.rule.amount else position
        self.phases = [Phase(units(self.rule, self.rule.amount), self.rule.unit)]
        self.at_phase = self.got = self.extended = 0
        self.cycle += 1
        self.first_due = self.project()

    def end_of(self, phase: int, cursor: int, got: int) -> int:
        """Return where a phase is over, rolled on to a working day where the rule says so."""
        here = self.phases[phase]
        return self.axis.advance(cursor, here.amount - got, here.unit)

    def rolled(self, position: int) -> int:
        return self.axis.roll(position) if self.rule.roll else position

    def project(self) -> int:
        """Return the due position if nothing else happened."""
        cursor, got, due = self.cursor, self.got, self.last_due
        for phase in range(self.at_phase, len(self.phases)):
            due = self.rolled(self.end_of(phase, cursor, got))
            cursor, got = due, 0
        return due

    def settle(self, position: int) -> None:
        """Count up to a position."""
        while self.at_phase < len(self.phases):
            end = self.end_of(self.at_phase, self.cursor, self.got)
            if end > position:
                self.got += self.axis.count(self.cursor, position, self.phases[self.at_phase].unit)
                self.cursor = max(self.cursor, position)
                return
            self.last_due = self.cursor = self.rolled(end)
            self.at_phase, self.got = self.at_phase + 1, 0

    @property
    def counted_out(self) -> bool:
        return self.at_phase >= len(self.phases)

    def take(self, position: int, event: ClockEvent) -> None:
        why = refusal(self.rule, event, state=self.state, used=self.extended)
        if not why and event.kind == EXTEND and position > (due := self.end()):
            why = f"đã quá hạn {self.axis.day(due):%d/%m/%Y}; chỉ được gia hạn trước khi hết hạn"
        if why:
            self.ignored.append(Ignored(event, why))
            return
        if self.state == RUNNING:
            self.settle(position)
        self.apply(position, event)

    def end(self) -> int:
        """Return the last position at which the term can still be made longer; a pause holds it open."""
        return FOREVER if self.state == PAUSED and not self.counted_out else self.project()

    def apply(self, position: int, event: ClockEvent) -> None:
        kind = event.kind
        if kind in (START, RESTART, REOPEN) or (kind == TRANSFER and self.rule.transfer == "restarts"):
            if self.state == PAUSED:
                self.paused += position - self.paused_from
            self.begin(position)
        elif kind == PAUSE:
            self.state, self.paused_from = PAUSED, position
        elif kind == RESUME:
            self.resume(position, RUNNING)
        elif kind == EXTEND:
            more = self.rule.extension
            assert more is not None  # noqa: S101 - refusal() has seen to it
            self.phases.append(Phase(units(self.rule, event.amount), more.unit))
            self.extended += 1
        elif kind == WITHDRAW or kind in self.rule.ends:
            if self.state == PAUSED:
                self.resume(position, RUNNING)
            self.state = WITHDRAWN if kind == WITHDRAW else ENDED
            self.ended = position

    def resume(self, position: int, state: str) -> None:
        self.cursor = max(self.cursor, position)
        self.paused += position - self.paused_from
        self.state = state

    def result(self) -> ClockState:
        begun = self.state != IDLE
        closed = self.state in (ENDED, WITHDRAWN)
        due = self.project() if begun and (self.state != PAUSED or self.counted_out) else None
        left = sum(p.amount for p in self.phases[self.at_phase :]) - self.got
        day = self.axis.day
        minutes = isinstance(self.axis, MinuteAxis)
        return ClockState(
            state=self.state,
            started_on=day(self.started) if begun else None,
            due_on=None if due is None else day(due),
            first_due_on=day(self.first_due) if begun else None,
            ended_on=day(self.ended) if closed else None,
            phases=tuple(self.phases),
            left=left,
            paused_since=day(self.paused_from) if self.state == PAUSED else None,
            paused_days=self.paused // DAY if minutes else self.paused,
            ignored=tuple(self.ignored),
            cycle=self.cycle,
            due_minute=self.axis.minute(due) if isinstance(self.axis, MinuteAxis) and due is not None else None,
            ended_in_time=self.ended <= due if self.state == ENDED and due is not None else None,
        )


def run(rule: ClockRule, events: Iterable[ClockEvent], measured: Measured) -> ClockState:
    """Return where a clock stands after its events; order and impossible events are dealt with, never fatal."""
    axis = measured.axis(rule.unit)
    clock = _Run(rule, axis)
    for position, event in in_order(events, axis):
        clock.take(position, event)
    return clock.result()


def without_ignored(events: Iterable[ClockEvent], state: ClockState) -> list[ClockEvent]:
    """Return the events that did something, so that a walk over them meets no refusals."""
    idle = {id(i.event) for i in state.ignored}  # the very event: an equal one told twice may count once
    return [event for event in events if id(event) not in idle]


def variant(rules: Iterable[ClockRule], *, remote: bool, complex_case: bool) -> ClockRule | None:
    """Choose among the variants of one rule the one for this place and this case; the plain one where none fits."""
    held = {(r.remote, r.complex): r for r in rules}
    for wanted in ((remote, complex_case), (remote, False), (False, complex_case), (False, False)):
        if wanted in held:
            return held[wanted]
    return None


def bound(rule: ClockRule, **figures: object) -> ClockRule:
    """Return the rule with figures of a day put in."""
    return replace(rule, **figures)  # type: ignore[arg-type]
