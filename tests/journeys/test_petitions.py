"""A petition inside the house: the hub's one click, an officer's answer, the head's word, and 1 March 2025."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.journeys.house import ROOT, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
BRING = """
import django; django.setup()
from datetime import datetime
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import now
from donghanh.work.petitions import services
from donghanh.work.petitions.domain import Identity, Submission
row = services.receive(Submission(channel="web", title={title!r}, text={text!r}, subject="registration",
    identity=Identity(name="Công ty Kín", representative="Vi Thị Kín", phone="0912 345 678")), at=now()).petition
if {route!r}:
    clerk = User.objects.get(email__startswith="vanphong@")
    services.route(row, to=Agency.objects.get(code="so-ke-hoach-va-dau-tu"), by=clerk, at=now())
print(row.key)
"""


def bring(house: House, title: str, *, route: bool = False) -> str:
    """Let a petition come in, as a channel would, on the house's day; return its key."""
    text = f"{title}. Hồ sơ đã nộp hai lần, xin trả lời. Liên hệ Vi Thị Kín, 0912 345 678."
    done = subprocess.run(
        [sys.executable, "-c", BRING.format(title=title, text=text, route=route)],
        env=house.env | {"DJANGO_SETTINGS_MODULE": "donghanh.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.split()[-1]


def test_from_the_hub_to_a_published_answer(house: House, invite: Callable[..., Visitor]) -> None:
    title = "Đổi người đại diện bị trả hồ sơ"
    bring(house, title)
    clerk = invite("vanphong")
    clerk.visit("/kien-nghi/phan-loai/").sees(title).press(title)
    clerk.sees("Vì sao đề nghị Sở Kế hoạch và Đầu tư?", "Vi Thị Kín").press("Chuyển Sở Kế hoạch và Đầu tư").sees(
        "Đã chuyển, chờ nhận"
    )
    address = clerk.page.url

    stranger = invite("chuyenvien2")
    stranger.visit(address, status=404)

    officer = invite("chuyenvien")
    officer.visit("/kien-nghi/").sees(title, "Đã chuyển, chờ nhận").press(title)
    officer.press("Nhận xử lý").press("Nhận xử lý").sees("Đang xử lý").press("Soạn trả lời")
    officer.fill(text="Chữ ký số của bà Vi Thị Kín đã hết hạn. Gia hạn rồi nộp lại theo TTHC.")
    officer.press("Xem độ dễ đọc").sees("Viết đủ chữ lần đầu", "TTHC")
    officer.press("Lưu và trình thủ trưởng", status=422).sees("Hãy chọn kết quả")
    officer.page.locator("main [name=outcome]").select_option("explained")
    officer.press("Lưu và trình thủ trưởng").sees("Chờ thủ trưởng duyệt")

    head = invite("lanhdaoso", width=360)
    head.visit("/kien-nghi/cho-duyet/").sees(title).press("Xem và duyệt").press("Duyệt và gửi trả lời")
    head.sees("Đã trả lời")

    officer.visit(address).press("Xem phần sẽ che và công khai").sees("Vi Thị Kín")
    officer.press("Công khai", status=422).sees("Hãy đọc lại phần công khai")
    officer.page.locator("main [name=confirmed]").check()
    officer.press("Công khai").sees("Đã công khai từ")
    guest = invite(width=360)
    guest.visit("/kien-nghi/hoi-dap/").sees(title).sees_not("Vi Thị Kín", "0912")
    officer.visit(f"{address}vi-sao/").sees("Cách tính hạn, từng ngày một", "Nghị định 20/2008/NĐ-CP")


def test_an_open_petition_follows_its_department_into_the_merger(house: House, invite: Callable[..., Visitor]) -> None:
    house.close()
    house.open(day="2025-02-20")
    title = "Chậm cấp giấy chứng nhận đăng ký"
    key = bring(house, title, route=True)
    house.open(day="2025-03-03")
    clerk = invite("vanphong")
    clerk.visit(f"/kien-nghi/ho-so/{key}/").sees("Sở Kế hoạch và Đầu tư").press("Bàn giao")
    clerk.press("Bàn giao").sees("Sở Kế hoạch và Đầu tư → Sở Tài chính", "01/3/2025")
    officer = invite("chuyenvien")
    officer.visit("/kien-nghi/").sees(title)
    leader = invite("lanhdao")
    leader.visit("/lanh-dao/").sees("Kiến nghị nóng")
    leader.visit(f"/kien-nghi/ho-so/{key}/").sees("Danh tính người gửi được giữ kín").sees_not("Công ty Kín")
