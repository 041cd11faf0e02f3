"""Work ordered from elsewhere: other rooms turn what was concluded into an obligation, and ask what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.work.plan import domain, services
from donghanh.work.plan.domain import Source, Standing
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.services import DecidingDocument, WorkOrder

declare_source = domain.declare_source


@dataclass(frozen=True)
class OrderedWork:
    """What became of one source: the lead's obligation and where it stands on a day."""

    source_key: str
    key: str
    number: str
    title: str
    url: str
    holder: str
    document_number: str
    document_on: date
    signer: str
    due_on: date | None
    standing: Standing
    label: str
    tone: str
    percent: int
    result_on: date | None
    result_document: str

    @property
    def is_done(self) -> bool:
        """Say whether a tracker confirmed its result."""
        return self.standing in (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.DONE_NO_DEADLINE)


def order_work(order: WorkOrder, document: DecidingDocument, *, by: User, at: datetime) -> OrderedWork:
    """Make a conclusion or an agreed proposal the work of an agency, by its deciding document; idempotent by source."""
    return _told(services.order_work(order, document, by=by, at=at), local_date(at))


def ordered(kind: str, keys: Iterable[str], user: Any, *, on: date) -> dict[str, OrderedWork]:
    """Say what became of these sources, of those that became work a person may see."""
    rows = Obligation.objects.visible_to(user, on=on).filter(
        duty__source_kind=kind, duty__source_key__in=list(keys), role=domain.Role.LEAD
    )
    found: dict[str, OrderedWork] = {}
    for row in rows.with_context().order_by("pk"):
        told = _told(row, on)
        # What was split among successors is told by the last part that lives.
        if told.source_key not in found or row.state != domain.State.PASSED_ON:
            found[told.source_key] = told
    return found


def _told(row: Obligation, on: date) -> OrderedWork:
    standing = row.standing(on)
    return OrderedWork(
        source_key=row.duty.source_key,
        key=row.key,
        number=row.number,
        title=row.title,
        url=reverse("plan:obligation", args=[row.key]),
        holder=row.holder.name,
        document_number=row.duty.plan.number,
        document_on=row.duty.plan.signed_on,
        signer=row.duty.plan.signer.get("name", ""),
        due_on=row.due_on,
        standing=standing,
        label=domain.STANDING_LABELS[standing],
        tone=domain.STANDING_TONES[standing],
        percent=row.percent,
        result_on=row.result_on,
        result_document=row.result_document,
    )


__all__ = ["DecidingDocument", "OrderedWork", "Source", "WorkOrder", "declare_source", "order_work", "ordered"]
