"""Who may read measures: everybody with a post; what is behind a figure opens only to those who may read those rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy
from donghanh.kit.policy import YES, Answer

OFFICIAL = frozenset({"officer", "head", "coordinator", "office", "leader", "inspector", "auditor", "association"})


@policy.verb("measures.read", "Xem số đo và nguồn gốc")
def _read(user: Any, obj: Any, on: date) -> Answer:
    seats = {seat.role for seat in accounts.seats(user, on)}
    return YES if OFFICIAL & seats else policy.no("Mục này dành cho cán bộ các cơ quan và cơ quan kiểm tra.")
