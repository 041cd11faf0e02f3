"""Who may read what is remembered."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.api import Role
from donghanh.kit import policy

READS_ALL = (Role.AUDITOR, Role.OPERATOR)
OPENS_JOURNAL = (*READS_ALL, Role.COORDINATOR, Role.LEADER)
OUTSIDE = frozenset({Role.ASSOCIATION, Role.BUSINESS, Role.INVESTOR, Role.CITIZEN})


def reads_all(user: Any, on: date) -> bool:
    """Say whether somebody reads every entry: auditors and operators."""
    return any(accounts.has_role(user, role, on=on) for role in READS_ALL)


def sees_names(user: Any, on: date) -> bool:
    """Say whether somebody works inside the administration and so reads who did a thing, not only which agency."""
    return any(seat.role not in OUTSIDE for seat in accounts.seats(user, on))


@policy.verb("journal.open", "Xem nhật ký toàn hệ thống")
def may_open(user: Any, _obj: Any, on: date) -> policy.Answer:
    """Auditors and operators read all of it; coordinators and leaders what concerns things they may see."""
    if any(accounts.has_role(user, role, on=on) for role in OPENS_JOURNAL):
        return policy.YES
    return policy.no("Nhật ký toàn hệ thống dành cho kiểm toán, vận hành, cơ quan đầu mối và lãnh đạo.")
