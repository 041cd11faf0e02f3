"""How the ways in are guarded and for how long they keep things: reviewed data, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from donghanh.ground.limits.api import Limit, read_limits
from donghanh.kit.data import read_yaml


@dataclass(frozen=True)
class ChannelRules:
    """The figures of ``data/petitions/channels.yaml``."""

    limits: dict[str, Limit]
    least_seconds: int
    longest: int
    most_files: int
    most_items: int
    draft_days: int
    aside_days: int
    alike_floor: float
    alike_shown: int
    alike_among: int
    envelope_hours: int


@lru_cache(maxsize=1)
def rules() -> ChannelRules:
    """Return the rules of the channels."""
    read = read_yaml("petitions", "channels.yaml")
    form, alike = read["form"], read["alike"]
    return ChannelRules(
        limits=read_limits(read["limits"]),
        least_seconds=form["least_seconds"],
        longest=form["longest"],
        most_files=form["most_files"],
        most_items=form["most_items"],
        draft_days=read["draft_days"],
        aside_days=read["aside_days"],
        alike_floor=alike["floor"],
        alike_shown=alike["shown"],
        alike_among=alike["among"],
        envelope_hours=read["envelope_hours"],
    )
