"""The read API, judged by CKAN's own client and by its documented shapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import ckanapi
import pytest
from ckanapi.errors import NotAuthorized, NotFound, ValidationError

pytestmark = pytest.mark.django_db
BIN = Path(sys.executable).parent


def ask(client: Any, action: str, *, status: int = 200, **asked: Any) -> Any:
    answer = client.get(f"/api/3/action/{action}", asked)
    assert answer.status_code == status, answer.content[:400]
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def test_every_dataset_is_listed_and_shown(client: Any, province: Any) -> None:
    names = ask(client, "package_list")["result"]
    assert "dat-thu" in names
    assert {"co-quan", "goc-minh-bach", "viec-ke-hoach", "so-do", "diem-chi-so"} <= set(names)
    for name in names:
        told = ask(client, "package_show", id=name)
        package = told["result"]
        assert told["success"] is True
        assert package["name"] == name
        assert package["num_resources"] == len(package["resources"]) >= 4
        assert ask(client, "package_show", id=package["id"])["result"]["name"] == name
        for resource in package["resources"]:
            assert ask(client, "resource_show", id=resource["id"])["result"]["url"] == resource["url"]
            answer = client.get(resource["url"])
            assert answer.status_code == 200, resource["url"]
            assert b"".join(answer.streaming_content)


def test_search_pages_sorts_and_counts(client: Any, province: Any) -> None:
    found = ask(client, "package_search", rows=2, **{"facet.field": '["organization", "groups", "res_format"]'})[
        "result"
    ]
    assert found["count"] == 6
    assert len(found["results"]) == 2
    assert found["facets"]["organization"]["so-thu-nghiem-a"] == 1
    items = found["search_facets"]["organization"]["items"]
    assert {"name": "so-thu-nghiem-a", "display_name": "Sở Thử nghiệm A", "count": 1} in items
    rest = ask(client, "package_search", rows=100, start=2)["result"]["results"]
    assert len({p["name"] for p in found["results"] + rest}) == 6
    assert ask(client, "package_search", q="quy dat", rows=0)["result"]["count"] == 1
    assert ask(client, "package_search", fq="organization:so-thu-nghiem-a")["result"]["results"][0]["name"] == "dat-thu"


def test_rows_are_filtered_searched_sorted_and_paged(client: Any, province: Any) -> None:
    id_ = next(
        r["id"] for r in ask(client, "package_show", id="dat-thu")["result"]["resources"] if r["datastore_active"]
    )
    found = ask(client, "datastore_search", resource_id=id_)["result"]
    assert found["total"] == 3
    assert found["fields"][0] == {"id": "_id", "type": "int"}
    assert [f["type"] for f in found["fields"] if f["id"] in ("dien_tich", "gia", "ngay", "dung")] == [
        "numeric", "int", "date", "bool",
    ]  # fmt: skip
    assert "nguoi" not in json.dumps(found)  # personal columns never leave

    def rows(**asked: Any) -> list[str]:
        return [r["ma"] for r in ask(client, "datastore_search", resource_id=id_, **asked)["result"]["records"]]

    assert rows(filters='{"loai": "Giao"}') == ["QD-002"]
    assert rows(filters='{"loai": ["Giao", "Đấu giá"]}', sort="ma desc") == ["QD-003", "QD-002", "QD-001"]
    assert rows(filters='{"loai": ["Giao", "Đấu giá"], "dung": true}') == ["QD-001"]
    assert rows(filters='{"gia": [1500000, 2000000.0]}', sort="ma") == ["QD-001", "QD-002"]
    assert rows(filters='{"dien_tich": 12.5}') == ["QD-001"]
    assert rows(filters='{"gia": null}') == ["QD-003"]
    assert rows(filters='{"gia": [null, 1500000]}', sort="ma") == ["QD-001", "QD-003"]
    assert rows(filters='{"loai": []}') == []
    assert rows(q="huu lung") == ["QD-003"]
    assert rows(sort="dien_tich desc, ma asc", limit=2) == ["QD-003", "QD-001"]
    assert rows(limit=1, offset=1, sort="ma") == ["QD-002"]
    assert ask(client, "datastore_search", resource_id=id_, fields="ma,ten", limit=1)["result"]["records"] == [
        {"ma": "QD-001", "ten": "Khu đất Đồng Đăng"}
    ]
    text = ask(client, "datastore_search", resource_id=id_, fields="ma", records_format="csv")["result"]["records"]
    assert text == "QD-001\nQD-002\nQD-003\n"
    posted = client.post("/api/3/action/datastore_search", {"resource_id": id_, "limit": 1}, "application/json")
    assert posted.json()["result"]["total"] == 3


@pytest.mark.parametrize(
    ("action", "asked", "status", "kind"),
    [
        ("package_show", {"id": "khong-co"}, 404, "Not Found Error"),
        ("package_show", {}, 409, "Validation Error"),
        ("resource_show", {"id": "khong-co"}, 404, "Not Found Error"),
        ("organization_show", {"id": "khong-co"}, 404, "Not Found Error"),
        ("datastore_search", {"resource_id": "khong-co"}, 404, "Not Found Error"),
        ("package_search", {"rows": "nhiều"}, 409, "Validation Error"),
        ("package_search", {"sort": "x; drop"}, 409, "Search Query Error"),
        ("resource_search", {"query": "nonsense"}, 409, "Validation Error"),
        ("user_list", {}, 403, "Authorization Error"),
    ],
)
def test_refusals_have_ckans_shape(client: Any, province: Any, action: str, asked: Any, status: int, kind: str) -> None:
    told = ask(client, action, status=status, **asked)
    assert told["success"] is False
    assert told["error"]["__type"] == kind


def test_unknown_actions_and_bad_bodies_are_refused_without_a_fuss(client: Any, province: Any) -> None:
    assert client.get("/api/3/action/khong_co").status_code == 400
    assert client.post("/api/3/action/package_show", "{", "application/json").status_code == 400
    assert client.post("/api/3/action/package_show", "[]", "application/json").status_code == 400


def test_an_answer_held_already_is_not_sent_again_and_asks_few_questions(
    client: Any, province: Any, django_assert_max_num_queries: Any
) -> None:
    ask(client, "package_list")
    with django_assert_max_num_queries(4):  # the call is counted; registers, own editions, agencies may have changed
        answer = client.get("/api/3/action/package_search?rows=50")
    again = client.get("/api/3/action/package_search?rows=50", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert not again.content


# --- the real client ------------------------------------------------------------------------------------------


def run(*words: str, cwd: Path) -> str:
    env = {**os.environ, "NO_PROXY": "*", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S603 - our own client against our own server
        [BIN / "ckanapi", *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_ckans_own_client_reads_everything(live_server: Any, province: Any, tmp_path: Path) -> None:
    site = live_server.url
    packages = [json.loads(line) for line in run("dump", "datasets", "--all", "-r", site, cwd=tmp_path).splitlines()]
    assert len(packages) == 6
    organizations = run("dump", "organizations", "--all", "-r", site, cwd=tmp_path).splitlines()
    assert {json.loads(o)["name"] for o in organizations} == {"so-thu-nghiem-a", "tinh"}
    assert run("dump", "groups", "--all", "-r", site, cwd=tmp_path)
    assert len(run("search", "datasets", "-r", site, cwd=tmp_path).splitlines()) == 6
    assert json.loads(run("search", "datasets", "q=quy dat thu", "-r", site, cwd=tmp_path))["name"] == "dat-thu"
    run("dump", "datasets", "dat-thu", "co-quan", "--datapackages=goi", "-r", site, cwd=tmp_path)
    described = json.loads((tmp_path / "goi" / "dat-thu" / "datapackage.json").read_text())
    held = {p.name for p in (tmp_path / "goi" / "dat-thu" / "data").iterdir()}
    assert len(held) == len(described["resources"]) >= 5
    assert all((tmp_path / "goi" / "dat-thu" / r["path"]).stat().st_size for r in described["resources"])

    with ckanapi.RemoteCKAN(site) as remote:
        assert remote.action.site_read() is True
        assert remote.action.status_show()["extensions"] == ["datastore"]
        assert {licence["id"] for licence in remote.action.license_list()} >= {"CC-BY-4.0", "notspecified"}
        assert "đất" in " ".join(remote.action.tag_list()) or remote.action.tag_list()
        with pytest.raises(NotFound):
            remote.action.package_show(id="khong-co")
        with pytest.raises(ValidationError):
            remote.action.package_show()
        with pytest.raises(NotAuthorized):
            remote.action.user_list()
