"""Events of an invented room and rows, for the journal's own tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from donghanh.ground.orgs.models import Agency, Revision
from donghanh.kit import journal
from donghanh.kit.dates import ZONE
from donghanh.record.journal.models import Entry


@journal.event
@dataclass(frozen=True)
class StoneLaid(journal.Event):
    """Something that anybody may read."""

    number: str
    due_on: date
    share: Decimal | None = None
    kind = "trial.stone_laid"
    label = "Đặt một viên gạch"
    public = True

    def sentence(self) -> str:
        return f"Đặt viên gạch số {self.number}, hạn {self.due_on:%d/%m/%Y}"


@journal.event
@dataclass(frozen=True)
class WordKept(journal.Event):
    """Something for those who may see the thing."""

    note: str
    parts: tuple[str, ...] = ()
    kind = "trial.word_kept"
    label = "Ghi lại một lời"


NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


def stone(
    number: str = "1", *, at: datetime = NOON, by: object = None, agency: object = None, about: str = "a"
) -> Entry:
    """Record one public event."""
    with transaction.atomic():
        entry: Entry = journal.record(
            StoneLaid(number=number, due_on=date(2026, 12, 10)),
            about=("trial.stone", about),
            by=by,
            at=at,
            agency=agency,
        )
    return entry


def word(note: str = "điều riêng", *, at: datetime = NOON, by: object = None, about: str = "a") -> Entry:
    """Record one event that is not public."""
    with transaction.atomic():
        entry: Entry = journal.record(WordKept(note=note), about=("trial.stone", about), by=by, at=at)
    return entry


def make_agency(code: str = "so-thu-nghiem", name: str = "Sở Thử nghiệm") -> Agency:
    """Make one agency."""
    agency = Agency(code=code, name=name, short_name=name.replace("Sở ", "S. "), kind="department", command="ordered")
    agency.full_clean()
    agency.save()
    Revision.objects.create(at=NOON, what="test")  # the register is read anew when its revision moves
    return agency
