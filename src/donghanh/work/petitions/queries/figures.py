"""The figures: counted in the database, honest denominators, small groups not shown, nobody's name anywhere.

On time among what came due: answered in time / (answered + open and overdue), as Quyết định 766/QĐ-TTg scores it with
what is overdue counted against. Satisfied: (answered - "not solved" or opened again) / answered, by the same decision.
*Answered* is the agency's act; *solved* the petitioner's word, with the number who said it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q
from django.db.models.functions import ExtractQuarter, ExtractYear

from donghanh.ground.orgs import api as orgs
from donghanh.record.measures.api import MeasureValue, Row, Scope
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.models import Move, Petition
from donghanh.work.petitions.models.cases import PetitionQuerySet

SMALLEST = 5  # groups of fewer are not shown apart
MOST_ROWS = 500
_SCOPED_OUT = (domain.State.REFUSED, domain.State.FORWARDED, domain.State.WITHDRAWN, domain.State.SEALED)
_ANSWERED = Q(answered_on__isnull=False)


@dataclass(frozen=True)
class Count766:
    """One line of figures."""

    key: str
    label: str
    received: int = 0
    answered: int = 0
    in_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    rated: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    reopened: int = 0
    hidden: bool = False

    @property
    def fell_due(self) -> int:
        """What can be judged: answered, or should have been."""
        return self.answered + self.overdue

    @property
    def on_time_rate(self) -> Decimal | None:
        """On time among what fell due, in percent."""
        return _rate(self.in_time, self.fell_due)

    @property
    def solved_rate(self) -> Decimal | None:
        """Solved among those who said something, in percent; shown with ``rated``."""
        return _rate(self.solved, self.rated)

    @property
    def satisfied_rate(self) -> Decimal | None:
        """(answered - not solved or opened again) / answered, in percent."""
        return _rate(self.answered - self.unsolved, self.answered)


def _rate(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def within(rows: PetitionQuerySet, *, since: date | None, until: date | None) -> PetitionQuerySet:
    """Keep petitions and questions received in a period and within competence."""
    rows = rows.exclude(state__in=_SCOPED_OUT).filter(regime__in=(domain.Regime.PETITION, domain.Regime.QUESTION))
    if since is not None:
        rows = rows.filter(received_on__gte=since)
    return rows.filter(received_on__lte=until) if until is not None else rows


def _columns(on: date) -> dict[str, Any]:
    answered = _ANSWERED & Q(answered_on__lte=on)
    return {
        "n_received": Count("pk"),
        "n_answered": Count("pk", filter=answered),
        "n_in_time": Count("pk", filter=answered & Q(in_time=True)),
        "n_late": Count("pk", filter=answered & Q(in_time=False)),
        "n_open": Count("pk", filter=Q(state__in=domain.OPEN)),
        "n_overdue": Count("pk", filter=Q(state__in=domain.OPEN, due_on__lt=on)),
        "n_rated": Count("pk", filter=answered & ~Q(solved="")),
        "n_solved": Count("pk", filter=Q(solved=domain.Solved.YES)),
        "n_partly": Count("pk", filter=Q(solved=domain.Solved.PARTLY)),
        "n_unsolved": Count("pk", filter=answered & (Q(solved=domain.Solved.NO) | Q(reopened__gt=0))),
        "n_reopened": Count("pk", filter=Q(reopened__gt=0)),
    }


def total(rows: PetitionQuerySet, *, on: date) -> Count766:
    """Count everything in one query."""
    return Count766("", "Tất cả", **_plain(rows.aggregate(**_columns(on))))


def by(rows: PetitionQuerySet, cut: str, *, on: date) -> list[Count766]:
    """Count by agency, subject, channel, commune or quarter; groups too small to show are added together.

    Where only one group is small, the next smallest joins it, so that nothing can be found by subtraction.
    """
    if cut == "quy":
        found = rows.annotate(y=ExtractYear("received_on"), q=ExtractQuarter("received_on"))
        lines = [
            Count766(f"{r['y']}-Q{r['q']}", f"Quý {['I', 'II', 'III', 'IV'][r['q'] - 1]}/{r['y']}", **_plain(r))
            for r in found.values("y", "q").annotate(**_columns(on)).order_by("-y", "-q")
        ]
        return suppressed(lines)
    field = {"co-quan": "lead_id", "linh-vuc": "subject", "kenh": "channel", "noi": "place"}[cut]
    grouped = rows.order_by().values(field).annotate(**_columns(on))
    lines = [Count766(str(r[field] or ""), _name(cut, r[field]), **_plain(r)) for r in grouped]
    return suppressed(sorted(lines, key=lambda c: (-c.received, c.label)))


def _plain(row: Any) -> dict[str, Any]:
    """Return the counts of a line under their own names; in the query they must not shadow the fields they count."""
    return {name.removeprefix("n_"): row[name] for name in _columns(date.max)}


def _name(cut: str, value: Any) -> str:
    if cut == "co-quan":
        ref = orgs.refs([value]).get(value) if value else None
        return ref.name if ref else "Chưa chuyển cơ quan nào"
    if cut == "linh-vuc":
        return domain.subject_label(value).capitalize() if not value else domain.subject_label(value)
    if cut == "noi":
        found = places.by_code().get(value)
        return found.title if found else "Không gắn với xã, phường nào"
    return domain.CHANNELS[domain.Channel(value)]


def suppressed(lines: list[Count766]) -> list[Count766]:
    """Put groups below the smallest size together under one line."""
    small = [c for c in lines if c.received < SMALLEST]
    kept = [c for c in lines if c.received >= SMALLEST]
    while small and sum(c.received for c in small) < SMALLEST and kept:
        least = min(kept, key=lambda c: c.received)
        kept.remove(least)
        small.append(least)
    if not small:
        return kept
    together = _sum(small, label=f"{len(small)} nhóm nhỏ gộp lại")
    return [*kept, together]


def on_the_map(rows: PetitionQuerySet, lines: Iterable[Count766]) -> list[dict[str, Any]]:
    """Return the communes of a table as GeoJSON points: the middle of where their petitions say they are.

    A point stands for at least ``SMALLEST`` petitions that gave a place on the ground, so that none can be found by it;
    communes without so many are in the table alone. No boundaries are kept here, so none are drawn.
    """
    told = {line.key: line for line in lines if line.key in places.by_code()}
    middle = (
        rows.order_by()
        .filter(place__in=list(told), latitude__isnull=False, longitude__isnull=False)
        .values("place")
        .annotate(n=Count("pk"), lat=Avg("latitude"), long=Avg("longitude"))
        .filter(n__gte=SMALLEST)
        .order_by("place")
    )
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(float(r["long"]), 2), round(float(r["lat"]), 2)]},
            "properties": {"ten": line.label, "ghi": f"{line.received} kiến nghị, {line.overdue} quá hạn còn mở"},
        }
        for r in middle
        if (line := told[r["place"]])
    ]


def _sum(lines: Iterable[Count766], *, label: str) -> Count766:
    names = [name.removeprefix("n_") for name in _columns(date.max)]
    held = list(lines)
    return Count766("gop", label, **{n: sum(getattr(c, n) for c in held) for n in names}, hidden=True)


def median_days(rows: PetitionQuerySet) -> Decimal | None:
    """Return the median of days from receipt to answer, days spent waiting for the petitioner taken off.

    Counted as a histogram of days in the database, so that a million rows make a few thousand lines.
    """
    found = rows.filter(_ANSWERED)
    n = found.count()
    if not n:
        return None
    histogram: dict[int, int] = {}
    grouped = found.order_by().values("received_on", "answered_on", "paused_days").annotate(n=Count("pk"))
    for line in grouped.iterator(chunk_size=5000):
        begun, answered = line["received_on"], line["answered_on"]
        days = max(0, (answered - begun).days - line["paused_days"]) if answered else 0
        histogram[days] = histogram.get(days, 0) + line["n"]
    return _middle(histogram, n)


def _middle(histogram: dict[int, int], n: int) -> Decimal:
    wanted = ((n - 1) // 2, n // 2)
    picked: list[int] = []
    seen = 0
    for days in sorted(histogram):
        seen += histogram[days]
        while len(picked) < 2 and wanted[len(picked)] < seen:
            picked.append(days)
    return Decimal(sum(picked)) / 2


def reopenings(rows: PetitionQuerySet, *, limit: int = 50) -> list[Move]:
    """List reopenings with the quarter each changed."""
    found = Move.objects.filter(petition__in=rows, verb="reopen").select_related("petition")
    return list(found.order_by("-pk")[:limit])


# -- measures ------------------------------------------------------------------------------------------------------


def _scoped(as_of: date, scope: Scope) -> PetitionQuerySet:
    rows = Petition.objects.all()
    if scope.agency_id is not None:
        rows = rows.filter(lead_id__in=[a.id for a in orgs.ancestors(scope.agency_id)])
    return within(rows, since=scope.since, until=min(scope.until or as_of, as_of))


def _lineage(rows: PetitionQuerySet) -> tuple[Row, ...]:
    """Return the rows behind a figure by number alone: no title, no name."""
    found = rows.order_by("pk").values_list("key", "number")[:MOST_ROWS]
    return tuple(Row(key, number, Decimal(1), f"/kien-nghi/ho-so/{key}/") for key, number in found)


def _value(numerator: int, denominator: int, rows: PetitionQuerySet) -> MeasureValue:
    return MeasureValue(_rate(numerator, denominator), Decimal(numerator), Decimal(denominator), _lineage(rows))


def received(as_of: date, scope: Scope) -> MeasureValue:
    """Count what came in."""
    rows = _scoped(as_of, scope)
    return MeasureValue(Decimal(rows.count()), rows=_lineage(rows))


def overdue(as_of: date, scope: Scope) -> MeasureValue:
    """Count what is open and past its date."""
    rows = _scoped(as_of, scope).overdue(on=as_of)
    return MeasureValue(Decimal(rows.count()), rows=_lineage(rows))


def on_time(as_of: date, scope: Scope) -> MeasureValue:
    """On time among what was answered or should have been."""
    rows = _scoped(as_of, scope)
    counted = total(rows, on=as_of)
    judged = rows.filter(_ANSWERED | Q(state__in=domain.OPEN, due_on__lt=as_of))
    return _value(counted.in_time, counted.fell_due, judged)


def satisfied(as_of: date, scope: Scope) -> MeasureValue:
    """Satisfied among what was answered."""
    rows = _scoped(as_of, scope)
    counted = total(rows, on=as_of)
    return _value(counted.answered - counted.unsolved, counted.answered, rows.filter(_ANSWERED))


def solved(as_of: date, scope: Scope) -> MeasureValue:
    """Solved among those who said something."""
    rows = _scoped(as_of, scope)
    counted = total(rows, on=as_of)
    return _value(counted.solved, counted.rated, rows.filter(_ANSWERED).exclude(solved=""))


def median(as_of: date, scope: Scope) -> MeasureValue:
    """Median days to an answer, the petitioner's own delay taken off."""
    rows = _scoped(as_of, scope)
    return MeasureValue(median_days(rows), denominator=Decimal(rows.filter(_ANSWERED).count()), rows=_lineage(rows))


def hot(*, on: date, days: int = 30, most: int = 6) -> list[dict[str, Any]]:
    """List the subjects a leader must know of: said often in the last days, or with petitions overdue, however old.

    What is open and overdue is counted over all days, as the list behind the line shows it.
    """
    begin, before = on - timedelta(days=days), on - timedelta(days=2 * days)
    lately = within(Petition.objects.exclude(subject=""), since=before + timedelta(days=1), until=on)
    said = (
        lately.order_by().values("subject").annotate(now=Count("pk", filter=Q(received_on__gt=begin)), all=Count("pk"))
    )
    standing = within(Petition.objects.open().exclude(subject=""), since=None, until=on).order_by().values("subject")
    held = standing.annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on)))
    lines: dict[str, dict[str, Any]] = {
        r["subject"]: {"now": r["now"], "before": r["all"] - r["now"], "open": 0, "overdue": 0} for r in said
    }
    for found in held:
        line = lines.setdefault(found["subject"], {"now": 0, "before": 0})
        line.update(open=found["open"], overdue=found["overdue"])
    shown = [
        {**line, "subject": code, "label": domain.subject_label(code)}
        for code, line in lines.items()
        if line["now"] >= SMALLEST or line["overdue"]
    ]
    return sorted(shown, key=lambda r: (-r["overdue"], -r["now"], r["label"]))[:most]
