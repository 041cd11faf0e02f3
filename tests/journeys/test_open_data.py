"""A business finds a thing in three steps from the home page, on a telephone, with scripts and without; and in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_business_reaches_a_dataset_in_three_steps(invite: Callable[..., Visitor], scripts: bool) -> None:
    dung = invite(width=360, scripts=scripts)
    dung.visit("/").press(dung.page.locator(".door").filter(has_text="Số liệu")).sees("Danh mục đã công bố")
    dung.press(dung.page.locator(".hits > li > a").filter(has_text="Cơ quan của tỉnh")).sees(
        "Tải về", "Các cột", "Giấy phép"
    )
    with dung.page.expect_download() as taken:
        dung.page.get_by_role("link", name="CSV").first.click()
    assert taken.value.suggested_filename == "co-quan.csv"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_business_finds_by_words_and_narrows(invite: Callable[..., Visitor], scripts: bool) -> None:
    dung = invite(width=360, scripts=scripts)
    dung.visit("/").fill(q="tiep can dat dai").press("Tìm").sees("kết quả", "Tiếp cận đất đai")
    dung.press(dung.page.locator(".facet a").first).sees("Bỏ thu hẹp")
    dung.visit("/tim/?q=doanh+nghiepj").sees("Ý bạn là")
    dung.press(dung.page.locator(".empty a").first).sees("kết quả")


def test_every_new_page_is_clean_on_a_telephone_and_a_desk(invite: Callable[..., Visitor]) -> None:
    for width in (360, 1366):
        guest = invite(width=width)
        for path in (
            "/", "/cua/hoi/", "/cua/thu-tuc/", "/cua/dat-dai/", "/cua/dau-tu/", "/cua/so-lieu/", "/tim/?q=dat",
            "/du-lieu/", "/du-lieu/?q=pci", "/du-lieu/diem-chi-so/", "/du-lieu/may-doc/", "/gioi-thieu/luot-xem/?hoi=300&co=240",
            "/en/", "/en/cua/dau-tu/", "/en/tim/?q=PCI", "/en/du-lieu/", "/en/du-lieu/co-quan/",
        ):  # fmt: skip
            guest.visit(path)


def test_an_investor_reads_in_english_and_comes_back(invite: Callable[..., Visitor]) -> None:
    iris = invite()
    iris.visit("/").press(iris.page.get_by_role("link", name="English")).sees(
        "What business needs", "Promised and delivered"
    )
    iris.press(iris.page.locator(".door").filter(has_text="Investment")).sees("Not here yet")
    iris.press(iris.page.locator(".hits > li > a").filter(has_text="Support policies")).sees(
        "Legal basis", "Technology"
    )
    iris.press(iris.page.locator("main tbody th a").first).sees("This row through the versions")
    iris.visit("/en/danh-muc/").sees("Public registers").visit("/en/cua/dau-tu/")
    iris.press(iris.page.get_by_role("link", name="Tiếng Việt")).sees("Chưa có ở đây")
    assert iris.page.url.endswith("/cua/dau-tu/")


def test_an_operator_gives_out_a_key_and_takes_it_back(invite: Callable[..., Visitor]) -> None:
    khoa = invite("quantri")
    khoa.visit("/du-lieu/khoa/").fill(label="Trường đại học thử").press("Cấp khóa").sees("chỉ hiện một lần", "dh_")
    khoa.press("Thu hồi").sees("Đã thu hồi")
