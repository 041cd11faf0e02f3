"""A whole quarter, as a province lives it: written on a telephone, sent back, late, opened again, put together, signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.visitor import Visitor, words_of

pytestmark = pytest.mark.journey
OPENED, SENT, BACK, LATE, CLOSING = "2023-09-05", "2023-09-15", "2023-09-18", "2023-09-22", "2023-09-27"
FOCAL, OTHER = "Sở Kế hoạch và Đầu tư", "Sở Nông nghiệp và Phát triển nông thôn"
WORDS = "Đã rà soát và đăng đủ bộ thủ tục trong quý."
MORE = "Bổ sung: 96 trên 100 nội dung đã công khai, có danh mục kèm theo."
RATE = "online_registration_rate"
Invite = Callable[..., Visitor]


def test_a_quarter_from_an_empty_return_to_the_signed_report(house: House, invite: Invite, tmp_path: Path) -> None:
    house.run("user", "post", "chuyenvien2@trial.donghanh.localhost", "head", "--agency", "so-nong-nghiep-va-ptnt",
              "--from", "2023-01-01")  # fmt: skip
    house.open(day=OPENED)
    house.run("worker", "--once")
    address = write_on_a_telephone(invite, papers.evidence_pdf(tmp_path))
    two_at_once(invite, address)
    house.open(day=SENT)
    send(invite, address)
    send_back(invite, address)
    house.open(day=BACK)
    correct_and_take_in(invite, address)
    house.open(day=LATE)
    other = come_late(invite)
    counts(invite("dieuphoi"), received="2", late=other)
    house.open(day=CLOSING)
    report = consolidate(house, invite)
    open_again(invite, address, report)
    sign(house, invite, address, report)
    everybody_reads_it(house, invite, report)


def write_on_a_telephone(invite: Invite, pdf: Path) -> str:
    """The officer finds the return filled beforehand, writes, is asked about an odd figure, adds a row and a file."""
    an = invite("chuyenvien", width=360)
    an.visit("/bao-cao/").sees("Cần soạn và gửi", "Quý III/2023", FOCAL)
    an.press("Soạn tiếp").sees("Số hệ thống đã có", "Phần việc được giao", "Thứ ba, 19/9/2023")
    address = an.page.url.removeprefix(an.house.url)
    an.page.locator("#t-1").press_sequentially("Đã họp giao ban, phân công từng phòng.")
    an.page.locator("#luu").get_by_text("Đã lưu").wait_for()
    last = an.page.locator("main textarea[id^=t-]").last
    an.page.locator("main textarea[id^=t-]").nth(1).fill(WORDS)
    last.fill("Đề nghị tập huấn chấm điểm.")
    an.fill(**{f"n-{RATE}": "130", f"d-{RATE}": "100", f"m-{RATE}": "Danh mục công khai 14/9/2023"})
    an.fill(**{"r-difficulties-0-subject": "Chậm xác nhận nguồn gốc đất", "r-difficulties-0-count": "1.5oo"})
    an.press("Lưu", status=422).sees("không phải là số")
    assert an.page.locator("[name=r-difficulties-0-count]").input_value() == "1.5oo", (
        "what was typed stands there still"
    )
    an.fill(**{"r-difficulties-0-count": "3"})
    an.press("Lưu").sees("Cần ghi lý do", "thường từ 0 đến 100")
    an.fill(**{f"n-{RATE}": "96"}).press("Lưu").sees("Đã lưu")
    an.page.set_input_files("main #dinh-kem", pdf)
    an.press("Đính kèm").sees("Đã đính kèm tệp", "bo-cau-hoi.pdf")
    an.visit(address).sees("Số hệ thống đã có")
    assert an.page.locator("main textarea[id^=t-]").nth(1).input_value() == WORDS
    an.picture("return", 360)
    return address


def two_at_once(invite: Invite, address: str) -> None:
    """Head and officer write the same part: the second sees both texts and overwrites nothing."""
    lan, an = invite("lanhdaoso"), invite("chuyenvien")
    lan.visit(address)
    an.visit(address)
    an.page.locator("#t-1").fill("Bản của chuyên viên.")
    an.press("Lưu").sees("Đã lưu")
    lan.page.locator("#t-1").evaluate("(e) => { e.value = 'Bản của lãnh đạo.' }")
    lan.press("Lưu", status=409).sees(
        "Hai người cùng sửa", "Bản của chuyên viên.", "Bản của lãnh đạo.", "Nguyễn Thị An"
    )
    lan.picture("conflict", 1366)
    lan.visit(address)
    assert lan.page.locator("#t-1").input_value() == "Bản của chuyên viên."


def send(invite: Invite, address: str) -> None:
    """Only the head can send; then it is locked, and the page says by which rule."""
    an = invite("chuyenvien")
    an.visit(address)
    assert not an.page.get_by_role("button", name="Lưu và gửi").count()
    lan = invite("lanhdaoso")
    lan.visit(address).press("Lưu và gửi").fill(document_number="215/BC-SKHĐT")
    lan.press("Gửi báo cáo").sees("Đã gửi báo cáo", "đang chờ tiếp nhận", "215/BC-SKHĐT")


def send_back(invite: Invite, address: str) -> None:
    """The coordinator reads it and sends it back with a reason."""
    chi = invite("dieuphoi")
    chi.visit("/bao-cao/").sees("Chờ tiếp nhận", FOCAL)
    chi.press("Xem và tiếp nhận").sees(WORDS, "3", "bo-cau-hoi.pdf")
    chi.press("Trả lại").press("Trả lại", status=422).sees("Hãy ghi lý do")
    chi.fill(reason="Thiếu số liệu công khai theo lĩnh vực.")
    chi.press("Trả lại").sees("Đã trả lại báo cáo", "Bị trả lại")


def correct_and_take_in(invite: Invite, address: str) -> None:
    """The officer sees why, adds what is missing; sent again, it is taken in."""
    an = invite("chuyenvien", width=360)
    an.visit("/bao-cao/").sees("Thiếu số liệu công khai")
    an.press("Soạn tiếp").sees("Cần sửa", "Thiếu số liệu công khai theo lĩnh vực.")
    an.page.locator("main textarea[id^=t-]").nth(1).fill(f"{WORDS}\n{MORE}")
    an.press("Lưu").sees("Đã lưu")
    lan = invite("lanhdaoso")
    lan.visit(address).press("Lưu và gửi").press("Gửi báo cáo").sees("Đã gửi báo cáo")
    chi = invite("dieuphoi")
    chi.visit(address).sees(MORE).press("Tiếp nhận").press("Tiếp nhận").sees("Đã tiếp nhận báo cáo")


def come_late(invite: Invite) -> str:
    """Another agency sends three days late: it counts as received, not as in time."""
    binh = invite("chuyenvien2")
    binh.visit("/bao-cao/").sees("Cần soạn và gửi", OTHER).press("Soạn tiếp")
    address = binh.page.url.removeprefix(binh.house.url)
    binh.page.locator("#t-1").fill("Đã triển khai đến các đơn vị.")
    binh.press("Lưu và gửi").press("Gửi báo cáo").sees("Đã gửi báo cáo")
    chi = invite("dieuphoi")
    chi.visit(address).press("Tiếp nhận").press("Tiếp nhận").sees("Đã tiếp nhận báo cáo")
    binh.visit(address.replace("/bao-cao/", "/bao-cao/x"), status=404)
    return address


def counts(chi: Visitor, *, received: str, late: str) -> None:
    """The board tells who came, who came late, and what is missing counts against."""
    chi.visit("/bao-cao/bang/?che_do=kh124-quy&nam=2023").sees("Bảng nhận báo cáo", "đúng hạn: 1 trên")
    figures = words_of(chi.page.locator(".figures > *").all())
    assert figures[0].startswith(f"{received} /"), figures
    rows = {w.split(" 1/1")[0]: w for w in words_of(chi.page.locator("main tbody tr").all())}
    assert "nhận trễ 22/9/2023" in rows[OTHER]
    assert "đã nhận 18/9/2023" in rows[FOCAL]
    chi.picture("returns-board", 1366, 360)
    chi.visit("/bao-cao/bang/?che_do=kh124-quy&nam=2023&ngay=15/9/2023").sees("chưa đến hạn")
    assert words_of(chi.page.locator(".figures > *").all())[0].startswith("0 /"), "on the 15th it was sent back again"
    chi.visit("/bao-cao/tre/").sees("Báo cáo quá hạn chưa gửi", "chưa gửi")
    chi.visit("/bao-cao/danh-sach/?trang_thai=accepted").sees(FOCAL, OTHER)
    chi.visit("/bao-cao/che-do/").sees("Kế hoạch của cơ quan", "Tổng hợp khó khăn", "số ước")


def consolidate(house: House, invite: Invite) -> str:
    """One click builds the province's report in the background from the returns taken in."""
    chi = invite("dieuphoi")
    chi.visit("/bao-cao/bang/?che_do=kh124-quy&nam=2023")
    chi.press(chi.page.locator("main thead a").first).sees("Vì sao hạn là 19/9/2023", "quá hạn chưa gửi")
    chi.press("Lập báo cáo tổng hợp").press("Lập báo cáo tổng hợp").sees("trên 2 báo cáo")
    report = chi.page.url.removeprefix(chi.house.url)
    house.run("worker", "--once")
    chi.visit(report).sees("Dự thảo", WORDS, MORE, FOCAL, OTHER)
    chi.visit(f"{report}?xem=co-quan").sees(OTHER, "Đã triển khai đến các đơn vị.")
    chi.visit(f"{report}?xem=bang").sees("Tình hình gửi báo cáo", "Nhiệm vụ theo cơ quan", "Khó khăn, vướng mắc")
    chi.press(chi.page.locator("#bang-by_agency td a").first).sees("Các dòng phía sau con số", "Công thức")
    chi.visit(report).press(chi.page.locator(".para .from a", has_text="sửa").first)
    chi.fill(text="Sở đã phân công từng phòng, họp giao ban hằng tuần.").press("Lưu").sees("đã sửa")
    return report


def open_again(invite: Invite, address: str, report: str) -> None:
    """A return opened again after the draft: the coordinator sees which, and what it changes."""
    chi = invite("dieuphoi")
    chi.visit(address).press("Mở lại để sửa").fill(reason="Đính chính số nội dung đã công khai.")
    chi.press("Mở lại để sửa").sees("Đã mở lại báo cáo")
    chi.visit(report).sees("1 báo cáo đã khác", "được mở lại, đang sửa")
    an = invite("chuyenvien", width=360)
    an.visit(address).sees("Đính chính số nội dung đã công khai.")
    an.fill(**{f"n-{RATE}": "98"})
    an.page.locator("main textarea[id^=t-]").nth(1).fill(f"{WORDS}\n{MORE.replace('96', '98')}")
    an.press("Lưu").sees("Đã lưu")
    lan = invite("lanhdaoso")
    lan.visit(address).press("Lưu và gửi").press("Gửi báo cáo").sees("Đã gửi báo cáo")
    chi.visit(address).press("Tiếp nhận").press("Tiếp nhận").sees("Đã tiếp nhận báo cáo")
    chi.visit(report).sees("đã gửi lại bản mới", "Báo cáo gốc nay ghi", "98 trên 100").picture("report", 1366, 360)
    chi.visit(f"{report}?xem=bang").sees("Số liệu sẽ khác nếu tính lại", "96", "98").picture("report-tables", 1366)
    chi.press("Đưa vào dự thảo").sees("Đã cập nhật bản tổng hợp", "98 trên 100", "họp giao ban hằng tuần")
    chi.sees_not("đã khác so với khi lập dự thảo")
    chi.visit("/bao-cao/bang/?che_do=kh124-quy&nam=2023").sees("18/9/2023")


def sign(house: House, invite: Invite, address: str, report: str) -> None:
    """The period is locked, its figures frozen, the report gets its number; every lock says its rule."""
    chi = invite("dieuphoi")
    chi.visit(report).press("Ban hành").fill(number="312/BC-SKHĐT", signed_on="27/9/2023")
    chi.press("Ban hành", status=409).sees("Hãy khóa kỳ trước khi ban hành")
    chi.visit(report).press(chi.page.locator("main .path a").last)
    period = chi.page.url.removeprefix(chi.house.url)
    chi.press("Khóa kỳ").press("Khóa kỳ").sees("Kỳ đã khóa số liệu", "Số đã chốt khi khóa kỳ")
    chi.picture("period", 1366)
    chi.visit(address).sees("Kỳ đã khóa số liệu từ ngày 27/9/2023", "Số đã chốt khi khóa kỳ", "98")
    chi.visit(report).press("Ban hành").fill(number="312/BC-SKHĐT", signed_on="27/9/2023")
    chi.press("Ban hành").sees("Đã ban hành: 312/BC-SKHĐT")
    chi.visit(address).sees("Báo cáo của tỉnh đã ban hành (312/BC-SKHĐT)")
    chi.visit(period).press("Mở lại kỳ").fill(reason="Thử mở")
    chi.press("Mở lại kỳ", status=409).sees("hãy thu hồi báo cáo trước khi mở lại kỳ")
    for form in ("DOCX", "PDF", "XLSX"):
        chi.visit(report)
        with chi.page.expect_download() as kept:
            chi.page.get_by_role("link", name=form).click()
        assert kept.value.path().stat().st_size > 4000
    house.run("worker", "--once")


def everybody_reads_it(house: House, invite: Invite, report: str) -> None:
    """The agencies that reported read the signed report; strangers do not."""
    an = invite("chuyenvien", width=360)
    an.visit("/thong-bao/").sees("Đã ban hành báo cáo của tỉnh 312/BC-SKHĐT")
    an.visit(report).sees("312/BC-SKHĐT", "họp giao ban hằng tuần").sees_not("/doan/")
    an.visit("/bao-cao/").sees("Đã khóa kỳ")
    giang = invite("kiemtoan")
    giang.visit("/bao-cao/bang/?che_do=kh124-quy&nam=2023").visit(report)
    invite("doanhnghiep").visit(report, status=403)
    told = house.run("report", "board", "--regime", "kh124-quy", "--period", "2023-Q3", "--json", "-")
    assert '"on_time": 1' in told
    shown = house.run("measure", "show", f"reporting.{RATE}", "--period", "2023-Q3", "--json", "-")
    assert '"frozen": {' in shown
