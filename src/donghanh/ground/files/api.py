"""The door: take a file in, open it, check it, and say who may read it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO

from donghanh.ground.accounts.models import User
from donghanh.ground.files import services
from donghanh.ground.files.domain import Limit, limits
from donghanh.ground.files.models import StoredFile
from donghanh.ground.files.policies import allow

__all__ = ["Limit", "StoredFile", "allow", "check", "get", "limits", "open_file", "store"]


def store(
    source: services.Source, *, name: str, by: User | None, at: datetime, purpose: str, secrecy: str = "none"
) -> StoredFile:
    """Take in bytes, an open binary file or an upload; ``Invalid`` or ``NotNow`` with one sentence where refused.

    ``purpose`` is one of :func:`limits`; ``secrecy`` what the sender declares (anything but ``"none"`` is refused).
    """
    return services.store_file(source, name=name, by=by, at=at, purpose=purpose, secrecy_level=secrecy)


def get(key: str) -> StoredFile:
    """Return the file of a key."""
    return StoredFile.objects.get(key=key)


def open_file(stored: StoredFile) -> BinaryIO:
    """Open a file's content for reading; the caller closes it."""
    return stored.path.open("rb")


def check(stored: StoredFile) -> bool:
    """Hash the content again and say whether it still is what was taken in."""
    try:
        with stored.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
    except FileNotFoundError:
        return False
