"""Adding up: weighted means of three kinds, level by level, for one set of weights or for thousands at once.

    arithmetic  Σ w·x / Σ w        geometric  exp(Σ w·ln x / Σ w)        harmonic  Σ w / Σ (w/x)
Sums run over the figures present; a unit with less than ``least_present`` of the parts (by count) gets none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.composite.structure import Structure
from donghanh.work.indices.engine.tables import Floats, Table

How = Literal["arithmetic", "geometric", "harmonic"]


def mean(x: Floats, weights: Floats, *, how: How = "arithmetic", least_present: float = 0.0) -> Floats:
    """Return weighted means over the last axis of ``x`` (units by parts, or draws by units by parts).

    ``weights`` is one vector, or one for each draw (draws by parts); the result then is draws by units.
    """
    present = ~np.isnan(x)
    if how != "arithmetic" and (x[present] <= 0).any():
        name = "hình học" if how == "geometric" else "điều hòa"
        raise Invalid(
            "indices.not_positive", f"Trung bình {name} cần mọi số đều dương; hãy chuẩn hóa lên thang từ 1 trở lên."
        )
    base = np.where(present, x, 1.0)
    y = base if how == "arithmetic" else np.log(base) if how == "geometric" else 1.0 / base
    y = np.where(present, y, 0.0)
    top, below = _weigh(y, weights), _weigh(present.astype(np.float64), weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = top / below
        out = ratio if how == "arithmetic" else np.exp(ratio) if how == "geometric" else 1.0 / ratio
    enough = (below > 0) & (present.mean(axis=-1) >= least_present - 1e-12) if least_present else below > 0
    return np.where(enough, out, np.nan)


def _weigh(y: Floats, weights: Floats) -> Floats:
    if weights.ndim == 1:
        return np.asarray(y @ weights)
    if y.ndim == 2:
        return np.asarray(weights @ y.T)
    return np.asarray(np.matmul(y, weights[:, :, None])[:, :, 0])


def how_at(how: How | Mapping[int, How], level: int) -> How:
    """Return the kind of mean used to make the aggregates of a level."""
    return how if isinstance(how, str) else how.get(level, "arithmetic")


def roll_up(
    table: Table, structure: Structure, *, how: How | Mapping[int, How] = "arithmetic", least_present: float = 0.0
) -> Table:
    """Return normalised indicators with every aggregate beside them, lowest level first, the index last."""
    columns = {part: table.column(part) for part in table.parts}
    for one in structure.aggregates:
        parts = structure.children(one.code)
        x = np.stack([columns[p.code] for p in parts], axis=-1)
        weights = np.array([p.weight for p in parts])
        columns[one.code] = mean(x, weights, how=how_at(how, one.level), least_present=least_present)
    return Table(table.units, tuple(columns), np.stack(list(columns.values()), axis=1))


def roll_up_draws(
    table: Table,
    structure: Structure,
    weights: Mapping[str, Floats],
    *,
    how: How | Mapping[int, How] = "arithmetic",
    least_present: float = 0.0,
) -> Floats:
    """Return the index for many draws of weights (by code, one figure for each draw) as draws by units."""
    columns: dict[str, Floats] = {part: table.column(part) for part in table.parts}
    draws = len(next(iter(weights.values())))
    for one in structure.aggregates:
        parts = structure.children(one.code)
        share = np.stack([np.broadcast_to(weights.get(p.code, np.asarray(p.weight)), (draws,)) for p in parts], axis=1)
        if all(columns[p.code].ndim == 1 for p in parts):
            x = np.stack([columns[p.code] for p in parts], axis=-1)
        else:
            shape = (draws, len(table.units))
            x = np.stack([np.broadcast_to(columns[p.code], shape) for p in parts], axis=-1)
        columns[one.code] = mean(x, share, how=how_at(how, one.level), least_present=least_present)
    return columns[structure.top.code]
