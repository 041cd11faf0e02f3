"""The cheapest mix of gains that reaches a wanted composite or rank, judged by how often history saw each gain.

For each part k and each gain g on a grid: share S_k(g) of province-years (that began on our side of the median) in
which the
part rose by at least g. Effort of a gain, given that the part does not fall:  e_k(g) = cost_k · ln(S_k(0) / S_k(g)).
Exactly one gain is chosen for each part (0 is a choice), gains rarer than ``least_share`` are not allowed, and

    minimise Σ e_k(g_k)   subject to   Σ points_k · g_k ≥ wanted − now          (a multiple-choice knapsack, solved
    by HiGHS)

With all costs 1, exp(−Σ e) is the chance of all gains together if parts moved independently. A wanted rank is first
turned
into the composite that holds it with the wanted probability, by drawing the other units' next year (see outlook).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.work.indices.engine.history import History, SetOdds, set_odds
from donghanh.work.indices.engine.outlook import Field, National, check_set, draw_others
from donghanh.work.indices.engine.solver import solver as new_solver
from donghanh.work.indices.engine.tables import Floats


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
) -> float:
    """Return the smallest composite (two decimals) that holds a rank with a probability, by drawn years of the
    others."""
    if not 1 <= rank <= len(field.others) + 1:
        raise Invalid("indices.rank", f"Thứ hạng muốn đạt phải từ 1 đến {len(field.others) + 1}.")
    if not 0 < probability < 1:
        raise Invalid("indices.probability", "Xác suất muốn đạt phải lớn hơn 0 và nhỏ hơn 1.")
    if rank == len(field.others) + 1:
        return float(field.edition.points().sum()) * field.edition.part_scale[0]
    random = np.random.default_rng(seed)
    order = [past.parts.index(k) for k in field.edition.keys]
    shifts = past.shift[:, order] @ field.edition.points() if national == "resample" else np.zeros(1)
    rivals = draw_others(
        field, past, random=random, draws=draws, shift=shifts[random.integers(len(shifts), size=draws)]
    )
    threshold = np.partition(rivals, len(field.others) - rank, axis=1)[:, len(field.others) - rank]
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


def cheapest(
    field: Field,
    past: History,
    *,
    composite: float,
    least_share: float = 0.05,
    step: float = 0.05,
    costs: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Advice:
    """Find the mix of least effort that reaches a composite.

    ``least_share``: gains that fewer province-years reached are not allowed. ``costs``: effort multipliers by part,
    to say
    that one part is dearer here. ``fixed``: gains already decided (0 keeps a part out).
    """
    edition = field.edition
    weight = edition.points()
    choices: list[tuple[int, float, float]] = []  # part number, gain, effort
    for k, key in enumerate(edition.keys):
        start = field.own[key]
        if fixed is not None and key in fixed:
            choices.append((k, fixed[key], 0.0))
            continue
        room = int((edition.part_scale[1] - start) / step + 1e-9)
        for i in range(room + 1):
            gain = round(i * step, 6)
            share, effort = _effort(past, key, gain, start=start, cost=(costs or {}).get(key, 1.0))
            if i and share < max(least_share, 1e-12):
                break
            choices.append((k, gain, effort))
    highest = {k: max(g for j, g, _ in choices if j == k) for k in range(len(weight))}
    most = field.own_composite + sum(float(weight[k]) * g for k, g in highest.items())
    need = composite - field.own_composite
    if composite > most + 1e-9:
        text = (
            f"Không có tổ hợp nào: nếu mọi chỉ số cùng tăng hết mức mà ít nhất {show_number(least_share * 100)} % lượt "
            "tỉnh từng đạt thì "
            f"cũng chỉ tới {show_number(most, 2)} điểm, thấp hơn {show_number(composite, 2)}."
        )
        return Advice(composite, None, most, text)
    picked = _solve(choices, weight, need)
    gains = {edition.keys[k]: g for k, g, _ in picked if g > 0}
    mix = evaluate(field, past, gains, costs=costs)
    text = (
        f"Cần tăng {len(gains)} chỉ số để đạt {show_number(mix.composite, 2)} điểm (muốn {show_number(composite, 2)})."
    )
    return Advice(composite, mix, most, text)


def _solve(choices: list[tuple[int, float, float]], weight: Floats, need: float) -> list[tuple[int, float, float]]:
    """Choose one gain for each part with the least total effort and enough points: a small integer programme."""
    solver = new_solver()
    solver.setOptionValue("mip_rel_gap", 0.0)
    take = [solver.addBinary(obj=effort) for _, _, effort in choices]
    for k in range(len(weight)):
        solver.addConstr(sum(v for v, (j, _, _) in zip(take, choices, strict=True) if j == k) == 1)
    points = sum(float(weight[k]) * gain * v for v, (k, gain, _) in zip(take, choices, strict=True) if gain)
    solver.addConstr(points >= need - 1e-9)
    solver.minimize()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Invalid("indices.no_mix", "Không tìm được tổ hợp mức tăng đạt điểm muốn có; hãy hạ mục tiêu.")
    values = solver.getSolution().col_value
    return [choice for choice, value in zip(choices, values, strict=True) if value > 0.5]
