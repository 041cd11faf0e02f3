"""What the compiler may know beyond the document: offices that ended, indices, their history. Data, not code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from donghanh.kit.data import read_csv, read_yaml
from donghanh.work.plan.engine.normalise import canon


@dataclass(frozen=True)
class Dissolved:
    """An office that no longer stood on a day."""

    until: date
    successor: str
    verified: bool = True


@dataclass(frozen=True)
class Odds:
    """How often a yearly gain was reached: of all province-years, and of those that began above the median."""

    reached: int
    of: int
    reached_high: int
    of_high: int

    @property
    def share(self) -> Decimal:
        """Return the share of all."""
        return Decimal(self.reached) / Decimal(self.of)


@dataclass(frozen=True)
class Weights:
    """The weights of one edition."""

    first: int
    last: int
    percent: dict[str, int]


@dataclass(frozen=True)
class Family:
    """A family of indices: how its composite is made of which parts."""

    code: str
    name: str
    composite: str
    names: dict[str, tuple[str, ...]]
    weights: tuple[Weights, ...] = ()

    @cached_property
    def keys(self) -> dict[str, str]:
        """Return every name's sub-index, by the form under which names are compared."""
        return {name_key(name): key for key, names in self.names.items() for name in names}

    def key_of(self, name: str) -> str | None:
        """Return the sub-index that a name stands for."""
        return self.keys.get(name_key(name))

    def edition(self, year: int) -> Weights | None:
        """Return the newest weights known for a year."""
        known = [w for w in self.weights if w.first <= year]
        return known[-1] if known else None


def _no_odds(family: str, key: str, gain: Decimal) -> Odds | None:  # noqa: ARG001 - stands in where no history is known
    return None


def _not_known(text: str) -> bool:  # noqa: ARG001 - stands in where no list of agencies is known
    return False


@dataclass(frozen=True)
class Knowledge:
    """What is known: each part may be replaced, for example by the orgs room with a province's own offices."""

    dissolved: Callable[[str, date], Dissolved | None]
    families: dict[str, Family] = field(default_factory=dict)
    odds: Callable[[str, str, Decimal], Odds | None] = _no_odds
    is_agency: Callable[[str], bool] = _not_known
    unlikely_share: Decimal = Decimal("0.20")
    sum_tolerance: Decimal = Decimal("0.005")


def _bare(name: str) -> str:
    return (
        re.sub(r"\b(?:chỉ số(?: thành phần)?|điểm)\b|[^\w\s]", " ", canon(name))
        .replace("&", " và ")
        .strip()
        .replace("  ", " ")
    )


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the form under which two names of an index are compared."""
    return " ".join(_bare(name).split())


def _national(rows: list[dict[str, Any]]) -> Callable[[str, date], Dissolved | None]:
    known = [(re.compile(row["pattern"]), row["until"], row["successor"], bool(row["verified"])) for row in rows]

    def look(text: str, on: date) -> Dissolved | None:
        low = canon(text)
        for pattern, until, successor, verified in known:
            if on >= until and pattern.match(low):
                return Dissolved(until, successor, verified)
        return None

    return look


@lru_cache(maxsize=1)
def _gains() -> dict[str, list[tuple[str, int, int]]]:
    out: dict[str, list[tuple[str, int, int]]] = {}
    for row in read_csv("indices", "pci-gains-2014-2021.csv"):
        out.setdefault(row["subindex"], []).append((row["gain"], int(row["provinces"]), int(row["above_median"])))
    return out


def _odds(family: str, key: str, gain: Decimal) -> Odds | None:
    rows = _gains().get(key) if family == "PCI" else None
    if not rows:
        return None
    reached = [row for row in rows if Decimal(row[0]) >= gain]
    return Odds(
        sum(r[1] for r in reached), sum(r[1] for r in rows), sum(r[2] for r in reached), sum(r[2] for r in rows)
    )


@lru_cache(maxsize=1)
def default() -> Knowledge:
    """Return what is true everywhere in the country, from the reviewed data."""
    families = {}
    for code, raw in read_yaml("indices", "families.yaml").items():
        weights = tuple(
            Weights(w["years"][0], w["years"][1], {k: v for k, v in w.items() if k != "years"})
            for w in raw.get("weights", ())
        )
        families[code] = Family(
            code, raw["name"], raw["composite"], {k: tuple(v) for k, v in raw["subindices"].items()}, weights
        )
    limits = read_yaml("compiler", "lint.yaml")
    return Knowledge(
        dissolved=_national(read_yaml("compiler", "national.yaml")["dissolved"]),
        families=families,
        odds=_odds,
        unlikely_share=Decimal(str(limits["unlikely_share"])),
        sum_tolerance=Decimal(str(limits["sum_tolerance"])),
    )
