"""A return's way: sent by the head, sent back or taken in by the focal agency, reopened with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze
from donghanh.work.reporting import domain, events
from donghanh.work.reporting.models import Return
from donghanh.work.reporting.queries import figures
from donghanh.work.reporting.services.checks import editable, step, take, unlocked_above, words


def open_questions(row: Return) -> list[str]:
    """List what a figure still owes before the return can be sent: a reason where it is unusual, what shows it."""
    found, before = [], figures.before_of(row)
    for figure in row.figures.all():
        if figure.value is None or figures.counted_by(figure.code) is not None:
            continue
        question = domain.question_about(figure.form, figure.value, before.get(figure.code))
        if question and not figure.reason.strip():
            found.append(question)
        if not figure.evidence.strip():
            found.append(f"“{figure.form.label}” được nhập tay nên cần ghi minh chứng (số văn bản, nguồn số liệu).")
    return found


@transaction.atomic
def submit(row: Return, *, by: User, at: datetime, document_number: str = "") -> Return:
    """Send the agency's return to the focal agency; it counts as received from this day."""
    row = take(row, "submit", by, at)
    editable(row)
    if not any(squeeze(s.text) for s in row.sections.all()) and not row.rows.exists():
        raise Invalid("reporting.empty", "Báo cáo chưa có nội dung nào; hãy viết ít nhất một mục rồi gửi.")
    questions = open_questions(row)
    if questions:
        raise Invalid("reporting.questions", questions[0], fields={"figures": " ".join(questions)})
    row.document_number = squeeze(nfc(document_number)) or row.document_number
    row.submitted_at, row.submitted_by, row.reason = at, by, ""
    row.edition += 1
    row = step(row, "submit", by, at)
    journal.record(events.ReturnSubmitted(row.number, row.document_number), about=row, by=by, at=at, agency=row.agency)
    return row


@transaction.atomic
def return_for_fix(row: Return, *, reason: str, by: User, at: datetime) -> Return:
    """Send a return back to its agency with a reason; until it comes again it has not come."""
    row = take(row, "return", by, at)
    row.reason = words(reason, field="reason", message="Hãy ghi lý do để cơ quan biết cần sửa gì.")
    row = step(row, "return", by, at, row.reason)
    journal.record(events.ReturnSentBack(row.number, row.reason), about=row, by=by, at=at, agency=row.agency)
    return row


@transaction.atomic
def accept(row: Return, *, by: User, at: datetime) -> Return:
    """Take a return in; from now on it can be consolidated."""
    row = take(row, "accept", by, at)
    row.accepted_at, row.accepted_by = at, by
    row = step(row, "accept", by, at)
    journal.record(events.ReturnAccepted(row.number), about=row, by=by, at=at, agency=row.agency)
    return row


@transaction.atomic
def reopen(row: Return, *, reason: str, by: User, at: datetime) -> Return:
    """Open an accepted return for correction; a locked period must be opened first (top-down)."""
    row = take(row, "reopen", by, at)
    unlocked_above(row)
    row.reason = words(reason, field="reason", message="Hãy ghi lý do mở lại.")
    row.accepted_at = row.accepted_by = None
    row = step(row, "reopen", by, at, row.reason)
    journal.record(events.ReturnReopened(row.number, row.reason), about=row, by=by, at=at, agency=row.agency)
    return row
