"""What an obligation can go through, and where it stands: pure decisions, no query.

The four official standings (done on time, done late, open in time, open overdue) are the statistical standard of
QĐ 42/2014/QĐ-TTg as provinces copy it; a fifth time class is "no deadline". Bodies that the province can only ask
(courts, procuracy, associations) are never overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from donghanh.kit.states import StateTable, Step


class Role(StrEnum):
    """An agency's part in a duty: exactly one lead for each obligation text, any number supporting."""

    LEAD = "lead"
    SUPPORTING = "supporting"


class Nature(StrEnum):
    """How a duty lives in time."""

    ONCE = "once"
    RECURRING = "recurring"
    STANDING = "standing"


class State(StrEnum):
    """Where the work on an obligation is."""

    ASSIGNED = "assigned"
    DOING = "doing"
    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    DONE = "done"
    SUSPENDED = "suspended"
    PASSED_ON = "passed_on"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Where an obligation stands on a day, in the words of the official statistics."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    DONE_NO_DEADLINE = "done_no_deadline"
    NO_DEADLINE = "no_deadline"
    ASKED = "asked"
    SUSPENDED = "suspended"
    PASSED_ON = "passed_on"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Source:
    """Where a duty comes from if not from a plan's own words: how it is called, and where its page is."""

    kind: str
    label: str
    url: Callable[[str], str]


# What rooms above the words of plans may turn into duties; each room declares its own in its ``plug.py``.
_SOURCES: dict[str, Source] = {}


def declare_source(source: Source) -> None:
    """Let a room's things become duties; the same kind twice replaces, so a reload is harmless."""
    _SOURCES[source.kind] = source


def source_of(kind: str) -> Source | None:
    """Return what a kind of source is called, or nothing where no room declared it."""
    return _SOURCES.get(kind)


ROLE_LABELS = {Role.LEAD: "chủ trì", Role.SUPPORTING: "phối hợp"}
NATURE_LABELS = {Nature.ONCE: "một lần", Nature.RECURRING: "định kỳ", Nature.STANDING: "thường xuyên"}
STATE_LABELS = {
    State.ASSIGNED: "Chờ nhận việc",
    State.DOING: "Đang làm",
    State.PROPOSED: "Chờ thủ trưởng duyệt",
    State.SUBMITTED: "Chờ xác nhận",
    State.DONE: "Đã xong",
    State.SUSPENDED: "Tạm dừng",
    State.PASSED_ON: "Đã chuyển cho đơn vị kế nhiệm",
    State.CANCELLED: "Đã hủy",
}
STANDING_LABELS = {
    Standing.DONE_ON_TIME: "Xong đúng hạn",
    Standing.DONE_LATE: "Xong quá hạn",
    Standing.IN_TIME: "Còn trong hạn",
    Standing.OVERDUE: "Quá hạn",
    Standing.DONE_NO_DEADLINE: "Đã xong (không hạn)",
    Standing.NO_DEADLINE: "Không hạn",
    Standing.ASKED: "Đã đề nghị",
    Standing.SUSPENDED: "Tạm dừng",
    Standing.PASSED_ON: "Đã chuyển cho đơn vị kế nhiệm",
    Standing.CANCELLED: "Đã hủy",
}
# The status component's colours and shapes; colour is never the only signal.
STANDING_TONES = {
    Standing.DONE_ON_TIME: "done",
    Standing.DONE_LATE: "done",
    Standing.IN_TIME: "open",
    Standing.OVERDUE: "late",
    Standing.DONE_NO_DEADLINE: "done",
    Standing.NO_DEADLINE: "open",
    Standing.ASKED: "none",
    Standing.SUSPENDED: "none",
    Standing.PASSED_ON: "none",
    Standing.CANCELLED: "none",
}

OPEN_STATES = (State.ASSIGNED, State.DOING, State.PROPOSED, State.SUBMITTED)
_TRACKER = "cơ quan đầu mối"
_HEAD = "thủ trưởng cơ quan"
_OFFICER = "chuyên viên được giao"
_MODEL = "QĐ 42/2014/QĐ-TTg (mẫu theo dõi nhiệm vụ)"

STATES = StateTable(
    [
        Step(State.ASSIGNED, "accept", State.DOING, _OFFICER, _MODEL),
        Step(State.DOING, "report", State.DOING, _OFFICER),
        Step(State.DOING, "propose", State.PROPOSED, _OFFICER),
        Step(State.DOING, "submit", State.SUBMITTED, _HEAD, _MODEL),
        Step(State.PROPOSED, "submit", State.SUBMITTED, _HEAD, _MODEL),
        Step(State.PROPOSED, "send_back", State.DOING, _HEAD),
        Step(State.SUBMITTED, "confirm", State.DONE, _TRACKER, _MODEL),
        Step(State.SUBMITTED, "return", State.DOING, _TRACKER, _MODEL),
        Step(State.DONE, "reopen", State.DOING, _TRACKER),
        *[Step(s, "hand_over", State.ASSIGNED, _TRACKER) for s in OPEN_STATES],
        Step(State.SUSPENDED, "hand_over", State.SUSPENDED, _TRACKER),
        *[Step(s, "pass_on", State.PASSED_ON, _TRACKER) for s in (*OPEN_STATES, State.SUSPENDED)],
        *[Step(s, "suspend", State.SUSPENDED, _TRACKER) for s in OPEN_STATES],
        *[Step(s, "cancel", State.CANCELLED, _TRACKER) for s in (*OPEN_STATES, State.SUSPENDED)],
        Step(State.SUSPENDED, "resume", State.DOING, _TRACKER),
    ],
    labels={str(k): v for k, v in STATE_LABELS.items()},
)


def standing(
    *,
    state: str,
    due_on: date | None,
    result_on: date | None,
    requested: bool,
    on: date,
    submitted_on: date | None = None,
) -> Standing:
    """Say where an obligation stands on a day.

    ``result_on`` is the day the confirmed result was submitted: an agency is late by what it did, not by how long the
    tracker took to confirm. A result that still waits for confirmation counts as open, in time if it was submitted
    in time (``submitted_on``); so does, seen from an earlier day, a result of a later one.
    """
    if state in (State.CANCELLED, State.PASSED_ON):
        return Standing(state)
    if state == State.DONE and (result_on is None or result_on <= on):
        if due_on is None or requested:
            return Standing.DONE_NO_DEADLINE
        return Standing.DONE_ON_TIME if (result_on or on) <= due_on else Standing.DONE_LATE
    if state == State.SUSPENDED:
        return Standing.SUSPENDED
    if requested:
        return Standing.ASKED
    if due_on is None:
        return Standing.NO_DEADLINE
    if state == State.SUBMITTED and submitted_on is not None and submitted_on <= min(due_on, on):
        return Standing.IN_TIME
    return Standing.OVERDUE if on > due_on else Standing.IN_TIME


@dataclass(frozen=True)
class Tally:
    """Counts of standings, with the honest rate: open and overdue counts against."""

    counts: Counter[Standing]

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Tally:
        """Count standings."""
        return cls(Counter(standings))

    @property
    def total(self) -> int:
        """All obligations but those cancelled, or split among successors who now hold them."""
        return sum(n for s, n in self.counts.items() if s not in (Standing.CANCELLED, Standing.PASSED_ON))

    @property
    def done(self) -> int:
        """Confirmed results, on time or not."""
        return self.on_time + self.done_late + self.counts[Standing.DONE_NO_DEADLINE]

    @property
    def on_time(self) -> int:
        """Done on or before the due date."""
        return self.counts[Standing.DONE_ON_TIME]

    @property
    def done_late(self) -> int:
        """Done after the due date."""
        return self.counts[Standing.DONE_LATE]

    @property
    def overdue(self) -> int:
        """Open with the due date gone by."""
        return self.counts[Standing.OVERDUE]

    @property
    def in_time(self) -> int:
        """Open with the due date still ahead."""
        return self.counts[Standing.IN_TIME]

    @property
    def open(self) -> int:
        """Everything still to be done."""
        return self.total - self.done

    @property
    def ahead(self) -> int:
        """Still to be done and not late: in time, without a date, only asked for, or suspended."""
        return self.open - self.overdue

    @property
    def fell_due(self) -> int:
        """The denominator of the on-time rate: done by a deadline, or past it and still open."""
        return self.on_time + self.done_late + self.overdue

    def __add__(self, other: Tally) -> Tally:
        """Add two tallies."""
        return Tally(self.counts + other.counts)


@dataclass(frozen=True)
class PeriodSlot:
    """One period of a recurring duty: a key such as ``2023-Q3``, its span and the day the text names."""

    key: str
    label: str
    starts_on: date
    ends_on: date
    named_on: date


def period_slots(recurrence: str, *, since: date, until: date) -> list[PeriodSlot]:
    """List the periods of a recurring duty that have begun by ``until`` and whose named day is not before ``since``.

    ``recurrence`` is an RFC 5545 rule as the compiler writes it. Plan 124's "before the 20th of months 3, 6, 9" is
    ``FREQ=YEARLY;BYMONTH=3,6,9;BYMONTHDAY=20``: three quarters a year, none for the fourth. Where the text names no
    day, a period falls due on its last day. Rules finer than a month are standing work: they give no periods.
    """
    parts = dict(part.split("=", 1) for part in recurrence.upper().split(";") if "=" in part)
    freq, every = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    months = {int(m) for m in parts.get("BYMONTH", "").split(",") if m}
    days = [int(d) for d in parts.get("BYMONTHDAY", "").split(",") if d.lstrip("-").isdigit()]
    day = days[0] if days and days[0] > 0 else None
    if freq == "QUARTERLY" or (freq == "MONTHLY" and every == 3):
        span, months = 3, months or {3, 6, 9, 12}
    elif freq == "MONTHLY" and every == 6:
        span, months = 6, months or {6, 12}
    elif freq == "MONTHLY" and every == 1:
        span, months = 1, months or set(range(1, 13))
    elif freq == "YEARLY" and len(months) > 1:
        span = 6 if months <= {6, 12} else 3 if months <= {3, 6, 9, 12} else 1
    elif freq == "YEARLY" or (freq == "MONTHLY" and every == 12):
        span, months = 12, months or {12}
    else:
        return []
    slots = []
    for year in range(since.year, until.year + 1):
        for month in sorted(months):
            first_month = 1 if span == 12 else (month - 1) // span * span + 1
            starts = date(year, first_month, 1)
            ends = _last_day(year, first_month + span - 1)
            named = date(year, month, min(day, _last_day(year, month).day)) if day else ends
            if starts <= until and named >= since:
                key, label = _period_name(year, first_month, span)
                slots.append(PeriodSlot(key, label, starts, ends, named))
    return slots


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _period_name(year: int, first_month: int, span: int) -> tuple[str, str]:
    if span == 12:
        return str(year), f"Năm {year}"
    if span == 6:
        half = 1 if first_month == 1 else 2
        return f"{year}-H{half}", f"6 tháng {'đầu' if half == 1 else 'cuối'} năm {year}"
    if span == 3:
        quarter = (first_month + 2) // 3
        return f"{year}-Q{quarter}", f"Quý {('I', 'II', 'III', 'IV')[quarter - 1]}/{year}"
    return f"{year}-{first_month:02d}", f"Tháng {first_month}/{year}"
