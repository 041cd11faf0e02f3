"""A province's own index of departments and localities (DDCI): one composite for each tier of units, from its parts.

No formula of any province could be read when this was written, so none is assumed: parts, scale and weights are what a
decision of the province sets, composite = 10 · Σ weight · score within a tier, as in PCI, and a unit without every part
has no composite. Tiers follow the law of the day: departments always, districts until 30/6/2025, communes from 1/7/2025
(Luật 72/2025/QH15: two levels of local government).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import check_weights
from donghanh.work.indices.engine.tables import Table, ranks, round_half_up

LAST_YEAR_OF_DISTRICTS = 2025
FIRST_YEAR_OF_COMMUNES = 2025
TIER_NAMES = {"departments": "Sở, ban, ngành", "districts": "Huyện, thành phố", "communes": "Xã, phường"}


@dataclass(frozen=True)
class Rated:
    """One unit of a tier: its parts, the composite where every part is known, its place, what was printed."""

    unit: str
    parts: tuple[float | None, ...]
    composite: float | None
    rank: int | None
    printed: float | None

    @property
    def gap(self) -> float | None:
        """Return by how much the printed composite differs from the computed one."""
        return None if self.printed is None or self.composite is None else self.printed - self.composite


def check_tier(tier: str, year: int) -> None:
    """Refuse a tier that the law did not have in a year."""
    if tier not in TIER_NAMES:
        raise Invalid("indices.tier", f"Không có nhóm đơn vị “{tier}”; chỉ có {', '.join(TIER_NAMES.values())}.")
    if tier == "districts" and year > LAST_YEAR_OF_DISTRICTS:
        raise Invalid("indices.tier", f"Năm {year} không còn cấp huyện (hết 30/6/2025); hãy chấm xã, phường.")
    if tier == "communes" and year < FIRST_YEAR_OF_COMMUNES:
        raise Invalid("indices.tier", f"Năm {year} địa phương được chấm là huyện, thành phố, chưa phải xã, phường.")


def shares(weights: Mapping[str, float], *, of: str) -> dict[str, float]:
    """Return percentages as shares of one; they must add up to 100."""
    if not weights:
        raise Invalid("indices.tier_empty", f"{of} chưa có chỉ số thành phần nào mang trọng số.")
    values = check_weights(np.array([w / 100 for w in weights.values()], dtype=np.float64), of=of)
    return dict(zip(weights, values.tolist(), strict=True))


def rate(
    table: Table, weights: Mapping[str, float] | None, printed: Sequence[float], *, scale: tuple[float, float] = (1, 10)
) -> tuple[Rated, ...]:
    """Return the units of a tier, best first; without weights nothing is computed and nothing ranked."""
    for (i, j), value in np.ndenumerate(table.values):
        if not np.isnan(value) and not scale[0] <= value <= scale[1]:
            raise Invalid(
                "indices.out_of_scale",
                f"{table.units[i]}, {table.parts[j]}: điểm {show_number(float(value))} nằm ngoài thang "
                f"{scale[0]:g}–{scale[1]:g}.",
            )
    if weights is None:
        totals = np.full(len(table.units), np.nan)
    else:
        vector = np.array([weights.get(p, 0.0) for p in table.parts])
        used = vector > 0
        totals = table.values[:, used] @ vector[used] * 10
    places = ranks(totals)
    rows = [
        Rated(
            unit,
            tuple(None if np.isnan(v) else float(v) for v in table.values[i]),
            None if np.isnan(totals[i]) else float(round_half_up(totals[i], 6)),
            int(places[i]) or None,
            None if np.isnan(printed[i]) else float(printed[i]),
        )
        for i, unit in enumerate(table.units)
    ]
    return tuple(sorted(rows, key=lambda r: (r.rank is None, r.rank or 0, r.unit)))
