"""Expected, received, on time: per period, agency and regime, on any day; a handful of queries however many returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.ground.orgs.api import AgencyRef
from donghanh.work.reporting import domain
from donghanh.work.reporting.domain import Count
from donghanh.work.reporting.models import Move, Period, Return


@dataclass(frozen=True)
class Cell:
    """One return on the board: how it stands on the day, in a word and a colour."""

    key: str
    state: str
    tone: str
    word: str
    received_on: date | None
    count: Count


@dataclass(frozen=True)
class Board:
    """Agencies down, periods across, with honest totals on both sides."""

    on: date
    periods: tuple[Period, ...]
    agencies: tuple[AgencyRef, ...]
    cells: dict[tuple[int, int], Cell]
    by_agency: dict[int, Count]
    by_period: dict[int, Count]
    by_regime: dict[str, Count]
    total: Count


def received_as_of(returns: Iterable[int], on: date) -> dict[int, tuple[date | None, str]]:
    """Replay the steps up to a day: since when each return counted as received then, and its state; one query."""
    known: dict[int, tuple[date | None, str]] = {}
    steps = Move.objects.filter(returned_id__in=list(returns), on__lte=on).order_by("pk")
    for pk, verb, day, after in steps.values_list("returned_id", "verb", "on", "after"):
        before = known.get(pk, (None, ""))[0]
        known[pk] = (domain.received_after(verb, day, before), after)
    return known


def board(rows: Any, *, on: date, today: date) -> Board:
    """Build the board of a set of returns in two queries (three for a past day)."""
    returns = list(rows.select_related("period", "agency").order_by("agency__name", "pk"))
    past = received_as_of((r.pk for r in returns), on) if on < today else None
    cells: dict[tuple[int, int], Cell] = {}
    by_agency: dict[int, Count] = defaultdict(Count)
    by_period: dict[int, Count] = defaultdict(Count)
    by_regime: dict[str, Count] = defaultdict(Count)
    agencies: dict[int, AgencyRef] = {}
    periods: dict[int, Period] = {}
    for row in returns:
        periods[row.period_id] = row.period
        agencies.setdefault(row.agency_id, row.agency.ref)
        if past is None:
            received, state = row.received_on, row.state
        else:
            received, state = past.get(row.pk, (None, domain.State.DRAFT))
        count = domain.count_one(due_on=row.period.due_on, received_on=received, requested=row.requested, on=on)
        cells[row.agency_id, row.period_id] = _cell(row, state, received, count)
        by_agency[row.agency_id] += count
        by_period[row.period_id] += count
        by_regime[row.period.regime] += count
    return Board(
        on,
        tuple(sorted(periods.values(), key=lambda p: (p.starts_on, p.regime, p.name))),
        tuple(sorted(agencies.values(), key=lambda a: (-by_agency[a.id].overdue, -by_agency[a.id].late, a.name))),
        cells,
        dict(by_agency),
        dict(by_period),
        dict(by_regime),
        domain.total(by_period.values()),
    )


def _cell(row: Return, state: str, received: date | None, count: Count) -> Cell:
    if count.on_time or count.asked_received:
        tone, word = "done", "đã nhận"
    elif count.late:
        tone, word = "soon", "nhận trễ"
    elif count.overdue:
        tone, word = "late", "chưa gửi"
    elif row.requested:
        tone, word = "none", "đã đề nghị"
    else:
        tone, word = "open", "chưa đến hạn"
    if state == domain.State.RETURNED and received is None:
        word = "bị trả lại"
    return Cell(row.key, state, tone, word, received, count)


@dataclass(frozen=True)
class LateReturn:
    """A return that is due and has not come."""

    row: Return
    days: int
    locked: bool


def late_returns(rows: Any, *, on: date) -> list[LateReturn]:
    """List returns past their date that have not come, oldest first; bodies only asked are never late."""
    found = rows.filter(received_on__isnull=True, requested=False, period__due_on__lt=on)
    found = found.select_related("period", "agency").order_by("period__due_on", "agency__name")
    return [LateReturn(r, (on - r.period.due_on).days, r.period.is_locked) for r in found]
