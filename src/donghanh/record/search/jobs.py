"""The hourly gathering: the index is brought in line with what every room has."""

from __future__ import annotations

from datetime import datetime

from donghanh.kit import dates
from donghanh.record.search import services


def gather(at: datetime) -> str:
    """Put what is new or changed, drop what is gone, for every kind."""
    told = services.gather_all(on=dates.local_date(at))
    written = sum(t["written"] for t in told.values())
    dropped = sum(t["dropped"] for t in told.values())
    return f"{sum(t['there'] for t in told.values())} mục, {written} mới hoặc đổi, {dropped} bỏ"
