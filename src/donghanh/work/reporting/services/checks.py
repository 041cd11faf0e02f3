"""What every verb of the room does first and last: lock, ask, check, keep the step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Move, Return
from donghanh.work.reporting.policies import may


def take(row: Return, verb: str, by: User, at: datetime) -> Return:
    """Lock the return and ask whether this person may do this verb to it now."""
    row = Return.objects.locked(row.pk)
    may(f"reporting.{verb}", by, row, on=local_date(at)).or_refuse()
    return row


def step(row: Return, verb: str, by: User | None, at: datetime, reason: str = "") -> Return:
    """Move the return along its state table, with the day since when it counts as received."""
    before, on = row.state, local_date(at)
    row.state = domain.STATES.step(row.state, verb)
    taken_in = verb == "return" and row.moves.filter(verb="accept").exists()
    row.received_on = domain.received_after(verb, on, row.received_on, taken_in=taken_in)
    row.changed_at = at
    save_checked(row)
    Move.objects.create(returned=row, verb=verb, before=before, after=row.state, on=on, at=at, by=by, reason=reason)
    return row


def editable(row: Return) -> None:
    """Refuse with the sentence of the rule that locks the return, if one does."""
    lock = row.lock()
    if lock is not None:
        raise NotNow(f"reporting.{lock.code}", f"{lock.sentence} {lock.opens}")


def unlocked_above(row: Return) -> None:
    """Refuse to open a return below a locked period: reopening goes top-down."""
    lock = row.lock()
    if lock is not None and lock.code in ("period-locked", "report-issued"):
        raise NotNow(f"reporting.{lock.code}", f"{lock.sentence} {lock.opens}")


def save_checked(row: Any) -> None:
    """Run the model's checks, turn what they find into one refusal by field, then write."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("reporting.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def words(value: str, *, field: str, message: str) -> str:
    """Return cleaned words, or refuse when there are none."""
    value = nfc(value).strip()
    if not squeeze(value):
        raise Invalid("reporting.words-missing", message, fields={field: message})
    return value
