"""Who may read a file: the room that owns its purpose says; until one does, only the person who brought it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.ground.files.models import StoredFile
from donghanh.kit import policy
from donghanh.kit.policy import Answer

# ``(file, user, on) -> may this person read it``; the user may be a stranger.
Rule = Callable[[StoredFile, Any, date], bool]
_rules: dict[str, list[Rule]] = {}


def allow(purpose: str, rule: Rule) -> None:
    """Let an owning room open files of a purpose to more people; each rule adds readers, none takes away."""
    mine = _rules.setdefault(purpose, [])
    if rule not in mine:
        mine.append(rule)


@policy.verb("files.read", "Tải tệp về")
def read(user: Any, obj: Any, on: date) -> Answer:
    """Its uploader always; anybody else as the owning room decides; to the rest it does not exist."""
    if obj is None:
        return policy.YES
    if getattr(user, "is_authenticated", False) and obj.uploaded_by_id == user.pk:
        return policy.YES
    return policy.YES if any(rule(obj, user, on) for rule in _rules.get(obj.purpose, ())) else policy.HIDDEN


@policy.verb("files.store", "Tải tệp lên")
def store(user: Any, obj: Any, on: date) -> Answer:
    """Anybody with a seat today; ``None`` is the house itself (commands)."""
    if user is None or accounts.seats(user, on):
        return policy.YES
    return policy.no("Tài khoản chưa có vị trí nào trong hôm nay nên chưa tải tệp lên được.")
