"""Write rows as CSV, JSON, XLSX and Parquet, and packages that the Frictionless tools read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

Columns = Sequence[tuple[str, str, str]]  # name, Table Schema type, title
Rows = Iterable[Mapping[str, Any]]
_SQL = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _cell(value: Any) -> Any:
    """Write a value for a CSV file; a text that a spreadsheet would take for a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value if isinstance(value, (int, float)) else json.dumps(value, ensure_ascii=False)


def write_csv(path: Path, columns: Columns, rows: Rows) -> None:
    """Write RFC 4180, UTF-8, names of columns first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _t, _title in columns])
        writer.writerows([_cell(row.get(name)) for name, _t, _title in columns] for row in rows)


def write_json(path: Path, columns: Columns, rows: Rows) -> None:
    """Write one JSON array of objects, a row a line."""
    names = [name for name, _t, _title in columns]
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for n, row in enumerate(rows):
            file.write(",\n" if n else "\n")
            file.write(json.dumps({name: row.get(name) for name in names}, ensure_ascii=False, default=str))
        file.write("\n]\n")


def write_xlsx(path: Path, columns: Columns, rows: Rows) -> None:
    """Write one sheet: titles first, then rows; texts are never formulas."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Dữ liệu")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for x, (name, _t, title) in enumerate(columns):
            sheet.write_string(0, x, title or name, bold)
        for y, row in enumerate(rows, start=1):
            for x, (name, _t, _title) in enumerate(columns):
                value = row.get(name)
                if isinstance(value, bool):
                    sheet.write_boolean(y, x, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(y, x, value)
                elif value is not None:
                    sheet.write_string(y, x, str(value)[:32_000])


def write_parquet(path: Path, columns: Columns, rows: Rows) -> None:
    """Write Parquet with the types of the columns."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as db:
        lines = Path(folder) / "rows.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(dict(row), ensure_ascii=False, default=str) + "\n")
        types = "{" + ", ".join(f"{_quoted(n)}: '{_SQL.get(t, 'VARCHAR')}'" for n, t, _title in columns) + "}"
        names = ", ".join('"' + n.replace('"', '""') + '"' for n, _t, _title in columns)
        source = f"read_json('{lines}', format='newline_delimited', columns={types})"
        db.execute(f"COPY (SELECT {names} FROM {source}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


WRITERS: dict[str, Callable[[Path, Columns, Rows], None]] = {
    "csv": write_csv,
    "json": write_json,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}


def csv_resource(name: str, path: str, title: str, schema: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Describe a CSV file for a package: its hash, size, how it is written, its columns."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        head = content.read(4096)
        digest.update(head)
        while part := content.read(1 << 20):
            digest.update(part)
    first = head.decode("utf-8-sig", "replace").split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return {
        "name": name,
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else "utf-8",
        "dialect": {"delimiter": delimiter},
        "hash": f"sha256:{digest.hexdigest()}",
        "bytes": file.stat().st_size,
        "schema": dict(schema),
    }


def descriptor(
    *,
    name: str,
    id_: str,
    title: str,
    description: str,
    created: str,
    version: str,
    keywords: Sequence[str],
    licence: tuple[str, str, str],
    contributor: str,
    resources: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the descriptor of a package."""
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "id": id_,
        "title": title,
        "description": description,
        "created": created,
        "version": version,
        "resources": [dict(r) for r in resources],
    }
    code, licence_title, url = licence
    if url:
        found["licenses"] = [{"name": code, "title": licence_title, "path": url}]
    if keywords:
        found["keywords"] = list(keywords)
    if contributor:
        found["contributors"] = [{"title": contributor, "role": "publisher"}]
    return found


def write_package(path: Path, package: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Write a ZIP with the descriptor and the files it names; the same content gives the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        told = json.dumps(package, ensure_ascii=False, indent=1).encode()
        bundle.writestr(_entry("datapackage.json"), told)
        for name, file in files.items():
            with bundle.open(_entry(name), "w", force_zip64=True) as into, file.open("rb") as content:
                while part := content.read(1 << 20):
                    into.write(part)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def as_csv(columns: Sequence[str], rows: Rows, *, delimiter: str = ",") -> str:
    """Write a few rows as CSV text with a head."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()
