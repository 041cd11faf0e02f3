"""A leader reads the brief: what the change was, what the targets imply, how rare that is, and where the work stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LAND = "/chi-so/pci/tiep-can-dat-dai/"


def test_the_chair_reads_the_brief_and_follows_a_figure_to_its_rows(invite: Callable[..., Visitor]) -> None:
    chair = invite("lanhdao")
    chair.visit("/chi-so/").sees("73,10", "72,95", "+3,96", "+0,59", "−0,21")
    chair.press("In tóm tắt 2 trang").sees(
        "điều cần biết", "67,88" if "67,88" in chair.text else "69,01", "Chưa tỉnh nào"
    )
    chair.visit("/chi-so/tach-thay-doi/").sees("64,510", "68,090", "hạng 22/63")
    chair.visit(LAND).sees("6,42", "7,2", "12 %", "+0,78", "Việc có ở đúng", "Nhiệm vụ nhằm vào chỉ số này")
    chair.press(chair.page.get_by_role("link", name="vì sao?").first).sees("59 / 504", "4,8 %")
    chair.visit("/chi-so/tinh-lai/").sees("68,09", "67,15")
