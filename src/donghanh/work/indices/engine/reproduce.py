"""Recomputing what was published: does the edition's rule give the printed composite, row by row?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import Edition
from donghanh.work.indices.engine.rescore import composites
from donghanh.work.indices.engine.scores import COMPOSITE, RANK, ScoreBook
from donghanh.work.indices.engine.tables import ranks

EXACT = 5e-4
Verdict = Literal["exact", "rounding", "differs"]


@dataclass(frozen=True)
class Row:
    """One unit: the composite computed, the one published, their difference, and what that means.

    ``exact``: within 0.0005. ``rounding``: within what two-decimal parts can explain. ``differs``: more than that.
    """

    unit: str
    computed: float
    published: float
    difference: float
    verdict: Verdict
    rank_computed: int | None
    rank_published: int | None


@dataclass(frozen=True)
class Reproduction:
    """A whole edition recomputed; ``standing`` is its verdict and ``text`` says it in one sentence."""

    edition: Edition
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    tolerance: float
    largest: float
    mean: float
    differing: int
    standing: Literal["reproduced", "not_reproduced", "does_not_fit", "nothing_to_check"]
    text: str


def reproduce(book: ScoreBook, edition: Edition) -> Reproduction:
    """Recompute every published composite of an edition from its parts.

    Tolerance: parts and composite are kept with two decimals, so an exact rule may still differ by
    Σ points·0.005 + 0.005 (PCI 0.055, PGI 0.025); typically it differs by 0.01.
    """
    table = book.table(edition.year, edition.keys)
    values = composites(table, edition)
    places = ranks(values)
    full = len(table.units) == (edition.units or 0) and not np.isnan(values).any()
    rows, missing = [], []
    for i, unit in enumerate(table.units):
        published = book.value(edition.year, unit, COMPOSITE)
        if np.isnan(values[i]) or np.isnan(published):
            missing.append(unit)
            continue
        gap = float(values[i] - published)
        size = abs(gap)
        verdict: Verdict = "exact" if size <= EXACT else "rounding" if size <= edition.rounding + 1e-9 else "differs"
        rank = book.value(edition.year, unit, RANK)
        rows.append(
            Row(
                unit,
                float(values[i]),
                published,
                gap,
                verdict,
                int(places[i]) if full else None,
                None if np.isnan(rank) else int(rank),
            )
        )
    sizes = [abs(r.difference) for r in rows] or [float("nan")]
    differing = sum(r.verdict == "differs" for r in rows)
    standing, text = _judge(edition, len(rows), differing, max(sizes))
    return Reproduction(
        edition,
        tuple(rows),
        tuple(missing),
        edition.rounding,
        max(sizes),
        float(np.mean(sizes)),
        differing,
        standing,
        text,
    )


def _judge(
    edition: Edition, n: int, differing: int, largest: float
) -> tuple[Literal["reproduced", "not_reproduced", "does_not_fit", "nothing_to_check"], str]:
    if n == 0:
        return (
            "nothing_to_check",
            f"{edition.name}: không có đơn vị nào đủ cả điểm thành phần và điểm tổng hợp để kiểm tra.",
        )
    if differing == 0:
        return (
            "reproduced",
            (
                f"{edition.name}: tính lại đúng {n}/{n} đơn vị trong phạm vi làm tròn (nhiều nhất "
                f"{show_number(largest, 3)} điểm)."
            ),
        )
    if n < len(edition.parts):
        return (
            "does_not_fit",
            f"{edition.name}: {differing}/{n} hàng hiện có không khớp cách tính đang dùng (lệch "
            f"{show_number(largest, 3)} điểm)"
            + (
                "; các phần cộng lại không bằng tổng đã công bố."
                if edition.aggregation == "sum"
                else "; quá ít hàng để tìm bộ trọng số khác."
            ),
        )
    return (
        "not_reproduced",
        (
            f"{edition.name}: không tính lại được; {differing}/{n} đơn vị lệch quá mức làm tròn, tới "
            f"{show_number(largest, 3)} điểm."
        ),
    )


@dataclass(frozen=True)
class RankCheck:
    """Ranks from computed and from published composites: do they agree, and where do ties stand?"""

    year: int
    ties: tuple[tuple[str, ...], ...]
    moved: tuple[tuple[str, int, int], ...]

    @property
    def identical(self) -> bool:
        """Say whether every unit gets the same rank either way."""
        return not self.moved

    @property
    def text(self) -> str:
        """Say in one sentence which units share a rank, and how many recomputed ranks differ; nothing where neither."""
        said = []
        if self.ties:
            named = "; ".join(" và ".join((", ".join(g[:-1]), g[-1])) for g in self.ties)
            said.append(f"bằng điểm đã công bố nên cùng hạng, hạng kế tiếp để trống: {named}")
        if self.moved:
            most = max(abs(a - b) for _, a, b in self.moved)
            said.append(f"{len(self.moved)} hạng tính lại khác hạng theo điểm công bố, nhiều nhất {most} bậc")
        return f"Thứ hạng năm {self.year}: {'. '.join(said)}." if said else ""


def rank_check(book: ScoreBook, edition: Edition) -> RankCheck:
    """Compare ranks by recomputed composites with ranks by published ones.

    Two-decimal parts move a composite by up to a few hundredths, so neighbours closer than the tolerance may swap;
    each such unit is named with both ranks.
    """
    table = book.table(edition.year, edition.keys)
    published = book.table(edition.year, (COMPOSITE,), units=table.units).column(COMPOSITE)
    computed = composites(table, edition)
    both = ~np.isnan(published) & ~np.isnan(computed)
    units = [u for u, ok in zip(table.units, both, strict=True) if ok]
    a, b = ranks(computed[both]), ranks(published[both])
    groups: dict[int, list[str]] = {}
    for unit, rank in zip(units, b, strict=True):
        groups.setdefault(int(rank), []).append(unit)
    return RankCheck(
        edition.year,
        tuple(tuple(g) for g in groups.values() if len(g) > 1),
        tuple((u, int(x), int(y)) for u, x, y in zip(units, a, b, strict=True) if x != y),
    )
