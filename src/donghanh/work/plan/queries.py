"""Reads of the plan room that a queryset method cannot express: the board, the tallies, why a date is what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import ZONE
from donghanh.work.plan.domain import Standing, State, Tally
from donghanh.work.plan.models import (
    Duty,
    Extension,
    HandOver,
    Obligation,
    Plan,
    Provision,
    Result,
    Suspension,
)


@dataclass(frozen=True)
class Then:
    """What decides a standing: what has left the desk, what was done and when, what stood still, what waited."""

    gone: tuple[When, ...]
    done: Q
    result: str
    suspended: Q
    waiting: Q

    @classmethod
    def now(cls, on: date) -> Then:
        """Read the row as it is."""
        return cls(
            (
                When(state=State.CANCELLED, then=Value(Standing.CANCELLED)),
                When(state=State.PASSED_ON, then=Value(Standing.PASSED_ON)),
            ),
            Q(state=State.DONE, result_on__lte=on),
            "result_on",
            Q(state=State.SUSPENDED),
            Q(submitted_on__lte=F("due_on"), state=State.SUBMITTED) & Q(submitted_on__lte=on),
        )

    @classmethod
    def past(cls, end: datetime) -> Then:
        """Read what :func:`as_of` has replayed up to the end of a day."""
        return cls(
            (
                When(state=State.CANCELLED, changed_at__lte=end, then=Value(Standing.CANCELLED)),
                When(state=State.PASSED_ON, left_from__isnull=True, then=Value(Standing.PASSED_ON)),
            ),
            Q(result_then__isnull=False),
            "result_then",
            Q(still_then=True),
            Q(sent_then__lte=F("due_then")),
        )


def with_standing(rows: QuerySet[Obligation], on: date) -> QuerySet[Obligation]:
    """Annotate each obligation with its standing on a day, by the same table as ``domain.standing``."""
    return rows.annotate(stands=_standing(on, "due_on", Then.now(on)))


def _standing(on: date, due: str, facts: Then) -> Case:
    """Write ``domain.standing`` as SQL, over the due date of a column, from the facts of the day."""
    timed = {f"{due}__isnull": False, "requested": False}
    in_time = Q(**{f"{facts.result}__lte": F(due)})
    return Case(
        *facts.gone,
        When(facts.done & in_time, then=Value(Standing.DONE_ON_TIME), **timed),
        When(facts.done, then=Value(Standing.DONE_LATE), **timed),
        When(facts.done, then=Value(Standing.DONE_NO_DEADLINE)),
        When(facts.suspended, then=Value(Standing.SUSPENDED)),
        When(requested=True, then=Value(Standing.ASKED)),
        When(**{f"{due}__isnull": True}, then=Value(Standing.NO_DEADLINE)),
        When(facts.waiting, then=Value(Standing.IN_TIME)),
        When(**{f"{due}__lt": on}, then=Value(Standing.OVERDUE)),
        default=Value(Standing.IN_TIME),
        output_field=CharField(),
    )


def as_of(rows: QuerySet[Any], on: date, *, held_on: date | None = None) -> QuerySet[Any]:
    """Annotate obligations as they were on a day: who held them (``held_id``), the due date of then, the standing.

    A hand-over after the day is undone: the work lies where it lay, also where it has since been passed on to several
    successors (their own parts were given out later and are not there yet). An extension granted after the day, a
    cancellation, a suspension, a reopening and the return of a result have not happened; what stood still on the day
    stands still, also where it goes on by now. ``held_on`` asks for the holders of another day than the standing: a
    report told later of a period is told by whoever held the work when the period ended.
    """
    holding, end = held_on or on, datetime.combine(on, time.max, tzinfo=ZONE)
    mine = {"obligation": OuterRef("pk")}
    later = HandOver.objects.filter(effective_on__gt=holding, **mine).order_by("effective_on", "pk")
    longer = Extension.objects.filter(granted_on__isnull=False, decided_at__gt=end, **mine)
    sent = Result.objects.filter(submitted_at__lte=end, **mine)
    undone = sent.filter(state=Result.State.CONFIRMED, undone_at__gt=end).order_by("-submitted_at")
    answered = sent.filter(decided_at__gt=end).order_by("-submitted_at")
    waits = Case(When(state=State.SUBMITTED, submitted_on__lte=on, then=F("submitted_on")), output_field=DateField())
    still = Suspension.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on, **mine)
    found: QuerySet[Any] = (
        rows.filter(assigned_on__lte=holding)
        .annotate(
            left_from=Subquery(later.values("from_agency_id")[:1]),
            due_then=Coalesce(Subquery(longer.order_by("decided_at").values("due_before")[:1]), F("due_on")),
            result_then=Coalesce(
                Subquery(undone.values(day=TruncDate("submitted_at", tzinfo=ZONE))[:1]),
                Case(When(state=State.DONE, result_on__lte=on, then=F("result_on")), output_field=DateField()),
            ),
            sent_then=Coalesce(
                Subquery(answered.values(day=TruncDate("submitted_at", tzinfo=ZONE))[:1]),
                waits,
            ),
            still_then=Exists(still),
        )
        .annotate(
            held_id=Coalesce(F("left_from"), F("holder_id"), output_field=BigIntegerField()),
            stands=_standing(on, "due_then", Then.past(end)),
        )
    )
    return found


def tally(rows: QuerySet[Obligation], on: date) -> Tally:
    """Count standings in one query."""
    return tally_by(rows, on)[None]


def tally_by(rows: QuerySet[Obligation], on: date, *by: str) -> dict[Any, Tally]:
    """Count standings in one query, by one or two columns (``holder_id``, ``duty__index_id``, ``role`` ...).

    Keys are single values for one column and tuples for two; missing keys give an empty tally.
    """
    return _counted(with_standing(rows, on), *by)


def tally_as_of(rows: QuerySet[Obligation], on: date, *by: str) -> dict[Any, Tally]:
    """Count standings as they were on a day, in one query; ``held_id`` counts by who held the work then."""
    return _counted(as_of(rows, on), *by)


def _counted(rows: QuerySet[Obligation], *by: str) -> dict[Any, Tally]:
    counts: dict[Any, Tally] = defaultdict(lambda: Tally.of([]))
    for row in rows.order_by().values("stands", *by).annotate(n=Count("pk")):
        key = None if not by else row[by[0]] if len(by) == 1 else tuple(row[b] for b in by)
        counts[key].counts[Standing(row["stands"])] += row["n"]
    return counts


@dataclass(frozen=True)
class Board:
    """The coordinator's matrix: agencies down, indices across, a tally in each cell, totals on both sides."""

    agencies: tuple[Any, ...]
    columns: tuple[tuple[Any, str], ...]
    cells: dict[tuple[int, Any], Tally]
    by_agency: dict[int, Tally]
    by_column: dict[Any, Tally]
    total: Tally


def board(rows: QuerySet[Obligation], plan: Plan, on: date) -> Board:
    """Build the matrix of a plan in three queries, as of a day: who held the work then, under the names of then.

    Work outside any index has its own last column.
    """
    cells = tally_as_of(rows.filter(duty__plan=plan), on, "held_id", "duty__index_id")
    by_agency: dict[int, Tally] = defaultdict(lambda: Tally.of([]))
    by_column: dict[Any, Tally] = defaultdict(lambda: Tally.of([]))
    total = Tally.of([])
    for (agency, column), count in cells.items():
        by_agency[agency] = by_agency[agency] + count
        by_column[column] = by_column[column] + count
        total = total + count
    order = sorted(
        orgs.refs(by_agency).values(), key=lambda r: (-by_agency[r.id].overdue, -by_agency[r.id].total, r.name)
    )
    columns: list[tuple[Any, str]] = [(i.pk, i.name) for i in plan.indices.all()]
    if None in by_column:
        columns.append((None, "Việc được giao" if plan.is_order else "Tổ chức thực hiện"))
    return Board(tuple(order), tuple(columns), dict(cells), dict(by_agency), dict(by_column), total)


@dataclass(frozen=True)
class PlacedDuty:
    """A duty in its place: the provision, the duty and its obligations' tally."""

    duty: Duty
    tally: Tally


@dataclass(frozen=True)
class Passage:
    """One provision as the reading page shows it, with the duty it gives, if any."""

    provision: Provision
    duties: tuple[PlacedDuty, ...]


def passages(plan: Plan, rows: QuerySet[Obligation], on: date) -> list[Passage]:
    """Return the plan's text in order with every duty and its standing beside it, in three queries."""
    counts = tally_by(rows.filter(duty__plan=plan), on, "duty_id")
    placed: dict[str, list[PlacedDuty]] = defaultdict(list)
    for duty in plan.duties.select_related("index"):
        placed[duty.provision_eid].append(PlacedDuty(duty, counts[duty.pk]))
    return [Passage(p, tuple(placed.get(p.eid, ()))) for p in plan.provisions.all()]


def explain_due(obligation: Obligation) -> Any:
    """Return the day-by-day ground of a due date, or ``None`` where there is no date to explain."""
    named = obligation.due_named_on
    if named is None or obligation.due_on is None:
        return None
    return workcal.strict_before(named) if obligation.due_kind == "before" else workcal.roll_forward(named)


def waiting_for_handover(rows: QuerySet[Obligation], on: date) -> QuerySet[Obligation]:
    """Keep open work that still lies with an agency that has ended."""
    return rows.filter(
        state__in=[State.ASSIGNED, State.DOING, State.PROPOSED, State.SUBMITTED, State.SUSPENDED],
        holder__valid_to__lte=on,
    )


def desk_agencies(agency_ids: Iterable[int], on: date) -> frozenset[int]:
    """Return the agencies whose work stands on somebody's desk: their own, and ended ones they alone succeed."""
    mine = set(agency_ids)
    for agency_id in tuple(mine):
        for former in orgs.ancestors(agency_id):
            owner = orgs.living(former.id, on=on).owner
            if owner is not None and owner.id == agency_id:
                mine.add(former.id)
    return frozenset(mine)
