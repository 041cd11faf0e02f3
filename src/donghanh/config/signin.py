"""How the sign-in libraries behave in this house: their adapters and what they ask of us."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from donghanh.ground.accounts import domain, queries, services
from donghanh.ground.accounts.handlers import moment
from donghanh.ground.accounts.models import User
from donghanh.ui.web.client import client_ip

# The library names its texts by its own folders; ours stand in the room's.
_TEXTS = {"account/email/": "accounts/mail/", "account/messages/": "accounts/said/", "mfa/messages/": "accounts/said/"}


def _ours(name: str | None) -> str | None:
    for theirs, mine in _TEXTS.items():
        if name and name.startswith(theirs):
            return mine + name.removeprefix(theirs)
    return name


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody opens an account for themselves; passwords follow the house's rules; texts are ours."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Tài khoản này đã khóa; hãy liên hệ quản trị vận hành.",
        "email_password_mismatch": "Địa chỉ thư hoặc mật khẩu chưa đúng.",
        "enter_current_password": "Mật khẩu hiện tại chưa đúng.",
        "incorrect_code": "Mã chưa đúng hoặc đã hết hiệu lực; hãy nhập mã mới nhất.",
        "incorrect_password": "Mật khẩu chưa đúng.",
        "invalid_password_reset": "Đường dẫn đặt lại mật khẩu không còn hiệu lực; hãy yêu cầu lại.",
        "too_many_login_attempts": "Đăng nhập sai quá nhiều lần; hãy chờ ít phút rồi thử lại.",
        "rate_limited": "Bạn thao tác quá nhanh; hãy chờ ít phút rồi thử lại.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's signature
        """Say no: operators open accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead each role to its first page."""
        user = request.user
        seats = user.seats(moment(request).date()) if isinstance(user, User) else ()
        return domain.roles()[domain.Role(seats[0].role)].first if seats else reverse("accounts:me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Lead back to one's account."""
        return reverse("accounts:me")

    def set_password(self, user: User, password: str) -> None:
        """Set a password by the house's verb, in the house's history."""
        services.set_password(user, password=password, by=user, at=moment(self.request))
        user.refresh_from_db()

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask for the password again, under the same lock-out as a sign-in."""
        again = self.authenticate(self.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as the rest of the house sees it."""
        return client_ip(request)

    def render_mail(self, template_prefix: str, *args: Any, **kwargs: Any) -> EmailMessage:
        """Write letters with our words."""
        letter: EmailMessage = super().render_mail(_ours(template_prefix), *args, **kwargs)
        return letter

    def format_email_subject(self, subject: str) -> str:
        """Open each subject with the product's name."""
        return f"[Đồng Hành] {subject}"

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say things with our words; what has none is not said."""
        super().add_message(request, level, _ours(message_template), *args, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        """Lead to the page that says whom to ask."""
        return redirect("account_inactive")


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provincial or national sign-on opens an account that exists already, by a verified address; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Say no: operators open accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a person whom no account of ours knows, with a sentence on the sign-in page."""
        if not sociallogin.is_existing and not request.user.is_authenticated:
            messages.error(
                request,
                "Chưa có tài khoản Đồng Hành nào mang địa chỉ thư này; hãy đề nghị quản trị vận hành mở tài khoản.",
            )
            raise ImmediateHttpResponse(redirect("account_login"))


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps are stored encrypted; who must have a second factor keeps one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Tài khoản này phải giữ xác thực hai lớp vì vai trò bắt buộc, "
        "hoặc mật khẩu chưa đủ mạnh để dùng một mình; hãy thêm cách khác trước, hoặc đổi mật khẩu dài hơn.",
        "cannot_generate_recovery_codes": "Hãy bật xác thực hai lớp trước khi tạo mã dự phòng.",
        "incorrect_code": "Mã chưa đúng hoặc đã hết hiệu lực; hãy nhập mã mới nhất.",
        "unverified_email": "Hãy xác minh địa chỉ thư trước khi bật xác thực hai lớp.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under the house's key."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret; former keys in ``SECRET_KEY_FALLBACKS`` still open it."""
        return _locks().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say no where nothing would be left of what the role demands, or the password is too weak to stand alone."""
        user: User = authenticator.user
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        if Authenticator.objects.filter(user=user, type__in=queries.FACTORS).exclude(pk=authenticator.pk).exists():
            return True
        demanded = settings.SECOND_FACTOR_DEMANDED and queries.needs_second_factor(user, moment(self.request).date())
        return not demanded and (user.password_alone or not user.has_usable_password())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Name a passkey until its owner does."""
        return f"Khóa số {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def _locks() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key))) for key in keys])


def _derive(key: str | bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"donghanh.second-factor").derive(
        key.encode() if isinstance(key, str) else key
    )


def lock_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return the one form of the address that lock-out counts by, however it was typed."""
    given = credentials or {}
    typed = given.get("email") or given.get("username") or given.get("login") or request.POST.get("login")
    if not typed and getattr(request, "user", None) is not None and request.user.is_authenticated:
        typed = request.user.email  # asked for the password again
    return str(typed).strip().lower()[:250] if typed else None


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001 - the library's signature
    credentials: dict[str, Any] | None = None,  # noqa: ARG001
) -> HttpResponse:
    """Say in one sentence that the address is locked and for how long."""
    on = moment(request).date()
    figures = {"failures": domain.figure("lockout.failures", on), "minutes": domain.figure("lockout.period", on)}
    return render(request, "accounts/locked_out.html", figures, status=429)


def lock_failures(request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:  # noqa: ARG001
    """Return how many wrong passwords lock an address."""
    return domain.figure("lockout.failures", moment(request).date())


def lock_period(request: HttpRequest) -> timedelta:
    """Return how long an address stays locked."""
    return timedelta(minutes=domain.figure("lockout.period", moment(request).date()))
