"""How tightly the rows at hand pin down an edition's weights: free directions, the fit, and every vector on a grid.

P is the matrix of parts (one row per unit), c the published composites. Exact rows say  10·P·w = c  and Σw = 1.
The rank of [P; 1] says how many of the weights the rows fix; the null space holds the directions in which weights
may still move unseen. The grid search lists every vector of multiples of ``step`` that all rows accept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import Edition
from donghanh.work.indices.engine.scores import COMPOSITE, ScoreBook
from donghanh.work.indices.engine.solver import solver as new_solver
from donghanh.work.indices.engine.tables import Floats, Table

_WIDEST = 3_000_000  # beginnings held at once


@dataclass(frozen=True, eq=False)
class Identification:
    """What the rows say about the weights.

    ``rank`` of ``unknowns`` weights are fixed by ``rows`` rows (with the sum); ``free`` directions remain.
    ``least_squares`` and ``residual`` (largest, in composite points) when nothing remains free.
    ``grid`` lists every vector (percent) on the grid that fits every row within ``tolerance``.
    """

    edition: Edition
    rows: int
    unknowns: int
    rank: int
    null_space: Floats
    least_squares: Floats | None
    residual: float | None
    step: int
    tolerance: float
    grid: tuple[tuple[int, ...], ...]
    text: str

    @property
    def free(self) -> int:
        """Return how many directions of the weight vector the rows leave open."""
        return self.unknowns - self.rank


def _rows(book: ScoreBook, edition: Edition) -> tuple[Table, Floats]:
    table = book.table(edition.year, (*edition.keys, COMPOSITE)).complete()
    return table.pick(parts=edition.keys), table.column(COMPOSITE)


def identify(
    book: ScoreBook,
    edition: Edition,
    *,
    step: int = 5,
    least: int = 5,
    most: int = 30,
    tolerance: float = 0.06,
    units: tuple[str, ...] | None = None,
    limit: int = 1000,
) -> Identification:
    """Say how tightly the complete rows of an edition's year fix its weights.

    Least squares is solved under Σw = 1 and taken only if no direction is free. ``units`` narrows the rows used.
    Grid bounds are percent; the search prunes by the range the remaining parts can still add, so it is exact.
    """
    if edition.aggregation == "sum":
        raise Invalid("indices.no_search", f"{edition.name} là tổng các phần nên không có trọng số để tìm.")
    table, published = _rows(book, edition)
    if units is not None:
        table, published = table.pick(units=units), published[[table.row_of[u] for u in units]]
    if not table.units:
        raise Invalid("indices.no_rows", f"{edition.name} không có hàng nào đủ điểm thành phần và điểm tổng hợp.")
    k = len(edition.parts)
    factor = edition.scale / edition.part_scale[1]
    system = np.vstack([table.values * factor, np.full((1, k), 100.0)])
    _, sizes, directions = np.linalg.svd(system)
    rank = int((sizes > sizes[0] * 1e-10).sum())
    null = directions[rank:]
    fit, residual = None, None
    if rank == k:
        fit, residual = _under_sum(table.values * factor, published)
    grid = _grid(table.values * factor, published, step=step, least=least, most=most, tolerance=tolerance, limit=limit)
    text = (
        f"{edition.name}: {len(table.units)} hàng đủ số liệu cố định {rank} trên {k} trọng số"
        + (f", còn {k - rank} hướng tự do" if k > rank else f", sai số lớn nhất {show_number(residual, 3)} điểm")
        + (
            f"; trên lưới {step} % "
            + (
                f"có đúng {len(grid)} bộ trọng số khớp."
                if len(grid) < limit
                else f"có ít nhất {limit} bộ trọng số khớp."
            )
        )
    )
    return Identification(edition, len(table.units), k, rank, null, fit, residual, step, tolerance, tuple(grid), text)


def _under_sum(parts: Floats, published: Floats) -> tuple[Floats, float]:
    """Solve least squares with the weights adding up to one, by putting the last weight as one minus the others."""
    base = parts[:, -1:]
    free, *_ = np.linalg.lstsq(parts[:, :-1] - base, published - base[:, 0], rcond=None)
    weights = np.append(free, 1.0 - free.sum())
    return weights, float(np.abs(parts @ weights - published).max())


def _grid(
    parts: Floats, published: Floats, *, step: int, least: int, most: int, tolerance: float, limit: int
) -> list[tuple[int, ...]]:
    """List every grid vector that all rows accept: grow all beginnings part by part, drop those nothing can save."""
    k, share = parts.shape[1], step / 100
    low, high, total = least // step, most // step, 100 // step
    rest_low = np.minimum.accumulate(parts[:, ::-1], axis=1)[:, ::-1]  # smallest score among the parts still to come
    rest_high = np.maximum.accumulate(parts[:, ::-1], axis=1)[:, ::-1]
    counts = np.arange(low, high + 1)
    chosen, sums = np.zeros((1, 0), dtype=np.int64), np.zeros((1, len(parts)))
    for depth in range(k):
        if len(chosen) * len(counts) > _WIDEST:
            raise Invalid("indices.grid_wide", f"Lưới {step} % có quá nhiều bộ trọng số để dò; hãy dùng lưới thưa hơn.")
        chosen = np.column_stack([np.repeat(chosen, len(counts), axis=0), np.tile(counts, len(chosen))])
        sums = np.repeat(sums, len(counts), axis=0) + np.outer(chosen[:, -1], parts[:, depth]) * share
        left = total - chosen.sum(axis=1)
        after = k - depth - 1
        keep = (left >= low * after) & (left <= high * after)
        gap = published - sums
        if after:
            reach_low = left[:, None] * rest_low[:, depth + 1] * share - tolerance
            reach_high = left[:, None] * rest_high[:, depth + 1] * share + tolerance
            keep &= ((gap >= reach_low) & (gap <= reach_high)).all(axis=1)
        else:
            keep &= (np.abs(gap) <= tolerance).all(axis=1)
        chosen, sums = chosen[keep], sums[keep]
    return [tuple(row) for row in (chosen[:limit] * step).tolist()]


def weight_ranges(
    book: ScoreBook, edition: Edition, *, tolerance: float | None = None
) -> dict[str, tuple[float, float]] | None:
    """Return how low and how high each weight could be (shares) with every row still agreeing; None: no vector agrees.

    Two linear programmes for each weight:  min, max w_k  subject to  |10·P·w − c| ≤ tolerance,  Σw = 1,  w ≥ 0.
    Without a grid: this is what the rows alone say. The tolerance is the edition's rounding unless another is given.
    """
    out = {}
    for k, key in enumerate(edition.keys):
        ends = _extremes(book, edition, np.eye(len(edition.keys))[k], tolerance)
        if ends is None:
            return None
        out[key] = ends
    return out


def composite_range(
    book: ScoreBook, edition: Edition, scores: Mapping[str, float], *, tolerance: float | None = None
) -> tuple[float, float] | None:
    """Return between which composites these scores lie under every weight vector that the edition's rows accept.

    For a year with few rows this says how much a re-scored figure owes to the assumption that weights are multiples
    of 5 %.
    """
    factor = edition.scale / edition.part_scale[1]
    return _extremes(book, edition, np.array([scores[k] for k in edition.keys]) * factor, tolerance)


def _extremes(
    book: ScoreBook, edition: Edition, objective: Floats, tolerance: float | None
) -> tuple[float, float] | None:
    """Minimise and maximise a linear function of the weights over all vectors that every row accepts."""
    table, published = _rows(book, edition)
    if not table.units:
        raise Invalid("indices.no_rows", f"{edition.name} không có hàng nào đủ điểm thành phần và điểm tổng hợp.")
    width = edition.rounding if tolerance is None else tolerance
    factor = edition.scale / edition.part_scale[1]
    ends = []
    for sign in (1.0, -1.0):
        solver = new_solver()
        w = [solver.addVariable(lb=0.0, ub=1.0, obj=sign * float(c)) for c in objective]
        solver.addConstr(sum(w) == 1)
        for row, target in zip((table.values * factor).tolist(), published.tolist(), strict=True):
            made = sum(v * x for v, x in zip(w, row, strict=True))
            solver.addConstr(made >= target - width)
            solver.addConstr(made <= target + width)
        solver.minimize()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        ends.append(sign * float(solver.getObjectiveValue()))
    return ends[0], ends[1]
