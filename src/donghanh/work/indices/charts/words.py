"""How differences and shares are written and drawn as small bars."""

from __future__ import annotations

from collections.abc import Mapping

from donghanh.kit.numbers import show_number
from donghanh.work.indices import engine


def signed(value: float | None, places: int = 2) -> str:
    """Write a difference with its sign: ``+0,78``, ``−0,21``; nought without one."""
    if value is None:
        return "—"
    rounded = float(engine.round_half_up(value, places)) + 0.0
    text = show_number(rounded, places)
    return f"+{text}" if rounded > 0 else text


def shares(values: Mapping[str, float]) -> dict[str, float]:
    """Return each value as a share of the largest, for bars beside one another."""
    most = max([abs(v) for v in values.values()] or [1.0]) or 1.0
    return {key: abs(v) / most * 100 for key, v in values.items()}
