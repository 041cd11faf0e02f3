"""A dialogue from its first draft to its published results. Each verb: lock, allow, decide, write, record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.dialogues import domain, events
from donghanh.work.dialogues.models import Dialogue
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.services.checks import line, record, save_checked, take, words
from donghanh.work.dialogues.services.finding import put_findable
from donghanh.work.dialogues.services.inviting import tell_invited


@dataclass(frozen=True)
class Facts:
    """What an announcement says."""

    title: str
    topic: str
    place: str
    starts_at: datetime
    ends_at: datetime
    questions_until: date
    provincial: bool = True


def _record(row: Dialogue, event: journal.Event, *, by: User, at: datetime) -> None:
    record(row, event, by=by, at=at, agency=row.organiser)


def _fill(row: Dialogue, facts: Facts, at: datetime) -> None:
    row.title = line(facts.title)
    row.topic = words(facts.topic, field="topic", message="Hãy viết đối thoại về việc gì.", most=4000)
    row.place = line(facts.place, most=300)
    row.starts_at, row.ends_at, row.questions_until = facts.starts_at, facts.ends_at, facts.questions_until
    row.provincial, row.changed_at = facts.provincial, at
    if facts.questions_until > local_date(facts.starts_at):
        message = "Ngày cuối nhận câu hỏi không thể sau ngày họp."
        raise Invalid("dialogues.questions-late", message, fields={"questions_until": message})


@transaction.atomic
def open_dialogue(facts: Facts, *, organiser: Agency, by: User, at: datetime) -> Dialogue:
    """Begin to prepare a dialogue; nobody outside sees it yet."""
    row = Dialogue(organiser=organiser, created_at=at, created_by=by)
    row.acted_for = may("dialogues.open", by, row, on=local_date(at)).or_refuse().behalf
    if not orgs.exists_on(organiser.pk, local_date(facts.starts_at)):
        message = "Cơ quan tổ chức không hoạt động vào ngày họp."
        raise Invalid("dialogues.organiser", message, fields={"organiser": message})
    _fill(row, facts, at)
    save_checked(row)
    _record(row, events.DialogueOpened(row.title), by=by, at=at)
    return row


@transaction.atomic
def change_dialogue(row: Dialogue, facts: Facts, *, by: User, at: datetime) -> Dialogue:
    """Change a draft; what was announced is moved, so that everybody hears of it."""
    row = take(row, "open", by, at)
    if row.state != domain.Stage.DRAFT:
        raise NotNow("dialogues.announced", "Buổi này đã công bố; hãy dùng “Đổi lịch” để người được mời biết.")
    _fill(row, facts, at)
    save_checked(row)
    _record(row, events.DialogueOpened(row.title), by=by, at=at)
    return row


@transaction.atomic
def announce(row: Dialogue, *, by: User, at: datetime) -> Dialogue:
    """Put a dialogue on the public calendar, take questions, write to those invited."""
    row = take(row, "announce", by, at)
    row.state = domain.DIALOGUE.step(row.state, "announce")
    on = local_date(at)
    if row.starts_at <= at:
        raise NotNow("dialogues.past", "Ngày họp đã qua nên không công bố được; hãy sửa ngày họp trước.")
    if row.questions_until < on:
        raise NotNow("dialogues.no-time", "Hạn nhận câu hỏi đã qua; hãy sửa ngày cuối nhận câu hỏi trước.")
    row.announced_at = row.changed_at = at
    save_checked(row)
    put_findable(row)
    _record(
        row,
        events.DialogueAnnounced(row.title, row.organiser.name, row.day.isoformat(), row.questions_until.isoformat()),
        by=by,
        at=at,
    )
    tell_invited(row, by=by, at=at)
    return row


@transaction.atomic
def move(row: Dialogue, facts: Facts, *, by: User, at: datetime) -> Dialogue:
    """Give an announced dialogue another day, hour or place; everybody invited gets the change in their calendar."""
    row = take(row, "move", by, at)
    row.state = domain.DIALOGUE.step(row.state, "move")
    before = row.day
    if facts.starts_at <= at:
        message = "Ngày họp mới phải sau lúc này."
        raise Invalid("dialogues.past", message, fields={"starts_on": message})
    _fill(row, facts, at)
    row.sequence += 1
    save_checked(row)
    put_findable(row)
    _record(row, events.DialogueMoved(row.title, before.isoformat(), row.day.isoformat()), by=by, at=at)
    tell_invited(row, by=by, at=at)
    return row


@transaction.atomic
def cancel(row: Dialogue, *, reason: str, by: User, at: datetime) -> Dialogue:
    """Call a dialogue off, with a reason; calendars of those invited take it out."""
    row = take(row, "cancel", by, at)
    was_public = row.state != domain.Stage.DRAFT
    row.state = domain.DIALOGUE.step(row.state, "cancel")
    row.reason = words(reason, field="reason", message="Hãy viết lý do hủy.", most=500)
    row.sequence += 1
    row.changed_at = at
    save_checked(row)
    put_findable(row)
    _record(row, events.DialogueCancelled(row.title), by=by, at=at)
    if was_public:
        tell_invited(row, by=by, at=at)
    return row


@transaction.atomic
def hold(row: Dialogue, *, minutes: str, attended: int, by: User, at: datetime, minutes_file: Any = None) -> Dialogue:
    """Say that a dialogue took place: how many came, what was said. Minutes stay inside until they are published."""
    row = take(row, "hold", by, at)
    if row.state != domain.Stage.HELD:
        row.state = domain.DIALOGUE.step(row.state, "hold")
    if at < row.starts_at:
        raise NotNow("dialogues.not-yet", "Buổi đối thoại chưa bắt đầu nên chưa ghi biên bản được.")
    row.minutes = words(minutes, field="minutes", message="Hãy viết biên bản.", most=60_000)
    row.attended, row.changed_at = attended, at
    if minutes_file is not None:
        row.minutes_file = minutes_file
    save_checked(row)
    put_findable(row)
    _record(row, events.DialogueHeld(row.title, attended), by=by, at=at)
    return row


@transaction.atomic
def enter_notice(
    row: Dialogue, *, number: str, signed_on: date, signer: str, issuer: str, by: User, at: datetime
) -> Dialogue:
    """Enter the numbered document that holds the conclusions; what was ordered by it cannot get another."""
    row = take(row, "enter_notice", by, at)
    if row.state not in (domain.Stage.HELD, domain.Stage.PUBLISHED):
        raise NotNow("dialogues.not-held", "Buổi đối thoại chưa họp nên chưa có thông báo kết luận.")
    if row.conclusions.filter(ordered_on__isnull=False).exists():
        raise NotNow("dialogues.ordered", f"Đã giao việc theo {row.notice_number} nên không đổi số văn bản được nữa.")
    if not line(number) or not line(signer):
        message = "Hãy ghi đủ số, ký hiệu, ngày ký và người ký."
        raise Invalid("dialogues.notice", message, fields={"number" if not line(number) else "signer": message})
    if not row.day <= signed_on <= local_date(at):
        message = "Ngày ký phải từ ngày họp đến hôm nay."
        raise Invalid("dialogues.notice-day", message, fields={"signed_on": message})
    row.notice_number, row.notice_on, row.notice_signer = line(number, most=60), signed_on, line(signer, most=120)
    row.notice_issuer = line(issuer) or "Ủy ban nhân dân tỉnh"
    row.changed_at = at
    save_checked(row)
    _record(
        row, events.NoticeEntered(row.title, row.notice_number, signed_on.isoformat(), row.notice_signer), by=by, at=at
    )
    return row


@transaction.atomic
def publish(row: Dialogue, *, public_minutes: str, by: User, at: datetime) -> Dialogue:
    """Publish the results: the minutes as released, the conclusions and what they became, the questions answered.

    Each conclusion must have become something: work, a petition, or a result told in words.
    """
    row = take(row, "publish", by, at)
    row.state = domain.DIALOGUE.step(row.state, "publish")
    row.public_minutes = words(
        public_minutes, field="public_minutes", message="Hãy viết biên bản công khai.", most=60_000
    )
    conclusions = list(row.conclusions.all())
    loose = sum(c.is_plain for c in conclusions)
    if loose:
        raise NotNow(
            "dialogues.loose",
            f"Còn {loose} kết luận chưa thành việc, kiến nghị hoặc có kết quả; hãy xử lý hết rồi công bố.",
        )
    row.published_at = row.changed_at = at
    save_checked(row)
    put_findable(row)
    questions = list(row.questions.all())
    told = "\n".join([row.notice_number, row.public_minutes, *(c.text for c in conclusions)])
    _record(
        row,
        events.ResultsPublished(
            title=row.title,
            held_on=row.day.isoformat(),
            conclusions=len(conclusions),
            answered=sum(q.state == domain.Asked.ANSWERED for q in questions),
            questions=len(questions),
            sha256=hashlib.sha256(told.encode()).hexdigest(),
        ),
        by=by,
        at=at,
    )
    return row
