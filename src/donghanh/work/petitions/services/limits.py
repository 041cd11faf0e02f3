"""The limits of the ways in: how often one address may knock is data of this room, counting is the house's."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.limits import api as limits
from donghanh.work.petitions.domain import channels


def knock(kind: str, address: str, *, at: datetime) -> None:
    """Count one knock; refuse with a sentence where an address knocks more often than the rules allow."""
    limits.knock(f"petitions.{kind}", address, limit=channels.rules().limits[kind], at=at)
