"""``donghanh index``: published figures to the last digit, anybody's tables as their makers save them, one sentence for
whatever is wrong; all without a database."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from donghanh.config.cli import cli
from donghanh.kit.errors import Refusal
from tests.operate.test_command import run

LANG_SON = "Lạng Sơn"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Give a function that runs the verb and returns what ``--json -`` told."""

    def asked(*words: str) -> Any:
        cli(["index", *words, "--json", "-"], standalone_mode=False)
        return json.loads(capsys.readouterr().out)

    return asked


# --- the twin ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("province", "computed", "published"),
    [
        (LANG_SON, 67.875, 67.88),
        ("Phú Thọ", 66.280, 66.30),
        ("Ninh Thuận", 65.430, 65.43),
        ("Lâm Đồng", 67.620, 67.62),
        ("Thanh Hóa", 63.675, 63.67),
        ("Bình Phước", 64.320, 64.32),
        ("Hải Phòng", 70.760, 70.76),
        ("Quảng Trị", 61.260, 61.26),
    ],
)
def test_2022_is_reproduced_row_by_row(ask: Any, province: str, computed: float, published: float) -> None:
    told = ask("reproduce", "--edition", "pci-2022")
    row = next(r for r in told["rows"] if r["province"] == province)
    assert round(row["computed"], 3) == computed
    assert row["published"] == published
    assert round(row["difference"], 3) == round(computed - published, 3)
    assert row["verdict"] in {"exact", "rounding"}
    assert told["editions"][0]["identified"]["vectors_on_grid"] == 1


def test_every_reproducible_edition_is_reproduced_and_the_others_say_so_themselves(ask: Any) -> None:
    told = {e["edition"]: e for e in ask("reproduce")["editions"]}
    reproduced = {code for code, e in told.items() if e["standing"] == "reproduced"}
    assert reproduced == {
        *(f"pci-{y}" for y in (*range(2006, 2011), *range(2012, 2023), 2024)), "pgi-2023", "pgi-2024",
    }  # fmt: skip
    assert told["pci-2011"]["standing"] == "not_reproduced"
    assert told["pci-2011"]["differing"] == 60
    assert told["pci-2023"]["standing"] == "does_not_fit"
    assert round(told["pci-2023"]["largest"], 3) == 0.695
    assert told["pci-2025"]["standing"] == "no_weights"
    assert told["pci-2021"]["n"] == 63
    assert told["pci-2008"]["n"] == 64


def test_2021_under_the_weights_of_2022_is_6809_and_place_22(ask: Any) -> None:
    told = ask("rescore", "--year", "2021", "--edition", "pci-2022")
    row = next(r for r in told["rows"] if r["province"] == LANG_SON)
    assert (round(row["composite"], 2), row["rank"], row["published"], row["rank_published"]) == (68.09, 22, 63.92, 36)
    assert (told["n"], round(told["median"], 2)) == (63, 67.15)
    assert [c["code"] for c in told["cautions"]] == ["weights"]
    moved = [abs(r["places_won"]) for r in told["rows"]]
    assert (round(sum(moved) / 63, 1), max(moved)) == (7.2, 23)
    same = ask("rescore", "--year", "2021", "--edition", "pci-2021")
    assert all(abs(r["composite"] - r["published"]) <= 0.055 for r in same["rows"])


def test_2022_under_the_old_weights_is_6451(ask: Any) -> None:
    told = ask("rescore", "--year", "2022", "--edition", "pci-2021", "--province", "tinh lang son")
    assert [round(r["composite"], 2) for r in told["rows"]] == [64.51]


def test_the_change_from_2021_to_2022_is_mostly_method(ask: Any) -> None:
    told = ask("split", "--province", LANG_SON, "--from", "2021", "--to", "2022")
    assert round(told["published_change"], 2) == 3.96
    assert round(told["real_at_old_weights"], 2) == 0.59
    assert round(told["real_at_new_weights"], 2) == -0.21
    assert (round(told["real_shapley"], 2), round(told["method_shapley"], 2)) == (0.19, 3.77)
    assert sum(p["total"] for p in told["parts"]) == pytest.approx(told["change"])
    assert sum(p["real"] + p["method"] for p in told["parts"]) == pytest.approx(told["change"])
    assert told["computed_after"] - told["computed_before"] == pytest.approx(told["change"])


def test_the_plan_s_targets_imply_7310_and_history_seldom_saw_them(ask: Any) -> None:
    told = ask("odds", "--plan", "124-2023")
    pci, pgi = told["families"]
    assert (round(pci["implied_composite"], 2), round(pci["implied_gain"], 3)) == (73.10, 5.225)
    assert (pci["best_published"], pci["best_province"]) == (72.95, "Quảng Ninh")
    assert {t["part"]: t["percent"] for t in pci["targets"]} == {
        "transparency": 2, "time": 6, "land": 12, "support": 15, "labour": 17, "entry": 30, "informal": 42, "bias": 45,
        "proactivity": 50, "legal": 55,
    }  # fmt: skip
    assert {t["part"]: t["percent_from_high_start"] for t in pci["targets"]} == {
        "transparency": 0, "time": 3, "land": 5, "support": 7, "labour": 7, "entry": 13, "informal": 33, "bias": 29,
        "proactivity": 39, "legal": 43,
    }  # fmt: skip
    assert [(t["part"], round(t["points"], 3)) for t in pci["targets"]][:2] == [("support", 1.425), ("land", 0.78)]
    assert pci["together"] == {
        "points": pytest.approx(5.225), "all_at_once": 0, "most_at_once": 7, "composite_rose_as_much": 24, "of": 504,
    }  # fmt: skip
    assert pci["outlook_if_met"]["rank_range"] == [1, 4, 9]
    assert (round(pgi["implied_composite"], 2), round(pgi["base_composite"], 2)) == (20.5, 17.35)
    assert pgi["published_composite"] == 17.31
    assert round(pgi["gap_beyond_rounding"], 2) == 0.04
    assert pgi["best_published"] == 17.67


def test_an_outlook_is_the_same_for_the_same_seed(ask: Any) -> None:
    words = ("outlook", "--province", LANG_SON, "--year", "2022", "--set", "support=6.5", "--set", "land=7,2")
    first, again = ask(*words, "--draws", "2000", "--seed", "7"), ask(*words, "--draws", "2000", "--seed", "7")
    assert first == again
    assert first != ask(*words, "--draws", "2000", "--seed", "8")
    assert round(first["implied"], 3) == 70.080
    low, middle, high = first["composite_range"]
    assert low < middle < high
    assert first["rank_range"][0] <= first["rank_range"][1] <= first["rank_range"][2]
    assert first["worth_of_a_tenth"][0]["points"] == pytest.approx(0.15)


# --- the general engine -----------------------------------------------------------------------------------------------

META = """Level,iCode,iName,Direction,Weight,Unit,Target,Denominator,Parent,Type
1,LPI,"Logistics, performance",1,1,Score,4,NA,Physical,Indicator
1,Flights,Flights,1,3,Thousand,200,Pop,Physical,Indicator
1,CO2,Emissions,-1,1,t,0,NA,Environ,Indicator
2,Physical,Physical,1,1,Score,NA,NA,Index,Aggregate
2,Environ,Environment,1,1,Score,NA,NA,Index,Aggregate
3,Index,Index,1,1,Score,NA,NA,NA,Aggregate
NA,Pop,Population,NA,NA,Million,NA,NA,NA,Denominator
NA,GDP_group,Income,NA,NA,,NA,NA,NA,Group
"""
DATA = """uName,uCode,GDP_group,Pop,LPI,Flights,CO2
Austria,AUT,XL,8.5,4.1,85,7
"Korea, Rep.",KOR,XL,50,3.7,NA,12
Lao PDR,LAO,S,6.5,2.1,6.5,0.5
"""


@pytest.fixture
def files(tmp_path: Path) -> Any:
    """Give a function that writes the two tables and returns the words that name them."""

    def written(meta: str | bytes = META, data: str | bytes = DATA) -> tuple[str, ...]:
        for name, text in (("META.csv", meta), ("DATA.csv", data)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return "compute", "--meta", str(tmp_path / "META.csv"), "--data", str(tmp_path / "DATA.csv")

    return written


def units(told: Any) -> dict[str, Any]:
    return {u["code"]: u for u in told["units"]}


def test_compute_gives_every_aggregate_of_every_unit(ask: Any, files: Any) -> None:
    told = ask(*files(), "--normalise", "minmax:0:100", "--aggregate", "arithmetic")
    found = units(told)
    assert found["AUT"]["name"] == "Austria"
    assert found["KOR"]["name"] == "Korea, Rep."
    assert found["KOR"]["groups"] == {"GDP_group": "XL"}
    # Direction -1 turns before normalising; Flights is divided by population; a gap gives its weight to what is there.
    co2 = {"AUT": 100 * 5 / 11.5, "KOR": 0.0, "LAO": 100.0}
    physical = {"AUT": 100.0, "KOR": 80.0, "LAO": 0.0}
    for code, unit in found.items():
        assert unit["aggregates"]["Physical"] == pytest.approx(physical[code])
        assert unit["aggregates"]["Environ"] == pytest.approx(co2[code])
        assert unit["aggregates"]["Index"] == pytest.approx((physical[code] + co2[code]) / 2)
    assert {c: u["rank"] for c, u in found.items()} == {"AUT": 1, "LAO": 2, "KOR": 3}
    assert found["KOR"]["normalised"]["Flights"] is None
    assert found["KOR"]["coverage"] == pytest.approx(2 / 3)
    weights = {e["code"]: e["weight"] for e in told["indicators"]}
    assert weights == {"LPI": 0.25, "Flights": 0.75, "CO2": 1.0}
    assert any("không cộng thành 1" in n for n in told["notes"])
    assert any("mẫu số" in n for n in told["notes"])


def test_zscore_and_rank_agree_with_their_definitions(ask: Any, files: Any) -> None:
    found = units(ask(*files(), "--normalise", "zscore:10:2", "--aggregate", "geometric"))
    x = -np.array([7, 12, 0.5])
    z = 10 + 2 * (x - x.mean()) / x.std(ddof=1)
    assert [found[c]["normalised"]["CO2"] for c in ("AUT", "KOR", "LAO")] == pytest.approx(z.tolist())
    lpi = np.array([4.1, 3.7, 2.1])
    first = 10 + 2 * (lpi - lpi.mean()) / lpi.std(ddof=1)
    flights = np.array([10.0, 1.0])
    second = 10 + 2 * (flights - flights.mean()) / flights.std(ddof=1)
    physical = math.exp((math.log(first[0]) + 3 * math.log(second[0])) / 4)
    assert found["AUT"]["aggregates"]["Physical"] == pytest.approx(physical)
    assert found["AUT"]["aggregates"]["Index"] == pytest.approx(math.sqrt(physical * z[0]))
    ranked = units(ask(*files(), "--normalise", "rank", "--aggregate", "harmonic"))
    assert [ranked[c]["normalised"]["CO2"] for c in ("AUT", "KOR", "LAO")] == [2, 1, 3]
    assert ranked["AUT"]["aggregates"]["Physical"] == pytest.approx(4 / (1 / 3 + 3 / 2))


@pytest.mark.parametrize(
    "turn",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: (text + "\n\n").encode(),
        lambda text: text.replace("NA", "").encode(),
        lambda text: text.replace("NA", "nan").encode(),
    ],
    ids=["byte order mark", "windows line ends", "utf-16", "empty lines", "empty for missing", "nan"],
)
def test_a_file_is_read_however_it_was_saved(ask: Any, files: Any, turn: Any) -> None:
    assert units(ask(*files(turn(META), turn(DATA)))) == units(ask(*files()))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_read_where_they_are_the_only_mark(ask: Any, files: Any, separator: str) -> None:
    data = DATA.replace('"Korea, Rep."', "Korea").replace(",", separator).replace(".", ",")
    expected = units(ask(*files(data=DATA.replace('"Korea, Rep."', "Korea"))))
    assert units(ask(*files(data=data))) == expected
    quoted = DATA.replace('"Korea, Rep."', "Korea").replace("8.5,4.1", '"8,5","4,1"').replace("3.7", '"3,7"')
    quoted = quoted.replace("6.5,2.1,6.5", '"6,5","2,1","6,5"').replace("0.5", '"0,5"')
    assert units(ask(*files(data=quoted))) == expected


def test_a_log_replays_to_the_same_figures_and_gives_rank_ranges_on_request(
    ask: Any, files: Any, tmp_path: Path
) -> None:
    words = files()
    told = ask(*words, "--normalise", "minmax:1:100", "--aggregate", "arithmetic,geometric", "--missing", "median")
    (tmp_path / "log.json").write_text(json.dumps(told), encoding="utf-8")
    again = ask(*words, "--replay", str(tmp_path / "log.json"), "--draws", "200", "--seed", "3")
    assert [u["aggregates"] for u in again["units"]] == [u["aggregates"] for u in told["units"]]
    best, middle, worst = units(again)["AUT"]["rank_range"]
    assert best <= middle <= worst
    assert told["changes"][0]["why"] == "missing"


WRONG = [
    ({"data": DATA.replace("4.1", "4,1").replace("\n", "\n", 1).replace("85,7", "85,7,9")}, "ô nhưng tiêu đề có"),
    ({"data": DATA.replace("3.7", "nhiều")}, "“nhiều” ở cột LPI, dòng 3 của DATA không phải là số"),
    ({"data": DATA.replace("4.1", '"4,1"')}, "lẫn dấu chấm và dấu phẩy"),
    ({"data": DATA.replace("KOR", "AUT")}, "Có đơn vị ghi hai lần: AUT"),
    ({"data": DATA.replace("uCode", "code")}, "thiếu cột uCode"),
    ({"data": DATA.replace(",CO2", ",Carbon")}, "thiếu cột CO2"),
    ({"data": ""}, "Tệp DATA trống"),
    ({"data": "uCode,uCode\n"}, "cột ghi hai lần: uCode"),
    ({"data": "Tỉnh".encode("utf-16-le")[:-1]}, "không phải UTF-8"),
    ({"data": DATA.replace("8.5", "0")}, "Mẫu số Pop ở dòng 2 của DATA bằng 0"),
    ({"data": DATA.replace("7\n", "12\n").replace("0.5\n", "12\n")}, "không chuẩn hóa được"),
    ({"meta": META.replace("Environ,Indicator", "Nowhere,Indicator")}, "META không có mã đó"),
    ({"meta": META.replace("1,LPI", "1,Flights", 1)}, "khai báo hai lần"),
    ({"meta": META.replace(",-1,1,t", ",0,1,t")}, "Direction phải là 1 hoặc -1"),
    ({"meta": META.replace(",-1,1,t", ",-1,,t")}, "để trống Weight"),
    ({"meta": META.replace("Environ,Indicator", "Environ,Thing")}, "loại “thing” lạ"),
    ({"meta": "a,b\n1,2\n"}, "Tệp META thiếu cột"),
]


@pytest.mark.parametrize(("tables", "sentence"), WRONG, ids=[s for _, s in WRONG])
def test_a_bad_table_is_refused_in_one_sentence(files: Any, tables: Any, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        cli(["index", *files(**tables)], standalone_mode=False)
    assert sentence in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--normalise", "minmax:100:0"), "Không hiểu cách chuẩn hóa “minmax:100:0”"),
        (("--normalise", "best"), "Không hiểu cách chuẩn hóa"),
        (("--aggregate", "middle"), "Không hiểu cách tổng hợp “middle”"),
        (("--aggregate", "arithmetic,arithmetic,arithmetic"), "có 2 cấp tổng hợp"),
        (("--aggregate", "geometric"), "cần mọi số đều dương"),
        (("--aggregate", "harmonic"), "cần mọi số đều dương"),
        (("--missing", "refuse"), "KOR thiếu Flights"),
        (("--replay", "khong-co.json"), "khong-co.json"),
    ],
)
def test_a_choice_that_cannot_be_made_is_refused_in_one_sentence(
    files: Any, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        cli(["index", *files(), *words], standalone_mode=False)
    assert sentence in refused.value.message


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("reproduce", "--edition", "pci-1999"), "Không có ấn bản “pci-1999”"),
        (("reproduce", "--edition", "pci-2025"), "chưa biết trọng số"),
        (("rescore", "--year", "2021", "--edition", "pci-2005"), "chưa biết trọng số"),
        (("rescore", "--year", "2022", "--edition", "pci-2022", "--province", "Hà Nội"), "Hà Nội thiếu điểm"),
        (("split", "--province", "Atlantis", "--from", "2021", "--to", "2022"), "tên “Atlantis”"),
        (("split", "--province", "Hà Nội", "--from", "2021", "--to", "2022"), "Hà Nội"),
        (("odds", "--plan", "999-2099"), "Không thấy kế hoạch “999-2099”"),
        (("outlook", "--year", "2022", "--set", "land"), "--set land=7,2"),
        (("outlook", "--year", "2022", "--set", "land=11"), "nằm ngoài thang"),
        (("outlook", "--year", "2022", "--set", "sea=7"), "không có chỉ số thành phần “sea”"),
        (("outlook", "--year", "2022", "--set", "land=7", "--set", "land=8"), "đặt hai lần"),
        (("outlook", "--year", "pgi-2022"), "chưa đủ các năm"),
    ],
)
def test_a_question_without_an_answer_is_refused_in_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        cli(["index", *words], standalone_mode=False)
    assert sentence in refused.value.message


def test_the_command_keeps_standard_output_for_json_and_its_exit_codes(tmp_path: Path) -> None:
    done = run("index", "odds", "--json", "-", var=tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["plan"] == "124-2023"
    strict = run("index", "reproduce", "--edition", "pci-2011", "--strict", var=tmp_path)
    assert strict.returncode == 1
    assert "không tính lại được" in strict.stderr
    refused = run("index", "compute", "--meta", "khong-co.csv", "--data", "x.csv", var=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1
    typed = run("index", "compute", "--meta", "x.csv", var=tmp_path)
    assert typed.returncode == 2
    assert len(typed.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("reproduce", "--edition", "pci-1999"),
        ("rescore", "--year", "2021", "--edition", "pci-2005"),
        ("split", "--province", "Atlantis", "--from", "2021", "--to", "2022"),
        ("odds", "--plan", "999-2099"),
        ("outlook", "--year", "2022", "--set", "land=bảy"),
    ],
    ids=lambda words: words[0],
)
def test_every_verb_refuses_with_one_line_and_two(words: tuple[str, ...], tmp_path: Path) -> None:
    refused = run("index", *words, "--json", "-", var=tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.strip().splitlines()) == 1
