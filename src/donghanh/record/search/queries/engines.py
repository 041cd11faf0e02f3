"""One full-text engine per database behind the same four functions; the words were cut by us, so both answer alike.

SQLite: an FTS5 table whose row numbers are slots' numbers. PostgreSQL: two tsvector columns of the slots, with GIN.
Who may see what is decided inside each statement, over shelves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from donghanh.record.search.engine import question as q
from donghanh.record.search.engine import words

Narrow = dict[str, Any]  # facet -> chosen values; "kind" and the like
_FACET_COLUMNS = {"kind": "kind", "agency": "agency", "subject": "subject", "year": "year", "place": "place"}


def store(rows: Iterable[tuple[int, str, str]]) -> None:
    """Write the words of slots: ``(number, title, body)``; a slot that had words gets the new ones."""
    prepared = []
    for number, title, body in rows:
        text = body[: words.LONGEST_TEXT]
        prepared.append((number, words.folded(title), words.folded(text), words.exact(title), words.exact(text)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE search_slot SET words = %s::tsvector, xwords = %s::tsvector WHERE id = %s",
                [(q.tsvector(t, b), q.tsvector(xt, xb), number) for number, t, b, xt, xb in prepared],
            )
        else:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(row[0],) for row in prepared])
            cursor.executemany(
                "INSERT INTO search_words(rowid, title, body, xtitle, xbody) VALUES (%s, %s, %s, %s, %s)",
                [(row[0], *(" ".join(part) for part in row[1:])) for row in prepared],
            )


def remove(numbers: Sequence[int]) -> None:
    """Forget the words of slots; PostgreSQL keeps them in the slot's own row, which goes with it."""
    if connection.vendor != "postgresql" and numbers:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(n,) for n in numbers])


def _shelves(tokens: Sequence[str], narrow: Narrow) -> tuple[str, list[Any]]:
    """Write the one rule of visibility, and what the reader narrowed to, as a set of shelves."""
    sql = (
        "SELECT sh.id FROM search_shelf sh WHERE sh.id IN "  # noqa: S608 - marks only, values are parameters
        f"(SELECT r.shelf_id FROM search_reader r WHERE r.token IN ({_marks(tokens)}))"
    )
    params: list[Any] = list(tokens)
    for facet, values in narrow.items():
        if values:
            sql += f" AND sh.{_FACET_COLUMNS[facet]} IN ({_marks(values)})"
            params += list(values)
    return sql, params


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _matching(step: q.Step) -> tuple[str, list[Any]]:
    """Write the table of slots that a step finds, as ``m(number, shelf_id)``."""
    if connection.vendor == "postgresql":
        column = "xwords" if step.as_written else "words"
        sql = f"SELECT s.id AS number, s.shelf_id FROM search_slot s WHERE s.{column} @@ %s::tsquery"  # noqa: S608
        return sql, [q.tsquery(step)]
    sql = "SELECT s.id AS number, s.shelf_id FROM search_words w CROSS JOIN search_slot s ON s.id = w.rowid"
    return f"{sql} WHERE search_words MATCH %s", [q.fts5(step)]


def candidates(step: q.Step, tokens: Sequence[str], narrow: Narrow, limit: int) -> list[int]:
    """Return the numbers of the first slots that a step finds among the shelves a reader may see, weightiest first."""
    found, params = _matching(step)
    shelves, more = _shelves(tokens, narrow)
    if connection.vendor == "postgresql":
        sql = f"WITH m AS MATERIALIZED ({found}) SELECT number FROM m"  # noqa: S608
        sql += f" WHERE shelf_id IN ({shelves}) ORDER BY number DESC LIMIT %s"
    else:
        sql = f"{found} AND s.shelf_id IN ({shelves}) ORDER BY w.rowid DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *more, limit])
        return [row[0] for row in cursor.fetchall()]


def count_by_shelf(step: q.Step, tokens: Sequence[str]) -> dict[int, int]:
    """Count what a step finds on each shelf that a reader may see."""
    found, params = _matching(step)
    shelves, more = _shelves(tokens, {})
    sql = f"SELECT m.shelf_id, count(*) FROM ({found}) m WHERE m.shelf_id IN ({shelves}) GROUP BY m.shelf_id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *more])
        return dict(cursor.fetchall())
