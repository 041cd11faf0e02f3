"""Re-scoring a year under another year's weights, and splitting a change into what is real and what is method.

composite = scale / 10 · Σ weight · score      (PCI: 10 · Σ w·s, on 100 points; PGI: the plain sum, on 40 points)

With x the parts, w the points of one part-point (PCI: 10 · weight), 0 the first year, 1 the last:
  total change        T = w1·x1 − w0·x0
  real at old weights     w0·(x1 − x0)      then method at new scores  (w1 − w0)·x1
  real at new weights     w1·(x1 − x0)      then method at old scores  (w1 − w0)·x0
  Shapley (average of both orders):  real = (w0 + w1)/2 · (x1 − x0),  method = (w1 − w0) · (x0 + x1)/2
which add up to T, part by part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.editions import Caution, Edition, comparability
from donghanh.work.indices.engine.scores import COMPOSITE, ScoreBook
from donghanh.work.indices.engine.tables import Floats, Ints, Table, ranks


@dataclass(frozen=True, eq=False)
class Rescored:
    """One year's scores under an edition's weights: composite (NaN where a part is missing), ranks, the middle."""

    year: int
    edition: Edition
    units: tuple[str, ...]
    composite: Floats
    rank: Ints
    cautions: tuple[Caution, ...]

    @property
    def median(self) -> float:
        """Return the middle composite of the units that could be computed."""
        return float(np.nanmedian(self.composite))

    @property
    def n(self) -> int:
        """Return how many units could be computed."""
        return int(np.count_nonzero(~np.isnan(self.composite)))

    def of(self, unit: str) -> tuple[float, int]:
        """Return one unit's composite and rank among those computed."""
        if unit not in self.units or np.isnan(self.composite[self.units.index(unit)]):
            raise Invalid(
                "indices.incomplete",
                f"{unit} thiếu điểm thành phần năm {self.year} nên không tính lại được; hãy nhập đủ điểm thành phần.",
            )
        i = self.units.index(unit)
        return float(self.composite[i]), int(self.rank[i])


def composites(table: Table, edition: Edition) -> Floats:
    """Return each unit's composite under an edition; a unit that lacks a weighted part gets NaN, nothing is filled in.

    Parts with weight zero may be missing from the table; a weighted part that is missing altogether is refused.
    """
    points = edition.points()
    lacking = [p.name for p, w in zip(edition.parts, points, strict=True) if w > 0 and p.key not in table.column_of]
    if lacking:
        raise Invalid(
            "indices.parts_missing",
            f"Năm này không có {', '.join(lacking)} mà ấn bản {edition.name} cần; không tính được điểm tổng hợp.",
        )
    used = [(p.key, w) for p, w in zip(edition.parts, points, strict=True) if w > 0]
    values = np.stack([table.column(key) for key, _ in used], axis=1)
    return np.asarray(values @ np.array([w for _, w in used]), dtype=np.float64)


def rescore(book: ScoreBook, *, year: int, under: Edition, own: Edition) -> Rescored:
    """Score one year's parts (``own`` edition) with the weights of another edition."""
    table = book.table(year, own.keys)
    values = composites(table, under)
    return Rescored(year, under, table.units, values, ranks(values), comparability(own, under))


@dataclass(frozen=True)
class PartSplit:
    """One part's share of a change, in composite points."""

    key: str
    name: str
    before: float
    after: float
    total: float
    real: float
    method: float


@dataclass(frozen=True)
class Split:
    """A change of a composite, taken apart.

    ``total`` and what follows use the parts as they are; ``published_*`` hang the same re-scoring on the published
    composites (Lạng Sơn 2021-2022: +3.96 = +0.59 real at old weights, or -0.21 at new ones).
    """

    unit: str
    before: Edition
    after: Edition
    total: float
    real_at_old: float
    real_at_new: float
    method_at_old_scores: float
    method_at_new_scores: float
    real: float
    method: float
    parts: tuple[PartSplit, ...]
    published_before: float
    published_after: float
    before_at_new: float
    after_at_old: float
    cautions: tuple[Caution, ...]

    @property
    def published_total(self) -> float:
        """Return the change as published."""
        return self.published_after - self.published_before

    @property
    def published_real_at_old(self) -> float:
        """Return the real change at the first year's weights, from the first year's published composite."""
        return self.after_at_old - self.published_before

    @property
    def published_real_at_new(self) -> float:
        """Return the real change at the last year's weights, up to the last year's published composite."""
        return self.published_after - self.before_at_new


def split(book: ScoreBook, unit: str, *, before: Edition, after: Edition) -> Split:
    """Take a unit's change between two editions apart: real against method, and by part, Shapley-averaged."""
    keys = tuple(dict.fromkeys([*before.keys, *after.keys]))
    w0 = dict(zip(before.keys, before.points(), strict=True))
    w1 = dict(zip(after.keys, after.points(), strict=True))
    names = {p.key: p.name for p in (*before.parts, *after.parts)}
    x0 = _scores(book, unit, before, keys)
    x1 = _scores(book, unit, after, keys)
    parts, sums = [], np.zeros(6)
    for key in keys:
        a0, a1 = float(w0.get(key, 0.0)), float(w1.get(key, 0.0))
        s0, s1 = x0.get(key), x1.get(key)
        if s0 is None or s1 is None:  # the part exists in one edition only: all of it is method
            total = a1 * (s1 or 0.0) - a0 * (s0 or 0.0)
            row = PartSplit(key, names[key], s0 or float("nan"), s1 or float("nan"), total, 0.0, total)
            sums += (total, 0.0, 0.0, total, total, 0.0)
        else:
            total = a1 * s1 - a0 * s0
            real, method = (a0 + a1) / 2 * (s1 - s0), (a1 - a0) * (s0 + s1) / 2
            row = PartSplit(key, names[key], s0, s1, total, real, method)
            sums += (total, a0 * (s1 - s0), a1 * (s1 - s0), (a1 - a0) * s0, (a1 - a0) * s1, real)
        parts.append(row)
    total, real_old, real_new, method_old, method_new, real = (float(v) for v in sums)
    return Split(
        unit=unit,
        before=before,
        after=after,
        total=total,
        real_at_old=real_old,
        real_at_new=real_new,
        method_at_old_scores=method_old,
        method_at_new_scores=method_new,
        real=real,
        method=total - real,
        parts=tuple(parts),
        published_before=book.value(before.year, unit, COMPOSITE),
        published_after=book.value(after.year, unit, COMPOSITE),
        before_at_new=sum(float(w1.get(k, 0.0)) * v for k, v in x0.items()),
        after_at_old=sum(float(w0.get(k, 0.0)) * v for k, v in x1.items()),
        cautions=comparability(before, after),
    )


def _scores(book: ScoreBook, unit: str, edition: Edition, keys: tuple[str, ...]) -> dict[str, float]:
    found = {key: book.value(edition.year, unit, key) for key in keys if key in edition.keys}
    lacking = [p.name for p in edition.parts if np.isnan(found[p.key])]
    if lacking:
        raise Invalid(
            "indices.incomplete",
            f"{unit} năm {edition.year} thiếu {', '.join(lacking)}; hãy nhập đủ điểm thành phần rồi tách lại.",
        )
    return found
