"""How firm a ranking is: many indices made under other reasonable choices, and the range of ranks that results.

A draw picks one of the allowed methods of normalising, one way of adding up, one rule for gaps, and weights moved
independently by up to ± ``weight_noise`` of themselves (uniform). Draws that share the discrete choices are computed
together. The same seed gives the same figures.
Source: OECD/JRC Handbook (2008), step 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.composite.aggregate import How, roll_up_draws
from donghanh.work.indices.engine.composite.build import Build
from donghanh.work.indices.engine.composite.normalise import Method
from donghanh.work.indices.engine.composite.treat import Fill
from donghanh.work.indices.engine.tables import Floats, Ints, ranks


@dataclass(frozen=True)
class Doubt:
    """What might as well have been chosen otherwise. Empty lists keep the recipe's own choice."""

    weight_noise: float = 0.25
    weight_levels: tuple[int, ...] | None = None
    normalise: Sequence[Method] = field(default_factory=tuple)
    how: Sequence[How] = field(default_factory=tuple)
    missing: Sequence[Fill] = field(default_factory=tuple)


@dataclass(frozen=True)
class RankRange:
    """One unit: its rank as made, and the middle and ends of its ranks over the draws."""

    unit: str
    rank: int
    best: int
    median: float
    worst: int
    mean: float
    first_share: float


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Rank ranges over many draws, with the draws themselves."""

    units: tuple[str, ...]
    scores: Floats
    ranks: Ints
    level: float
    seed: int
    rows: tuple[RankRange, ...]

    @property
    def mean_shift(self) -> float:
        """Return the mean over units and draws of how many places a unit moves from its rank as made."""
        made = np.array([r.rank for r in self.rows])
        return float(np.abs(self.ranks - made).mean())


def draw_weights(build: Build, doubt: Doubt, *, draws: int, random: np.random.Generator) -> dict[str, Floats]:
    """Return drawn weights of every element whose level is in doubt."""
    out = {}
    for one in build.structure.elements:
        if one.parent is None or (doubt.weight_levels is not None and one.level not in doubt.weight_levels):
            continue
        out[one.code] = one.weight * random.uniform(1 - doubt.weight_noise, 1 + doubt.weight_noise, size=draws)
    return out


def uncertainty(build: Build, doubt: Doubt, *, draws: int = 10_000, seed: int = 1, level: float = 0.9) -> Uncertainty:
    """Make the index again under other reasonable choices, and say between which ranks each unit lies."""
    if not 0 <= doubt.weight_noise <= 1:
        raise Invalid("indices.noise", "Mức dao động trọng số phải từ 0 đến 1 (0 đến 100 %).")
    random = np.random.default_rng(seed)
    variants = [
        (n, h, m)
        for n in (doubt.normalise or (build.recipe.normalise,))
        for h in (doubt.how or (build.recipe.how,))
        for m in (doubt.missing or (build.recipe.missing,))
    ]
    pick = random.integers(len(variants), size=draws)
    weights = draw_weights(build, doubt, draws=draws, random=random)
    scores = np.empty((draws, len(build.results.units)))
    for number, (method, how, missing) in enumerate(variants):
        rows = np.flatnonzero(pick == number)
        if not rows.size:
            continue
        same = method == build.recipe.normalise and missing == build.recipe.missing
        made = build if same else build.changed(normalise=method, missing=missing)
        chosen = {code: w[rows] for code, w in weights.items()} or {build.structure.top.code: np.ones(rows.size)}
        scores[rows] = roll_up_draws(
            made.normalised, build.structure, chosen, how=how, least_present=build.recipe.least_present
        )
    places = ranks(scores, places=None)
    tail = (1 - level) / 2
    best, median, worst = np.quantile(places, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    rows_out = tuple(
        RankRange(
            unit,
            int(build.ranks[i]),
            int(best[i]),
            float(median[i]),
            int(worst[i]),
            float(places[:, i].mean()),
            float((places[:, i] == 1).mean()),
        )
        for i, unit in enumerate(build.results.units)
    )
    return Uncertainty(build.results.units, scores, places, level, seed, rows_out)
