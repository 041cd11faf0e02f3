"""Deriving all open clocks anew: when the calendar changes, in batches, with a list of what moved.

A later date takes effect at once and is listed. An earlier one never takes effect unannounced: it is listed and told,
and holds from the next working day after people were told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.models import Assignment, Clock, ClockChange, Move, Petition
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services import timing

BATCH = 2000
_CLOCK_FIELDS = ["state", "is_open", "due_on", "first_due_on", "ended_on", "in_time", "paused_days", "stamp"]
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
    stamp = workcal.stamp()
    done = Outcome()
    _apply_told(at)
    rows = Clock.objects.open() if everything else Clock.objects.derived_before(stamp)
    total = rows.count()
    for ids in _batches(rows):
        with transaction.atomic():
            _batch(ids, stamp, why, done, at=at)
        if progress:
            progress(done.clocks, total)
    if done.changed:
        event = events.DatesRederived(done.clocks, done.changed, done.earlier)
        with transaction.atomic():
            journal.record(event, about=done.changes[0], by=timing.anybody(by), at=at)
    return done


def _batches(rows: Any) -> Iterator[list[int]]:
    last = 0
    while True:
        ids = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        last = ids[-1]
        yield ids


def _batch(ids: list[int], stamp: str, why: str, done: Outcome, *, at: datetime) -> None:
    clocks = list(Clock.objects.filter(pk__in=ids).select_related("petition").select_for_update(of=("self",)))
    cases = {c.petition_id for c in clocks}
    moves: dict[int, list[Move]] = defaultdict(list)
    fields = ("petition_id", "assignment_id", "verb", "on", "clock", "amount", "role")
    for move in Move.objects.filter(petition_id__in=cases).exclude(clock="").only(*fields).order_by("pk"):
        moves[move.petition_id].append(move)
    on = local_date(at)
    moved = []
    for clock in clocks:
        before = clock.due_on
        rule = timing.rule_of(clock, clock.petition)
        state = workcal.clock(rule, timing.events_of(clock, moves[clock.petition_id]))
        timing.set_derived(clock, state, stamp)
        after = clock.due_on
        if before == after:
            continue
        earlier = before is not None and after is not None and after < before
        applies = workcal.add_working_days(on, 1) if earlier else on
        if earlier:
            clock.due_on = before
        moved.append(clock)
        done.changes.append(
            ClockChange(
                clock=clock,
                before=before,
                after=after,
                earlier=earlier,
                at=at,
                applies_on=applies,
                applied_at=None if earlier else at,
                why=why[:200],
            )
        )
        done.earlier += int(earlier)
    Clock.objects.bulk_update(clocks, _CLOCK_FIELDS, batch_size=500)
    ClockChange.objects.bulk_create(done.changes[len(done.changes) - len(moved) :], batch_size=500)
    done.clocks += len(clocks)
    done.changed += len(moved)
    _show([c for c in moved if not _held_back(c, done)])


def _held_back(clock: Clock, done: Outcome) -> bool:
    return any(change.earlier and change.clock_id == clock.pk for change in done.changes[-BATCH:])


def _show(clocks: list[Clock]) -> None:
    """Bring what lists show in line with clocks that moved."""
    cases = {c.petition_id for c in clocks if c.assignment_id is None}
    parts = [(c.assignment_id, c.due_on) for c in clocks if c.assignment_id is not None]
    for part_id, due in parts:
        Assignment.objects.filter(pk=part_id).update(due_on=due)
    if not cases:
        return
    held: dict[int, list[Clock]] = defaultdict(list)
    for clock in Clock.objects.filter(petition_id__in=cases, is_void=False, assignment__isnull=True):
        held[clock.petition_id].append(clock)
    rows = list(Petition.objects.filter(pk__in=cases))
    leads = {a.petition_id: a for a in Assignment.objects.filter(petition_id__in=cases, is_open=True, part="lead")}
    for row in rows:
        final = next((c for c in held[row.pk] if c.kind == domain.ClockKind.FINAL), None)
        timing.show_fields(row, held[row.pk])
        if row.pk in leads:
            leads[row.pk].due_on = final.due_on if final and final.is_open else row.due_on
    Petition.objects.bulk_update(rows, ["first_due_on", "due_on", "paused_days"], batch_size=500)
    Assignment.objects.bulk_update(list(leads.values()), ["due_on"], batch_size=500)


def _apply_told(at: datetime) -> int:
    """Let earlier dates take effect whose people were told and whose day has come."""
    on = local_date(at)
    due = ClockChange.objects.filter(
        earlier=True, applied_at__isnull=True, told_at__isnull=False, applies_on__lte=on
    ).select_related("clock")
    applied = 0
    for change in due:
        with transaction.atomic():
            clock = Clock.objects.select_for_update().get(pk=change.clock_id)
            if clock.is_open and clock.due_on == change.before:
                clock.due_on = change.after
                clock.save(update_fields=["due_on"])
                _show([clock])
            ClockChange.objects.filter(pk=change.pk).update(applied_at=at)
            applied += 1
    return applied
