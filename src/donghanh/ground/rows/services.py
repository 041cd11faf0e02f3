"""Many rows of one table written in one statement, each with values of its own.

The values travel as one JSON parameter that the engine joins by key, so that a statement neither grows with the rows
nor meets a limit of parameters. PostgreSQL and SQLite read the same text but for the casts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connections, models, router

Column = models.Field[Any, Any]


def write_together(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write ``fields`` of many rows; each of ``rows`` is the primary key and then a value for every field."""
    given = list(rows)
    if not given:
        return 0
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    meta = model._meta
    by_name = {f.name: f for f in meta.concrete_fields}
    columns: list[Column] = [meta.pk, *(by_name[name] for name in fields)]
    table, pk = quote(meta.db_table), quote(str(meta.pk.column))
    if len({row[0] for row in given}) < len(given):
        raise ValueError(f"two of the rows given for {meta.db_table} are the same row")
    read = [_read(connection, column, n) for n, column in enumerate(columns)]
    written = ", ".join(f"{quote(str(c.column))} = {r}" for c, r in zip(columns[1:], read[1:], strict=True))
    source = "json_array_elements(%s::json) AS given(value)" if _is_postgres(connection) else "json_each(%s) AS given"
    sql = f"UPDATE {table} SET {written} FROM {source} WHERE {table}.{pk} = {read[0]}"  # noqa: S608 - names of our own models
    text = json.dumps(
        [[_stored(connection, c, v) for c, v in zip(columns, row, strict=True)] for row in given], ensure_ascii=False
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [text])
        return int(cursor.rowcount)


def _is_postgres(connection: Any) -> bool:
    return bool(connection.vendor == "postgresql")


def _read(connection: Any, column: Column, n: int) -> str:
    """Say how the engine takes the n-th value out: as text, which SQLite's column and PostgreSQL's cast turn back."""
    value = f"given.value ->> {n}"
    return f"({value})::{column.cast_db_type(connection)}" if _is_postgres(connection) else value


def _stored(connection: Any, column: Column, value: Any) -> Any:
    """Turn a value into what Django would store, in JSON's words; an instant keeps its microseconds."""
    if isinstance(column, models.JSONField):
        return None if value is None else json.dumps(value, cls=column.encoder)
    value = column.get_db_prep_save(value, connection)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{column.model._meta.db_table}.{column.name} holds {type(value).__name__}, not written together")
