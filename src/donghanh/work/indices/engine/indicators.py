"""From an indicator to the rank, 2013-2016, where the slopes are known: linear, local, and dependent on the others.

    s = 1 + 9·(x − min)/(max − min)   (11 − that when less is better)       Δ sub-index = slope · Δx,  slope = ±
    9·v/(max − min)
    v is the indicator's weight inside the sub-index; min and max are pooled over provinces and years.
When another province sets a new extreme, the pooled range grows, every slope shrinks, and our score moves although
nothing
changed here:  Δ sub-index = ± 9·v·( (x − min')/(max' − min') − (x − min)/(max − min) ).
Slopes: fitted on 63 provinces (exact for eight sub-indices; approximate for labour, and support after 2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from donghanh.kit.data import read_csv
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import edition
from donghanh.work.indices.engine.rescore import composites
from donghanh.work.indices.engine.scores import COMPOSITE, ScoreBook
from donghanh.work.indices.engine.tables import ranks, round_half_up


@dataclass(frozen=True)
class Indicator:
    """One indicator of a year's edition: what one unit of it is worth, and its range among provinces that year."""

    part: str
    year: int
    code: str
    name: str
    slope: float
    low: float
    high: float
    full_range_share: float
    r2: float

    @property
    def direction(self) -> int:
        """Return 1 when more is better, -1 when less is better."""
        return -1 if self.slope < 0 else 1

    @property
    def exact(self) -> bool:
        """Say whether the sub-index is an exact linear function of its indicators that year."""
        return self.r2 >= 1 - 1e-7


@lru_cache(maxsize=1)
def _all() -> dict[tuple[str, int], tuple[Indicator, ...]]:
    out: dict[tuple[str, int], list[Indicator]] = {}
    for r in read_csv("indices", "pci_indicator_slopes.csv"):
        one = Indicator(
            r["subindex"],
            int(r["year"]),
            r["code"],
            r["name"],
            float(r["slope"]),
            float(r["min_in_year"]),
            float(r["max_in_year"]),
            float(r["full_range_share"]),
            float(r["r2"]),
        )
        out.setdefault((one.part, one.year), []).append(one)
    return {key: tuple(rows) for key, rows in out.items()}


def indicators(part: str, *, year: int) -> tuple[Indicator, ...]:
    """Return the indicators of a sub-index in a year, those whose range weighs most first."""
    found = _all().get((part, year))
    if found is None:
        raise Invalid(
            "indices.no_slopes",
            f"Chưa biết chỉ tiêu thành phần của “{part}” năm {year}; hệ số chỉ có cho các năm 2013–2016.",
        )
    return tuple(sorted(found, key=lambda i: -abs(i.full_range_share)))


def indicator(part: str, code: str, *, year: int) -> Indicator:
    """Return one indicator by its code."""
    found = next((i for i in indicators(part, year=year) if i.code == code), None)
    if found is None:
        raise Invalid("indices.indicator", f"“{part}” năm {year} không có chỉ tiêu “{code}”.")
    return found


def pooled_range(part: str, code: str, *, year: int) -> tuple[float, float]:
    """Return the widest range seen from 2013 to the year: the pool, as far as these data show it."""
    rows = [i for y in range(2013, year + 1) for i in _all().get((part, y), ()) if i.code == code]
    if not rows:
        indicator(part, code, year=year)
    return min(i.low for i in rows), max(i.high for i in rows)


@dataclass(frozen=True)
class Effect:
    """What a change does: to the indicator's sub-index, to the composite, to the rank."""

    unit: str
    year: int
    part: str
    part_before: float
    part_after: float
    composite_before: float
    composite_after: float
    rank_before: int
    rank_after: int
    exact: bool
    text: str


def what_if(book: ScoreBook, unit: str, *, year: int, changes: Mapping[tuple[str, str], float]) -> tuple[Effect, ...]:
    """Say what changes of indicators, ``{(part, code): change}``, do to sub-indices, composite and rank that year.

    One effect for each part that changes, in the order given, each standing on those before it. Sub-indices stay within
    1-10. The published composite moves by points·Δ; the other provinces stay where they were.
    """
    one = edition(f"pci-{year}")
    weight = dict(zip(one.keys, one.points(), strict=True))
    table = book.table(year, (COMPOSITE,))
    row = table.row_of.get(unit)
    if row is None:
        raise Invalid("indices.unit", f"Không có điểm của “{unit}” năm {year}.")
    scores = table.column(COMPOSITE).copy()
    if abs(float(composites(book.table(year, one.keys, units=[unit]), one)[0]) - scores[row]) > one.rounding:
        raise Invalid(
            "indices.not_reproduced", f"Điểm {unit} năm {year} không tính lại được nên không thử được kịch bản."
        )
    by_part: dict[str, float] = {}
    exact: dict[str, bool] = {}
    for (part, code), change in changes.items():
        known = indicator(part, code, year=year)
        by_part[part] = by_part.get(part, 0.0) + known.slope * change
        exact[part] = exact.get(part, True) and known.exact
    out = []
    for part, change in by_part.items():
        before = book.value(year, unit, part)
        after = min(10.0, max(1.0, before + change))
        was, place = float(scores[row]), int(ranks(scores)[row])
        scores[row] += weight[part] * (after - before)
        now, then = float(scores[row]), int(ranks(scores)[row])
        text = (
            f"{unit} {year}: {show_number(before, 2)} → {show_number(after, 2)} điểm thành phần, "
            f"{show_number(was, 2)} → {show_number(now, 2)} điểm tổng hợp, "
            f"hạng {place} → {then}, nếu các tỉnh khác giữ nguyên."
        )
        out.append(Effect(unit, year, part, before, after, was, now, place, then, exact[part], text))
    return tuple(out)


@dataclass(frozen=True)
class Widening:
    """What happens to a province that did nothing when another sets a new extreme."""

    indicator: Indicator
    pool_before: tuple[float, float]
    pool_after: tuple[float, float]
    slope_after: float
    part_change: float
    composite_change: float


def widened(
    part: str,
    code: str,
    *,
    year: int,
    value: float,
    extreme: float,
    pool: tuple[float, float] | None = None,
) -> Widening:
    """Say what a province at ``value`` loses or wins when another province reaches ``extreme``.

    ``pool`` is the (min, max) in use; without it the range seen from 2013 to the year stands in for it. An extreme
    inside
    the pool changes nothing.
    """
    known = indicator(part, code, year=year)
    low, high = pool if pool is not None else pooled_range(part, code, year=year)
    if not low <= value <= high or high <= low:
        raise Invalid(
            "indices.out_of_pool",
            f"Giá trị {show_number(value)} nằm ngoài khoảng "
            "{show_number(low)}–{show_number(high)} của chỉ tiêu “{code}”.",
        )
    new_low, new_high = min(low, extreme), max(high, extreme)
    points = abs(known.slope) * (high - low)  # 9·v: what the whole range is worth
    before, after = (value - low) / (high - low), (value - new_low) / (new_high - new_low)
    change = known.direction * points * (after - before)
    one = edition(f"pci-{year}")
    weight = dict(zip(one.keys, one.points(), strict=True))[part]
    return Widening(
        known,
        (low, high),
        (new_low, new_high),
        known.slope * (high - low) / (new_high - new_low),
        change,
        float(weight) * change,
    )


def worth_of(part: str, *, year: int, share: float = 0.1) -> tuple[tuple[Indicator, float], ...]:
    """Return, for each indicator, the composite points of moving a share of its range the good way, best first."""
    one = edition(f"pci-{year}")
    weight = float(dict(zip(one.keys, one.points(), strict=True))[part])
    rows = [(i, weight * abs(i.slope) * (i.high - i.low) * share) for i in indicators(part, year=year)]
    return tuple(sorted(rows, key=lambda pair: -float(round_half_up(pair[1], 6))))
