"""Who may give out and withdraw keys."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.kit import policy

may = policy.may


@policy.verb("opendata.keys", "Cấp và thu hồi khóa API")
def _keys(user: Any, _obj: Any, on: date) -> policy.Answer:
    if accounts.has_role(user, "operator", on=on):
        return policy.YES
    return policy.no("Khóa API do người vận hành hệ thống cấp; hãy liên hệ đầu mối dữ liệu mở của tỉnh.")
