"""Tables of PDF files: the lines drawn on a page make a grid, the words inside each cell are read apart."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field
from typing import Any

_NEAR = 3.0  # points within which two drawn lines are one
_ROW = 8.0  # points: no row of text is lower
_MOST = 20_000  # drawn edges on a page beyond which it is a picture, not a table
_OPENS = re.compile(
    r"\s*(?:[-–+•*▪]\s|\d{1,2}[.)]\s|[a-zđ]\)\s"
    r"|(?:Sở|UBND|Các|Công an|Văn phòng|Thanh tra|Cục|Hiệp hội|Ban Quản lý|Hội)\s)"
)
_HANGS = re.compile(
    r"(?:[,(–-]|(?:^|\s)(?:và|của|các|với|cho|về|tại|trong|theo|phối hợp|chủ trì|lãnh đạo|Giám đốc))\s*$"
)


@dataclass(frozen=True)
class Edge:
    """A drawn line along one axis: where it lies, from where to where."""

    at: float
    start: float
    end: float


@dataclass
class Grid:
    """The grid of one table: its vertical and horizontal lines."""

    xs: list[float]
    ys: list[float]  # from the top down
    upright: list[Edge]
    level: list[Edge]
    open: set[int] = field(default_factory=set)  # columns without a lower edge: the end of the page cut their last cell

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top."""
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]


@dataclass(frozen=True)
class Piece:
    """One cell: its row, column and width in columns, its bounds; ``above`` where a merged cell reaches down."""

    row: int
    column: int
    width: int
    bounds: tuple[float, float, float, float]
    above: bool


def find_grids(page: Any) -> list[Grid]:
    """Find the ruled tables of a page, from the top down."""
    upright, level = _edges(page)
    if len(upright) < 3 or len(level) < 3 or len(upright) + len(level) > _MOST:
        return []
    grids = [g for g in _together(_merge(upright), _merge(level)) if len(g.xs) >= 3 and len(g.ys) >= 3]
    return sorted(grids, key=lambda g: -g.ys[0])


def _edges(page: Any) -> tuple[list[Edge], list[Edge]]:
    import pypdfium2.raw as raw  # noqa: PLC0415 - heavy, only where needed

    upright: list[Edge] = []
    level: list[Edge] = []
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)):
        matrix = thing.get_matrix()
        before: tuple[float, float] | None = None
        first: tuple[float, float] | None = None
        count = raw.FPDFPath_CountSegments(thing.raw)
        if count > 400:
            continue
        for k in range(count):
            segment = raw.FPDFPath_GetPathSegment(thing.raw, k)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                first = point
            elif before is not None:
                _take(before, point, upright, level)
            if raw.FPDFPathSegment_GetClose(segment) and first is not None:
                _take(point, first, upright, level)
            before = point
    return upright, level


def _take(a: tuple[float, float], b: tuple[float, float], upright: list[Edge], level: list[Edge]) -> None:
    if abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) >= 5:
        upright.append(Edge((a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))
    elif abs(a[1] - b[1]) <= 1 and abs(a[0] - b[0]) >= 5:
        level.append(Edge((a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))


def _merge(edges: list[Edge]) -> list[Edge]:
    """Make one line of pieces that continue each other."""
    out: list[Edge] = []
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda e: e.at):
        if groups and edge.at - groups[-1][-1].at <= _NEAR:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    for group in groups:
        at = sum(e.at for e in group) / len(group)
        start, end = None, 0.0
        for edge in sorted(group, key=lambda e: e.start):
            if start is None or edge.start > end + _NEAR:
                if start is not None:
                    out.append(Edge(at, start, end))
                start, end = edge.start, edge.end
            else:
                end = max(end, edge.end)
        if start is not None:
            out.append(Edge(at, start, end))
    return out


def _together(upright: list[Edge], level: list[Edge]) -> list[Grid]:
    """Group lines that touch each other into tables."""
    grids: list[tuple[list[Edge], list[Edge]]] = []
    for line in upright:
        touching = [
            h
            for h in level
            if h.start - _NEAR <= line.at <= h.end + _NEAR and line.start - _NEAR <= h.at <= line.end + _NEAR
        ]
        mine = ([line], touching)
        rest = []
        for grid in grids:
            if any(h in touching for h in grid[1]):
                mine = (mine[0] + grid[0], mine[1] + [h for h in grid[1] if h not in mine[1]])
            else:
                rest.append(grid)
        grids = [*rest, mine]
    return [
        _closed(Grid(_places([v.at for v in vs]), _places([h.at for h in hs])[::-1], vs, hs)) for vs, hs in grids if hs
    ]


def _closed(grid: Grid) -> Grid:
    """Draw the edge that a page break left out: a row cut by the end of a page has no lower edge there."""
    outer = [[v for v in grid.upright if abs(v.at - x) <= _NEAR] for x in (grid.xs[0], grid.xs[-1])]
    if not all(outer):
        return grid
    foot = max(min(v.start for v in side) for side in outer)
    head = min(max(v.end for v in side) for side in outer)
    if grid.ys[-1] - foot > _ROW:
        grid.ys.append(foot)
        grid.open = set(range(len(grid.xs) - 1))
        grid.level.append(Edge(foot, grid.xs[0], grid.xs[-1]))
    else:
        middles = [(a + b) / 2 for a, b in zip(grid.xs, grid.xs[1:], strict=False)]
        grid.open = {k for k, middle in enumerate(middles) if not _crossed(grid.level, grid.ys[-1], middle)}
    if head - grid.ys[0] > _ROW:
        grid.ys.insert(0, head)
        grid.level.append(Edge(head, grid.xs[0], grid.xs[-1]))
    return grid


def _places(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def cells_of(grid: Grid) -> list[Piece]:
    """Return the cells of a table in reading order; a cell merged over rows is named again in each of them."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    out: list[Piece] = []
    for r in range(rows):
        column = 0
        while column < columns:
            end = column
            middle = (grid.ys[r] + grid.ys[r + 1]) / 2
            while end + 1 < columns and not _crossed(grid.upright, grid.xs[end + 1], middle):
                end += 1
            across = (grid.xs[column] + grid.xs[column + 1]) / 2
            above = r > 0 and not _crossed(grid.level, grid.ys[r], across)
            bottom = r + 1
            while bottom < rows and not _crossed(grid.level, grid.ys[bottom], across):
                bottom += 1
            bounds = (grid.xs[column], grid.ys[bottom], grid.xs[end + 1], grid.ys[r])
            out.append(Piece(r, column, end - column + 1, bounds, above))
            column = end + 1
    return out


def _crossed(edges: list[Edge], at: float, middle: float) -> bool:
    return any(abs(e.at - at) <= _NEAR and e.start - _NEAR <= middle <= e.end + _NEAR for e in edges)


def paragraphs(text: str) -> list[str]:
    """Join the lines of a cell that the width of its column broke."""
    out: list[str] = []
    for part in (p.strip() for p in re.split(r"\r\n|\r|\n", text)):
        if not part:
            continue
        if out and not re.search(r"[.;:]\s*$", out[-1]) and (not _OPENS.match(part) or _HANGS.search(out[-1])):
            out[-1] = f"{out[-1]} {part}"
        else:
            out.append(part)
    return out
