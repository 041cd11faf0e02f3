"""Every page of the indices on a telephone and a desk; charts with and without scripts; the own index by browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
LAND = "/chi-so/pci/tiep-can-dat-dai/"
PAGES = (
    "/chi-so/",
    "/chi-so/tom-tat/",
    "/chi-so/xep-hang/",
    "/chi-so/xep-hang/?an_ban=pci-2022&tinh=Quảng+Ninh",
    "/chi-so/an-ban/",
    "/chi-so/an-ban/pci-2011/",
    "/chi-so/tach-thay-doi/",
    "/chi-so/tinh-lai/",
    "/chi-so/so-lieu/",
    "/chi-so/tranh-chap/",
    "/chi-so/kich-ban/?an_ban=pci-2022&support=6,5&land=7,2&hang=10",
    "/chi-so/kich-ban/chi-tieu/",
    "/chi-so/du-bao/",
    "/chi-so/ddci/",
    LAND,
    LAND + "xac-suat/",
    "/chi-so/pgi/thuc-day-thuc-hanh-xanh/",
)


@pytest.mark.parametrize("width", [360, 1366])
def test_every_page_is_clean_on_a_telephone_and_a_desk(invite: Callable[..., Visitor], width: int) -> None:
    guest = invite(width=width)
    for path in PAGES:
        guest.visit(path)
    invite("lanhdao", width=width).visit("/lanh-dao/").sees("PCI: đang ở đâu", "73,10", "+0,59", "−0,21")
    keeper = invite("dieuphoi", width=width)
    for path in ("/chi-so/nhap/", "/chi-so/ddci/cau-hinh/"):
        keeper.visit(path)


def test_charts_stand_without_scripts_and_come_alive_with_them(invite: Callable[..., Visitor]) -> None:
    plain = invite(scripts=False).visit(LAND)
    drawn = plain.page.locator("main .chart")
    assert drawn.count() >= 1
    assert drawn.locator("svg, img").count() >= drawn.count()
    assert drawn.locator("table").count() >= 1
    lively = invite().visit(LAND)
    lively.page.wait_for_selector("main .chart .vega-embed, main .chart canvas, main .chart svg.marks")


def test_the_own_index_is_set_filled_and_read_in_the_browser(invite: Callable[..., Visitor]) -> None:
    chi = invite("dieuphoi").visit("/chi-so/ddci/").sees("Chưa đặt cấu hình DDCI")
    chi.press("Đặt cấu hình một năm")
    page = chi.page
    page.locator("main [name=year]").fill("2022")
    page.locator("main [name=locality]").select_option("districts")
    page.locator("main [name=basis]").fill("Quyết định thử 12/QĐ-UBND ngày 10/01/2022")
    page.locator("main .part-row").nth(0).locator("input").nth(0).fill("Tính minh bạch")
    page.locator("main .part-row").nth(0).locator("input").nth(1).fill("60")
    page.locator("main .part-row").nth(1).locator("input").nth(0).fill("Chi phí thời gian")
    page.locator("main .part-row").nth(1).locator("input").nth(1).fill("30")
    page.locator("main [name=departments]").fill("Sở Tài chính\nSở Xây dựng")
    page.locator("main [name=localities]").fill("")
    chi.press("Đặt cấu hình", status=422).sees("100")
    page.locator("main .part-row").nth(1).locator("input").nth(1).fill("40")
    chi.press("Đặt cấu hình").sees("2 đơn vị được chấm")
    for unit, scores in (("Sở Tài chính", ("8", "7")), ("Sở Xây dựng", ("9", "8"))):
        chi.press("Nhập điểm")
        form = page.locator("main form").last
        form.locator("select").first.select_option(label=unit)
        form.locator("[name=tinh-minh-bach]").fill(scores[0])
        form.locator("[name=chi-phi-thoi-gian]").fill(scores[1])
        form.locator("[name=source]").fill("Báo cáo DDCI thử, trang 4")
        chi.press("Ghi điểm").sees("Đã nhập 2 số")
    chi.sees("86,00", "76,00")
    invite(width=360).visit("/chi-so/ddci/2022/").sees("86,00", "76,00")
