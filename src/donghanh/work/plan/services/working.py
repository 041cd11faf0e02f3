"""An obligation's daily life: accepted, given to an officer, planned in steps, reported, talked about.

Each verb: lock, allow, decide, write, record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Evidence, Obligation, ProgressReport, Remark, WorkStep
from donghanh.work.plan.policies import may


@dataclass(frozen=True)
class EvidenceInput:
    """One piece of evidence as handed in: a stored file, a numbered document or an address."""

    file: Any = None
    document_number: str = ""
    document_on: date | None = None
    url: str = ""
    description: str = ""


def take(obligation: Obligation, verb: str, by: User, at: datetime) -> Obligation:
    """Lock the row and ask whether this person may do this verb to it now."""
    obligation = Obligation.objects.locked(obligation.pk)
    obligation.acted_for = may(f"plan.{verb}", by, obligation, on=local_date(at)).or_refuse().behalf
    return obligation


def put(obligation: Obligation, at: datetime) -> Obligation:
    """Check and write the row; a day of submission is kept only while a result waits for the tracker."""
    obligation.changed_at = at
    if obligation.state != domain.State.SUBMITTED:
        obligation.submitted_on = None
    save_checked(obligation)
    return obligation


def tell(obligation: Obligation, event: journal.Event, *, by: User, at: datetime, agency: Any = None) -> None:
    """Record what was done, and in whose stead where a delegation let it be done."""
    journal.record(event, about=obligation, by=by, behalf=obligation.acted_for, at=at, agency=agency)


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
    try:
        row.save()
    except IntegrityError as error:  # two at once: both passed the checks, the database let one in
        raise NotNow("plan.somebody-first", "Có người vừa làm việc này trước; hãy mở lại trang để xem.") from error


def words(value: str, *, field: str, message: str, least: int = 1) -> str:
    """Return cleaned words, or refuse when there are too few."""
    value = nfc(value).strip()
    if len(squeeze(value)) < least:
        raise Invalid("plan.words-missing", message, fields={field: message})
    return value


@transaction.atomic
def accept(obligation: Obligation, *, by: User, at: datetime) -> Obligation:
    """Take the work on for one's agency; the person who accepts becomes its officer where none was named."""
    obligation = take(obligation, "accept", by, at)
    obligation.state = domain.STATES.step(obligation.state, "accept")
    obligation.accepted_at = at
    obligation.officer = obligation.officer or by
    put(obligation, at)
    tell(obligation, events.ObligationAccepted(obligation.number), by=by, at=at, agency=obligation.holder)
    return obligation


@transaction.atomic
def name_officer(obligation: Obligation, *, officer: User, by: User, at: datetime) -> Obligation:
    """Name the officer of one's agency who does the work."""
    obligation = take(obligation, "name_officer", by, at)
    if officer.pk not in accounts.people_at(obligation.holder_id, on=local_date(at)):
        raise Invalid(
            "plan.not-our-officer",
            "Người được phân công phải đang công tác tại cơ quan giữ việc này.",
            fields={"officer": "Chọn người của cơ quan mình."},
        )
    obligation.officer = officer
    put(obligation, at)
    tell(
        obligation,
        events.OfficerNamed(obligation.number, officer_key=officer.key),
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
    obligation = take(obligation, "plan_steps", by, at)
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
    put(obligation, at)
    tell(obligation, events.StepsPlanned(obligation.number, steps=len(named)), by=by, at=at, agency=obligation.holder)
    return obligation


@transaction.atomic
def finish_step(step: WorkStep, *, by: User, at: datetime) -> WorkStep:
    """Mark one step as finished today."""
    obligation = take(step.obligation, "plan_steps", by, at)
    if obligation.state not in domain.OPEN_STATES:
        raise NotNow("state.forbids", "Việc này không còn mở nên không sửa được các bước.")
    step = WorkStep.objects.select_for_update().get(pk=step.pk)
    if step.done_on is None:
        step.done_on = local_date(at)
        save_checked(step)
        put(obligation, at)
        tell(obligation, events.StepFinished(obligation.number), by=by, at=at, agency=obligation.holder)
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
    obligation = take(obligation, "report", by, at)
    if obligation.state == domain.State.ASSIGNED:
        accept(obligation, by=by, at=at)
        obligation = take(obligation, "report", by, at)
    obligation.state = domain.STATES.step(obligation.state, "report")
    if not 0 <= percent <= 100:
        message = "Tiến độ là số từ 0 đến 100."
        raise Invalid("plan.percent", message, fields={"percent": message})
    done = words(text, field="text", message="Hãy ghi ngắn gọn đã làm được gì.")
    entry = ProgressReport(obligation=obligation, percent=percent, text=done, quantity=quantity, at=at, by=by)
    save_checked(entry)
    pieces = add_evidence(obligation, evidence, by=by, at=at, report_row=entry)
    obligation.percent = percent
    put(obligation, at)
    tell(
        obligation,
        events.ProgressReported(obligation.number, percent=percent, evidence=len(pieces)),
        by=by,
        at=at,
        agency=obligation.holder,
    )
    return entry


def add_evidence(
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
def comment(obligation: Obligation, *, text: str, by: User, at: datetime) -> Remark:
    """Leave a remark for the agencies of the duty and the trackers."""
    obligation = take(obligation, "comment", by, at)
    remark = Remark(
        obligation=obligation, text=words(text, field="text", message="Hãy ghi nội dung trao đổi."), at=at, by=by
    )
    save_checked(remark)
    tell(obligation, events.Remarked(obligation.number), by=by, at=at)
    return remark
