"""What this room gives the shell: the account list in the rail, the daily look at idle accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import jobs
from donghanh.kit import policy
from donghanh.ui import shell


def _lists(user: Any, on: date) -> bool:
    return bool(policy.may("accounts.list", user, on=on))


shell.add(
    shell.MenuItem("Tài khoản", "accounts:list", "users", 80, group="Vận hành", shown=_lists),
    shell.MenuItem("Nhật ký truy cập", "accounts:sign_ins", "login", 81, group="Vận hành", shown=_lists),
    shell.Scheduled("accounts.disable_idle", jobs.disable_idle, "day", 2),
)
