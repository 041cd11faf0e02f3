"""What waits for somebody's decision: results before the head, results before the tracker, wishes for more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from donghanh.ground.accounts import api as accounts
from donghanh.work.plan import policies
from donghanh.work.plan.api.tasks import ORDERS, Task, Wanted, as_task, scoped, with_rows
from donghanh.work.plan.domain import State
from donghanh.work.plan.models import Evidence, Extension, Obligation, ProgressReport, Result

_HEADS = ("head", "association")


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: what it is called, its digest where it is a file, its address where it has one."""

    label: str
    sha256: str
    size: int | None
    url: str


@dataclass(frozen=True)
class Submission:
    """A result that waits for a decision."""

    task: Task
    text: str
    document_number: str
    at: datetime | None
    by: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Wish:
    """A wish for more time that waits for a decision."""

    task: Task
    reason: str
    due_before: date
    wanted_on: date
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for one person, in the order in which they decide."""

    proposed: tuple[Submission, ...] = ()
    submitted: tuple[Submission, ...] = ()
    wishes: tuple[Wish, ...] = ()
    proposed_count: int = 0
    submitted_count: int = 0
    wishes_count: int = 0

    @property
    def total(self) -> int:
        """Count all of it."""
        return self.proposed_count + self.submitted_count + self.wishes_count


@dataclass(frozen=True)
class Late:
    """Overdue work with what was last said about it."""

    task: Task
    said: str
    said_at: datetime | None


def waiting_rows(user: Any, *, on: date) -> list[QuerySet[Any]]:
    """Return the rows that wait for this person's decision, to be counted together with whatever else is counted."""
    asked = _proposed(user, on), _submitted(user, on), _wishes(user, on)
    return [rows for rows in asked if rows is not None]


def waiting(user: Any, *, on: date, limit: int = 50) -> Waiting:
    """Return what waits for this person's decision, oldest deadline first, at most ``limit`` of each kind."""
    asked = _proposed(user, on), _submitted(user, on), _wishes(user, on)
    proposed = _submissions(asked[0], user, on, limit, Result.State.PROPOSED)
    submitted = _submissions(asked[1], user, on, limit, Result.State.SUBMITTED)
    wishes = _wished(asked[2], user, on, limit)

    def count(shown: Sequence[Any], rows: Any) -> int:
        """Count again only where the page does not show everything."""
        return len(shown) if len(shown) < limit or rows is None else rows.count()

    return Waiting(
        proposed=proposed,
        submitted=submitted,
        wishes=wishes,
        proposed_count=count(proposed, asked[0]),
        submitted_count=count(submitted, asked[1]),
        wishes_count=count(wishes, asked[2]),
    )


def late_list(user: Any, wanted: Wanted, *, on: date, limit: int = 50) -> list[Late]:
    """Return overdue work, oldest first, each with the words of its last report where this person may read them."""
    rows = with_rows(scoped(user, wanted, on)).overdue(on=on)  # type: ignore[attr-defined]
    last = ProgressReport.objects.filter(obligation=OuterRef("pk")).order_by("-at")
    rows = rows.annotate(said=Subquery(last.values("text")[:1]), said_at=Subquery(last.values("at")[:1]))
    found = list(rows.order_by(*ORDERS["due"])[:limit])
    keys = [row.pk for row in found]
    readable = set(Obligation.objects.work_readable_by(user, on=on).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Late(
            as_task(row, user, on),
            row.state_reason or (row.said or "" if row.pk in readable else ""),
            row.said_at if row.pk in readable else None,
        )
        for row in found
    ]


def _proposed(user: Any, on: date) -> QuerySet[Obligation] | None:
    mine = accounts.agency_ids(user, on, *_HEADS)
    if not mine:
        return None
    return Obligation.objects.visible_to(user, on=on).held_by(mine).filter(state=State.PROPOSED)


def _submitted(user: Any, on: date) -> QuerySet[Obligation] | None:
    if not policies.may("plan.confirm", user, on=on):
        return None
    own = Result.objects.filter(state=Result.State.SUBMITTED, submitted_by_id=user.pk).values("obligation_id")
    return Obligation.objects.visible_to(user, on=on).filter(state=State.SUBMITTED).exclude(pk__in=own)


def _wishes(user: Any, on: date) -> QuerySet[Extension] | None:
    if not policies.may("plan.decide_extension", user, on=on):
        return None
    seen = Obligation.objects.visible_to(user, on=on).open()
    return Extension.objects.filter(state=Extension.State.ASKED, obligation__in=seen)


def _submissions(
    rows: QuerySet[Obligation] | None, user: Any, on: date, limit: int, state: str
) -> tuple[Submission, ...]:
    if rows is None:
        return ()
    results = Result.objects.filter(state=state).select_related("proposed_by", "submitted_by")
    proofs = Evidence.objects.select_related("file")
    fetched = with_rows(rows).prefetch_related(
        Prefetch("results", queryset=results), Prefetch("evidence", queryset=proofs)
    )
    return tuple(_submission(row, user, on) for row in fetched.order_by(*ORDERS["due"])[:limit])


def _submission(row: Obligation, user: Any, on: date) -> Submission:
    result = next(iter(row.results.all()), None)
    by = (result.submitted_by or result.proposed_by) if result else None
    return Submission(
        task=as_task(row, user, on),
        text=result.text if result else "",
        document_number=result.document_number if result else "",
        at=(result.submitted_at or result.proposed_at) if result else None,
        by=by.full_name if by else "",
        proofs=tuple(_proof(piece) for piece in row.evidence.all()),
    )


def _proof(piece: Evidence) -> Proof:
    label = piece.description or (piece.file.name if piece.file else "") or piece.document_number or piece.url
    return Proof(label, piece.file.sha256 if piece.file else "", piece.file.size if piece.file else None, piece.url)


def _wished(rows: QuerySet[Extension] | None, user: Any, on: date, limit: int) -> tuple[Wish, ...]:
    if rows is None:
        return ()
    fetched = list(rows.select_related("asked_by").order_by("due_before", "pk")[:limit])
    owners = with_rows(Obligation.objects.filter(pk__in=[w.obligation_id for w in fetched]))
    by_id = {row.pk: as_task(row, user, on) for row in owners}
    return tuple(
        Wish(by_id[w.obligation_id], w.reason, w.due_before, w.wanted_on, w.asked_at, w.asked_by.full_name)
        for w in fetched
    )
