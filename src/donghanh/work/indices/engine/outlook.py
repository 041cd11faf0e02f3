"""What targets would amount to: implied composite, rank with an honest range, the worth of a tenth of a point.

A draw of next year:
    1. one historical year's national shift is drawn and moves everybody (``national="none"`` leaves the country
    where it is);
    2. every province draws one of 504 historical residuals (a whole row of parts, so parts move together as they did);
    3. our own parts: those that are set stand at the set score, the others move by shift and residual, within 1-10;
    4. composites under the edition's weights, then our rank among the drawn composites.
Ranges are quantiles of the draws. The same seed gives the same figures. Not in the model: that high scores tend to
fall back
(so a rise from a high start is overrated) and that the edition after may change its rules again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.editions import Edition
from donghanh.work.indices.engine.history import History, odds
from donghanh.work.indices.engine.rescore import composites
from donghanh.work.indices.engine.scores import COMPOSITE, RANK, ScoreBook
from donghanh.work.indices.engine.tables import Floats, Ints, round_half_up

National = Literal["resample", "none"]


@dataclass(frozen=True, eq=False)
class Field:
    """Where the other units stand: their composites in a year, and how many of them are published figures.

    Where only some are published (top 30 since 2022), the composites at the missing ranks are read off a straight line
    between the nearest known ranks; ``estimated`` counts them.
    """

    year: int
    edition: Edition
    unit: str
    own: Mapping[str, float]
    own_composite: float
    others: Floats
    known: int
    estimated: int
    text: str


def field(book: ScoreBook, edition: Edition, unit: str, *, base: Mapping[str, float] | None = None) -> Field:
    """Return a unit's scores and the composites of all others in an edition's year.

    ``base`` replaces the unit's scores (for an edition not yet published, or a booklet not yet entered).
    """
    own = dict(base) if base is not None else {k: book.value(edition.year, unit, k) for k in edition.keys}
    lacking = [p.name for p in edition.parts if np.isnan(own.get(p.key, float("nan")))]
    if lacking:
        raise Invalid(
            "indices.incomplete", f"{unit} năm {edition.year} thiếu {', '.join(lacking)}; hãy nhập điểm rồi tính lại."
        )
    own_composite = float(sum(w * own[k] for k, w in zip(edition.keys, edition.points(), strict=True)))
    table = book.table(edition.year, edition.keys)
    computed = dict(zip(table.units, composites(table, edition).tolist(), strict=True))
    published = {u: book.value(edition.year, u, COMPOSITE) for u in table.units}
    best = {u: published[u] if not np.isnan(published[u]) else computed[u] for u in table.units}
    if len(table.units) == edition.units and not any(np.isnan(v) for v in best.values()):
        others = np.array([v for u, v in best.items() if u != unit])
        text = f"{len(others)} đơn vị khác có điểm công bố năm {edition.year}."
        return Field(edition.year, edition, unit, own, own_composite, others, len(others), 0, text)
    return _estimated(book, edition, unit, own, own_composite, best)


def _estimated(
    book: ScoreBook, edition: Edition, unit: str, own: Mapping[str, float], own_composite: float, best: dict[str, float]
) -> Field:
    pairs = {int(book.value(edition.year, u, RANK)): v for u, v in best.items() if not _unknown(book, edition, u, v)}
    total = edition.units or 0
    if not pairs or min(pairs) != 1 or max(pairs) < total - 1:
        raise Invalid(
            "indices.thin_field",
            f"Năm {edition.year} quá ít tỉnh có điểm và hạng để ước lượng thứ hạng; hãy dùng năm khác "
            "hoặc nhập thêm điểm.",
        )
    places = sorted(pairs)
    line = np.interp(np.arange(1, total + 1), places, [pairs[p] for p in places])
    rank = book.value(edition.year, unit, RANK)
    skip = int(rank) - 1 if not np.isnan(rank) else int(np.argmin(np.abs(line - own_composite)))
    others = np.delete(line, skip)
    known = len([p for p in places if p - 1 != skip])
    text = (
        f"{known}/{total - 1} đơn vị khác có điểm và hạng công bố năm {edition.year}; "
        f"điểm của {total - 1 - known} đơn vị còn lại được nội suy theo hạng."
    )
    return Field(edition.year, edition, unit, dict(own), own_composite, others, known, total - 1 - known, text)


def _unknown(book: ScoreBook, edition: Edition, unit: str, value: float) -> bool:
    return bool(np.isnan(value) or np.isnan(book.value(edition.year, unit, RANK)))


@dataclass(frozen=True, eq=False)
class Outlook:
    """What would come of it: the composite implied by the set scores, and draws of composite and rank."""

    field: Field
    set_scores: Mapping[str, float]
    implied: float
    implied_rank: int
    seed: int
    level: float
    composites: Floats
    ranks: Ints

    @property
    def draws(self) -> int:
        """Return the number of draws."""
        return len(self.ranks)

    def composite_range(self) -> tuple[float, float, float]:
        """Return low end, middle and high end of the composite."""
        low, middle, high = np.quantile(self.composites, [(1 - self.level) / 2, 0.5, (1 + self.level) / 2])
        return float(low), float(middle), float(high)

    def rank_range(self) -> tuple[int, int, int]:
        """Return best end, middle and worst end of the rank."""
        tail = (1 - self.level) / 2
        best, middle, worst = np.quantile(self.ranks, [tail, 0.5, 1 - tail], method="inverted_cdf")
        return int(best), int(middle), int(worst)

    def chance_of_rank(self, rank: int) -> float:
        """Return the share of draws with this rank or better."""
        return float(np.mean(self.ranks <= rank))

    def chance_of_composite(self, points: float) -> float:
        """Return the share of draws with this composite or more."""
        return float(np.mean(self.composites >= points - 1e-9))


def check_set(edition: Edition, chosen: Mapping[str, float]) -> None:
    """Refuse a set score of a part that the edition does not have, or outside its scale."""
    low, high = edition.part_scale
    for key, value in chosen.items():
        if key not in edition.keys:
            raise Invalid(
                "indices.part",
                f"{edition.name} không có chỉ số thành phần “{key}”; các mã có là {', '.join(edition.keys)}.",
            )
        if not low <= value <= high:
            raise Invalid(
                "indices.out_of_scale", f"Điểm {show_number(value)} của “{key}” nằm ngoài thang {low:g}–{high:g}."
            )


@dataclass(frozen=True, eq=False)
class Draws:
    """What chance decides and nobody sets: the year, our own residual, and everybody else's composite, as published.

    ``rivals`` has one row for each draw, in rising order: who it is does not matter for a rank.
    """

    seed: int
    year: Ints
    own_pick: Ints
    shifts: Floats
    rivals: Floats


def draw(field: Field, past: History, *, draws: int = 10_000, seed: int = 1, national: National = "resample") -> Draws:
    """Draw once what many outlooks from the same field share, however differently they set our own parts."""
    if draws < 1:
        raise Invalid("indices.draws", "Số lần mô phỏng phải từ 1 trở lên.")
    order = [past.parts.index(k) for k in field.edition.keys]
    random = np.random.default_rng(seed)
    shifts = past.shift[:, order] if national == "resample" else np.zeros((1, len(order)))
    year = random.integers(len(shifts), size=draws)
    own_pick = random.integers(past.n, size=draws)
    shift = (shifts @ field.edition.points())[year]
    rivals = np.sort(np.round(draw_others(field, past, random=random, draws=draws, shift=shift), 2), axis=1)
    return Draws(seed, year, own_pick, shifts, rivals)


def outlook(
    field: Field,
    past: History,
    *,
    set_scores: Mapping[str, float] | None = None,
    draws: int = 10_000,
    seed: int = 1,
    level: float = 0.8,
    national: National = "resample",
    drawn: Draws | None = None,
) -> Outlook:
    """Say what composite and rank would come of setting some parts while everything else moves as history did.

    ``implied`` is the composite if the set scores are met and nothing else moves; ``implied_rank`` its place in the
    field. ``drawn`` (see ``draw``) takes the place of draws, seed and national, and spares drawing again.
    """
    chosen = dict(set_scores or {})
    edition = field.edition
    check_set(edition, chosen)
    made = drawn or draw(field, past, draws=draws, seed=seed, national=national)
    points = edition.points()
    rest = past.residual[:, [past.parts.index(k) for k in edition.keys]]
    own = np.array([chosen.get(k, field.own[k]) for k in edition.keys])
    free = np.array([k not in chosen for k in edition.keys])
    parts = own + (made.shifts[made.year] + rest[made.own_pick]) * free
    composites = np.where(free, np.clip(parts, *edition.part_scale), parts) @ points
    ranks = 1 + (made.rivals > round_half_up(composites)[:, None]).sum(axis=1)
    implied = float(own @ points)
    place = 1 + int((field.others > round_half_up(implied)).sum())
    return Outlook(field, chosen, implied, place, made.seed, level, composites, ranks.astype(np.int64))


def draw_others(field: Field, past: History, *, random: np.random.Generator, draws: int, shift: Floats) -> Floats:
    """Return drawn composites of all other units, one row per draw."""
    order = [past.parts.index(k) for k in field.edition.keys]
    pool = past.residual[:, order] @ field.edition.points()
    return np.asarray(field.others + pool[random.integers(past.n, size=(draws, len(field.others)))] + shift[:, None])


@dataclass(frozen=True)
class Step:
    """What a small gain in one part is worth: composite points, and places if nobody else moves.

    ``places`` counts the units overtaken; ``places_typical`` multiplies the points by how densely units stand
    within one
    point around us, which is steadier when the gain is small.
    """

    part: str
    gain: float
    points: float
    places: int
    places_typical: float


def worth(field: Field, *, gain: float = 0.1) -> tuple[Step, ...]:
    """Return the worth of the same small gain in each part, most valuable first."""
    now = field.own_composite
    near = float((np.abs(field.others - now) <= 1).sum()) / 2
    above = round_half_up(field.others)
    steps = []
    for part, weight in zip(field.edition.parts, field.edition.points(), strict=True):
        points = float(weight) * gain
        before = int((above > round_half_up(now)).sum())
        after = int((above > round_half_up(now + points)).sum())
        steps.append(Step(part.key, gain, points, before - after, points * near))
    return tuple(sorted(steps, key=lambda s: -s.points))


@dataclass(frozen=True)
class TargetOutlook:
    """One target: where it starts, what it adds to the composite, and how often history saw such a gain."""

    part: str
    baseline: float
    target: float
    gain: float
    points: float
    share: float
    share_high: float
    share_for_start: float
    reached: int
    of: int


def targets(field: Field, past: History, wanted: Mapping[str, float]) -> tuple[TargetOutlook, ...]:
    """Say of each target what it adds and how often a province gained as much in one year, most points first."""
    check_set(field.edition, wanted)
    weight = dict(zip(field.edition.keys, field.edition.points(), strict=True))
    out = []
    for key, target in wanted.items():
        start = field.own[key]
        gain = float(round_half_up(target - start))
        chance = odds(past, key, gain)
        out.append(
            TargetOutlook(
                key,
                start,
                target,
                gain,
                float(weight[key]) * gain,
                chance.share,
                chance.share_high,
                chance.share_for(start),
                chance.reached,
                chance.of,
            )
        )
    return tuple(sorted(out, key=lambda t: -t.points))
