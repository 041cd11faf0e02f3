"""What came of a draft: the final text stands beside it provision by provision; the table of comments opens in Office."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from donghanh.kit.errors import Invalid
from donghanh.work.disclosure import services
from donghanh.work.disclosure.models import Consultation
from donghanh.work.disclosure.tests.factories import ON, Town, at
from donghanh.work.disclosure.tests.test_consultations import TEXT, at_words, client_of, opened

pytestmark = pytest.mark.django_db
OFFICE = shutil.which("soffice")
LATER = ON + timedelta(days=21)
FINAL = (
    TEXT.replace("30 triệu", "50 triệu").replace("b) Kết quả trả trong 5 ngày làm việc.\n", "")
    + "Điều 3. Hiệu lực\n1. Quy định này có hiệu lực từ ngày 01/01/2027.\n"
)


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", at(LATER).isoformat())


@pytest.fixture
def town(db: None) -> Town:
    from donghanh.ground.workcal import services as workcal_services

    workcal_services.import_reference(at=at(ON - timedelta(days=300)))
    return Town()


def answered(town: Town) -> Consultation:
    """A draft with one comment, answered, no longer taking any."""
    row = opened(town)
    words = "Nên nâng lên 50 triệu đồng, vì 30 triệu chưa đủ thuê tư vấn."
    made = services.comment(
        row, passage=at_words(row, "không quá 30"), text=words, organisation="Công ty Bản Lề", at=at()
    )
    services.close(row, by=town.an, at=at(LATER))
    services.answer_comment(made, answer="accept", reason="Hợp lý, đã nâng mức.", by=town.an, at=at(LATER))
    return row


def finished(town: Town) -> Consultation:
    row = answered(town)
    page = client_of(town.ha)
    address = reverse("disclosure:consultation_act", args=[row.key, "ket-thuc"])
    assert "Hoặc tệp văn bản đã ban hành" in page.get(address).content.decode()
    given = {"number": "12/2026/QĐ-UBND", "final_on": f"{LATER:%d/%m/%Y}"}
    sent = page.post(address, {**given, "file": SimpleUploadedFile("12-qd.txt", FINAL.encode())})
    assert sent.status_code == 302, sent.content.decode()
    row.refresh_from_db()
    return row


def test_the_final_text_links_back_to_the_draft_and_its_comments_provision_by_provision(
    town: Town, client: Client
) -> None:
    row = finished(town)
    changed = at_words(row, "không quá 30")
    page = client.get(reverse("disclosure:final", args=[row.key])).content.decode()
    assert "không quá 50 triệu" in page
    assert (
        f'href="{reverse("disclosure:passage", args=[row.key, changed.order])}">đoạn này trong dự thảo, 1 ý kiến'
        in page
    )
    assert page.count("đã sửa") == 1
    assert page.count("thêm mới") == 2
    assert "Có trong dự thảo, không còn trong văn bản" in page
    assert "Kết quả trả trong 5 ngày làm việc" in page
    for name, args in (("consultation", [row.key]), ("passage", [row.key, changed.order])):
        assert (
            reverse("disclosure:final", args=[row.key])
            in client.get(reverse(f"disclosure:{name}", args=args)).content.decode()
        )


def test_a_final_text_that_cannot_be_read_is_refused_and_leaves_the_draft_as_it_was(town: Town, client: Client) -> None:
    from donghanh.ground.files import api as files

    row = answered(town)
    blank = files.store(b"   \n \n", name="trang.txt", by=town.ha, at=at(LATER), purpose="attachment")
    with pytest.raises(Invalid, match="rỗng; hãy chọn tệp có nội dung"):
        services.finish(row, number="1/QĐ", final_on=LATER, by=town.ha, at=at(LATER), file=blank)
    row.refresh_from_db()
    assert row.state == "review"
    assert client.get(reverse("disclosure:final", args=[row.key])).status_code == 404


@pytest.mark.skipif(
    OFFICE is None,
    reason="không có LibreOffice trên máy này; thêm bằng: apt-get install -y --no-install-recommends libreoffice-writer",
)
def test_the_table_of_comments_opens_in_libreoffice_with_every_word_of_it(
    town: Town, client: Client, tmp_path: Path
) -> None:
    row = answered(town)
    (tmp_path / "bang.docx").write_bytes(client.get(reverse("disclosure:word", args=[row.key])).content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(  # noqa: S603 - a tool of this machine, our own file
        [str(OFFICE), profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), str(tmp_path / "bang.docx")],
        env={**os.environ, "HOME": str(tmp_path)}, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = (tmp_path / "bang.txt").read_text(encoding="utf-8")
    for words in (
        "BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH", "Công ty Bản Lề", "Nên nâng lên 50 triệu đồng, vì 30 triệu chưa đủ",
        "Tiếp thu", "Hợp lý, đã nâng mức.", "Điều 2, 1",
    ):  # fmt: skip
        assert words in read, words
