"""The five doors, groups of pages, whom not to count, and what a survey says of a share: no query."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from donghanh.kit.data import read_yaml

Z_95 = 1.959964  # two-sided 95 % of the normal distribution


@lru_cache(maxsize=1)
def doors() -> list[dict[str, Any]]:
    """Return the doors of the home page, in order."""
    found: list[dict[str, Any]] = read_yaml("portal", "doors.yaml")
    return found


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return suggestions, groups of pages, names of machines, the aim."""
    found: dict[str, Any] = read_yaml("portal", "portal.yaml")
    return found


def group_of(path: str) -> str:
    """Say which group of pages an address belongs to; the rest is ``khac``."""
    for name, told in words()["groups"].items():
        for begin in told["begins"]:
            if path == begin or (not told.get("whole") and path.startswith(begin)):
                return str(name)
    return "khac"


@lru_cache(maxsize=1)
def _bots() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(b) for b in words()["bots"]), re.IGNORECASE)


def is_machine(agent: str) -> bool:
    """Say whether a visitor calls itself a machine, or nothing at all."""
    return not agent or _bots().search(agent) is not None


@dataclass(frozen=True)
class Share:
    """A share found in a survey with the range in which 95 of 100 such surveys would hold the true one (Wilson)."""

    yes: int
    asked: int
    value: float
    low: float
    high: float

    def verdict(self, aim: float) -> str:
        """Say what may be said of an aim: ``reached``, ``missed`` or ``open``."""
        if self.low >= aim:
            return "reached"
        return "missed" if self.high < aim else "open"


def share(yes: int, asked: int) -> Share:
    """Return the share and its Wilson interval (E. B. Wilson, 1927), in percent."""
    if asked <= 0 or not 0 <= yes <= asked:
        raise ValueError("a share needs 0 <= yes <= asked and somebody asked")
    p, z2 = yes / asked, Z_95**2
    middle = (p + z2 / (2 * asked)) / (1 + z2 / asked)
    half = Z_95 / (1 + z2 / asked) * math.sqrt(p * (1 - p) / asked + z2 / (4 * asked**2))
    return Share(yes, asked, 100 * p, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half))
