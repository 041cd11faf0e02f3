"""What a return can go through, who locked it, and what counts as expected, received and on time: no query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from donghanh.kit.data import read_yaml
from donghanh.kit.dates import show_date
from donghanh.kit.states import StateTable, Step
from donghanh.work.reporting.engine.regimes import FigureForm, Regime, TableForm, read_figures, read_regimes


class State(StrEnum):
    """Where a return is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LOCKED = "locked"


STATE_LABELS = {
    State.DRAFT: "Đang soạn",
    State.SUBMITTED: "Chờ tiếp nhận",
    State.RETURNED: "Bị trả lại",
    State.ACCEPTED: "Đã tiếp nhận",
    State.LOCKED: "Đã khóa kỳ",
}
STATE_TONES = {
    State.DRAFT: "open",
    State.SUBMITTED: "soon",
    State.RETURNED: "late",
    State.ACCEPTED: "done",
    State.LOCKED: "done",
}
EDITABLE = (State.DRAFT, State.RETURNED)
STANDING_IN = (State.SUBMITTED, State.ACCEPTED, State.LOCKED)
_HEAD, _TRACKER, _BASIS = "thủ trưởng cơ quan", "cơ quan đầu mối", "Nghị định 09/2019/NĐ-CP"

STATES = StateTable(
    [
        Step(State.DRAFT, "submit", State.SUBMITTED, _HEAD, _BASIS),
        Step(State.RETURNED, "submit", State.SUBMITTED, _HEAD, _BASIS),
        Step(State.SUBMITTED, "return", State.RETURNED, _TRACKER, _BASIS),
        Step(State.SUBMITTED, "accept", State.ACCEPTED, _TRACKER, _BASIS),
        Step(State.ACCEPTED, "reopen", State.RETURNED, _TRACKER),
        Step(State.ACCEPTED, "lock", State.LOCKED, _TRACKER),
        Step(State.LOCKED, "unlock", State.ACCEPTED, _TRACKER),
    ],
    labels={str(k): v for k, v in STATE_LABELS.items()},
)


def told_state(state: str, received_on: date | None) -> tuple[str, str]:
    """Return colour and word of where a return is; one opened again after it was taken in is not called sent back."""
    if state == State.RETURNED and received_on is not None:
        return "soon", "Mở lại để sửa"
    return STATE_TONES[State(state)], STATE_LABELS[State(state)]


@lru_cache(maxsize=1)
def figure_forms() -> dict[str, FigureForm]:
    """Return the target figures that agencies enter by hand, by code."""
    return read_figures(read_yaml("reporting", "figures.yaml"))


@lru_cache(maxsize=1)
def regimes() -> dict[str, Regime]:
    """Return every report regime by code."""
    return read_regimes(read_yaml("reporting", "regimes.yaml"), figure_forms())


@lru_cache(maxsize=1)
def table_forms() -> dict[str, tuple[TableForm, str]]:
    """Return the tables of returns by code, each with the legal bases of the regimes that ask for it."""
    found: dict[str, tuple[TableForm, str]] = {}
    for regime in regimes().values():
        for form in regime.tables:
            bases = [*(found[form.code][1].split("; ") if form.code in found else []), *regime.basis.split("; ")]
            found[form.code] = (form, "; ".join(dict.fromkeys(bases)))
    return found


@dataclass(frozen=True)
class Lock:
    """Why something cannot be edited: the rule's code, its sentence, and what opens it again."""

    code: str
    sentence: str
    opens: str


def lock_of(
    *, state: str, period_locked_on: date | None, report_number: str, agency_ended_on: date | None
) -> Lock | None:
    """Say which rule locks a return, the highest first: issued report, locked period, acceptance, submission."""
    if report_number:
        return Lock(
            "report-issued",
            f"Báo cáo của tỉnh đã ban hành ({report_number}) nên kỳ này không sửa được.",
            "Cơ quan đầu mối thu hồi báo cáo, mở lại kỳ, rồi mở lại báo cáo của đơn vị.",
        )
    if period_locked_on is not None:
        return Lock(
            "period-locked",
            f"Kỳ đã khóa số liệu từ ngày {show_date(period_locked_on)}.",
            "Cơ quan đầu mối mở lại kỳ trước, rồi mở lại báo cáo của đơn vị, có lý do.",
        )
    if state in (State.ACCEPTED, State.LOCKED):
        return Lock("accepted", "Báo cáo đã được tiếp nhận.", "Cơ quan đầu mối mở lại báo cáo, có lý do.")
    if state == State.SUBMITTED:
        return Lock("submitted", "Báo cáo đã gửi, đang chờ tiếp nhận.", "Cơ quan đầu mối trả lại báo cáo nếu cần sửa.")
    if agency_ended_on is not None:
        return Lock(
            "agency-ended",
            f"Cơ quan này đã kết thúc hoạt động từ ngày {show_date(agency_ended_on)}.",
            "Cơ quan kế nhiệm báo cáo trong kỳ của mình.",
        )
    return None


@dataclass(frozen=True)
class Count:
    """Expected, received and on time. The denominator is honest: what is open and overdue counts against.

    ``asked`` are bodies that the province can only ask: expected and counted when they come, never late.
    """

    expected: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    asked: int = 0
    asked_received: int = 0

    @property
    def received(self) -> int:
        """All that came, in time or not, asked bodies included."""
        return self.on_time + self.late + self.asked_received

    @property
    def fell_due(self) -> int:
        """What can be judged: came, or should have come."""
        return self.on_time + self.late + self.overdue

    @property
    def on_time_rate(self) -> Decimal | None:
        """On time among what came or should have come, in percent; nothing to judge gives ``None``."""
        return Decimal(self.on_time) * 100 / self.fell_due if self.fell_due else None

    def __add__(self, other: Count) -> Count:
        names = ("expected", "on_time", "late", "overdue", "waiting", "asked", "asked_received")
        return Count(*(getattr(self, n) + getattr(other, n) for n in names))


def count_one(
    *, due_on: date, received_on: date | None, requested: bool, on: date, passed_on: date | None = None
) -> Count:
    """Count one return on a day: a return that was sent back has not come (``received_on`` is ``None``).

    An agency that ended before the due day (``passed_on``) owes nothing any more, its successor does; what it had sent
    before still counts.
    """
    came = received_on is not None and received_on <= on
    if passed_on is not None and passed_on <= on and not came:
        return Count()
    if requested:
        return Count(1, asked=1, asked_received=int(came))
    if came and received_on is not None:
        in_time = received_on <= due_on
        return Count(1, on_time=int(in_time), late=int(not in_time))
    return Count(1, overdue=int(on > due_on), waiting=int(on <= due_on))


def total(counts: Iterable[Count]) -> Count:
    """Add counts up."""
    whole = Count()
    for count in counts:
        whole = whole + count
    return whole


def told_on(*, today: date, locked_on: date | None, ends_on: date, due_on: date, last_step: date | None) -> date:
    """Return as of which day a period's report is told where nobody names one.

    The day its figures were locked; before that the day the period ended or the last return moved, whichever is later:
    a report of 2023 drawn up years afterwards still tells 2023. Never a day to come.
    """
    return locked_on or min(today, max(d for d in (ends_on, due_on, last_step) if d is not None))


# What a step does to "has it come": submission brings it, sending back takes it away, reopening leaves it.
def received_after(verb: str, at: date, before: date | None, *, taken_in: bool) -> date | None:
    """Return since when a return counts as received after a step.

    A return sent back unread has not come until it comes again. One that was taken in once (``taken_in``) did come:
    the day of the submission that was accepted stays, however often it is reopened, corrected and sent back afterwards.
    """
    if verb == "submit":
        return before or at
    return None if verb == "return" and not taken_in else before


LADDER = (("officer", -5), ("officer", -1), ("head", 1), ("coordinator", 3), ("leader", 7))
MOST_REMINDERS = len(LADDER)


def rung(*, working_days_past: int, sent: int) -> str:
    """Return whom to remind next (working days past due, negative before it); nothing when it is not time."""
    if sent >= MOST_REMINDERS:
        return ""
    due = [role for role, day in LADDER if working_days_past >= day]
    return due[-1] if len(due) > sent else ""


def rungs_due(working_days_past: int) -> int:
    """Count the rungs of the ladder that have come up."""
    return sum(working_days_past >= day for _, day in LADDER)


# A figure outside its bounds, or far from the last one, is asked about; it is never silently refused.
LEAP = Decimal("0.5")


def question_about(form: FigureForm, value: Decimal, before: Decimal | None) -> str:
    """Return the question that a figure raises, if any."""
    if not form.low <= value <= form.high:
        return (
            f"“{form.label}” thường từ {form.low.normalize():f} đến {form.high.normalize():f} {form.unit}; "
            "hãy ghi lý do nếu số này đúng."
        )
    if before and abs(value - before) > abs(before) * LEAP:
        return f"“{form.label}” khác kỳ trước hơn {LEAP * 100:.0f} %; hãy ghi lý do nếu số này đúng."
    return ""


def reaches(operator: str, value: Decimal, target: Decimal) -> bool:
    """Say whether a value reaches a target."""
    return {">": value > target, ">=": value >= target, "<": value < target, "<=": value <= target}[operator]
