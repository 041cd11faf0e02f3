"""The answer: drafted, put before the head, approved, published redacted, judged by the petitioner, opened again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.models import Answer, Petition, Rating
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services import finding, timing
from donghanh.work.petitions.services.checks import keep, line, save_checked, step, take, unnamed, words
from donghanh.work.petitions.services.talking import say


@dataclass(frozen=True)
class PublicWords:
    """What of a case may be public, as a person confirmed it after the redaction preview."""

    title: str
    question: str
    text: str
    name: str = ""
    redactions: Sequence[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def draft(
    row: Petition, *, text: str, outcome: str = "", document_number: str = "", version: int, by: Any, at: datetime
) -> Answer:
    """Keep a draft; one that somebody else changed meanwhile is not overwritten."""
    row = take(row, "draft", by, at)
    domain.STATES.step(row.state, "submit")  # writing is open where submitting is
    lead = row.lead
    if lead is None:
        raise NotNow("petitions.no-lead", "Kiến nghị chưa ở cơ quan nào.")
    answer = row.answers.filter(state=domain.AnswerState.DRAFT).first()
    made = answer is None
    if answer is None:
        edition = row.answers.count() + 1
        answer = Answer(petition=row, edition=edition, state=domain.AnswerState.DRAFT, version=0, drafted_by=by)
    elif version != answer.version:
        raise NotNow(
            "petitions.answer-changed",
            "Dự thảo vừa được người khác sửa; hãy tải lại trang, chép phần của mình vào rồi lưu.",
        )
    answer.text = words(text, field="text", message="Hãy viết nội dung trả lời.")
    answer.outcome, answer.document_number = outcome, line(document_number, most=60)
    answer.drafted_at, answer.agency = at, lead
    answer.version += 1
    answer.number, answer.subject, answer.subindex = row.number, row.subject, row.subindex
    answer.regime, answer.place, answer.asked_on = row.regime, row.place, row.received_on
    save_checked(answer)
    if made:
        journal.record(events.AnswerDrafted(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return answer


def _current(row: Petition, state: str, message: str) -> Answer:
    found = row.answers.filter(state=state).first()
    if found is None:
        raise NotNow("petitions.no-draft", message)
    return found


@transaction.atomic
def submit(row: Petition, *, by: Any, at: datetime) -> Petition:
    """Put the draft before the head."""
    row = take(row, "submit", by, at)
    answer = _current(row, domain.AnswerState.DRAFT, "Chưa có dự thảo trả lời; hãy soạn rồi trình.")
    if not answer.outcome:
        message = "Hãy chọn kết quả: đã giải quyết, một phần, giải thích hay vượt thẩm quyền."
        raise Invalid("petitions.no-outcome", message, fields={"outcome": message})
    waiting = row.state == domain.State.WAITING
    step(row, "submit", by=by, at=at, clock="resume" if waiting else "")
    answer.state, answer.submitted_at, answer.submitted_by = domain.AnswerState.SUBMITTED, at, by
    answer.rejected_why = ""
    save_checked(answer)
    if waiting:
        timing.derive(row)
    save_checked(row)
    journal.record(events.AnswerSubmitted(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return row


@transaction.atomic
def reject(row: Petition, *, reason: str, by: Any, at: datetime) -> Petition:
    """Send the draft back to its officer with the reason."""
    row = take(row, "reject", by, at)
    answer = _current(row, domain.AnswerState.SUBMITTED, "Không có dự thảo nào chờ duyệt.")
    answer.rejected_why = words(reason, field="reason", message="Hãy ghi cần sửa gì.", most=2000)
    answer.state, answer.submitted_at, answer.submitted_by = domain.AnswerState.DRAFT, None, None
    answer.version += 1
    save_checked(answer)
    step(row, "reject", by=by, at=at)
    save_checked(row)
    journal.record(events.AnswerRejected(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return row


@transaction.atomic
def approve(row: Petition, *, by: Any, at: datetime) -> Petition:
    """Approve the answer and send it: the petition is answered, its clock ends, whether in time is now a fact."""
    row = take(row, "approve", by, at)
    answer = _current(row, domain.AnswerState.SUBMITTED, "Không có dự thảo nào chờ duyệt.")
    on = local_date(at)
    step(row, "approve", by=by, at=at, clock="finish")
    answer.state, answer.approved_at, answer.approved_by, answer.approved_on = (
        domain.AnswerState.APPROVED,
        at,
        by,
        on,
    )
    save_checked(answer)
    row.answers.filter(state=domain.AnswerState.APPROVED).exclude(pk=answer.pk).update(
        state=domain.AnswerState.REPLACED
    )
    row.answered_on, row.solved = on, ""
    row.assignments.filter(is_open=True).update(is_open=False, ended_at=at, ended_why="answered")
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.OUT, answer.text, by=by, at=at)
    journal.record(
        events.AnswerApproved(row.number, answer.outcome, bool(row.in_time)),
        about=row,
        by=by,
        at=at,
        agency=row.lead,
        behalf=row.acted_for,
    )
    return row


@transaction.atomic
def publish(answer: Answer, *, public: PublicWords, by: Any, at: datetime, embargo_until: date | None = None) -> Answer:
    """Publish an approved answer in the words a person confirmed after redaction; it enters the transparency log."""
    row = Petition.objects.locked(answer.petition_id)
    answer = Answer.objects.select_related("petition", "agency").get(pk=answer.pk)
    on = local_date(at)
    behalf = may("petitions.publish", by, answer, on=on).or_refuse().behalf
    if not row.rule.published:
        raise NotNow(
            "petitions.not-published", f"{row.rule.label} chỉ được theo dõi thời hạn, không công khai nội dung."
        )
    if answer.state != domain.AnswerState.APPROVED:
        raise NotNow("petitions.not-approved", "Chỉ công khai trả lời đã được thủ trưởng duyệt.")
    if embargo_until is not None and embargo_until < on:
        message = f"Ngày công khai phải từ hôm nay ({show_date(on)}) trở đi."
        raise Invalid("petitions.embargo", message, fields={"embargo_until": message})
    answer.public_title = line(words(public.title, field="title", message="Hãy ghi tiêu đề công khai.", most=200))
    answer.public_question = words(public.question, field="question", message="Hãy ghi nội dung hỏi công khai.")
    answer.public_text = words(public.text, field="text", message="Hãy ghi phần trả lời công khai.")
    who = getattr(row, "petitioner", None)
    answer.public_name = line(public.name) if who is not None and who.public_name else ""
    answer.redactions = list(public.redactions)
    answer.published_at, answer.published_by, answer.public_on = at, by, embargo_until or on
    answer.withdrawn_at, answer.withdrawn_why = None, ""
    answer.subject, answer.subindex, answer.place = row.subject, row.subindex, row.place
    save_checked(answer)
    finding.put_findable(answer, on)
    keep(row, "publish", by=by, at=at)
    journal.record(
        events.AnswerPublished(
            row.number,
            answer.key,
            sha256_of(answer),
            row.subject,
            answer.agency.code,
            answer.public_on.isoformat(),
        ),
        about=answer,
        by=by,
        at=at,
        agency=answer.agency,
        behalf=behalf,
    )
    return answer


def sha256_of(answer: Answer) -> str:
    """Hash what is public of an answer, so that a stranger can hold the page against the transparency log."""
    told = "\n\n".join((answer.public_title, answer.public_question, answer.public_text))
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def unpublish(answer: Answer, *, reason: str, by: Any, at: datetime) -> Answer:
    """Take a published answer down with a reason; that it was published stays in the log."""
    answer = Answer.objects.select_related("petition", "agency").get(pk=answer.pk)
    behalf = may("petitions.unpublish", by, answer, on=local_date(at)).or_refuse().behalf
    if answer.published_at is None or answer.withdrawn_at is not None:
        raise NotNow("petitions.not-public", "Trả lời này không đang được công khai.")
    reason = words(reason, field="reason", message="Hãy ghi lý do gỡ.", most=500)
    answer.withdrawn_at, answer.withdrawn_why = at, reason
    save_checked(answer)
    finding.put_findable(answer, local_date(at))
    journal.record(
        events.AnswerUnpublished(answer.number, answer.key),
        about=answer,
        by=by,
        at=at,
        agency=answer.agency,
        behalf=behalf,
    )
    return answer


@transaction.atomic
def extend(row: Petition, *, amount: int, reason: str, by: Any, at: datetime) -> Petition:
    """Make the term longer before it ends, by whoever the rule allows; the petitioner is told."""
    row = take(row, "extend", by, at)
    reason = words(reason, field="reason", message="Hãy ghi lý do gia hạn.", most=500)
    if not row.is_open:
        domain.STATES.step(row.state, "extend")
    role = "head" if row.lead_id in _agencies(by, at) else "office"
    event = workcal.ClockEvent("extend", local_date(at), amount=amount, by=role)
    timing.refuse_ignored(row, event)
    keep(row, "extend", by=by, at=at, clock="extend", amount=amount, role=role, note=reason)
    timing.derive(row)
    row.changed_at = at
    save_checked(row)
    due = show_date(row.due_on) if row.due_on else "sau khi người gửi bổ sung"
    say(row, domain.Direction.OUT, f"Thời hạn trả lời được gia hạn, hạn mới: {due}. Lý do: {reason}", by=by, at=at)
    journal.record(
        events.TermExtended(row.number, amount, row.due_on.isoformat() if row.due_on else "", unnamed(row, reason)),
        about=row,
        by=by,
        at=at,
        agency=row.lead,
        behalf=row.acted_for,
    )
    return row


def _agencies(by: Any, at: datetime) -> frozenset[int]:
    from donghanh.ground.accounts import api as accounts  # noqa: PLC0415 - one question

    return accounts.agency_ids(by, local_date(at), "head")


@transaction.atomic
def rate(
    row: Petition, *, solved: str, comment: str = "", by: Any = None, at: datetime, sender: bool = False
) -> Rating:
    """Keep what the petitioner says of the answer: solved, partly, not. Answered and solved stay two figures."""
    row = take(row, "rate", by, at, sender=sender)
    if row.state not in (domain.State.ANSWERED, domain.State.CLOSED):
        raise NotNow("petitions.not-answered", "Kiến nghị chưa có trả lời nên chưa đánh giá được.")
    if solved not in list(domain.Solved):
        raise Invalid("petitions.solved", "Hãy chọn một mức.", fields={"solved": "Hãy chọn một mức."})
    answer = row.answers.filter(state=domain.AnswerState.APPROVED).order_by("-edition").first()
    if answer is None:
        raise NotNow("petitions.not-answered", "Kiến nghị chưa có trả lời nên chưa đánh giá được.")
    rating = Rating(
        petition=row, answer=answer, solved=solved, comment=comment.strip()[:5000], at=at, on=local_date(at)
    )
    save_checked(rating)
    row.solved, row.changed_at = solved, at
    save_checked(row)
    Answer.objects.filter(pk=answer.pk).update(solved=solved)
    keep(row, "rate", by=by, at=at, note=solved)
    journal.record(events.Rated(row.number, solved), about=row, by=timing.journalled(row, by), at=at, agency=row.lead)
    return rating


def quarter_of(day: date) -> str:
    """Name a quarter: ``2026-Q4``."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


@transaction.atomic
def reopen(row: Petition, *, reason: str, by: Any = None, at: datetime, sender: bool = False) -> Petition:
    """Open an answered petition again within the window: it counts as open, and its old quarter changes visibly."""
    row = take(row, "reopen", by, at, sender=sender)
    reason = words(reason, field="reason", message="Hãy ghi điều chưa được giải quyết.")
    on = local_date(at)
    domain.STATES.step(row.state, "reopen")
    answered = row.answered_on or on
    window = workcal.term("petition.reopen", on=row.received_on).value
    if on > answered + timedelta(days=window):
        last = show_date(answered + timedelta(days=window))
        raise NotNow("petitions.window", f"Đã quá thời hạn mở lại ({last}); hãy gửi kiến nghị mới.")
    if row.lead is None:
        raise NotNow("petitions.no-lead", "Kiến nghị không còn cơ quan chủ trì; hãy gửi kiến nghị mới.")
    counted = quarter_of(answered)
    step(row, "reopen", by=by, at=at, clock="reopen", note=counted)
    row.reopened += 1
    row.answered_on, row.in_time, row.closed_on, row.solved = None, None, None, ""
    heir = _heir(row, on)
    from donghanh.work.petitions.services.sharing import _give  # noqa: PLC0415 - one desk takes it up again

    row.lead = heir
    _give(row, heir, domain.Part.LEAD, at=at)
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.IN, reason, by=by, at=at)
    journal.record(events.Reopened(row.number, counted), about=row, by=timing.journalled(row, by), at=at, agency=heir)
    return row


def _heir(row: Petition, on: date) -> Any:
    """Return who answers today for what the leading agency answered then."""
    from donghanh.ground.orgs import api as orgs  # noqa: PLC0415 - one question
    from donghanh.ground.orgs.models import Agency  # noqa: PLC0415

    fate = orgs.living(row.lead_id, on=on) if row.lead_id else None
    if fate is not None and fate.owner is not None:
        return Agency.objects.get(pk=fate.owner.id)
    return row.lead


@transaction.atomic
def close(row: Petition, *, at: datetime) -> Petition:
    """Close an answered petition whose time for the petitioner's word is over; the house does it."""
    row = Petition.objects.locked(row.pk)
    step(row, "close", by=None, at=at)
    row.closed_on = local_date(at)
    save_checked(row)
    journal.record(events.Closed(row.number), about=row, by=None, at=at, agency=row.lead)
    return row
