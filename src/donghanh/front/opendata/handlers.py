"""After commit: what a register has published can be found at once."""

from __future__ import annotations

from typing import Any

from donghanh.front.opendata import queries
from donghanh.front.opendata.queries import finding
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.record.registers import events as registers
from donghanh.record.search import api as search


@journal.on(registers.RegisterPublished, "opendata.gather_register")
def gather(entry: Any) -> None:
    """Put the register and its rows in the index; rows that are gone leave it."""
    on = local_date(entry.at)
    search.gather(finding.DATASET, on=on)
    d = queries.catalogue().datasets.get(entry.payload["register"])
    if d is not None:
        search.gather_part(finding.ROW, f"{d.name}:", finding.rows_of(d))
