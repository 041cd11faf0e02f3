"""The door: tell somebody something, write to an address outside."""

from __future__ import annotations

from donghanh.record.notify import services
from donghanh.record.notify.domain import Enclosure

__all__ = ["Enclosure", "notify", "site", "write"]

notify = services.notify
write = services.write
site = services.site
