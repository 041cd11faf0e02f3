"""Reads: the calendar and the terms of now, held ready in memory until a row changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from donghanh.ground.workcal.domain import TermRef
from donghanh.ground.workcal.engine.days import Calendar, DecidedDay
from donghanh.ground.workcal.models import DayException, Revision, Term, Year
from donghanh.kit.memo import Stamped


@dataclass(frozen=True)
class Held:
    """The calendar and every term, at one stamp."""

    calendar: Calendar
    terms: dict[str, list[TermRef]]


def _stamp() -> str:
    return Revision.objects.values_list("key", flat=True).order_by("-pk").first() or "empty"


def _build() -> Held:
    decided = [
        DecidedDay(row.day, row.kind, row.note, row.basis, row.verified) for row in DayException.objects.in_force()
    ]
    terms: dict[str, list[TermRef]] = {}
    for row in Term.objects.all():
        terms.setdefault(row.code, []).append(row.ref)
    years = {row.year: row.announced for row in Year.objects.all()}
    return Held(Calendar(decided, announced=years), terms)


_HELD = Stamped(_stamp, _build)


def calendar() -> Calendar:
    """Return the calendar of now."""
    return _HELD.get().calendar


def term(code: str, *, on: date) -> TermRef:
    """Return the value in force on a day; ``LookupError`` where there is none."""
    for ref in _HELD.get().terms.get(code, ()):
        if (ref.since is None or ref.since <= on) and (ref.until is None or on < ref.until):
            return ref
    raise LookupError(f"no term {code} is in force on {on}")


def forget() -> None:
    """Read anew at the next question; services do so after a write."""
    _HELD.forget()
