"""What runs by itself: own datasets once an hour."""

from __future__ import annotations

from datetime import datetime

from donghanh.front.opendata import services


def refresh(now: datetime) -> str:
    """Give a new edition to what has changed."""
    changed = services.refresh(at=now)
    return f"{len(changed)} bộ có bản mới" if changed else "không có gì mới"
