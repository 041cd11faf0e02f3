"""Two coordinators look at one result; both press; one is told kindly who was first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_the_second_to_confirm_is_told_who_was_first(invite: Callable[..., Visitor]) -> None:
    lan = invite("lanhdaoso")
    lan.visit("/viec-cua-toi/?muc=co-quan").press(lan.page.locator("main .what a").first)
    address = lan.page.url.removeprefix(lan.house.url)
    lan.press("Nhận việc").press("Nhận việc")
    lan.choose("Nộp kết quả").fill(text="Đã xong.", document_number="12/BC-SKHĐT")
    lan.press("Nộp kết quả").sees("Chờ xác nhận")

    chi, dat = invite("dieuphoi"), invite("vanphong")
    for person in (chi, dat):
        person.visit(f"{address}xac-nhan/").sees("Xác nhận hoàn thành", "Đã xong.")
    chi.press("Xác nhận hoàn thành").sees("Đã xác nhận hoàn thành")
    dat.press("Xác nhận hoàn thành", status=409).sees("Vi Thị Chi")
    dat.visit(address).sees("Đã xong")
    confirmations = dat.page.locator("aside").get_by_text("Xác nhận hoàn thành", exact=False)
    assert confirmations.count() == 1, "one result is confirmed once"
