"""What every verb does first and last: lock, ask; and the words every field is checked with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze
from donghanh.work.dialogues.models import Dialogue, Question, Reform
from donghanh.work.dialogues.policies import may


def take(row: Dialogue, verb: str, by: Any, at: datetime) -> Dialogue:
    """Lock a dialogue and ask whether this person may do this verb to it now."""
    row = Dialogue.objects.locked(row.pk)
    row.acted_for = may(f"dialogues.{verb}", by, row, on=local_date(at)).or_refuse().behalf
    return row


def take_question(row: Question, verb: str, by: Any, at: datetime) -> Question:
    """Lock a question and ask whether this person may do this verb to it now."""
    row = Question.objects.locked(row.pk)
    row.acted_for = may(f"dialogues.{verb}", by, row, on=local_date(at)).or_refuse().behalf
    return row


def take_reform(row: Reform, verb: str, by: Any, at: datetime) -> Reform:
    """Lock a proposal and ask whether this person may do this verb to it now."""
    row = Reform.objects.locked(row.pk)
    row.acted_for = may(f"dialogues.{verb}", by, row, on=local_date(at)).or_refuse().behalf
    return row


def record(row: Any, event: journal.Event, *, by: Any, at: datetime, agency: Any = None) -> None:
    """Tell the journal what was done to a row that was taken, in whose place too."""
    journal.record(event, about=row, by=by, behalf=row.acted_for, at=at, agency=agency)


def save_checked(row: Any) -> None:
    """Run the model's checks, turn what they find into one refusal by field, then write."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("dialogues.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def words(value: str, *, field: str, message: str, most: int = 8000) -> str:
    """Return cleaned words of several lines, or refuse when there are none or too many."""
    value = nfc(value).replace("\r\n", "\n").replace("\x00", "").strip()
    if not squeeze(value):
        raise Invalid("dialogues.words-missing", message, fields={field: message})
    if len(value) > most:
        long = f"Nội dung dài quá {most} ký tự; hãy rút gọn."
        raise Invalid("dialogues.too-long", long, fields={field: long})
    return value


def line(value: str, *, most: int = 200) -> str:
    """Return cleaned words of one line."""
    return squeeze(nfc(value).replace("\x00", ""))[:most]
