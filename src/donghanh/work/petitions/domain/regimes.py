"""The four regimes of law and the clocks of three of them; the fourth, denunciation, is never stored here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from donghanh.kit.data import read_yaml

DENUNCIATION = "denunciation"


@dataclass(frozen=True)
class RegimeRule:
    """Which clocks a regime has, from when its final clock runs, and whether its answers may be published."""

    code: str
    label: str
    first: str
    final: str
    final_from: str
    published: bool
    part: str


@lru_cache(maxsize=1)
def regimes() -> dict[str, RegimeRule]:
    """Return the regimes by code, in the order of the reviewed file."""
    return {row["code"]: RegimeRule(**row) for row in read_yaml("petitions", "regimes.yaml")["regimes"]}
