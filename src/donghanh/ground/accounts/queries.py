"""Reads about accounts that a queryset method cannot express."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.crypto import constant_time_compare

from donghanh.ground.accounts import domain
from donghanh.ground.accounts.models import FormerPassword, Post, User
from donghanh.kit import dates

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Say whether somebody has an authenticator app or a passkey switched on."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists())


def needs_second_factor(user: User, on: date) -> bool:
    """Say whether one of somebody's roles on a day demands a second factor."""
    demanding = domain.roles_where(second_factor=True)
    return any(seat.role in demanding for seat in user.seats(on))


def used_before(user: User, password: str, on: date) -> bool:
    """Say whether a password is the present one or one of the last that may not return."""
    if user.pk is None:
        return False
    kept = domain.figure("password.history", on)
    hashes = list(
        FormerPassword.objects.filter(user_id=user.pk)
        .order_by("-set_at", "-pk")
        .values_list("password", flat=True)[:kept]
    )
    if user.has_usable_password() and not any(constant_time_compare(user.password, h) for h in hashes):
        hashes.append(user.password)
    return any(check_password(password, h) for h in hashes)


def password_fault(user: User, password: str, *, on: date) -> str:
    """Return the sentence that says why somebody may not take a password, or nothing."""
    fault = domain.password_fault(password, second_factor=user.pk is not None and has_second_factor(user), on=on)
    if not fault and used_before(user, password, on):
        fault = (
            f"Mật khẩu này đã dùng gần đây; hãy chọn mật khẩu khác {domain.figure('password.history', on)} "
            "mật khẩu gần nhất."
        )
    return fault


def password_is_old(user: User, on: date) -> bool:
    """Say whether an operator's password is past its months; other roles' passwords do not age."""
    if user.password_set_at is None or not user.has_role(domain.Role.OPERATOR, on=on):
        return False
    months = domain.figure("password.operator_age", on)
    return domain.add_months(dates.local_date(user.password_set_at), months) <= on


def last_operator(user: User, on: date) -> bool:
    """Say whether nobody else could operate the house if this person could not."""
    others = User.objects.open().holding(domain.Role.OPERATOR, on=on).exclude(pk=user.pk)
    return user.has_role(domain.Role.OPERATOR, on=on) and not others.exists()


@dataclass
class Line:
    """One line of the account list: who, posts in force, how long unused, whether to review."""

    user: User
    posts: list[Post] = field(default_factory=list)
    second_factor: bool = False
    idle_days: int | None = None
    review_due: bool = False


def account_lines(users: Sequence[User], *, at: datetime) -> list[Line]:
    """Return the account list's lines for people already chosen, in two more queries whatever their number."""
    on = dates.local_date(at)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.on(on).filter(user__in=users).select_related("agency").order_by("valid_from", "pk"):
        posts[post.user_id].append(post)
    factors = set(Authenticator.objects.filter(user__in=users, type__in=FACTORS).values_list("user_id", flat=True))
    return [_line(user, posts[user.pk], user.pk in factors, on) for user in users]


def _line(user: User, posts: list[Post], second_factor: bool, on: date) -> Line:
    seen = dates.local_date(user.last_seen_at or user.opened_at)
    months = domain.figure("account.review", on)
    reviewed = dates.local_date(user.reviewed_at or user.opened_at)
    return Line(
        user=user,
        posts=posts,
        second_factor=second_factor,
        idle_days=max((on - seen).days, 0),
        review_due=user.is_active and domain.add_months(reviewed, months) <= on,
    )


def idle_accounts(*, at: datetime) -> Iterable[User]:
    """Return open accounts that nobody used for longer than allowed, counted from the opening where never used."""
    on = dates.local_date(at)
    days = domain.figure("account.idle", on)
    for user in User.objects.open().filter(is_trial=False).order_by("pk"):
        latest = max(m for m in (user.last_seen_at, user.opened_at) if m is not None)
        if (on - dates.local_date(latest)).days >= days:
            yield user


def possible_takers(giver: User, *, on: date) -> QuerySet[User]:
    """Return the people a delegation may go to, colleagues of the same agency first, each with ``place`` to show."""
    mine = [s.agency_id for s in giver.seats(on) if s.via == "post" and s.agency_id is not None]
    posts = Post.objects.on(on).filter(role__in=domain.roles_where(inside=True))
    first = posts.filter(user=OuterRef("pk")).order_by("valid_from").values("agency__name")[:1]
    near = posts.filter(user=OuterRef("pk"), agency_id__in=mine)
    auditors = Post.objects.on(on).filter(role=domain.Role.AUDITOR).values("user_id")
    people = User.objects.open().filter(pk__in=posts.values("user_id")).exclude(pk=giver.pk).exclude(pk__in=auditors)
    chosen: QuerySet[User] = people.annotate(place=Subquery(first), near=Exists(near)).order_by("-near", "full_name")
    return chosen
