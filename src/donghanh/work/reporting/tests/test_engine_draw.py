"""The drawing of a report says the same as its table."""

from __future__ import annotations

import re

import pytest

from donghanh.ui import charts
from donghanh.work.reporting.engine import draw

PARTS = ["Xong đúng hạn", "Xong trễ", "Đang làm", "Quá hạn", "Không hạn"]


def test_every_part_that_has_room_carries_its_number_and_every_bar_its_sum(vendor: None) -> None:
    spec = draw.stacked_bars(
        [("Tiếp cận đất đai", [40, 0, 30, 20, 10]), ("Tính minh bạch <b>", [0, 1, 0, 0, 0])], PARTS
    )
    assert spec is not None
    drawn = charts.svg(spec, paper=True)
    assert "null" not in drawn
    words = re.findall(r"<text[^>]*>([^<]+)</text>", drawn)
    for said in ("40", "30", "20", "10", "100", "Tiếp cận đất đai", "Quá hạn", "Tính minh bạch &lt;b&gt;"):
        assert said in words
    assert words.count("1") == 1, "a part too narrow for its number leaves it to the sum"


@pytest.mark.parametrize("lines", [[], [("Không có gì", [0, 0, 0, 0, 0])]])
def test_nothing_to_draw_is_no_drawing(lines: list[tuple[str, list[int]]]) -> None:
    assert draw.stacked_bars(lines, PARTS) is None
