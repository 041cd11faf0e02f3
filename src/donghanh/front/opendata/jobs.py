"""What runs by itself: own datasets once an hour, old counts away once a day."""

from __future__ import annotations

from datetime import datetime

from donghanh.front.opendata import services


def refresh(now: datetime) -> str:
    """Give a new edition to what has changed."""
    changed = services.refresh(at=now)
    return f"{len(changed)} bộ có bản mới" if changed else "không có gì mới"


def forget(now: datetime) -> str:
    """Drop counts of calls older than an hour."""
    minute = int(now.timestamp()) // 60
    return f"bỏ {services.forget_calls(minute - 60)} dòng đếm"
