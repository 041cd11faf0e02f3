"""How scores really moved from year to year: national shifts, what is left of each province, and the odds of a gain.

    change[y, u, k]   = score[y, u, k] − score[y−1, u, k]            y = 2014 … 2021, u = 63 provinces: 504
    province-years
    shift[y, k]       = mean over provinces of change[y, ·, k]        what happened to the whole country (and to the
    scale)
    residual[y, u, k] = change − shift                                what a province did on top of it

2021 recalibrated the indicators, so changes into 2021 mix real moves with a new scale; the shift takes out the part
that
is common to all provinces, not the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.editions import Edition, edition
from donghanh.work.indices.engine.scores import ScoreBook, scores
from donghanh.work.indices.engine.tables import Floats

_DUST = 1e-9


@dataclass(frozen=True, eq=False)
class History:
    """Yearly changes of every part: arrays of (years, units, parts); ``start`` is the score a change began from."""

    units: tuple[str, ...]
    years: tuple[int, ...]
    parts: tuple[str, ...]
    start: Floats
    change: Floats

    @property
    def n(self) -> int:
        """Return the number of province-years."""
        return len(self.units) * len(self.years)

    @cached_property
    def shift(self) -> Floats:
        """Return the country's shift, years by parts."""
        return np.asarray(self.change.mean(axis=1), dtype=np.float64)

    @cached_property
    def residual(self) -> Floats:
        """Return what is left of each province's change, as rows of province-years by parts."""
        return np.asarray((self.change - self.shift[:, None, :]).reshape(self.n, -1), dtype=np.float64)

    @cached_property
    def median_start(self) -> Floats:
        """Return the pooled median of the starting scores, by part."""
        return np.asarray(np.median(self.start.reshape(self.n, -1), axis=0), dtype=np.float64)

    def gains(self, part: str) -> tuple[Floats, Floats]:
        """Return one part's changes and the scores they began from, one figure per province-year."""
        if part not in self.parts:
            raise Invalid(
                "indices.part", f"Lịch sử điểm không có chỉ số “{part}”; các chỉ số có là {', '.join(self.parts)}."
            )
        k = self.parts.index(part)
        return self.change[:, :, k].reshape(-1), self.start[:, :, k].reshape(-1)


@lru_cache(maxsize=8)
def history(family: str = "PCI", *, first: int = 2014, last: int = 2021) -> History:
    """Return the changes into the years ``first`` to ``last`` of all provinces that have every score."""
    keys = edition(f"{family.lower()}-{last}").keys
    return history_of(scores(family), keys, first=first, last=last)


def history_of(book: ScoreBook, parts: Sequence[str], *, first: int, last: int) -> History:
    """Return the changes of a book of scores; only units complete in every year take part."""
    years = range(first - 1, last + 1)
    units = [u for u in book.units(last) if all(not np.isnan(book.value(y, u, k)) for y in years for k in parts)]
    if not units:
        raise Invalid("indices.no_history", f"Không có đơn vị nào đủ điểm các năm {first - 1}–{last} để tính lịch sử.")
    levels = np.stack([book.table(y, parts, units=units).values for y in years])
    return History(tuple(units), tuple(range(first, last + 1)), tuple(parts), levels[:-1], np.diff(levels, axis=0))


@dataclass(frozen=True)
class Odds:
    """In how many province-years a gain was reached: of all, and of those that began above the pooled median."""

    part: str
    gain: float
    reached: int
    of: int
    reached_high: int
    of_high: int
    median_start: float

    @property
    def share(self) -> float:
        """Return the share of all province-years."""
        return self.reached / self.of

    @property
    def share_high(self) -> float:
        """Return the share of province-years that began above the median."""
        return self.reached_high / self.of_high

    def share_for(self, start: float) -> float:
        """Return the share of province-years that began on the same side of the median as this start."""
        if start > self.median_start:
            return self.share_high
        return (self.reached - self.reached_high) / (self.of - self.of_high)


def odds(past: History, part: str, gain: float) -> Odds:
    """Say in how many province-years a part rose by at least this gain within one year."""
    change, start = past.gains(part)
    median = float(past.median_start[past.parts.index(part)])
    reached, high = change >= gain - _DUST, start > median
    return Odds(part, gain, int(reached.sum()), reached.size, int((reached & high).sum()), int(high.sum()), median)


@dataclass(frozen=True)
class SetOdds:
    """How often a whole set of gains happened: all of them at once, and the composite gain they amount to."""

    gains: Mapping[str, float]
    points: float
    all_at_once: int
    most_at_once: int
    composite_reached: int
    composite_beyond_shift: int
    of: int


def set_odds(past: History, gains: Mapping[str, float], under: Edition) -> SetOdds:
    """Say how often all gains came together in one province-year, and how often a composite rose by their sum.

    The composite is re-scored under one edition's weights, so that no change of method counts as a gain;
    ``composite_beyond_shift`` counts gains of that size on top of the country's shift.
    """
    weight = dict(zip(under.keys, under.points(), strict=True))
    met = np.stack([past.gains(k)[0] >= g - _DUST for k, g in gains.items()], axis=1)
    points = sum(weight[k] * g for k, g in gains.items())
    vector = np.array([weight.get(k, 0.0) for k in past.parts])
    rise = past.change.reshape(past.n, -1) @ vector
    return SetOdds(
        dict(gains),
        float(points),
        int(met.all(axis=1).sum()),
        int(met.sum(axis=1).max()),
        int((rise >= points - _DUST).sum()),
        int((past.residual @ vector >= points - _DUST).sum()),
        past.n,
    )


@dataclass(frozen=True)
class Movement:
    """How restless a part is: spread of yearly changes, spread after the national shift, the gain of the best tenth."""

    part: str
    spread: float
    spread_beyond_shift: float
    best_tenth: float
    n: int


def movement(past: History, part: str) -> Movement:
    """Describe the yearly changes of a part (standard deviations with n - 1)."""
    change, _ = past.gains(part)
    rest = past.residual[:, past.parts.index(part)]
    return Movement(
        part, float(change.std(ddof=1)), float(rest.std(ddof=1)), float(np.percentile(change, 90)), change.size
    )
