"""Was the outlook honest in the past? Each year foretold from the others, then held against what came.

For every year y: shifts and residuals of all years but y, the field of y − 1, and for each unit the drawn composite
and rank
of y. Counted: how often the stated interval held the truth, the mean CRPS against that of "nothing changes" (its
absolute
error), and how far units from the top and the bottom third missed on average, which shows the pull back to the
middle that
the outlook leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from donghanh.work.indices.engine.editions import Edition
from donghanh.work.indices.engine.forecasts import crps
from donghanh.work.indices.engine.history import History
from donghanh.work.indices.engine.tables import ranks


@dataclass(frozen=True)
class Honesty:
    """How past outlooks did: stated level, shares of truths inside, scores, and mean misses (truth less middle)."""

    years: tuple[int, ...]
    forecasts: int
    level: float
    composite_inside: float
    rank_inside: float
    crps: float
    crps_of_no_change: float
    miss_of_top_third: float
    miss_of_bottom_third: float


def backtest(past: History, under: Edition, *, draws: int = 500, seed: int = 1, level: float = 0.8) -> Honesty:
    """Foretell every year of a history from its other years, under one edition's weights, and score the result."""
    points = np.array([dict(zip(under.keys, under.points(), strict=True)).get(k, 0.0) for k in past.parts])
    start, change = past.start @ points, past.change @ points
    shift = change.mean(axis=1)
    residual = change - shift[:, None]
    random = np.random.default_rng(seed)
    tail = (1 - level) / 2
    inside, inside_rank, still, top, bottom = [], [], [], [], []
    scores: list[float] = []
    for y in range(len(past.years)):
        others = np.delete(np.arange(len(past.years)), y)
        pool = residual[others].ravel()
        moved = shift[others][random.integers(len(others), size=draws)][:, None]
        drawn = start[y] + moved + pool[random.integers(pool.size, size=(draws, len(past.units)))]
        truth = start[y] + change[y]
        low, middle, high = np.quantile(drawn, [tail, 0.5, 1 - tail], axis=0)
        best, worst = np.quantile(ranks(drawn), [tail, 1 - tail], axis=0, method="inverted_cdf")
        came = ranks(truth)
        inside.append((low <= truth) & (truth <= high))
        inside_rank.append((best <= came) & (came <= worst))
        scores.extend(crps(drawn[:, u], float(truth[u])) for u in range(len(past.units)))
        still.append(np.abs(change[y]))
        beyond = truth - middle - (shift[y] - shift[others].mean())  # the country's own surprise is nobody's pull
        order = np.argsort(-start[y])
        third = len(order) // 3
        top.append(beyond[order[:third]].mean())
        bottom.append(beyond[order[-third:]].mean())
    return Honesty(
        past.years,
        len(past.years) * len(past.units),
        level,
        float(np.mean(inside)),
        float(np.mean(inside_rank)),
        float(np.mean(scores)),
        float(np.mean(still)),
        float(np.mean(top)),
        float(np.mean(bottom)),
    )
