"""Who may change the register of agencies: the coordinator and the operator; everybody may read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.kit import policy

ROLES = ("coordinator", "operator")


def _keeper(user: Any, on: date) -> policy.Answer:
    from donghanh.ground.accounts import api as accounts  # noqa: PLC0415 - accounts' tables point at ours, so it loads later

    if any(accounts.has_role(user, role, on=on) for role in ROLES):
        return policy.YES
    return policy.no("Chỉ cơ quan đầu mối hoặc người vận hành được sửa danh mục cơ quan.")


@policy.verb("orgs.reorganise", "Ghi nhận sắp xếp cơ quan: lập mới, đổi tên, hợp nhất, kết thúc")
def may_reorganise(user: Any, obj: Any, on: date) -> policy.Answer:
    """A reorganisation is recorded by the coordinator or the operator, from a signed document."""
    return _keeper(user, on)


@policy.verb("orgs.confirm", "Xác minh một bản ghi cơ quan theo văn bản")
def may_confirm(user: Any, obj: Any, on: date) -> policy.Answer:
    """A record is confirmed by the coordinator or the operator."""
    return _keeper(user, on)


@policy.verb("orgs.add_alias", "Thêm cách viết tên cơ quan")
def may_add_alias(user: Any, obj: Any, on: date) -> policy.Answer:
    """Another way of writing is added by the coordinator or the operator."""
    return _keeper(user, on)
