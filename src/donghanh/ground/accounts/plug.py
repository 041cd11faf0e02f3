"""What this room gives the shell: the account list in the rail, the daily look at idle accounts."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts import domain, jobs
from donghanh.kit import policy
from donghanh.ui import shell


def _lists(user: Any, on: date) -> bool:
    return bool(policy.may("accounts.list", user, on=on))


def _introduce(user: Any, on: date) -> shell.Introduction:
    """Say who is signed in: the first own post in force, else the first delegated capacity."""
    seats = user.seats(on)
    if not seats:
        return shell.Introduction(user.full_name)
    post = user.first_post(on)
    if post is None:
        label = domain.roles()[domain.Role(seats[0].role)].label
        return shell.Introduction(user.full_name, f"{label} (được ủy quyền)")
    role, title, agency = post
    return shell.Introduction(user.full_name, title or domain.roles()[domain.Role(role)].label, agency)


shell.introduce_by(_introduce)
shell.add(
    shell.MenuItem("Tài khoản", "accounts:list", "users", 80, group="Vận hành", shown=_lists),
    shell.MenuItem("Nhật ký truy cập", "accounts:sign_ins", "login", 81, group="Vận hành", shown=_lists),
    shell.Scheduled("accounts.disable_idle", jobs.disable_idle, "day", 2),
)
