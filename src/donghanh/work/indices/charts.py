"""Drawings as plain SVG, laid out here, drawn by a template: they print, need no script, and have a table twin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from donghanh.kit.numbers import show_number
from donghanh.work.indices import engine
from donghanh.work.indices.queries import Year

LEFT, TOP, BOTTOM, AFTER = 44.0, 34.0, 266.0, 100.0  # after the last year there is room for its label


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its figure."""

    at: float
    text: str


@dataclass(frozen=True)
class Dot:
    """One figure of a line."""

    x: float
    y: float
    year: int
    text: str
    doubted: bool = False


@dataclass(frozen=True)
class Cut:
    """A place where an axis is broken: what stands on both sides may not be compared."""

    x: float
    text: str
    text_y: float

    @property
    def anchor(self) -> str:
        """Say on which side of the line its words stand: on the left, unless there is no room."""
        return "end" if self.x > LEFT + 170 else "start"

    @property
    def shift(self) -> int:
        """Return how far the words stand from the line."""
        return -5 if self.anchor == "end" else 5


@dataclass(frozen=True)
class LineChart:
    """A province through the years beside the middle half of the country; places are of a drawing 300 high."""

    ticks: tuple[Tick, ...]
    years: tuple[Tick, ...]
    bands: tuple[str, ...]
    middles: tuple[str, ...]
    lines: tuple[str, ...]
    bridges: tuple[str, ...]
    dots: tuple[Dot, ...]
    cuts: tuple[Cut, ...]
    target: Dot | None
    target_line: str
    last: Dot | None
    middle_label: Tick | None
    middle_at: float
    width: int
    right: float
    height: int = 300


_SHORT = {
    "weights": "đổi trọng số",
    "scaling": "hiệu chỉnh chỉ tiêu",
    "parts": "đổi chỉ số thành phần",
    "units": "đổi số tỉnh",
}


def _steps(low: float, high: float) -> list[float]:
    span = max(high - low, 1e-6)
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50) if span / s <= 6)
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return [first + i * step for i in range(round((last - first) / step) + 1)]


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)


def history(
    years: Sequence[Year],
    breaks: Sequence[tuple[int, tuple[object, ...]]],
    *,
    target: tuple[int, float] | None = None,
    by_rank: bool = False,
    width: int = 760,
) -> LineChart | None:
    """Lay out a province's line, the country's band and the breaks between editions; nothing without a figure."""
    right = width - AFTER
    years = _trimmed(years, target[0] if target else 0, by_rank=by_rank)
    own = {y.year: (float(y.rank) if y.rank is not None else None) if by_rank else y.own for y in years}
    shown = [v for v in own.values() if v is not None]
    if not shown:
        return None
    others = [] if by_rank else [v for y in years for v in (y.low, y.high) if v is not None]
    first = min(own)
    last = max([*own, *([target[0]] if target else [])])
    ticks = (
        [1.0, 10.0, 20.0, 30.0, 40.0, 50.0, 63.0]
        if by_rank
        else _steps(*_ends([*shown, *others, *([target[1]] if target else [])]))
    )
    low, high = min(ticks), max(ticks)

    def x(year: int) -> float:
        return LEFT + (right - LEFT) * (year - first) / max(last - first, 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return TOP + (BOTTOM - TOP) * (share if by_rank else 1 - share)

    cut_years = {year for year, _ in breaks}
    lines, bridges = _runs([(yr, v) for yr, v in own.items() if v is not None], cut_years)
    dots = tuple(
        Dot(
            x(row.year),
            y(v),
            row.year,
            show_number(v if not by_rank else int(v), None if by_rank else 2),
            row.disputed or row.suspect,
        )
        for row in years
        if (v := own[row.year]) is not None
    )
    bands, middles = [], []
    for run in _covered(years, cut_years) if not by_rank else []:
        top = [(x(r.year), y(r.high or 0)) for r in run]
        low_line = [(x(r.year), y(r.low or 0)) for r in reversed(run)]
        middle = [(x(r.year), y(r.median or 0)) for r in run]
        if len(run) == 1:  # one year alone between two breaks is a short band
            top, middle = ([(px + d, py) for px, py in row for d in (-9, 9)] for row in (top, middle))
            low_line = [(px + d, py) for px, py in low_line for d in (9, -9)]
        bands.append(_points(top + low_line))
        middles.append(_points(middle))
    runs = _covered(years, cut_years) if not by_rank else []
    known = next((run for run in reversed(runs) if len(run) > 1), None)
    start = next((d for d in dots if target and d.year == target[0] - 1), dots[-1])
    goal = Dot(x(target[0]), y(target[1]), target[0], show_number(target[1])) if target else None
    return LineChart(
        tuple(Tick(y(t), show_number(t)) for t in ticks),
        tuple(
            Tick(x(yr), str(yr))
            for yr in range(first, last + 1)
            if (last - first) * 34 < right - LEFT or (last - yr) % 2 == 0
        ),
        tuple(bands),
        tuple(middles),
        tuple(_points([(x(yr), y(v)) for yr, v in run]) for run in lines),
        tuple(_points([(x(yr), y(v)) for yr, v in run]) for run in bridges),
        dots,
        tuple(
            Cut(x(year) - (right - LEFT) / max(last - first, 1) / 2, f"{year}: {_why(why)}", 27.0 - 13.0 * (at % 2))
            for at, (year, why) in enumerate(breaks)
            if first < year <= last
        ),
        goal,
        _points([(start.x, start.y), (goal.x, goal.y)]) if goal else "",
        dots[-1],
        Tick(y(known[0].median or 0), "trung vị cả nước") if known else None,
        x(known[0].year) if known else 0.0,
        width,
        right,
    )


def _trimmed(years: Sequence[Year], until: int, *, by_rank: bool) -> list[Year]:
    """Drop the years at the end that neither the province nor its target reaches."""
    kept = list(years)
    while kept and (kept[-1].rank if by_rank else kept[-1].own) is None and kept[-1].year > until:
        kept.pop()
    return kept


def _ends(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _why(reasons: tuple[object, ...]) -> str:
    codes = [getattr(r, "code", "") for r in reasons]
    return ", ".join(_SHORT[c] for c in codes if c in _SHORT) or "đổi cách tính"


def _runs(
    pairs: list[tuple[int, float]], cuts: set[int]
) -> tuple[list[list[tuple[int, float]]], list[list[tuple[int, float]]]]:
    """Split a line where the axis is broken or a year is missing; a bridge joins the two sides faintly."""
    lines: list[list[tuple[int, float]]] = []
    bridges: list[list[tuple[int, float]]] = []
    for pair in pairs:
        if lines and pair[0] not in cuts and pair[0] - lines[-1][-1][0] == 1:
            lines[-1].append(pair)
        else:
            if lines:
                bridges.append([lines[-1][-1], pair])
            lines.append([pair])
    return [run for run in lines if len(run) > 1], bridges


def _covered(years: Sequence[Year], cuts: set[int]) -> list[list[Year]]:
    runs: list[list[Year]] = []
    for row in years:
        if not row.covered or row.median is None:
            continue
        if runs and row.year - runs[-1][-1].year == 1 and row.year not in cuts:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram or of a list of parts."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    text: str


@dataclass(frozen=True)
class Histogram:
    """How often each gain happened; bars at or beyond the wanted gain are marked."""

    bars: tuple[Bar, ...]
    axis: tuple[Tick, ...]
    mark: float
    mark_text: str
    width: int = 760
    height: int = 220
    base: float = 180.0


def gains(values: Sequence[float], wanted: float, *, step: float = 0.25) -> Histogram:
    """Lay out how many province-years fell in each stretch of change, and where the wanted gain stands."""
    first = math.floor(min(*values, wanted) / step)
    last = math.floor(max(*values, wanted) / step)
    counts = {i: [0, 0] for i in range(first, last + 1)}
    for value in values:
        counts[math.floor(value / step + 1e-9)][int(value >= wanted - 1e-9)] += 1
    most = max(sum(c) for c in counts.values()) or 1
    wide = 700.0 / len(counts)

    def x(value: float) -> float:
        return 30.0 + (value / step - first) * wide

    bars = []
    for i, (short, reached) in counts.items():
        text = f"{show_number(round(i * step, 2))} đến {show_number(round((i + 1) * step, 2))}: {short + reached} lượt"
        tall, top = 150.0 * short / most, 150.0 * reached / most
        bars.append(Bar(x(i * step) + 1, 180 - tall, wide - 2, tall, "below", text))
        if reached:
            bars.append(Bar(x(i * step) + 1, 180 - tall - top, wide - 2, top, "reached", text))
    axis = tuple(Tick(x(v), show_number(v)) for v in range(math.ceil(first * step), math.floor((last + 1) * step) + 1))
    return Histogram(tuple(bars), axis, x(wanted), f"mức tăng cần: {show_number(round(wanted, 2))}")


@dataclass(frozen=True)
class SplitBar:
    """One part of a change: real and method side by side around nought."""

    name: str
    y: float
    real: Bar
    method: Bar
    total: str


@dataclass(frozen=True)
class SplitChart:
    """A change by part: to the right what added points, to the left what took them."""

    bars: tuple[SplitBar, ...]
    zero: float
    height: int
    width: int = 760


def split_bars(parts: Sequence[tuple[str, float, float]]) -> SplitChart:
    """Lay out each part's real and methodological share, in composite points."""
    most = max([abs(v) for _, real, method in parts for v in (real, method)] or [1.0]) or 1.0
    zero, room = 470.0, 220.0
    bars = []
    for at, (name, real, method) in enumerate(parts):
        y = 10.0 + at * 36.0
        bars.append(
            SplitBar(
                name,
                y + 17.0,
                _around(zero, y + 3.0, real, most, room, "real"),
                _around(zero, y + 16.0, method, most, room, "method"),
                signed(real + method),
            )
        )
    return SplitChart(tuple(bars), zero, int(10 + len(parts) * 36.0 + 6))


def _around(zero: float, y: float, value: float, most: float, room: float, kind: str) -> Bar:
    width = max(abs(value) / most * room, 0.5)
    return Bar(zero if value >= 0 else zero - width, y, width, 11.0, kind, signed(value))


def signed(value: float | None, places: int = 2) -> str:
    """Write a difference with its sign: ``+0,78``, ``−0,21``; nought without one."""
    if value is None:
        return "—"
    rounded = float(engine.round_half_up(value, places)) + 0.0
    text = show_number(rounded, places)
    return f"+{text}" if rounded > 0 else text


def shares(values: Mapping[str, float]) -> dict[str, float]:
    """Return each value as a share of the largest, for bars beside one another."""
    most = max([abs(v) for v in values.values()] or [1.0]) or 1.0
    return {key: abs(v) / most * 100 for key, v in values.items()}
