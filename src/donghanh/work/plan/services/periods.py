"""From one duty to its obligations: one for each agency and, where the duty recurs, for each period."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.text import shorten
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Duty, Obligation, Plan
from donghanh.work.plan.policies import may

# A series that was passed on goes on with its successors; one that was cancelled does not go on.
_SERIES_ENDED = (domain.State.PASSED_ON, domain.State.CANCELLED)
Resolve = Callable[[str], tuple[Any, ...]]


class Resolver:
    """Resolve agency texts on one day, each text once, and remember what nobody knows."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.unknown: set[str] = set()
        self._seen: dict[str, tuple[Any, ...]] = {}

    def __call__(self, words: str) -> tuple[Any, ...]:
        """Return the agencies a text means."""
        if words not in self._seen:
            found = orgs.resolve(words, on=self.on)
            self.unknown.update(found.unknown)
            self._seen[words] = found.agencies
        return self._seen[words]


@dataclass(frozen=True)
class Turn:
    """One time a duty falls due: the period if any, the day its words name, and the day it becomes late after."""

    period: str
    label: str
    starts_on: date | None
    ends_on: date | None
    named_on: date | None
    due_on: date | None
    written: str
    subject: str = ""
    kind: str = ""


def due_day(named_on: date, kind: str) -> date:
    """Return the last on-time day of a date as written: "before" is strict unless the term register says otherwise."""
    if kind == "before":
        return workcal.strict_before(named_on).due_on
    return workcal.roll_forward(named_on).due_on


def turns(duty: Duty, *, since: date, until: date) -> Iterator[Turn]:
    """List when a duty falls due between two days; a duty without any date has one turn without a date."""
    dated = [d for d in duty.due if d.get("date") and not d.get("recurrence")]
    for place, due in enumerate(dated):
        named = date.fromisoformat(due["date"])
        yield Turn(
            period="" if place == 0 else f"d{place + 1}",
            label=f"{_WORDS.get(due['kind'], 'hạn')} {show_date(named)}"
            if len(duty.due) > 1 and not due.get("title")
            else "",
            starts_on=None,
            ends_on=None,
            named_on=named,
            due_on=due_day(named, due["kind"]),
            written=shorten(due["as_written"], 250),
            subject=shorten(due.get("title", ""), 250),
            kind=due["kind"],
        )
    slotted = False
    for due in duty.due:
        if not due.get("recurrence"):
            continue
        for slot in domain.period_slots(due["recurrence"], since=since, until=until):
            slotted = True
            yield Turn(
                period=slot.key,
                label=slot.label,
                starts_on=slot.starts_on,
                ends_on=slot.ends_on,
                named_on=slot.named_on,
                due_on=due_day(slot.named_on, due["kind"]),
                written=shorten(due["as_written"], 250),
                subject=shorten(due.get("title", ""), 250),
                kind=due["kind"],
            )
    if not dated and not slotted and duty.nature != domain.Nature.RECURRING:
        written = shorten(duty.due[0]["as_written"], 250) if duty.due else ""
        yield Turn("", "", None, None, None, None, written)


_WORDS = {"before": "trước ngày", "by": "chậm nhất ngày", "within": "trong thời hạn đến"}


def parts_of(duty: Duty, resolve: Resolve) -> list[tuple[Any, str]]:
    """List the agencies of a duty with their parts; who leads by name does not also support as one of a group."""
    parts: dict[int, tuple[Any, str]] = {}
    for role, texts in ((domain.Role.LEAD, duty.lead), (domain.Role.SUPPORTING, duty.supporting)):
        for words in texts:
            for agency in resolve(words):
                parts.setdefault(agency.id, (agency, role))
    return list(parts.values())


def fan_out_duty(plan: Plan, duty: Duty, *, resolve: Resolve, at: datetime, start: int) -> list[Obligation]:
    """Make a duty's obligations (unsaved), numbered on from ``start``; the agencies are those of the plan's date."""
    parts = parts_of(duty, resolve)
    until = max(local_date(at), plan.signed_on + timedelta(days=1))
    made: list[Obligation] = []
    for turn in turns(duty, since=plan.tracked_from or plan.signed_on, until=until):
        for agency, role in parts:
            row = _obligation(plan, duty, turn, agency, role, at, number=start + len(made) + 1)
            row.holder_id = holder_of_turn(agency.id, turn)
            made.append(row)
    return made


def holder_of_turn(agency_id: int, turn: Turn) -> int:
    """Return who holds a period from its first day: the living owner then; the agency itself where that is unclear."""
    owner = orgs.living(agency_id, on=turn.starts_on).owner if turn.starts_on else None
    return owner.id if owner else agency_id


def _obligation(plan: Plan, duty: Duty, turn: Turn, agency: Any, role: str, at: datetime, *, number: int) -> Obligation:
    return Obligation(
        number=f"{number_prefix(plan)}-{number:04d}",
        duty=duty,
        role=role,
        assigned_id=agency.id,
        holder_id=agency.id,
        requested=duty.requested or agency.command == "requested",
        period=turn.period,
        period_label=turn.label[:40],
        period_starts_on=turn.starts_on,
        period_ends_on=turn.ends_on,
        due_on=turn.due_on,
        original_due_on=turn.due_on,
        due_named_on=turn.named_on,
        due_written=turn.written,
        subject=turn.subject,
        due_kind=turn.kind,
        assigned_on=turn.starts_on or plan.signed_on,
        changed_at=at,
    )


def number_prefix(plan: Plan) -> str:
    """Return how the plan's obligations are numbered: ``KH124-2023``."""
    head, _, tail = plan.number.partition("/")
    code = re.split(r"[-/]", tail)[0] if tail else ""
    return shorten(f"{code}{head}-{plan.signed_on.year}", 40).replace(" ", "")


@transaction.atomic
def open_periods(plan: Plan, *, at: datetime, by: User | None = None) -> int:
    """Open the periods of recurring duties that have begun since the last time, for the agencies that hold them now.

    A new period goes to the living owner of whoever held the last one. Where an agency has ended and nobody has yet
    decided who takes its work on, no period is opened for it: the hand-over page asks for that decision, and the
    receiving agencies' periods follow from it. Running this twice opens nothing twice.
    """
    if by is not None:
        may("plan.activate", by, plan, on=local_date(at)).or_refuse()
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state != Plan.State.ACTIVE:
        return 0
    today = local_date(at)
    mine = Obligation.objects.filter(duty__plan=plan)
    count = mine.count()
    made: list[Obligation] = []
    resolve = Resolver(plan.signed_on)
    for duty in plan.duties.filter(nature=domain.Nature.RECURRING):
        rows = list(mine.filter(duty=duty).order_by("pk"))
        known = {(r.assigned_id, r.role, r.period) for r in rows}
        latest: dict[tuple[int, str], Obligation | None] = {
            (agency.id, role): None for agency, role in parts_of(duty, resolve)
        }
        latest |= {(r.assigned_id, r.role): r for r in rows}
        for turn in turns(duty, since=plan.tracked_from or plan.signed_on, until=today):
            held = {r.holder_id for r in rows if r.period == turn.period}
            for (assigned, role), last in sorted(latest.items(), key=lambda item: item[0][1]):  # leads first
                if not turn.starts_on or (assigned, role, turn.period) in known:
                    continue
                if last is not None and last.state in _SERIES_ENDED:
                    continue
                holder = holder_of_turn(last.holder_id if last else assigned, turn)
                if holder in held or not orgs.exists_on(holder, turn.starts_on):
                    continue
                held.add(holder)
                row = _obligation(
                    plan, duty, turn, orgs.ref(agency_id=assigned), role, at, number=count + len(made) + 1
                )
                row.holder_id = holder
                made.append(row)
    Obligation.objects.bulk_create(made, batch_size=500)
    if made:
        journal.record(events.PeriodsOpened(plan_number=plan.number, obligations=len(made)), about=plan, by=by, at=at)
    return len(made)
