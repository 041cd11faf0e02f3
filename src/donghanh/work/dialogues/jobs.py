"""What the room does by itself; every job may run twice without harm."""

from __future__ import annotations

from datetime import datetime

from donghanh.kit.dates import local_date
from donghanh.work.dialogues import services


def gather_clusters(now: datetime) -> str:
    """Find groups of like petitions anew, by night: comparing them is slow."""
    found, ended = services.gather(on=local_date(now))
    return f"Tìm thấy {found} cụm kiến nghị, {ended} cụm không còn."
