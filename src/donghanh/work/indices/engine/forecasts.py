"""Scoring forecasts once the truth is published: honest numbers win in the long run.

    Brier   (p − o)²                                     p the stated chance, o 1 if it happened else 0; 0 is perfect
    CRPS    mean|x − y| − ½·mean|x − x'|                 x, x' draws of the forecast, y what came; in the unit of
    the score
            with sorted draws  ½·mean|x − x'| = Σ (2i − n − 1)·x_i / n²   (i = 1 … n)
Sources: Brier (1950); Gneiting and Raftery (2007), the form for an ensemble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number


def brier(chance: float, happened: bool) -> float:
    """Return the Brier score of one stated chance: 0 is perfect, 0.25 is what a coin gets."""
    if not 0 <= chance <= 1:
        raise Invalid("indices.chance", f"Xác suất {show_number(chance)} phải từ 0 đến 1.")
    return (chance - float(happened)) ** 2


def crps(draws: npt.ArrayLike, truth: float) -> float:
    """Return the continuous ranked probability score of a forecast given as draws: 0 is perfect; one draw: its
    error."""
    x = np.sort(np.asarray(draws, dtype=np.float64).ravel())
    n = x.size
    if n == 0 or np.isnan(x).any():
        raise Invalid("indices.draws", "Dự báo không có giá trị nào để chấm điểm.")
    spread = float(np.dot(2 * np.arange(1, n + 1) - n - 1, x)) / n**2
    return float(np.abs(x - truth).mean()) - spread


def coverage(intervals: Sequence[tuple[float, float]], truths: Sequence[float]) -> float:
    """Return the share of truths inside their stated intervals; an honest 80 % interval holds about 80 % of them."""
    if not intervals or len(intervals) != len(truths):
        raise Invalid("indices.intervals", "Số khoảng dự báo phải bằng số kết quả và lớn hơn 0.")
    inside = [low <= truth <= high for (low, high), truth in zip(intervals, truths, strict=True)]
    return sum(inside) / len(inside)


@dataclass(frozen=True)
class Reckoning:
    """How a set of yes-no forecasts did: mean Brier score, that of always saying the base rate, and the skill over
    it."""

    n: int
    mean_brier: float
    base_rate_brier: float

    @property
    def skill(self) -> float:
        """Return 1 for perfect, 0 for no better than the base rate, below 0 for worse."""
        return 0.0 if self.base_rate_brier == 0 else 1 - self.mean_brier / self.base_rate_brier


def reckon(chances: Sequence[float], happened: Sequence[bool]) -> Reckoning:
    """Score a set of yes-no forecasts together."""
    if not chances or len(chances) != len(happened):
        raise Invalid("indices.forecasts", "Số dự báo phải bằng số kết quả và lớn hơn 0.")
    scores = [brier(c, h) for c, h in zip(chances, happened, strict=True)]
    base = sum(happened) / len(happened)
    return Reckoning(len(scores), float(np.mean(scores)), base * (1 - base))
