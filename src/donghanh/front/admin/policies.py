"""Who may look at the machine room."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy


@policy.verb("operate.health", "Xem sức khỏe hệ thống")
def _health(user: Any, _obj: Any, on: date) -> policy.Answer:
    if accounts.has_role(user, "operator", on=on):
        return policy.YES
    return policy.no("Trang này dành cho người vận hành hệ thống.")
