"""Reads of the counts: by day, by group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from donghanh.front.portal import domain
from donghanh.front.portal.models import DayCount

DAYS = 30


@dataclass(frozen=True)
class Usage:
    """The last days: totals, by group, by day."""

    since: date
    pages: int
    visits: int
    groups: list[dict[str, Any]]
    days: list[dict[str, Any]]


def usage(on: date, *, days: int = DAYS) -> Usage:
    """Sum the last days up to and with a day."""
    since = on - timedelta(days=days - 1)
    rows = DayCount.objects.visible_to(None).filter(day__gte=since, day__lte=on)
    by_group = rows.values("group").annotate(pages=Sum("pages"), visits=Sum("visits")).order_by("-pages")
    by_day = list(rows.values("day").annotate(pages=Sum("pages"), visits=Sum("visits")).order_by("-day"))
    labels = {name: told["label"] for name, told in domain.words()["groups"].items()}
    groups = [{**row, "label": labels.get(row["group"], row["group"])} for row in by_group]
    days_read: list[dict[str, Any]] = [dict(row) for row in by_day]
    return Usage(since, sum(r["pages"] for r in by_day), sum(r["visits"] for r in by_day), groups, days_read)
