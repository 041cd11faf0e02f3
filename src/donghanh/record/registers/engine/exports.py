"""Writing a version out: CSV, JSON, GeoJSON, XLSX, ODS, Parquet; public columns alone, nothing a spreadsheet runs."""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import codecs
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from donghanh.record.registers.engine.cells import harmless
from donghanh.record.registers.engine.columns import as_text, literal, quoted, sql_type
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.record.registers.engine.stored import Source, connection, stream, table_of
from donghanh.record.registers.engine.texts import refuse
from donghanh.record.registers.engine.values import canonical

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
}
MOST_SHEET_ROWS = 300_000
GUIDE = "Hướng dẫn"
_RUNS = "'*[=+\\-@\\t\\r＝＋－＠].*"


def write(kind: str, source: Source, schema: Schema, target: Path) -> None:
    """Write a version's rows in one of :data:`KINDS`; whole or not at all."""
    writer = _WRITERS[kind]
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".part-") as folder:
        part = Path(folder) / target.name
        writer(source, schema, part)
        part.replace(target)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return canonical(value) if isinstance(value, date | datetime) else value


def write_csv(source: Source, schema: Schema, target: Path) -> None:
    """Write CSV (RFC 4180, UTF-8 with a mark, names of the schema as the head, decimal point, ISO days)."""
    _csv(source, schema.public_fields, target)


def write_whole_csv(source: Source, schema: Schema, target: Path) -> None:
    """Write every column, personal ones too: for checking a draft inside the house, never for anybody."""
    _csv(source, schema.fields, target)


def _csv(source: Source, fields: Sequence[Field], target: Path) -> None:
    listed = []
    for f in fields:
        text = as_text(f, quoted(f.name))
        if sql_type(f) == "VARCHAR":
            text = f"CASE WHEN regexp_full_match({text}, {literal(_RUNS)}, 's') THEN '''' || {text} ELSE {text} END"
        listed.append(f"{text} AS {quoted(f.name)}")
    body = target.with_suffix(".body")
    connection().execute(
        f"COPY (SELECT {', '.join(listed)} FROM {table_of(source)} ORDER BY _key) "  # noqa: S608
        f"TO {literal(body)} (FORMAT csv, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"')"
    )
    with target.open("wb") as out, body.open("rb") as rows:
        out.write(codecs.BOM_UTF8)
        shutil.copyfileobj(rows, out, 1 << 20)
    body.unlink()


def write_json(source: Source, schema: Schema, target: Path) -> None:
    """Write a JSON list of rows, one a line."""
    with target.open("w", encoding="utf-8") as out:
        _list(out.write, "[\n", "\n]\n", (_bare(row) for row in stream(source, schema.public())))


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items() if name != "_key"}


def _list(put: Callable[[str], Any], begin: str, end: str, rows: Iterable[Any]) -> None:
    put(begin)
    for n, row in enumerate(rows):
        put(("" if n == 0 else ",\n") + json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    put(end)


def geometry(row: dict[str, Any], schema: Schema) -> dict[str, Any] | None:
    """Return where a row lies as a GeoJSON geometry: its shape, else its point, else nothing."""
    if schema.shape and row.get(schema.shape):
        found: dict[str, Any] = json.loads(row[schema.shape])
        return found
    lon, lat = row.get(schema.lon), row.get(schema.lat)
    if schema.by_name.get(schema.lon) and lon is not None and lat is not None:
        return {"type": "Point", "coordinates": [lon, lat]}
    return None


def features(source: Source, schema: Schema, only: tuple[str, ...] | None = None) -> Iterator[dict[str, Any]]:
    """Give rows as GeoJSON features; rows without a place have a null geometry, as RFC 7946 has it."""
    places = {schema.lon, schema.lat, schema.shape}
    for row in stream(source, schema.public()):
        kept = {k: plain(v) for k, v in row.items() if k not in places and k != "_key" and (only is None or k in only)}
        yield {"type": "Feature", "id": row["_key"], "geometry": geometry(row, schema), "properties": kept}


def write_geojson(source: Source, schema: Schema, target: Path) -> None:
    """Write a GeoJSON feature collection (RFC 7946, WGS 84, longitude first)."""
    if not schema.has_geometry:
        raise refuse("no-geometry", "Danh mục này không có tọa độ nên không có tệp GeoJSON.")
    with target.open("w", encoding="utf-8") as out:
        _list(out.write, '{"type":"FeatureCollection","features":[\n', "\n]}\n", features(source, schema))


def write_parquet(source: Source, schema: Schema, target: Path) -> None:
    """Write Parquet with the public columns."""
    listed = ", ".join(quoted(f.name) for f in schema.public_fields)
    connection().execute(
        f"COPY (SELECT {listed} FROM {table_of(source)} ORDER BY _key) TO {literal(target)} "  # noqa: S608
        "(FORMAT parquet, COMPRESSION zstd)"
    )


# --- spreadsheets --------------------------------------------------------------------------------------------


def _few(source: Source) -> None:
    found = connection().execute(f"SELECT count(*) FROM {table_of(source)}").fetchone()  # noqa: S608
    if found and found[0] > MOST_SHEET_ROWS:
        raise refuse("too-long", f"Danh mục có {found[0]} dòng, quá dài cho bảng tính; hãy tải CSV hoặc Parquet.")


def guide(schema: Schema) -> list[list[str]]:
    """Return the page that tells whoever fills the sheet what each column holds."""
    rows = [["Cột", "Kiểu", "Bắt buộc", "Đơn vị", "Cách ghi"]]
    for f in schema.public_fields:
        how = f.description or (f"Một trong: {'; '.join(f.enum)}" if f.enum else _HOW.get(f.type, ""))
        rows.append([f.title, _TYPES.get(f.type, f.type), "có" if f.required else "", f.unit, how])
    return rows


_TYPES = {
    "string": "chữ", "integer": "số nguyên", "number": "số", "boolean": "có/không", "date": "ngày",
    "datetime": "ngày giờ", "time": "giờ", "year": "năm", "yearmonth": "tháng", "geopoint": "tọa độ",
    "geojson": "hình trên bản đồ", "any": "bất kỳ",
}  # fmt: skip
_HOW = {
    "number": "Dấu thập phân phẩy hoặc chấm",
    "date": "31/12/2026",
    "boolean": "có hoặc không",
    "geojson": "GeoJSON hoặc WKT, kinh độ trước",
    "geopoint": "kinh độ, vĩ độ",
}


def write_xlsx(source: Source, schema: Schema, target: Path) -> None:
    """Write XLSX: titles as the head, days as days, texts never as formulas; a second page says how to fill it."""
    _few(source)
    book = xlsxwriter.Workbook(
        str(target),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#eef2f8"})
    needed = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#dfe8f6"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left"})
    sheet = book.add_worksheet("Dữ liệu")
    fields = schema.public_fields
    for x, f in enumerate(fields):
        sheet.set_column(x, x, _width(f))
    for x, f in enumerate(fields):
        sheet.write_string(0, x, f.title, needed if f.required else head)
    sheet.freeze_panes(1, 1)
    for y, row in enumerate(stream(source, schema.public()), start=1):
        for x, f in enumerate(fields):
            _cell(sheet, y, x, row[f.name], day, moment)
    notes = book.add_worksheet(GUIDE)
    for y, line in enumerate(guide(schema)):
        for x, text in enumerate(line):
            notes.write_string(y, x, text, head if y == 0 else None)
    notes.set_column(0, 4, 28)
    book.close()


def _width(f: Field) -> int:
    return {"number": 14, "integer": 12, "year": 8, "date": 12, "boolean": 10, "geojson": 24}.get(f.type, 26)


def _cell(sheet: Any, y: int, x: int, value: Any, day: Any, moment: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(y, x, "có" if value else "không")
    elif isinstance(value, int | float):
        sheet.write_number(y, x, value)
    elif isinstance(value, datetime):
        if value.year >= 1901:
            sheet.write_datetime(y, x, value, moment)
        else:
            sheet.write_string(y, x, canonical(value))
    elif isinstance(value, date):
        if value.year >= 1901:
            sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 - no zone
        else:
            sheet.write_string(y, x, canonical(value))
    else:
        sheet.write_string(y, x, harmless(str(value)))


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_BEGIN = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">'
    '<office:automatic-styles><number:date-style style:name="N1"><number:day number:style="long"/><number:text>/'
    '</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    '</number:date-style><style:style style:name="d" style:family="table-cell" style:data-style-name="N1"/>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_ODS_END = "</office:spreadsheet></office:body></office:document-content>"
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(source: Source, schema: Schema, target: Path) -> None:
    """Write ODS with the same two pages as XLSX."""
    _few(source)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(zipfile.ZipInfo("mimetype"), _ODS, zipfile.ZIP_STORED)
        parts.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        with parts.open("content.xml", "w", force_zip64=True) as out:
            out.write(_ODS_BEGIN.encode())
            rows: Iterator[list[Any]] = (
                [row[f.name] for f in schema.public_fields] for row in stream(source, schema.public())
            )
            _ods_page(out, "Dữ liệu", [[f.title for f in schema.public_fields]], rows)
            _ods_page(out, GUIDE, guide(schema), iter(()))
            out.write(_ODS_END.encode())


def _ods_page(out: Any, name: str, head: list[list[Any]], rows: Iterator[list[Any]]) -> None:
    out.write(f"<table:table table:name={quoteattr(name)}>".encode())
    for row in head:
        out.write(f"<table:table-row>{''.join(_ods_cell(v, held=False) for v in row)}</table:table-row>".encode())
    for row in rows:
        out.write(f"<table:table-row>{''.join(_ods_cell(v) for v in row)}</table:table-row>".encode())
    out.write(b"</table:table>")


def _ods_cell(value: Any, *, held: bool = True) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        value = "có" if value else "không"
    if isinstance(value, int | float):
        text = canonical(value)
        return f'<table:table-cell office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
    if isinstance(value, date):
        return (
            f'<table:table-cell table:style-name="d" office:value-type="date" office:date-value="{canonical(value)}">'
            f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
        )
    text = harmless(str(value)) if held else str(value)
    lines = "".join(f"<text:p>{_ods_text(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _ods_text(line: str) -> str:
    """Write blanks so that none is swallowed: XML joins runs of them."""
    found = escape(line).replace("\t", "<text:tab/>")
    while "  " in found:
        found = found.replace("  ", " <text:s/>", 1)
    return f"<text:s/>{found[1:]}" if found.startswith(" ") else found


_WRITERS: dict[str, Callable[[Source, Schema, Path], None]] = {
    "csv": write_csv,
    "json": write_json,
    "geojson": write_geojson,
    "xlsx": write_xlsx,
    "ods": write_ods,
    "parquet": write_parquet,
}
