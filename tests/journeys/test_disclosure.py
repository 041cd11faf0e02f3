"""Three stories of openness: somebody asks, somebody comments, an agency answers for its site."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from donghanh.work.disclosure.tests.site.server import Answer, serve
from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
DRAFT = """QUY ĐỊNH
Về hỗ trợ doanh nghiệp nhỏ thuê tư vấn
Điều 1. Đối tượng
1. Doanh nghiệp nhỏ có trụ sở trên địa bàn tỉnh.
2. Hợp tác xã hoạt động từ mười hai tháng trở lên.
Điều 2. Mức hỗ trợ
1. Hỗ trợ một nửa chi phí, không quá 30 triệu đồng.
"""


def test_somebody_asks_without_an_account_and_reads_the_answer_by_number_and_secret(
    invite: Callable[..., Visitor],
) -> None:
    guest = invite(width=360)
    guest.visit("/cong-khai/yeu-cau/").sees("Chưa có câu trả lời nào được công khai")
    guest.press("Gửi yêu cầu").fill(subject="Danh mục dự án kêu gọi đầu tư năm 2023").press("Tiếp")
    guest.fill(full_name="Vi Thị Kín", phone="0912 345 678")
    guest.press("Gửi yêu cầu", status=422).sees("Hãy chọn một mục")
    guest.page.locator("main [name=agency]").select_option(label="Sở Kế hoạch và Đầu tư")
    guest.press("Gửi yêu cầu").sees("Đã nhận yêu cầu TT-2023-00001", "Mã chỉ hiện một lần", "Thứ năm, 08/6/2023")
    secret = guest.page.locator("main .secret").inner_text()
    officer = invite("chuyenvien")
    officer.visit("/cong-khai/yeu-cau/viec/").sees("Danh mục dự án kêu gọi đầu tư năm 2023")
    officer.press("Mở").sees("Vi Thị Kín", "Vì sao hạn là 08/6/2023?").press("Tiếp nhận").press("Tiếp nhận")
    officer.sees_not("Công khai trả lời")
    address = officer.page.url
    stranger = invite()
    stranger.visit(address, status=404)
    coordinator = invite("vanphong")
    coordinator.visit(address).sees("Chỉ cơ quan giải quyết đọc được").sees_not("Vi Thị Kín", "0912")
    head = invite("lanhdaoso")
    head.visit(address).press("Trả lời")
    head.page.get_by_label("Từ chối").check()
    head.fill(text="Tài liệu đang soạn thảo.").press("Trả lời", status=422).sees("Từ chối phải nêu căn cứ")
    head.page.get_by_label("Cung cấp một phần").check()
    head.page.get_by_label(re.compile("cuộc họp nội bộ")).check()
    head.press("Trả lời").sees("Cung cấp một phần", "Điều 6")
    head.press("Công khai trả lời").fill(public_subject="Dự án kêu gọi đầu tư, chị Vi Thị Kín hỏi")
    head.page.locator("main [name=redacted]").check()
    head.press("Công khai trả lời", status=422).sees("tên người yêu cầu")
    head.fill(public_subject="Danh mục dự án kêu gọi đầu tư").press("Công khai trả lời")
    back = invite(width=360)
    back.visit("/cong-khai/yeu-cau/tra-cuu/").fill(number="TT-2023-00001", secret="sai").press("Tra cứu", status=422)
    back.fill(number="TT-2023-00001", secret=secret).press("Tra cứu").sees("Cung cấp một phần", "Điều 6")
    stranger.visit("/cong-khai/yeu-cau/gui/?subject=du+an+keu+goi+dau+tu").sees("Có câu gần giống đã được trả lời")
    stranger.visit("/cong-khai/yeu-cau/").press("Danh mục dự án kêu gọi đầu tư").sees_not("Vi Thị Kín", "0912")


def test_a_business_comments_on_a_passage_and_reads_what_became_of_it(
    invite: Callable[..., Visitor], tmp_path: Path
) -> None:
    paper = tmp_path / "du-thao.txt"
    paper.write_text(DRAFT, encoding="utf-8")
    officer = invite("chuyenvien")
    officer.visit("/cong-khai/gop-y/").press("Nạp dự thảo").fill(title="Quy định hỗ trợ thuê tư vấn")
    officer.page.set_input_files("main [name=file]", str(paper))
    officer.press("Nạp").sees("Đã đọc được", "không quá 30 triệu đồng")
    address = officer.page.url
    guest = invite(width=360)
    guest.visit(address, status=404)
    head = invite("lanhdaoso")
    head.visit(address).press("Mở lấy ý kiến").fill(closes_on="20/6/2023")
    head.press("Mở lấy ý kiến", status=422).sees("ít nhất 30 ngày", "05/7/2023")
    head.fill(closes_on="05/7/2023").press("Mở lấy ý kiến").sees("Đang lấy ý kiến")
    guest.visit("/cong-khai/gop-y/").press("Quy định hỗ trợ thuê tư vấn").sees("Góp ý đoạn này")
    line = guest.page.locator("main .passage").filter(has_text="30 triệu").last
    guest.press(line.get_by_role("link")).sees("Chưa có ý kiến nào")
    guest.fill(text="Nên nâng lên 50 triệu đồng.", organisation="Công ty Bản Lề", full_name="Vi Thị Kín")
    guest.press("Gửi ý kiến").sees("Đã nhận ý kiến số 1", "Công ty Bản Lề", "Chưa giải trình").sees_not("Vi Thị Kín")
    officer.visit(address).press(officer.page.get_by_role("link", name="ý kiến, về 1 đoạn")).press(
        "Giải trình ý kiến số 1"
    )
    officer.page.get_by_label("Không tiếp thu").check()
    officer.fill(reason="Vượt khả năng ngân sách năm nay.").press("Giải trình ý kiến")
    guest.visit(address).sees("không tiếp thu, có lý do")
    guest.press(guest.page.locator("main .passage").filter(has_text="30 triệu").last.get_by_role("link"))
    guest.sees("Không tiếp thu", "Vượt khả năng ngân sách năm nay.")
    guest.visit(address)
    with guest.page.expect_download() as waiting:
        guest.page.get_by_role("link", name="Bảng tiếp thu (Word)").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"PK")


def test_an_agency_answers_what_the_auditor_found_on_its_site(invite: Callable[..., Visitor], house: House) -> None:
    frame = "<!doctype html><html lang=vi><meta charset=utf-8><title>Sở Kế hoạch và Đầu tư</title><h1>Sở Kế hoạch và Đầu tư</h1>"
    book = {
        "/": Answer(f'{frame}<p><a href="/goi/">Kêu gọi đầu tư</a> <a href="/mat">Liên hệ</a></p>'.encode()),
        "/goi/": Answer(
            f"{frame}<p>Ngày 02/6/2023: danh mục dự án, bản đăng trên trang, mời các nhà đầu tư xem.</p>".encode()
        ),
    }
    with serve(book) as site:
        coordinator = invite("dieuphoi")
        coordinator.visit("/cong-khai/trang/").sees("Chưa ghi trang nào").fill(url=site.url)
        coordinator.page.locator("main [name=agency]").select_option(label="Sở Kế hoạch và Đầu tư")
        coordinator.press("Ghi").press(f"Kiểm tra ngay {site.url}").sees("hàng chờ kiểm tra")
        house.run("worker", "--once")
    guest = invite()
    guest.visit("/cong-khai/phat-hien/").sees("Liên kết hỏng", "Chưa có https")
    officer = invite("chuyenvien")
    officer.visit("/cong-khai/viec/").sees("Phát hiện chờ trả lời", "Liên kết hỏng").press("Liên kết hỏng").press(
        "Trả lời"
    )
    officer.page.get_by_role("radio", name="Sẽ sửa").check()
    officer.fill(text="Đang khôi phục trang liên hệ.", promised_on="12/6/2023").press("Trả lời phát hiện")
    officer.sees("Cơ quan đã trả lời", "Đang khôi phục trang liên hệ.")
    guest.visit("/cong-khai/phat-hien/").press("Liên kết hỏng").sees("Đang khôi phục trang liên hệ.", "12/6/2023")
    guest.visit("/cong-khai/").sees("Sở Kế hoạch và Đầu tư", "kế hoạch đặt ra 100 %")
