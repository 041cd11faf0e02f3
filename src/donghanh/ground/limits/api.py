"""The door: count a knock, refuse one too many. What a room allows is its own data; nothing else of this is."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.limits import services
from donghanh.ground.limits.domain import Limit, read_limits, seconds_left
from donghanh.kit.errors import NotNow

__all__ = ["Limit", "count", "knock", "read_limits", "seconds_left"]

count = services.count


def knock(kind: str, address: str, *, limit: Limit, at: datetime) -> None:
    """Count one knock of an address at one door (``"petitions.send"``); refuse with the limit's sentence beyond it."""
    if services.count(kind, address, within=limit.within, at=at) > limit.count:
        raise NotNow("limits.too-often", limit.sentence)
