"""One full-text engine per database behind the same four functions; the words were cut by us, so both answer alike.

SQLite: an FTS5 table whose row numbers are slots' numbers. PostgreSQL: tsvector columns of the slots, with GIN.
Who may see what is decided inside each statement, over shelves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from donghanh.record.search.engine import question as q
from donghanh.record.search.engine import words
from donghanh.record.search.models import Slot

Narrow = dict[str, Any]  # facet -> chosen values; "kind" and the like
STRIDE = Slot.STRIDE
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
                "UPDATE search_slot SET words = %s::tsvector, xwords = %s::tsvector, titles = %s::tsvector, "
                "xtitles = %s::tsvector WHERE id = %s",
                [
                    (q.tsvector(t, b), q.tsvector(xt, xb), q.title_tsvector(t), q.title_tsvector(xt), number)
                    for number, t, b, xt, xb in prepared
                ],
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


def _matching(step: q.Step, among: Sequence[int] | None = None) -> tuple[str, list[Any]]:
    """Write the table of slots that a step finds, as ``number, shelf_id``, without its order.

    ``among`` are the first slots that a wider step found: to be one of them is to stand no further back than the last.
    """
    if connection.vendor == "postgresql":
        column = ("x" if step.as_written else "") + ("titles" if step.in_title else "words")
        sql = f"SELECT s.id AS number, s.shelf_id FROM search_slot s WHERE s.{column} @@ %s::tsquery"  # noqa: S608
        params: list[Any] = [q.tsquery(step)]
        if among is not None:
            sql, params = f"{sql} AND s.id = ANY(%s)", [*params, list(among)]
        return sql, params
    sql = "SELECT w.rowid AS number, s.shelf_id FROM search_words w CROSS JOIN search_slot s ON s.id = w.rowid"
    sql, params = f"{sql} WHERE search_words MATCH %s", [q.fts5(step)]
    if among is not None:
        sql, params = f"{sql} AND w.rowid BETWEEN %s AND %s", [*params, min(among), max(among)]
    return sql, params


Row = tuple[int, int]  # the number of a slot, its shelf


def first(
    step: q.Step, tokens: Sequence[str], narrow: Narrow, limit: int, *, among: Sequence[int] | None = None
) -> list[Row]:
    """Return the first slots that a step finds among the shelves a reader may see, weightiest first.

    Both engines stop reading when so many are found, so that a common word costs no more than a rare one. With
    ``among``, the first slots that a wider step found for the same reader, only those are looked at.
    """
    if among is not None and not among:
        return []
    found, params = _matching(step, among)
    shelves, more = _shelves(tokens, narrow)
    return _rows(f"{found} AND s.shelf_id IN ({shelves}) ORDER BY number DESC LIMIT %s", [*params, *more, limit])


def spread(step: q.Step, tokens: Sequence[str], weights: Iterable[int], each: int) -> list[Row]:
    """Return what a step finds among the newest slots of every weight: what a common word finds, light kinds too.

    So many slots of a weight are looked at, not so many found, so that a word that light kinds seldom have costs no
    walk through all of them.
    """
    bands = _bands(weights, each)
    if not bands:
        return []
    shelves, more = _shelves(tokens, {})
    band, asked = _in_band(step)
    values: list[Any] = []
    for lowest, highest in bands:
        values += [lowest, highest, *asked]
    values += more
    every = " UNION ALL ".join([band] * len(bands))
    sql = f"SELECT number, shelf_id FROM ({every}) b WHERE shelf_id IN ({shelves})"  # noqa: S608 - marks only
    return _rows(sql, values)


def _in_band(step: q.Step) -> tuple[str, list[Any]]:
    """Write what a step finds between two numbers; PostgreSQL is kept from opening the words' lists for each band."""
    found, asked = _matching(step)
    if connection.vendor == "postgresql":
        band = "SELECT id, shelf_id, words FROM search_slot WHERE id BETWEEN %s AND %s OFFSET 0"
        return f"SELECT s.id AS number, s.shelf_id FROM ({band}) s WHERE s.words @@ %s::tsquery", asked  # noqa: S608
    head, _where, match = found.partition(" WHERE ")
    return f"{head} WHERE w.rowid BETWEEN %s AND %s AND {match}", asked


def _bands(weights: Iterable[int], each: int) -> list[tuple[int, int]]:
    """Return the numbers between which the newest slots of every weight lie."""
    part = (
        "SELECT min(n.id), max(n.id) FROM "
        "(SELECT id FROM search_slot WHERE id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s) n"
    )
    values: list[Any] = []
    parts = []
    for weight in weights:
        parts.append(part)
        values += [weight * STRIDE, (weight + 1) * STRIDE - 1, each]
    return [(lowest, highest) for lowest, highest in _rows(" UNION ALL ".join(parts), values) if lowest is not None]


def _rows(sql: str, params: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
