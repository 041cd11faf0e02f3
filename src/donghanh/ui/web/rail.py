"""The rail of one person: its lines, and every number beside them read with one question.

A room hands over rows to be counted, never a number it went and asked for; so a page pays one question for the rail
however many rooms there are (docs/decisions/0014-rail-counts.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from donghanh.ui import shell


@dataclass(frozen=True)
class Line:
    """One line as it is drawn: what it is, and the number beside it."""

    item: shell.MenuItem
    count: int


def lines(request: HttpRequest) -> list[Line]:
    """List the rail of whoever is signed in; asked again within the request, it answers from what it read."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    kept: list[Line] | None = getattr(request, "_rail", None)
    if kept is None:
        on = request.now.date()  # type: ignore[attr-defined]
        menu = shell.menu_for(user, on)
        counts = counted({m.url_name: m.count(user, on) for m in menu if m.count})
        kept = [Line(m, counts.get(m.url_name, 0)) for m in menu]
        request._rail = kept  # type: ignore[attr-defined]
    return kept


def count_at(request: HttpRequest, url_name: str) -> int:
    """Return the number beside one line, for a page that says it too; nought where the person has no such line."""
    return next((line.count for line in lines(request) if line.item.url_name == url_name), 0)


def counted(wanted: Mapping[str, shell.Countable]) -> dict[str, int]:
    """Count everything with one statement: a row of scalar subqueries, which both engines read alike.

    What is a number already, or can have no row, is not asked; where nothing is left to ask, nothing is.
    """
    found = {name: given for name, given in wanted.items() if isinstance(given, int)}
    asked: list[str] = []
    statements: list[str] = []
    values: list[Any] = []
    for name, given in wanted.items():
        if isinstance(given, int):
            continue
        parts = [_statement(rows) for rows in ((given,) if isinstance(given, QuerySet) else given)]
        full = [part for part in parts if part is not None]
        found[name] = 0
        if full:
            asked.append(name)
            # compiled by Django with its values apart, so nothing of anybody's is joined into the text
            statements.append(" + ".join(f"(SELECT COUNT(*) FROM ({sql}) r)" for sql, _ in full))  # noqa: S608
            values += [value for _, params in full for value in params]
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements)}", values)
            found |= dict(zip(asked, cursor.fetchone(), strict=True))
    return found


def _statement(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Compile rows to what counts them, without their order; ``None`` where the conditions exclude each other."""
    plain = rows if rows.query.is_sliced else rows.order_by()
    try:
        sql, params = plain.values("pk").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)
