"""Bringing indicators onto one scale. Every method looks at one indicator at a time; missing figures stay missing.

    min-max     low + (high − low)·(x − min)/(max − min)         bounds from the data, from a pool of years, or fixed
    goalposts   scale·(x − lower)/(upper − lower), cut to 0…scale when asked
    z-score     mean + sd·(x − x̄)/s                              s with n − 1
    rank        1 for the worst … n for the best, equal figures share the lower number;  Borda: rank − 1
    distance    to target: (x − min)/(target − min), capped at 1;  to a reference unit: 1 − (x_ref − x)/(x_ref − min)
A reversed direction (less is better) turns the figures round first; goalposts and targets turn with them.
Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 5; COINr's documentation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.tables import Floats, Table, ranks


@dataclass(frozen=True)
class MinMax:
    """Stretch each indicator from its lowest to its highest figure onto ``low`` … ``high``.

    ``bounds`` fixes (min, max) by indicator, for example those of a pool of years; indicators not named use the data.
    """

    low: float = 0.0
    high: float = 100.0
    bounds: Mapping[str, tuple[float, float]] | None = None


@dataclass(frozen=True)
class Goalposts:
    """Measure each indicator between agreed posts (lower, upper), given by indicator."""

    posts: Mapping[str, tuple[float, float]]
    scale: float = 1.0
    truncate: bool = True


@dataclass(frozen=True)
class ZScore:
    """Standardise each indicator to a mean and a standard deviation."""

    mean: float = 0.0
    sd: float = 1.0


@dataclass(frozen=True)
class Ranking:
    """Replace figures by their order: the worst gets 1 (``borda``: 0), equal figures share the lower number."""

    borda: bool = False


@dataclass(frozen=True)
class ToTarget:
    """Measure how far each unit has come from the worst figure to the indicator's target."""

    targets: Mapping[str, float]
    cap: bool = True


@dataclass(frozen=True)
class ToReference:
    """Measure each unit against one unit, or against the best (``unit`` None)."""

    unit: str | None = None
    cap: bool = False


@dataclass(frozen=True)
class Keep:
    """Leave the figures as they are (they already stand on one scale); reversed ones are mirrored within it."""

    low: float = 0.0
    high: float = 100.0


T = TypeVar("T")

Method = MinMax | Goalposts | ZScore | Ranking | ToTarget | ToReference | Keep


def pooled_bounds(tables: Sequence[Table]) -> dict[str, tuple[float, float]]:
    """Return each indicator's lowest and highest figure over several years, as PCI pools within a calibration."""
    out: dict[str, tuple[float, float]] = {}
    for part in tables[0].parts:
        values = np.concatenate([t.column(part) for t in tables if part in t.column_of])
        out[part] = (float(np.nanmin(values)), float(np.nanmax(values)))
    return out


def normalise(table: Table, method: Method, *, directions: Sequence[int] | Floats | None = None) -> Table:
    """Return the table with every indicator brought onto one scale, more always meaning better."""
    signs = np.ones(len(table.parts)) if directions is None else np.asarray(directions, dtype=np.float64)
    columns = [_one(table, part, float(sign), method) for part, sign in zip(table.parts, signs, strict=True)]
    values = np.stack(columns, axis=1) if columns else np.empty((len(table.units), 0))
    return Table(table.units, table.parts, values)


def _one(table: Table, part: str, sign: float, method: Method) -> Floats:
    raw = table.column(part)
    x = raw * sign
    if np.isnan(x).all():
        raise Invalid("indices.empty_column", f"Chỉ tiêu “{part}” không có số liệu của đơn vị nào.")
    match method:
        case MinMax(low, high, bounds):
            if bounds is not None and part in bounds:
                ends = sorted(sign * b for b in bounds[part])
            else:
                ends = [float(np.nanmin(x)), float(np.nanmax(x))]
            return low + (high - low) * _share(x, ends[0], ends[1], part)
        case Goalposts(posts, scale, truncate):
            lower, upper = sorted(sign * p for p in _named(posts, part, "mốc thấp và mốc cao"))
            share = _share(x, lower, upper, part)
            return scale * (np.clip(share, 0, 1) if truncate else share)
        case ZScore(mean, sd):
            spread = float(np.nanstd(x, ddof=1)) if np.count_nonzero(~np.isnan(x)) > 1 else 0.0
            if spread == 0:
                raise Invalid("indices.constant", f"Chỉ tiêu “{part}” bằng nhau ở mọi đơn vị nên không chuẩn hóa được.")
            return np.asarray(mean + sd * (x - np.nanmean(x)) / spread)
        case Ranking(borda):
            known = ~np.isnan(x)
            place = np.searchsorted(np.sort(x[known]), x) + (0 if borda else 1)
            return np.where(known, place.astype(np.float64), np.nan)
        case ToTarget(targets, cap):
            share = _share(x, float(np.nanmin(x)), sign * _named(targets, part, "mục tiêu"), part)
            return np.minimum(share, 1.0) if cap else share
        case ToReference(unit, cap):
            best = float(np.nanmax(x)) if unit is None else sign * table.row(unit)[part]
            share = _share(x, float(np.nanmin(x)), best, part)
            return np.minimum(share, 1.0) if cap else share
        case Keep(low, high):
            return raw if sign > 0 else low + high - raw


def _named(given: Mapping[str, T], part: str, what: str) -> T:
    if part not in given:
        raise Invalid("indices.no_bound", f"Chưa cho {what} của chỉ tiêu “{part}”.")
    return given[part]


def _share(x: Floats, lower: float, upper: float, part: str) -> Floats:
    if not upper > lower:
        raise Invalid(
            "indices.constant", f"Chỉ tiêu “{part}” có mốc thấp và mốc cao bằng nhau nên không chuẩn hóa được."
        )
    return np.asarray((x - lower) / (upper - lower))


def percentile_places(table: Table) -> Table:
    """Return competition places (1 is best) of every column, as Handbook tables print them."""
    values = np.stack([ranks(table.column(p), places=None).astype(float) for p in table.parts], axis=1)
    return Table(table.units, table.parts, np.where(values == 0, np.nan, values))


def method_from(text: str) -> Method:
    """Read a method as written on the command line: ``minmax:0:100``, ``zscore:10:2``, ``rank``, ``borda``,
    ``none``."""
    name, *rest = text.strip().lower().split(":")
    try:
        numbers = [float(r) for r in rest]
    except ValueError:
        numbers = [float("nan")]
    match name, len(numbers):
        case ("minmax", 0):
            return MinMax()
        case ("minmax", 2) if numbers[0] < numbers[1]:
            return MinMax(numbers[0], numbers[1])
        case ("zscore", 0):
            return ZScore()
        case ("zscore", 2) if numbers[1] > 0:
            return ZScore(numbers[0], numbers[1])
        case ("rank", 0):
            return Ranking()
        case ("borda", 0):
            return Ranking(borda=True)
        case ("reference", 0):
            return ToReference()
        case ("none", 0):
            return Keep()
    raise Invalid(
        "indices.method",
        f"Không hiểu cách chuẩn hóa “{text}”; hãy ghi minmax:0:100, zscore:10:2, rank, borda hoặc none.",
    )
