"""Before normalising: pulling in outliers and filling gaps, each change written down.

Winsorising: while an indicator's |skewness| > 2 and excess kurtosis > 3.5 (both, as composite-indicator practice
has it),
its most extreme figure on the heavy side is set to the next one, at most ``most`` times. Skewness G1 and kurtosis
G2 are the
sample-corrected ones.
Source: OECD/JRC Handbook (2008), step 3 and 4; the two limits are those of the COIN tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.tables import Floats, Table

Fill = Literal["leave", "mean", "median", "group_mean", "group_median", "refuse"]


@dataclass(frozen=True)
class Winsorise:
    """Pull in at most ``most`` outliers of an indicator while its skewness and kurtosis are both too large."""

    most: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True)
class Change:
    """One figure changed before computing: where, from what, to what, why."""

    unit: str
    part: str
    before: float
    after: float
    why: Literal["outlier", "missing"]


def skewness(values: Floats) -> float:
    """Return the sample skewness G1; 0 where it is not defined."""
    x = values[~np.isnan(values)]
    n = x.size
    if n < 3 or x.std() == 0:
        return 0.0
    g = float(np.mean((x - x.mean()) ** 3) / x.std() ** 3)
    return g * float(np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Floats) -> float:
    """Return the sample excess kurtosis G2; 0 where it is not defined."""
    x = values[~np.isnan(values)]
    n = x.size
    if n < 4 or x.std() == 0:
        return 0.0
    g = float(np.mean((x - x.mean()) ** 4) / x.std() ** 4) - 3
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g + 6)


def winsorise(table: Table, rule: Winsorise) -> tuple[Table, tuple[Change, ...]]:
    """Return the table with outliers pulled in, and what was changed."""
    values = np.array(table.values)
    changes: dict[tuple[int, int], Change] = {}
    for j, part in enumerate(table.parts):
        column = values[:, j]
        for _ in range(rule.most):
            skew = skewness(column)
            if abs(skew) <= rule.skewness or kurtosis(column) <= rule.kurtosis:
                break
            known = np.unique(column[~np.isnan(column)])
            extreme, inner = (known[-1], known[-2]) if skew > 0 else (known[0], known[1])
            for i in np.flatnonzero(column == extreme):
                first = changes.get((int(i), j))
                before = first.before if first else float(column[i])
                changes[int(i), j] = Change(table.units[i], part, before, float(inner), "outlier")
            column[column == extreme] = inner
    return Table(table.units, table.parts, values), tuple(changes.values())


def fill(table: Table, rule: Fill, *, groups: Mapping[str, str] | None = None) -> tuple[Table, tuple[Change, ...]]:
    """Return the table with gaps filled by a rule, and what was filled; ``leave`` keeps them for the weights to
    skip."""
    gaps = np.argwhere(np.isnan(table.values))
    if rule == "leave" or not len(gaps):
        return table, ()
    if rule == "refuse":
        i, j = gaps[0]
        raise Invalid(
            "indices.missing",
            f"{table.units[i]} thiếu {table.parts[j]} (cả bảng thiếu {len(gaps)} ô); hãy nhập đủ hoặc chọn cách điền.",
        )
    middle = np.nanmean if rule.endswith("mean") else np.nanmedian
    values = np.array(table.values)
    changes = []
    for i, j in gaps.tolist():
        rows = np.ones(len(table.units), dtype=bool)
        if rule.startswith("group"):
            own = (groups or {}).get(table.units[i])
            rows = np.array([own is not None and (groups or {}).get(u) == own for u in table.units])
        pool = table.values[rows, j]
        if np.isnan(pool).all():
            raise Invalid("indices.missing", f"Không có số liệu nào của {table.parts[j]} để điền cho {table.units[i]}.")
        values[i, j] = middle(pool)
        changes.append(Change(table.units[i], table.parts[j], float("nan"), float(values[i, j]), "missing"))
    return Table(table.units, table.parts, values), tuple(changes)
