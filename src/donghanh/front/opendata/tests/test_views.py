"""Pages of the catalogue, keys, limits."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.front.opendata import domain, jobs, services
from donghanh.front.opendata.models import ApiKey, Edition
from donghanh.front.opendata.queries import finding, listing, rows
from donghanh.ground.orgs.models import Agency
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.record.journal.api import deliver_due
from donghanh.record.registers.tests.factories import NOW, ROWS, opened, published
from donghanh.record.search import api as search

pytestmark = pytest.mark.django_db


def test_the_catalogue_narrows_sorts_and_leaves_as_a_spreadsheet(client: Any, province: Any) -> None:
    page = client.get("/du-lieu/")
    assert page.context["count"] == 6
    assert client.get("/du-lieu/", {"q": "quy dat"}).context["count"] == 1
    assert client.get("/du-lieu/", {"co_quan": "so-thu-nghiem-a"}).context["count"] == 1
    assert client.get("/du-lieu/", {"co_quan": "tinh", "dang": "GeoJSON"}).context["count"] == 0
    assert "Không có bộ dữ liệu nào khớp" in client.get("/du-lieu/", {"q": "zzz"}).content.decode()
    sheet = client.get("/du-lieu/", {"co_quan": "so-thu-nghiem-a", "tai": "csv"}).content.decode("utf-8-sig")
    assert sheet.count("\n") == 2
    assert client.get("/du-lieu/", {"tai": "xlsx"})["Content-Type"].startswith("application/vnd")


def test_an_empty_catalogue_says_what_will_be_there(client: Any) -> None:
    assert "ngay khi cơ quan đầu tiên công bố" in client.get("/du-lieu/").content.decode()


def test_a_dataset_page_shows_rows_files_history_licence_and_tells_search_engines(client: Any, province: Any) -> None:
    text = client.get("/du-lieu/dat-thu/").content.decode()
    for word in (
        "Khu đất Đồng Đăng",
        "Creative Commons Ghi công 4.0",
        "Sở Thử nghiệm A",
        "Lịch sử cập nhật",
        "/dat-thu.csv",
    ):
        assert word in text, word
    assert "Người giữ hồ sơ" not in text
    told = json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert told["@type"] == "Dataset"
    assert {d["encodingFormat"] for d in told["distribution"]} >= {"text/csv", "application/vnd.apache.parquet"}
    assert client.get("/du-lieu/khong-co/").status_code == 404


@pytest.fixture
def own_rows(province: Any) -> Path:
    """Give the file of the agencies' dataset, and let nothing that was read of it be remembered."""
    rows._held.cache_clear()
    return Edition.objects.filter(name="co-quan").latest("number").rows_path


def test_a_lost_file_of_rows_is_put_together_again_from_the_database(client: Any, own_rows: Path) -> None:
    before = own_rows.read_bytes()
    own_rows.unlink()
    assert "Sở Thử nghiệm A" in client.get("/du-lieu/co-quan/").content.decode()
    assert own_rows.read_bytes() == before
    shutil.rmtree(own_rows.parent)
    rows._held.cache_clear()
    assert services.refresh_one("co-quan", at=NOW) is False
    assert own_rows.read_bytes() == before


def test_lost_rows_that_the_database_no_longer_gives_are_said_to_be_lost(client: Any, own_rows: Path) -> None:
    shutil.rmtree(own_rows.parent)
    Agency.objects.filter(code="so-thu-nghiem-a").update(name="Sở đã đổi tên")
    listing.forget()
    page = client.get("/du-lieu/co-quan/")
    assert page.status_code == 200
    assert "phục hồi từ bản sao lưu" in page.content.decode()
    package = client.get("/api/3/action/package_show?id=co-quan").json()["result"]
    table = next(r["id"] for r in package["resources"] if r["datastore_active"])
    for address in (
        "/du-lieu/co-quan/co-quan.csv",
        "/du-lieu/co-quan/co-quan.zip",
        "/du-lieu/tat-ca.zip?bo=co-quan",
        "/du-lieu/co-quan/datapackage.json",
        f"/api/3/action/datastore_search?resource_id={table}",
        "/api/v1/bo-du-lieu/co-quan/dong/",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "3600"), address
        assert "“co-quan” không còn trên đĩa" in answer.json()["error"]["message"]
    assert services.refresh_one("co-quan", at=NOW) is True  # the next hour gives what there is now
    assert client.get("/du-lieu/co-quan/co-quan.csv").status_code == 200


def test_a_lost_version_of_a_register_is_said_to_be_lost(client: Any, province: Any) -> None:
    province.refresh_from_db()
    province.current.path.unlink()
    assert "phục hồi từ bản sao lưu" in client.get("/du-lieu/dat-thu/").content.decode()
    assert client.get("/du-lieu/dat-thu/dat-thu.xlsx").status_code == 503
    assert client.get("/api/v1/bo-du-lieu/dat-thu/dong/").status_code == 503


def test_a_long_register_says_how_much_of_it_the_general_search_knows(
    client: Any, province: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "chỉ tìm trong" not in client.get("/du-lieu/dat-thu/").content.decode()
    monkeypatch.setattr(finding, "MOST_ROWS", 2)
    assert "chỉ tìm trong 2 dòng đầu" in client.get("/du-lieu/dat-thu/").content.decode()


def test_pages_ask_as_much_for_many_datasets_as_for_few(
    client: Any, province: Any, django_assert_max_num_queries: Any
) -> None:
    client.get("/du-lieu/")
    with django_assert_max_num_queries(6):
        client.get("/du-lieu/")
    with django_assert_max_num_queries(10):
        client.get("/du-lieu/dat-thu/")


def test_own_datasets_get_an_edition_only_when_their_rows_change(province: Any) -> None:
    count = Edition.objects.count()
    assert services.refresh(at=NOW) == []
    assert Edition.objects.count() == count
    province.owner.name = "Sở Thử nghiệm A mới"
    province.owner.save()
    assert services.refresh(at=NOW) == ["co-quan"]


def test_datasets_are_found_by_the_one_search(province: Any) -> None:
    search.gather("dataset", on=NOW.date())
    assert search.find("quy dat thu", on=NOW.date()).hits[0].url == "/du-lieu/dat-thu/"


# --- keys and limits ------------------------------------------------------------------------------------------


def test_only_operators_give_out_keys_and_a_key_is_shown_once(client: Any, province: Any, khoa: Any, an: Any) -> None:
    with pytest.raises(NotAllowed):
        services.issue_key(label="x", by=an, at=NOW)
    client.force_login(khoa)
    page = client.post("/du-lieu/khoa/", {"label": "Đại học thử"}).content.decode()
    secret = re.search(r"dh_[\w-]{30,}", page)[0]  # type: ignore[index]
    assert secret not in client.get("/du-lieu/khoa/").content.decode()
    row = ApiKey.objects.get()
    assert secret not in (row.digest, row.ending)
    assert client.get("/api/3/action/site_read", HTTP_AUTHORIZATION=secret).status_code == 200
    client.post(f"/du-lieu/khoa/{row.key}/thu-hoi/")
    refused = client.get("/api/3/action/site_read", HTTP_AUTHORIZATION=secret)
    assert refused.status_code == 403
    assert "thu hồi" in refused.json()["error"]["message"]
    with pytest.raises(NotNow):
        services.withdraw_key(ApiKey.objects.get(), by=khoa, at=NOW)
    client.force_login(an)
    assert client.get("/du-lieu/khoa/").status_code == 403


def test_who_calls_too_often_is_told_how_long_to_wait(
    client: Any, province: Any, khoa: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(domain.settings()["limits"], "anonymous", 3)
    statuses = [client.get("/api/3/action/site_read").status_code for _n in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    refused = client.get("/du-lieu/co-quan/co-quan.csv")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "hãy chờ" in refused.json()["error"]["message"]
    _row, secret = services.issue_key(label="Báo thử", by=khoa, at=NOW)
    assert client.get("/api/3/action/site_read", HTTP_X_CKAN_API_KEY=secret).status_code == 200
    assert client.get("/api/3/action/site_read", REMOTE_ADDR="10.1.1.1").status_code == 200
    assert client.get("/du-lieu/").status_code == 200  # people's pages are not counted


def test_machines_of_any_origin_may_read_and_none_may_write(client: Any, province: Any) -> None:
    answer = client.options("/api/3/action/package_list")
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in client.get("/api/3/action/package_list").headers
    assert client.post("/api/3/action/package_create", {}, "application/json").status_code == 400


def test_a_published_row_is_found_and_leaves_the_index_with_its_version(province: Any, tmp_path: Any) -> None:
    search.gather("row", on=NOW.date())
    found = search.find("khu dat dong dang", kinds=["row"], on=NOW.date())
    assert [h.key for h in found.hits] == ["dat-thu:QD-001"]
    assert found.hits[0].url == "/danh-muc/dat-thu/dong/?khoa=QD-001"
    published(tmp_path, ROWS[1], register=province, at=NOW)
    deliver_due(NOW + timedelta(minutes=1))
    assert search.find("khu dat dong dang", kinds=["row"], on=NOW.date()).total == 0
    assert search.find("khu dat ky lua", kinds=["row"], on=NOW.date()).total == 1


def test_the_jobs_run_at_an_instant_and_say_what_they_did(province: Any) -> None:
    assert jobs.refresh(NOW) == "không có gì mới"


def test_the_catalogue_is_built_by_as_many_questions_for_many_registers_as_for_one(
    province: Any, tmp_path: Any
) -> None:
    def asked() -> int:
        listing.forget()
        listing._described.clear()
        with CaptureQueriesContext(connection) as captured:
            assert listing.catalogue().datasets
        return len(captured)

    one = asked()
    for n in range(3):
        published(tmp_path, register=opened(name=f"dat-thu-{n}"))
    assert asked() == one <= 8
    assert {"dat-thu-0", "dat-thu-1", "dat-thu-2"} <= set(listing.catalogue().datasets)


def test_only_what_the_catalogue_is_made_of_has_it_built_anew(province: Any, khoa: Any, tmp_path: Path) -> None:
    before = listing.catalogue()
    services.issue_key(label="Báo", by=khoa, at=NOW)
    assert listing.catalogue() is before
    published(tmp_path, *ROWS[:1], register=province)
    after = listing.catalogue()
    assert after is not before
    assert after.datasets["dat-thu"].rows == 1
    newest = Edition.objects.order_by("pk").last()
    assert newest is not None
    newest.delete()
    assert newest.name not in listing.catalogue().datasets
    assert listing.catalogue().stamp != after.stamp
