"""Scores of forecasts against values known from their formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.forecasts import brier, coverage, crps, reckon


def test_brier_of_known_cases() -> None:
    assert brier(1.0, True) == 0
    assert brier(0.0, True) == 1
    assert brier(0.5, False) == 0.25
    assert brier(0.12, False) == pytest.approx(0.0144)
    with pytest.raises(Invalid, match="từ 0 đến 1"):
        brier(1.2, True)


def test_crps_of_known_cases() -> None:
    assert crps([67.0], 68.5) == pytest.approx(1.5)  # one draw: the absolute error
    assert crps([0.0, 1.0], 0.5) == pytest.approx(0.5 - 0.25)
    assert crps([0.0, 1.0], 0.0) == pytest.approx(0.25)
    # standard normal at its mean: (√2 − 1)/√π
    quantiles = np.sort(np.random.default_rng(1).standard_normal(200_000))
    assert crps(quantiles, 0.0) == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi), abs=0.002)


@settings(max_examples=60, deadline=None)
@given(draws=st.lists(st.floats(-50, 50), min_size=1, max_size=30), truth=st.floats(-60, 60), shift=st.floats(-10, 10))
def test_crps_is_the_double_sum_and_moves_with_the_scale(draws: list[float], truth: float, shift: float) -> None:
    x = np.array(draws)
    slow = np.abs(x - truth).mean() - np.abs(x[:, None] - x[None, :]).mean() / 2
    assert crps(x, truth) == pytest.approx(slow, abs=1e-9)
    assert crps(x, truth) >= -1e-9
    assert crps(x + shift, truth + shift) == pytest.approx(crps(x, truth), abs=1e-7)


def test_a_set_of_forecasts_is_held_against_the_base_rate() -> None:
    done = reckon([0.9, 0.8, 0.1, 0.2], [True, True, False, False])
    assert done.mean_brier == pytest.approx((0.01 + 0.04 + 0.01 + 0.04) / 4)
    assert done.base_rate_brier == 0.25
    assert done.skill == pytest.approx(0.9)
    assert reckon([0.5, 0.5], [True, False]).skill == 0


def test_coverage_counts_truths_inside() -> None:
    assert coverage([(0, 1), (0, 1), (2, 3), (5, 9)], [0.5, 2, 3, 4]) == 0.5
