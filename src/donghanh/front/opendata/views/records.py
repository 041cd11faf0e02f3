"""The actions over rows: any part of a CSV file by filter, words, order and page."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest

from donghanh.front.opendata import queries
from donghanh.front.opendata.domain import Dataset, Resource, Wanted
from donghanh.front.opendata.engine import packing
from donghanh.front.opendata.views.asking import MOST_RECORDS, Asked, Wrong, answers, listed, need, number

_TYPES = {"integer": "int", "number": "numeric", "boolean": "bool", "date": "date", "datetime": "timestamp"}


def _queryable(asked: Asked) -> tuple[Dataset, Resource]:
    d, r = queries.resource(need(asked, "resource_id", "id"))
    if not r.queryable:
        raise LookupError(r.id)
    return d, r


def _fields(d: Dataset) -> list[dict[str, Any]]:
    own = [
        {
            "id": f.name,
            "type": _TYPES.get(f.type, "text"),
            "info": {"label": f.title, "notes": f.description, "unit": f.unit},
        }
        for f in d.fields
    ]
    return [{"id": "_id", "type": "int"}, *own]


@answers
def datastore_info(_request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Say which columns a file has and how many rows."""
    d, r = _queryable(asked)
    return {"meta": {"id": r.id, "count": d.rows, "table_type": "BASE TABLE"}, "fields": _fields(d)[1:]}


@answers
def datastore_search(_request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return rows of a CSV file: ``filters``, ``q``, ``fields``, ``sort``, ``limit``, ``offset``, a format."""
    d, r = _queryable(asked)
    names = {f.name for f in d.fields}
    fields = tuple(listed(asked.get("fields")))
    if unknown := [f for f in fields if f not in names and f != "_id"]:
        raise Wrong(fields=[f"field {unknown[0]!r} does not exist in table"])
    limit = number(asked, "limit", 100, MOST_RECORDS)
    offset = number(asked, "offset", 0, 10**9)
    wanted = Wanted(
        filters=_filters(asked.get("filters"), names),
        words=_words(asked.get("q")),
        sort=_sort(asked.get("sort"), names),
        offset=offset,
        limit=limit,
        fields=tuple(f for f in fields if f != "_id"),
    )
    found = queries.page(d, wanted)
    shown = [f for f in _fields(d) if not fields or f["id"] in fields]
    records: Any = [{"_id": offset + n, **row} for n, row in enumerate(found.rows, start=1)]
    if fields and "_id" not in fields:
        records = [{k: row.get(k) for k in fields} for row in records]
    form = str(asked.get("records_format") or "objects")
    order = [f["id"] for f in shown]
    if form == "lists":
        records = [[row.get(name) for name in order] for row in records]
    elif form in ("csv", "tsv"):
        text = packing.as_csv(order, records, delimiter="," if form == "csv" else "\t")
        records = text.partition("\n")[2]
    elif form != "objects":
        raise Wrong(records_format=["Value must be one of: objects, lists, csv, tsv"])
    here = f"/api/3/action/datastore_search?resource_id={r.id}"
    return {
        "include_total": True,
        "limit": limit,
        "offset": offset,
        "records_format": form,
        "resource_id": r.id,
        "fields": shown,
        "records": records,
        "total": found.total,
        "total_was_estimated": False,
        "total_estimation_threshold": None,
        "_links": {"start": here, "next": f"{here}&offset={offset + limit}"},
    }


def _filters(value: Any, names: set[str]) -> dict[str, tuple[Any, ...]]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            raise Wrong(filters=["Cannot parse JSON"]) from None
    if not value:
        return {}
    if not isinstance(value, dict):
        raise Wrong(filters=["Not a json object"])
    for name in value:
        if name not in names:
            raise Wrong(filters=[f"field {name!r} not in table"])
    return {name: tuple(v) if isinstance(v, list) else (v,) for name, v in value.items()}


def _words(value: Any) -> str:
    return " ".join(str(v) for v in value.values()) if isinstance(value, dict) else str(value or "")


_ORDER = re.compile(r'^"?([^"]+?)"?(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?$', re.IGNORECASE)


def _sort(value: Any, names: set[str]) -> tuple[str, ...]:
    found = []
    for part in listed(value):
        match = _ORDER.match(part)
        if match is None or match[1] not in names | {"_id"}:
            raise Wrong(sort=[f"field {part!r} not in table"])
        if match[1] != "_id":
            found.append(("-" if (match[2] or "").lower() == "desc" else "") + match[1])
    return tuple(found)
