"""The province's own index as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from donghanh.ground.orgs import api as orgs
from donghanh.kit.data import read_csv
from donghanh.work.indices.domain import COMPOSITE
from donghanh.work.indices.engine import Table, ddci
from donghanh.work.indices.models import Edition, UnitScore


@dataclass(frozen=True)
class TierResult:
    """One tier of an edition: its parts with weights, its units best first, how many figures are in."""

    code: str
    name: str
    parts: tuple[tuple[str, str, float], ...]
    rows: tuple[ddci.Rated, ...]
    filled: int
    cells: int

    @property
    def median(self) -> float | None:
        """Return the middle composite of the units that have one."""
        known = [r.composite for r in self.rows if r.composite is not None]
        return float(np.median(known)) if known else None

    @property
    def printed(self) -> bool:
        """Say whether any unit has a published composite to set beside the computed one."""
        return any(r.printed is not None for r in self.rows)

    @property
    def complete(self) -> int:
        """Return how many units have a composite."""
        return sum(r.composite is not None for r in self.rows)


def own_editions() -> list[Edition]:
    """Return the editions of the province's own index that were set here, newest first."""
    return list(Edition.objects.filter(family="DDCI", origin="app").order_by("-year"))


def tier_results(edition: Edition) -> tuple[TierResult, ...]:
    """Return every tier of an edition, computed from the figures that stand."""
    names = dict(edition.parts.values_list("part", "name"))
    units: dict[str, list[str]] = {}
    for tier, name in edition.rated_units.values_list("tier", "name"):
        units.setdefault(tier, []).append(name)
    figures: dict[tuple[str, str, str], float] = {
        (tier, unit, part): float(value)
        for tier, unit, part, value in UnitScore.objects.filter(
            unit__edition=edition, retired_at__isnull=True
        ).values_list("unit__tier", "unit__name", "indicator", "value")
    }
    found = []
    for tier in edition.tiers:
        code, parts, rated = tier["code"], tier["parts"], units.get(tier["code"], [])
        values = np.array([[figures.get((code, u, p), np.nan) for p in parts] for u in rated]).reshape(
            len(rated), len(parts)
        )
        printed = [figures.get((code, u, COMPOSITE), np.nan) for u in rated]
        rows = ddci.rate(Table(tuple(rated), tuple(parts), values), tier["weights"], printed)
        told = tuple((p, names[p], float(tier["weights"][p])) for p in parts)
        found.append(
            TierResult(code, ddci.TIER_NAMES[code], told, rows, int((~np.isnan(values)).sum()), int(values.size))
        )
    return tuple(found)


def usual_units(tier: str, *, on: date) -> list[str]:
    """Return the units that stand on a day, to begin a list with."""
    if tier == "departments":
        return [a.name for a in orgs.alive(on) if a.kind == "department"]
    rows = read_csv("units", f"{tier}.csv")
    return [f"{r['kind'][:1].upper()}{r['kind'][1:]} {r['name']}" for r in rows]
