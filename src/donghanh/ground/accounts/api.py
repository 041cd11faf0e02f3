"""The door: in what capacity somebody acts, for anybody above this floor, signed in or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from donghanh.ground.accounts.domain import Role, Seat, delegable_roles
from donghanh.ground.accounts.models import Delegation, Post, User

__all__ = ["Role", "Seat", "agency_ids", "has_role", "people_at", "people_in_role", "seats", "stands_in_for"]


def seats(user: Any, on: date) -> tuple[Seat, ...]:
    """Return somebody's capacities on a day; a stranger has none."""
    return user.seats(on) if isinstance(user, User) else ()


def has_role(user: Any, role: str, *, on: date, agency_id: int | None = None) -> bool:
    """Say whether somebody has a role on a day, for one agency where that is asked."""
    return isinstance(user, User) and user.has_role(role, on=on, agency_id=agency_id)


def agency_ids(user: Any, on: date, *roles: str) -> frozenset[int]:
    """Return the agencies somebody acts for on a day, in the roles named or in any."""
    return user.agency_ids(on, *roles) if isinstance(user, User) else frozenset()


def stands_in_for(user: Any, on: date, roles: Iterable[str], *, agency_id: int | None = None) -> str:
    """Name the colleague by whose delegation alone somebody has one of these roles; "" where their own post does."""
    held = [s for s in seats(user, on) if s.role in set(roles) and agency_id in (None, s.agency_id)]
    return held[0].giver if held and all(s.via == "delegation" for s in held) else ""


def people_at(agency_id: int, *, on: date, roles: tuple[str, ...] = ()) -> tuple[int, ...]:
    """List the open accounts that hold a post at an agency on a day; with roles named, also who stands in for them."""
    posts = Post.objects.on(on).filter(agency_id=agency_id, user__is_active=True)
    if roles:
        return _holders(posts.filter(role__in=roles), on)
    return tuple(posts.order_by("user_id").values_list("user_id", flat=True).distinct())


def people_in_role(role: str, *, on: date) -> tuple[int, ...]:
    """List the open accounts that hold a role on a day, wherever they sit, and who stands in for them."""
    return _holders(Post.objects.on(on).filter(role=role, user__is_active=True), on)


def _holders(posts: Any, on: date) -> tuple[int, ...]:
    holders = set(posts.values_list("user_id", flat=True))
    givers = posts.filter(role__in=delegable_roles()).values("user_id")
    lent = Delegation.objects.on(on).filter(giver__in=givers, taker__is_active=True)
    return tuple(sorted(holders | set(lent.values_list("taker_id", flat=True))))
