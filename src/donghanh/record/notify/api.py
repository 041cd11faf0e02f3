"""The door: tell somebody something; count what they have not read."""

from __future__ import annotations

from typing import Any

from donghanh.record.notify import services
from donghanh.record.notify.models import Notice

__all__ = ["notify", "unread"]

notify = services.notify


def unread(user: Any) -> int:
    """Count what a person has not read."""
    return Notice.objects.visible_to(user).unread().count()
