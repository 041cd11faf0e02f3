"""Gains counted, changes split, two figures joined, places that move."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from donghanh.kit.numbers import show_number
from donghanh.kit.text import shorten
from donghanh.ui.charts import Chart, palette
from donghanh.work.indices.charts.layers import Spec, layer
from donghanh.work.indices.charts.words import signed


def gains(values: Sequence[float], wanted: float, *, step: float = 0.25) -> Chart:
    """Draw how many province-years fell in each stretch of change, and where the wanted gain stands."""
    first = math.floor(min(*values, wanted) / step)
    last = math.floor(max(*values, wanted) / step)
    counts = {i: [0, 0] for i in range(first, last + 1)}
    for value in values:
        counts[math.floor(value / step + 1e-9)][int(value >= wanted - 1e-9)] += 1
    rows = [
        {
            "Từ": round(i * step, 2),
            "Đến": round((i + 1) * step, 2),
            "Lượt": n,
            "Loại": name,
            "Thứ": at,
            "Thay đổi": f"{show_number(round(i * step, 2))} đến {show_number(round((i + 1) * step, 2))}",
        }
        for i, both in counts.items()
        for at, (name, n) in enumerate(zip(("chưa đủ", "đạt mức tăng cần"), both, strict=True))
        if n
    ]
    color = {
        "field": "Loại", "type": "nominal",
        "scale": {"domain": ["chưa đủ", "đạt mức tăng cần"], "range": [palette.none_fill, palette.open_fill]},
    }  # fmt: skip
    bars = layer(
        rows, {"type": "bar", "orient": "vertical", "stroke": palette.paper, "strokeWidth": 1},
        x={"field": "Từ", "type": "quantitative", "title": "thay đổi trong một năm, điểm", "axis": {"tickCount": 12}},
        x2={"field": "Đến"},
        y={"field": "Lượt", "type": "quantitative", "title": "số lượt tỉnh"},
        color=color, order={"field": "Thứ"},
        tooltip=[{"field": "Thay đổi"}, {"field": "Lượt"}, {"field": "Loại"}],
    )  # fmt: skip
    mark = [{"Từ": wanted, "nhãn": f"mức tăng cần: {show_number(round(wanted, 2))}"}]
    rule = layer(mark, {"type": "rule", "color": palette.dao, "strokeDash": [2, 3], "strokeWidth": 1.5})
    rule["encoding"] = {"x": {"field": "Từ", "type": "quantitative"}}
    words = layer(
        mark, {"type": "text", "color": palette.dao, "align": "left", "dx": 6, "baseline": "top"},
        x={"field": "Từ", "type": "quantitative"}, y={"value": 2}, text={"field": "nhãn"},
    )  # fmt: skip
    return Chart({"width": 680, "height": 200, "layer": [bars, rule, words]})


def split_bars(parts: Sequence[tuple[str, float, float]]) -> Chart:
    """Draw each part's real and methodological share of a change, in composite points, around nought."""
    kinds = ("do điểm thật", "do cách tính")
    names = [shorten(name, 30) for name, _, _ in parts]
    rows: list[Spec] = [
        {"Chỉ số": name, "Loại": kind, "Điểm": round(value, 6), "nhãn": signed(value)}
        for name, (_, *values) in zip(names, parts, strict=True)
        for kind, value in zip(kinds, values, strict=True)
    ]
    y = {"field": "Chỉ số", "type": "nominal", "sort": names, "title": None, "axis": {"labelColor": palette.ink}}
    shared = {
        "y": y,
        "yOffset": {"field": "Loại", "sort": list(kinds)},
        "x": {"field": "Điểm", "type": "quantitative", "title": "điểm tổng hợp", "scale": {"padding": 34}},
    }
    color = {
        "field": "Loại",
        "type": "nominal",
        "scale": {"domain": list(kinds), "range": [palette.cham, palette.soon_fill]},
    }
    told = [{"field": "Chỉ số"}, {"field": "Loại"}, {"field": "nhãn", "title": "Điểm"}]
    bars = layer(rows, {"type": "bar", "height": {"band": 0.86}}, **shared, color=color, tooltip=told)
    words = {"type": "text", "fontSize": 10.5}
    right = layer([r for r in rows if r["Điểm"] >= 0], {**words, "align": "left", "dx": 4}, **shared)
    left = layer([r for r in rows if r["Điểm"] < 0], {**words, "align": "right", "dx": -4}, **shared)
    for one in (right, left):
        one["encoding"]["text"] = {"field": "nhãn"}
    return Chart({"width": 380, "height": {"step": 15}, "layer": [bars, right, left]})


def dumbbells(
    rows: Iterable[tuple[str, float | None, float | None]], ends: tuple[str, str], *, width: int = 440
) -> Chart | None:
    """Draw two figures of each part joined by a line (base and target, two provinces); a part needs both."""
    told = [(shorten(name, 72), a, b) for name, a, b in rows if a is not None and b is not None]
    if not told:
        return None
    names = [name for name, _, _ in told]
    lines = [{"Chỉ số": n, "a": a, "b": b, "Chênh": signed(b - a)} for n, a, b in told]
    dots = [{"Chỉ số": n, "Bên": end, "Điểm": v} for n, *both in told for end, v in zip(ends, both, strict=True)]
    y = {
        "field": "Chỉ số",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labels": False, "ticks": False, "domain": False, "grid": True},
    }
    scale = {"zero": False, "nice": True}
    x = {"type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 6}}
    color = {
        "field": "Bên", "type": "nominal", "legend": {"offset": 12},
        "scale": {"domain": list(ends), "range": [palette.cham, palette.dao]},
    }  # fmt: skip
    return Chart(
        {
            "width": width,
            "height": {"step": 40},
            "layer": [
                layer(
                    lines, {"type": "rule", "color": palette.line_2, "strokeWidth": 3}, y=y, x={"field": "a", **x},
                    x2={"field": "b"},
                ),
                layer(
                    dots, {"type": "point", "size": 95, "opacity": 1}, y=y, x={"field": "Điểm", **x}, color=color,
                    tooltip=[{"field": "Chỉ số"}, {"field": "Bên", "title": "Của"}, {"field": "Điểm", "format": ".2f"}],
                ),
                layer(  # names above their lines: beside them they would take half a telephone
                    lines, {"type": "text", "align": "left", "baseline": "bottom", "dy": -8, "color": palette.ink}, y=y,
                    x={"value": 0}, text={"field": "Chỉ số"},
                ),
                layer(
                    lines, {"type": "text", "align": "left", "fontSize": 11, "color": palette.ink_3}, y=y,
                    x={"value": width + 8}, text={"field": "Chênh"},
                ),
            ],
        }
    )  # fmt: skip


def slopes(
    rows: Sequence[tuple[str, float, float]], ends: tuple[str, str], *, mine: Sequence[str], by_rank: bool = False
) -> Chart | None:
    """Draw how units move between two columns: every unit a thin line, those of interest with their names."""
    if not rows:
        return None
    values = [
        {
            "Đơn vị": name,
            "Cột": end,
            "y": v,
            "chính": name in mine,
            "nhãn": f"{name} {show_number(v, 0 if by_rank else 2)}",
        }
        for name, *both in rows
        for end, v in zip(ends, both, strict=True)
    ]
    scale: Spec = {"reverse": by_rank, "zero": False, "nice": not by_rank}
    if by_rank:
        scale["domain"] = [1, max(v for _, *both in rows for v in both)]
    x = {
        "field": "Cột",
        "type": "ordinal",
        "sort": list(ends),
        "title": None,
        "scale": {"padding": 0.1},
        "axis": {"orient": "top"},
    }
    y = {"field": "y", "type": "quantitative", "title": None, "scale": scale, "axis": None}
    number = {"field": "y", "title": "Hạng" if by_rank else "Điểm", "format": "d" if by_rank else ".2f"}
    told = [{"field": "Đơn vị"}, {"field": "Cột", "title": "Theo"}, number]
    own = [v for v in values if v["chính"]]
    faint = {"type": "line", "color": palette.line_2, "strokeWidth": 1}
    strong = {"type": "line", "strokeWidth": 3, "point": {"size": 70, "opacity": 1}}
    color = {
        "field": "Đơn vị",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(mine), "range": [palette.cham, palette.dao]},
    }
    layers = [
        layer(values, faint, x=x, y=y, detail={"field": "Đơn vị"}, tooltip=told),
        layer(own, strong, x=x, y=y, color=color, tooltip=told),
    ]
    for end, align, dx in ((ends[0], "right", -9), (ends[1], "left", 9)):
        words = {"type": "text", "align": align, "dx": dx, "fontWeight": 600}
        layers.append(layer([v for v in own if v["Cột"] == end], words, x=x, y=y, color=color, text={"field": "nhãn"}))
    return Chart({"width": 380, "height": 340, "layer": layers})
