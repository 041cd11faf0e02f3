"""Whatever somebody types after the question mark, a page answers; nothing typed comes back as code."""

from __future__ import annotations

from typing import Any

import pytest

from donghanh.work.plan.tests.factories import Cast, simple_plan

pytestmark = pytest.mark.django_db
PATHS = (
    "/", "/cam-ket/", "/tim/", "/ke-hoach/", "/ke-hoach/viec/", "/ke-hoach/bang-tien-do/", "/ke-hoach/so-sanh/",
    "/ke-hoach/ban-giao/", "/ke-hoach/{slug}/", "/ke-hoach/{slug}/chi-tieu/", "/co-quan/", "/lich/",
    "/lich/tinh-han/", "/lich/thoi-han/", "/nhat-ky/", "/nhat-ky/minh-bach/", "/tai-khoan/danh-sach/",
    "/tai-khoan/nhat-ky-truy-cap/", "/viec-cua-toi/", "/viec-cua-toi/dung-han/", "/cho-duyet/", "/lanh-dao/",
    "/thong-bao/", "/dang-nhap/",
)  # fmt: skip
NAMES = (
    "q", "trang", "ngay", "ke_hoach", "co_quan", "chi_so", "tinh_trang", "ky", "tu", "den", "vai_tro", "xep", "nguoi",
    "loai", "truoc", "tu_ngay", "den_ngay", "so_ngay", "cach", "cu", "moi", "nv", "sua", "muc", "vai-tro",
    "tinh-trang", "co-quan", "goc", "next",
)  # fmt: skip
JUNK = (
    "\0", "-1", "99999999999999999999", "31/02/2023", "0000-00-00", "9999-12-31", "1/1/1",
    "😀'\"><script>alert(1)</script>", "' OR 1=1 --", "//evil.example/", "Ệ" * 60,
)  # fmt: skip


@pytest.mark.parametrize("who", [None, "chi", "an", "giang"])
def test_no_address_makes_the_server_stumble_or_speak_in_a_strangers_words(who: str | None, client: Any) -> None:
    cast, plan = Cast(), simple_plan()
    client.raise_request_exception = False
    if who:
        client.force_login(getattr(cast, who))
    wrong = []
    for path in PATHS:
        for value in JUNK:
            answer = client.get(path.format(slug=plan.slug), dict.fromkeys(NAMES, value))
            if answer.status_code >= 500:
                wrong.append(
                    (path, value[:20], answer.status_code, repr(getattr(answer, "exc_info", ("", ""))[1])[:90])
                )
            if b"<script>alert(1)" in answer.content:
                wrong.append((path, "spoken back"))
            if answer.headers.get("Location", "/").startswith(("//", "http", "\\")):
                wrong.append((path, "led away"))
    assert not wrong


def test_a_nul_in_an_address_gets_one_sentence(client: Any) -> None:
    for address in ("/tim/?q=a%00b", "/co-quan/%00/"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "ký tự không đọc được" in answer.content.decode()
