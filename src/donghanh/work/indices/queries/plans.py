"""What a plan's targets would amount to: implied composite, rank with its range, odds, the cheapest other way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.work.indices import engine
from donghanh.work.indices.domain import GAIN_YEARS
from donghanh.work.indices.engine import COMPOSITE, Edition, History
from donghanh.work.indices.queries.book import part_of, twin
from donghanh.work.plan import api as plans

DRAWS, SEED = 10_000, 1


@dataclass(frozen=True)
class Aim:
    """One target of a plan, tied to its part: where it starts, where it should come to, how its work stands."""

    part: str
    name: str
    baseline: float
    target: float
    base_year: int
    year: int
    progress: plans.IndexProgress

    @property
    def gain(self) -> float:
        """Return how far it has to rise."""
        return round(self.target - self.baseline, 6)


@dataclass(frozen=True)
class Aims:
    """A plan's targets for one family of indices."""

    family: str
    plan_slug: str
    plan_short: str
    base: Edition
    year: int
    items: tuple[Aim, ...]

    @property
    def wanted(self) -> dict[str, float]:
        """Return the targets by part."""
        return {a.part: a.target for a in self.items}

    @property
    def baselines(self) -> dict[str, float]:
        """Return the starting scores by part, as the plan states them."""
        return {a.part: a.baseline for a in self.items}

    @property
    def whole(self) -> bool:
        """Say whether every part of the edition has a target."""
        return set(self.wanted) == set(self.base.keys)

    def aim(self, part: str) -> Aim | None:
        """Return the target of a part."""
        return next((a for a in self.items if a.part == part), None)


def aims(user: Any, *, on: date, counted: bool = False) -> dict[str, Aims]:
    """Return the newest plan's targets for each family, as far as they name a part of a known edition.

    ``counted`` counts the work on each of them, too; only the page of a part shows that.
    """
    found: dict[str, dict[str, list[Aim]]] = {}
    refs: dict[str, plans.IndexProgress] = {}
    for p in plans.index_progress(user, plans.Wanted(), on=on, counts=None if counted else {}):
        part = part_of(p.family, p.name)
        if not part or p.target is None or p.baseline is None or p.target_year is None:
            continue
        row = Aim(
            part,
            p.name,
            float(p.baseline),
            float(p.target),
            p.baseline_year or p.target_year - 1,
            p.target_year,
            p,
        )
        found.setdefault(p.family, {}).setdefault(p.plan_slug, []).append(row)
        refs.setdefault(p.plan_slug, p)
    out = {}
    for family, by_plan in found.items():
        slug, rows = next(iter(by_plan.items()))  # plans come newest first
        base = next((e for e in twin().of(family) if e.year == rows[0].base_year), None)
        if base is not None:
            order = {key: at for at, key in enumerate(base.keys)}
            known = tuple(sorted((r for r in rows if r.part in order), key=lambda r: order[r.part]))
            out[family] = Aims(family, slug, refs[slug].plan_short, base, rows[0].year, known)
    return out


@lru_cache(maxsize=4)
def _past(stamp: str, family: str) -> History:  # noqa: ARG001 - the stamp is the key under which it is remembered
    first, last = GAIN_YEARS
    held = twin()
    edition = next(e for e in held.of(family) if e.year == last)
    return engine.history_of(held.books[family], edition.keys, first=first, last=last)


def past(family: str) -> History | None:
    """Return how scores moved 2014-2021; nothing for a family without enough comparable years."""
    held = twin()
    first, last = GAIN_YEARS
    book = held.books.get(family)
    if book is None or not {first - 1, last} <= set(book.years):
        return None
    return _past(held.stamp, family)


def moved(family: str, part: str) -> engine.Movement | None:
    """Return how restless a part was."""
    known = past(family)
    return engine.movement(known, part) if known and part in known.parts else None


def places(field: engine.Field, points: float) -> tuple[int, int]:
    """Return how many places a gain of points is worth, as a range: units overtaken, and by the density around us.

    Both leave everybody else where they are; the first depends on luck near us, the second is steadier.
    """
    now = field.own_composite
    overtaken = int(((field.others > now) & (field.others <= now + points)).sum())
    near = float((np.abs(field.others - now) <= 1).sum()) / 2
    low, high = sorted((overtaken, round(points * near)))
    return low, high


@dataclass(frozen=True)
class Promise:
    """Everything a plan's targets imply under the edition they start from."""

    aims: Aims
    base_composite: float
    implied: float
    points: float
    best: float | None
    best_of: str
    field: engine.Field | None
    drawn: engine.Outlook | None
    if_met: engine.Outlook | None
    rows: tuple[PartPromise, ...]
    together: engine.SetOdds | None
    own_mix: engine.Mix | None

    def row(self, part: str) -> PartPromise | None:
        """Return one part's line."""
        return next((r for r in self.rows if r.part == part), None)


@dataclass(frozen=True)
class PartPromise:
    """One target's line: what it adds, how often history saw such a gain, what it is worth in places."""

    part: str
    name: str
    baseline: float
    target: float
    gain: float
    weight: float
    points: float
    reached: int | None
    of: int | None
    share: float | None
    share_high: float | None
    share_for_start: float | None
    median_start: float | None
    places: tuple[int, int] | None


def promise(found: Aims, province: str) -> Promise:
    """Work out what a plan's targets for a family imply together; odds only where history allows them."""
    held = twin()
    return _promise(held.stamp, found.family, found.base.code, tuple(found.wanted.items()), found, province)


@lru_cache(maxsize=16)
def _kept(stamp: str, family: str, base: str, wanted: tuple[tuple[str, float], ...], province: str) -> list[Any]:  # noqa: ARG001
    return []


def _promise(
    stamp: str, family: str, base: str, wanted: tuple[tuple[str, float], ...], found: Aims, province: str
) -> Promise:
    kept = _kept(stamp, family, base, (*wanted, *found.baselines.items()), province)
    if not kept:
        kept.append(_worked_out(found, province))
    old: Promise = kept[0]
    return Promise(found, *(getattr(old, name) for name in list(Promise.__dataclass_fields__)[1:]))


def _worked_out(found: Aims, province: str) -> Promise:
    held, edition = twin(), found.base
    book, known = held.books[found.family], past(found.family)
    points = dict(zip(edition.keys, edition.points(), strict=True))
    start = dict(found.baselines)
    for key in edition.keys:
        start.setdefault(key, book.value(edition.year, province, key))
    base_composite = float(sum(points[k] * v for k, v in start.items() if k in points))
    gained = float(sum(points[a.part] * a.gain for a in found.items))
    table = book.table(edition.year, (COMPOSITE,))
    column = table.column(COMPOSITE)
    best = int(np.nanargmax(column)) if not np.isnan(column).all() else None
    field = _field(found.family, edition, province, start)
    rows = tuple(_row(a, points[a.part], known, field) for a in found.items)
    together = mine = drawn = met = None
    if known is not None and found.items:
        gains = {a.part: a.gain for a in found.items}
        together = engine.set_odds(known, gains, edition)
        if field is not None:
            mine = engine.evaluate(field, known, gains)
            drawn = engine.outlook(field, known, draws=DRAWS, seed=SEED)
            met = engine.outlook(field, known, set_scores=found.wanted, draws=DRAWS, seed=SEED)
    return Promise(
        found,
        base_composite,
        base_composite + gained,
        gained,
        None if best is None else float(column[best]),
        "" if best is None else table.units[best],
        field,
        drawn,
        met,
        rows,
        together,
        mine,
    )


def _field(family: str, edition: Edition, province: str, start: Mapping[str, float]) -> engine.Field | None:
    try:
        return engine.field(twin().books[family], edition, province, base=start)
    except Invalid:
        return None  # too few provinces were published to speak of ranks; the page says so


def _row(aim: Aim, weight: float, known: History | None, field: engine.Field | None) -> PartPromise:
    chance = engine.odds(known, aim.part, aim.gain) if known and aim.part in known.parts else None
    points = weight * aim.gain
    return PartPromise(
        aim.part,
        aim.name,
        aim.baseline,
        aim.target,
        aim.gain,
        weight,
        points,
        chance.reached if chance else None,
        chance.of if chance else None,
        chance.share if chance else None,
        chance.share_high if chance else None,
        chance.share_for(aim.baseline) if chance else None,
        chance.median_start if chance else None,
        places(field, points) if field else None,
    )


@dataclass(frozen=True)
class WhatIf:
    """A set of scores tried out: what composite and rank would come of it, part by part."""

    field: engine.Field
    drawn: engine.Outlook
    still: engine.Outlook
    mix: engine.Mix
    steps: tuple[engine.Step, ...]


@lru_cache(maxsize=8)
def _frontier(stamp: str, code: str, province: str, least_share: float) -> engine.Frontier:
    """Work out once the least effort for every composite: no question of a visitor changes it."""
    field, _ = _drawn(stamp, code, province, DRAWS, SEED)
    known = past(field.edition.family)
    assert known is not None  # noqa: S101 - without it nothing could be drawn
    return engine.frontier(field, known, least_share=least_share)


@lru_cache(maxsize=4)
def _drawn(stamp: str, code: str, province: str, draws: int, seed: int) -> tuple[engine.Field, engine.Draws]:  # noqa: ARG001 - the stamp is the key
    """Place and draw the country once for every scenario from an edition: neither depends on what is tried."""
    edition = twin().editions[code]
    known = past(edition.family)
    if known is None:
        raise Invalid("indices.no_history", f"{edition.family} chưa đủ các năm so sánh được để tính kịch bản.")
    field = engine.field(twin().books[edition.family], edition, province)
    return field, engine.draw(field, known, draws=draws, seed=seed)


def what_if(
    edition: Edition, province: str, scores: Mapping[str, float], *, draws: int = DRAWS, seed: int = SEED
) -> WhatIf:
    """Try scores on top of an edition: parts that differ from it are set, the others move as history did."""
    field, shared = _drawn(twin().stamp, edition.code, province, draws, seed)
    known = past(edition.family)
    assert known is not None  # noqa: S101 - without it nothing could be drawn
    chosen = {k: v for k, v in scores.items() if abs(v - field.own[k]) > 1e-9}
    drawn = engine.outlook(field, known, set_scores=chosen, drawn=shared)
    still = engine.outlook(field, known, set_scores={**field.own, **chosen}, drawn=shared)
    gains = {k: round(v - field.own[k], 6) for k, v in chosen.items() if v > field.own[k]}
    return WhatIf(field, drawn, still, engine.evaluate(field, known, gains), engine.worth(field))


@dataclass(frozen=True)
class CheapestWay:
    """The least unusual set of gains that reaches what is wanted."""

    advice: engine.Advice
    composite: float
    rank: int | None
    probability: float | None


def cheapest_way(
    edition: Edition,
    province: str,
    *,
    composite: float | None = None,
    rank: int | None = None,
    probability: float = 0.8,
    least_share: float = 0.05,
) -> CheapestWay:
    """Find the mix of gains that history saw most often and that reaches a composite, or holds a rank with a chance."""
    known = past(edition.family)
    if known is None:
        raise Invalid("indices.no_history", f"{edition.family} chưa đủ các năm so sánh được để tìm tổ hợp.")
    stamp = twin().stamp
    field, shared = _drawn(stamp, edition.code, province, DRAWS, SEED)
    if rank is not None:
        composite = engine.needed_composite(field, known, rank=rank, probability=probability, drawn=shared)
    if composite is None:
        raise Invalid("indices.nothing", "Hãy nêu điểm hoặc thứ hạng muốn đạt.")
    line = _frontier(stamp, edition.code, province, least_share)
    advice = engine.cheapest(field, known, composite=composite, along=line)
    return CheapestWay(advice, composite, rank, probability if rank is not None else None)
