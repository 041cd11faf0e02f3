"""The index twin in a browser: a leader reads the brief; every page on a telephone and a desk; figures come in and go out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import python_calamine
import xlsxwriter

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LAND = "/chi-so/pci/tiep-can-dat-dai/"
PAGES = (
    "/chi-so/",
    "/chi-so/tom-tat/",
    "/chi-so/xep-hang/?an_ban=pci-2022&tinh=Quảng+Ninh",
    "/chi-so/tach-thay-doi/",
    "/chi-so/an-ban/",
    "/chi-so/tinh-lai/",
    "/chi-so/kich-ban/?an_ban=pci-2022&support=6,5&land=7,2&hang=10",
    "/chi-so/an-ban/pci-2011/",
    "/chi-so/so-lieu/",
    "/chi-so/tranh-chap/",
    "/chi-so/kich-ban/chi-tieu/?chi_so=time&nam=2016",
    LAND,
    LAND + "xac-suat/",
    "/chi-so/du-bao/",
    "/chi-so/pgi/thuc-day-thuc-hanh-xanh/",
)


def test_the_chair_reads_the_brief_and_follows_a_figure_to_its_rows(invite: Callable[..., Visitor]) -> None:
    chair = invite("lanhdao").visit("/lanh-dao/").sees("PCI: đang ở đâu", "73,10", "+0,59", "−0,21")
    chair.visit("/chi-so/").sees("73,10", "72,95", "+3,96", "+0,59", "−0,21")
    chair.press("In tóm tắt 2 trang").sees(
        "điều cần biết", "67,88" if "67,88" in chair.text else "69,01", "Chưa tỉnh nào", "53 %", "phần việc"
    )
    printed = pypdfium2.PdfDocument(chair.page.pdf(format="A4", prefer_css_page_size=True))
    assert len(printed) == 2
    assert "73,10" in printed[0].get_textpage().get_text_range()
    chair.visit("/chi-so/tach-thay-doi/").sees("64,510", "68,090", "hạng 22/63")
    chair.visit(LAND).sees("6,42", "7,2", "12 %", "+0,78", "Việc có ở đúng", "Nhiệm vụ nhằm vào chỉ số này")
    chair.sees("Doanh nghiệp đang vướng ở đây", "Còn thiếu công khai", "việc chưa ở đúng chỗ điểm")
    chair.press(chair.page.get_by_role("link", name="vì sao?").first).sees("59 / 504", "4,8 %")
    chair.visit("/chi-so/tinh-lai/").sees("68,09", "67,15")


def test_every_page_is_clean_on_a_telephone_and_a_desk_and_its_figures_can_be_taken_away(
    invite: Callable[..., Visitor],
) -> None:
    guest, desk = invite(width=360), invite()
    for path in PAGES:
        guest.visit(path)
    for path in PAGES[2:10:2] + PAGES[-2:]:  # those that no other story opens on a desk
        desk.visit(path)
    request, url = guest.context.request, guest.house.url
    assert len(json.loads(request.get(f"{url}/chi-so/xep-hang/?an_ban=pci-2021&tai=json").text())) == 63
    assert request.get(f"{url}/chi-so/so-lieu/?bo=pgi&tai=parquet").body()[:4] == b"PAR1"
    assert "67.88" in request.get(f"{url}/chi-so/so-lieu/?bo=pci&tai=csv").text().replace(",", ".")
    plain = invite(scripts=False).visit(LAND)
    assert plain.page.locator("main .chart svg").count() >= 1, "drawn by the server"
    assert plain.page.locator("main .chart table").count() >= 1, "and told as a table"


def test_the_coordinator_enters_a_booklet_and_sets_and_fills_the_own_index(
    invite: Callable[..., Visitor], tmp_path: Path
) -> None:
    chi = invite("dieuphoi").visit("/chi-so/nhap/?an_ban=pci-2023")
    page = chi.page
    chi.fill(land="64,2", source="Hồ sơ thử, trang 4").press("Nhập", status=422).sees("nằm ngoài thang 1–10")
    chi.fill(land="6,42").press("Nhập").sees("6,42", "Hồ sơ thử, trang 4")
    chi.press(page.get_by_role("link", name="Sửa Tiếp cận đất đai").first)
    chi.fill(value="6,52", reason="Đối chiếu lại bản in").press(page.locator("main form button").last)
    chi.visit("/chi-so/nhap/?an_ban=pci-2023").sees("Số đã thay", "6,42", "6,52", "Đối chiếu lại bản in")

    chi.visit("/chi-so/ddci/cau-hinh/")
    rows = page.locator("main .part-row:not(.head)")
    page.locator("main [name=year]").fill("2022")
    page.locator("main [name=locality]").select_option("districts")
    page.locator("main [name=basis]").fill("Quyết định thử 12/QĐ-UBND ngày 10/01/2022")
    for at, (name, department, district) in enumerate((("Tính minh bạch", "60", "50"), ("Đất đai", "30", "50"))):
        for box, value in enumerate((name, department, district)):
            rows.nth(at).locator("input").nth(box).fill(value)
    page.locator("main [name=departments]").fill("Sở Tài chính\nSở Xây dựng")
    page.locator("main [name=localities]").fill("Huyện Lộc Bình\nHuyện Cao Lộc")
    chi.press("Đặt cấu hình", status=422).sees("100")
    rows.nth(1).locator("input").nth(1).fill("40")
    chi.press("Đặt cấu hình").sees("4 đơn vị được chấm")

    chi.press("Nhập điểm")
    one = page.locator("main form").last
    one.locator("select").select_option(label="Sở Tài chính")
    one.locator("[name=tinh-minh-bach]").fill("8")
    one.locator("[name=dat-dai]").fill("7")
    one.locator("[name=source]").fill("Báo cáo DDCI thử, trang 4")
    chi.press("Ghi điểm").sees("Đã nhập 2 số", "76,00")

    given = chi.context.request.get(f"{chi.house.url}/chi-so/ddci/2022/districts/mau.xlsx").body()
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(given)).get_sheet_by_index(0).to_python()
    filled = tmp_path / "huyen.xlsx"
    book = xlsxwriter.Workbook(filled)
    out = book.add_worksheet()
    for y, row in enumerate(sheet):
        out.write_row(y, 0, row if y == 0 else (row[0], 9 - y, 8 - y))
    book.close()
    chi.visit("/chi-so/ddci/2022/districts/nhap/")
    upload = page.locator("main form").first
    upload.locator("[type=file]").set_input_files(filled)
    upload.locator("[name=source]").fill("Bảng điểm huyện, thử")
    chi.press("Nạp tệp").sees("Đã nhập 4 số", "75,00", "65,00")
    invite(width=360).visit("/chi-so/ddci/2022/?nhom=districts").sees("75,00", "65,00")
