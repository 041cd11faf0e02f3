"""A business without an account files from a telephone, with scripts and without; axe looks at every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
WORDS = (
    "1. Hồ sơ thuê đất, giao đất của công ty nộp từ tháng 3 chưa có quyết định.\n"
    "2. Hồ sơ hoàn thuế giá trị gia tăng quý II đã quá 90 ngày chưa được hoàn thuế."
)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_business_files_and_follows_from_a_telephone(
    invite: Callable[..., Visitor], house: House, scripts: bool
) -> None:
    guest = invite(width=360, scripts=scripts)
    guest.visit("/kien-nghi/gui/").press("Bắt đầu viết")
    guest.page.check("input[value=petition]")
    guest.press("Tiếp tục").fill(text=WORDS)
    guest.press("Tiếp tục").sees("Có 2 việc thuộc lĩnh vực khác nhau")
    guest.press("Tách thành 2 việc").sees("Nơi xảy ra")
    guest.page.select_option("main select", "06184")
    guest.press("Tiếp tục").sees("Tệp kèm")
    guest.press("Tiếp tục").fill(name="Công ty TNHH Xuất nhập khẩu Hữu Nghị Quan", phone="0912 345 678")
    guest.press("Tiếp tục").sees("Xem lại", "Việc 2")
    house.open(hour="09:05")  # a person takes minutes to write this; what comes quicker is taken for a machine
    guest.press("Gửi 2 việc").sees("Đã nhận 2 kiến nghị", "Mã tra cứu")
    assert guest.page.locator("main svg[role=img]").count() == 2
    guest.press(guest.page.get_by_role("link", name="Mở trang theo dõi").first).sees("Ai làm bước tiếp")
    guest.fill(text="Bổ sung: số hồ sơ 123.")
    guest.press("Gửi bổ sung").sees("Đã gửi phần bổ sung", "số hồ sơ 123")
    for path in ("/kien-nghi/theo-doi/", "/kien-nghi/hoi-dap/", "/kien-nghi/to-cao/"):
        guest.visit(path)
