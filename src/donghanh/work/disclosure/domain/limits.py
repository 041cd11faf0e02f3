"""How often one address may write to the public doors: reviewed data, read once."""

from __future__ import annotations

from functools import lru_cache

from donghanh.ground.limits.api import Limit, read_limits
from donghanh.kit.data import read_yaml


@lru_cache(maxsize=1)
def limits() -> dict[str, Limit]:
    """Return the limits by door: ``send`` a request, ``comment`` on a draft."""
    return read_limits(read_yaml("disclosure", "limits.yaml")["limits"])
