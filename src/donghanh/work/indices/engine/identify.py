"""How tightly the rows at hand pin down an edition's weights: free directions, the fit, and every vector on a grid.

P is the matrix of parts (one row per unit), c the published composites. Exact rows say  10·P·w = c  and Σw = 1.
The rank of [P; 1] says how many of the weights the rows fix; the null space holds the directions in which weights
may still move unseen. The grid search lists every vector of multiples of ``step`` that all rows accept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import Edition
from donghanh.work.indices.engine.scores import COMPOSITE, ScoreBook
from donghanh.work.indices.engine.tables import Floats, Table


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
    """List every grid vector that all rows accept, depth first, cutting branches no remaining part can save."""
    k, share = parts.shape[1], step / 100
    low, high, total = least // step, most // step, 100 // step
    rest_low = np.minimum.accumulate(parts[:, ::-1], axis=1)[:, ::-1]  # smallest score among the parts still to come
    rest_high = np.maximum.accumulate(parts[:, ::-1], axis=1)[:, ::-1]
    out: list[tuple[int, ...]] = []

    def deeper(chosen: tuple[int, ...], left: int, sums: Floats) -> None:
        depth = len(chosen)
        if len(out) >= limit:
            return
        if depth == k:
            if left == 0 and (np.abs(sums - published) <= tolerance).all():
                out.append(tuple(c * step for c in chosen))
            return
        if left < low * (k - depth) or left > high * (k - depth):
            return
        gap = published - sums
        if (gap > rest_high[:, depth] * left * share + tolerance).any() or (
            gap < rest_low[:, depth] * left * share - tolerance
        ).any():
            return
        for units in range(low, min(high, left) + 1):
            deeper((*chosen, units), left - units, sums + parts[:, depth] * units * share)

    deeper((), total, np.zeros(len(parts)))
    return out
