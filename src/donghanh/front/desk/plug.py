"""What the desk contributes to the shell: the first two lines of the rail."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.front.desk import queries
from donghanh.kit import policy
from donghanh.ui import shell


def _approves(user: Any, on: date) -> bool:
    return bool(policy.may("plan.approvals", user, on=on))


shell.add(
    shell.MenuItem("Việc của tôi", "desk:mine", "list-check", 10, count=queries.late_here, late=True),
    shell.MenuItem("Chờ duyệt", "desk:approvals", "clipboard-check", 20, shown=_approves, count=queries.waiting_here),
)
