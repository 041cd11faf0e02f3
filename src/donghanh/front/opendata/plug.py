"""What open data contributes to the shell: a public link, datasets in the one search, jobs, the keys' page."""

from __future__ import annotations

from datetime import date

from donghanh.front.opendata import jobs
from donghanh.front.opendata.queries import finding
from donghanh.kit import policy
from donghanh.record.journal import api as journal
from donghanh.ui import shell


def _operators(user: object, on: date) -> bool:
    return bool(policy.may("opendata.keys", user, on=on))


shell.add(
    shell.PublicLink("Dữ liệu mở", "opendata:catalogue", 35),
    shell.MenuItem("Khóa API", "opendata:keys", "key", 80, group="Vận hành", shown=_operators),
    shell.Searchable(finding.DATASET, "Bộ dữ liệu", finding.datasets, order=30),
    shell.Searchable(finding.ROW, "Dòng danh mục", finding.rows, order=40),
    shell.Scheduled("opendata.refresh", jobs.refresh, every="hour"),
)
journal.about("opendata.edition", visible=lambda _user, keys: keys, label="Bản dữ liệu mở")
journal.about(
    "opendata.apikey", visible=lambda user, keys: keys if _operators(user, _today()) else set(), label="Khóa API"
)


def _today() -> date:
    from donghanh.kit.dates import today  # noqa: PLC0415 - the clock is read only when somebody asks

    return today()
