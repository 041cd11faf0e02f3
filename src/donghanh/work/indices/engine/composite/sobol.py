"""Which choice moves the result: Sobol indices of first and total order for any function of independent inputs.

With A and B two independent samples of the inputs and A_B(i) the sample A with column i taken from B (Saltelli's
design,
n·(k + 2) runs):
    first order   S_i = mean( f(B)·( f(A_B(i)) − f(A) ) ) / V          (Saltelli et al. 2010)
    total order   T_i = mean( ( f(A) − f(A_B(i)) )² ) / (2V)           (Jansen 1999)
Outputs are centred first, which steadies S_i; V is the variance over A and B. Inputs are drawn as Latin hypercubes.
Ranges come from resampling the n base rows. Checked against the analytic indices of the Ishigami and g functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.composite.aggregate import roll_up_draws
from donghanh.work.indices.engine.composite.build import Build
from donghanh.work.indices.engine.composite.uncertainty import Doubt
from donghanh.work.indices.engine.tables import Floats, Ints, ranks


@dataclass(frozen=True)
class Sensitivity:
    """One input's indices with 90 % ranges: alone (first) and with all its interactions (total)."""

    name: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def _hypercube(n: int, k: int, random: np.random.Generator) -> Floats:
    strata = np.argsort(random.random((n, k)), axis=0)
    return np.asarray((strata + random.random((n, k))) / n)


def sobol(
    function: Callable[[Floats], Floats],
    bounds: Sequence[tuple[float, float]],
    *,
    names: Sequence[str] | None = None,
    n: int = 1024,
    seed: int = 1,
    resamples: int = 200,
) -> tuple[Sensitivity, ...]:
    """Return first and total order indices of ``function``, which takes rows of inputs and returns one figure for
    each."""
    if n < 8:
        raise Invalid("indices.sobol_n", "Số mẫu gốc để tính độ nhạy phải từ 8 trở lên.")
    k = len(bounds)
    random = np.random.default_rng(seed)
    low = np.array([b[0] for b in bounds])
    span = np.array([b[1] for b in bounds]) - low
    a, b = (low + span * _hypercube(n, k, random) for _ in range(2))
    fa, fb = function(a), function(b)
    centre = float(np.mean(np.concatenate([fa, fb])))
    fa, fb = fa - centre, fb - centre
    mixed = np.empty((n, k))
    for i in range(k):
        row = a.copy()
        row[:, i] = b[:, i]
        mixed[:, i] = function(row) - centre
    first, total = _indices(fa, fb, mixed, np.arange(n)[None, :])
    picks = random.integers(n, size=(resamples, n))
    firsts, totals = _indices(fa, fb, mixed, picks)
    f_low, f_high = np.quantile(firsts, [0.05, 0.95], axis=0)
    t_low, t_high = np.quantile(totals, [0.05, 0.95], axis=0)
    return tuple(
        Sensitivity(
            names[i] if names else f"x{i + 1}",
            *(float(v) for v in (first[0, i], f_low[i], f_high[i], total[0, i], t_low[i], t_high[i])),
        )
        for i in range(k)
    )


def _indices(fa: Floats, fb: Floats, mixed: Floats, picks: Ints) -> tuple[Floats, Floats]:
    first_rows = fb[:, None] * (mixed - fa[:, None])
    total_rows = (fa[:, None] - mixed) ** 2 / 2
    out_first, out_total = [], []
    for pick in picks:
        both = np.concatenate([fa[pick], fb[pick]])
        variance = float(both.var())
        if variance == 0:
            out_first.append(np.zeros(mixed.shape[1]))
            out_total.append(np.zeros(mixed.shape[1]))
            continue
        out_first.append(first_rows[pick].mean(axis=0) / variance)
        out_total.append(total_rows[pick].mean(axis=0) / variance)
    return np.stack(out_first), np.stack(out_total)


def weight_sensitivity(
    build: Build, doubt: Doubt, *, unit: str | None = None, n: int = 1000, seed: int = 1
) -> tuple[Sensitivity, ...]:
    """Say which doubtful weights move a unit's score, or (no unit named) the mean shift of ranks, most first."""
    parts = [
        e
        for e in build.structure.elements
        if e.parent is not None and (doubt.weight_levels is None or e.level in doubt.weight_levels) and e.weight > 0
    ]
    made = build.ranks
    column = None if unit is None else build.results.row_of.get(unit, -1)
    if column == -1:
        raise Invalid("indices.unit", f"Không có đơn vị “{unit}” trong chỉ số này.")

    def run(factors: Floats) -> Floats:
        weights: Mapping[str, Floats] = {e.code: e.weight * factors[:, i] for i, e in enumerate(parts)}
        scores = roll_up_draws(
            build.normalised,
            build.structure,
            weights,
            how=build.recipe.how,
            least_present=build.recipe.least_present,
        )
        if column is not None:
            return scores[:, column]
        return np.asarray(np.abs(ranks(scores, places=None) - made).mean(axis=1), dtype=np.float64)

    span = (1 - doubt.weight_noise, 1 + doubt.weight_noise)
    found = sobol(run, [span] * len(parts), names=[e.code for e in parts], n=n, seed=seed)
    return tuple(sorted(found, key=lambda s: -s.total))
