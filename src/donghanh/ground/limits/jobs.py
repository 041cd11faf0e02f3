"""What runs by itself: counts of windows that are over go within the hour."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.limits import services


def forget(at: datetime) -> str:
    """Erase what no longer decides anything."""
    return f"bỏ {services.forget(at=at)} dòng đếm"
