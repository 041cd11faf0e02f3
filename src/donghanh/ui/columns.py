"""A list taken away for machines: JSON, and Parquet whose columns have types."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
from django.http import HttpResponse

from donghanh.kit.text import slugify_vi

PARQUET = "application/vnd.apache.parquet"


def export_json(rows: Iterable[Iterable[Any]], filename: str) -> HttpResponse:
    """Answer with a list of objects, one for each row; the first row is the head, an unknown figure is null."""
    head, *body = (list(row) for row in rows)
    told = [dict(zip(head, map(_told, row), strict=True)) for row in body]
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    return _attached(text.encode(), "application/json", filename, ".json")


def export_parquet(rows: Iterable[Iterable[Any]], filename: str) -> HttpResponse:
    """Answer with a Parquet file: whole numbers, numbers, days, yes and no, else text; unknown is null."""
    head, *body = (list(row) for row in rows)
    kinds = [_kind([row[i] for row in body]) for i in range(len(head))]
    with tempfile.TemporaryDirectory() as folder:
        plain, made = Path(folder) / "rows.ndjson", Path(folder) / "rows.parquet"
        lines = (json.dumps({f"c{i}": v for i, v in enumerate(map(_told, row))}, allow_nan=False) for row in body)
        plain.write_text("\n".join(lines), encoding="utf-8")
        columns = ", ".join(f"c{i}: '{kind}'" for i, kind in enumerate(kinds))
        named = ", ".join(f'c{i} AS "{name.replace(chr(34), chr(34) * 2)}"' for i, name in enumerate(map(str, head)))
        asked = f"SELECT {named} FROM read_json('{plain}', format='newline_delimited', columns={{{columns}}})"  # noqa: S608
        with duckdb.connect() as base:
            base.execute(f"COPY ({asked}) TO '{made}' (FORMAT parquet, COMPRESSION zstd)")
        return _attached(made.read_bytes(), PARQUET, filename, ".parquet")


def _kind(values: list[Any]) -> str:
    known = [v for v in values if v is not None]
    if known and all(isinstance(v, bool) for v in known):
        return "BOOLEAN"
    if known and all(isinstance(v, int) and not isinstance(v, bool) for v in known):
        return "BIGINT"
    if known and all(isinstance(v, (int, float, Decimal)) and not isinstance(v, bool) for v in known):
        return "DOUBLE"
    if known and all(isinstance(v, datetime) for v in known):
        return "TIMESTAMPTZ"
    if known and all(isinstance(v, date) and not isinstance(v, datetime) for v in known):
        return "DATE"
    return "VARCHAR"


def _told(value: Any) -> Any:
    if value is None or value != value:  # NaN alone differs from itself
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (bool, int, float)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _attached(body: bytes, media: str, filename: str, ending: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media)
    name = filename.removesuffix(ending)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{slugify_vi(name) or 'danh-sach'}{ending}\"; filename*=UTF-8''{quote(name + ending)}"
    )
    return answer
