"""What periodic reporting asks of the plan: what an agency had to do in a period, and which report it owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.work.plan import domain, queries, services
from donghanh.work.plan.api.approvals import Proof
from donghanh.work.plan.api.figures import told_between
from donghanh.work.plan.domain import Standing, State
from donghanh.work.plan.models import Evidence, HandOver, Obligation, ProgressReport, Result


@dataclass(frozen=True)
class Material:
    """One agency's part in a duty as a periodic report tells it: its own last words, where it stands, what shows it."""

    obligation_key: str
    number: str
    duty_key: str
    agency_id: int
    title: str
    place: str
    index_name: str
    index_order: int
    order: int
    role: str
    standing: Standing
    due_on: date | None
    result_on: date | None
    percent: int
    requested: bool
    text: str
    text_on: date | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class OwedReport:
    """A report that an agency owes by the plan itself."""

    obligation_key: str
    agency_id: int
    due_on: date | None
    requested: bool


def report_material(
    *, plan_number: str, on: date, since: date, until: date, agency_ids: Iterable[int] | None = None, without: str = ""
) -> list[Material]:
    """Return what agencies had to do between two days, by whoever held it on ``until``; four queries, however many.

    What was finished before ``since`` was told in an earlier report; ``without`` leaves out one duty by its eId (the
    duty to report does not report on itself).
    """
    told = told_between(Obligation.objects.filter(duty__plan__number=plan_number), since, until)
    rows = (
        queries.as_of(told, on, held_on=until)
        .exclude(stands__in=[Standing.CANCELLED, Standing.PASSED_ON])
        .select_related("duty", "duty__index")
        .prefetch_related(
            Prefetch("reports", queryset=ProgressReport.objects.order_by("-at")),
            Prefetch("results", queryset=Result.objects.exclude(state=Result.State.PROPOSED)),
            Prefetch("evidence", queryset=Evidence.objects.select_related("file")),
        )
        .order_by("duty__order", "number")
    )
    if without:
        rows = rows.exclude(duty__eid=without)
    wanted = None if agency_ids is None else set(agency_ids)
    found = (_material(row, since, until) for row in rows)
    return [m for m in found if wanted is None or m.agency_id in wanted]


def held_on(row: Obligation, day: date) -> int:
    """Return the id of whoever held the work on a day, hand-overs since then undone."""
    later = next((act for act in row.handovers.all() if act.effective_on > day), None)
    return later.from_agency_id if later else row.holder_id


def _material(row: Any, since: date, until: date) -> Material:
    said, said_on = _last_words(row, since, until)
    index = row.duty.index
    return Material(
        obligation_key=row.key,
        number=row.number,
        duty_key=row.duty.key,
        agency_id=row.held_id,
        title=row.title,
        place=row.duty.place,
        index_name=index.name if index else "",
        index_order=index.order if index else 999,
        order=row.duty.order,
        role=row.role,
        standing=Standing(row.stands),
        due_on=row.due_then,
        result_on=row.result_on,
        percent=row.percent,
        requested=row.requested,
        text=said,
        text_on=said_on,
        proofs=tuple(
            Proof(str(e), e.file.sha256 if e.file else "", e.file.size if e.file else None, e.url)
            for e in row.evidence.all()
            if since <= local_date(e.at) <= until
        ),
    )


def _last_words(row: Obligation, since: date, until: date) -> tuple[str, date | None]:
    """Return what the agency itself last wrote in the period: a submitted result before a report of progress."""
    for result in row.results.all():
        at = result.submitted_at
        if at and since <= local_date(at) <= until:
            return result.text, local_date(at)
    for report in row.reports.all():
        if since <= local_date(report.at) <= until:
            return report.text, local_date(report.at)
    return "", None


def owed_reports(*, plan_number: str, duty_eid: str, named_on: date) -> list[OwedReport]:
    """List the plan's own report duties that name a day, by who held each on that day; two queries."""
    rows = Obligation.objects.filter(
        duty__plan__number=plan_number, duty__eid=duty_eid, due_named_on=named_on
    ).prefetch_related(Prefetch("handovers", queryset=HandOver.objects.order_by("effective_on", "pk")))
    rows = rows.exclude(state__in=[State.CANCELLED, State.PASSED_ON])
    return [OwedReport(r.key, held_on(r, named_on), r.due_on, r.requested) for r in rows]


def named(user: Any, keys: Iterable[str], *, on: date) -> dict[str, str]:
    """Name the obligations behind a figure that a person may see: number, title and holder, in the plan's order."""
    rows = Obligation.objects.visible_to(user, on=on).filter(key__in=list(keys)).select_related("duty", "holder")
    return {r.key: f"{r.number}: {r.title} – {r.holder.name}" for r in rows.order_by("duty__order", "number")}


def _owed(key: str) -> Obligation | None:
    return Obligation.objects.with_context().filter(key=key).first()


def report_came(key: str, *, text: str, document_number: str, by: User, at: datetime) -> bool:
    """Submit the result of a report duty because its return was submitted; doing it twice changes nothing."""
    row = _owed(key)
    if row is None or row.state not in (State.ASSIGNED, State.DOING, State.PROPOSED):
        return False
    if row.state == State.ASSIGNED:
        row = services.accept(row, by=by, at=at)
    services.submit(row, text=text, document_number=document_number, by=by, at=at)
    return True


def report_went_back(key: str, *, reason: str, by: User, at: datetime) -> bool:
    """Return the result of a report duty because its return was sent back; doing it twice changes nothing."""
    row = _owed(key)
    if row is None or row.state != State.SUBMITTED:
        return False
    services.return_result(row, reason=reason, by=by, at=at)
    return True


def report_settled(key: str, *, note: str, by: User, at: datetime) -> bool:
    """Confirm the result of a report duty because its return was accepted; doing it twice changes nothing."""
    row = _owed(key)
    if row is None or row.state != State.SUBMITTED:
        return False
    services.confirm(row, by=by, at=at, note=note)
    return True


def tally_of(materials: Iterable[Material]) -> domain.Tally:
    """Count standings of what a report tells."""
    return domain.Tally.of(m.standing for m in materials)


__all__: list[Any] = [
    "Material",
    "OwedReport",
    "named",
    "owed_reports",
    "report_came",
    "report_material",
    "report_settled",
    "report_went_back",
    "tally_of",
]
