"""How an obligation ends: a result proposed, submitted, confirmed or returned, and opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Obligation, Result
from donghanh.work.plan.services.working import EvidenceInput, add_evidence, put, save_checked, take, tell, words


@transaction.atomic
def propose(
    obligation: Obligation,
    *,
    text: str,
    by: User,
    at: datetime,
    document_number: str = "",
    document_on: date | None = None,
    evidence: Iterable[EvidenceInput] = (),
) -> Result:
    """Put the result before the head of the agency."""
    obligation = take(obligation, "propose", by, at)
    obligation.state = domain.STATES.step(obligation.state, "propose")
    reached = words(text, field="text", message="Hãy ghi kết quả đã đạt được.")
    result = Result(
        obligation=obligation,
        state=Result.State.PROPOSED,
        text=reached,
        proposed_at=at,
        proposed_by=by,
        document_number=squeeze(nfc(document_number)),
        document_on=document_on,
    )
    save_checked(result)
    add_evidence(obligation, evidence, by=by, at=at)
    put(obligation, at)
    tell(obligation, events.ResultProposed(obligation.number), by=by, at=at, agency=obligation.holder)
    return result


@transaction.atomic
def submit(
    obligation: Obligation,
    *,
    by: User,
    at: datetime,
    text: str = "",
    document_number: str = "",
    document_on: date | None = None,
    evidence: Iterable[EvidenceInput] = (),
) -> Result:
    """Submit the result to the tracker: evidence is asked for, a bare word of the owner is not enough (promise 4)."""
    obligation = take(obligation, "submit", by, at)
    obligation.state = domain.STATES.step(obligation.state, "submit")
    result = obligation.results.select_for_update().filter(state=Result.State.PROPOSED).first() or Result(
        obligation=obligation
    )
    result.text = words(text or result.text, field="text", message="Hãy ghi kết quả đã đạt được.")
    result.document_number = squeeze(nfc(document_number)) or result.document_number
    result.document_on = document_on or result.document_on
    add_evidence(obligation, evidence, by=by, at=at)
    shown = list(obligation.evidence.select_related("file"))
    if not result.document_number and not shown:
        message = "Kết quả cần ít nhất một chứng cứ: số văn bản, tệp hoặc địa chỉ đã đăng."
        raise Invalid("plan.no-evidence", message, fields={"document_number": message})
    result.state = Result.State.SUBMITTED
    result.submitted_at, result.submitted_by = at, by
    obligation.submitted_on = local_date(at)
    save_checked(result)
    put(obligation, at)
    hashes = tuple(e.file.sha256 for e in shown if e.file)
    tell(
        obligation,
        events.ResultSubmitted(
            obligation.number, agency_name=obligation.holder.name, document_number=result.document_number, sha256=hashes
        ),
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return result


@transaction.atomic
def send_back(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Send a proposed result back to the officer with a reason."""
    obligation = take(obligation, "send_back", by, at)
    obligation.state = domain.STATES.step(obligation.state, "send_back")
    _close_result(obligation, Result.State.PROPOSED, Result.State.SENT_BACK, reason=reason, by=by, at=at)
    put(obligation, at)
    tell(obligation, events.ResultSentBack(obligation.number), by=by, at=at, agency=obligation.holder)
    return obligation


@transaction.atomic
def confirm(obligation: Obligation, *, by: User, at: datetime, note: str = "") -> Obligation:
    """Confirm that the duty is done; it counts from the day its result was submitted."""
    obligation = take(obligation, "confirm", by, at)
    obligation.state = domain.STATES.step(obligation.state, "confirm")
    result = obligation.results.select_for_update().filter(state=Result.State.SUBMITTED).get()
    result.state, result.decided_at, result.decided_by, result.reason = (
        Result.State.CONFIRMED,
        at,
        by,
        nfc(note).strip(),
    )
    save_checked(result)
    obligation.percent = 100
    obligation.result_on = local_date(result.submitted_at or at)
    obligation.result_document = result.document_number
    obligation.confirmed_at = at
    put(obligation, at)
    label = domain.STANDING_LABELS[obligation.standing(local_date(at))]
    tell(
        obligation,
        events.ResultConfirmed(obligation.number, standing=label, result_on=obligation.result_on.isoformat()),
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return obligation


@transaction.atomic
def return_result(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Return a submitted result to its agency with a reason."""
    obligation = take(obligation, "return", by, at)
    obligation.state = domain.STATES.step(obligation.state, "return")
    _close_result(obligation, Result.State.SUBMITTED, Result.State.RETURNED, reason=reason, by=by, at=at)
    put(obligation, at)
    tell(obligation, events.ResultReturned(obligation.number), by=by, at=at)
    return obligation


def _close_result(obligation: Obligation, before: str, after: str, *, reason: str, by: User, at: datetime) -> None:
    why = words(reason, field="reason", message="Hãy ghi lý do để người nhận biết cần sửa gì.")
    result = obligation.results.select_for_update().filter(state=before).get()
    result.state, result.decided_at, result.decided_by, result.reason = after, at, by, why
    save_checked(result)


@transaction.atomic
def reopen(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Open a finished duty again; the history and the public log keep that it was once counted as done."""
    obligation = take(obligation, "reopen", by, at)
    obligation.state = domain.STATES.step(obligation.state, "reopen")
    obligation.state_reason = words(reason, field="reason", message="Hãy ghi lý do mở lại.")
    obligation.result_on = obligation.confirmed_at = None
    obligation.result_document = ""
    put(obligation, at)
    obligation.results.filter(state=Result.State.CONFIRMED, undone_at__isnull=True).update(undone_at=at)
    tell(obligation, events.ObligationReopened(obligation.number), by=by, at=at)
    return obligation


def withdraw_open_result(obligation: Obligation, *, by: User | None, at: datetime) -> None:
    """End an attempt that waits for somebody when the obligation itself leaves the desk."""
    for result in obligation.results.filter(state__in=[Result.State.PROPOSED, Result.State.SUBMITTED]):
        result.state, result.decided_at, result.decided_by = Result.State.WITHDRAWN, at, by
        save_checked(result)
