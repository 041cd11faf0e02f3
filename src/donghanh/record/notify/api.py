"""The door: tell somebody something."""

from __future__ import annotations

from donghanh.record.notify import services

__all__ = ["notify"]

notify = services.notify
