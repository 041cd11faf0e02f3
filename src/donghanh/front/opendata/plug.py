"""What open data contributes to the shell: a public link, datasets in the one search, jobs, the keys' page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from donghanh.front.opendata import jobs, queries
from donghanh.kit import policy
from donghanh.record.journal import api as journal
from donghanh.ui import shell


def _documents(_on: date) -> Iterator[shell.Document]:
    """Yield every dataset of the catalogue."""
    for d in queries.catalogue().datasets.values():
        yield shell.Document(
            kind="dataset",
            key=d.name,
            title=d.title,
            url=reverse("opendata:dataset", args=[d.name]),
            body=" · ".join([d.description, d.title_en, *d.keywords, *(f.title for f in d.fields)]),
            note=f"{d.owner_name} · {d.group_title}",
            agency=d.owner_code if d.owner_code != "tinh" else "",
            year=d.modified_at.year,
            weight=7,
        )


def _operators(user: object, on: date) -> bool:
    return bool(policy.may("opendata.keys", user, on=on))


shell.add(
    shell.PublicLink("Dữ liệu mở", "opendata:catalogue", 35),
    shell.MenuItem("Khóa API", "opendata:keys", "key", 80, group="Vận hành", shown=_operators),
    shell.Searchable("dataset", "Bộ dữ liệu", _documents, order=30),
    shell.Scheduled("opendata.refresh", jobs.refresh, every="hour"),
    shell.Scheduled("opendata.forget", jobs.forget, every="day", at=3),
)
journal.about("opendata.edition", visible=lambda _user, keys: keys, label="Bản dữ liệu mở")
journal.about(
    "opendata.apikey", visible=lambda user, keys: keys if _operators(user, _today()) else set(), label="Khóa API"
)


def _today() -> date:
    from donghanh.kit.dates import today  # noqa: PLC0415 - the clock is read only when somebody asks

    return today()
