"""Odds, outlook and the cheapest mix: the figures of Plan 124, and laws that hold for any figures."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine
from donghanh.work.indices.engine.backtest import backtest
from donghanh.work.indices.engine.mix import share_of
from donghanh.work.indices.engine.solver import solver

PCI = engine.scores("PCI")
E22 = engine.edition("pci-2022")
PAST = engine.history()
FIELD = engine.field(PCI, E22, "Lạng Sơn")
# Plan 124's ten targets (data/plans/124-2023.yaml), with the gain each stands for, the share of province-years that saw such
# a gain, the share among those that began above the pooled median, and the composite points it is worth
PLAN = {
    "entry": (7.5, 0.30, 30, 13, 0.15),
    "land": (7.2, 0.78, 12, 5, 0.78),
    "transparency": (7.5, 1.12, 2, 0, 0.56),
    "time": (7.8, 1.18, 6, 3, 0.59),
    "informal": (8.0, 0.33, 42, 33, 0.495),
    "bias": (7.0, 0.18, 45, 29, 0.18),
    "proactivity": (7.5, 0.25, 50, 39, 0.375),
    "support": (6.5, 0.95, 15, 7, 1.425),
    "labour": (6.5, 0.56, 17, 7, 0.56),
    "legal": (8.0, 0.11, 55, 43, 0.11),  # 105 of 247
}
WANTED = {key: row[0] for key, row in PLAN.items()}
GAINS = {key: row[1] for key, row in PLAN.items()}


@pytest.mark.parametrize("key", PLAN)
def test_odds_of_each_target_are_those_that_history_gives(key: str) -> None:
    _, gain, share, share_high, points = PLAN[key]
    row = next(t for t in engine.targets(FIELD, PAST, WANTED) if t.part == key)
    assert (row.gain, row.of) == (gain, 504)
    assert round(row.share * 100) == share
    assert math.floor(row.share_high * 100 + 0.5) == share_high
    assert row.points == pytest.approx(points)


def test_all_targets_together_would_pass_the_first_place_of_2022() -> None:
    seen = engine.outlook(FIELD, PAST, set_scores=WANTED, draws=10_000, seed=1)
    assert seen.implied == pytest.approx(73.10)
    assert seen.implied - FIELD.own_composite == pytest.approx(5.225)
    assert PCI.value(2022, "Quảng Ninh", "composite") == 72.95
    assert seen.implied_rank == 1
    assert seen.composite_range() == pytest.approx((73.1, 73.1, 73.1))  # every part is set: only the others can move
    assert seen.rank_range() == (1, 4, 9)
    assert seen.chance_of_rank(1) == pytest.approx(0.12, abs=0.02)


def test_never_in_504_province_years_did_all_ten_gains_come_together() -> None:
    together = engine.set_odds(PAST, GAINS, E22)
    assert (together.all_at_once, together.most_at_once, together.of) == (0, 7, 504)
    assert together.points == pytest.approx(5.225)
    assert (together.composite_reached, together.composite_beyond_shift) == (24, 9)


def test_how_restless_the_parts_are() -> None:
    expected = {
        "entry": (0.83, 0.64, 0.93),
        "land": (0.67, 0.50, 0.81),
        "transparency": (0.56, 0.43, 0.72),
        "time": (0.68, 0.60, 1.01),
        "informal": (0.89, 0.66, 1.02),
        "bias": (1.03, 0.93, 1.29),
        "proactivity": (0.85, 0.69, 1.09),
        "support": (0.71, 0.57, 1.16),
        "labour": (0.54, 0.42, 0.73),
        "legal": (0.70, 0.66, 1.07),
    }
    for key, row in expected.items():
        seen = engine.movement(PAST, key)
        assert (seen.spread, seen.spread_beyond_shift, seen.best_tenth) == pytest.approx(row, abs=0.0051), key


def test_the_field_of_2022_says_how_much_of_it_is_estimated() -> None:
    assert (FIELD.known, FIELD.estimated, len(FIELD.others)) == (23, 39, 62)
    assert "nội suy theo hạng" in FIELD.text
    assert engine.outlook(FIELD, PAST, draws=10).implied_rank == 15
    full = engine.field(PCI, engine.edition("pci-2021"), "Lạng Sơn")
    assert (full.known, full.estimated) == (62, 0)
    with pytest.raises(Invalid, match="quá ít tỉnh có điểm và hạng"):
        engine.field(PCI, engine.edition("pci-2024"), "Thanh Hóa")


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    one, same, other = (engine.outlook(FIELD, PAST, draws=500, seed=s) for s in (7, 7, 8))
    assert (one.ranks == same.ranks).all()
    assert (one.composites == same.composites).all()
    assert (one.composites != other.composites).any()


def test_a_part_that_the_edition_does_not_have_or_a_score_off_the_scale_is_refused() -> None:
    with pytest.raises(Invalid, match="không có chỉ số thành phần “tax”"):
        engine.outlook(FIELD, PAST, set_scores={"tax": 5})
    with pytest.raises(Invalid, match="ngoài thang 1–10"):
        engine.outlook(FIELD, PAST, set_scores={"land": 11})


def test_a_tenth_of_a_point_is_worth_most_where_the_weight_is() -> None:
    steps = {s.part: s for s in engine.worth(FIELD)}
    assert {k: round(s.points, 3) for k, s in steps.items()} == {
        "entry": 0.05, "land": 0.1, "transparency": 0.05, "time": 0.05, "informal": 0.15, "bias": 0.1,
        "proactivity": 0.15, "support": 0.15, "labour": 0.1, "legal": 0.1,
    }  # fmt: skip
    assert steps["support"].places == 1
    assert steps["support"].places_typical > steps["land"].places_typical > steps["time"].places_typical


def test_the_cheapest_mix_reaches_what_the_plan_wants_at_finite_effort() -> None:
    plan = engine.evaluate(FIELD, PAST, GAINS)
    assert plan.composite == pytest.approx(73.10)
    assert plan.effort == math.inf  # from above the median, no province-year saw the wanted rise of transparency
    assert plan.chance == 0
    advice = engine.cheapest(FIELD, PAST, composite=73.10)
    assert advice.mix is not None
    assert advice.mix.composite >= 73.10 - 1e-9
    assert advice.mix.effort < math.inf
    assert {g.part for g in advice.mix.gains} & {"transparency", "time"} == set()
    assert all(g.share >= 0.05 for g in advice.mix.gains)


def test_no_single_exchange_makes_the_cheapest_mix_cheaper() -> None:
    advice = engine.cheapest(FIELD, PAST, composite=70.0)
    assert advice.mix is not None
    gains = {g.part: g.gain for g in advice.mix.gains}
    for down in gains:
        for up in E22.keys:
            trial = dict(gains)
            trial[down] = round(trial[down] - 0.05, 6)
            trial[up] = round(trial.get(up, 0) + 0.05, 6)
            other = engine.evaluate(FIELD, PAST, {k: g for k, g in trial.items() if g})
            assert other.composite < 70.0 - 1e-9 or other.effort >= advice.mix.effort - 1e-9


def programmed(field: engine.Field, *, need: float) -> float:
    """Return the least effort by an outside judge: the same knapsack as an integer programme for HiGHS."""
    model = solver()
    points = effort = 0.0
    for key, weight in zip(field.edition.keys, field.edition.points(), strict=True):
        start = field.own[key]
        whole = share_of(PAST, key, 0.0, start=start)
        one = 0.0
        for i in range(int((10 - start) / 0.05 + 1e-9) + 1):
            share = share_of(PAST, key, round(i * 0.05, 6), start=start)
            if i and share < 0.05:
                break
            take = model.addBinary()
            one, points = one + take, points + float(weight) * i * 0.05 * take
            effort = effort + (math.log(whole / share) if i else 0.0) * take
        model.addConstr(one == 1)
    model.addConstr(points >= need - 1e-9)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.minimize(effort)
    return float(model.getObjectiveValue())


@pytest.mark.parametrize("composite", [68.2, 70.0, 73.10])
@pytest.mark.parametrize("edition", ["pci-2022", "pci-2021"])
def test_an_integer_programme_finds_nothing_cheaper(composite: float, edition: str) -> None:
    field = engine.field(PCI, engine.edition(edition), "Lạng Sơn")
    advice = engine.cheapest(field, PAST, composite=composite)
    assert advice.mix is not None
    assert advice.mix.effort == pytest.approx(programmed(field, need=composite - field.own_composite), abs=1e-7)


def test_the_frontier_is_worked_out_once_for_every_question() -> None:
    line = engine.frontier(FIELD, PAST)
    assert (np.diff(line.points) > 0).all()
    assert (np.diff(line.efforts) > 0).all()
    for wanted in (67.9, 69.0, 71.37):
        assert engine.cheapest(FIELD, PAST, composite=wanted, along=line) == engine.cheapest(
            FIELD, PAST, composite=wanted
        )


def test_dearer_parts_and_fixed_gains_are_respected() -> None:
    dear = engine.cheapest(FIELD, PAST, composite=69.0, costs={"support": 100.0})
    assert dear.mix is not None
    assert "support" not in {g.part for g in dear.mix.gains}
    fixed = engine.cheapest(FIELD, PAST, composite=69.0, fixed={"land": 0.78, "support": 0})
    assert fixed.mix is not None
    assert {g.part: g.gain for g in fixed.mix.gains}["land"] == 0.78
    impossible = engine.cheapest(FIELD, PAST, composite=95)
    assert impossible.mix is None
    assert "Không có tổ hợp nào" in impossible.text
    assert engine.cheapest(FIELD, PAST, composite=60).mix == engine.evaluate(FIELD, PAST, {})


def test_a_wanted_rank_becomes_the_composite_that_holds_it() -> None:
    likely, bare = (engine.needed_composite(FIELD, PAST, rank=10, probability=p, draws=4000) for p in (0.8, 0.5))
    assert likely > bare
    assert likely == pytest.approx(72.1, abs=0.3)
    first = engine.needed_composite(FIELD, PAST, rank=1, probability=0.5, draws=4000)
    assert first > likely
    with pytest.raises(Invalid, match="từ 1 đến 63"):
        engine.needed_composite(FIELD, PAST, rank=64, probability=0.5)


def test_past_outlooks_were_honest_where_they_say_so_and_the_pull_to_the_middle_is_named() -> None:
    seen = backtest(PAST, E22, draws=400)
    assert seen.forecasts == 504
    assert 0.75 <= seen.composite_inside <= 0.95
    assert 0.75 <= seen.rank_inside <= 0.95
    assert seen.crps < seen.crps_of_no_change
    assert seen.miss_of_top_third < 0 < seen.miss_of_bottom_third


@settings(max_examples=25, deadline=None)
@given(part=st.sampled_from(E22.keys), gain=st.integers(0, 300), more=st.integers(1, 100))
def test_a_larger_gain_is_never_likelier(part: str, gain: int, more: int) -> None:
    small, large = engine.odds(PAST, part, gain / 100), engine.odds(PAST, part, (gain + more) / 100)
    assert large.reached <= small.reached
    assert large.reached_high <= small.reached_high


@settings(max_examples=15, deadline=None)
@given(part=st.sampled_from(E22.keys), score=st.integers(100, 900), more=st.integers(1, 100))
def test_a_higher_set_score_never_worsens_any_draw(part: str, score: int, more: int) -> None:
    low, high = (
        engine.outlook(FIELD, PAST, set_scores={part: s / 100}, draws=200, seed=3) for s in (score, score + more)
    )
    assert (high.ranks <= low.ranks).all()
    assert (high.composites > low.composites).all()


def test_a_what_if_answers_fast_enough_to_play_with() -> None:
    engine.outlook(FIELD, PAST, set_scores={"support": 6.5, "land": 7.2}, draws=10_000)
    best = math.inf
    for _ in range(5):
        begun = time.perf_counter()
        engine.outlook(FIELD, PAST, set_scores={"support": 6.5, "land": 7.2}, draws=10_000)
        best = min(best, time.perf_counter() - begun)
    begun = time.perf_counter()
    np.random.default_rng(1).integers(504, size=(10_000, 62))  # the least that any such simulation must do
    floor = time.perf_counter() - begun
    assert best < max(0.25, 100 * floor)
