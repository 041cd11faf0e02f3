"""Files and descriptions, each judged by an outside tool."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import feedparser
import openpyxl
import pyarrow.parquet
import pyshacl
import pytest
from frictionless import Package, system
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF, SH

from donghanh.front.opendata import queries

pytestmark = pytest.mark.django_db
SPECS = Path(os.environ.get("DONGHANH_SPECS", Path(__file__).resolve().parents[6] / "shared" / "specs"))


def body(client: Any, address: str, **headers: Any) -> bytes:
    answer = client.get(address, **headers)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def names(province: Any) -> list[str]:
    return sorted(queries.catalogue().datasets)


def test_each_package_is_valid_for_the_frictionless_tools(client: Any, names: list[str], tmp_path: Path) -> None:
    for name in names:
        folder = tmp_path / name
        with zipfile.ZipFile(io.BytesIO(body(client, f"/du-lieu/{name}/{name}.zip"))) as bundle:
            bundle.extractall(folder)
        with system.use_context(trusted=True):
            report = Package(str(folder / "datapackage.json")).validate()
        assert report.valid, (name, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5])


@pytest.mark.parametrize("chosen", [[], ["co-quan", "goc-minh-bach"]])
def test_many_datasets_come_in_one_zip_with_one_descriptor(
    client: Any, names: list[str], tmp_path: Path, chosen: list[str]
) -> None:
    address = "/du-lieu/tat-ca.zip" + ("?" + "&".join(f"bo={n}" for n in chosen) if chosen else "")
    with zipfile.ZipFile(io.BytesIO(body(client, address))) as bundle:
        assert len(bundle.namelist()) == len(chosen or names) + 1
        bundle.extractall(tmp_path / "all")
    told = Package(str(tmp_path / "all" / "datapackage.json"))
    assert sorted(told.resource_names) == sorted(chosen or names)
    with system.use_context(trusted=True):
        report = told.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_a_bundle_that_names_what_is_not_there_is_refused_in_a_sentence(client: Any, names: list[str]) -> None:
    answer = client.get(f"/du-lieu/tat-ca.zip?bo={names[0]}&bo=khong-co")
    assert answer.status_code == 404
    assert "khong-co" in answer.json()["error"]["message"]


def test_each_parquet_file_holds_the_rows_with_their_types(client: Any, names: list[str]) -> None:
    for name in names:
        table = pyarrow.parquet.read_table(io.BytesIO(body(client, f"/du-lieu/{name}/{name}.parquet")))
        d = queries.dataset(name)
        assert table.num_rows == d.rows
        assert [f.name for f in d.fields] == table.column_names
    table = pyarrow.parquet.read_table(io.BytesIO(body(client, "/du-lieu/co-quan/co-quan.parquet")))
    assert str(table.schema.field("tu_ngay").type) == "date32[day]"
    assert str(table.schema.field("da_xac_minh").type) == "bool"


def test_json_and_spreadsheets_hold_the_same_rows(client: Any, names: list[str]) -> None:
    for name in names:
        count = queries.dataset(name).rows
        assert len(json.loads(body(client, f"/du-lieu/{name}/{name}.json"))) >= min(count, 1)
        book = openpyxl.load_workbook(io.BytesIO(body(client, f"/du-lieu/{name}/{name}.xlsx")), read_only=True)
        assert len(list(book.worksheets[0].iter_rows())) >= count


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_the_catalogue_reads_as_rdf_and_names_every_file(client: Any, names: list[str], form: str) -> None:
    text = body(client, f"/du-lieu/danh-muc.{form}").decode()
    graph = Graph().parse(data=text, format="turtle" if form == "ttl" else "json-ld")
    found = graph.query(
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?d ?u WHERE "
        "{ ?c dcat:dataset ?d . ?d dcat:distribution ?f . ?f dcat:downloadURL ?u }"
    )
    assert len({str(row[0]) for row in found}) == len(names)  # type: ignore[index]
    assert len(found) == sum(len(queries.dataset(n).resources) for n in names)


def spelt_out(shapes: Graph) -> Graph:
    """Say of each property shape that it is one, which the published file leaves to the reader; five name no path."""
    for holder, shape in list(shapes.subject_objects(SH.property)):
        if (shape, SH.path, None) in shapes:
            shapes.add((shape, RDF.type, SH.PropertyShape))
        else:
            shapes.remove((holder, SH.property, shape))
    return shapes


def test_the_catalogue_holds_to_the_published_shapes_of_dcat_ap(client: Any, names: list[str]) -> None:
    shapes = SPECS / "dcat-ap" / "dcat-ap-SHACL.ttl"
    if not shapes.exists():
        pytest.skip(f"không có {shapes}; đặt DONGHANH_SPECS để chạy")
    data = Graph().parse(data=body(client, "/du-lieu/danh-muc.ttl").decode(), format="turtle")
    shape = spelt_out(Graph().parse(shapes, format="turtle"))
    conforms, _graph, told = pyshacl.validate(data, shacl_graph=shape, inference="none")
    assert conforms, told[:4000]
    # The published ranges say the class of each value; that every thing is a resource is for RDFS to infer.
    both = spelt_out(shape + Graph().parse(shapes.with_name("ranges.ttl"), format="turtle"))
    conforms, _graph, told = pyshacl.validate(data, shacl_graph=both, inference="rdfs")
    assert conforms, told[:4000]
    broken = Graph() + data
    broken.remove((None, DCTERMS.title, None))
    conforms, _graph, told = pyshacl.validate(broken, shacl_graph=shape, inference="none")
    assert not conforms  # the judge does judge


def test_the_feed_is_atom_and_the_newest_stands_first(client: Any, names: list[str]) -> None:
    feed = feedparser.parse(body(client, "/du-lieu/atom.xml"))
    assert not feed.bozo
    assert len(feed.entries) == len(names)
    assert all(e.id and e.link and e.updated for e in feed.entries)


def test_a_file_held_already_is_answered_304(client: Any, names: list[str]) -> None:
    first = client.get("/du-lieu/co-quan/co-quan.csv")
    assert first["ETag"]
    assert client.get("/du-lieu/co-quan/co-quan.csv", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert client.get("/du-lieu/co-quan/co-quan.csv", HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    assert client.get("/du-lieu/co-quan/co-quan.csv", HTTP_IF_NONE_MATCH='"khac"').status_code == 200


def test_files_that_are_not_there_are_not_made_up(client: Any, names: list[str]) -> None:
    for address in ("co-quan/khac.csv", "co-quan/co-quan.exe", "co-quan/co-quan.geojson", "khong-co/khong-co.csv"):
        assert client.get(f"/du-lieu/{address}").status_code == 404, address


def test_the_typed_interface_describes_itself_and_answers(client: Any, names: list[str]) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.")
    assert {"/api/v1/bo-du-lieu/", "/api/v1/bo-du-lieu/{name}/", "/api/v1/bo-du-lieu/{name}/dong/"} <= set(
        told["paths"]
    )
    assert client.get("/api/v1/bo-du-lieu/?limit=2").json()["total"] == len(names)
    assert client.get("/api/v1/bo-du-lieu/dat-thu/").json()["rows"] == 3
    rows = client.get("/api/v1/bo-du-lieu/dat-thu/dong/?sort=-ma&limit=1").json()
    assert (rows["total"], rows["items"][0]["ma"]) == (3, "QD-003")
    assert client.get("/api/v1/bo-du-lieu/dat-thu/dong/?sort=mat_khau").status_code == 409
    assert client.get("/api/v1/bo-du-lieu/khong-co/").status_code == 404
    assert client.get("/api/v1/bo-du-lieu/?limit=999999").status_code == 422


def test_the_site_map_lists_public_addresses_only(client: Any, names: list[str]) -> None:
    text = body(client, "/sitemap.xml").decode()
    assert "/du-lieu/dat-thu/</loc>" in text
    assert "/viec-cua-toi/" not in text
