"""Any year under any weights, and what of a change is real: Lạng Sơn 2021-2022 to the last digit, and laws that always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.editions import check_weights, comparability, edition
from donghanh.work.indices.engine.rescore import composites, rescore, split
from donghanh.work.indices.engine.scores import book, scores
from donghanh.work.indices.engine.tables import Table, ranks, round_half_up

PCI = scores("PCI")
E21, E22 = edition("pci-2021"), edition("pci-2022")
KEYS = E22.keys


def test_lang_son_2021_to_2022_is_mostly_new_weights() -> None:
    taken = split(PCI, "Lạng Sơn", before=E21, after=E22)
    assert taken.published_total == pytest.approx(3.96, abs=1e-9)
    assert taken.published_real_at_old == pytest.approx(0.59, abs=1e-9)
    assert taken.published_real_at_new == pytest.approx(-0.21, abs=1e-9)
    assert taken.after_at_old == pytest.approx(64.51, abs=1e-9)
    assert taken.before_at_new == pytest.approx(68.09, abs=1e-9)
    assert (taken.real, taken.method) == pytest.approx((0.19, 3.77), abs=1e-9)
    assert taken.real_at_old == pytest.approx(0.595)
    assert taken.real_at_new == pytest.approx(-0.215)
    by_part = {p.key: p for p in taken.parts}
    assert by_part["labour"].method == pytest.approx((1.0 - 2.0) * (5.83 + 5.94) / 2)
    assert by_part["support"].real == pytest.approx((2.0 + 1.5) / 2 * (5.55 - 6.32))
    assert [c.code for c in taken.cautions] == ["weights"]


def test_2021_under_the_weights_of_2022() -> None:
    again = rescore(PCI, year=2021, under=E22, own=E21)
    score, rank = again.of("Lạng Sơn")
    assert (round(score, 2), rank, again.n) == (68.09, 22, 63)
    assert round(again.median, 2) == 67.15
    before = rescore(PCI, year=2021, under=E21, own=E21)
    assert before.of("Lạng Sơn")[1] == 36
    moved = np.abs(again.rank - ranks(PCI.table(2021, ("composite",)).column("composite")))
    assert (round(float(moved.mean()), 1), int(moved.max())) == (7.2, 23)


def test_the_part_without_weight_may_be_missing_but_a_weighted_one_may_not() -> None:
    assert rescore(PCI, year=2013, under=edition("pci-2010"), own=edition("pci-2013")).n == 63
    with pytest.raises(Invalid, match="Cạnh tranh bình đẳng"):
        rescore(PCI, year=2010, under=E22, own=edition("pci-2010"))


def test_a_unit_that_lacks_a_part_is_left_out_and_named_on_request() -> None:
    again = rescore(PCI, year=2022, under=E22, own=E22)
    assert again.n == 8
    with pytest.raises(Invalid, match="Quảng Ninh thiếu điểm thành phần năm 2022"):
        again.of("Quảng Ninh")
    with pytest.raises(Invalid, match="thiếu Đào tạo lao động, Thiết chế pháp lý"):
        split(PCI, "Quảng Ninh", before=E21, after=E22)


def test_an_edition_without_weights_is_refused() -> None:
    with pytest.raises(Invalid, match="chưa biết trọng số"):
        edition("pci-2025").weights()
    assert [c.code for c in comparability(edition("pci-2024"), edition("pci-2025"))][:2] == ["parts", "unproved"]


def test_weights_that_do_not_add_up_are_refused_in_one_sentence() -> None:
    with pytest.raises(Invalid, match=r"cộng lại được 95 % chứ không phải 100 %"):
        check_weights(np.array([0.5, 0.45]), of="thử")
    with pytest.raises(Invalid, match="số âm"):
        check_weights(np.array([1.5, -0.5]), of="thử")


def test_two_figures_from_one_source_that_disagree_are_refused() -> None:
    with pytest.raises(Invalid, match="hai số khác nhau"):
        book("PCI", [(2022, "Lạng Sơn", "land", 6.42, "S08"), (2022, "Lạng Sơn", "land", 6.24, "S08")])
    same = book("PCI", [(2022, "Lạng Sơn", "land", 6.42, "S08"), (2022, "Lạng Sơn", "land", 6.42, "S08")])
    assert len(same.cells) == 1


def test_halves_round_up_as_the_publisher_does() -> None:
    assert round_half_up([67.875, 63.675, 2.345, -0.005]).tolist() == [67.88, 63.68, 2.35, -0.01]


score = st.integers(100, 1000).map(lambda n: n / 100)
rows = st.lists(st.lists(score, min_size=10, max_size=10), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(rows=rows, order=st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(rows: list[list[float]], order) -> None:
    units = [f"u{i}" for i in range(len(rows))]
    table = Table(tuple(units), KEYS, np.array(rows))
    shuffled = list(units)
    order.shuffle(shuffled)
    one = dict(zip(units, composites(table, E22), strict=True))
    two = dict(zip(shuffled, composites(table.pick(units=shuffled), E22), strict=True))
    assert one == pytest.approx(two)


@settings(max_examples=60, deadline=None)
@given(row=st.lists(score, min_size=10, max_size=10), part=st.integers(0, 9), gain=st.floats(0.01, 3))
def test_a_better_part_never_lowers_the_composite(row: list[float], part: int, gain: float) -> None:
    better = list(row)
    better[part] += gain
    both = composites(Table(("a", "b"), KEYS, np.array([row, better])), E22)
    assert both[1] - both[0] == pytest.approx(gain * E22.points()[part])
    assert both[1] > both[0]


@settings(max_examples=80, deadline=None)
@given(old=st.lists(score, min_size=10, max_size=10), new=st.lists(score, min_size=10, max_size=10))
def test_the_parts_of_a_split_add_up_in_both_orders(old: list[float], new: list[float]) -> None:
    cells = [
        (y, "Lạng Sơn", k, v, "thử") for y, row in ((2021, old), (2022, new)) for k, v in zip(KEYS, row, strict=True)
    ]
    taken = split(book("PCI", cells), "Lạng Sơn", before=E21, after=E22)
    assert taken.total == pytest.approx(taken.real_at_old + taken.method_at_new_scores)
    assert taken.total == pytest.approx(taken.real_at_new + taken.method_at_old_scores)
    assert taken.total == pytest.approx(taken.real + taken.method)
    assert taken.real == pytest.approx((taken.real_at_old + taken.real_at_new) / 2)
    assert sum(p.real + p.method for p in taken.parts) == pytest.approx(taken.total)


@settings(max_examples=40, deadline=None)
@given(level=score)
def test_equal_parts_give_that_level_under_every_weight_vector(level: float) -> None:
    table = Table(("a",), KEYS, np.full((1, 10), level))
    for code in ("pci-2006", "pci-2010", "pci-2021", "pci-2022"):
        assert composites(table, edition(code))[0] == pytest.approx(level * 10)
