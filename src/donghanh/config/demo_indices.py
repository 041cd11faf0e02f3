"""Demonstration of the province's own index (DDCI): two invented years, set and entered through the real verbs; and the
forecast that the plan's own year would have had, from real figures, which the page marks as made in hindsight.

Parts, weights and scores are made up by a seeded generator; only the names of the rated units are real, so every such
edition says of itself that it is invented (``domain.INVENTED``), on its page and in what is downloaded from it.
"""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from donghanh.ground.accounts.models import User
from donghanh.kit.dates import local_date
from donghanh.kit.text import slugify_vi
from donghanh.work.indices import domain, queries, services
from donghanh.work.indices.engine.ddci import FIRST_YEAR_OF_COMMUNES
from donghanh.work.indices.models import Edition, Province, UnitScore

SEED = 124
DEPARTMENTS = {
    "Tính minh bạch và tiếp cận thông tin": 25.0,
    "Chi phí thời gian": 25.0,
    "Chi phí không chính thức": 20.0,
    "Hỗ trợ doanh nghiệp": 15.0,
    "Vai trò của người đứng đầu": 15.0,
}
LOCALITIES = {
    "Tính minh bạch và tiếp cận thông tin": 25.0,
    "Chi phí thời gian": 25.0,
    "Chi phí không chính thức": 20.0,
    "Tiếp cận đất đai": 30.0,
}
BASIS = f"{domain.INVENTED}, không phải quyết định của tỉnh"
EVERY_NTH_LACKS = 9  # a unit with a gap shows that nothing is guessed


def run_indices_demo(*, at: datetime) -> int:
    """Set and fill the last two years of the own index; returns the number of scores, 0 where there is one already."""
    if Edition.objects.filter(family="DDCI", origin="app").exists():
        return 0
    keeper = User.objects.get(posts__role="coordinator", posts__valid_to__isnull=True, is_trial=True)
    _foretell(keeper, at=at)
    for year in (at.year - 2, at.year - 1):
        local = "communes" if year >= FIRST_YEAR_OF_COMMUNES else "districts"
        weights = {"departments": DEPARTMENTS, local: LOCALITIES}
        units = {tier: queries.usual_units(tier, on=date(year, 12, 31)) for tier in weights}
        units = {tier: names for tier, names in units.items() if names}
        edition = services.set_own_edition(year=year, weights=weights, units=units, basis=BASIS, by=keeper, at=at)
        for tier, names in units.items():
            services.enter_unit_scores(
                edition,
                tier=tier,
                figures=_figures(year, names, weights[tier]),
                source=f"{domain.INVENTED}: điểm {edition}",
                by=keeper,
                at=at,
            )
    return UnitScore.objects.count()


def _foretell(keeper: User, *, at: datetime) -> None:
    """Forecast the year of the plan's targets from the edition they start from; nothing without such a plan."""
    found = queries.aims(keeper, on=local_date(at)).get("PCI")
    if found is None:
        return
    services.make_forecast(
        Edition.objects.get(slug=found.base.code),
        province=Province.objects.get(name=settings.PROVINCE),
        year=found.year,
        targets=found.wanted,
        plan_number=found.plan_short,
        by=keeper,
        at=at,
    )


def _figures(year: int, units: list[str], weights: dict[str, float]) -> dict[tuple[str, str], Decimal]:
    """Roll every unit's scores: each has a level of its own and drifts a little from year to year."""
    found = {}
    for n, unit in enumerate(units):
        level = random.Random(f"{SEED} {unit}").gauss(7.2, 0.6)  # noqa: S311 - a demonstration
        dice = random.Random(f"{SEED} {unit} {year}")  # noqa: S311 - a demonstration
        for k, part in enumerate(weights):
            value = min(9.6, max(3.5, level + dice.gauss(0, 0.5)))
            if n % EVERY_NTH_LACKS == EVERY_NTH_LACKS - 1 and k == len(weights) - 1:
                continue
            found[unit, slugify_vi(part)[:40]] = Decimal(f"{value:.2f}")
    return found
