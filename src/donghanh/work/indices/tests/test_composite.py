"""The general engine: published examples, laws that hold for any figures, and one clear sentence for bad tables."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine
from donghanh.work.indices.engine.composite.treat import kurtosis, skewness
from donghanh.work.indices.engine.tables import Table

NAN = float("nan")


def column(*values: float) -> Table:
    return Table(tuple(f"u{i}" for i in range(len(values))), ("x",), np.array(values)[:, None])


def normal(table: Table, method, direction: int = 1) -> list[float]:
    return engine.normalise(table, method, directions=[direction]).column("x").tolist()


# --- published examples -----------------------------------------------------------------------------------------------

# Results table of COINr's example index (vignette "Presenting results", version 1.1.14), two decimals as printed there:
# Index = mean(Conn, Sust); Conn = mean(Physical, ConEcFin, Political, Instit, P2P); Sust = mean(Environ, Social, SusEcFin).
COINR = """
CHE 68.38 62.79 73.98 63.41 32.87 74.78 85.94 56.93 77.21 87.85 56.88
NLD 64.82 61.94 67.70 64.87 46.62 84.55 71.74 41.92 58.73 86.58 57.78
DNK 64.80 57.10 72.51 50.52 30.43 78.13 75.35 51.04 69.83 86.40 61.29
NOR 64.47 57.44 71.50 58.18 25.70 80.03 89.46 33.80 70.90 87.00 56.59
"""


def test_aggregates_agree_with_coinrs_published_results() -> None:
    rows = [line.split() for line in COINR.strip().splitlines()]
    pillars = ("Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin")
    tree = engine.Structure(
        (
            *(engine.Element(p, p, 1, "Conn" if i < 5 else "Sust") for i, p in enumerate(pillars)),
            engine.Element("Conn", "Connectivity", 2, "Index"),
            engine.Element("Sust", "Sustainability", 2, "Index"),
            engine.Element("Index", "Index", 3, None),
        )
    )
    data = Table(tuple(r[0] for r in rows), pillars, np.array([[float(v) for v in r[4:]] for r in rows]))
    made = engine.make(data, tree, engine.Recipe(normalise=engine.Keep()))
    for i, row in enumerate(rows):
        got = [made.results.column(c)[i] for c in ("Index", "Conn", "Sust")]
        assert got == pytest.approx([float(v) for v in row[1:4]], abs=0.0101)
    assert made.ranks.tolist() == [1, 2, 3, 4]


def test_normalisation_agrees_with_coinrs_published_expectations() -> None:
    ten = column(*range(1, 11))
    assert normal(ten, engine.MinMax(2, 7))[0::9] == [2, 7]
    z = normal(ten, engine.ZScore(5, 2))
    assert (np.mean(z), np.std(z, ddof=1)) == pytest.approx((5, 2))
    assert normal(ten, engine.ToTarget({"x": 8})) == pytest.approx([0, *(i / 7 for i in range(1, 7)), 1, 1, 1])
    assert normal(column(0, 5, 11), engine.ToTarget({"x": 10}, cap=False)) == pytest.approx([0, 0.5, 1.1])
    assert normal(column(0, 5, 11), engine.ToTarget({"x": 10})) == pytest.approx([0, 0.5, 1])
    assert normal(column(-1, 1, 10), engine.ToTarget({"x": 0}, cap=False), -1) == pytest.approx([1.1, 0.9, 0])
    assert normal(column(-1, 1, 10), engine.ToTarget({"x": 0}), -1) == pytest.approx([1, 0.9, 0])
    posts = engine.Goalposts({"x": (0, 10)})
    assert normal(column(1, 11, -1), posts) == pytest.approx([0.1, 1, 0])
    assert normal(column(1, -1, 11), posts, -1) == pytest.approx([0.9, 1, 0])
    assert sorted(normal(ten, engine.Ranking(borda=True))) == list(range(10))
    assert normal(ten, engine.ToReference()) == pytest.approx([i / 9 for i in range(10)])


def test_goalposts_agree_with_the_human_development_report() -> None:
    """Life expectancy of 55 years between goalposts of 20 and 83.57 years is an index of 0.551 (HDI as of 2013)."""
    assert round(normal(column(55, 60), engine.Goalposts({"x": (20, 83.57)}))[0], 3) == 0.551


# --- normalising ------------------------------------------------------------------------------------------------------

figures = st.lists(st.integers(-1000, 1000), min_size=3, max_size=12, unique=True).map(lambda v: [x / 10 for x in v])
METHODS = [engine.MinMax(1, 10), engine.ZScore(10, 2), engine.Ranking(), engine.ToReference()]


@pytest.mark.parametrize("method", METHODS, ids=lambda m: type(m).__name__)
@settings(max_examples=25, deadline=None)
@given(values=figures)
def test_order_is_kept_and_a_reversed_direction_turns_it_round(method, values: list[float]) -> None:
    up, down = normal(column(*values), method), normal(column(*values), method, -1)
    assert (np.argsort(up) == np.argsort(values)).all()
    assert (np.argsort(down) == np.argsort(values)[::-1]).all()


@settings(max_examples=25, deadline=None)
@given(values=figures, scale=st.floats(0.1, 50), move=st.floats(-100, 100))
def test_units_of_measurement_do_not_matter(values: list[float], scale: float, move: float) -> None:
    for method in METHODS:
        other = column(*[v * scale + move for v in values])
        assert normal(other, method) == pytest.approx(normal(column(*values), method), abs=1e-6)


def test_pooled_bounds_keep_years_on_one_scale() -> None:
    first, second = column(0, 5, 10), column(5, 10, 20)
    pooled = engine.MinMax(1, 10, engine.pooled_bounds([first, second]))
    assert normal(first, pooled) == pytest.approx([1, 3.25, 5.5])
    assert normal(second, pooled) == pytest.approx([3.25, 5.5, 10])
    assert normal(first, pooled, -1) == pytest.approx([10, 7.75, 5.5])


def test_missing_figures_stay_missing_and_ties_share_the_lower_rank() -> None:
    assert normal(column(3, NAN, 3, 9), engine.Ranking())[0::2] == [1, 1]
    assert np.isnan(normal(column(3, NAN, 3, 9), engine.Ranking())[1])
    assert normal(column(3, NAN, 3, 9), engine.Ranking())[3] == 3


def test_an_indicator_equal_everywhere_is_refused() -> None:
    for method in (engine.MinMax(), engine.ZScore()):
        with pytest.raises(Invalid, match="không chuẩn hóa được"):
            normal(column(2, 2, 2), method)


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("minmax:0:100", engine.MinMax(0, 100)),
        ("zscore:10:2", engine.ZScore(10, 2)),
        ("rank", engine.Ranking()),
        ("none", engine.Keep()),
    ],
)
def test_methods_are_read_as_written_on_the_command_line(text: str, method) -> None:
    assert engine.method_from(text) == method


@pytest.mark.parametrize("text", ["minmax:100:0", "zscore:1:0", "minmax:a:b", "best", "rank:1", ""])
def test_a_method_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Không hiểu cách chuẩn hóa"):
        engine.method_from(text)


# --- weights and means ------------------------------------------------------------------------------------------------

positive = st.lists(st.floats(0.5, 100), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(x=positive, w=st.lists(st.floats(0.1, 5), min_size=3, max_size=3), scale=st.floats(0.1, 10))
def test_means_are_ordered_and_only_the_ratio_of_weights_counts(x: list[float], w: list[float], scale: float) -> None:
    row, weights = np.array([x]), np.array(w)
    a, g, h = (engine.mean(row, weights, how=how)[0] for how in ("arithmetic", "geometric", "harmonic"))
    assert h <= g * (1 + 1e-9)
    assert g <= a * (1 + 1e-9)
    for how, value in (("arithmetic", a), ("geometric", g), ("harmonic", h)):
        assert engine.mean(row, weights * scale, how=how)[0] == pytest.approx(value)


def test_means_skip_gaps_and_want_enough_figures() -> None:
    x = np.array([[2.0, NAN, 8.0], [NAN, NAN, 5.0], [NAN, NAN, NAN]])
    w = np.array([1.0, 1.0, 1.0])
    assert engine.mean(x, w)[:2].tolist() == [5, 5]
    assert engine.mean(x, w, how="geometric")[0] == pytest.approx(4)
    assert engine.mean(x, w, how="harmonic")[0] == pytest.approx(3.2)
    assert np.isnan(engine.mean(x, w)[2])
    assert np.isnan(engine.mean(x, w, least_present=0.5)).tolist() == [False, True, True]
    with pytest.raises(Invalid, match="cần mọi số đều dương"):
        engine.mean(np.array([[0.0, 1.0]]), np.array([1.0, 1.0]), how="geometric")


META = [
    {"Level": "1", "iCode": "a", "iName": "A", "Direction": "1", "Weight": "1", "Parent": "P", "Type": "Indicator"},
    {"Level": "1", "iCode": "b", "iName": "B", "Direction": "-1", "Weight": "3", "Parent": "P", "Type": "Indicator"},
    {
        "Level": "1",
        "iCode": "c",
        "iName": "C",
        "Direction": "1",
        "Weight": "1",
        "Parent": "Q",
        "Type": "Indicator",
        "Denominator": "people",
    },
    {"Level": "2", "iCode": "P", "iName": "P", "Direction": "1", "Weight": "1", "Parent": "I", "Type": "Aggregate"},
    {"Level": "2", "iCode": "Q", "iName": "Q", "Direction": "1", "Weight": "1", "Parent": "I", "Type": "Aggregate"},
    {"Level": "3", "iCode": "I", "iName": "I", "Direction": "1", "Weight": "1", "Parent": "NA", "Type": "Aggregate"},
    {"Level": "0", "iCode": "people", "iName": "Dân số", "Type": "Denominator"},
]
DATA = [
    {"uName": "Một", "uCode": "u1", "people": "10", "a": "1", "b": "9", "c": "50"},
    {"uName": "Hai", "uCode": "u2", "people": "20", "a": "3", "b": "5", "c": "NA"},
    {"uName": "Ba", "uCode": "u3", "people": "5", "a": "2", "b": "1", "c": "10"},
]
TREE = engine.read_structure(META)
TABLE = engine.read_data(DATA, TREE)


def test_meta_and_data_tables_are_read_as_their_users_write_them() -> None:
    assert TREE.effective_weights() == pytest.approx({"I": 1, "P": 0.5, "Q": 0.5, "a": 0.125, "b": 0.375, "c": 0.5})
    assert TABLE.row("u1") == {"a": 1, "b": 9, "c": 5}  # divided by people
    made = engine.make(TABLE, TREE)
    assert made.normalised.column("b").tolist() == [0, 50, 100]
    assert made.results.column("P").tolist() == [0, 62.5, 87.5]
    assert made.scores.tolist() == [50, 62.5, 43.75]  # u2 has no Q: P alone counts
    assert made.coverage() == {"u1": 1, "u2": pytest.approx(2 / 3), "u3": 1}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda _m, d: (d[0].update(a="1,5"), d[1].update(b="5.5")),
            "lẫn dấu chấm và dấu phẩy thập phân: “5.5” (cột b, dòng 3)",
        ),
        (lambda _m, d: d[0].update(a="1,500"), "Không rõ dấu phẩy trong “1,500” (cột a, dòng 2 của DATA)"),
        (lambda _m, d: d[0].update(a="1.500,5"), "có cả dấu chấm và dấu phẩy"),
        (
            lambda _m, d: (d[0].update(a="1,5"), d[1].update(a="1,5,5")),
            "“1,5,5” ở cột a, dòng 3 của DATA không phải là số",
        ),
        (lambda _m, d: d[0].update(a="1.500.000"), "không phải là số"),
        (lambda _m, d: d[0].update(a="inf"), "không phải là số"),
        (lambda _m, d: d[0].update(uCode=" "), "Dòng 2 của DATA không có uCode"),
        (lambda _m, d: [r.update(Time=str(i)) for i, r in enumerate(d)], "nhiều kỳ"),
        (lambda _m, d: [r.pop("people") for r in d], "không có cột mẫu số “people” của c"),
        (lambda m, _d: m[0].update(Weight=""), "Dòng 2 của META (a) để trống Weight"),
        (lambda m, _d: m[0].update(Direction=""), "Dòng 2 của META (a) để trống Direction"),
        (lambda m, _d: m[0].update(Level="1.5"), "Level là số nguyên"),
        (lambda m, _d: m[0].update(Type="Aggregate"), "“a” khai là Aggregate nhưng không có mã nào thuộc nó"),
        (lambda m, _d: m[3].update(Type="Indicator"), "“P” khai là Indicator nhưng có mã khác nhận làm Parent"),
        (lambda m, _d: m[0].update(iCode=""), "Dòng 2 của META không có iCode"),
        (lambda m, _d: [r.pop("Parent", None) for r in m], "Tệp META thiếu cột Parent"),
        (lambda m, _d: m[5].update(Parent="I"), "không thể thuộc chính nó"),
        (lambda m, _d: (m[0].update(Weight="0"), m[1].update(Weight="0")), "không có phần nào mang trọng số lớn hơn 0"),
        (lambda _m, d: d[1].update(a="nhiều"), "dòng 3 của DATA không phải là số"),
        (lambda _m, d: d[1].update(uCode="u1"), "Có đơn vị ghi hai lần: u1"),
        (lambda _m, d: [r.pop("c") for r in d], "thiếu cột c"),
        (lambda _m, d: d[0].update(people="0"), "Mẫu số people ở dòng 2 của DATA bằng 0"),
        (lambda m, _d: m[0].update(Parent="Z"), "META không có mã đó"),
        (lambda m, _d: m[3].update(Level="1"), "phải ở cấp cao hơn"),
        (lambda m, _d: m[0].update(Direction="2"), "Direction phải là 1 hoặc -1"),
        (lambda m, _d: m[0].update(Weight="-1"), "phải là số không âm"),
        (lambda m, _d: m[0].update(Weight="nan%"), "không phải là số"),
        (lambda m, _d: m[1].update(iCode="a"), "khai báo hai lần"),
        (lambda m, _d: m[0].update(Type="Thing"), "loại “thing” lạ"),
        (lambda m, _d: m[4].update(Parent=""), "đúng một chỉ số cao nhất"),
        (lambda m, _d: m.clear(), "không có dòng nào"),
        (lambda _m, d: d.clear(), "không có dòng nào"),
    ],
)
def test_a_bad_table_gets_one_clear_sentence(change, sentence: str) -> None:
    meta, data = [dict(r) for r in META], [dict(r) for r in DATA]
    change(meta, data)
    with pytest.raises(Invalid) as refused:
        engine.read_data(data, engine.read_structure(meta))
    assert sentence in refused.value.message


# --- treating, regenerating, comparing --------------------------------------------------------------------------------


def test_an_outlier_is_pulled_in_to_the_next_figure_and_written_down() -> None:
    table = column(1, 2, 3, 4, 5, 6, 7, 8, 9, 500)
    assert skewness(table.column("x")) > 2
    assert kurtosis(table.column("x")) > 3.5
    treated, changes = engine.winsorise(table, engine.Winsorise())
    assert treated.column("x")[-1] == 9
    assert [(c.unit, c.before, c.after, c.why) for c in changes] == [("u9", 500, 9, "outlier")]
    even, none = engine.winsorise(column(*range(10)), engine.Winsorise())
    assert (even.column("x") == np.arange(10)).all()
    assert none == ()


def test_gaps_are_filled_by_rule_or_refused() -> None:
    table = column(1, 2, 9, NAN)
    assert engine.fill(table, "mean")[0].column("x")[3] == 4
    assert engine.fill(table, "median")[0].column("x")[3] == 2
    groups = {"u0": "north", "u1": "north", "u2": "south", "u3": "north"}
    filled, changes = engine.fill(table, "group_mean", groups=groups)
    assert filled.column("x")[3] == 1.5
    assert changes[0].why == "missing"
    with pytest.raises(Invalid, match="u3 thiếu x"):
        engine.fill(table, "refuse")


def test_one_argument_changed_regenerates_and_the_log_replays_to_the_same_figures() -> None:
    first = engine.make(TABLE, TREE, engine.Recipe(normalise=engine.MinMax(1, 100), missing="median"))
    other = first.changed(how="geometric", weights={"b": 1.0})
    assert other.recipe.missing == "median"
    log = json.loads(json.dumps(other.recipe.log()))
    again = engine.make(TABLE, TREE, engine.recipe_from(log))
    assert again.scores == pytest.approx(other.scores)
    assert again.recipe == other.recipe
    moved = engine.compare(first, other)
    assert {d.unit for d in moved} == {"u1", "u2", "u3"}
    assert sum(d.places_won for d in moved) == 0
    with pytest.raises(Invalid, match="Không hiểu nhật ký"):
        engine.recipe_from({"normalise": {"method": "Magic"}})


def test_a_part_left_out_leaves_the_rest_of_the_tree_standing() -> None:
    made = engine.make(TABLE, TREE, engine.Recipe(leave_out=("Q",)))
    assert made.scores.tolist() == [0, 62.5, 87.5]
    assert engine.importance(made)["P"] == pytest.approx(1)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations([0, 1, 2]), scale=st.floats(0.1, 10))
def test_the_order_of_units_and_the_scale_of_weights_change_nothing(order: list[int], scale: float) -> None:
    base = dict(zip(TABLE.units, engine.make(TABLE, TREE).scores, strict=True))
    other = engine.make(
        TABLE.pick(units=[TABLE.units[i] for i in order]), TREE, engine.Recipe(weights={"a": scale, "b": 3 * scale})
    )
    assert dict(zip(other.results.units, other.scores, strict=True)) == pytest.approx(base)
