"""A dialogue with business: asked on a telephone, concluded, work on an officer's desk, results for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
ASKED = "Bao giờ công khai quỹ đất sạch của từng xã?"


def test_from_the_calendar_to_work_on_a_desk_and_public_results(house: House, invite: Callable[..., Visitor]) -> None:
    focal = invite("dieuphoi")
    focal.visit("/doi-thoai/").press("Mở buổi đối thoại")
    focal.fill(
        title="Đối thoại về mặt bằng sản xuất",
        topic="Tiếp cận đất, giải phóng mặt bằng.",
        starts_on="20/6/2023",
        starts_at="8h30",
        ends_at="11:00",
        place="Hội trường tầng 2",
        questions_until="18/6/2023",
    )
    focal.press("Mở buổi đối thoại").sees("Đang chuẩn bị")
    address = focal.page.url

    business = invite(width=360)
    business.visit(address, status=404)
    focal.press("Công bố").press("Công bố").sees("Sắp họp, nhận câu hỏi")
    business.visit("/doi-thoai/").press("Đối thoại về mặt bằng sản xuất").press("Gửi câu hỏi trước")
    business.fill(text=ASKED, name="Công ty Kín").press("Gửi câu hỏi").sees("Câu hỏi của bạn đã được nhận", ASKED)
    business.sees_not("Công ty Kín")
    own = business.page.url

    focal.visit(f"{address}cau-hoi/1/").sees("Công ty Kín").press("Chuyển cơ quan trả lời")
    focal.page.locator("main [name=agency]").select_option("so-ke-hoach-va-dau-tu")
    focal.press("Chuyển cơ quan trả lời").sees("Đã chuyển cơ quan trả lời")

    house.open(day="2023-06-21")
    officer = invite("chuyenvien")
    officer.visit(f"{address}cau-hoi/1/").sees_not("Công ty Kín").press("Trả lời")
    officer.fill(answer="Công khai trước ngày 30/6.").press("Trả lời").sees("Đã trả lời")
    business.visit(own).sees("Công khai trước ngày 30/6.")
    business.visit(address).sees_not("Công khai trước ngày 30/6.")

    focal = invite("dieuphoi")
    focal.visit(address).press("Ghi biên bản")
    focal.fill(attended="42", minutes="Ông Nguyễn Văn Quyết, 0912 345 678, nêu khó khăn.").press("Ghi biên bản")
    focal.press("Ghi thông báo kết luận").fill(number="15/TB-UBND", signed_on="21/6/2023", signer="Hồ Tiến Thiệu")
    focal.press("Ghi thông báo kết luận").press("Thêm kết luận")
    focal.fill(text="Công khai quỹ đất sạch từng xã.", due_on="28/6/2023")
    focal.page.locator("main [name=agency]").select_option("so-ke-hoach-va-dau-tu")
    focal.press("Thêm kết luận").press("Giao thành việc").press("Giao thành việc").sees("TB15-2023-0001")
    business.visit(address).sees("chờ công bố kết quả").sees_not("TB15-2023-0001", "Nguyễn Văn Quyết")

    officer.visit("/viec-cua-toi/").sees("Công khai quỹ đất sạch từng xã.").press("Công khai quỹ đất sạch từng xã.")
    officer.sees("Kết luận đối thoại", "15/TB-UBND", "Hồ Tiến Thiệu")

    focal.visit(f"{address}viec/cong-bo-ket-qua/").sees_not("ký tự lạ")
    focal.page.locator("main [name=checked]").check()
    focal.press("Công bố kết quả").sees("Đã công bố kết quả")
    business.visit(address).sees("TB15-2023-0001", "Còn trong hạn").sees_not("Nguyễn Văn Quyết", "0912 345 678")
    business.press("TB15-2023-0001").sees("Công khai quỹ đất sạch từng xã.")
