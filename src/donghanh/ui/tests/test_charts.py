"""Charts are drawn once, in the house's letters, and hold nothing that the content policy would refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from donghanh.ui import assets, charts

NAME = "Đỗ Thuỷ ửng ữ ợ ằ ẵ ỹ ế − 1.234,5 %"
SPEC: dict[str, Any] = {
    "width": 300,
    "height": 80,
    "data": {"values": [{"n": NAME, "v": 1234.5}, {"n": "<b>&\"'", "v": -0.5}]},
    "mark": {"type": "bar", "clip": True, "tooltip": True},
    "encoding": {"y": {"field": "n", "type": "nominal"}, "x": {"field": "v", "type": "quantitative"}},
}


@pytest.fixture(autouse=True)
def _fresh(vendor: None, tmp_path: Path, settings: Any) -> None:
    settings.CHARTS_ROOT = tmp_path / "charts"
    charts.clear()


def test_a_drawing_has_no_style_no_script_and_nothing_from_elsewhere() -> None:
    drawn = charts.svg(SPEC)
    assert drawn.startswith("<svg ")
    assert not re.search(r"\sstyle=|<script|<style|<foreignObject|\son[a-z]+=", drawn)
    assert set(re.findall(r'https?://[^"\s<]+', drawn)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_numbers_are_written_as_vietnamese_write_them_and_names_are_escaped() -> None:
    drawn = charts.svg(SPEC)
    assert ">1.200<" in drawn
    assert NAME in drawn
    assert "<b>" not in drawn


def test_the_server_has_every_vietnamese_letter_of_every_face() -> None:
    from fontTools.ttLib import TTFont

    letters = set("aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ")
    wanted = {ord(c) for c in letters | {c.upper() for c in letters} | set("0123456789.,%−–·“”…₫")}
    faces = sorted((assets.VENDOR / "type").glob("*.ttf"))
    assert len(faces) == len(assets.TYPE)
    for face in faces:
        lacking = wanted - set(TTFont(face).getBestCmap())
        assert not lacking, f"{face.name}: {''.join(map(chr, sorted(lacking)))}"


def test_words_are_measured_in_the_face_that_draws_them() -> None:
    """A missing face would give every label the width of a fallback: more letters must take more room, by that face."""
    from fontTools.ttLib import TTFont

    face = TTFont(assets.VENDOR / "type" / "be-vietnam-pro-400-normal.ttf")
    widths, letters = face["hmtx"].metrics, face.getBestCmap()
    short, long = "Đỗ", "Đỗ Thuỷ ửng ữ ợ ằ ẵ ỹ"
    taken = []
    for name in (short, long):
        spec = SPEC | {"data": {"values": [{"n": name, "v": 1}]}, "width": 300}
        taken.append(float(re.search(r'viewBox="0 0 (\d+)', charts.svg(spec))[1]))  # type: ignore[index]
    meant = [sum(widths[letters[ord(c)]][0] for c in name) / face["head"].unitsPerEm * 12 for name in (short, long)]
    assert taken[1] - taken[0] == pytest.approx(meant[1] - meant[0], abs=4)


def test_the_same_content_is_drawn_once_and_found_again_by_another_process(settings: Any) -> None:
    first = charts.svg(SPEC)
    kept = list(Path(settings.CHARTS_ROOT).glob("??/*.svg"))
    assert len(kept) == 1
    kept[0].write_text(first.replace("<svg ", '<svg data-kept="1" ', 1), encoding="utf-8")
    assert charts.svg(dict(reversed(SPEC.items()))) == first, "a process remembers what it drew"
    charts.clear()
    assert 'data-kept="1"' in charts.svg(SPEC), "another process takes the file"


def test_a_broken_or_forbidden_store_costs_time_and_never_a_page(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    settings.CHARTS_ROOT = tmp_path / "file" / "charts"
    assert charts.svg(SPEC).startswith("<svg ")


def test_an_emptied_file_is_drawn_anew(settings: Any) -> None:
    first = charts.svg(SPEC)
    next(Path(settings.CHARTS_ROOT).glob("??/*.svg")).write_bytes(b"")
    charts.clear()
    assert charts.svg(SPEC) == first


def test_two_drawings_on_one_page_share_no_name() -> None:
    other = SPEC | {"width": 301}
    names = [set(re.findall(r'id="([^"]+)"', charts.svg(spec))) for spec in (SPEC, other)]
    assert names[0]
    assert not names[0] & names[1]
    for spec in (SPEC, other):
        drawn = charts.svg(spec)
        assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(re.findall(r'id="([^"]+)"', drawn))


def test_a_number_that_is_none_cannot_be_drawn_by_accident() -> None:
    with pytest.raises(ValueError, match="JSON"):
        charts.svg(SPEC | {"data": {"values": [{"n": "a", "v": float("nan")}]}})


def test_word_gets_a_picture_on_white_ground_in_the_printed_face() -> None:
    picture = charts.png(SPEC, paper=True)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") > 600, "two dots for one"
    assert "Tinos" in charts.svg(SPEC, paper=True)
    assert "Inter" not in charts.svg(SPEC, paper=True)


def test_the_component_carries_the_drawing_its_words_its_table_and_the_spec(draw: Callable[..., str]) -> None:
    page = draw(
        '<c-chart :chart="c" label="{{ label }}" note="nguồn"><c-slot name="table">BẢNG</c-slot></c-chart>',
        c=charts.Chart(SPEC),
        label="Điểm <1>",
    )
    assert page.count("<svg ") == 1
    assert 'role="img"' in page
    assert 'aria-label="Điểm &lt;1&gt;"' in page
    assert "<summary>Xem dạng bảng</summary>BẢNG" in page
    told = re.search(r"<template>(.*?)</template>", page, re.DOTALL)
    assert told
    assert "<b>" not in told[1]
    said = json.loads(told[1])
    assert said["spec"]["data"]["values"][0]["n"] == NAME
    assert said["numbers"]["decimal"] == ","


@pytest.mark.parametrize("name", sorted(vars(charts.palette)))
def test_a_chart_s_colours_are_the_house_s(name: str) -> None:
    tokens = (assets.STYLES / "tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"--{name.replace('_', '-')}: (#[0-9a-f]+)", tokens)
    assert found
    hexed = found[1] if len(found[1]) == 7 else "#" + "".join(c * 2 for c in found[1][1:])
    assert getattr(charts.palette, name) == hexed
