"""The kinds of paper whose Word template officers may replace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from donghanh.kit.data import read_yaml


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its code in addresses, its name, and what is written with it."""

    code: str
    label: str
    says: str


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds by code."""
    return {row["code"]: Kind(**row) for row in read_yaml("papers", "kinds.yaml")}
