"""Who may read notices: everybody their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.kit import policy


@policy.verb("notify.read", "Xem thông báo của mình và chọn cách nhận")
def may_read(user: Any, obj: Any, _on: date) -> policy.Answer:
    """A notice is for one person alone; another's does not exist."""
    if not getattr(user, "is_authenticated", False):
        return policy.no("Cần đăng nhập để xem thông báo.")
    return policy.YES if obj is None or obj.user_id == user.pk else policy.HIDDEN
