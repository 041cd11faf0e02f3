"""Who may open the desk: everybody who is signed in; what lies on it is scoped by the rooms it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.kit import policy


@policy.verb("desk.open", "Mở bàn làm việc của mình")
def _open(user: Any, _obj: Any, _on: date) -> policy.Answer:
    return policy.YES if getattr(user, "is_authenticated", False) else policy.no("Hãy đăng nhập trước.")
