"""Deriving all open clocks anew: when the calendar changes, in batches, with a list of what moved.

A later date takes effect at once and is listed. An earlier one never takes effect unannounced: it is listed and told,
and holds from the next working day after people were told (``telling.tell_earlier``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction

from donghanh.ground.rows.api import write_together
from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.models import Assignment, Clock, ClockChange, Move, Petition
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services import timing

BATCH = 4000
_DERIVED = ("state", "is_open", "due_on", "first_due_on", "ended_on", "in_time", "paused_days", "stamp")
_SHOWN = ("first_due_on", "due_on", "paused_days")
_OF_CASE = ("number", "remote", "complex", "in_time", *_SHOWN)
_OF_MOVE = ("verb", "clock", "on", "amount", "role")
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What a recheck did: clocks looked at, dates that moved, of those the earlier ones, and who must be told."""

    clocks: int = 0
    changed: int = 0
    earlier: int = 0
    changes: list[ClockChange] = field(default_factory=list)


def recheck(
    *,
    at: datetime,
    by: Any = None,
    why: str = "Lịch làm việc thay đổi",
    everything: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Derive every open clock that was derived from another calendar (or every one) and list what moved.

    Each batch is its own transaction and marks its clocks, so that a killed run goes on where it stopped.
    """
    may("petitions.recheck", by, None, on=local_date(at)).or_refuse()
    done = Outcome()
    _apply_told(at)
    reckoning = _Reckoning(workcal.held())
    rows = Clock.objects.open() if everything else Clock.objects.derived_before(reckoning.stamp)
    total = rows.count()
    for clocks in _batches(rows):
        with transaction.atomic():
            _batch(clocks, reckoning, why, done, at=at)
        if progress:
            progress(done.clocks, total)
    if done.changed:
        event = events.DatesRederived(done.clocks, done.changed, done.earlier)
        with transaction.atomic():
            journal.record(event, about=done.changes[0], by=timing.anybody(by), at=at)
    return done


class _Reckoning:
    """One calendar held still for a whole run; clocks of one rule with the same days are reckoned once."""

    def __init__(self, held: workcal.Held) -> None:
        self._held = held
        self._known: dict[tuple[Any, ...], workcal.ClockState] = {}
        self.stamp = held.stamp

    def state(self, clock: Clock, row: Petition, moves: list[tuple[Any, ...]]) -> workcal.ClockState:
        """Say where a clock stands after its moves, each as the columns of ``_OF_MOVE``."""
        shape = (clock.rule, clock.rule_on, row.remote, row.complex, clock.started_on, *moves)
        state = self._known.get(shape)
        if state is None:
            rule = self._held.rule(clock.rule, clock.rule_on, remote=row.remote, complex_case=row.complex)
            later = (timing.as_event(Move(**dict(zip(_OF_MOVE, m, strict=True)))) for m in moves)
            state = self._known[shape] = self._held.clock(rule, [timing.beginning(clock), *later])
        return state


def _batches(rows: Any) -> Iterator[Any]:
    """Cut rows into stretches of primary keys: a stretch is two numbers, however many rows lie in it."""
    last = 0
    while True:
        ids = rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        end = max(ids, default=0)
        if not end:
            return
        yield rows.filter(pk__gt=last, pk__lte=end)
        last = end


def _locked(rows: Any) -> tuple[list[Clock], dict[int, Petition]]:
    """Lock clocks and, before them as every verb does, their petitions, of which only what clocks need is read."""
    cases = Petition.objects.filter(pk__in=rows.order_by().values("petition_id"))
    held = {p.pk: p for p in cases.only(*_OF_CASE).select_for_update().order_by("pk")}
    clocks = [c for c in rows.select_for_update().order_by("pk") if c.petition_id in held]
    for clock in clocks:
        clock.petition = held[clock.petition_id]
    return clocks, held


def _moves(rows: Any) -> dict[tuple[int, int | None], list[tuple[Any, ...]]]:
    """Read what happened to the petitions of these clocks, by petition and part."""
    found: dict[tuple[int, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    moves = Move.objects.filter(petition_id__in=rows.order_by().values("petition_id")).exclude(clock="").order_by("pk")
    for case_id, part_id, *move in moves.values_list("petition_id", "assignment_id", *_OF_MOVE):
        found[case_id, part_id].append(tuple(move))
    return found


def _batch(rows: Any, reckoning: _Reckoning, why: str, done: Outcome, *, at: datetime) -> None:
    clocks, held = _locked(rows)
    moves = _moves(rows)
    on = local_date(at)
    next_day = workcal.add_working_days(on, 1)
    changes: list[ClockChange] = []
    written: list[tuple[Any, ...]] = []
    same: list[int] = []
    for clock in clocks:
        was, before = _derived(clock), clock.due_on
        state = reckoning.state(clock, clock.petition, moves[clock.petition_id, clock.assignment_id])
        timing.set_derived(clock, state, reckoning.stamp)
        after = clock.due_on
        if before != after:
            earlier = before is not None and after is not None and after < before
            if earlier:
                clock.due_on = before
            changes.append(
                ClockChange(
                    clock=clock,
                    before=before,
                    after=after,
                    earlier=earlier,
                    at=at,
                    applies_on=next_day if earlier else on,
                    applied_at=None if earlier else at,
                    why=why[:200],
                )
            )
        if _derived(clock)[:-1] == was[:-1]:
            same.append(clock.pk)
        else:
            written.append((clock.pk, *_derived(clock)))
    Clock.objects.filter(pk__in=same).update(stamp=reckoning.stamp)
    write_together(Clock, _DERIVED, written)
    ClockChange.objects.bulk_create(changes, batch_size=BATCH)
    _show([c.clock for c in changes if not c.earlier], held)
    done.changes += changes
    done.clocks += len(clocks)
    done.changed += len(changes)
    done.earlier += sum(c.earlier for c in changes)


def _derived(clock: Clock) -> tuple[Any, ...]:
    return tuple(getattr(clock, name) for name in _DERIVED)


class _Shown(NamedTuple):
    """What of a clock its petition shows: read as plain values, a hundred thousand at a time."""

    assignment_id: int | None
    kind: str
    is_open: bool
    due_on: date | None
    paused_days: int
    in_time: bool | None


def _show(clocks: list[Clock], held: dict[int, Petition]) -> None:
    """Bring what lists show in line with clocks that moved; ``held`` are their petitions, locked."""
    write_together(Assignment, ["due_on"], [(c.assignment_id, c.due_on) for c in clocks if c.assignment_id is not None])
    cases = {c.petition_id for c in clocks if c.assignment_id is None}
    if not cases:
        return
    own: dict[int, list[_Shown]] = defaultdict(list)
    of_case = Clock.objects.filter(petition_id__in=cases, is_void=False, assignment__isnull=True)
    for case_id, *told in of_case.values_list("petition_id", *_Shown._fields):
        own[case_id].append(_Shown(*told))
    leads = Assignment.objects.filter(petition_id__in=cases, is_open=True, part=domain.Part.LEAD)
    lead_of = {case_id: (pk, due) for pk, case_id, due in leads.values_list("pk", "petition_id", "due_on")}
    rows, parts = [], []
    for case_id in sorted(cases):
        row = held[case_id]
        was = [getattr(row, name) for name in _SHOWN]
        final = timing.show_fields(row, own[case_id])
        shown = [getattr(row, name) for name in _SHOWN]
        if shown != was:
            rows.append((row.pk, *shown))
        part_id, due = lead_of.get(case_id, (None, None))
        lead_due = final.due_on if final and final.is_open else row.due_on
        if part_id is not None and due != lead_due:
            parts.append((part_id, lead_due))
    write_together(Petition, _SHOWN, rows)
    write_together(Assignment, ["due_on"], parts)


def _apply_told(at: datetime) -> int:
    """Let earlier dates take effect whose people were told and whose day has come; of one clock the newest word."""
    waiting = ClockChange.objects.filter(
        earlier=True, applied_at__isnull=True, told_at__isnull=False, applies_on__lte=local_date(at)
    ).order_by("-at", "-pk")
    ids = list(waiting.values_list("pk", flat=True))
    for begin in range(0, len(ids), BATCH):
        with transaction.atomic():
            changes = list(ClockChange.objects.filter(pk__in=ids[begin : begin + BATCH]).order_by("-at", "-pk"))
            clocks, held = _locked(Clock.objects.filter(pk__in=[c.clock_id for c in changes]))
            by_pk = {c.pk: c for c in clocks}
            moved: dict[int, Clock] = {}
            for change in changes:
                clock = by_pk[change.clock_id]
                if clock.is_open and clock.due_on == change.before:
                    clock.due_on = change.after
                    moved[clock.pk] = clock
            write_together(Clock, ["due_on"], [(c.pk, c.due_on) for c in moved.values()])
            _show(list(moved.values()), held)
            ClockChange.objects.filter(pk__in=[c.pk for c in changes]).update(applied_at=at)
    return len(ids)
