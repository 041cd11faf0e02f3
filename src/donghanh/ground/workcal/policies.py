"""Who may change the calendar and the terms: the coordinator, Văn phòng UBND tỉnh, the operator; everybody may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.kit import policy

ROLES = ("coordinator", "office", "operator")


def _keeper(user: Any, on: date) -> policy.Answer:
    from donghanh.ground.accounts import api as accounts  # noqa: PLC0415 - a neighbour's door, opened when asked

    if any(accounts.has_role(user, role, on=on) for role in ROLES):
        return policy.YES
    return policy.no("Chỉ cơ quan đầu mối, Văn phòng UBND tỉnh hoặc người vận hành được sửa lịch làm việc và thời hạn.")


@policy.verb("workcal.declare_day", "Khai báo ngày nghỉ, ngày làm bù")
def may_declare(user: Any, obj: Any, on: date) -> policy.Answer:
    """A day is declared from a published document."""
    return _keeper(user, on)


@policy.verb("workcal.withdraw_day", "Rút khai báo ngày nghỉ, ngày làm bù")
def may_withdraw(user: Any, obj: Any, on: date) -> policy.Answer:
    """A declaration is taken back by those who may declare."""
    return _keeper(user, on)


@policy.verb("workcal.revise_term", "Sửa thời hạn")
def may_revise(user: Any, obj: Any, on: date) -> policy.Answer:
    """A term is revised from a signed document."""
    return _keeper(user, on)
