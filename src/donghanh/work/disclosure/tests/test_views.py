"""The screens: what each person sees, what a button does, how many queries a list asks."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.work.disclosure import services
from donghanh.work.disclosure.models import Audit, Duty, Finding, Site
from donghanh.work.disclosure.tests.factories import ON, Town, a_finding, at, audited, found
from donghanh.work.plan.tests import factories as plans

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", at().isoformat())


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_anybody_reads_the_table_an_agency_a_duty_and_a_finding(client: Client, town: Town) -> None:
    finding = a_finding(town)
    services.reply(finding, kind="disagree", text="Bản đồ nên không có chữ.", by=town.an, at=at())
    duty = town.duty()
    for name, args, words in (
        ("table", [], ["Sở Công Thương", "Chưa công khai", "kế hoạch đặt ra 100 %"]),
        ("agency", [town.a.key], ["Bản đồ nên không có chữ.", "Chỉ có bản quét"]),
        ("duty", [duty.key], ["Kế hoạch 124/KH-UBND, B.I.4", "chưa kiểm chứng"]),
        ("findings", [], ["Chỉ có bản quét"]),
        ("finding", [finding.key], ["Bản đồ nên không có chữ.", "Không đồng ý"]),
    ):
        page = client.get(reverse(f"disclosure:{name}", args=args))
        assert page.status_code == 200, name
        for word in words:
            assert word in page.content.decode(), (name, word)
    assert "Nông Thị Ân" not in client.get(reverse("disclosure:finding", args=[finding.key])).content.decode()


def test_strangers_are_asked_to_sign_in_and_others_are_refused(client: Client, town: Town) -> None:
    finding, duty = a_finding(town), town.duty()
    closed = [
        ("desk", []),
        ("publish", [duty.key]),
        ("reply", [finding.key]),
        ("sites", []),
        ("decide", [finding.key, "khong-phai-loi"]),
    ]
    for name, args in closed:
        url = reverse(f"disclosure:{name}", args=args)
        assert client.get(url).status_code == 302
        wanted = 200 if name == "desk" else 403
        assert client_of(town.binh).get(url).status_code == wanted, name
    assert client.get(reverse("disclosure:duty", args=["khong-co"])).status_code == 404
    assert client.get(reverse("disclosure:picture", args=["khong-co"])).status_code == 404


def test_an_officer_publishes_and_sees_it_wait_for_the_auditor(town: Town) -> None:
    client, duty = client_of(town.an), town.duty()
    url = reverse("disclosure:publish", args=[duty.key])
    refused = client.post(url, {"kind": "address", "title": "Chính sách", "url": ""})
    assert refused.status_code == 422
    assert "Hãy điền mục này, vì nội dung nằm ở đây." in refused.content.decode()
    given = {"kind": "address", "title": "Chính sách", "url": "https://so.example.vn/a", "dated_on": "1/11/2026"}
    page = client.post(url, given, follow=True)
    assert page.status_code == 200
    assert "Chưa kiểm tra" in page.content.decode()
    assert duty.publications.get().dated_on == date(2026, 11, 1)


def test_a_published_document_is_open_to_all_until_it_is_withdrawn(client: Client, town: Town) -> None:
    duty = town.duty()
    upload = io.BytesIO("mã;tên\n1;a\n".encode())
    upload.name = "danh-muc.csv"
    given = {"kind": "document", "title": "Danh mục", "file": upload, "document_number": "12/DM"}
    page = client_of(town.an).post(reverse("disclosure:publish", args=[duty.key]), given, follow=True)
    assert page.status_code == 200
    shown = duty.publications.get()
    assert shown.file is not None
    address = reverse("files:download", args=[shown.file.key])
    assert client.get(address).status_code == 200
    head = client_of(town.ha)
    head.post(reverse("disclosure:withdraw", args=[shown.key]), {"reason": "Nhầm tệp"})
    assert client.get(address).status_code == 404


def test_an_agency_answers_and_the_coordinator_decides(town: Town) -> None:
    finding = a_finding(town)
    url = reverse("disclosure:reply", args=[finding.key])
    refused = client_of(town.an).post(url, {"kind": "will_fix", "text": "Sẽ sửa"})
    assert refused.status_code == 422
    assert "Hãy ghi ngày sẽ sửa xong" in refused.content.decode()
    given = {"kind": "will_fix", "text": "Sẽ đăng bản có chữ", "promised_on": "30/11/2026"}
    page = client_of(town.an).post(url, given, follow=True)
    assert "Sẽ đăng bản có chữ" in page.content.decode()
    decide = reverse("disclosure:decide", args=[finding.key, "khong-phai-loi"])
    page = client_of(town.chi).post(decide, {"reason": "Là bản đồ"}, follow=True)
    assert "Là bản đồ" in page.content.decode()
    assert client_of(town.chi).post(decide, {"reason": "Lần nữa"}).status_code == 409
    assert client_of(town.chi).get(reverse("disclosure:decide", args=[finding.key, "la"])).status_code == 404


def test_the_coordinator_enters_a_site_and_asks_for_an_audit(town: Town) -> None:
    client = client_of(town.chi)
    page = client.post(reverse("disclosure:sites"), {"agency": town.a.key, "url": "http://127.0.0.1:1/"}, follow=True)
    assert "http://127.0.0.1:1/" in page.content.decode()
    site = Site.objects.get()
    client.post(reverse("disclosure:ask", args=[site.key]))
    assert Audit.objects.get(site=site)
    assert client.post(reverse("disclosure:ask", args=["khong-co"])).status_code == 404


def test_what_leaves_as_a_spreadsheet_is_what_was_filtered(client: Client, town: Town) -> None:
    url = reverse("disclosure:table")
    body = client.get(url, {"muc": "ho-tro", "tai": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.values)
    assert [r[0] for r in rows[1:]] == ["Sở Công Thương"]
    text = client.get(url, {"tinh_trang": "missing", "tai": "csv"}).content.decode("utf-8-sig")
    assert text.count("Chưa công khai") >= len(text.splitlines()) - 1 > 3
    a_finding(town)
    assert "Chỉ có bản quét" in client.get(reverse("disclosure:findings"), {"tai": "csv"}).content.decode("utf-8-sig")
    assert client.get(url, {"ngay": "31/2/2026"}).status_code == 422


def test_lists_ask_the_same_number_of_queries_for_one_row_and_for_fifty(client: Client, town: Town) -> None:
    site = town.site()
    audited(site, found("scan-only", "https://so.example.vn/0.pdf"))
    town.publish(town.duty())
    desk = client_of(town.an)
    pages = [(client, reverse("disclosure:table")), (client, reverse("disclosure:findings")),
             (client, reverse("disclosure:agency", args=[town.a.key])), (desk, reverse("disclosure:desk"))]  # fmt: skip
    few = [queries_of(c, url) for c, url in pages]
    audited(site, *(found("scan-only", f"https://so.example.vn/{n}.pdf") for n in range(50)), on=ON + timedelta(days=0))
    for n in range(50):
        other = plans.agency(f"Sở thứ {n}")
        Duty.objects.create(
            rule="chung.to-chuc",
            category="to-chuc",
            agency=other,
            first_agency=other,
            since=date(2023, 6, 1),
            created_at=at(),
        )
        town.publish(town.duty("chung.to-chuc"), url=f"https://so.example.vn/{n}")
    assert Finding.objects.count() == 50
    assert [queries_of(c, url) for c, url in pages] == few
    assert max(few) <= 20  # the rail beside the page asks one count for each room
