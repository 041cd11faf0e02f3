"""After commit: rooms of lower floors cannot call the index, so it listens to them."""

from __future__ import annotations

from typing import Any

from donghanh.ground.orgs import events as orgs
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.record.search import services


def _agencies(entry: Any) -> None:
    services.gather("agency", on=local_date(entry.at))


for _event in (
    orgs.ReferenceImported,
    orgs.AgencyEstablished,
    orgs.AgencyRenamed,
    orgs.AgenciesMerged,
    orgs.AgencyAbolished,
    orgs.AliasAdded,
):
    journal.on(_event, "search.gather_agencies")(_agencies)
