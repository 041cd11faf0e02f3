"""From indicator to rank where slopes are known, and what others' extremes do to a province that did nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine

PCI = engine.scores("PCI")


def test_days_to_register_move_entry_by_the_known_slope() -> None:
    one = engine.indicator("entry", "c1_2005", year=2013)
    assert (one.slope, one.direction, one.exact) == (-0.0254717, -1, True)
    start = PCI.value(2013, "Lạng Sơn", "entry")
    (effect,) = engine.what_if(PCI, "Lạng Sơn", year=2013, changes={("entry", "c1_2005"): -4.0})
    assert effect.part_after - start == pytest.approx(4 * 0.0254717)
    assert effect.composite_after - effect.composite_before == pytest.approx(0.5 * 4 * 0.0254717)
    assert effect.rank_after <= effect.rank_before
    assert effect.exact
    assert "nếu các tỉnh khác giữ nguyên" in effect.text


def test_a_large_enough_change_wins_places_and_scores_stay_on_the_scale() -> None:
    (effect,) = engine.what_if(
        PCI,
        "Lạng Sơn",
        year=2016,
        changes={
            ("transparency", t.code): (t.high - t.low) * t.direction
            for t in engine.indicators("transparency", year=2016)[:4]
        },
    )
    assert effect.rank_after < effect.rank_before
    assert effect.part_after <= 10


def test_approximate_sub_indices_say_so() -> None:
    assert not any(i.exact for i in engine.indicators("labour", year=2015))
    assert all(i.exact for i in engine.indicators("support", year=2013))
    assert not any(i.exact for i in engine.indicators("support", year=2015))


def test_years_without_slopes_and_unknown_codes_are_refused() -> None:
    with pytest.raises(Invalid, match="chỉ có cho các năm 2013–2016"):
        engine.indicators("land", year=2021)
    with pytest.raises(Invalid, match="không có chỉ tiêu “x”"):
        engine.what_if(PCI, "Lạng Sơn", year=2013, changes={("land", "x"): 1.0})


def test_another_provinces_better_extreme_lowers_those_who_did_nothing() -> None:
    """More is better, pool 0-10 worth 0.9 points: at 5 a new best of 20 turns half of the range into a quarter."""
    one = next(i for i in engine.indicators("entry", year=2013) if i.direction == 1)
    pool = (one.low, one.high)
    middle = (one.low + one.high) / 2
    seen = engine.widened(
        "entry", one.code, year=2013, value=middle, extreme=one.high + (one.high - one.low), pool=pool
    )
    worth = one.slope * (one.high - one.low)
    assert seen.part_change == pytest.approx(-worth / 4)
    assert seen.slope_after == pytest.approx(one.slope / 2)
    same = engine.widened("entry", one.code, year=2013, value=middle, extreme=middle, pool=pool)
    assert same.part_change == 0


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), beyond=st.floats(0.01, 3), up=st.booleans())
def test_a_wider_pool_pulls_everybody_away_from_the_moving_end(place: float, beyond: float, up: bool) -> None:
    one = engine.indicator("time", "d4", year=2016)  # hours with tax inspectors: less is better
    low, high = engine.pooled_range("time", "d4", year=2016)
    extreme = high + beyond * (high - low) if up else low - beyond * (high - low)
    seen = engine.widened("time", "d4", year=2016, value=low + place * (high - low), extreme=extreme)
    assert one.direction == -1
    assert abs(seen.slope_after) < abs(one.slope)
    assert (
        seen.part_change >= -1e-12 if up else seen.part_change <= 1e-12
    )  # a new worst lifts the rest, a new best lowers it


@settings(max_examples=30, deadline=None)
@given(change=st.floats(-2, 2))
def test_effects_are_linear_until_the_scale_ends(change: float) -> None:
    one, two = (
        engine.what_if(PCI, "Lạng Sơn", year=2014, changes={("land", engine.indicators("land", year=2014)[0].code): c})[
            0
        ]
        for c in (change / 100, change / 50)
    )
    assert two.part_after - two.part_before == pytest.approx(2 * (one.part_after - one.part_before), abs=1e-9)
