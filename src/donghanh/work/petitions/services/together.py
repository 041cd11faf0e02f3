"""Many rows of one table written in one statement, each with values of its own.

The values travel as one JSON parameter that the engine joins by key, so that a statement neither grows with the rows
nor meets a limit of parameters. PostgreSQL and SQLite read the same text but for the casts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, router


def write_together(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write ``fields`` of many rows; each of ``rows`` is the primary key and then a value for every field."""
    given = list(rows)
    if not given:
        return 0
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    pg = connection.vendor == "postgresql"

    def value(field: models.Field[Any, Any], n: int) -> str:
        read = f"given.value ->> {n}"
        return f"({read})::{field.cast_db_type(connection)}" if pg else read

    meta = model._meta
    by_name = {f.name: f for f in meta.concrete_fields}
    columns = [by_name[name] for name in fields]
    table, pk = quote(meta.db_table), meta.pk
    written = ", ".join(f"{quote(str(f.column))} = {value(f, n)}" for n, f in enumerate(columns, 1))
    source = "json_array_elements(%s::json) AS given(value)" if pg else "json_each(%s) AS given"
    key = value(pk, 0)
    sql = f"UPDATE {table} SET {written} FROM {source} WHERE {table}.{quote(str(pk.column))} = {key}"  # noqa: S608 - names of our own models
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(given, cls=DjangoJSONEncoder)])
        return int(cursor.rowcount)
