"""Small valid people with posts, for the tests of every room."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from donghanh.ground.accounts.models import Delegation, Post, User
from donghanh.kit.text import search_key

_numbers = count(1)
PASSWORD = "Nuoc-chay-da-mon-2026"


def make_user(full_name: str = "Nguyễn Thị An", *, email: str = "", password: str | None = None, **fields: Any) -> User:
    """Make an open account; without a password it cannot sign in by one."""
    user = User(
        email=(email or f"nguoi{next(_numbers)}@so.langson.example.vn").lower(),
        full_name=full_name,
        name_folded=search_key(full_name),
        **fields,
    )
    user.set_password(password) if password else user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def make_post(
    user: User,
    role: str = "officer",
    agency: Any = None,
    *,
    valid_from: date = date(2023, 1, 1),
    valid_to: date | None = None,
    title: str = "",
) -> Post:
    """Give somebody a post; since 2023 and without end unless said otherwise."""
    post = Post(user=user, role=role, agency=agency, valid_from=valid_from, valid_to=valid_to, title=title)
    post.full_clean()
    post.save()
    user.forget_seats()
    return post


def make_delegation(giver: User, taker: User, *, valid_from: date, valid_to: date, reason: str = "") -> Delegation:
    """Let somebody act in another's stead."""
    delegation = Delegation(giver=giver, taker=taker, valid_from=valid_from, valid_to=valid_to, reason=reason)
    delegation.full_clean()
    delegation.save()
    taker.forget_seats()
    return delegation
