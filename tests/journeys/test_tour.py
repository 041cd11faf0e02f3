"""The house after three and a half years of (demonstration) work: the screens people open first, full of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys import house as houses
from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DAY = "2026-11-23"  # a Monday; the next day is a holiday, which the desk's reasons must show
PLAN = "/ke-hoach/124-kh-ubnd-2023/"


@pytest.fixture
def house(chromium: str, tmp_path: Path) -> Iterator[House]:
    """Open a trial instance as ``make run`` leaves it, with the demonstration's progress."""
    mine = houses.build(tmp_path / "demo", day=DAY, demo=True).open()
    yield mine
    mine.close()
    assert "Traceback" not in mine.said, mine.said[-4000:]


def test_the_first_screen_of_each_role_reads_well_when_it_is_full(invite: Callable[..., Visitor]) -> None:
    an = invite("chuyenvien")
    an.visit("/viec-cua-toi/?muc=co-quan").sees("Việc của tôi", "Tiếp theo", "Chỉ số cơ quan tôi góp phần")
    an.picture("desk", 1366, 360, 1920)
    invite("lanhdaoso").visit("/cho-duyet/").sees("Chờ duyệt").picture("approvals", 1366)
    chi = invite("dieuphoi")
    chi.visit("/ke-hoach/bang-tien-do/").sees("Bảng tiến độ", "Cộng").picture("board", 1366, 1920)
    chi.visit("/ke-hoach/ban-giao/").sees("Chờ chọn cơ quan nhận")
    khoi = invite("lanhdao")
    khoi.visit("/lanh-dao/").sees("Nơi đang mất điểm", "Quá hạn lâu nhất").picture("cockpit", 1366, 360)
    giang = invite("kiemtoan")
    giang.visit("/nhat-ky/").sees("Nhật ký").picture("journal", 1366)
    guest = invite()
    guest.visit("/").sees("Đã hứa, đã làm").picture("portal", 1366, 360, 1920)
    guest.visit("/cam-ket/").sees("đúng hạn, trên số việc đã đến hạn").picture("promises", 1366, 360)
    guest.visit(PLAN).press(guest.page.locator("main .plan-text a").nth(3)).sees("Cơ quan", "Mở việc")
    guest.picture("plan", 1366, 360)


def test_full_screens_fit_a_telephone(invite: Callable[..., Visitor]) -> None:
    an = invite("chuyenvien", width=360)
    an.visit("/viec-cua-toi/?muc=co-quan").visit("/viec-cua-toi/dung-han/").visit(f"{PLAN}")
    chi = invite("dieuphoi", width=360)
    chi.visit("/ke-hoach/bang-tien-do/").visit("/ke-hoach/ban-giao/").visit("/ke-hoach/viec/")
    invite("lanhdao", width=360).visit("/lanh-dao/")
    invite(width=360).visit("/").visit("/cam-ket/").visit("/nhat-ky/minh-bach/")
