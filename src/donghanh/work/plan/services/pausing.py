"""Work that stands still or falls away on the ground of a document: suspended, resumed, cancelled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Obligation, Suspension
from donghanh.work.plan.services.finishing import withdraw_open_result
from donghanh.work.plan.services.working import put, save_checked, take, tell, words


@transaction.atomic
def suspend(obligation: Obligation, *, reason: str, document_number: str, by: User, at: datetime) -> Obligation:
    """Suspend work on the ground of a document; its clock no longer makes it overdue."""
    obligation = take(obligation, "suspend", by, at)
    obligation.state = domain.STATES.step(obligation.state, "suspend")
    document = words(document_number, field="document_number", message="Tạm dừng cần số văn bản làm căn cứ.")
    obligation.state_reason = words(reason, field="reason", message="Hãy ghi lý do tạm dừng.")
    withdraw_open_result(obligation, by=by, at=at)
    put(obligation, at)
    save_checked(Suspension(obligation=obligation, since=local_date(at), document_number=document[:200]))
    tell(obligation, events.ObligationSuspended(obligation.number, document_number=document), by=by, at=at)
    return obligation


@transaction.atomic
def resume(obligation: Obligation, *, by: User, at: datetime) -> Obligation:
    """Let suspended work go on."""
    obligation = take(obligation, "suspend", by, at)
    obligation.state = domain.STATES.step(obligation.state, "resume")
    obligation.state_reason = ""
    put(obligation, at)
    obligation.suspensions.filter(until__isnull=True).update(until=local_date(at))
    tell(obligation, events.ObligationResumed(obligation.number), by=by, at=at)
    return obligation


@transaction.atomic
def cancel(obligation: Obligation, *, reason: str, document_number: str, by: User, at: datetime) -> Obligation:
    """Cancel an obligation on the ground of a document; it stays readable and leaves the figures."""
    obligation = take(obligation, "cancel", by, at)
    obligation.state = domain.STATES.step(obligation.state, "cancel")
    document = words(document_number, field="document_number", message="Hủy việc cần số văn bản làm căn cứ.")
    obligation.state_reason = words(reason, field="reason", message="Hãy ghi lý do hủy.")
    withdraw_open_result(obligation, by=by, at=at)
    put(obligation, at)
    tell(obligation, events.ObligationCancelled(obligation.number, document_number=document), by=by, at=at)
    return obligation
