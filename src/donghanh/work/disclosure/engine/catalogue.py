"""The categories and duties of the law as dated data (``data/disclosure``), read into plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.work.disclosure.engine.model import Expected

CADENCES = {"daily": 1, "monthly": 31, "quarterly": 92, "half-yearly": 183, "yearly": 366}


@dataclass(frozen=True)
class Category:
    """One kind of information that must be public: what it is called and by which words people look for it."""

    code: str
    label: str
    phrases: tuple[str, ...]
    clicks: int
    machine: bool
    parts: tuple[str, ...]
    register: str


@dataclass(frozen=True)
class Rule:
    """One duty as the law has it: who owes which category how often, from when to when, and where it says so."""

    code: str
    category: str
    owners: tuple[str, ...]
    cadence: str
    grace_days: int
    first_due: date
    basis: str
    verified: bool
    since: date
    until: date | None
    note: str

    def in_force(self, on: date) -> bool:
        """Say whether the duty holds on a day."""
        return self.since <= on and (self.until is None or on < self.until)

    @property
    def fresh_days(self) -> int | None:
        """Return how old the newest content may be: one round and the days of grace; none where nothing comes round."""
        days = CADENCES.get(self.cadence)
        return days + self.grace_days if days else None


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """Return every category by code, in the order of the data."""
    return {c.code: c for c in read_categories(read_yaml("disclosure", "categories.yaml"))}


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Return every rule by code."""
    return {r.code: r for r in read_rules(read_yaml("disclosure", "duties.yaml"), categories())}


def read_categories(data: Iterable[Mapping[str, Any]]) -> list[Category]:
    """Read categories; a code twice or a category without words is refused."""
    found: dict[str, Category] = {}
    for row in data:
        code = str(row["code"])
        if code in found or not row.get("phrases"):
            raise ValueError(f"category {code}: twice, or without phrases")
        found[code] = Category(
            code,
            str(row["label"]),
            tuple(map(str, row["phrases"])),
            int(row.get("clicks", 3)),
            bool(row.get("machine", False)),
            tuple(map(str, row.get("parts", ()))),
            str(row.get("register", "")),
        )
    return list(found.values())


def read_rules(data: Iterable[Mapping[str, Any]], known: Mapping[str, Category]) -> list[Rule]:
    """Read rules; an unknown category or cadence, a rule without basis, or dates the wrong way round are refused."""
    found: dict[str, Rule] = {}
    for row in data:
        code, cadence = str(row["code"]), str(row["cadence"])
        since, until = row["since"], row.get("until")
        wrong = (
            code in found or row["category"] not in known or not row.get("basis") or not row.get("owners")
            or (cadence not in CADENCES and cadence not in ("once", "on-change")) or (until and until <= since)
        )  # fmt: skip
        if wrong:
            raise ValueError(f"rule {code}: twice, unknown category or cadence, no basis, no owner, or dates reversed")
        found[code] = Rule(
            code,
            str(row["category"]),
            tuple(map(str, row["owners"])),
            cadence,
            int(row.get("grace_days", 0)),
            row.get("first_due", since),
            str(row["basis"]),
            bool(row.get("verified", False)),
            since,
            until,
            str(row.get("note", "")),
        )
    return list(found.values())


def expected(codes: Iterable[str] | None = None, *, on: date | None = None) -> tuple[Expected, ...]:
    """Return what an audit asks for, with the strictest cadence of the rules in force on a day."""
    chosen = [c for c in categories().values() if codes is None or c.code in set(codes)]
    made = []
    for category in chosen:
        mine = [r for r in rules().values() if r.category == category.code and (on is None or r.in_force(on))]
        fresh = min((r.fresh_days for r in mine if r.fresh_days), default=None)
        basis = mine[0].basis if mine else ""
        made.append(
            Expected(category.code, category.label, category.phrases, category.clicks, fresh, category.machine, basis)
        )
    return tuple(made)
