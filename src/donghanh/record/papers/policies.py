"""Who may see and replace templates: officials see them; the focal agency and the provincial office replace them."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import YES, Answer

_READERS = frozenset({"officer", "head", "coordinator", "office", "leader", "inspector", "auditor", "operator"})
_KEEPERS = frozenset({"coordinator", "office"})


def _roles(user: Any, on: date) -> set[str]:
    return {seat.role for seat in accounts.seats(user, on)}


@policy.verb("papers.read", "Xem mẫu văn bản")
def _read(user: Any, obj: Any, on: date) -> Answer:
    return YES if _READERS & _roles(user, on) else policy.no("Mục này dành cho cán bộ các cơ quan.")


@policy.verb("papers.replace", "Thay mẫu văn bản")
def _replace(user: Any, obj: Any, on: date) -> Answer:
    if _KEEPERS & _roles(user, on):
        return YES
    return policy.no("Chỉ cơ quan đầu mối hoặc Văn phòng UBND tỉnh được thay mẫu văn bản.")
