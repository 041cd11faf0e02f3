"""Tables of a paper as plain data and back: what was printed once prints alike for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from donghanh.record.papers.engine.paper import Cell, Column, Number, Quoted, Reference, Source, TableBlock


def _out(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return {"n": format(cell.normalize(), "f")}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, Number):
        return {"v": _out(cell.value), "s": _source_out(cell.source), "p": cell.places}
    if isinstance(cell, Reference):
        return {"r": cell.text, "k": cell.kind}
    if isinstance(cell, Quoted):
        return {"q": cell.text, "s": _source_out(cell.source)}
    if isinstance(cell, tuple):
        return {"t": [_out(piece) for piece in cell]}
    return cell


def _back(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    if "n" in cell:
        return Decimal(cell["n"])
    if "d" in cell:
        return date.fromisoformat(cell["d"])
    if "v" in cell:
        return Number(_back(cell["v"]), _source_back(cell["s"]), cell["p"])
    if "r" in cell:
        return Reference(cell["r"], cell["k"])
    if "q" in cell:
        return Quoted(cell["q"], _source_back(cell["s"]))
    return tuple(_back(piece) for piece in cell["t"])


def _source_out(source: Source) -> list[Any]:
    day = source.as_of.isoformat() if source.as_of else ""
    return [source.measure, day, list(source.rows), list(source.agencies), source.note]


def _source_back(data: Any) -> Source:
    measure, day, rows, agencies, note = data
    return Source(measure, date.fromisoformat(day) if day else None, tuple(rows), tuple(agencies), note)


def table_as_data(table: TableBlock) -> dict[str, Any]:
    """Write a table as JSON can hold it."""
    return {
        "caption": table.caption,
        "columns": [[c.title, c.width, c.align, c.places, c.kind] for c in table.columns],
        "rows": [[_out(c) for c in row] for row in table.rows],
        "totals": [_out(c) for c in table.totals],
        "landscape": table.landscape,
        "note": table.note,
        "sources": [[y, x, *_source_out(s)] for y, x, s in table.sources],
        "keys": list(table.keys),
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
        sources=tuple((y, x, _source_back(source)) for y, x, *source in data["sources"]),
        keys=tuple(data.get("keys", ())),
    )
