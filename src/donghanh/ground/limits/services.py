"""Count one knock; forget what is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from donghanh.ground.limits import domain
from donghanh.ground.limits.models import Knocks


def count(kind: str, address: str, *, within: timedelta, at: datetime) -> int:
    """Count one knock and return how many it makes in this window: one statement on either engine."""
    table = connection.ops.quote_name(Knocks._meta.db_table)
    until = connection.ops.adapt_datetimefield_value(domain.window_end(at, within))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, who, until, count) VALUES (%s, %s, %s, 1) "  # noqa: S608 - a table's own name
            f"ON CONFLICT (kind, who, until) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [kind, domain.who_is(kind, address, at=at), until],
        )
        return int(cursor.fetchone()[0])


def forget(*, at: datetime) -> int:
    """Erase the counts of windows that are over; returns how many."""
    gone, _ = Knocks.objects.filter(until__lte=at).delete()
    return gone
