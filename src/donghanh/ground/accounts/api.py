"""The door: in what capacity somebody acts, for anybody above this floor, signed in or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from donghanh.ground.accounts.domain import Role, Seat
from donghanh.ground.accounts.models import Post, User

__all__ = ["Role", "Seat", "agency_ids", "has_role", "people_at", "people_in_role", "seats"]


def seats(user: Any, on: date) -> tuple[Seat, ...]:
    """Return somebody's capacities on a day; a stranger has none."""
    return user.seats(on) if isinstance(user, User) else ()


def has_role(user: Any, role: str, *, on: date, agency_id: int | None = None) -> bool:
    """Say whether somebody has a role on a day, for one agency where that is asked."""
    return isinstance(user, User) and user.has_role(role, on=on, agency_id=agency_id)


def agency_ids(user: Any, on: date, *roles: str) -> frozenset[int]:
    """Return the agencies somebody acts for on a day, in the roles named or in any."""
    return user.agency_ids(on, *roles) if isinstance(user, User) else frozenset()


def people_at(agency_id: int, *, on: date, roles: tuple[str, ...] = ()) -> tuple[int, ...]:
    """List the open accounts that hold a post at an agency on a day, in the roles named or in any."""
    posts = Post.objects.on(on).filter(agency_id=agency_id, user__is_active=True)
    if roles:
        posts = posts.filter(role__in=roles)
    return tuple(posts.order_by("user_id").values_list("user_id", flat=True).distinct())


def people_in_role(role: str, *, on: date) -> tuple[int, ...]:
    """List the open accounts that hold a role on a day by their own post, wherever they sit."""
    posts = Post.objects.on(on).filter(role=role, user__is_active=True)
    return tuple(posts.order_by("user_id").values_list("user_id", flat=True).distinct())
