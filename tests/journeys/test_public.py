"""Somebody without an account: from the first page to the agency that promised, in five steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
FIRST_VISIT = 200_000  # bytes, compressed; docs/budgets.md: a phone on 400 kbit/s has it in four seconds
PLAN = "/ke-hoach/124-kh-ubnd-2023/"


def test_a_visitor_goes_from_a_word_to_the_agency_that_promised(invite: Callable[..., Visitor]) -> None:
    guest = invite()
    guest.visit("/").sees("Doanh nghiệp cần gì, tỉnh trả lời đúng hạn").fill(q="gia dat")
    guest.press("Tìm").sees("giá đất", "Nhiệm vụ")
    guest.press(guest.page.locator("main li a").filter(has_text="giá đất").first).sees(
        "Kế hoạch nói gì", "Chủ trì", "124/KH-UBND"
    )
    guest.press("Xem trong văn bản").sees("Nhiệm vụ", "Cơ quan")
    assert guest.page.url.startswith(guest.house.url + PLAN)
    guest.press("Mở việc").sees("Hạn", "Cơ quan", "chỉ các cơ quan của nhiệm vụ và người theo dõi đọc được")
    guest.visit("/cam-ket/").sees("Lời hứa và kết quả", "Mẫu số")
    agency = guest.page.locator("main select[name=co_quan] option").nth(1)
    guest.page.locator("main select[name=co_quan]").first.select_option(agency.get_attribute("value"))
    guest.press("Lọc").sees(agency.inner_text())
    guest.visit("/co-quan/")


def test_doors_of_the_staff_send_a_visitor_to_sign_in(invite: Callable[..., Visitor]) -> None:
    guest = invite()
    for path in ("/viec-cua-toi/", "/cho-duyet/", "/lanh-dao/", "/ke-hoach/nap/", "/nhat-ky/", "/van-hanh/"):
        guest.visit(path)
        assert "/dang-nhap/" in guest.page.url, path


def test_the_first_page_is_light_enough_for_an_upland_connection(invite: Callable[..., Visitor]) -> None:
    guest = invite(width=360)
    session = guest.context.new_cdp_session(guest.page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 200_000 / 8}
    session.send("Network.emulateNetworkConditions", slow)
    weights: dict[str, float] = {}
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
    session.on("Network.loadingFinished", lambda told: weights.update({told["requestId"]: told["encodedDataLength"]}))
    guest.visit("/")
    guest.page.wait_for_load_state("networkidle")
    painted = guest.page.evaluate("performance.getEntriesByName('first-contentful-paint').length")
    assert painted == 1, "words stand on the screen"
    figures = {names.get(k, k).removeprefix(guest.house.url): int(v) for k, v in weights.items()}
    total = sum(figures.values())
    print(f"first visit: {total} bytes in {len(figures)} answers: {figures}")  # noqa: T201 - the figures are the point
    assert total < FIRST_VISIT, figures
    assert all(name.startswith(("/", "data:")) for name in figures), "nothing comes from elsewhere"


def test_pages_print_on_a4(invite: Callable[..., Visitor]) -> None:
    import pypdfium2

    guest = invite()
    guest.visit(PLAN)
    guest.press(guest.page.locator("main .plan-text a").first).press("Mở việc")
    obligation = guest.page.url
    for address in (obligation, guest.house.url + PLAN, guest.house.url + "/cam-ket/"):
        guest.visit(address)
        printed = pypdfium2.PdfDocument(guest.page.pdf(prefer_css_page_size=True))
        for sheet in printed:
            width, height = sheet.get_size()
            assert (round(width), round(height)) == (595, 842), (address, width, height)
        words = printed[0].get_textpage().get_text_range()
        assert len(words.split()) > 30, (address, words)
        assert "Đăng nhập" not in words, "menus are not printed"
