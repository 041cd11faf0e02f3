"""Who may open the leaders' page."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy

_READERS = ("leader", "office", "coordinator", "auditor")


@policy.verb("cockpit.open", "Xem trang lãnh đạo")
def _open(user: Any, _obj: Any, on: date) -> policy.Answer:
    if any(accounts.has_role(user, role, on=on) for role in _READERS):
        return policy.YES
    return policy.no("Trang này dành cho lãnh đạo UBND tỉnh, Văn phòng và cơ quan đầu mối.")
