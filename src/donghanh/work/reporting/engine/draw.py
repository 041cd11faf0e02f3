"""The drawing of a report: stacked bars whose parts carry their numbers, so that they also read in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Statistics' five columns in the order of the table: done on time, done late, open, overdue, no deadline.
_FILLS = ("#1d6f42", "#8fb99f", "#6ea3dc", "#b3261e", "#c8c8c8")
_DARK = (0, 3)  # fills on which a number is white
_MANY = 8  # more bars than this stand closer together, so that a page holds them beside their table
_LEGIBLE = 0.035  # of the longest bar: a narrower part shows no number of its own


def labelled(lines: Sequence[tuple[str, Sequence[int]]]) -> list[tuple[int, int]]:
    """Return the (line, part) places whose number is drawn inside its bar."""
    most = max((sum(values) for _, values in lines), default=0)
    return [(y, x) for y, (_, values) in enumerate(lines) for x, n in enumerate(values) if n and n >= most * _LEGIBLE]


def stacked_bars(lines: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str]) -> dict[str, Any] | None:
    """Write the spec of one bar for each line, its parts side by side; nothing to draw gives nothing."""
    most = max((sum(values) for _, values in lines), default=0)
    if not most:
        return None
    rows = [
        {"Dòng": name, "Loại": part, "Thứ": n, "Phần việc": value, "Số": str(value) if value >= most * _LEGIBLE else ""}
        for name, values in lines
        for n, (part, value) in enumerate(zip(parts, values, strict=False))
        if value
    ]
    totals = [{"Dòng": name, "Cộng": sum(values)} for name, values in lines]
    names = [name for name, _ in lines]
    y = {
        "field": "Dòng", "type": "nominal", "sort": names, "title": None,
        "scale": {"domain": names}, "axis": {"labelColor": "black", "labelLimit": 250},
    }  # fmt: skip
    order = {"field": "Thứ", "type": "quantitative"}
    scale = {"domain": list(parts), "range": list(_FILLS[: len(parts)])}
    stacked = {"field": "Phần việc", "type": "quantitative", "stack": "zero"}
    white = " || ".join(f"datum['Thứ'] === {n}" for n in _DARK)
    thick, step, size = (17, 28, 11) if len(names) <= _MANY else (14, 20, 10)
    return {
        "width": 430,
        "height": {"step": step},
        "encoding": {"y": y},
        "layer": [
            {
                "data": {"values": rows},
                "mark": {"type": "bar", "height": thick, "stroke": "white", "strokeWidth": 1, "tooltip": True},
                "encoding": {
                    "x": {**stacked, "title": None, "axis": None},
                    "color": {"field": "Loại", "type": "nominal", "scale": scale, "legend": {"columns": 3}},
                    "order": order,
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "text", "fontSize": size},
                "encoding": {
                    "x": {**stacked, "bandPosition": 0.5},
                    "text": {"field": "Số", "type": "nominal"},
                    "detail": {"field": "Loại"},
                    "order": order,
                    "color": {"condition": {"test": white, "value": "white"}, "value": "black"},
                },
            },
            {
                "data": {"values": totals},
                "mark": {"type": "text", "align": "left", "dx": 5, "fontWeight": 600},
                "encoding": {
                    "x": {"field": "Cộng", "type": "quantitative"},
                    "text": {"field": "Cộng", "type": "quantitative"},
                },
            },
        ],
    }
