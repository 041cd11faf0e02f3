"""What everybody reads, and what an agency does on its own desk; the same pages with one row and with fifty."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.record.registers import services
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.engine import staging
from donghanh.record.registers.models import Draft, Register
from donghanh.record.registers.tests import factories
from donghanh.record.registers.tests.factories import HEAD, NOW, ROWS, descriptor, published, sheet
from donghanh.record.search import api as search

pytestmark = pytest.mark.django_db
NEW = {"ma": "QD-004", "ten": "Khu mới", "loai": "Giao", "dien_tich": "1.234,5"}


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, agency_a: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def at(name: str, **more: str) -> str:
    return reverse(f"registers:{name}", kwargs={"slug": "dat-thu", **more})


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_stranger_finds_reads_and_takes_away(client: Client, tmp_path: Path) -> None:
    published(tmp_path)
    assert "Quỹ đất thử" in text(client.get(reverse("registers:list"), {"q": "quy dat thu"}))
    page = text(client.get(at("register")))
    assert "Khu đất Đồng Đăng" in page
    assert "xã Đồng Đăng" in page
    assert "Người giữ hồ sơ" not in page
    assert "1.500.000" in page
    row = text(client.get(at("row"), {"khoa": "QD-001"}))
    assert "Thêm vào bản 1" in row
    assert "data-feature" in row
    assert "Khu đất Hữu Lũng" in text(client.get(at("printed")))


def test_filters_words_and_order_hold_for_the_page_and_for_what_is_taken_away(client: Client, tmp_path: Path) -> None:
    published(tmp_path)
    page = text(client.get(at("register"), {"loai": "Đấu giá", "q": "huu lung"}))
    assert "Khu đất Hữu Lũng" in page
    assert "Khu đất Đồng Đăng" not in page
    taken = client.get(at("register"), {"loai": "Đấu giá", "xep": "-dien_tich", "tai": "csv"})
    lines = taken.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["QD-003", "QD-001"]
    assert "Không có dòng nào khớp" in text(client.get(at("register"), {"q": "không có đâu"}))


@pytest.mark.parametrize("name", ["register", "history", "printed"])
def test_a_page_asks_as_much_for_fifty_rows_as_for_one(client: Client, tmp_path: Path, name: str) -> None:
    register = published(tmp_path, ROWS[0])
    client.get(at(name))
    with CaptureQueriesContext(connection) as few:
        client.get(at(name))
    many = [f"QD-{n:03d},Khu {n},Giao,{n},,,06184,,," for n in range(1, 51)]
    published(tmp_path, *many, register=register, at=NOW + timedelta(days=1))
    with CaptureQueriesContext(connection) as more:
        client.get(at(name))
    assert len(more) == len(few) <= 15


def test_the_list_asks_as_much_for_many_registers_as_for_one(client: Client, tmp_path: Path) -> None:
    published(tmp_path)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("registers:list"))
    for n in range(5):
        published(tmp_path, register=factories.opened(name=f"dat-thu-{n}"))
    with CaptureQueriesContext(connection) as more:
        text(client.get(reverse("registers:list")))
    assert len(more) == len(few) <= 6


def test_an_old_version_is_read_by_its_link_and_by_its_day(client: Client, tmp_path: Path, an: Any) -> None:
    register = published(tmp_path, at=NOW - timedelta(days=10))
    first = register.current
    assert first is not None
    services.save_row(register, key="QD-001", values={**NEW, "ma": "QD-001", "ten": "Tên mới"}, by=an, at=NOW)
    services.publish(Register.objects.with_context().get(), by=an, at=NOW)
    old = text(client.get(at("version", key=first.key)))
    assert "Khu đất Đồng Đăng" in old
    assert "Bản cũ" in old
    by_day = text(client.get(at("register"), {"ngay": f"{NOW - timedelta(days=5):%d/%m/%Y}"}))
    assert "Khu đất Đồng Đăng" in by_day
    assert client.get(at("register"), {"ngay": "01/01/2020"}).status_code == 404
    now = Register.objects.with_context().get().current
    assert now is not None
    compared = text(client.get(at("difference", key=now.key)))
    assert "Tên mới" in compared
    assert "Khu đất Đồng Đăng" in compared


@pytest.mark.parametrize("kind", ["csv", "json", "geojson", "xlsx", "ods", "parquet"])
def test_every_file_of_a_version_can_be_taken_and_asked_again(client: Client, tmp_path: Path, kind: str) -> None:
    published(tmp_path)
    answer = client.get(at("download", kind=kind))
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body
    again = client.get(at("download", kind=kind), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    if kind == "geojson":
        found = json.loads(body)
        assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [106.69, 21.94]}
        assert found["features"][2]["geometry"] is None
    assert client.get(at("download", kind="exe")).status_code == 404


def test_the_feed_is_one_that_readers_understand(client: Client, tmp_path: Path) -> None:
    published(tmp_path)
    body = client.get(reverse("registers:feed")).content
    ET.fromstring(body)  # noqa: S314 - our own
    feed = feedparser.parse(io.BytesIO(body))
    assert not feed.bozo
    assert feed.entries[0].title == "Quỹ đất thử, bản 1"
    assert feed.entries[0].enclosures[0].href.endswith("/tep/bang.csv")


def test_an_officer_publishes_by_spreadsheet(tmp_path: Path, an: Any) -> None:
    published(tmp_path)
    client = signed_in(an)
    assert "Quỹ đất thử" in text(client.get(reverse("registers:work")))
    assert "Chưa có thay đổi" in text(client.get(at("draft")))
    taken = client.get(at("take_away", kind="xlsx"))
    body = b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    path = tmp_path / "taken.xlsx"
    path.write_bytes(body)
    with staging.staged(factories.small_schema(), path) as found:
        assert found.report.clean
        assert found.report.rows == 3
    wrong = client.post(at("upload"), {"tep": sheet(ROWS[0].replace("12.5", "mười hai"))}, follow=True)
    assert "không phải là số" in text(wrong)
    sent = client.post(at("upload"), {"tep": sheet(*ROWS[:2], "QD-010,Khu mười,Giao,1,,,,,,")}, follow=True)
    assert "Khu mười" in text(sent)
    assert "1 dòng không có trong tệp" in text(sent)
    preview = sent.redirect_chain[-1][0]
    assert "Đã nạp bảng tính" in text(client.post(preview, follow=True))
    assert "Khu mười" in text(client.get(at("publish")))
    done = client.post(at("publish"), {"ghi_chu": "Bổ sung khu đất mới"}, follow=True)
    assert "Đã công bố bản 2" in text(done)
    assert "Khu mười" in text(Client().get(at("register")))


def test_an_officer_writes_one_row_and_sees_each_mistake_at_its_cell(tmp_path: Path, an: Any) -> None:
    published(tmp_path)
    client = signed_in(an)
    wrong = client.post(at("edit_row"), {**NEW, "dien_tich": "-1"})
    assert wrong.status_code == 422
    assert "nhỏ hơn mức cho phép" in wrong.content.decode()
    assert "Khu mới" in text(client.post(at("edit_row"), NEW, follow=True))
    page = text(client.get(at("edit_row"), {"khoa": "QD-004"}))
    assert "1.234,5" in page
    assert "không công khai" in page
    client.post(at("drop_row"), {"khoa": "QD-001"})
    page = text(client.get(at("draft")))
    assert "Dòng đã bỏ" in page
    client.post(at("drop_row"), {"khoa": "QD-001", "lam": "tra"})
    assert "Dòng đã bỏ" not in text(client.get(at("draft")))
    client.post(at("drop"))
    assert not Draft.objects.exists()


def test_a_new_schema_is_previewed_then_changed(tmp_path: Path, chi: Any, an: Any) -> None:
    published(tmp_path)
    fields = [*factories.descriptor()["fields"], {"name": "ghi", "title": "Ghi chú", "constraints": {"required": True}}]
    wanted = json.dumps(factories.descriptor(fields=fields), ensure_ascii=False)
    assert signed_in(an).get(at("change_schema")).status_code == 403
    client = signed_in(chi)
    text(client.get(at("change_schema")))
    seen = text(client.post(at("change_schema"), {"luoc_do": wanted}))
    assert "3 dòng không đúng lược đồ mới" in seen
    assert Register.objects.get().schemas.count() == 1
    client.post(at("change_schema"), {"luoc_do": wanted, "lam": "doi"})
    assert Register.objects.get().schemas.count() == 2
    assert client.post(at("change_schema"), {"luoc_do": "name: ["}).status_code == 422


# what is asked -> status for: a stranger, An of the agency, Bình of another, Giang who audits
DESK = {
    "draft": (302, 200, 403, 403),
    "edit_row": (302, 200, 403, 403),
    "upload": (302, 200, 403, 403),
    "publish": (302, 302, 403, 403),
    "register": (200, 200, 200, 200),
    "history": (200, 200, 200, 200),
}


@pytest.mark.parametrize("name", DESK)
def test_who_gets_where(tmp_path: Path, an: Any, binh: Any, giang: Any, name: str) -> None:
    published(tmp_path)
    clients = (Client(), signed_in(an), signed_in(binh), signed_in(giang))
    assert tuple(c.get(at(name)).status_code for c in clients) == DESK[name]


def test_an_unpublished_register_is_nowhere_for_a_stranger(client: Client, binh: Any, an: Any) -> None:
    factories.opened()
    for name in ("register", "history", "printed", "row", "schema", "register_feed"):
        assert client.get(at(name)).status_code == 404, name
        assert signed_in(binh).get(at(name)).status_code == 404, name
    assert signed_in(an).get(at("register")).status_code == 302
    assert HEAD.startswith("ma")
    assert "Quỹ đất thử" not in text(client.get(reverse("registers:list")))


def test_an_investor_reads_a_register_in_english(client: Client, tmp_path: Path) -> None:
    more = descriptor()
    more["donghanh"] |= {"titleEn": "Land on trial", "descriptionEn": "Land to try with.", "labelEn": "ten"}
    for field in more["fields"]:
        if field["name"] == "loai":
            field["donghanh"] |= {"titleEn": "Way of giving", "valuesEn": {"Đấu giá": "Auction", "Giao": "Allocation"}}
        if field["name"] == "gia":
            field["donghanh"] |= {"titleEn": "Price", "unitEn": "VND/m²"}
    published(tmp_path, register=services.open_register(schemas.parse(more), by=None, at=NOW))
    text = client.get("/en/danh-muc/dat-thu/").content.decode()
    for words in ("Land on trial", "Land to try with.", "Way of giving", "Auction (2)", "Price (VND/m²)", "3 rows"):
        assert words in text, words
    assert 'lang="en"' in text
    assert "Auction" in client.get("/en/danh-muc/dat-thu/dong/", {"khoa": "QD-001"}).content.decode()
    assert "Land on trial" in client.get("/en/danh-muc/").content.decode()
    narrowed = client.get("/en/danh-muc/dat-thu/", {"loai": "Giao"}).content.decode()
    assert "1 rows match" in narrowed
    assert "Quỹ đất thử" in client.get("/danh-muc/dat-thu/").content.decode()


@pytest.mark.parametrize("path", ["lich-su/", "in/", "soan/?q=a"])
def test_a_page_that_speaks_no_english_leads_to_its_one_address(client: Client, tmp_path: Path, path: str) -> None:
    published(tmp_path)
    answer = client.get(f"/en/danh-muc/dat-thu/{path}")
    assert (answer.status_code, answer["Location"]) == (302, f"/danh-muc/dat-thu/{path}")


def test_the_one_search_names_the_group_of_a_register_as_people_do(client: Client, tmp_path: Path) -> None:
    published(tmp_path)
    search.gather("register", on=NOW.date())
    assert [v.label for v in search.find("quy dat thu", on=NOW.date()).facets["subject"]] == ["Đất đai, quy hoạch"]


def test_a_version_lost_from_the_disk_is_said_to_be_lost(client: Client, tmp_path: Path) -> None:
    one = published(tmp_path)
    assert one.current is not None
    one.current.path.unlink()
    for path in ("", "in/", "dong/?khoa=QD-001", "tep/bang.csv"):
        answer = client.get(f"/danh-muc/dat-thu/{path}")
        assert answer.status_code == 409, path
        assert "phục hồi từ bản sao lưu" in answer.content.decode()
    assert client.get("/danh-muc/dat-thu/lich-su/").status_code == 200
