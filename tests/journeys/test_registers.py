"""An officer keeps a public list: by row, by spreadsheet, published; a business finds it; axe looks at every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
AFTER_THE_MERGER = "2026-03-02"
REGISTER = "/danh-muc/chinh-sach-ho-tro/"


def test_an_officer_publishes_by_row_and_by_spreadsheet(
    house: House, invite: Callable[..., Visitor], tmp_path: Path
) -> None:
    house.open(day=AFTER_THE_MERGER)
    an = invite("chuyenvien")
    an.visit("/danh-muc/lam-viec/").sees("Chính sách hỗ trợ doanh nghiệp", "Cơ quan tôi giữ")
    an.visit(f"{REGISTER}soan/").press("Thêm dòng")
    an.fill(
        ma="CS-900",
        ten="Hỗ trợ thử nghiệm của câu chuyện",
        doi_tuong="Hợp tác xã",
        can_cu="Câu chuyện",
        toi_da="mười hai",
    )
    an.page.locator("main [name=nhom]").select_option("Đào tạo")
    an.press("Ghi vào bản đang soạn", status=422).sees("không phải là số")
    an.fill(toi_da="1.234,5").press("Ghi vào bản đang soạn").sees("chưa công bố")
    sheet = take_away(an, tmp_path)
    book = openpyxl.load_workbook(sheet)
    page = book["Dữ liệu"]
    head = [c.value for c in page[1]]
    page.cell(row=2, column=head.index("Nội dung hỗ trợ") + 1, value="Nội dung đổi tên trong bảng tính")
    page.cell(row=3, column=head.index("Mức tối đa") + 1, value="không rõ")
    book.save(sheet)
    an.visit(f"{REGISTER}soan/nap/")
    an.page.set_input_files("main [type=file]", sheet)
    an.press("Gửi để xem trước").sees("ô cần sửa", "Mức tối đa", "không phải là số")
    page.cell(row=3, column=head.index("Mức tối đa") + 1, value=77.5)
    book.save(sheet)
    an.press("Gửi tệp đã sửa")
    an.page.set_input_files("main [type=file]", sheet)
    an.press("Gửi để xem trước").sees("Nội dung đổi tên trong bảng tính", "77,5")
    an.press("Nạp vào bản đang soạn").sees("Đã nạp bảng tính")
    an.press("Xem lại và công bố").sees("Thay đổi sẽ công bố")
    an.fill(ghi_chu="Cập nhật theo rà soát mới").press("Công bố").sees("Đã công bố bản 2")
    guest = invite()
    guest.visit(REGISTER).sees("Nội dung đổi tên trong bảng tính", "bản 2")
    guest.press("Lịch sử và so sánh").sees("Các bản đã công bố", "Cập nhật theo rà soát mới")
    guest.press("với bản trước").sees("Bản 2 so với bản 1", "Nội dung đổi tên")


def take_away(an: Visitor, folder: Path) -> Path:
    """Take the working rows away as a spreadsheet."""
    with an.page.expect_download() as waiting:
        an.page.get_by_role("link", name="XLSX", exact=True).first.click()
    path = folder / "dang-soan.xlsx"
    waiting.value.save_as(path)
    return path


@pytest.mark.parametrize("width", [360, 1366])
def test_a_business_finds_reads_and_takes_away(invite: Callable[..., Visitor], width: int) -> None:
    guest = invite(width=width)
    guest.visit("/danh-muc/").sees("Danh mục công khai", "Đơn vị hành chính cấp xã")
    guest.press("Đơn vị hành chính cấp xã").sees("Sở Nội vụ", "65 dòng")
    guest.press("Đồng Đăng").sees("Nội dung", "Dòng này qua các bản", "06184")
    guest.visit("/danh-muc/van-ban-phap-luat/?q=thanh+tra&tinh_trang=Còn+hiệu+lực").sees("84/2025/QH15")
    guest.visit("/danh-muc/don-vi-hanh-chinh/in/").sees("ĐƠN VỊ HÀNH CHÍNH")
    guest.visit("/danh-muc/don-vi-hanh-chinh/lich-su/").sees("Vì sao tin được?")
    guest.visit("/danh-muc/don-vi-hanh-chinh/?q=khong+co+o+day").sees("Không có dòng nào khớp")


def test_a_list_with_places_is_published_and_read_on_a_map_and_in_its_table(
    house: House, invite: Callable[..., Visitor]
) -> None:
    house.open(day=AFTER_THE_MERGER)
    projects = "/danh-muc/du-an-keu-goi/"
    an = invite("chuyenvien")
    an.visit(f"{projects}soan/").press("Thêm dòng")
    an.fill(ma="DA-901", ten="Kho lạnh của câu chuyện", ten_tieng_anh="Cold store of the story", von_du_kien="1.200,5")
    an.page.locator("main [name=linh_vuc]").select_option("Logistics")
    an.fill(kinh_do="21,94", vi_do="106,69").press("Ghi vào bản đang soạn", status=422).sees("bị viết ngược")
    an.fill(kinh_do="106,69", vi_do="21,94").press("Ghi vào bản đang soạn").press("Xem lại và công bố")
    an.fill(ghi_chu="Dự án đầu tiên").press("Công bố").sees("Đã công bố bản 1")
    guest = invite()
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    guest.visit(projects).sees("Trên bản đồ", "1 địa điểm")
    guest.page.locator("dh-map[data-drawn='1'] .maplibregl-canvas").wait_for()
    guest.look()
    assert [url for url in asked if not url.startswith((house.url, "blob:", "data:"))] == []
    guest.press(guest.page.get_by_role("link", name="Xem dạng bảng")).sees("Kho lạnh của câu chuyện", "1.200,5")
    iris = invite()
    iris.visit(projects).press(iris.page.get_by_role("link", name="English"))
    iris.sees("Projects calling for investment", "Cold store of the story", "1,200.5", "VND billion", "1 places")
    invite(scripts=False).visit(projects).sees("Cùng nội dung ở bảng", "Kho lạnh của câu chuyện")


def test_lists_work_without_scripts(house: House, invite: Callable[..., Visitor]) -> None:
    house.open(day=AFTER_THE_MERGER)
    invite(scripts=False).visit("/danh-muc/don-vi-hanh-chinh/?loai=phường").sees("4 dòng", "Kỳ Lừa")
    an = invite(scripts=False).sign_in("chuyenvien")
    an.visit(f"{REGISTER}soan/").press("Nạp bảng tính").sees("Gửi để xem trước")


def test_the_focal_office_reads_every_list_and_its_schema(house: House, invite: Callable[..., Visitor]) -> None:
    house.open(day=AFTER_THE_MERGER)
    chi = invite("dieuphoi")
    chi.visit("/danh-muc/lam-viec/").sees("Danh mục của cơ quan")
    chi.visit("/danh-muc/don-vi-hanh-chinh/luoc-do/").sees("Các cột hiện nay")
    chi.visit("/danh-muc/don-vi-hanh-chinh/soan/", status=403)
