"""The door: datasets as other front rooms show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from donghanh.front.opendata import queries
from donghanh.front.opendata.queries.listing import page_of

__all__ = ["DatasetCard", "cards"]


@dataclass(frozen=True)
class DatasetCard:
    """One dataset as a list shows it; ``page_url`` is the register's own page, where there is one."""

    name: str
    title: str
    title_en: str
    description: str
    group: str
    owner: str
    rows: int
    modified_at: datetime
    url: str
    page_url: str
    invented: bool


def cards() -> list[DatasetCard]:
    """List every dataset, newest first."""
    now = queries.catalogue()
    found = [now.datasets[e.name] for e in now.entries]
    return [
        DatasetCard(
            d.name,
            d.title,
            d.title_en,
            d.description,
            d.group,
            d.owner_name,
            d.rows,
            d.modified_at,
            page_of(d),
            d.page_url,
            d.invented,
        )
        for d in found
    ]
