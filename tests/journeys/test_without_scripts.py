"""The officers' day with JavaScript off: an old browser, a locked-down office machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import papers
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
TITLE = "Vận hành tốt Tổ hỗ trợ thủ tục đầu tư"


def test_an_officer_a_head_and_the_coordinator_finish_a_duty_without_scripts(
    invite: Callable[..., Visitor], tmp_path: Path
) -> None:
    an = invite("chuyenvien", scripts=False)
    an.visit("/ke-hoach/viec/?q=van+hanh+to+ho+tro+thu+tuc+dau+tu")
    an.press(an.page.locator("main tbody").get_by_role("link", name=TITLE).first).sees(TITLE, "Chờ nhận việc")
    address = an.page.url.removeprefix(an.house.url)
    an.press("Nhận việc").press("Nhận việc").sees("Đã nhận việc")
    an.press("Báo tiến độ").fill(percent="một nửa", text="Đã mở tổ hỗ trợ.")
    an.press("Báo tiến độ", status=422).sees("“một nửa” không phải là số")
    assert an.page.locator("[name=text]").input_value() == "Đã mở tổ hỗ trợ.", "what was written stays written"
    an.fill(percent="100", document_number="77/BC-SKHĐT")
    an.page.set_input_files("main [type=file]", papers.evidence_pdf(tmp_path))
    an.press("Báo tiến độ").sees("100 %", "bo-cau-hoi.pdf")
    an.press("Trình thủ trưởng").fill(text="Tổ hỗ trợ đã chạy.", document_number="77/BC-SKHĐT")
    an.press("Trình thủ trưởng").sees("Chờ thủ trưởng duyệt")

    lan = invite("lanhdaoso", scripts=False)
    lan.visit(address).press("Nộp kết quả").press("Nộp kết quả").sees("Chờ xác nhận")

    chi = invite("dieuphoi", scripts=False)
    chi.visit(address).press("Xác nhận hoàn thành").press("Xác nhận hoàn thành").sees("Xong", "77/BC-SKHĐT")

    guest = invite(scripts=False)
    guest.visit("/").fill(q="van hanh to ho tro")
    guest.press("Tìm").sees(TITLE)
    guest.press(TITLE).sees(TITLE, "Sở Kế hoạch và Đầu tư", "xong")
