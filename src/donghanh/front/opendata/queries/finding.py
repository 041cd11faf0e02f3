"""What of open data may be found by the one search: datasets, and the rows of registers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from urllib.parse import urlencode

from django.urls import reverse

from donghanh.front.opendata.domain import Dataset
from donghanh.front.opendata.queries.listing import PROVINCE, catalogue
from donghanh.record.registers import api as registers
from donghanh.record.search.api import Document

DATASET, ROW = "dataset", "row"
MOST_ROWS = 50_000  # of one register; the rest is found on the register's own page
_SEPARATOR = ":"


def datasets(_on: date) -> Iterator[Document]:
    """Yield every dataset of the catalogue."""
    for d in catalogue().datasets.values():
        yield Document(
            kind=DATASET,
            key=d.name,
            title=d.title,
            url=reverse("opendata:dataset", args=[d.name]),
            body=" · ".join([d.description, d.title_en, *d.keywords, *(f.title for f in d.fields)]),
            note=f"{d.owner_name} · {d.group_title}",
            agency="" if d.owner_code == PROVINCE else d.owner_code,
            year=d.modified_at.year,
            weight=7,
        )


def rows(_on: date) -> Iterator[Document]:
    """Yield the rows of every published register."""
    for d in catalogue().datasets.values():
        if d.source == "register":
            yield from rows_of(d)


def rows_of(d: Dataset) -> Iterator[Document]:
    """Yield the rows of one register."""
    page = reverse("registers:row", args=[d.name])
    for key, label, row in islice(registers.labelled(d.name), MOST_ROWS):
        yield Document(
            kind=ROW,
            key=f"{d.name}{_SEPARATOR}{key}"[:160],
            title=label,
            url=f"{page}?{urlencode({'khoa': key})}",
            body=" · ".join(str(v) for v in row.values() if isinstance(v, str) and v != label and len(v) < 2000),
            note=d.title,
            agency="" if d.owner_code == PROVINCE else d.owner_code,
            year=d.modified_at.year,
            weight=4,
        )
