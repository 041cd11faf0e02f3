"""Reads of the index: the engines' adapters and the one search."""

from __future__ import annotations

from django.db.models import Count

from donghanh.record.search.domain import EVERYBODY
from donghanh.record.search.models import Item


def size() -> dict[str, int]:
    """Count the documents of each kind."""
    return dict(Item.objects.values_list("kind").annotate(n=Count("id")).order_by("kind"))


def public_urls(limit: int) -> list[str]:
    """List the addresses of what everybody may find, weightiest first."""
    rows = Item.objects.filter(shelf__readers__token=EVERYBODY).order_by("-weight", "pk")
    return list(rows.values_list("url", flat=True)[:limit])
