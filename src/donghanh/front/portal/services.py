"""The one write of the portal: add what was counted. Sums of a day; no entry in the journal, nobody did anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection, transaction

from donghanh.front.portal.models import DayCount

Counted = Mapping[tuple[date, str, str], tuple[int, int]]  # (day, group, language) -> (pages, visits)


@transaction.atomic
def add_counts(counted: Counted) -> None:
    """Add pages and visits to their days."""
    table = connection.ops.quote_name(DayCount._meta.db_table)
    group = connection.ops.quote_name("group")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (day, {group}, language, pages, visits) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (day, {group}, language) DO UPDATE SET "
            f"pages = {table}.pages + excluded.pages, visits = {table}.visits + excluded.visits",
            [(day, name, language, *numbers) for (day, name, language), numbers in counted.items()],
        )
