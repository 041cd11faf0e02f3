"""Tables of a report as plain data and back: what was printed once prints alike for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.work.reporting.engine.paper import Cell, Column, Source, TableBlock


def _out(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return {"n": format(cell.normalize(), "f")}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return cell


def _back(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return Decimal(cell["n"]) if "n" in cell else date.fromisoformat(cell["d"])
    return cell  # type: ignore[no-any-return]


def table_as_data(table: TableBlock) -> dict[str, Any]:
    """Write a table as JSON can hold it."""
    return {
        "caption": table.caption,
        "columns": [[c.title, c.width, c.align, c.places] for c in table.columns],
        "rows": [[_out(c) for c in row] for row in table.rows],
        "totals": [_out(c) for c in table.totals],
        "landscape": table.landscape,
        "note": table.note,
        "sources": [
            [y, x, s.measure, s.as_of.isoformat() if s.as_of else "", list(s.rows), list(s.agencies), s.note]
            for y, x, s in table.sources
        ],
    }


def table_of_data(data: Mapping[str, Any]) -> TableBlock:
    """Read a table back as it was."""
    return TableBlock(
        caption=data["caption"],
        columns=tuple(Column(*c) for c in data["columns"]),
        rows=tuple(tuple(_back(c) for c in row) for row in data["rows"]),
        totals=tuple(_back(c) for c in data["totals"]),
        landscape=data["landscape"],
        note=data["note"],
        sources=tuple(
            (y, x, Source(m, date.fromisoformat(d) if d else None, tuple(rows), tuple(agencies), note))
            for y, x, m, d, rows, agencies, note in data["sources"]
        ),
    )
