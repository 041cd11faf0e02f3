"""People, the posts they hold in time, what they delegate, and when they came and went."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from donghanh.ground.accounts import domain
from donghanh.ground.accounts.domain import Seat
from donghanh.kit import ids


class UserQuerySet(models.QuerySet["User"]):
    """Reads of people."""

    def open(self) -> Self:
        """Keep accounts that may sign in."""
        return self.filter(is_active=True)

    def holding(self, role: str, *, on: date) -> Self:
        """Keep the people who hold a role by their own post on a day."""
        posts = Post.objects.on(on).filter(role=role)
        return self.filter(pk__in=posts.values("user_id"))

    def visible_to(self, user: Any, *, on: date) -> Self:
        """Keep the accounts this person may look at: operators and auditors all, anybody else their own."""
        if getattr(user, "is_authenticated", False):
            if user.has_role(domain.Role.OPERATOR, on=on) or user.has_role(domain.Role.AUDITOR, on=on):
                return self
            return self.filter(pk=user.pk)
        return self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts by their address; the address is kept in lower case so that it is one login however typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account of an address."""
        found: User = self.get(email=(username or "").strip().lower())
        return found


class User(AbstractBaseUser):
    """Somebody who can sign in."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    email = models.EmailField("Địa chỉ thư", unique=True)
    full_name = models.CharField("Họ và tên", max_length=120)
    name_folded = models.CharField(max_length=250, editable=False, db_index=True)
    phone = models.CharField("Điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("Đang mở", default=True)
    is_trial = models.BooleanField("Tài khoản dùng thử", default=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_reason = models.CharField(max_length=250, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_alone = models.BooleanField(default=False, editable=False)  # strong enough without a second factor
    must_change_password = models.BooleanField(default=False)
    sessions_round = models.PositiveIntegerField(default=0, editable=False)
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at__isnull=True) | Q(is_active=False, closed_at__isnull=False),
                name="accounts_user_closed_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        """Return the name that screens show."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, which comes last in Vietnamese."""
        return self.full_name.split("(")[0].split()[-1] if self.full_name.strip() else self.email

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password and to a round that "leave all other devices" moves on."""
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Any:
        """Give the hashes under former secret keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None = None) -> str:
        text = f"{self.password}:{self.sessions_round}"
        return salted_hmac("donghanh.accounts.session", text, secret=secret, algorithm="sha256").hexdigest()

    def seats(self, on: date) -> tuple[Seat, ...]:
        """Return the capacities this person has on a day, own posts first, then those delegated to them."""
        if not self.is_active or self.pk is None:
            return ()
        kept: dict[date, tuple[Seat, ...]] = self.__dict__.setdefault("_seats", {})
        if on not in kept:
            kept[on] = self._read_seats(on)
        return kept[on]

    def first_post(self, on: date) -> tuple[str, str, str] | None:
        """Return role, title and agency of one's own first post in force, read together with the seats."""
        self.seats(on)
        found: tuple[str, str, str] | None = self.__dict__.get("_first_posts", {}).get(on)
        return found

    def forget_seats(self) -> None:
        """Drop what was read of posts and delegations, after one of them changed."""
        self.__dict__.pop("_seats", None)
        self.__dict__.pop("_first_posts", None)

    def _read_seats(self, on: date) -> tuple[Seat, ...]:
        given = Delegation.objects.on(on).filter(taker_id=self.pk, giver__is_active=True)
        lent = Q(user_id__in=given.values("giver_id"), role__in=domain.delegable_roles())
        rows = list(
            Post.objects.on(on)
            .filter(Q(user_id=self.pk) | lent)
            .order_by("valid_from", "pk")
            .values("user_id", "role", "agency_id", "title", "user__full_name", "agency__short_name", "agency__name")
        )
        mine = [r for r in rows if r["user_id"] == self.pk]
        if mine:
            first = mine[0]["role"], mine[0]["title"], mine[0]["agency__short_name"] or mine[0]["agency__name"] or ""
            self.__dict__.setdefault("_first_posts", {})[on] = first
        own = {Seat(r["role"], r["agency_id"], "post") for r in mine}
        lent_seats = {
            Seat(r["role"], r["agency_id"], "delegation", r["user__full_name"]) for r in rows if r["user_id"] != self.pk
        }
        lent_seats -= {Seat(s.role, s.agency_id, "delegation") for s in own}
        return tuple(sorted(own, key=_seat_order)) + tuple(sorted(lent_seats, key=_seat_order))

    def has_role(self, role: str, *, on: date, agency_id: int | None = None) -> bool:
        """Say whether this person has a role on a day, for one agency where that is asked."""
        return any(s.role == role and agency_id in (None, s.agency_id) for s in self.seats(on))

    def agency_ids(self, on: date, *roles: str) -> frozenset[int]:
        """Return the agencies this person acts for on a day, in the roles named or in any."""
        return frozenset(
            s.agency_id for s in self.seats(on) if s.agency_id is not None and (not roles or s.role in roles)
        )


def _seat_order(seat: Seat) -> tuple[str, int]:
    return seat.role, seat.agency_id or 0


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a half-open period."""

    def on(self, day: date) -> Self:
        """Keep the rows in force on a day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day))


class Post(models.Model):
    """A role that a person holds, at an agency or not, over a time."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts", verbose_name="Người")
    agency = models.ForeignKey(
        "orgs.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="Cơ quan"
    )
    role = models.CharField("Vai trò", max_length=16, choices=domain.role_choices)
    title = models.CharField("Chức danh", max_length=120, blank=True)
    valid_from = models.DateField("Từ ngày")
    valid_to = models.DateField("Đến hết trước ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí"
        ordering = ["valid_from", "pk"]
        indexes = [models.Index(fields=["agency", "role"], name="accounts_post_agency_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="accounts_post_period"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "agency", "valid_from"],
                condition=Q(agency__isnull=False),
                name="accounts_post_once_at_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "valid_from"],
                condition=Q(agency__isnull=True),
                name="accounts_post_once_without_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"

    def clean(self) -> None:
        """Refuse an agency where the role has none or lacks one, and a second identical post in the same time."""
        note = domain.roles().get(domain.Role(self.role)) if self.role in set(domain.Role) else None
        if note and note.agency == "required" and self.agency_id is None:
            raise ValidationError({"agency": f"Vai trò “{note.label}” phải gắn với một cơ quan."})
        if note and note.agency == "none" and self.agency_id is not None:
            raise ValidationError({"agency": f"Vai trò “{note.label}” không gắn với cơ quan nào; hãy bỏ trống."})
        if self.valid_to is not None and self.valid_from and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": "Ngày kết thúc phải sau ngày bắt đầu."})
        if self.user_id is None or self.valid_from is None:
            return
        others = Post.objects.filter(user_id=self.user_id, role=self.role, agency=self.agency)
        others = others.exclude(pk=self.pk).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.valid_from))
        if self.valid_to is not None:
            others = others.filter(valid_from__lt=self.valid_to)
        if others.exists():
            raise ValidationError({"valid_from": "Người này đã giữ đúng vị trí đó trong khoảng thời gian này."})


class Delegation(models.Model):
    """What a head lets somebody else do in their stead over a time (ủy quyền)."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    giver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="delegations_given", verbose_name="Người ủy quyền"
    )
    taker = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="delegations_taken", verbose_name="Người được ủy quyền"
    )
    valid_from = models.DateField("Từ ngày")
    valid_to = models.DateField("Đến hết trước ngày")
    reason = models.CharField("Lý do", max_length=250, blank=True)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "ủy quyền"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            # An empty period is what a delegation taken back before its first day keeps.
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="accounts_delegation_period"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="accounts_delegation_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class SignIn(models.Model):
    """One coming and going: account, in and out, address and source port; kept as data/accounts/security.yaml says."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    in_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)
    out_why = models.CharField(max_length=16, blank=True)  # "left" | "idle" | "ended"
    ip = models.GenericIPAddressField(null=True, blank=True)
    port = models.PositiveIntegerField(null=True, blank=True)
    method = models.CharField(max_length=40, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "lượt đăng nhập"
        ordering = ["-in_at", "-pk"]
        indexes = [models.Index(fields=["user", "-in_at"], name="accounts_signin_user_in")]

    def __str__(self) -> str:
        return f"{self.user} · {self.in_at}"


class FormerPassword(models.Model):
    """The hash of a password once used, so that it is not used again too soon."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = "mật khẩu đã dùng"
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} · {self.set_at}"
