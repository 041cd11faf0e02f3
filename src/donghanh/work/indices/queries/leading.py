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


@dataclass(frozen=True)
class Standing:
    """An index in a few figures: the newest edition that has the province, the plan's sum, the change taken apart."""

    family: str
    newest: Year
    promise: Promise | None
    split: engine.Split | None


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
