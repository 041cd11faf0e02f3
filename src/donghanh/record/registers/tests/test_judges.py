"""Outside judges: our schemas are valid Table Schemas, our files valid against them, for a tool that is not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from frictionless import Package, Resource, Schema

from donghanh.kit import data
from donghanh.record.registers import domain
from donghanh.record.registers.engine import books, exports, staging

SHIPPED = sorted(domain.shipped())
REAL = sorted(p.stem for p in (data.data_dir() / "registers" / "rows").glob("*.csv"))
WANTED = {
    *("quy-hoach", "quy-dat-sach", "dau-gia-dat", "bang-gia-dat", "khu-cum-cong-nghiep", "du-an-keu-goi", "du-an-ha-tang"),
    *("chinh-sach-ho-tro", "ke-hoach-thanh-tra", "ket-luan-thanh-tra", "doanh-nghiep-xanh", "huong-dan-moi-truong"),
    *("chi-phi-moi-truong", "lop-dao-tao", "su-kien-xuc-tien", "van-ban-phap-luat", "thu-tuc-hanh-chinh", "duong-day-nong"),
    *("diem-dang-ky-kinh-doanh", "doi-thoai", "ke-hoach-lua-chon-nha-thau"),
}  # fmt: skip


def test_every_list_that_the_plan_names_has_a_schema() -> None:
    assert set(SHIPPED) >= WANTED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_schema_is_a_table_schema_for_others(name: str) -> None:
    schema = domain.shipped()[name]
    described = schema.table_schema()
    judged = Schema.from_descriptor(json.loads(json.dumps(described, default=str)))
    assert [f.name for f in judged.fields] == [f.name for f in schema.public_fields]
    assert judged.primary_key == list(schema.primary_key)
    assert Schema.metadata_validate is not None
    assert not Schema.validate_descriptor(json.loads(json.dumps(described, default=str))).errors


@pytest.mark.parametrize("name", SHIPPED)
def test_a_schema_says_whose_it_is_and_by_what_right(name: str) -> None:
    schema = domain.shipped()[name]
    assert schema.category in domain.CATEGORIES
    assert schema.owner in books.house()["agencies"].codes
    assert schema.description.endswith(".")
    assert schema.cadence.basis
    assert schema.licence
    assert not [f.name for f in schema.fields if f.book and f.book not in books.house()]
    for f in schema.fields:
        assert f.title[0].isupper(), f.name
        words = ("nguoi_", "di_dong")
        assert f.personal or not f.name.startswith(words), f"{f.name} names a person and is not marked"


@pytest.mark.parametrize("name", REAL)
def test_real_rows_are_valid_for_us_and_for_frictionless(name: str, tmp_path: Path) -> None:
    schema = domain.shipped()[name]
    source = data.data_dir() / "registers" / "rows" / f"{name}.csv"
    with staging.staged(schema, source) as found:
        assert found.report.clean, [f.as_dict() for f in found.report.findings]
        found.write_parquet(tmp_path / "rows.parquet")
    for kind in ("csv", "parquet"):
        exports.write(kind, tmp_path / "rows.parquet", schema, tmp_path / f"{name}.{kind}")
    described: dict[str, Any] = json.loads(json.dumps(schema.table_schema(), default=str))
    report = Resource(path=f"{name}.csv", basepath=str(tmp_path), schema=Schema.from_descriptor(described)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    table = pyarrow.parquet.read_table(tmp_path / f"{name}.parquet")
    assert table.num_rows == found.report.rows
    assert table.column_names == [f.name for f in schema.public_fields]


def test_a_data_package_of_our_files_is_valid(tmp_path: Path) -> None:
    resources = []
    for name in REAL:
        schema = domain.shipped()[name]
        with staging.staged(schema, data.data_dir() / "registers" / "rows" / f"{name}.csv") as found:
            found.write_parquet(tmp_path / f"{name}.parquet")
        exports.write("csv", tmp_path / f"{name}.parquet", schema, tmp_path / f"{name}.csv")
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema.table_schema()})
    described = {"name": "danh-muc", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(described, ensure_ascii=False, default=str), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
