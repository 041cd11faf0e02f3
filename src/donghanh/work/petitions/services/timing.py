"""Clocks: opened by regime, derived from the log, kept for lists, derived anew when the calendar changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from donghanh.ground.workcal import api as workcal
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Assignment, Clock, Move, Petition

_PETITION_FIELDS = ["first_due_on", "due_on", "paused_days", "in_time"]


def rule_of(clock: Clock, petition: Petition) -> workcal.ClockRule:
    """Return the rule a clock was opened under, with the figures of that day."""
    return workcal.clock_rule(clock.rule, on=clock.rule_on, remote=petition.remote, complex_case=petition.complex)


def events_of(clock: Clock, moves: Iterable[Move]) -> list[workcal.ClockEvent]:
    """Return what happened to a clock: its start, then every move that means something to it."""
    mine = [m for m in moves if m.clock and m.assignment_id == clock.assignment_id]
    return [beginning(clock), *(as_event(m) for m in mine)]


def beginning(clock: Clock) -> workcal.ClockEvent:
    """Return the event that starts a clock."""
    return workcal.ClockEvent("start", clock.started_on, note="bắt đầu")


def as_event(move: Move) -> workcal.ClockEvent:
    """Return a move as its clocks read it."""
    return workcal.ClockEvent(move.clock, move.on, amount=move.amount, by=move.role, note=NOTES.get(move.verb, ""))


NOTES = {
    "ask": "đề nghị người gửi bổ sung",
    "resume": "tiếp tục xử lý",
    "reply": "người gửi đã bổ sung",
    "extend": "gia hạn",
    "transfer": "chuyển cơ quan khác",
    "hand_over": "bàn giao",
    "route": "chuyển cơ quan xử lý, báo người gửi",
    "accept_complaint": "thụ lý",
    "approve": "trả lời",
    "contribute": "gửi phần trả lời",
    "refuse": "không thuộc phạm vi",
    "forward": "chuyển ra ngoài tỉnh",
    "withdraw": "người gửi rút",
    "reopen": "mở lại",
}


def open_clock(
    row: Petition, kind: str, code: str, *, started_on: date, rule_on: date, assignment: Assignment | None = None
) -> Clock:
    """Open a clock; it keeps the rule in force on ``rule_on``."""
    try:
        workcal.clock_rule(code, on=rule_on)
    except LookupError:
        raise _no_rule(code, rule_on) from None
    return Clock.objects.create(
        petition=row, assignment=assignment, kind=kind, rule=code, rule_on=rule_on, started_on=started_on
    )


def _of_regime(row: Petition) -> list[tuple[str, str]]:
    """Name the clocks that run from the day a petition was received: kind and rule."""
    rule = row.rule
    final = [(domain.ClockKind.FINAL, rule.final)] if rule.final_from == "received" else []
    return [(domain.ClockKind.FIRST, rule.first), *final]


def open_clocks(row: Petition) -> None:
    """Open the clocks of a petition's regime, from the day it was received."""
    for kind, code in _of_regime(row):
        open_clock(row, kind, code, started_on=row.received_on, rule_on=row.received_on)


def begun(row: Petition) -> list[Clock]:
    """Make the clocks of a petition that has only just come, derived, and put on it what lists read; write nothing.

    Five thousand rows of an association are received one by one: what is known already is not asked again.
    """
    held, day = workcal.held(), row.received_on
    clocks = []
    for kind, code in _of_regime(row):
        try:
            rule = held.rule(code, day, remote=row.remote, complex_case=row.complex)
        except LookupError:
            raise _no_rule(code, day) from None
        clock = Clock(petition=row, kind=kind, rule=code, rule_on=day, started_on=day)
        set_derived(clock, held.clock(rule, [beginning(clock)]), held.stamp)
        clocks.append(clock)
    show_fields(row, clocks)
    return clocks


def _no_rule(code: str, day: date) -> Invalid:
    return Invalid("petitions.no-rule", f"Chưa có thời hạn “{code}” có hiệu lực vào ngày {day:%d/%m/%Y}.")


def set_derived(clock: Clock, state: workcal.ClockState, stamp: str) -> bool:
    """Write a derived state on a clock's row; say whether anything differs."""
    before = (clock.state, clock.due_on, clock.ended_on, clock.in_time, clock.paused_days)
    clock.state, clock.due_on, clock.ended_on = state.state, state.due_on, state.ended_on
    clock.first_due_on, clock.in_time, clock.paused_days = state.first_due_on, state.in_time, state.paused_days
    clock.is_open, clock.stamp = state.open, stamp
    return before != (clock.state, clock.due_on, clock.ended_on, clock.in_time, clock.paused_days)


def derive(row: Petition) -> Petition:
    """Derive every clock of a petition from its log and keep what lists show; the caller saves the petition."""
    clocks = list(Clock.objects.filter(petition=row, is_void=False).select_related("assignment"))
    moves = list(Move.objects.filter(petition=row).exclude(clock=""))
    held = workcal.held()
    for clock in clocks:
        rule = held.rule(clock.rule, clock.rule_on, remote=row.remote, complex_case=row.complex)
        set_derived(clock, held.clock(rule, events_of(clock, moves)), held.stamp)
        clock.save()
        if clock.assignment is not None:
            Assignment.objects.filter(pk=clock.assignment.pk).update(due_on=clock.due_on)
    show(row, clocks)
    return row


def show_fields(row: Petition, clocks: Iterable[Any]) -> Any:
    """Put on the petition what lists read: next due dates, pauses, in time or not; return the final clock.

    ``clocks`` are clocks, or the columns of clocks that are read here.
    """
    mine = {c.kind: c for c in clocks if c.assignment_id is None}
    first, final = mine.get(domain.ClockKind.FIRST), mine.get(domain.ClockKind.FINAL)
    row.first_due_on = first.due_on if first and first.is_open else None
    dues = [c.due_on for c in (first, final) if c is not None and c.is_open and c.due_on is not None]
    row.due_on = min(dues) if dues else None
    row.paused_days = final.paused_days if final else 0
    row.in_time = final.in_time if final else None
    return final


def show(row: Petition, clocks: Iterable[Clock]) -> None:
    """Put on the petition and on its leading part what lists read."""
    final = show_fields(row, clocks)
    due = final.due_on if final and final.is_open else row.due_on
    Assignment.objects.filter(petition=row, is_open=True, part=domain.Part.LEAD).update(due_on=due)


def void_clocks(row: Petition) -> None:
    """Put a petition's own clocks aside: another regime begins."""
    Clock.objects.filter(petition=row, assignment__isnull=True, is_void=False).update(is_void=True, is_open=False)


def refuse_ignored(row: Petition, event: workcal.ClockEvent) -> None:
    """Refuse with the clock's own sentence an event that the final clock would ignore."""
    clock = Clock.objects.filter(petition=row, kind=domain.ClockKind.FINAL, is_void=False).first()
    if clock is None:
        raise NotNow("petitions.no-clock", "Kiến nghị này chưa có thời hạn trả lời đang chạy.")
    events = events_of(clock, Move.objects.filter(petition=row).exclude(clock=""))
    ignored = workcal.clock(rule_of(clock, row), [*events, event]).ignored
    if any(i.event is event for i in ignored):
        why = next(i.why for i in ignored if i.event is event)
        raise NotNow("petitions.clock", f"Thời hạn trả lời không thay đổi được: {why}.")


def explained(row: Petition, moves: Iterable[Move] | None = None) -> list[tuple[Clock, workcal.Explanation]]:
    """Tell every clock of a petition day by day; ``moves`` where the caller has read its log already."""
    clocks = row.clocks.filter(is_void=False).select_related("assignment__agency")
    moves = list(row.moves.exclude(clock="") if moves is None else moves)
    return [(c, workcal.explain_clock(rule_of(c, row), events_of(c, moves))) for c in clocks]


def anybody(by: Any) -> Any:
    """Return a person to write down, or nobody."""
    return by if getattr(by, "pk", None) else None


def journalled(row: Petition, by: Any) -> Any:
    """Return who stands in the journal for a step: nobody where it is the sender, whose name is no one's to read there.

    The case itself keeps who did it (``Move.by``), for those who may know.
    """
    return None if by is not None and getattr(by, "pk", None) == row.submitted_by_id else anybody(by)
