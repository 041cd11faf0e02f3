"""Reads: the calendar and the terms of now, held ready in memory until a row changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from donghanh.ground.workcal.domain import ClockBook, TermRef
from donghanh.ground.workcal.engine import clocks
from donghanh.ground.workcal.engine.axis import Measured
from donghanh.ground.workcal.engine.clocks import ClockEvent, ClockRule, ClockState
from donghanh.ground.workcal.engine.days import Calendar, DecidedDay
from donghanh.ground.workcal.models import DayException, Revision, Term, Year
from donghanh.kit.data import read_yaml
from donghanh.kit.memo import Stamped


@dataclass(frozen=True)
class Held:
    """The calendar, every term and every rule of clocks, at one stamp."""

    calendar: Calendar
    terms: dict[str, list[TermRef]]
    book: ClockBook
    measured: Measured
    stamp: str = ""
    _rules: dict[tuple[str, date], ClockRule] = field(default_factory=dict)

    def term(self, code: str, on: date) -> TermRef:
        """Return the value in force on a day; ``LookupError`` where there is none."""
        for ref in self.terms.get(code, ()):
            if (ref.since is None or ref.since <= on) and (ref.until is None or on < ref.until):
                return ref
        raise LookupError(f"no term {code} is in force on {on}")

    def rule(self, code: str, on: date, *, remote: bool = False, complex_case: bool = False) -> ClockRule:
        """Return a rule, or its variant for the place and the case, as it is in force on a day."""
        if remote or complex_case:
            family = [self.rule(c, on) for c in self.book.family(code)]
            code = (clocks.variant(family, remote=remote, complex_case=complex_case) or self.rule(code, on)).code
        if (code, on) not in self._rules:
            self._rules[code, on] = self.book.rule(code, on=on, term=self.term)
        return self._rules[code, on]

    def clock(self, rule: ClockRule, events: Iterable[ClockEvent]) -> ClockState:
        """Say where a clock stands after its events, by this calendar."""
        return clocks.run(rule, events, self.measured)

    def rules(self, on: date) -> list[ClockRule]:
        """List the rules in force on a day, in the order of the reviewed file."""
        found = []
        for code in self.book.rows:
            try:
                found.append(self.rule(code, on))
            except LookupError:  # its term begins later or is over
                continue
        return found


def _held(decided: list[DecidedDay], years: dict[int, bool], terms: dict[str, list[TermRef]], stamp: str = "") -> Held:
    book = ClockBook.read(read_yaml("workcal", "clocks.yaml"))
    calendar = Calendar(decided, announced=years)
    return Held(calendar, terms, book, Measured(calendar, book.windows), stamp)


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
    return _held(decided, years, terms, _stamp())


_HELD = Stamped(_stamp, _build)


def from_files() -> Held:
    """Read calendar and terms from the reviewed files alone, for a command that runs before any database exists."""
    reviewed = read_yaml("workcal", "days.yaml")
    decided = [DecidedDay(d["day"], d["kind"], d["note"], d["basis"], d["verified"]) for d in reviewed["days"]]
    years = {year: row["announced"] for year, row in reviewed["years"].items()}
    terms: dict[str, list[TermRef]] = {}
    for row in read_yaml("workcal", "terms.yaml"):
        since, until = row.get("since"), row.get("until")
        ref = TermRef(
            row["code"], row["label"], row["value"], row["unit"], row["source"], since, until, row["verified"]
        )
        terms.setdefault(ref.code, []).append(ref)
    return _held(decided, years, terms, "files")


def held() -> Held:
    """Return calendar, terms and rules of now."""
    return _HELD.get()


def calendar() -> Calendar:
    """Return the calendar of now."""
    return _HELD.get().calendar


def term(code: str, *, on: date) -> TermRef:
    """Return the value in force on a day; ``LookupError`` where there is none."""
    return _HELD.get().term(code, on)


def forget() -> None:
    """Read anew at the next question; services do so after a write."""
    _HELD.forget()
