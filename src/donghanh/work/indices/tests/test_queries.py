"""The published figures of Lạng Sơn through the room, to the last digit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine, queries
from donghanh.work.indices.tests.factories import OWN, plan_with_targets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]
DAY = date(2023, 9, 1)


@pytest.fixture
def promise(cast: Any) -> queries.Promise:
    plan_with_targets(cast.agency("a"))
    return queries.promise(queries.aims(AnonymousUser(), on=DAY)["PCI"], OWN)


def test_the_ten_targets_together_mean_73_10_more_than_the_leader_had(promise: queries.Promise) -> None:
    assert promise.base_composite == pytest.approx(67.875)
    assert promise.points == pytest.approx(5.225)
    assert promise.implied == pytest.approx(73.10)
    assert (promise.best, promise.best_of) == (72.95, "Quảng Ninh")


def test_the_odds_of_each_target_are_those_of_504_province_years(promise: queries.Promise) -> None:
    percent = {r.part: (round(r.share * 100), round(r.share_high * 100)) for r in promise.rows}  # type: ignore[operator]
    assert percent == {
        "transparency": (2, 0), "time": (6, 3), "land": (12, 5), "support": (15, 7), "labour": (17, 7),
        "entry": (30, 13), "informal": (42, 33), "bias": (45, 29), "proactivity": (50, 39), "legal": (55, 43),
    }  # fmt: skip
    assert {r.of for r in promise.rows} == {504}


def test_the_points_lie_where_the_weights_of_2022_put_them(promise: queries.Promise) -> None:
    points = {r.part: round(r.points, 3) for r in promise.rows}
    assert points == {
        "support": 1.425, "land": 0.78, "time": 0.59, "transparency": 0.56, "labour": 0.56,
        "informal": 0.495, "proactivity": 0.375, "bias": 0.18, "entry": 0.15, "legal": 0.11,
    }  # fmt: skip


def test_no_province_ever_made_all_ten_gains_in_one_year(promise: queries.Promise) -> None:
    assert promise.together is not None
    assert (promise.together.all_at_once, promise.together.of) == (0, 504)
    assert promise.own_mix is not None
    assert promise.own_mix.chance == 0.0


def test_the_same_seed_gives_the_same_rank_range_and_the_range_is_a_range(promise: queries.Promise) -> None:
    assert promise.if_met is not None
    best, middle, worst = promise.if_met.rank_range()
    assert 1 <= best <= middle <= worst <= 63
    assert best < worst


def test_green_targets_miss_the_published_total_by_four_hundredths(cast: Any) -> None:
    plan_with_targets(cast.agency("a"))
    green = queries.promise(queries.aims(AnonymousUser(), on=DAY)["PGI"], OWN)
    assert green.base_composite == pytest.approx(17.35)
    assert green.implied == pytest.approx(20.5)
    assert queries.twin().books["PGI"].value(2022, OWN, "composite") == 17.31
    assert {r.share for r in green.rows} == {None}


def test_a_revised_target_changes_what_the_plan_implies(cast: Any) -> None:
    plan = plan_with_targets(cast.agency("a"))
    plan.targets.filter(index__name="Tiếp cận đất đai").update(revised_value="6.52")
    revised = queries.promise(queries.aims(AnonymousUser(), on=DAY)["PCI"], OWN)
    assert revised.implied == pytest.approx(73.10 - 0.68)


def test_the_celebrated_rise_is_half_a_point_or_a_fall() -> None:
    split = queries.taken_apart(OWN, queries.edition("pci-2021"), queries.edition("pci-2022"))
    assert split.published_total == pytest.approx(3.96)
    assert split.published_real_at_old == pytest.approx(0.59)
    assert split.published_real_at_new == pytest.approx(-0.21)
    assert split.after_at_old == pytest.approx(64.51)
    assert split.real + split.method == pytest.approx(split.total)


def test_2021_under_the_weights_of_2022_puts_the_province_22nd() -> None:
    again = queries.scored_again(queries.edition("pci-2021"), queries.edition("pci-2022"))
    value, rank = again.of(OWN)
    assert (round(value, 2), rank, again.n) == (68.09, 22, 63)
    assert again.median == pytest.approx(67.15)


@pytest.mark.parametrize(
    ("year", "rank"), [(2017, 53), (2018, 50), (2019, 50), (2020, 49), (2021, 36), (2022, 15), (2023, 13), (2024, 16)]
)
def test_ranks_are_those_published_or_follow_from_every_score(year: int, rank: int) -> None:
    found = {y.year: y for y in queries.series("PCI", "composite", OWN)}
    assert found[year].rank == rank


def test_years_of_which_only_the_top_is_known_have_no_middle() -> None:
    found = {y.year: y for y in queries.series("PCI", "composite", OWN)}
    assert found[2021].median == pytest.approx(64.74)
    assert found[2022].median is None
    assert found[2022].n < 63


@pytest.mark.parametrize(
    ("code", "standing"),
    [
        ("pci-2011", "not_reproduced"),
        ("pci-2023", "does_not_fit"),
        ("pci-2021", "reproduced"),
        ("pci-2022", "reproduced"),
    ],
)
def test_the_room_says_by_itself_what_does_not_reproduce(code: str, standing: str) -> None:
    found = queries.reproduction(queries.edition(code))
    assert found is not None
    assert found.standing == standing


def test_an_edition_without_weights_is_not_computed() -> None:
    assert queries.reproduction(queries.edition("pci-2025")) is None
    with pytest.raises(Invalid, match="trọng số"):
        queries.edition("pci-2025").weights()


def test_the_axis_breaks_where_weights_or_scales_changed() -> None:
    years = [year for year, _ in queries.twin().breaks("PCI", since=2013, until=2024)]
    assert 2022 in years
    assert 2017 not in years
    assert queries.twin().weights_span("pci-2021") == "2013–2021"
    assert queries.twin().weights_span("pci-2022") == "2022"


def test_the_cheapest_way_reaches_what_is_wanted_with_gains_history_knows() -> None:
    way = queries.cheapest_way(queries.edition("pci-2022"), OWN, composite=70.0)
    mix = way.advice.mix
    assert mix is not None
    assert mix.composite >= 70.0 - 1e-9
    assert all(g.share >= 0.05 for g in mix.gains)


def test_what_history_never_allowed_is_said_and_not_promised() -> None:
    way = queries.cheapest_way(queries.edition("pci-2022"), OWN, composite=95.0)
    assert way.advice.mix is None
    assert way.advice.most < 95


def test_the_tables_hold_the_same_editions_as_the_reviewed_files() -> None:
    assert dict(queries.twin().editions) == dict(engine.editions())
