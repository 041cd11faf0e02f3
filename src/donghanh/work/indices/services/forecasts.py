"""Forecasts: written down before an edition comes out, held against it when it does; a bad one stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import show_number
from donghanh.work.indices import domain, engine, events, queries
from donghanh.work.indices.models import Edition, Forecast, ForecastScore, Province, Source
from donghanh.work.indices.policies import may
from donghanh.work.indices.services.saving import saved

LEVELS = tuple((2 * i + 1) / 80 for i in range(40))  # evenly spaced, so that their mean loss is the CRPS


def _quantiles(values: Any) -> dict[str, float]:
    return {f"{level:.4f}": round(float(v), 4) for level, v in zip(LEVELS, np.quantile(values, LEVELS), strict=True)}


def _parts(field: engine.Field, known: engine.History, targets: Mapping[str, float]) -> dict[str, Any]:
    """Describe where each part may stand: its score plus every historical shift with every residual."""
    found = {}
    low, high = field.edition.part_scale
    for key in field.edition.keys:
        at = known.parts.index(key)
        drawn = np.clip(field.own[key] + (known.shift[:, at, None] + known.residual[None, :, at]).ravel(), low, high)
        row: dict[str, Any] = {"quantiles": _quantiles(drawn), "median": round(float(np.median(drawn)), 4)}
        if key in targets:
            row["target"] = targets[key]
            row["probability"] = float(np.mean(drawn >= targets[key] - 1e-9))
        found[key] = row
    return found


@transaction.atomic
def make_forecast(
    base: Edition,
    *,
    province: Province,
    year: int,
    targets: Mapping[str, float],
    by: User,
    at: datetime,
    plan_number: str = "",
    seed: int = queries.SEED,
    draws: int = queries.DRAWS,
) -> Forecast:
    """Write down what history lets expect of a year, with its seed, and how likely each target is."""
    base = Edition.objects.select_for_update().get(pk=base.pk)
    may("indices.forecast", by, base, on=local_date(at)).or_refuse()
    rules, held = queries.edition(base.slug), queries.twin()
    known = queries.past(base.family)
    if known is None:
        raise Invalid("indices.no_history", f"{base.family} chưa đủ các năm so sánh được nên chưa dự báo được.")
    same = Forecast.objects.filter(base=base, province=province, year=year, targets=dict(targets), seed=seed)
    if same.filter(draws=draws, made_at__date=local_date(at)).exists():
        raise NotNow("indices.forecast-there", "Hôm nay đã ghi đúng dự báo này; xem trong danh sách.")
    field = engine.field(held.books[base.family], rules, province.name)
    drawn = engine.outlook(field, known, draws=draws, seed=seed)
    implied = engine.outlook(field, known, set_scores=targets, draws=1, seed=seed).implied
    already = held.books[base.family].cell(year, province.name, domain.COMPOSITE)
    middle = round(float(np.median(drawn.composites)), 4)
    composite: dict[str, Any] = {"quantiles": _quantiles(drawn.composites), "median": middle}
    if targets:
        composite |= {"target": round(implied, 4), "probability": drawn.chance_of_composite(implied)}
    row = Forecast(
        province=province,
        base=base,
        year=year,
        plan_number=plan_number,
        targets=dict(targets),
        starting=dict(field.own),
        summary={
            domain.COMPOSITE: composite,
            domain.RANK: {"quantiles": _quantiles(drawn.ranks), "median": float(np.median(drawn.ranks))},
            **_parts(field, known, targets),
            "known_then": already is not None,
            "field": field.text,
        },
        seed=seed,
        draws=draws,
        made_at=at,
        made_by=by,
    )
    saved(row)
    journal.record(
        events.ForecastMade(str(base), year, province.name, show_number(middle, 2), seed, draws),
        about=row,
        by=by,
        at=at,
    )
    score_forecasts(base.family, year, at=at)
    return row


@transaction.atomic
def score_forecasts(family: str, year: int, *, at: datetime, by: User | None = None) -> int:
    """Hold the forecasts of a year against what came out; corrected figures are scored again. Returns how many."""
    if by is not None:
        may("indices.forecast", by, on=local_date(at)).or_refuse()
    book = queries.twin().books.get(family)
    rows = (
        Forecast.objects.select_for_update().filter(base__family=family, year=year).select_related("province", "base")
    )
    if book is None:
        return 0
    sources = dict(Source.objects.values_list("code", "pk"))
    done = 0
    for row in rows:
        old = {s.indicator: s for s in row.scores.all()}
        fresh = []
        for indicator, told in row.summary.items():
            if not isinstance(told, dict) or "quantiles" not in told:
                continue
            cell = book.cell(year, row.province.name, indicator)
            if cell is None or (indicator in old and float(old[indicator].observed) == cell.value):
                continue
            fresh.append(_score(row, indicator, told, cell.value, sources[cell.source], at, old.get(indicator)))
        if fresh:
            _record(row, fresh, at, by)
            done += 1
    return done


def _score(
    row: Forecast, indicator: str, told: dict[str, Any], observed: float, source: int, at: datetime, old: Any
) -> ForecastScore:
    score: ForecastScore = old or ForecastScore(forecast=row, indicator=indicator)
    chance = told.get("probability")
    score.observed, score.source_id, score.scored_at = Decimal(str(round(observed, 4))), source, at
    score.probability = chance
    score.reached = None if chance is None else observed >= told["target"] - 1e-9
    score.brier = None if chance is None else engine.brier(chance, bool(score.reached))
    score.crps = engine.crps(list(told["quantiles"].values()), observed)
    saved(score)
    return score


def _record(row: Forecast, fresh: list[ForecastScore], at: datetime, by: User | None) -> None:
    briers = [s.brier for s in fresh if s.brier is not None]
    whole = next((s.crps for s in fresh if s.indicator == domain.COMPOSITE), fresh[0].crps)
    journal.record(
        events.ForecastScored(
            row.year,
            row.province.name,
            len(fresh),
            show_number(sum(briers) / len(briers), 3) if briers else "—",
            show_number(whole, 2),
        ),
        about=row,
        by=by,
        at=at,
    )
