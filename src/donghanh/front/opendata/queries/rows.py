"""The rows of a dataset, whoever keeps them, and its files: written once for each version, never changed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from donghanh.front.opendata import domain
from donghanh.front.opendata.domain import Dataset, Page, Wanted
from donghanh.front.opendata.engine import packing
from donghanh.front.opendata.models import Edition
from donghanh.front.opendata.queries import own
from donghanh.kit.dates import local_date
from donghanh.kit.text import search_key
from donghanh.record.registers import api as registers


def edition_of(d: Dataset) -> Edition:
    """Return the edition a dataset of the house's own was described from."""
    found = Edition.objects.filter(name=d.name, number=d.number).first()
    if found is None:
        raise LookupError(f"no edition {d.number} of {d.name}")
    return found


@lru_cache(maxsize=16)
def _held(path: str) -> tuple[dict[str, Any], ...]:
    with Path(path).open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def _own_rows(d: Dataset) -> tuple[dict[str, Any], ...]:
    edition = edition_of(d)
    if not edition.rows_path.exists():
        _recover(edition)
    return _held(str(edition.rows_path))


def _recover(edition: Edition) -> None:
    """Put a lost file together again from the database; only what has the edition's own hash may take its place."""
    body, _count = own.body(edition.name, local_date(edition.at))
    if hashlib.sha256(body).hexdigest() != edition.digest:
        raise domain.RowsLost(edition.name)
    own.keep(edition.rows_path, body)


@contextmanager
def _there(d: Dataset) -> Iterator[None]:
    """Say in the catalogue's own words that a register's file is gone from the disk."""
    try:
        yield
    except FileNotFoundError as gone:
        raise domain.RowsLost(d.name) from gone


def stream(d: Dataset) -> Iterator[dict[str, Any]]:
    """Give every row of a dataset."""
    if d.source != "register":
        return iter(_own_rows(d))
    with _there(d):
        return registers.stream(d.name, version=d.version)


def page(d: Dataset, wanted: Wanted) -> Page:
    """Return the rows asked for: exact values, words without marks, sorted, a page of them."""
    if d.source == "register":
        with _there(d):
            found = registers.rows(
                d.name,
                version=d.version,
                filters={name: tuple(map(_as_filed, values)) for name, values in wanted.filters.items()},
                words=wanted.words,
                sort=wanted.sort,
                offset=wanted.offset,
                limit=wanted.limit,
                fields=wanted.fields or None,
            )
        return Page(found.total, found.rows)
    rows = [row for row in _own_rows(d) if _meets(row, wanted)]
    for name in reversed(wanted.sort):
        rows.sort(key=partial(_rank_in, name.lstrip("-")), reverse=name.startswith("-"))
    some = rows[wanted.offset : wanted.offset + wanted.limit]
    if wanted.fields:
        some = [{name: row.get(name) for name in wanted.fields} for row in some]
    return Page(len(rows), [dict(row) for row in some])


def _as_filed(value: Any) -> str:
    """Write a value that JSON gave as a register's CSV file has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _meets(row: dict[str, Any], wanted: Wanted) -> bool:
    for name, values in wanted.filters.items():
        if str(row.get(name, "")) not in {str(v) for v in values}:
            return False
    if not wanted.words:
        return True
    text = search_key(" ".join(str(v) for v in row.values() if v is not None))
    return all(word in text for word in search_key(wanted.words).split())


def _rank_in(name: str, row: dict[str, Any]) -> tuple[int, Any]:
    return _rank(row.get(name))


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return (2, "")
    return (0, value) if isinstance(value, (int, float)) else (1, str(value))


def table_schema(d: Dataset) -> dict[str, Any]:
    """Return the Frictionless Table Schema of the dataset's CSV file."""
    if d.source == "register":
        return registers.schema(d.name, version=d.version)
    fields = [{"name": f.name, "type": f.type, "title": f.title} for f in d.fields]
    return {"fields": fields, "missingValues": [""]}


def file_of(d: Dataset, kind: str) -> Path:
    """Return the path of a dataset's file of a kind; ``LookupError`` where it has none."""
    if kind != "zip" and d.resource(kind) is None:
        raise LookupError(f"{d.name} has no file {kind}")
    if d.source == "register" and kind != "zip":
        with _there(d):
            return registers.export(d.name, kind, version=d.version)
    if d.source == "register":
        with _there(d):
            folder = registers.export(d.name, "csv", version=d.version).parent
        path = folder / f"{d.name}-{d.version}.zip"
    else:
        folder = edition_of(d).folder
        path = folder / f"{d.name}.{kind}"
    return path if path.exists() else _written(d, kind, path)


def _written(d: Dataset, kind: str, path: Path) -> Path:
    """Write a file beside its name and move it there whole, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=f".{kind}")
    os.close(handle)
    unfinished = Path(name)
    try:
        if kind == "zip":
            packing.write_package(unfinished, _package(d), {f"{d.name}.csv": file_of(d, "csv")})
        else:
            packing.WRITERS[kind](unfinished, [(f.name, f.type, f.title) for f in d.fields], stream(d))
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _package(d: Dataset) -> dict[str, Any]:
    return package(d, path=f"{d.name}.csv")


def package(d: Dataset, *, path: str) -> dict[str, Any]:
    """Return the Frictionless descriptor of a dataset with its CSV file at a path."""
    licence = domain.licence(d.licence)
    file = file_of(d, "csv")
    return packing.descriptor(
        name=d.name,
        id_=d.id,
        title=d.title,
        description=d.description,
        created=d.created_at.isoformat(),
        version=str(d.number),
        keywords=d.keywords,
        licence=(licence["id"], licence["title"], licence["url"]),
        contributor=d.owner_name,
        resources=[packing.csv_resource(d.name, path, d.title, table_schema(d), file)],
    )
