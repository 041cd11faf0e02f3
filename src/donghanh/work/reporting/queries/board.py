"""Expected, received, on time: per period, agency and regime, on any day; a handful of queries however many returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.ground.orgs.api import AgencyRef
from donghanh.kit.dates import local_date
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


@dataclass(frozen=True)
class Stand:
    """How one return stood on a day: since when it counted as received, its state, what it counts."""

    received_on: date | None
    state: str
    count: Count


def stands(returns: Iterable[Return], *, on: date) -> dict[int, Stand]:
    """Say how each return stood on a day, in one query (two where steps were taken since): no figure tells otherwise.

    Returns that were moved after the day are replayed up to it; the others stand as they are.
    """
    rows = list(returns)
    moved = set(Move.objects.filter(returned__in=rows, on__gt=on).values_list("returned_id", flat=True))
    then = _replayed(moved, on) if moved else {}
    found = {}
    for row in rows:
        received, state = then.get(row.pk, _UNTOUCHED) if row.pk in moved else (row.received_on, row.state)
        count = domain.count_one(
            due_on=row.period.due_on, received_on=received, requested=row.requested, on=on, passed_on=row.passed_on
        )
        found[row.pk] = Stand(received, state, count)
    return found


_UNTOUCHED: tuple[date | None, str] = (None, domain.State.DRAFT)


def _replayed(returns: Iterable[int], on: date) -> dict[int, tuple[date | None, str]]:
    """Replay the steps up to a day."""
    known: dict[int, tuple[date | None, str]] = {}
    taken_in: set[int] = set()
    steps = Move.objects.filter(returned_id__in=list(returns), on__lte=on).order_by("pk")
    for pk, verb, day, after in steps.values_list("returned_id", "verb", "on", "after"):
        before = known.get(pk, _UNTOUCHED)[0]
        known[pk] = (domain.received_after(verb, day, before, taken_in=pk in taken_in), after)
        if verb == "accept":
            taken_in.add(pk)
    return known


def board(rows: Any, *, on: date) -> Board:
    """Build the board of a set of returns as of a day, in two queries (three for a past day)."""
    returns = list(rows.select_related("period", "agency").order_by("agency__name", "pk"))
    standing = stands(returns, on=on)
    cells: dict[tuple[int, int], Cell] = {}
    by_agency: dict[int, Count] = defaultdict(Count)
    by_period: dict[int, Count] = defaultdict(Count)
    by_regime: dict[str, Count] = defaultdict(Count)
    agencies: dict[int, AgencyRef] = {}
    periods: dict[int, Period] = {}
    for row in returns:
        periods[row.period_id] = row.period
        agencies.setdefault(row.agency_id, row.agency.ref)
        stand = standing[row.pk]
        count = stand.count
        cells[row.agency_id, row.period_id] = _cell(row, stand)
        by_agency[row.agency_id] += count
        by_period[row.period_id] += count
        by_regime[row.period.regime] += count
    return Board(
        on,
        tuple(sorted(periods.values(), key=lambda p: (p.due_on, p.regime, p.name))),
        tuple(sorted(agencies.values(), key=lambda a: (-by_agency[a.id].overdue, -by_agency[a.id].late, a.name))),
        cells,
        dict(by_agency),
        dict(by_period),
        dict(by_regime),
        domain.total(by_period.values()),
    )


def _cell(row: Return, stand: Stand) -> Cell:
    count = stand.count
    if not count.expected:
        return Cell(row.key, stand.state, "none", "nơi kế nhiệm báo cáo", None, count)
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
    if stand.state == domain.State.RETURNED and stand.received_on is None:
        word = "bị trả lại"
    came = stand.received_on if count.received else None
    return Cell(row.key, stand.state, tone, word, came, count)


@dataclass(frozen=True)
class LateReturn:
    """A return that is due and has not come."""

    row: Return
    days: int
    state: str
    locked: bool


def late_returns(rows: Any, *, on: date) -> list[LateReturn]:
    """List returns that were past their date on a day and had not come, oldest first; bodies only asked are never late.

    Returns that moved after the day are replayed up to it, as on the board.
    """
    due = rows.filter(requested=False, period__due_on__lt=on)
    found = list(due.select_related("period", "agency").order_by("period__due_on", "agency__name"))
    standing = stands(found, on=on)
    return [
        LateReturn(r, (on - r.period.due_on).days, standing[r.pk].state, _locked(r.period, on))
        for r in found
        if standing[r.pk].count.overdue
    ]


def _locked(period: Period, on: date) -> bool:
    return period.locked_at is not None and local_date(period.locked_at) <= on
