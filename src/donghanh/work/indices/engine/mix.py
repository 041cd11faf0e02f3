"""The cheapest mix of gains that reaches a wanted composite or rank, judged by how often history saw each gain.

For each part k and each gain g on a grid: share S_k(g) of province-years (that began on our side of the median) in
which the part rose by at least g. Effort of a gain, given that the part does not fall:
e_k(g) = cost_k · ln(S_k(0) / S_k(g)). Exactly one gain is chosen for each part (0 is a choice), gains rarer than
``least_share`` are not allowed, and

    minimise Σ e_k(g_k)   subject to   Σ points_k · g_k ≥ wanted − now          (a multiple-choice knapsack)

Parts are taken in one after the other; of all sums so far only those are kept that no other beats in both points and
effort. What is left at the end is the whole frontier: the least effort for every composite, exact, in a few
milliseconds, once for all questions about a field. Tests hold it against an integer programme solved by HiGHS.

With all costs 1, exp(−Σ e) is the chance of all gains together if parts moved independently. A wanted rank is first
turned into the composite that holds it with the wanted probability, drawing the others' next year (see outlook).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.history import History, SetOdds, set_odds
from donghanh.work.indices.engine.outlook import Draws, Field, National, check_set, draw
from donghanh.work.indices.engine.tables import Floats, Ints


@dataclass(frozen=True)
class Gain:
    """One part's share of a mix: how much, worth how many points, seen how often, at what effort."""

    part: str
    gain: float
    score: float
    points: float
    share: float
    effort: float


@dataclass(frozen=True)
class Mix:
    """A set of gains: what it yields, what it costs, and the chance of all of them if parts moved independently."""

    gains: tuple[Gain, ...]
    composite: float
    effort: float
    chance: float
    together: SetOdds | None


@dataclass(frozen=True)
class Advice:
    """The cheapest mix for what is wanted; ``mix`` is None when history allows none, and then ``most`` is the limit."""

    wanted: float
    mix: Mix | None
    most: float
    text: str


def needed_composite(
    field: Field,
    past: History,
    *,
    rank: int,
    probability: float,
    draws: int = 10_000,
    seed: int = 1,
    national: National = "resample",
    drawn: Draws | None = None,
) -> float:
    """Return the smallest composite (two decimals) that holds a rank with a probability, by drawn years of the
    others; ``drawn`` (see ``outlook.draw``) spares drawing again."""
    if not 1 <= rank <= len(field.others) + 1:
        raise Invalid("indices.rank", f"Thứ hạng muốn đạt phải từ 1 đến {len(field.others) + 1}.")
    if not 0 < probability < 1:
        raise Invalid("indices.probability", "Xác suất muốn đạt phải lớn hơn 0 và nhỏ hơn 1.")
    if rank == len(field.others) + 1:
        return float(field.edition.points().sum()) * field.edition.part_scale[0]
    made = drawn or draw(field, past, draws=draws, seed=seed, national=national)
    threshold = made.rivals[:, len(field.others) - rank]  # rivals stand in order
    return float(math.ceil(np.quantile(threshold, probability, method="inverted_cdf") * 100 - 1e-6) / 100)


def share_of(past: History, part: str, gain: float, *, start: float) -> float:
    """Return the share of province-years that began on our side of the median and rose by at least this gain."""
    change, begin = past.gains(part)
    median = past.median_start[past.parts.index(part)]
    like = change[(begin > median) == (start > median)]
    return float((like >= gain - 1e-9).mean())


def _effort(past: History, part: str, gain: float, *, start: float, cost: float) -> tuple[float, float]:
    share = share_of(past, part, gain, start=start)
    if gain <= 0:
        return share, 0.0
    return share, math.inf if share == 0 else cost * math.log(share_of(past, part, 0.0, start=start) / share)


def evaluate(
    field: Field, past: History, gains: Mapping[str, float], *, costs: Mapping[str, float] | None = None
) -> Mix:
    """Return what a given mix of gains yields and costs, for example a plan's own targets; infinite effort: never
    seen."""
    check_set(field.edition, {k: field.own[k] + g for k, g in gains.items() if k in field.own})
    weight = dict(zip(field.edition.keys, field.edition.points(), strict=True))
    rows = []
    for key, gain in gains.items():
        share, effort = _effort(past, key, gain, start=field.own[key], cost=(costs or {}).get(key, 1.0))
        rows.append(Gain(key, gain, field.own[key] + gain, float(weight[key]) * gain, share, effort))
    total = sum(r.effort for r in rows)
    pure = sum(_effort(past, k, g, start=field.own[k], cost=1.0)[1] for k, g in gains.items())
    together = set_odds(past, gains, field.edition) if gains else None
    composite = field.own_composite + sum(r.points for r in rows)
    return Mix(tuple(sorted(rows, key=lambda r: -r.points)), composite, total, math.exp(-pure), together)


@dataclass(frozen=True, eq=False)
class Frontier:
    """Every mix that no other beats in both points and effort, by rising points; ``gains`` has one row for each."""

    parts: tuple[str, ...]
    points: Floats
    efforts: Floats
    gains: Floats
    least_share: float

    @property
    def most(self) -> float:
        """Return the points that all allowed gains give together."""
        return float(self.points[-1])

    def least(self, need: float) -> dict[str, float]:
        """Return the gains of least effort that give enough points; the caller has looked at ``most``."""
        at = int(np.searchsorted(self.points, need - 1e-9))
        return dict(zip(self.parts, self.gains[at].tolist(), strict=True))


def frontier(
    field: Field,
    past: History,
    *,
    least_share: float = 0.05,
    step: float = 0.05,
    costs: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Frontier:
    """Return the least effort for every composite that history allows (see ``cheapest`` for the arguments)."""
    edition = field.edition
    points, efforts = np.zeros(1), np.zeros(1)
    gains = np.zeros((1, len(edition.keys)))
    for k, (key, weight) in enumerate(zip(edition.keys, edition.points(), strict=True)):
        if fixed is not None and key in fixed:
            ladder, effort = np.array([fixed[key]]), np.zeros(1)
        else:
            top = edition.part_scale[1] - field.own[key]
            cost = (costs or {}).get(key, 1.0)
            ladder, effort = _ladder(past, key, start=field.own[key], top=top, step=step, least=least_share, cost=cost)
        sums = (points[:, None] + float(weight) * ladder).ravel()
        spent = (efforts[:, None] + effort).ravel()
        kept = _unbeaten(sums, spent)
        points, efforts = sums[kept], spent[kept]
        gains = gains[kept // len(ladder)]
        gains[:, k] = ladder[kept % len(ladder)]
    return Frontier(edition.keys, points, efforts, gains, least_share)


def _ladder(
    past: History, part: str, *, start: float, top: float, step: float, least: float, cost: float
) -> tuple[Floats, Floats]:
    """Return the allowed gains of a part and their efforts; no gain at all is always allowed."""
    gains = np.round(np.arange(int(top / step + 1e-9) + 1) * step, 6)
    change, begin = past.gains(part)
    median = past.median_start[past.parts.index(part)]
    like = np.sort(change[(begin > median) == (start > median)])
    share = (len(like) - np.searchsorted(like, gains - 1e-9)) / len(like)
    allowed = (share >= max(least, 1e-12)) | (gains == 0)
    gains, share = gains[allowed], share[allowed]
    effort = np.zeros(len(gains))
    effort[1:] = cost * np.log(share[0] / share[1:])
    return gains, effort


def _unbeaten(points: Floats, efforts: Floats) -> Ints:
    """Return which sums no other beats, by rising points: equal points once, and each more costs more."""
    order = np.lexsort((efforts, -np.round(points, 9)))
    spent = efforts[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = spent[1:] < np.minimum.accumulate(spent)[:-1] - 1e-12
    return np.asarray(order[first][::-1])


def cheapest(
    field: Field,
    past: History,
    *,
    composite: float,
    least_share: float = 0.05,
    step: float = 0.05,
    costs: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
    along: Frontier | None = None,
) -> Advice:
    """Find the mix of least effort that reaches a composite.

    ``least_share``: gains that fewer province-years reached are not allowed. ``costs``: effort multipliers by part,
    to say that one part is dearer here. ``fixed``: gains already decided (0 keeps a part out). ``along`` (see
    ``frontier``) takes the place of all these and spares working the frontier out again.
    """
    line = along or frontier(field, past, least_share=least_share, step=step, costs=costs, fixed=fixed)
    most = field.own_composite + line.most
    if composite > most + 1e-9:
        text = (
            "Không có tổ hợp nào: nếu mọi chỉ số cùng tăng hết mức mà ít nhất "
            f"{show_number(line.least_share * 100)} % lượt tỉnh từng đạt thì "
            f"cũng chỉ tới {show_number(most, 2)} điểm, thấp hơn {show_number(composite, 2)}."
        )
        return Advice(composite, None, most, text)
    gains = {k: g for k, g in line.least(composite - field.own_composite).items() if g > 0}
    mix = evaluate(field, past, gains, costs=costs)
    text = (
        f"Cần tăng {len(gains)} chỉ số để đạt {show_number(mix.composite, 2)} điểm (muốn {show_number(composite, 2)})."
    )
    return Advice(composite, mix, most, text)
