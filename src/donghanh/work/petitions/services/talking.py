"""The thread: messages in order, from whichever channel, and what they mean to a waiting clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import NotNow
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.models import Attachment, Message, Petition
from donghanh.work.petitions.services import timing
from donghanh.work.petitions.services.checks import save_checked, step, take, words


def say(
    row: Petition,
    direction: domain.Direction,
    text: str,
    *,
    by: Any,
    at: datetime,
    channel: str = "",
    external_id: str = "",
    files: Sequence[Any] = (),
    agency: Any = None,
) -> Message:
    """Add a message at the end of the thread; the petition's row is locked by the caller."""
    Petition.objects.filter(pk=row.pk).update(last_seq=F("last_seq") + 1)
    row.last_seq = Petition.objects.values_list("last_seq", flat=True).get(pk=row.pk)
    message = Message.objects.create(
        petition=row,
        seq=row.last_seq,
        direction=direction,
        channel=channel,
        external_id=external_id[:250],
        text=text,
        at=at,
        by=timing.anybody(by),
        agency=agency or (row.lead if direction != domain.Direction.IN else None),
    )
    for file in dict.fromkeys(files):
        Attachment.objects.get_or_create(
            petition=row, file=file, defaults={"message": message, "at": at, "by": timing.anybody(by)}
        )
    return message


@transaction.atomic
def comment(
    row: Petition, *, text: str, to_petitioner: bool, by: Any, at: datetime, files: Sequence[Any] = ()
) -> Message:
    """Write in the thread: to the petitioner, or to colleagues alone."""
    row = take(row, "comment", by, at)
    text = words(text, field="text", message="Hãy viết nội dung.")
    direction = domain.Direction.OUT if to_petitioner else domain.Direction.INSIDE
    message = say(row, direction, text, by=by, at=at, files=files)
    journal.record(
        events.MessageAdded(row.number, direction.value), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for
    )
    return message


@transaction.atomic
def ask(row: Petition, *, text: str, by: Any, at: datetime) -> Petition:
    """Ask the petitioner for what is missing; the clock waits until they reply or the agency goes on."""
    row = take(row, "ask", by, at)
    text = words(text, field="text", message="Hãy ghi rõ cần người gửi bổ sung những gì, một lần cho đủ.")
    step(row, "ask", by=by, at=at, clock="pause")
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.OUT, text, by=by, at=at)
    journal.record(events.PetitionerAsked(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return row


@transaction.atomic
def resume(row: Petition, *, note: str = "", by: Any, at: datetime) -> Petition:
    """Go on without waiting any longer; the clock runs."""
    row = take(row, "resume", by, at)
    return _resume(row, note=note, by=by, at=at)


def _resume(row: Petition, *, note: str, by: Any, at: datetime) -> Petition:
    step(row, "resume", by=by, at=at, clock="resume", note=note)
    timing.derive(row)
    save_checked(row)
    journal.record(
        events.PetitionerReplied(row.number), about=row, by=timing.journalled(row, by), at=at, agency=row.lead
    )
    return row


@transaction.atomic
def reply(
    row: Petition,
    *,
    text: str,
    by: Any = None,
    at: datetime,
    sender: bool = False,
    channel: str = "",
    external_id: str = "",
    files: Sequence[Any] = (),
) -> Message:
    """Take in what the petitioner writes; a waiting clock runs again. The same mail twice is one message."""
    row = take(row, "reply", by, at, sender=sender)
    if external_id and (found := Message.objects.filter(external_id=external_id[:250]).first()):
        return found
    if row.state == domain.State.SEALED:
        raise NotNow("petitions.sealed", "Vụ việc này đã được chuyển kín; hãy liên hệ cơ quan thanh tra.")
    text = words(text, field="text", message="Hãy viết nội dung bổ sung.")
    message = say(row, domain.Direction.IN, text, by=by, at=at, channel=channel, external_id=external_id, files=files)
    if row.state == domain.State.WAITING:
        _resume(row, note="", by=by, at=at)
    else:
        Petition.objects.filter(pk=row.pk).update(changed_at=at)
        journal.record(
            events.MessageAdded(row.number, "in"), about=row, by=timing.journalled(row, by), at=at, agency=row.lead
        )
    return message


@transaction.atomic
def withdraw(row: Petition, *, by: Any = None, at: datetime, sender: bool = False, reason: str = "") -> Petition:
    """Take a petition back; its clocks stop, its text stays for the record."""
    row = take(row, "withdraw", by, at, sender=sender)
    step(row, "withdraw", by=by, at=at, clock="withdraw", note=reason)
    row.closed_on = local_date(at)
    row.assignments.filter(is_open=True).update(is_open=False, ended_at=at, ended_why="withdraw")
    timing.derive(row)
    save_checked(row)
    journal.record(events.Withdrawn(row.number), about=row, by=timing.journalled(row, by), at=at, agency=row.lead)
    return row
