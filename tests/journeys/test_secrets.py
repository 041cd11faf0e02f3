"""Bình, of another department, and what An's department has not shown him."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import papers
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
WORDS = "Ghi chú nội bộ về buổi làm việc"
TITLE = "Vận hành tốt Tổ hỗ trợ thủ tục đầu tư"


def test_binh_sees_nothing_of_ans_evidence(invite: Callable[..., Visitor], tmp_path: Path) -> None:
    an = invite("chuyenvien")
    an.visit("/ke-hoach/viec/?q=to+ho+tro+thu+tuc+dau+tu")
    an.press(an.page.locator("main tbody").get_by_role("link", name=TITLE).first)
    address = an.page.url.removeprefix(an.house.url)
    an.press("Nhận việc").press("Nhận việc")
    an.press("Báo tiến độ").fill(percent="30", text=WORDS, document_number="99/NB-SKHĐT")
    an.page.set_input_files("main [type=file]", papers.evidence_pdf(tmp_path, "bien-ban-noi-bo.pdf"))
    an.press("Báo tiến độ").sees(WORDS, "bien-ban-noi-bo.pdf")
    file = an.page.locator("main a[href^='/tep/']").first.get_attribute("href")
    assert file

    binh = invite("chuyenvien2")
    secrets = (WORDS, "bien-ban-noi-bo", "99/NB-SKHĐT", "Nguyễn Thị An")
    binh.visit(address).sees(TITLE, "chỉ các cơ quan của nhiệm vụ và người theo dõi đọc được").sees_not(*secrets)
    binh.visit(file, status=404).sees_not(*secrets)
    binh.visit(f"{file}thong-tin/", status=404).sees_not(*secrets)
    binh.visit(f"{address}bao-tien-do/", status=403).sees_not(*secrets)
    binh.visit(f"{address}xac-nhan/", status=403).sees_not(*secrets)
    binh.visit("/nhat-ky/", status=403)
    for path in ("/viec-cua-toi/", "/thong-bao/", "/tim/?q=bien+ban+noi+bo", "/tim/?q=ghi+chu+noi+bo"):
        binh.visit(path).sees_not("bien-ban-noi-bo", "99/NB-SKHĐT", WORDS)
    assert binh.context.request.get(f"{binh.house.url}/nhat-ky/xuat.csv").status == 403
    answer = binh.context.request.get(f"{binh.house.url}/ke-hoach/viec/?tai=csv")
    assert answer.ok
    assert TITLE in answer.text()
    assert not [s for s in secrets if s in answer.text()]
