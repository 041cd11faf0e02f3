"""Obligations as rows of work: the same anatomy for a desk, a public list, a leader's page and a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, overload

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, When

from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.api import AgencyRef
from donghanh.work.plan import domain, policies, queries
from donghanh.work.plan.domain import Standing, Tally
from donghanh.work.plan.models import HandOver, Obligation

DONE_STANDINGS = (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.DONE_NO_DEADLINE)

# Among equal dates: what was begun, what is to be taken on, what waits for somebody else.
_NEAREST = Case(
    When(state=domain.State.DOING, then=0),
    When(state=domain.State.ASSIGNED, then=1),
    default=2,
    output_field=IntegerField(),
)

# How a list of work is ordered; a row without a date stands after all that have one.
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), _NEAREST, "duty__plan", "duty__order", "number"),
    "plan": ("duty__plan", "duty__order", "role", "number"),
    "changed": ("-changed_at", "number"),
    "confirmed": (F("confirmed_at").desc(nulls_last=True), "number"),
    "index": (F("duty__index__order").asc(nulls_last=True), "duty__order", "role", "number"),
}


@dataclass(frozen=True)
class Wanted:
    """Which obligations are asked for; what is left out does not narrow."""

    agency_ids: frozenset[int] | None = None
    plan_key: str = ""
    index_id: int | None = None
    no_index: bool = False
    standings: tuple[Standing, ...] = ()
    words: str = ""
    open_only: bool = False
    officer_id: int | None = None  # this officer's, and what nobody of the agency has been named for
    due_from: date | None = None
    due_until: date | None = None
    ended_holders: bool = False  # work that still lies with an agency that has ended
    role: str = ""
    assigned_until: date | None = None
    as_of: bool = False  # as it was on the day: holders, due dates and standings of then


@dataclass(frozen=True)
class HandedOver:
    """The last recorded hand-over of a row."""

    from_name: str
    effective_on: date
    basis: str
    from_short: str = ""


@dataclass(frozen=True)
class Next:
    """The one thing the reader can do next: the verb of the catalogue, the button's words, the name in its address.

    Without a verb the reader can only look.
    """

    verb: str
    label: str
    slug: str = ""


@dataclass(frozen=True)
class Task:
    """One obligation as a row."""

    id: int
    key: str
    number: str
    title: str
    place: str
    plan_key: str
    plan_slug: str
    plan_number: str
    plan_short: str
    duty_key: str
    index_id: int | None
    index_name: str
    role: str
    role_label: str
    agency: AgencyRef
    first_agency: AgencyRef
    due_on: date | None
    original_due_on: date | None
    due_written: str
    standing: Standing
    standing_label: str
    tone: str
    state: str
    state_label: str
    requested: bool
    percent: int
    officer_id: int | None
    extensions: int
    changed_at: datetime
    result_on: date | None
    result_document: str
    confirmed_at: datetime | None
    state_reason: str
    handed: HandedOver | None
    next: Next


class TaskList:
    """A list of work that is fetched page by page: two questions to the database for a page, one for its length."""

    ordered = True

    def __init__(self, rows: QuerySet[Obligation], user: Any, on: date, *, known_count: int | None = None) -> None:
        self._rows = rows
        self._user = user
        self._on = on
        self._count = known_count
        self._read_rows: dict[str, Obligation] = {}

    def count(self) -> int:
        """Count all rows."""
        if self._count is None:
            self._count = self._rows.count()
        return self._count

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Task]:
        return iter(self._read(self._rows))

    @overload
    def __getitem__(self, at: int) -> Task: ...
    @overload
    def __getitem__(self, at: slice) -> list[Task]: ...
    def __getitem__(self, at: int | slice) -> Task | list[Task]:
        if isinstance(at, int):
            return self._read(self._rows[at : at + 1])[0]
        return self._read(self._rows[at])

    def first(self) -> Task | None:
        """Return the first row, if any."""
        found = self._read(self._rows[:1])
        return found[0] if found else None

    def _read(self, rows: QuerySet[Obligation]) -> list[Task]:
        fetched = list(rows)
        self._read_rows.update((row.key, row) for row in fetched)
        return [as_task(row, self._user, self._on) for row in fetched]

    def explain_due(self, task: Task) -> Any:
        """Return the day-by-day ground of a row's date, as :func:`explain_due` does, for a row of this list."""
        row = self._read_rows[task.key]
        return None if row.extensions_granted else queries.explain_due(row)


def narrowed(rows: QuerySet[Obligation], wanted: Wanted, on: date) -> QuerySet[Obligation]:
    """Keep the obligations that are asked for."""
    if wanted.as_of:
        rows = queries.as_of(rows, on)
    plain = {
        "held_id__in" if wanted.as_of else "holder_id__in": wanted.agency_ids,
        "duty__plan__key": wanted.plan_key or None,
        "duty__index_id": wanted.index_id,
        "due_on__gte": wanted.due_from,
        "due_on__lte": wanted.due_until,
        "role": wanted.role or None,
        "assigned_on__lte": wanted.assigned_until,
    }
    rows = rows.filter(**{column: value for column, value in plain.items() if value is not None})
    if wanted.no_index:
        rows = rows.filter(duty__index_id__isnull=True)
    if wanted.words:
        rows = rows.matching(wanted.words)  # type: ignore[attr-defined]
    if wanted.open_only:
        rows = rows.filter(state__in=domain.OPEN_STATES)
    if wanted.officer_id is not None:
        rows = rows.filter(Q(officer_id=wanted.officer_id) | Q(officer_id__isnull=True))
    if wanted.ended_holders:
        rows = queries.waiting_for_handover(rows, on)
    if wanted.standings:
        told = rows if wanted.as_of else queries.with_standing(rows, on)
        rows = told.filter(stands__in=wanted.standings)  # type: ignore[misc]
    return rows


def scoped(user: Any, wanted: Wanted, on: date) -> QuerySet[Obligation]:
    """Start at what this person may see, then keep what is asked for."""
    return narrowed(Obligation.objects.visible_to(user, on=on), wanted, on)


def with_rows(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Fetch what a row shows: its duty, plan, index and agencies in one query, its hand-overs in another."""
    acts = HandOver.objects.select_related("from_agency")
    return rows.select_related("duty", "duty__plan", "duty__index", "holder", "assigned").prefetch_related(
        Prefetch("handovers", queryset=acts)
    )


def tasks(user: Any, wanted: Wanted, *, on: date, order: str = "due", known_count: int | None = None) -> TaskList:
    """List work that this person may see, in an order of ``ORDERS``; ``known_count`` saves counting it again."""
    return TaskList(with_rows(scoped(user, wanted, on)).order_by(*ORDERS[order]), user, on, known_count=known_count)


class DutyPages:
    """The same work with everybody's parts of one duty together: one slice is the parts of so many duties."""

    ordered = True

    def __init__(self, rows: QuerySet[Obligation], user: Any, on: date) -> None:
        self._rows = rows
        self._user = user
        self._on = on
        self._ids: list[int] | None = None

    def _duties(self) -> list[int]:
        if self._ids is None:
            ordered = self._rows.order_by(*ORDERS["index"]).values_list("duty_id", flat=True)
            self._ids = list(dict.fromkeys(ordered))
        return self._ids

    def count(self) -> int:
        """Count the duties."""
        return len(self._duties())

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, at: slice) -> list[Task]:
        rows = self._rows.filter(duty_id__in=self._duties()[at]).order_by(*ORDERS["index"])
        return [as_task(row, self._user, self._on) for row in with_rows(rows)]


def tasks_by_duty(user: Any, wanted: Wanted, *, on: date) -> DutyPages:
    """List the same work duty by duty, in the order of indices; pages are counted in duties."""
    return DutyPages(scoped(user, wanted, on), user, on)


def tally(user: Any, wanted: Wanted, *, on: date) -> Tally:
    """Count where the work that is asked for stands, in one query."""
    return queries.tally(scoped(user, wanted, on), on)


def tally_for(user: Any, *, on: date, plan_key: str = "", agency_ids: Iterable[int] | None = None) -> Tally:
    """Count standings of what this person may see, for one plan or some agencies where named."""
    ids = None if agency_ids is None else frozenset(agency_ids)
    return tally(user, Wanted(plan_key=plan_key, agency_ids=ids), on=on)


@dataclass(frozen=True)
class DeskCounts:
    """How much lies on a desk: open work of the person and of the agency, what is late, what falls due soon."""

    mine: int
    agency: int
    overdue: int
    soon: int
    handover: int


def desk_counts(
    user: Any,
    *,
    on: date,
    soon_until: date,
    agency_ids: frozenset[int],
    former_ids: frozenset[int],
    officer_id: int | None,
) -> DeskCounts:
    """Count a desk in one query; ``officer_id`` narrows to one officer's work and what nobody was named for."""
    rows = Obligation.objects.visible_to(user, on=on).open().held_by(agency_ids | former_ids)
    at_desk = Q(holder_id__in=agency_ids)
    mine = at_desk & _whose(officer_id)
    found = rows.aggregate(
        mine=Count("pk", filter=mine),
        agency=Count("pk", filter=at_desk),
        overdue=Count("pk", filter=mine & _late(on)),
        soon=Count("pk", filter=mine & Q(due_on__gte=on, due_on__lte=soon_until)),
        handover=Count("pk", filter=Q(holder_id__in=former_ids, holder__valid_to__lte=on)),
    )
    return DeskCounts(**found)


def late_rows(user: Any, *, on: date, agency_ids: frozenset[int], officer_id: int | None) -> QuerySet[Obligation]:
    """Return what ``desk_counts`` counts as overdue, to be counted together with whatever else is counted."""
    rows = Obligation.objects.visible_to(user, on=on).open().held_by(agency_ids)
    return rows.filter(_whose(officer_id) & _late(on))


def _whose(officer_id: int | None) -> Q:
    return Q() if officer_id is None else Q(officer_id=officer_id) | Q(officer_id__isnull=True)


def _late(on: date) -> Q:
    return Q(due_on__lt=on, requested=False)


def agency_tallies(user: Any, wanted: Wanted, *, on: date) -> list[tuple[AgencyRef, Tally]]:
    """Count by the agency that holds the work, most overdue first."""
    return by_agency(queries.tally_by(scoped(user, wanted, on), on, "holder_id"))


def by_agency(counts: dict[int, Tally]) -> list[tuple[AgencyRef, Tally]]:
    """Put names to tallies by agency, most overdue first."""
    refs = orgs.refs(counts)
    pairs = [(refs[agency_id], count) for agency_id, count in counts.items() if agency_id in refs]
    return sorted(pairs, key=lambda pair: (-pair[1].overdue, -pair[1].open, pair[0].name))


def agency_index_tallies(user: Any, wanted: Wanted, *, on: date) -> dict[tuple[int, int | None], Tally]:
    """Count by holder and index in one query, as of the day; what a page needs by either is a sum of these."""
    return queries.tally_as_of(scoped(user, wanted, on), on, "held_id", "duty__index_id")


def explain_due(user: Any, key: str, *, on: date) -> Any:
    """Return the day-by-day ground of a due date (``workcal`` deadline), or ``None`` where there is none to tell."""
    row = Obligation.objects.visible_to(user, on=on).select_related("duty").filter(key=key).first()
    return queries.explain_due(row) if row is not None and not row.extensions_granted else None


def desk_agencies(agency_ids: Iterable[int], *, on: date) -> frozenset[int]:
    """Return the agencies whose work stands on somebody's desk: their own, and ended ones they alone succeed."""
    return queries.desk_agencies(agency_ids, on)


def former_agencies(agency_ids: Iterable[int]) -> frozenset[int]:
    """Return everybody whose duties came down to these agencies, themselves left out."""
    mine = set(agency_ids)
    return frozenset(former.id for agency_id in mine for former in orgs.ancestors(agency_id)) - mine


def as_task(row: Obligation, user: Any, on: date) -> Task:
    """Write one obligation as a row; nothing is asked of the database."""
    duty, plan = row.duty, row.duty.plan
    told, due_on = getattr(row, "stands", ""), getattr(row, "due_then", row.due_on)
    standing = Standing(told) if told else row.standing(on)
    acts = list(row.handovers.all())
    later = [a for a in acts if a.effective_on > on] if hasattr(row, "held_id") else []
    acts = acts[: len(acts) - len(later)]
    agency = later[0].from_agency if later else row.holder
    return Task(
        id=row.pk,
        key=row.key,
        number=row.number,
        title=row.title,
        place=duty.place,
        plan_key=plan.key,
        plan_slug=plan.slug,
        plan_number=plan.number,
        plan_short=plan.short,
        duty_key=duty.key,
        index_id=duty.index_id,
        index_name=duty.index.name if duty.index else "",
        role=row.role,
        role_label=domain.ROLE_LABELS[domain.Role(row.role)],
        agency=agency.ref,
        first_agency=row.assigned.ref,
        due_on=due_on,
        original_due_on=row.original_due_on,
        due_written=row.due_written,
        standing=standing,
        standing_label=domain.STANDING_LABELS[standing],
        tone=domain.STANDING_TONES[standing],
        state=row.state,
        state_label=domain.STATE_LABELS[domain.State(row.state)],
        requested=row.requested,
        percent=row.percent,
        officer_id=row.officer_id,
        extensions=row.extensions_granted,
        changed_at=row.changed_at,
        result_on=row.result_on,
        result_document=row.result_document,
        confirmed_at=row.confirmed_at,
        state_reason=row.state_reason,
        handed=_handed(acts[-1], row) if acts else None,
        next=_next(row, user, on),
    )


def _handed(act: HandOver, row: Obligation) -> HandedOver:
    """Say who gave the work, told apart from a holder of the same name."""
    giver = act.from_agency
    name = giver.told_from(row.holder)
    short = giver.short_name if name == giver.name and giver.short_name else name
    return HandedOver(name, act.effective_on, act.basis, short)


_LOOK = Next("", "Xem")


def _next(row: Obligation, user: Any, on: date) -> Next:
    """Say the one next step, by the state and what this person may do; answered from what is fetched already."""
    state = row.state
    if state == domain.State.ASSIGNED and policies.may("plan.accept", user, row, on=on):
        return Next("accept", "Nhận việc", "nhan")
    if state == domain.State.DOING:
        if row.percent >= 100 and policies.may("plan.submit", user, row, on=on):
            return Next("submit", "Nộp kết quả", "nop")
        if row.percent >= 100 and policies.may("plan.propose", user, row, on=on):
            return Next("propose", "Trình kết quả", "trinh")
        if policies.may("plan.report", user, row, on=on):
            return Next("report", "Báo tiến độ", "bao-tien-do")
    if state == domain.State.PROPOSED and policies.may("plan.submit", user, row, on=on):
        return Next("submit", "Duyệt", "nop")
    if state == domain.State.SUBMITTED and policies.may("plan.confirm", user, on=on):
        return Next("confirm", "Xác nhận", "xac-nhan")
    return _LOOK
