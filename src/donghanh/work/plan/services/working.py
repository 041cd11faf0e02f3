"""An obligation's daily life: accepted, planned, reported, submitted, confirmed or returned.

Each verb: lock, allow, decide, write, record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Evidence, Obligation, ProgressReport, Remark, Result, WorkStep
from donghanh.work.plan.policies import may


@dataclass(frozen=True)
class EvidenceInput:
    """One piece of evidence as handed in: a stored file, a numbered document or an address."""

    file: Any = None
    document_number: str = ""
    document_on: date | None = None
    url: str = ""
    description: str = ""


def _take(obligation: Obligation, verb: str, by: User, at: datetime) -> Obligation:
    """Lock the row and ask whether this person may do this verb to it now."""
    obligation = Obligation.objects.locked(obligation.pk)
    may(f"plan.{verb}", by, obligation, on=local_date(at)).or_refuse()
    return obligation


def _put(obligation: Obligation, at: datetime) -> Obligation:
    """Check and write the row; a day of submission is kept only while a result waits for the tracker."""
    obligation.changed_at = at
    if obligation.state != domain.State.SUBMITTED:
        obligation.submitted_on = None
    save_checked(obligation)
    return obligation


def save_checked(row: Any) -> None:
    """Run the model's checks, turn what they find into one refusal by field, then write.

    What was given once and never changes (a model's ``GIVEN``) is checked when the row is made, not at each change.
    """
    given = () if row._state.adding else getattr(row, "GIVEN", ())
    try:
        row.full_clean(exclude=given)
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("plan.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def _words(value: str, *, field: str, message: str, least: int = 1) -> str:
    """Return cleaned words, or refuse when there are too few."""
    value = nfc(value).strip()
    if len(squeeze(value)) < least:
        raise Invalid("plan.words-missing", message, fields={field: message})
    return value


@transaction.atomic
def accept(obligation: Obligation, *, by: User, at: datetime) -> Obligation:
    """Take the work on for one's agency; the person who accepts becomes its officer where none was named."""
    obligation = _take(obligation, "accept", by, at)
    obligation.state = domain.STATES.step(obligation.state, "accept")
    obligation.accepted_at = at
    obligation.officer = obligation.officer or by
    _put(obligation, at)
    journal.record(
        events.ObligationAccepted(obligation.number), about=obligation, by=by, at=at, agency=obligation.holder
    )
    return obligation


@transaction.atomic
def name_officer(obligation: Obligation, *, officer: User, by: User, at: datetime) -> Obligation:
    """Name the officer of one's agency who does the work."""
    obligation = _take(obligation, "name_officer", by, at)
    if officer.pk not in accounts.people_at(obligation.holder_id, on=local_date(at)):
        raise Invalid(
            "plan.not-our-officer",
            "Người được phân công phải đang công tác tại cơ quan giữ việc này.",
            fields={"officer": "Chọn người của cơ quan mình."},
        )
    obligation.officer = officer
    _put(obligation, at)
    journal.record(
        events.OfficerNamed(obligation.number, officer_key=officer.key),
        about=obligation,
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return obligation


@transaction.atomic
def plan_steps(
    obligation: Obligation, *, steps: Sequence[tuple[str, date | None]], by: User, at: datetime
) -> Obligation:
    """Write down the agency's own steps; finished steps with the same words stay finished."""
    obligation = _take(obligation, "plan_steps", by, at)
    if obligation.state not in domain.OPEN_STATES:
        raise NotNow("state.forbids", "Việc này không còn mở nên không sửa được các bước.")
    named = [(squeeze(nfc(title)), due) for title, due in steps if squeeze(title)]
    if not named:
        raise Invalid("plan.no-steps", "Hãy ghi ít nhất một bước.", fields={"steps": "Mỗi dòng một bước."})
    for title, due in named:
        if due and obligation.due_on and due > obligation.due_on:
            message = f"Bước “{title}” hẹn {show_date(due)}, sau hạn chung {show_date(obligation.due_on)}."
            raise Invalid("plan.step-after-due", message, fields={"steps": message})
    finished = {s.title: s.done_on for s in obligation.steps.all() if s.done_on}
    obligation.steps.all().delete()
    for order, (title, due) in enumerate(named, start=1):
        save_checked(WorkStep(obligation=obligation, order=order, title=title, due_on=due, done_on=finished.get(title)))
    _put(obligation, at)
    journal.record(
        events.StepsPlanned(obligation.number, steps=len(named)),
        about=obligation,
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return obligation


@transaction.atomic
def finish_step(step: WorkStep, *, by: User, at: datetime) -> WorkStep:
    """Mark one step as finished today."""
    obligation = _take(step.obligation, "plan_steps", by, at)
    step = WorkStep.objects.select_for_update().get(pk=step.pk)
    if step.done_on is None:
        step.done_on = local_date(at)
        save_checked(step)
        _put(obligation, at)
        journal.record(events.StepFinished(obligation.number), about=obligation, by=by, at=at, agency=obligation.holder)
    return step


@transaction.atomic
def report(
    obligation: Obligation,
    *,
    percent: int,
    text: str,
    by: User,
    at: datetime,
    quantity: Decimal | None = None,
    evidence: Iterable[EvidenceInput] = (),
) -> ProgressReport:
    """Report progress: a share from 0 to 100, what was done, and what shows it. Work not yet accepted is accepted."""
    obligation = _take(obligation, "report", by, at)
    if obligation.state == domain.State.ASSIGNED:
        accept(obligation, by=by, at=at)
        obligation = Obligation.objects.locked(obligation.pk)
    obligation.state = domain.STATES.step(obligation.state, "report")
    if not 0 <= percent <= 100:
        message = "Tiến độ là số từ 0 đến 100."
        raise Invalid("plan.percent", message, fields={"percent": message})
    words = _words(text, field="text", message="Hãy ghi ngắn gọn đã làm được gì.")
    entry = ProgressReport(obligation=obligation, percent=percent, text=words, quantity=quantity, at=at, by=by)
    save_checked(entry)
    pieces = _add_evidence(obligation, evidence, by=by, at=at, report_row=entry)
    obligation.percent = percent
    _put(obligation, at)
    journal.record(
        events.ProgressReported(obligation.number, percent=percent, evidence=len(pieces)),
        about=obligation,
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return entry


def _add_evidence(
    obligation: Obligation,
    pieces: Iterable[EvidenceInput],
    *,
    by: User,
    at: datetime,
    report_row: ProgressReport | None = None,
) -> list[Evidence]:
    rows = []
    for piece in pieces:
        if not (piece.file or piece.document_number.strip() or piece.url.strip()):
            message = "Mỗi chứng cứ cần một tệp, một số văn bản hoặc một địa chỉ."
            raise Invalid("plan.empty-evidence", message, fields={"evidence": message})
        row = Evidence(
            obligation=obligation,
            report=report_row,
            file=piece.file,
            document_number=squeeze(nfc(piece.document_number)),
            document_on=piece.document_on,
            url=piece.url.strip(),
            description=squeeze(nfc(piece.description)),
            at=at,
            by=by,
        )
        save_checked(row)
        rows.append(row)
    return rows


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
    obligation = _take(obligation, "propose", by, at)
    obligation.state = domain.STATES.step(obligation.state, "propose")
    words = _words(text, field="text", message="Hãy ghi kết quả đã đạt được.")
    result = Result(
        obligation=obligation,
        state=Result.State.PROPOSED,
        text=words,
        proposed_at=at,
        proposed_by=by,
        document_number=squeeze(nfc(document_number)),
        document_on=document_on,
    )
    save_checked(result)
    _add_evidence(obligation, evidence, by=by, at=at)
    _put(obligation, at)
    journal.record(events.ResultProposed(obligation.number), about=obligation, by=by, at=at, agency=obligation.holder)
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
    obligation = _take(obligation, "submit", by, at)
    obligation.state = domain.STATES.step(obligation.state, "submit")
    result = obligation.results.select_for_update().filter(state=Result.State.PROPOSED).first() or Result(
        obligation=obligation
    )
    result.text = _words(text or result.text, field="text", message="Hãy ghi kết quả đã đạt được.")
    result.document_number = squeeze(nfc(document_number)) or result.document_number
    result.document_on = document_on or result.document_on
    _add_evidence(obligation, evidence, by=by, at=at)
    shown = list(obligation.evidence.select_related("file"))
    if not result.document_number and not shown:
        message = "Kết quả cần ít nhất một chứng cứ: số văn bản, tệp hoặc địa chỉ đã đăng."
        raise Invalid("plan.no-evidence", message, fields={"document_number": message})
    result.state = Result.State.SUBMITTED
    result.submitted_at, result.submitted_by = at, by
    obligation.submitted_on = local_date(at)
    save_checked(result)
    _put(obligation, at)
    hashes = tuple(e.file.sha256 for e in shown if e.file)
    journal.record(
        events.ResultSubmitted(
            obligation.number, agency_name=obligation.holder.name, document_number=result.document_number, sha256=hashes
        ),
        about=obligation,
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return result


@transaction.atomic
def send_back(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Send a proposed result back to the officer with a reason."""
    obligation = _take(obligation, "send_back", by, at)
    obligation.state = domain.STATES.step(obligation.state, "send_back")
    _close_result(obligation, Result.State.PROPOSED, Result.State.SENT_BACK, reason=reason, by=by, at=at)
    _put(obligation, at)
    journal.record(events.ResultSentBack(obligation.number), about=obligation, by=by, at=at, agency=obligation.holder)
    return obligation


@transaction.atomic
def confirm(obligation: Obligation, *, by: User, at: datetime, note: str = "") -> Obligation:
    """Confirm that the duty is done; it counts from the day its result was submitted."""
    obligation = _take(obligation, "confirm", by, at)
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
    _put(obligation, at)
    label = domain.STANDING_LABELS[obligation.standing(local_date(at))]
    journal.record(
        events.ResultConfirmed(obligation.number, standing=label, result_on=obligation.result_on.isoformat()),
        about=obligation,
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return obligation


@transaction.atomic
def return_result(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Return a submitted result to its agency with a reason."""
    obligation = _take(obligation, "return", by, at)
    obligation.state = domain.STATES.step(obligation.state, "return")
    _close_result(obligation, Result.State.SUBMITTED, Result.State.RETURNED, reason=reason, by=by, at=at)
    _put(obligation, at)
    journal.record(events.ResultReturned(obligation.number), about=obligation, by=by, at=at)
    return obligation


def _close_result(obligation: Obligation, before: str, after: str, *, reason: str, by: User, at: datetime) -> None:
    words = _words(reason, field="reason", message="Hãy ghi lý do để người nhận biết cần sửa gì.")
    result = obligation.results.select_for_update().filter(state=before).get()
    result.state, result.decided_at, result.decided_by, result.reason = after, at, by, words
    save_checked(result)


@transaction.atomic
def reopen(obligation: Obligation, *, reason: str, by: User, at: datetime) -> Obligation:
    """Open a finished duty again; the history and the public log keep that it was once counted as done."""
    obligation = _take(obligation, "reopen", by, at)
    obligation.state = domain.STATES.step(obligation.state, "reopen")
    obligation.state_reason = _words(reason, field="reason", message="Hãy ghi lý do mở lại.")
    obligation.result_on = obligation.confirmed_at = None
    obligation.result_document = ""
    _put(obligation, at)
    journal.record(events.ObligationReopened(obligation.number), about=obligation, by=by, at=at)
    return obligation


@transaction.atomic
def suspend(obligation: Obligation, *, reason: str, document_number: str, by: User, at: datetime) -> Obligation:
    """Suspend work on the ground of a document; its clock no longer makes it overdue."""
    obligation = _take(obligation, "suspend", by, at)
    obligation.state = domain.STATES.step(obligation.state, "suspend")
    document = _words(document_number, field="document_number", message="Tạm dừng cần số văn bản làm căn cứ.")
    obligation.state_reason = _words(reason, field="reason", message="Hãy ghi lý do tạm dừng.")
    withdraw_open_result(obligation, by=by, at=at)
    _put(obligation, at)
    journal.record(
        events.ObligationSuspended(obligation.number, document_number=document), about=obligation, by=by, at=at
    )
    return obligation


@transaction.atomic
def resume(obligation: Obligation, *, by: User, at: datetime) -> Obligation:
    """Let suspended work go on."""
    obligation = _take(obligation, "suspend", by, at)
    obligation.state = domain.STATES.step(obligation.state, "resume")
    obligation.state_reason = ""
    _put(obligation, at)
    journal.record(events.ObligationResumed(obligation.number), about=obligation, by=by, at=at)
    return obligation


@transaction.atomic
def cancel(obligation: Obligation, *, reason: str, document_number: str, by: User, at: datetime) -> Obligation:
    """Cancel an obligation on the ground of a document; it stays readable and leaves the figures."""
    obligation = _take(obligation, "cancel", by, at)
    obligation.state = domain.STATES.step(obligation.state, "cancel")
    document = _words(document_number, field="document_number", message="Hủy việc cần số văn bản làm căn cứ.")
    obligation.state_reason = _words(reason, field="reason", message="Hãy ghi lý do hủy.")
    withdraw_open_result(obligation, by=by, at=at)
    _put(obligation, at)
    journal.record(
        events.ObligationCancelled(obligation.number, document_number=document), about=obligation, by=by, at=at
    )
    return obligation


def withdraw_open_result(obligation: Obligation, *, by: User | None, at: datetime) -> None:
    """End an attempt that waits for somebody when the obligation itself leaves the desk."""
    for result in obligation.results.filter(state__in=[Result.State.PROPOSED, Result.State.SUBMITTED]):
        result.state, result.decided_at, result.decided_by = Result.State.WITHDRAWN, at, by
        save_checked(result)


@transaction.atomic
def comment(obligation: Obligation, *, text: str, by: User, at: datetime) -> Remark:
    """Leave a remark for the agencies of the duty and the trackers."""
    obligation = _take(obligation, "comment", by, at)
    remark = Remark(
        obligation=obligation, text=_words(text, field="text", message="Hãy ghi nội dung trao đổi."), at=at, by=by
    )
    save_checked(remark)
    journal.record(events.Remarked(obligation.number), about=obligation, by=by, at=at)
    return remark
