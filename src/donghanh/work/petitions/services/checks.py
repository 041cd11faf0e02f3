"""What every verb does first and last: lock, ask, step, keep the move; and the words every field is checked with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine.masking import mask, own_words
from donghanh.work.petitions.models import Assignment, Move, Petition
from donghanh.work.petitions.policies import may


def take(row: Petition, verb: str, by: Any, at: datetime, *, sender: bool = False) -> Petition:
    """Lock a petition and ask whether this person may do this verb to it now.

    ``sender`` says that the caller has proved to be the petitioner (number and secret); the verb is then theirs.
    """
    row = Petition.objects.locked(row.pk)
    row.acted_for = "" if sender else may(f"petitions.{verb}", by, row, on=local_date(at)).or_refuse().behalf
    return row


def step(row: Petition, verb: str, *, by: Any, at: datetime, **more: Any) -> Move:
    """Move a petition along its state table and keep the step."""
    before = row.state
    row.state = domain.STATES.step(row.state, verb)
    row.changed_at = at
    return keep(row, verb, by=by, at=at, before=before, after=row.state, **more)


def keep(
    row: Petition,
    verb: str,
    *,
    by: Any,
    at: datetime,
    before: str = "",
    after: str = "",
    clock: str = "",
    amount: int = 0,
    role: str = "",
    agency: Agency | None = None,
    assignment: Assignment | None = None,
    note: str = "",
    on: date | None = None,
) -> Move:
    """Write one line of the log; ``clock`` is what it means to the clocks."""
    return Move.objects.create(
        petition=row,
        assignment=assignment,
        verb=verb,
        before=before,
        after=after,
        on=on or local_date(at),
        at=at,
        by=by if getattr(by, "pk", None) else None,
        agency=agency or row.lead,
        clock=clock,
        amount=amount,
        role=role,
        note=note[:500],
    )


def save_checked(row: Any, *, exclude: tuple[str, ...] = (), fields_only: bool = False, new: bool = False) -> None:
    """Run the model's checks, turn what they find into one refusal by field, then write.

    ``fields_only`` leaves what spans rows to the database, for callers that answer its refusal themselves; ``new`` says
    that the row cannot be there yet, where its key is another's.
    """
    try:
        row.full_clean(exclude=exclude, validate_unique=not fields_only, validate_constraints=not fields_only)
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("petitions.invalid", next(iter(fields.values())), fields=fields) from error
    row.save(force_insert=new)


def words(value: str, *, field: str, message: str, most: int = 20_000) -> str:
    """Return cleaned words of several lines, or refuse when there are none or too many."""
    value = nfc(value).replace("\r\n", "\n").replace("\x00", "").strip()
    if not squeeze(value):
        raise Invalid("petitions.words-missing", message, fields={field: message})
    if len(value) > most:
        long = f"Nội dung dài quá {most} ký tự; hãy rút gọn hoặc gửi phần chi tiết trong tệp đính kèm."
        raise Invalid("petitions.too-long", long, fields={field: long})
    return value


def line(value: str, *, most: int = 200) -> str:
    """Return cleaned words of one line."""
    return squeeze(nfc(value).replace("\x00", ""))[:most]


def unnamed(row: Petition, reason: str, *, most: int = 160) -> str:
    """Return an agency's reason as the journal may keep it: one short line, with private words masked."""
    return line(mask(reason, own_words(getattr(row, "petitioner", None))).text, most=most)
