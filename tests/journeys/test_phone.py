"""The same house on a telephone 360 px wide: nothing is wider than the screen, nothing needs two hands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import papers
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def test_an_officer_reports_from_a_telephone(invite: Callable[..., Visitor], tmp_path: Path) -> None:
    an = invite(width=360)
    an.visit("/dang-nhap/").picture("login", 360, 1366)
    an.sign_in("chuyenvien").sees("Việc của tôi")
    an.press(an.page.locator("main .what a").first).sees("Vì sao")
    an.press("Nhận việc").press("Nhận việc").sees("Đã nhận việc")
    an.press("Báo tiến độ").fill(percent="20", text="Báo từ điện thoại, ngoài hiện trường.")
    an.page.set_input_files("main [type=file]", papers.evidence_pdf(tmp_path, "anh-hien-truong.pdf"))
    an.press("Báo tiến độ").sees("20 %", "anh-hien-truong.pdf")
    for path in ("/thong-bao/", "/ke-hoach/viec/", "/tai-khoan/", "/tai-khoan/xac-thuc-hai-lop/"):
        an.visit(path)


def test_the_coordinator_and_the_leader_read_everything_on_a_telephone(invite: Callable[..., Visitor]) -> None:
    chi = invite("dieuphoi", width=360)
    paths = (
        "/ke-hoach/",
        "/ke-hoach/nap/",
        "/ke-hoach/124-kh-ubnd-2023/",
        "/ke-hoach/124-kh-ubnd-2023/soat-loi/",
        "/ke-hoach/124-kh-ubnd-2023/chi-tieu/",
        "/ke-hoach/bang-tien-do/",
        "/ke-hoach/ban-giao/",
        "/ke-hoach/so-sanh/",
        "/cho-duyet/",
        "/nhat-ky/",
        "/lich/",
        "/lich/tinh-han/",
        "/lich/thoi-han/",
        "/co-quan/",
    )
    for path in paths:
        chi.visit(path)
    invite("lanhdao", width=360).visit("/lanh-dao/")
    invite("quantri", width=360).visit("/van-hanh/").visit("/tai-khoan/danh-sach/").visit(
        "/tai-khoan/nhat-ky-truy-cap/"
    )


def test_the_public_reads_everything_on_a_telephone(invite: Callable[..., Visitor]) -> None:
    guest = invite(width=360)
    for path in (
        "/",
        "/cam-ket/",
        "/tim/?q=dat+dai",
        "/gioi-thieu/",
        "/tro-nang/",
        "/ban-dung-thu/",
        "/nhat-ky/minh-bach/",
    ):
        guest.visit(path)
    guest.visit("/khong-co-trang-nay/", status=404)
