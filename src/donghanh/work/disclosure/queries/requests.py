"""Reads of requests: where each clock stands and why, what is alike, how each agency does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from donghanh.ground.orgs.models import Agency
from donghanh.ground.workcal import api as workcal
from donghanh.kit.text import sort_key
from donghanh.record.measures import api as measures
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.models import InfoRequest

LOOKED_AT = 400


def rule_of(row: InfoRequest) -> workcal.ClockRule:
    """Return the clock's rule in force on the day the request came, for its channel and its difficulty."""
    kind = "complex" if row.complex else "simple"
    return workcal.clock_rule(f"information.{row.channel}.{kind}", on=row.received_on)


def events_of(row: InfoRequest) -> list[workcal.ClockEvent]:
    """Return what happened as the clock understands it."""
    return [
        workcal.ClockEvent(domain.CLOCK[m.verb], m.on, amount=m.amount, by=m.role, note=m.note[:120])
        for m in row.moves.all()
        if m.verb in domain.CLOCK
    ]


def clock(row: InfoRequest) -> workcal.ClockState:
    """Say where a request's clock stands."""
    return workcal.clock(rule_of(row), events_of(row))


def explain(row: InfoRequest) -> workcal.Explanation:
    """Tell a request's clock day by day."""
    return workcal.explain_clock(rule_of(row), events_of(row))


@dataclass(frozen=True)
class Timed:
    """A request with its clock."""

    row: InfoRequest
    clock: workcal.ClockState
    overdue: bool

    @property
    def late(self) -> bool:
        """Say whether it was answered after its day or is past it."""
        return self.overdue or self.clock.in_time is False


def timed(rows: Iterable[InfoRequest], *, on: date) -> list[Timed]:
    """Put its clock to each request; rows come with their moves."""
    found = []
    for row in rows:
        state = clock(row)
        found.append(Timed(row, state, state.overdue(on)))
    return found


@dataclass(frozen=True)
class Alike:
    """A published answer that may be what somebody looks for."""

    row: InfoRequest
    likeness: float


def alike(text: str, *, without: str = "", most: int = 5) -> list[Alike]:
    """Find published answers that share the telling words of a text."""
    words = domain.tokens(text)
    if len(words) < 2:
        return []
    recent = InfoRequest.objects.published().exclude(key=without).select_related("agency").order_by("-published_at")
    scored = [Alike(r, domain.likeness(words, domain.tokens(r.subject_folded))) for r in recent[:LOOKED_AT]]
    return sorted((a for a in scored if a.likeness >= 0.4), key=lambda a: -a.likeness)[:most]


@dataclass
class Tally:
    """How one agency does with requests; what is open and overdue counts against it."""

    agency: Agency
    received: int = 0
    open: int = 0
    overdue: int = 0
    answered: int = 0
    in_time: int = 0
    granted: int = 0
    partial: int = 0
    refused: int = 0
    withdrawn: int = 0
    published: int = 0
    to_hand_over: int = 0
    fees_vnd: int = 0

    @property
    def fell_due(self) -> int:
        """Return the honest denominator: answered, and open past the day."""
        return self.answered + self.overdue


def tallies(rows: Iterable[InfoRequest], *, on: date) -> list[Tally]:
    """Count requests by agency."""
    held: dict[int, Tally] = {}
    for one in timed(rows, on=on):
        row = one.row
        tally = held.setdefault(row.agency_id, Tally(row.agency))
        tally.received += 1
        tally.open += row.is_open
        tally.overdue += one.overdue
        tally.withdrawn += row.state == domain.RequestState.WITHDRAWN
        tally.published += row.published_at is not None
        tally.to_hand_over += row.to_hand_over
        tally.fees_vnd += row.fee_paid_vnd
        if row.state == domain.RequestState.ANSWERED:
            tally.answered += 1
            tally.in_time += bool(one.clock.in_time)
            setattr(tally, row.decision, getattr(tally, row.decision) + 1)
    return sorted(held.values(), key=lambda t: sort_key(t.agency.name))


def on_time_rate(as_of: date, scope: measures.Scope) -> measures.MeasureValue:
    """Of requests answered or past their day, how many were answered in time."""
    rows = InfoRequest.objects.filter(received_on__lte=as_of).with_context()
    if scope.agency_id:
        rows = rows.filter(agency_id=scope.agency_id)
    counted = [t for t in timed(rows, on=as_of) if t.row.answered_on or t.overdue]
    hit = [t for t in counted if t.clock.in_time]
    value = Decimal(len(hit) * 100) / len(counted) if counted else None
    behind = tuple(
        measures.Row(
            t.row.key, f"{t.row.number}, {t.row.agency.name}", Decimal(bool(t.clock.in_time)),
            reverse("disclosure:request", args=[t.row.key]), t.row.get_state_display(),
        )
        for t in counted
    )  # fmt: skip
    return measures.MeasureValue(value, Decimal(len(hit)), Decimal(len(counted)), behind)


def by_state(rows: Iterable[Timed]) -> dict[str, list[Timed]]:
    """Sort requests into heaps by state."""
    heaps: dict[str, list[Timed]] = defaultdict(list)
    for one in rows:
        heaps[one.row.state].append(one)
    return heaps


def of_desk(user: Any, *, on: date) -> Any:
    """Return one's own agency's requests."""
    return InfoRequest.objects.visible_to(user, on=on).with_context()
