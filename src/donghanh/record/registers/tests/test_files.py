"""Files as they come: alphabets, delimiters, bombs, merged cells, formulas, wrong schemas; a sentence for each."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from donghanh.kit.errors import Invalid
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.engine import staging, stored
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.values import canonical
from donghanh.record.registers.tests.factories import HEAD, ROWS, descriptor, small_schema


def refused(path: Path, schema: Schema | None = None) -> str:
    with pytest.raises(Invalid) as why:
        staging.validate(schema or small_schema(), path)
    assert why.value.message[-1] in ".;)"
    return why.value.code


def put(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_of_no_alphabet_or_two_is_refused_with_a_sentence(tmp_path: Path) -> None:
    body = "\n".join([HEAD, *ROWS])
    assert refused(put(tmp_path / "a.csv", body.encode("cp1258", "replace"))) == "registers.encoding"
    mixed = body.encode() + "\nQD-009,Tên sai,Giao,,,,,,,".encode("cp1252", "replace") + b"\xe9\n"
    assert refused(put(tmp_path / "b.csv", mixed)) == "registers.encoding-mixed"
    assert refused(put(tmp_path / "c.csv", body.encode() + b"\x00")) == "registers.binary"
    assert refused(put(tmp_path / "d.csv", b"")) == "registers.empty"


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", ";"), ("utf-8", "\t"), ("utf-8", "|")]
)
def test_marks_alphabets_and_delimiters_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [HEAD.split(","), *(next(csv.reader([r])) for r in ROWS)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    path = put(tmp_path / "a.csv", out.getvalue().encode(encoding))
    with staging.staged(small_schema(), path) as found:
        assert found.report.clean, [f.as_dict() for f in found.report.findings]
        assert next(iter(found.rows()))["dien_tich"] == 12.5


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert refused(path) == "registers.bomb"
    assert refused(put(tmp_path / "x.xlsx", b"PK\x03\x04 not a zip")) == "registers.damaged"
    assert refused(put(tmp_path / "x.ods", b"text")) == "registers.damaged"
    assert refused(put(tmp_path / "x.doc", b"text")) == "registers.kind"
    assert refused(tmp_path / "none.csv") == "registers.no-file"


def test_a_sheet_of_ten_thousand_columns_is_refused(tmp_path: Path) -> None:
    assert refused(put(tmp_path / "a.csv", ",".join(f"c{n}" for n in range(10_000)) + "\n")) == "registers.wide"
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for n in range(10_000):
        sheet.write(0, n, f"c{n}")
    book.close()
    assert refused(path) == "registers.wide"


def xlsx(path: Path, *rows: list[Any], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def test_merged_cells_and_formulas_are_told_by_their_place(tmp_path: Path) -> None:
    head = HEAD.split(",")
    first = ["QD-001", "Khu", "Giao", "=1+1", None, "01/02/2026", 6184, "có", None, None]
    found = staging.validate(small_schema(), xlsx(tmp_path / "a.xlsx", head, first, merge="A1:B1"))
    assert "header-merged" in found.counts
    found = staging.validate(small_schema(), xlsx(tmp_path / "b.xlsx", head, first, first[:], merge="B2:B3"))
    assert "merged" in found.counts
    assert "formula-empty" in found.counts  # written by a program: the sheet holds no value for it
    assert next(f for f in found.findings if f.code == "formula-empty").row == 2
    path = tmp_path / "c.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, head)
    sheet.write_row(1, 0, ["QD-001", "Khu"])
    sheet.write_formula(1, 3, "=1+1", None, 2)
    book.close()
    with staging.staged(small_schema(), path) as read_back:
        assert read_back.report.clean
        assert "formula" in read_back.report.noted
        assert next(iter(read_back.rows()))["dien_tich"] == 2


PERCENT_HEAD = ["Mã", "Tỷ lệ lấp đầy", "Diện tích", "Ghi chú"]


def percent_schema() -> Schema:
    return schemas.parse(
        {
            "name": "ty-le-thu",
            "title": "Tỷ lệ thử",
            "primaryKey": "ma",
            "fields": [
                {"name": "ma", "type": "string", "title": "Mã", "constraints": {"required": True}},
                {"name": "lap_day", "type": "number", "title": "Tỷ lệ lấp đầy", "donghanh": {"unit": "%"}},
                {"name": "dien_tich", "type": "number", "title": "Diện tích", "donghanh": {"unit": "ha"}},
                {"name": "ghi_chu", "type": "string", "title": "Ghi chú"},
            ],
        }
    )


def test_a_cell_that_shows_a_percentage_is_read_as_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    shares = [book.add_format({"num_format": f}) for f in ("0%", "0.00%", "#,##0.0 %;[Red]-0.0 %")]
    words = book.add_format({"num_format": '0.0" %"'})  # prints the sign and multiplies nothing
    sheet.write_row(1, 1, PERCENT_HEAD)  # the sheet begins at B2
    for n, (value, style) in enumerate(
        [(0.6788, shares[0]), (0.07, shares[1]), (1.005, shares[2]), (67.88, words), (0.5, None)], start=2
    ):
        sheet.write_row(n, 1, [f"KCN-{n}"])
        sheet.write_number(n, 2, value, style)
    sheet.write(2, 4, 0.25, shares[0])
    book.close()
    with staging.staged(percent_schema(), path) as found:
        assert found.report.clean, [f.as_dict() for f in found.report.findings]
        rows = list(found.rows())
        assert [r["lap_day"] for r in rows] == [67.88, 7, 100.5, 67.88, 0.5]
        assert rows[0]["ghi_chu"] == "25 %"
        assert found.report.noted == {"percent-read": 3}
        first = found.report.notes[0]
    assert (first.row, first.column) == (3, "lap_day")
    assert first.message == "ô định dạng phần trăm, đọc như bảng tính đang hiện: 67,88 %, không phải 0.6788."


def test_a_percentage_where_none_belongs_is_an_error(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", PERCENT_HEAD, ["KCN-1", 0.5, 0.12, None])
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"].number_format = "0%"
    book.save(path)
    found = staging.validate(percent_schema(), path)
    assert [(f.row, f.column, f.code) for f in found.findings] == [(2, "dien_tich", "type")]
    assert "ô hiện 12 %" in found.findings[0].message


def test_percentages_of_an_open_document_are_read_as_they_show(tmp_path: Path) -> None:
    def cell(value: str, kind: str = "string", repeated: int = 1) -> str:
        number = "" if kind == "string" else f' office:value="{value}"'
        return (
            f'<table:table-cell table:number-columns-repeated="{repeated}" office:value-type="{kind}"{number}>'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    body = "".join(
        [
            "<table:table-row>", *(cell(h) for h in PERCENT_HEAD), "</table:table-row>",
            "<table:table-row>", cell("A"), cell("0.6788", "percentage"), cell("0.5", "float"), "</table:table-row>",
            "<table:table-row>", cell("B"), cell("0.5", "float", 2), "</table:table-row>",
            "<table:table-row>", cell("C"), cell("0.07", "percentage", 2), "</table:table-row>",
        ]
    )  # fmt: skip
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" '
        f'xmlns:text="{urn}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Trang">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)
        parts.writestr("META-INF/manifest.xml", manifest)
        parts.writestr("content.xml", content)
    with staging.staged(percent_schema(), path) as found:
        assert [(f.row, f.column, f.code) for f in found.report.findings] == [(4, "dien_tich", "type")]
        assert [r["lap_day"] for r in found.rows()] == [67.88, 0.5, 7]
        assert found.report.noted == {"percent-read": 2}


def test_a_title_above_the_head_and_titles_as_names_are_understood(tmp_path: Path) -> None:
    titles = [
        "Mã",
        "Tên khu đất",
        "Hình thức",
        "Diện tích (ha)",
        "Giá",
        "Ngày",
        "Xã, phường",
        "Còn trống",
        "Kinh độ",
        "Vĩ độ",
    ]
    row = ["QD-001", "Khu một", "Đấu giá", 1234.5, 10, datetime(2026, 3, 1), "Đồng Đăng", "có", 106.7, 21.9]  # noqa: DTZ001
    path = xlsx(tmp_path / "a.xlsx", ["DANH SÁCH QUỸ ĐẤT"], [], titles, row, [None] * 10)
    with staging.staged(small_schema(), path) as found:
        assert found.report.clean, [f.as_dict() for f in found.report.findings]
        assert found.report.rows == 1
        held = next(iter(found.rows()))
        assert (held["dien_tich"], held["ngay"], held["xa"]) == (1234.5, date(2026, 3, 1), "06184")


def test_wrong_columns_double_keys_and_places_are_told(tmp_path: Path) -> None:
    body = "\n".join(
        [
            "ma,ten,la,ten,dien_tich,gia,ngay,xa,dung,kinh_do,vi_do",
            "QD-001,a,,b,1,,,,,21.9,106.7",
            "QD-001,a,,b,1,,,,,105.8,21.0",
        ]
    )
    found = staging.validate(small_schema(), put(tmp_path / "a.csv", body + "\n"))
    assert set(found.counts) == {
        "column-unknown",
        "column-twice",
        "column-missing",
        "key-duplicate",
        "axis-order",
        "outside",
    }
    for one in found.findings:
        assert one.message.endswith((".", ";")), one


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"primaryKey": None}, "primaryKey"),
        ({"primaryKey": "khac"}, "khac"),
        ({"fields": []}, "fields"),
        ({"name": "Tên Sai"}, "name"),
        ({"fields": [{"name": "ma", "type": "money"}]}, "money"),
        ({"fields": [{"name": "ma", "constraints": {"longest": 3}}]}, "longest"),
        ({"fields": [{"name": "ma", "donghanh": {"personal": True}}]}, "cá nhân"),
        ({"fields": [{"name": "ma"}, {"name": "ma"}]}, "hai lần"),
        ({"fields": [{"name": "ma", "constraints": {"pattern": "["}}]}, "pattern"),
        ({"donghanh": {"cadence": {"every": "moon"}}}, "moon"),
    ],
)
def test_a_wrong_schema_is_refused_with_its_place(wrong: dict[str, Any], told: str) -> None:
    described = {**descriptor(), **wrong}
    if "fields" in wrong:
        described["donghanh"] = {}
    with pytest.raises(Invalid, match=told):
        schemas.parse(described)


def test_two_versions_are_compared_by_cell(tmp_path: Path) -> None:
    schema = small_schema()
    paths = []
    for n, rows in enumerate((ROWS, (ROWS[0].replace("12.5", "13"), ROWS[1], "QD-009,Mới,Giao,1,,,,,,"))):
        path = put(tmp_path / f"{n}.csv", "\n".join([HEAD, *rows]) + "\n")
        with staging.staged(schema, path) as found:
            found.write_parquet(tmp_path / f"{n}.parquet")
        paths.append(tmp_path / f"{n}.parquet")
    with staging.workbench() as (con, _):
        diff = stored.difference(con, paths[0], paths[1], schema)
        assert stored.difference(con, paths[0], paths[0], schema).same
    assert (diff.added, diff.changed, diff.removed) == (1, 1, 1)
    changed = next(c for c in diff.changes if c.kind == "changed")
    assert changed.cells == ("dien_tich",)
    assert changed.before is not None
    assert (changed.before["dien_tich"], changed.after and changed.after["dien_tich"]) == (12.5, 13)


def test_canonical_text_is_what_the_file_holds(tmp_path: Path) -> None:
    assert [canonical(v) for v in (None, True, 12.0, 12.5, 1e-07, date(2026, 1, 2), 7)] == [
        "",
        "true",
        "12",
        "12.5",
        "1e-07",
        "2026-01-02",
        "7",
    ]
