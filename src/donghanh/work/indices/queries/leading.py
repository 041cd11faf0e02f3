"""What leaders are told in one card: where the province stands, what the plan asks for, what was real in the change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.work.indices import engine
from donghanh.work.indices.domain import COMPOSITE
from donghanh.work.indices.queries.book import twin
from donghanh.work.indices.queries.plans import Aims, Promise, aims, promise
from donghanh.work.indices.queries.seen import Year, series, taken_apart
from donghanh.work.petitions import api as petitions


@dataclass(frozen=True)
class Standing:
    """An index in a few figures: the newest edition that has the province, the plan's sum, the change taken apart."""

    family: str
    newest: Year
    promise: Promise | None
    split: engine.Split | None


@dataclass(frozen=True)
class WorkLine:
    """One part: what its target is worth, the work behind it, and how many are stuck there."""

    part: str
    name: str
    points: float
    total: int
    done: int
    overdue: int
    stuck: petitions.OpenOnPart


@dataclass(frozen=True)
class Work:
    """The work beside the points: every part, most points first, and what the first three hold of either."""

    lines: tuple[WorkLine, ...]
    first: int
    points_share: float
    work_share: float


def work_beside_points(promise: Promise | None, user: Any, *, on: date) -> Work | None:
    """Set the work beside the points it should bring; nothing where no work is seen or no point is to be won."""
    if promise is None:
        return None
    stuck = petitions.open_by_part(user, on=on) if promise.aims.family == "PCI" else {}
    lines = []
    for row in sorted(promise.rows, key=lambda r: -r.points):
        aim = promise.aims.aim(row.part)
        assert aim is not None  # noqa: S101 - every line of a promise is one of its aims
        tally = aim.progress.tally
        held = stuck.get(row.part, petitions.OpenOnPart())
        lines.append(WorkLine(row.part, row.name, row.points, tally.total, tally.done, tally.overdue, held))
    points, work = sum(line.points for line in lines), sum(line.total for line in lines)
    if points <= 0 or not work:
        return None
    first = lines[:3]
    return Work(
        tuple(lines), len(first), sum(line.points for line in first) / points, sum(line.total for line in first) / work
    )


def standing(user: Any, *, family: str, province: str, on: date) -> Standing | None:
    """Return where a province stands; nothing where no edition has its figure. All that is heavy is remembered."""
    newest = next((y for y in reversed(series(family, COMPOSITE, province)) if y.own is not None), None)
    if newest is None:
        return None
    found = aims(user, on=on).get(family)
    return Standing(
        family,
        newest,
        promise(found, province) if found else None,
        split_behind(found, province) if found else None,
    )


def split_behind(found: Aims, province: str) -> engine.Split | None:
    """Take the change that a plan starts from apart, where weights changed on the way."""
    held, base = twin(), found.base
    before = next((e for e in held.of(found.family) if e.year == base.year - 1), None)
    if before is None or not before.has_weights or found.family not in held.books:
        return None
    book = held.books[found.family]
    if any(book.cell(e.year, province, k) is None for e in (before, base) for k in e.keys):
        return None
    if not any(c.code == "weights" for c in engine.comparability(before, base)):
        return None
    return taken_apart(province, before, base)
