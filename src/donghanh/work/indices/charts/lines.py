"""A province through the years: the country behind it, the breaks between editions, target, and where it may drift."""

from __future__ import annotations

from collections.abc import Sequence

from donghanh.kit.numbers import show_number
from donghanh.ui.charts import Chart, palette
from donghanh.work.indices.charts.layers import Spec, layer
from donghanh.work.indices.queries import Year

_SHORT = {
    "weights": "đổi trọng số",
    "scaling": "hiệu chỉnh chỉ tiêu",
    "parts": "đổi chỉ số thành phần",
    "units": "đổi số tỉnh",
}
_MIDDLE = "#7d8fb0"


def history(
    years: Sequence[Year],
    breaks: Sequence[tuple[int, tuple[object, ...]]],
    *,
    target: tuple[int, float] | None = None,
    by_rank: bool = False,
    width: int = 700,
    fan: Sequence[tuple[float, float]] = (),
) -> Chart | None:
    """Draw a province's line, the country's middle half and the breaks between editions; nothing without a figure.

    ``fan`` holds (share, value) quantiles of the year after the last, as a range that widens from the last figure.
    """
    shown = _trimmed(years, target[0] if target else 0, by_rank=by_rank)
    own = [(y, v) for y in shown if (v := (y.rank if by_rank else y.own)) is not None]
    if not own:
        return None
    cuts = {year for year, _ in breaks}
    first = own[0][0].year
    last = max(own[-1][0].year + (1 if fan else 0), shown[-1].year, target[0] if target else 0)
    layers: list[Spec] = []
    if not by_rank:
        layers += _country([y for y in shown if y.year >= first], cuts)
    layers += _breaks([(year, why) for year, why in breaks if first < year <= last], first, last)
    layers += _fan(own[-1], fan)
    layers += _own(own, cuts, by_rank=by_rank)
    if target:
        layers += _aim(own, target)
    step = 2 if (last - first) * 44 > width else 1
    axis = {"values": [y for y in range(first, last + 1) if (last - y) % step == 0], "format": "d", "title": None}
    x = {
        "field": "Năm", "type": "quantitative", "axis": {**axis, "grid": False},
        "scale": {"domain": [first - 0.3, last + 0.3], "nice": False, "zero": False},
    }  # fmt: skip
    y: Spec = {"field": "y", "type": "quantitative", "title": None, "scale": {"zero": False, "nice": True}}
    if by_rank:
        most = max([63, *(v for _, v in own)])
        y |= {
            "scale": {"domain": [1, most], "reverse": True, "nice": False},
            "axis": {"values": [1, 10, 20, 30, 40, 50, 63]},
        }
    return Chart({"width": width, "height": 240, "encoding": {"x": x, "y": y}, "layer": layers})


def _trimmed(years: Sequence[Year], until: int, *, by_rank: bool) -> list[Year]:
    """Drop the years at the end that neither the province nor its target reaches."""
    kept = list(years)
    while kept and (kept[-1].rank if by_rank else kept[-1].own) is None and kept[-1].year > until:
        kept.pop()
    return kept


def _country(years: Sequence[Year], cuts: set[int]) -> list[Spec]:
    """Draw the middle half of the country and its median, in runs that no break crosses."""
    rows: list[Spec] = []
    run = 0
    previous: int | None = None
    for row in years:
        if not row.covered or row.median is None:
            continue
        alone = previous is None or row.year - previous != 1 or row.year in cuts
        run += alone
        previous = row.year
        rows.append(
            {
                "Năm": row.year, "thấp": row.low, "cao": row.high, "y": row.median, "run": run, "nhất": row.best,
                "Cao nhất": f"{show_number(row.best, 2)} ({row.best_of})" if row.best is not None else "",
            }
        )  # fmt: skip
    if not rows:
        return []
    counts = [sum(r["run"] == n for r in rows) for n in range(run + 1)]
    wide: list[Spec] = []
    for one in rows:  # one year alone between two breaks is a short band
        ends = (-0.22, 0.22) if counts[one["run"]] == 1 else (0.0,)
        wide += [{**one, "Năm": one["Năm"] + end} for end in ends]
    best = [{**r, "y": r["nhất"]} for r in rows if r["nhất"] is not None]
    label = next((r for r in rows if counts[r["run"]] > 1), rows[0])
    thin = {"type": "line", "color": _MIDDLE, "strokeWidth": 1, "opacity": 0.7, "point": {"size": 18, "color": _MIDDLE}}
    return [
        layer(
            best, thin, detail={"field": "run"}, tooltip=[{"field": "Năm", "format": "d"}, {"field": "Cao nhất"}]
        ),
        *([layer(
            [best[0]], {"type": "text", "align": "left", "dx": 2, "dy": -9, "color": palette.ink_3, "fontSize": 11},
            text={"value": "tỉnh cao nhất"},
        )] if best else []),
        layer(
            wide, {"type": "area", "color": palette.cham_soft}, y={"field": "thấp", "type": "quantitative"},
            y2={"field": "cao"}, detail={"field": "run"},
        ),
        layer(
            wide, {"type": "line", "color": _MIDDLE, "strokeWidth": 1.5, "strokeDash": [4, 3]}, detail={"field": "run"}
        ),
        layer(
            [{**label, "y": label["cao"]}],
            {"type": "text", "align": "left", "dx": 2, "dy": -7, "color": palette.ink_3},
            text={"value": "nửa số tỉnh ở giữa"},
        ),
    ]  # fmt: skip


def _breaks(breaks: Sequence[tuple[int, tuple[object, ...]]], first: int, last: int) -> list[Spec]:
    """Draw where the axis is broken: what stands on both sides may not be compared."""
    near = first + (last - first) * 0.3
    layers = []
    for at, (year, why) in enumerate(breaks):
        left = year - 0.5 > near
        layers += [
            {
                "data": {"values": [{"Năm": year - 0.5}]},
                "mark": {"type": "rule", "color": palette.dao, "strokeDash": [2, 3]},
                "encoding": {"y": {"value": 14 * (at % 2)}, "y2": {"value": "height"}},
            },
            {
                "data": {"values": [{"Năm": year - 0.5}]},
                "mark": {
                    "type": "text", "align": "right" if left else "left", "dx": -5 if left else 5, "color": palette.dao,
                    "baseline": "top", "fontSize": 11,
                },
                "encoding": {"y": {"value": 14 * (at % 2)}, "text": {"value": f"{year}: {_why(why)}"}},
            },
        ]  # fmt: skip
    return layers


def _why(reasons: tuple[object, ...]) -> str:
    codes = [getattr(r, "code", "") for r in reasons]
    return ", ".join(_SHORT[c] for c in codes if c in _SHORT) or "đổi cách tính"


def _own(own: Sequence[tuple[Year, float]], cuts: set[int], *, by_rank: bool) -> list[Spec]:
    """Draw the province: lines within an edition's rules, faint bridges across breaks, a dot for each figure."""
    rows: list[Spec] = []
    bridges: list[Spec] = []
    run = 0
    for at, (row, value) in enumerate(own):
        if at and (row.year in cuts or row.year - own[at - 1][0].year != 1):
            run += 1
            before, old = own[at - 1]
            bridges += [{"Năm": before.year, "y": old, "run": run}, {"Năm": row.year, "y": value, "run": run}]
        rows.append(
            {
                "Năm": row.year,
                "y": value,
                "run": run,
                "Trung vị": None if by_rank else row.median,
                "Số tỉnh biết điểm": row.n,
                "ngờ": row.disputed or row.suspect,
            }
        )
    told: list[Spec] = [{"field": "Năm", "format": "d"}]
    if by_rank:
        told.append({"field": "y", "title": "Hạng", "format": "d"})
    else:
        told += [{"field": "y", "title": "Điểm", "format": ".2f"}, {"field": "Trung vị", "format": ".2f"}]
    told.append({"field": "Số tỉnh biết điểm", "format": "d"})
    faint = {"type": "line", "color": _MIDDLE, "strokeWidth": 1.5, "strokeDash": [1, 4], "strokeCap": "round"}
    newest = {**rows[-1], "nhãn": show_number(rows[-1]["y"], 0 if by_rank else 2)}
    return [
        *([layer(bridges, faint, detail={"field": "run"})] if bridges else []),
        layer(rows, {"type": "line", "color": palette.cham}, detail={"field": "run"}),
        layer(
            rows,
            {"type": "point", "fill": palette.paper, "strokeWidth": 2.5, "opacity": 1},
            stroke={"condition": {"test": "datum['ngờ']", "value": palette.soon_fill}, "value": palette.cham},
            tooltip=told,
        ),
        layer(
            [newest], {"type": "text", "fontWeight": 600, "color": palette.cham, "align": "left", "dx": 4, "dy": 18},
            text={"field": "nhãn"},
        ),
    ]  # fmt: skip


def _aim(own: Sequence[tuple[Year, float]], target: tuple[int, float]) -> list[Spec]:
    """Draw the way from the figure before it to the target."""
    year, value = target
    start, low = next(((y, v) for y, v in own if y.year == year - 1), own[-1])
    goal = {"Năm": year, "y": value, "nhãn": f"mục tiêu {show_number(value)}"}
    dotted = {"type": "line", "color": palette.dao, "strokeWidth": 2, "strokeDash": [1, 4], "strokeCap": "round"}
    told = [{"field": "Năm", "format": "d"}, {"field": "y", "title": "Mục tiêu", "format": ",.2~f"}]
    return [
        layer([{"Năm": start.year, "y": low}, goal], dotted),
        layer([goal], {"type": "point", "fill": palette.dao, "size": 90, "opacity": 1}, tooltip=told),
        layer(
            [goal], {"type": "text", "fontWeight": 600, "color": palette.dao, "align": "left", "dx": 9},
            text={"field": "nhãn"},
        ),
    ]  # fmt: skip


def _fan(newest: tuple[Year, float], fan: Sequence[tuple[float, float]]) -> list[Spec]:
    """Draw where the next year may come to: one wedge for each pair of quantiles, darker towards the middle."""
    at = dict(fan)
    pairs = [(low, 1 - low) for low in sorted(at) if low < 0.5 and round(1 - low, 6) in {round(s, 6) for s in at}]
    if not pairs:
        return []
    year, value = newest[0].year, newest[1]
    layers = []
    for low, high in pairs:
        top = next(v for s, v in at.items() if round(s, 6) == round(high, 6))
        rows = [{"Năm": year, "y": value, "cao": value}, {"Năm": year + 1, "y": at[low], "cao": top}]
        layers.append(layer(rows, {"type": "area", "color": palette.open_fill, "opacity": 0.28}, y2={"field": "cao"}))
    low, high = pairs[0]
    ends = {
        "Năm": year + 1,
        "y": at[low],
        "Từ": at[low],
        "Đến": next(v for s, v in at.items() if round(s, 6) == round(high, 6)),
    }
    told = [{"field": "Từ", "format": ".2f"}, {"field": "Đến", "format": ".2f"}]
    layers.append(
        layer(
            [ends], {"type": "text", "align": "left", "dx": 6, "color": palette.open, "fontSize": 11},
            text={"value": f"khoảng {round((high - low) * 100)} %"}, tooltip=told,
        )
    )  # fmt: skip
    return layers
