"""How the plan room's measures are counted; ``plug.py`` enters them in the registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.record.measures.api import Measure, MeasureValue, Row, Scope
from donghanh.work.plan import queries
from donghanh.work.plan.domain import STANDING_LABELS, Standing
from donghanh.work.plan.models import Obligation, Plan

_COUNTED = frozenset(Standing) - {Standing.CANCELLED, Standing.PASSED_ON}
_TIMED = frozenset({Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.IN_TIME, Standing.OVERDUE})
_BASIS = "QĐ 42/2014/QĐ-TTg (mẫu theo dõi nhiệm vụ, cần xác minh hiệu lực)"
_CLASSES = (
    ("assigned", "Phần việc được giao", _COUNTED),
    ("done_on_time", "Phần việc xong đúng hạn", frozenset({Standing.DONE_ON_TIME})),
    ("done_late", "Phần việc xong quá hạn", frozenset({Standing.DONE_LATE})),
    ("in_time", "Phần việc còn trong hạn", frozenset({Standing.IN_TIME})),
    ("overdue", "Phần việc quá hạn", frozenset({Standing.OVERDUE})),
    ("untimed", "Phần việc không hạn, đề nghị, tạm dừng", _COUNTED - _TIMED),
)


def _rows(as_of: date, scope: Scope) -> QuerySet[Any]:
    rows: QuerySet[Any] = Obligation.objects.exclude(duty__plan__state=Plan.State.DRAFT)
    if scope.plan:
        rows = rows.filter(duty__plan__number=scope.plan)
    if scope.since and scope.until:
        rows = told_between(rows, scope.since, scope.until)
    rows = queries.as_of(rows, as_of, held_on=scope.until)
    return rows.filter(held_id=scope.agency_id) if scope.agency_id else rows


def told_between(rows: QuerySet[Any], since: date, until: date) -> QuerySet[Any]:
    """Keep what a report on a stretch of time tells: given out by its end, not told as finished in an earlier one."""
    in_span = Q(period_starts_on__lte=until, period_ends_on__gte=since)
    return rows.exclude(result_on__lt=since).filter(Q(period_starts_on__isnull=True) | in_span)


def _lineage(rows: QuerySet[Any]) -> tuple[Row, ...]:
    return tuple(row for _, _, row in _held(rows))


def _held(rows: QuerySet[Any]) -> list[tuple[int, str, Row]]:
    """Return who held each piece of work, how it stood, and the row that says so."""
    found = list(rows.order_by("number").values_list("key", "number", "duty__title", "held_id", "stands"))
    names = orgs.refs({held for _, _, _, held, _ in found})
    address = reverse("plan:obligation", args=["0"]).replace("/0/", "/{}/")
    return [
        (
            held, stands,
            Row(
                key, f"{number}: {title}", Decimal(1), address.format(key),
                f"{names[held].name}; {STANDING_LABELS[Standing(stands)].lower()}",
            ),
        )
        for key, number, title, held, stands in found
    ]  # fmt: skip


def _count(kinds: frozenset[Standing], as_of: date, scope: Scope) -> MeasureValue:
    rows = _lineage(_rows(as_of, scope).filter(stands__in=kinds))
    return MeasureValue(Decimal(len(rows)), rows=rows)


def _count_each(kinds: frozenset[Standing], as_of: date, scope: Scope) -> dict[int, MeasureValue]:
    held: dict[int, list[Row]] = defaultdict(list)
    for agency_id, _, row in _held(_rows(as_of, scope).filter(stands__in=kinds)):
        held[agency_id].append(row)
    found = {i: MeasureValue(Decimal(len(rows)), rows=tuple(rows)) for i, rows in held.items()}
    return defaultdict(lambda: MeasureValue(Decimal(0)), found)


_JUDGED = frozenset({Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.OVERDUE})


def _rate_each(as_of: date, scope: Scope) -> dict[int, MeasureValue]:
    held: dict[int, list[tuple[str, Row]]] = defaultdict(list)
    for agency_id, stands, row in _held(_rows(as_of, scope).filter(stands__in=_JUDGED)):
        held[agency_id].append((stands, row))
    found = {i: _rate([s for s, _ in rows], tuple(r for _, r in rows)) for i, rows in held.items()}
    return defaultdict(lambda: _rate([], ()), found)


def _rate(standings: Sequence[str], behind: tuple[Row, ...]) -> MeasureValue:
    above = sum(s == Standing.DONE_ON_TIME for s in standings)
    value = Decimal(above) * 100 / len(behind) if behind else None
    return MeasureValue(value, Decimal(above), Decimal(len(behind)), behind)


def _on_time_rate(as_of: date, scope: Scope) -> MeasureValue:
    found = _held(_rows(as_of, scope).filter(stands__in=_JUDGED))
    return _rate([s for _, s, _ in found], tuple(r for _, _, r in found))


def measures() -> tuple[Measure, ...]:
    """Return what the plan room counts: the four official classes, all, and the honest rate."""
    counted = tuple(
        Measure(
            code=f"plan.{code}",
            label=label,
            unit="phần việc",
            formula="Đếm phần việc theo tình trạng vào ngày lấy số; không tính việc đã hủy, đã chuyển",
            legal_basis=_BASIS,
            owner="Cơ quan đầu mối",
            compute=partial(_count, kinds),
            each=partial(_count_each, kinds),
            order=30 + n,
        )
        for n, (code, label, kinds) in enumerate(_CLASSES)
    )
    rate = Measure(
        code="plan.done_on_time_rate",
        label="Tỷ lệ phần việc xong đúng hạn",
        unit="%",
        formula="Số xong đúng hạn chia số đã đến hạn (xong đúng hạn, xong quá hạn, đang quá hạn), nhân 100",
        legal_basis=_BASIS,
        owner="Cơ quan đầu mối",
        compute=_on_time_rate,
        each=_rate_each,
        numerator="xong đúng hạn",
        denominator="đã đến hạn",
        places=1,
        order=29,
    )
    return (rate, *counted)
