"""What the worker tidies in the file store."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.files import services


def sweep(now: datetime) -> None:
    """Remove what broken uploads left behind."""
    services.sweep(at=now)
