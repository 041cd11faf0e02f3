"""What runs by itself: own datasets once an hour, old counts away once a day."""

from __future__ import annotations

from donghanh.front.opendata import services
from donghanh.kit import dates


def refresh() -> str:
    """Give a new edition to what has changed."""
    changed = services.refresh(at=dates.now())
    return f"{len(changed)} bộ có bản mới" if changed else "không có gì mới"


def forget() -> str:
    """Drop counts of calls older than an hour."""
    minute = int(dates.now().timestamp()) // 60
    return f"bỏ {services.forget_calls(minute - 60)} dòng đếm"
