"""Figures of dialogues with honest denominators: what the law asks, what was held, what came of what was concluded.

A dialogue counts where it was announced to everybody, its day has come and its minutes were taken; one that was only
planned, or called off, does not. The duty of two a year is the province's (its basis today is not verified, and every
screen says so); agencies are held against the same number for comparison only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import ZONE, show_date
from donghanh.record.measures.api import MeasureValue, Row, Scope
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.models import Conclusion, Dialogue, Question
from donghanh.work.plan import api as plans

_COMPARED = ("department", "commune")
_FELL_DUE = (plans.Standing.DONE_ON_TIME, plans.Standing.DONE_LATE, plans.Standing.OVERDUE)


def term(on: date) -> workcal.Term | None:
    """Return the legal term of so many public dialogues a year, where one is in force."""
    try:
        return workcal.term(domain.PER_YEAR, on=on)
    except LookupError:
        return None


def per_year(on: date) -> int:
    """Return how many public dialogues a year are asked for; none where no term is in force."""
    found = term(on)
    return int(found.value) if found is not None else 0


def _between(since: date, until: date) -> Q:
    begin, end = (datetime.combine(d, t, tzinfo=ZONE) for d, t in ((since, time.min), (until, time.max)))
    return Q(starts_at__gte=begin, starts_at__lte=end)


def _span(as_of: date, scope: Scope) -> tuple[date, date]:
    """Return the days of a scope; without a period, the year so far."""
    until = min(scope.until or as_of, as_of)
    return scope.since or date(until.year, 1, 1), until


def took_place(as_of: date, scope: Scope) -> QuerySet[Dialogue]:
    """Return the dialogues that were held in a scope: everybody's, or those of one agency and its forebears."""
    rows = Dialogue.objects.took_place().filter(_between(*_span(as_of, scope)), announced_at__isnull=False)
    if scope.agency_id is None:
        return rows
    return rows.filter(organiser_id__in=[scope.agency_id, *(a.id for a in orgs.ancestors(scope.agency_id))])


def _lineage(rows: Iterable[Dialogue]) -> tuple[Row, ...]:
    return tuple(Row(d.key, f"{d.title} ({show_date(d.day)})", Decimal(1), f"/doi-thoai/{d.key}/") for d in rows)


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def held(as_of: date, scope: Scope) -> MeasureValue:
    """Count the dialogues that took place."""
    rows = list(took_place(as_of, scope).order_by("starts_at"))
    return MeasureValue(Decimal(len(rows)), rows=_lineage(rows))


def enough(as_of: date, scope: Scope) -> MeasureValue:
    """Held among owed in the year of the scope, at most all of it; of the province only those it chaired itself."""
    _, until = _span(as_of, scope)
    year = Scope(agency_id=scope.agency_id, since=date(until.year, 1, 1), until=until)
    rows = took_place(until, year)
    if scope.agency_id is None:
        rows = rows.filter(provincial=True)
    found, owed = list(rows.order_by("starts_at")), per_year(until)
    return MeasureValue(_share(min(len(found), owed), owed), Decimal(len(found)), Decimal(owed), _lineage(found))


def agencies_enough(as_of: date, scope: Scope) -> MeasureValue:
    """Agencies that held enough in the year, among all departments and communes alive on its last day so far."""
    _, until = _span(as_of, scope)
    compared = _compared(until)
    lines = [one for one in of_year(until.year, on=until) if one.agency_id in compared and one.is_enough]
    rows = tuple(Row(one.code, one.name, Decimal(one.held), "/doi-thoai/so-lieu/") for one in lines)
    share = _share(len(lines), len(compared)) if per_year(until) else None
    return MeasureValue(share, Decimal(len(lines)), Decimal(len(compared)), rows)


def _compared(on: date) -> frozenset[int]:
    return frozenset(a.id for a in orgs.alive(on) if a.kind in _COMPARED and a.command != orgs.REQUESTED)


def answered(as_of: date, scope: Scope) -> MeasureValue:
    """Questions answered, among all received for the dialogues that took place; those declined count as not."""
    held_rows = took_place(as_of, scope)
    asked = Question.objects.filter(dialogue__in=held_rows)
    counted = asked.aggregate(all=Count("pk"), answered=Count("pk", filter=Q(state=domain.Asked.ANSWERED)))
    part, whole = counted["answered"], counted["all"]
    return MeasureValue(_share(part, whole), Decimal(part), Decimal(whole), _lineage(held_rows.order_by("starts_at")))


def concluded(as_of: date, scope: Scope) -> MeasureValue:
    """Conclusions whose work was done on time, among those whose work fell due: done, or open and overdue."""
    rows = Conclusion.objects.filter(dialogue__in=took_place(as_of, scope), ordered_on__lte=as_of)
    texts = {c.key: f"Kết luận {c.order}: {c.text[:120]}" for c in rows}
    works = plans.ordered(domain.SOURCE_CONCLUSION, texts, None, on=as_of)
    due = [w for w in works.values() if w.standing in _FELL_DUE]
    on_time = sum(w.standing == plans.Standing.DONE_ON_TIME for w in due)
    lineage = tuple(Row(w.key, texts[w.source_key], None, w.url, w.label) for w in due)
    return MeasureValue(_share(on_time, len(due)), Decimal(on_time), Decimal(len(due)), lineage)


@dataclass(frozen=True)
class YearLine:
    """One organiser's year: how many were announced, held and published of how many asked for."""

    agency_id: int | None
    code: str
    name: str
    announced: int
    held: int
    published: int
    owed: int
    questions: int
    answered: int
    conclusions: int
    ended: bool

    @property
    def is_enough(self) -> bool:
        """Say whether as many were held as are asked for."""
        return self.held >= self.owed

    @property
    def word(self) -> str:
        """Say where the year stands: a running year is not yet judged."""
        if not self.owed:
            return "chưa có số yêu cầu"
        if self.is_enough:
            return "đủ"
        return f"thiếu {self.owed - self.held}" if self.ended else f"còn {self.owed - self.held} đến hết năm"

    @property
    def tone(self) -> str:
        """Return the colour that goes with the word."""
        if not self.owed:
            return "none"
        return "done" if self.is_enough else "late" if self.ended else "soon"


_Part = tuple[int, bool]  # whose, and whether the province chaired


def of_year(year: int, *, on: date) -> list[YearLine]:
    """Return the province's line, then each organiser's, in a handful of queries whatever their number."""
    known = Dialogue.objects.public().filter(announced_at__isnull=False)
    whole = known.filter(_between(date(year, 1, 1), date(year, 12, 31))).exclude(state=domain.Stage.CANCELLED)
    took = known.took_place().filter(_between(date(year, 1, 1), min(date(year, 12, 31), on)))
    announced = _parts(whole, "")
    counts = _parts(took, "", out=Count("pk", filter=Q(state=domain.Stage.PUBLISHED)))
    asked = _parts(
        Question.objects.filter(dialogue__in=took),
        "dialogue__",
        out=Count("pk", filter=Q(state=domain.Asked.ANSWERED)),
    )
    said = _parts(Conclusion.objects.filter(dialogue__in=took), "dialogue__")
    owed, ended = domain.owed_in(year, per_year(on), on)

    def line(agency_id: int | None, code: str, name: str, mine: Iterable[_Part]) -> YearLine:
        keys = list(mine)
        return YearLine(
            agency_id=agency_id,
            code=code,
            name=name,
            announced=sum(announced[k]["n"] for k in keys),
            held=sum(counts[k]["n"] for k in keys),
            published=sum(counts[k]["out"] for k in keys),
            owed=owed,
            questions=sum(asked[k]["n"] for k in keys),
            answered=sum(asked[k]["out"] for k in keys),
            conclusions=sum(said[k]["n"] for k in keys),
            ended=ended,
        )

    parts = {*announced, *counts}
    by_agency: dict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        by_agency[part[0]].append(part)
    refs = orgs.refs(by_agency)
    lines = [line(i, refs[i].code, refs[i].name, mine) for i, mine in by_agency.items()]
    province = line(None, "", "UBND tỉnh chủ trì", [p for p in parts if p[1]])
    return [province, *sorted(lines, key=lambda one: (-one.held, -one.announced, one.name))]


def _parts(rows: QuerySet[Any], near: str, **more: Any) -> dict[_Part, dict[str, int]]:
    """Count rows by organiser and whether the province chaired; what was not found counts as none."""
    whose, chaired = f"{near}organiser_id", f"{near}provincial"
    found: dict[_Part, dict[str, int]] = defaultdict(lambda: {"n": 0, "out": 0})
    for row in rows.order_by().values(whose, chaired).annotate(n=Count("pk"), **more):
        found[row[whose], row[chaired]] = row
    return found


def without_any(lines: Iterable[YearLine], on: date) -> tuple[int, int]:
    """Say how many departments and communes held none, among all of them."""
    compared = _compared(on)
    some = {one.agency_id for one in lines if one.agency_id is not None and one.held}
    return len(compared - some), len(compared)
