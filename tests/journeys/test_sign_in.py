"""Signing in: with a second factor, and what happens to whoever guesses passwords."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest

from tests.journeys.house import PASSWORD
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey


def one_time_code(secret: str, at: float) -> str:
    """Compute the six figures that an authenticator app would show (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_the_second_factor_is_set_up_and_asked_for(invite: Callable[..., Visitor]) -> None:
    an = invite("chuyenvien")
    an.visit("/tai-khoan/xac-thuc-hai-lop/ung-dung/")
    if an.page.locator("main [name=password]").count():  # changing the second factor asks for the password again
        an.fill(password=PASSWORD).press(an.page.locator("main form button").first)
    secret = re.search(r"\b[A-Z2-7]{32}\b", an.text)
    assert secret, an.text
    an.fill(code="000000").press("Bật").sees("Mã chưa đúng")
    secret = re.search(r"\b[A-Z2-7]{32}\b", an.text)
    assert secret
    at = time.time()
    an.fill(code=one_time_code(secret[0], at)).press("Bật")
    an.visit("/tai-khoan/xac-thuc-hai-lop/").sees("Ứng dụng tạo mã")

    again = invite()
    again.visit("/dang-nhap/").fill(login="chuyenvien@trial.donghanh.localhost", password=PASSWORD)
    again.press("Đăng nhập").sees("Xác thực hai lớp")
    again.visit("/viec-cua-toi/")
    assert "/dang-nhap/" in again.page.url, "the password alone opens nothing"
    again.visit("/dang-nhap/xac-thuc/").fill(code="123456").press("Tiếp tục").sees("Mã chưa đúng")
    time.sleep(max(0.0, (int(at) // 30 + 1) * 30 - time.time()) + 0.2)  # a code opens one door only
    again.fill(code=one_time_code(secret[0], time.time())).press("Tiếp tục").sees("Việc của tôi")


def test_five_wrong_passwords_close_the_door_even_to_the_right_one(invite: Callable[..., Visitor]) -> None:
    guess = invite()
    for turn in range(5):
        guess.visit("/dang-nhap/").fill(login="vanphong@trial.donghanh.localhost", password=f"doan-lan-{turn}")
        guess.press("Đăng nhập", status=429 if turn == 4 else 200)
    guess.sees("Tạm khóa đăng nhập", "15 phút")
    guess.visit("/dang-nhap/").fill(login="VanPhong@trial.donghanh.localhost", password=PASSWORD)
    guess.press("Đăng nhập", status=429).sees("Tạm khóa đăng nhập")
    invite("lanhdao").sees("đang đến đâu")
