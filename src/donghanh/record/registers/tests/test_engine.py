"""The engine on its own: cells are read as people write, both ways agree, what leaves comes back equal."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donghanh.record.registers.engine import cells, exports, geo, staging, stored, values
from donghanh.record.registers.engine import schema as schemas
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.schema import Field
from donghanh.record.registers.engine.values import Manner, number_text, read
from donghanh.record.registers.tests.factories import HEAD, ROWS, small_schema

PEOPLE = Manner(",", house())
MACHINE = Manner(".", house())


def field(kind: str, **more: Any) -> Field:
    return schemas.parse(
        {"name": "thu", "primaryKey": "k", "fields": [{"name": "k"}, {"name": "f", "type": kind, **more}]}
    ).by_name["f"]


def codes(found: Any) -> list[str]:
    return [code for code, _, _ in found[1]]


# --- cells ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1.234,5", ",", 1234.5), ("1.234,5", ".", 1234.5), ("1,234.5", ",", 1234.5), ("1.234", ",", 1234),
        ("1.234", ".", 1.234), ("1,234", ",", 1.234), ("1,234", ".", 1234), ("12,5", ".", 12.5), ("12.5", ",", 12.5),
        ("0,5", ".", 0.5), ("0.125", ",", 0.125), ("1 234 567", ",", 1234567), ("−7", ",", -7), ("1.234.567", ",", 1234567),
        ("1e-07", ".", 1e-07), ("+3", ",", 3), ("007", ".", 7),
    ],
)  # fmt: skip
def test_numbers_are_read_with_either_mark(text: str, decimal: str, expected: float) -> None:
    assert read(field("number"), text, Manner(decimal))[0] == expected


@pytest.mark.parametrize(
    "text", ["1.23.4", "1,2,3", "1.234.56", "12.3,4,5", "abc", "1-2", ",5", "5,", "12.", "--1", "1e", "∞", "nan"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert codes(read(field("number"), text, PEOPLE)) == ["type"]


def test_more_digits_than_a_sheet_keeps_are_refused_aloud() -> None:
    assert codes(read(field("number"), "1234567890,123456", PEOPLE)) == ["digits"]
    assert codes(read(field("integer"), "12345678901234567", PEOPLE)) == ["digits"]
    assert read(field("number"), 0.1 + 0.2, PEOPLE)[0] == 0.3


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31/12/2026", date(2026, 12, 31)), ("1-6-2023", date(2023, 6, 1)), ("2026-02-28", date(2026, 2, 28)),
        ("45292", date(2024, 1, 1)), (45292.0, date(2024, 1, 1)), (datetime(2024, 1, 1), date(2024, 1, 1)),  # noqa: DTZ001
        (date(2024, 1, 1), date(2024, 1, 1)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_and_sheets_write_them(cell: Any, expected: date) -> None:
    value, said = read(field("date"), cell, PEOPLE)
    assert value == expected
    assert ("date-serial" in [c for c, _, _ in said]) == (str(cell).startswith("45292"))


@pytest.mark.parametrize(
    "text", ["32/1/2026", "29/02/2025", "2026-13-01", "12/2026", "hôm nay", "3", "99999999", "01/01/0026"]
)
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    assert codes(read(field("date"), text, PEOPLE)) == ["type"]


@pytest.mark.parametrize(
    ("text", "expected"), [("có", True), ("Không", False), ("x", True), ("TRUE", True), ("0", False), ("đúng", True)]
)
def test_yes_and_no_in_vietnamese(text: str, expected: bool) -> None:
    assert read(field("boolean"), text, PEOPLE)[0] is expected
    assert codes(read(field("boolean"), "có thể", PEOPLE)) == ["type"]


def test_percent_stands_only_in_a_column_of_percent() -> None:
    assert read(field("number", donghanh={"unit": "%"}), "67,88 %", PEOPLE)[0] == 67.88
    assert codes(read(field("number"), "67,88%", PEOPLE)) == ["type"]


def test_a_units_name_leads_to_its_code_and_lost_zeros_come_back() -> None:
    unit = field("string", donghanh={"references": "units"})
    for text in ("06184", "6184", "Đồng Đăng", "xa dong dang", 6184.0):
        assert read(unit, text, PEOPLE)[0] == "06184", text
    assert codes(read(unit, "Atlantis", PEOPLE)) == ["reference"]


def test_words_of_a_list_are_found_without_marks_and_said() -> None:
    one = field("string", constraints={"enum": ["Đấu giá", "Giao"]})
    assert read(one, "dau gia", PEOPLE)[0] == "Đấu giá"
    assert codes(read(one, "dau gia", PEOPLE)) == ["word-read"]
    assert codes(read(one, "Bán", PEOPLE)) == ["enum"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("POINT (106.76 21.85)", None),
        ('{"type":"Point","coordinates":[106.76,21.85]}', None),
        ("POINT (21.85 106.76)", "axis-order"),
        ("POINT (105.85 21.03)", "outside"),
        ("POINT (449262 2417472)", "projected"),
        ("POLYGON ((106.7 21.8, 106.8 21.8, 106.8 21.9, 106.7 21.8))", None),
        ('{"type":"Polygon","coordinates":[[[106.7,21.8],[106.8,21.8]]]}', "geometry"),
        ('{"type":"MultiPolygon","coordinates":[[[106.7,21.8]]]}', "geometry"),
        ("hình vuông", "geometry"),
        ("POINT EMPTY", "geometry"),
        ("{" * 5000, "geometry"),
        ('{"a":' * 3000, "geometry"),
    ],
)
def test_shapes_are_read_or_told_what_is_wrong(text: str, code: str | None) -> None:
    value, said = read(field("geojson"), text, PEOPLE)
    assert [c for c, _, _ in said] == ([code] if code else [])
    assert (value is not None) == (code is None)


def test_the_box_of_the_province_is_data_with_its_source() -> None:
    box = geo.province()
    assert box.approximate
    assert box.source
    assert box.holds(106.76, 21.85)


@given(st.text(max_size=60))
def test_harmless_texts_come_back_as_they_were(text: str) -> None:
    held = cells.harmless(text)
    assert cells.original(held) == text
    assert not held.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers(-(10**14), 10**14), st.integers(0, 6), st.sampled_from(".,"))
def test_a_number_written_in_a_files_own_manner_is_read_back(whole: int, places: int, mark: str) -> None:
    text = f"{whole / 10**places:.{places}f}"
    if len(text.lstrip("-").replace(".", "")) > 15:
        return
    written = text.replace(".", mark)
    plain, _ = number_text(written, mark)
    assert plain is not None
    assert float(plain) == float(text)


# --- the two ways ----------------------------------------------------------------------------------------------

ODD = st.sampled_from(
    [
        "", "—", " ", "x", "=1+1", "'=1", "-5", "1.234", "1,5", "1.234,5", "12", "0", "-0", "007", "1e3", "99999999999999999", "45292",
        "2026-01-31", "31/01/2026", "1/1/2026", "32/1/2026", "có", "không", "true", "TRUE", "QD-001", "QD-002", "Giao", "giao",
        "Đấu giá", "Đấu giá", "06184", "6184", "Đồng Đăng", "106.7", "21.9", "a\nb", 'a"b', "a,b", " đầu", "cuối ", "Ω", "Å",
        "\ufffd", "https://x.vn/a", "#REF!", "日本", "0205 000 001", "5%",
    ]
)  # fmt: skip
WILD = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
CELL = st.one_of(ODD, WILD)
MIXED: dict[str, Any] = {
    "name": "hai-cach",
    "primaryKey": ["ma", "so"],
    "missingValues": ["", "—", "x"],
    "donghanh": {"geometry": {"lon": "lon", "lat": "lat"}, "label": "ten"},
    "fields": [
        {"name": "ma", "constraints": {"required": True, "pattern": r"[A-Z]{2}-\d{3}"}},
        {"name": "so", "type": "integer", "constraints": {"minimum": -5}},
        {"name": "ten", "constraints": {"maxLength": 8, "unique": True}},
        {"name": "loai", "constraints": {"enum": ["Đấu giá", "Giao"]}},
        {"name": "gia", "type": "number", "constraints": {"minimum": 0, "maximum": 2000}},
        {"name": "tho", "type": "number"},
        {"name": "ngay", "type": "date", "constraints": {"minimum": "2026-01-01"}},
        {"name": "co", "type": "boolean"},
        {"name": "nam", "type": "year"},
        {"name": "xa", "donghanh": {"references": "units"}},
        {"name": "web", "format": "uri"},
        {"name": "luc", "type": "datetime"},
        {"name": "lon", "type": "number"},
        {"name": "lat", "type": "number"},
    ],
}
GOOD = [
    "QD-001",
    "1",
    "Một",
    "Giao",
    "12.5",
    "3",
    "2026-02-01",
    "true",
    "2026",
    "06184",
    "https://a.vn",
    "2026-01-01T08:00:00",
    "106.7",
    "21.9",
]


@st.composite
def sheets_of_cells(draw: st.DrawFn) -> tuple[list[list[str]], str]:
    rows = []
    for n in range(draw(st.integers(0, 6))):
        row = [f"QD-{n % 4:03d}", str(n % 3), *GOOD[2:]]
        row[2] = f"Tên {n % 5}"
        for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=4)):
            row[place] = draw(CELL)
        rows.append(row)
    return rows, draw(st.sampled_from(",;"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets_of_cells())
def test_the_fast_way_says_and_reads_what_the_plain_way_does(
    tmp_path: Path, sheet: tuple[list[list[str]], str]
) -> None:
    rows, delimiter = sheet
    schema = schemas.parse(MIXED)
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow([f.name for f in schema.fields])
        writer.writerows(rows)
    told = []
    for fast in (True, False):
        with staging.staged(schema, path, fast=fast, limit=0) as found:
            report = found.report
            told.append(
                (
                    report.rows,
                    sorted((f.row, f.column, f.code, f.message, f.value) for f in report.findings),
                    sorted((f.row, f.column, f.code, f.message) for f in report.notes),
                    list(found.rows()),
                )
            )
    assert told[0] == told[1]


def test_an_ordinary_file_is_read_in_columns_and_an_odd_one_by_rows(tmp_path: Path) -> None:
    schema = small_schema()
    for body, way in (("\n".join([HEAD, *ROWS]), "columns"), ("\n".join([HEAD, *ROWS, "QD-009,thiếu ô"]), "rows")):
        path = tmp_path / "a.csv"
        path.write_text(body + "\n", encoding="utf-8")
        assert staging.validate(schema, path).way == way


# --- out and in again --------------------------------------------------------------------------------------------

WORDS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=20)
    .map(lambda t: values.nfc(t).strip())
    .filter(lambda t: t not in ("", "—") and t not in values._ERRORS and "\ufffd" not in t)
)
MEANT = st.one_of(
    WORDS,
    st.sampled_from(
        ["=1+1", "+84", "-5", "@x", "'=cmd", "''=x", "007", "1.234", "true", "01/02/2026", "a  b", "a\nb", "_x0041_"]
    ),
)
ROW = st.fixed_dictionaries(
    {
        "ten": MEANT,
        "loai": st.sampled_from([None, "Đấu giá", "Giao"]),
        "dien_tich": st.none() | st.integers(0, 10**9).map(lambda n: n / 1000),
        "gia": st.none() | st.integers(-(2**53), 2**53).filter(lambda n: len(str(abs(n))) <= 15),
        "ngay": st.none() | st.dates(date(1800, 1, 1), date(2200, 12, 31)),
        "xa": st.sampled_from([None, "06184", "05977"]),
        "dung": st.sampled_from([None, True, False]),
        "kinh_do": st.just(106.76),
        "vi_do": st.just(21.85),
    }
)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=4))
def test_what_leaves_comes_back_equal(tmp_path: Path, kind: str, rows: list[dict[str, Any]]) -> None:
    schema = small_schema().public()
    keyed = {f"QD-{n:03d}": {"ma": f"QD-{n:03d}", **r} for n, r in enumerate(rows)}
    target = tmp_path / f"out.{kind}"
    exports.write(kind, stored.overlaid(None, schema, keyed), schema, target)
    with staging.staged(schema, target) as found:
        assert found.report.clean, [f.as_dict() for f in found.report.findings]
        assert list(found.rows()) == [{**row} for row in keyed.values()]
