"""Frozen rows on disk: one Parquet file a version, read by pages, compared by key, hashed as the CSV that anyone takes.

Every read names the file and binds its values; names of columns come from the schema alone.
"""

# ruff: noqa: E501 - a sentence, and a query, is read whole on one line

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from donghanh.kit.text import fold_vi
from donghanh.record.registers.engine.columns import as_text, literal, quoted, sql_type
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.record.registers.engine.values import canonical

BATCH = 2048
MOST_FILTERS = 20
_local = threading.local()


def connection() -> duckdb.DuckDBPyConnection:
    """Return this thread's connection: in memory, small, one core, so that a page never takes the machine."""
    con: duckdb.DuckDBPyConnection | None = getattr(_local, "con", None)
    if con is None:
        con = duckdb.connect(":memory:")
        con.execute("SET threads = 1")
        con.execute("SET memory_limit = '160MB'")
        con.execute("SET enable_progress_bar = false")
        con.execute("SET autoinstall_known_extensions = false")
        _local.con = con
    return con


Source = Path | str  # a version's file, or a query that gives the same columns


def table_of(source: Source) -> str:
    """Return a source as SQL reads from it."""
    return f"read_parquet({literal(source)})" if isinstance(source, Path) else f"({source})"


def overlaid(base: Path | None, schema: Schema, rows: Mapping[str, Mapping[str, Any] | None]) -> str:
    """Return the query of a draft: the rows of its base, those changed since in their place, those taken out left out."""
    con = connection()
    columns = [f"CAST(NULL AS {sql_type(f)}) AS {quoted(f.name)}" for f in schema.fields]
    held = ", ".join(_held(con, base, schema.fields) if base else columns)
    kept = f"SELECT _key, {held} FROM {table_of(base or '')}"  # noqa: S608 - our names
    if base is None:
        kept = f"SELECT CAST(NULL AS VARCHAR) AS _key, {held} WHERE false"
    if not rows:
        return kept
    keys = ", ".join(literal(k) for k in rows)
    parts = [f"SELECT * FROM ({kept}) WHERE _key NOT IN ({keys})"]  # noqa: S608 - literals are quoted
    for key, values in rows.items():
        if values is not None:
            cells = ", ".join(
                "CAST("
                + ("NULL" if values.get(f.name) is None else literal(canonical(values[f.name])))
                + f" AS {sql_type(f)})"
                for f in schema.fields
            )
            parts.append(f"SELECT {literal(key)}, {cells}")
    return " UNION ALL ".join(parts)


@dataclass(frozen=True)
class Page:
    """A page of rows: how many there are in all, and those asked for, each a dict with ``_key`` and the fields."""

    total: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Query:
    """What is asked of a version: exact values by field, words anywhere, order, and which rows."""

    filters: tuple[tuple[str, str | tuple[str, ...]], ...] = ()  # several values: any of them; "": no value
    words: str = ""
    sort: tuple[str, ...] = ()  # field names, "-" before one turns it around
    offset: int = 0
    limit: int = 100
    only: tuple[str, ...] | None = None  # fields wanted


def _where(schema: Schema, query: Query) -> tuple[str, list[Any]]:
    parts, values = [], []
    for name, value in query.filters[:MOST_FILTERS]:
        if name == "_key":
            parts.append("_key = ?")
            values.append(value)
            continue
        field = schema.by_name.get(name)
        if field is None:
            parts.append("false")
            continue
        wanted = (value,) if isinstance(value, str) else value
        some = [one for one in wanted if one]
        ways = [f"({as_text(field, quoted(name))}) IN ({', '.join('?' * len(some))})"] if some else []
        ways += [f"{quoted(name)} IS NULL"] if len(some) < len(wanted) else []
        parts.append(f"({' OR '.join(ways) or 'false'})")
        values.extend(some)
    for word in fold_vi(query.words).split()[:8]:
        texts = [f for f in schema.fields if sql_type(f) == "VARCHAR" and f.type != "geojson"]
        if not texts:
            parts.append("false")
            continue
        folded = " OR ".join(f"contains({_folded(quoted(f.name))}, ?)" for f in texts)
        parts.append(f"({folded})")
        values.extend([word] * len(texts))
    return (" AND ".join(parts) or "true"), values


def _folded(column: str) -> str:
    return f"replace(strip_accents(lower(coalesce({column}, ''))), 'đ', 'd')"


def _order(schema: Schema, sort: Sequence[str]) -> str:
    parts = []
    for name in sort:
        bare = name.lstrip("-")
        field = schema.by_name.get(bare)
        if field is None:
            continue
        column = _folded(quoted(bare)) if sql_type(field) == "VARCHAR" else quoted(bare)
        parts.append(f"{column} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST")
    return ", ".join([*parts, "_key"])


def page(path: Source, schema: Schema, query: Query) -> Page:
    """Return a page of rows."""
    con = connection()
    where, values = _where(schema, query)
    source = table_of(path)
    total = con.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()  # noqa: S608
    names = _names(schema, query)
    rows = con.execute(
        f"SELECT {', '.join(map(quoted, names))} FROM {source} WHERE {where} "  # noqa: S608 - values are bound
        f"ORDER BY {_order(schema, query.sort)} LIMIT {max(int(query.limit), 0)} OFFSET {max(int(query.offset), 0)}",
        values,
    ).fetchall()
    return Page(int(total[0]) if total else 0, [dict(zip(names, row, strict=True)) for row in rows])


def _names(schema: Schema, query: Query) -> list[str]:
    wanted = [f.name for f in schema.fields if query.only is None or f.name in query.only]
    return ["_key", *wanted]


def stream(path: Source, schema: Schema, query: Query | None = None) -> Iterator[dict[str, Any]]:
    """Give every row that is asked for, in the order of keys, in bounded memory."""
    asked = query or Query()
    where, values = _where(schema, asked)
    names = _names(schema, asked)
    con = connection().cursor()
    found = con.execute(
        f"SELECT {', '.join(map(quoted, names))} FROM {table_of(path)} WHERE {where} "  # noqa: S608
        f"ORDER BY {_order(schema, asked.sort)}",
        values,
    )
    while batch := found.fetchmany(BATCH):
        for row in batch:
            yield dict(zip(names, row, strict=True))


def facets(path: Source, schema: Schema, names: Sequence[str], most: int = 40) -> dict[str, list[tuple[str, int]]]:
    """Count the values of fields, the most frequent first."""
    con, found = connection(), {}
    for name in names:
        field = schema.by_name[name]
        text = as_text(field, quoted(name))
        rows = con.execute(
            f"SELECT {text} AS v, count(*) AS c FROM {table_of(path)} "  # noqa: S608 - our names
            f"WHERE {quoted(name)} IS NOT NULL GROUP BY v ORDER BY c DESC, v LIMIT {int(most)}"
        ).fetchall()
        found[name] = [(str(v), int(c)) for v, c in rows]
    return found


# --- comparing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One row that differs: ``kind`` added, removed or changed; for changed ones the cells, before and after."""

    kind: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """How two versions differ: counts of all, and the first rows in the order of keys."""

    added: int
    changed: int
    removed: int
    changes: tuple[Change, ...] = ()

    @property
    def same(self) -> bool:
        """Say that nothing differs."""
        return not (self.added or self.changed or self.removed)


def _signature(fields: Sequence[Field]) -> str:
    parts = ", ".join(f"coalesce({as_text(f, quoted(f.name))}, chr(1))" for f in fields)
    return f"hash(concat_ws(chr(2), {parts}))" if parts else "0"


def difference(
    con: duckdb.DuckDBPyConnection,
    old: Source | None,
    new: Source | None,
    schema: Schema,
    *,
    offset: int = 0,
    limit: int = 200,
) -> Difference:
    """Compare two versions by key: digests first, so that a million rows need little memory; then the rows shown."""
    both = list(schema.fields)
    con.execute("CREATE OR REPLACE TEMP TABLE olds AS " + _side(con, old, both))
    con.execute("CREATE OR REPLACE TEMP TABLE news AS " + _side(con, new, both))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS SELECT coalesce(n._key, o._key) AS k, "
        "CASE WHEN o._key IS NULL THEN 'added' WHEN n._key IS NULL THEN 'removed' ELSE 'changed' END AS kind "
        "FROM olds o FULL OUTER JOIN news n ON o._key = n._key WHERE o.s IS DISTINCT FROM n.s "
    )
    counts = dict(con.execute("SELECT kind, count(*) FROM differing GROUP BY kind").fetchall())
    shown = con.execute(f"SELECT k, kind FROM differing ORDER BY k LIMIT {int(limit)} OFFSET {int(offset)}").fetchall()  # noqa: S608
    keys = [k for k, _ in shown]
    before, after = _rows_of(con, old, both, keys), _rows_of(con, new, both, keys)
    changes = tuple(_change(kind, key, before.get(key), after.get(key), both) for key, kind in shown)
    for table in ("olds", "news", "differing"):
        con.execute(f"DROP TABLE {table}")
    return Difference(
        int(counts.get("added", 0)), int(counts.get("changed", 0)), int(counts.get("removed", 0)), changes
    )


def _held(con: duckdb.DuckDBPyConnection, path: Source, fields: Sequence[Field]) -> list[str]:
    """Return for each field its column in a file, or NULL where that file, of an older schema, has none."""
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {table_of(path)}").fetchall()}  # noqa: S608
    return [
        f"TRY_CAST({quoted(f.name)} AS {sql_type(f)}) AS {quoted(f.name)}"
        if f.name in there
        else f"CAST(NULL AS {sql_type(f)}) AS {quoted(f.name)}"
        for f in fields
    ]


def _side(con: duckdb.DuckDBPyConnection, path: Source | None, fields: Sequence[Field]) -> str:
    if path is None:
        return "SELECT CAST(NULL AS VARCHAR) AS _key, CAST(NULL AS UBIGINT) AS s WHERE false"
    held = ", ".join(_held(con, path, fields))
    return f"SELECT _key, {_signature(fields)} AS s FROM (SELECT _key, {held} FROM {table_of(path)})"  # noqa: S608


def _rows_of(
    con: duckdb.DuckDBPyConnection, path: Source | None, fields: Sequence[Field], keys: list[str]
) -> dict[str, dict[str, Any]]:
    if path is None or not keys:
        return {}
    held = ", ".join(_held(con, path, fields))
    names = [f.name for f in fields]
    found = con.execute(
        f"SELECT _key, {held} FROM {table_of(path)} WHERE _key IN (SELECT unnest(?))",  # noqa: S608
        [keys],
    ).fetchall()
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in found}


def _change(
    kind: str, key: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, fields: Sequence[Field]
) -> Change:
    cells: tuple[str, ...] = ()
    if before is not None and after is not None:
        cells = tuple(f.name for f in fields if before.get(f.name) != after.get(f.name))
    return Change(kind, key, dict(before) if before else None, dict(after) if after else None, cells)
