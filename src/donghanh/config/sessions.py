"""What every request of a signed-in person must pass: not idle too long, password in date, second factor set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.ground.accounts import domain, queries, services
from donghanh.ground.accounts.handlers import FACTOR, SEEN, SIGN_IN
from donghanh.ground.accounts.models import User

_NOTE_EVERY = timedelta(seconds=60)  # one write a minute, not one a page
_OPEN = {"account_logout", "account_login", "account_change_password", "account_set_password", "account_reauthenticate"}


class Presence:
    """Ends idle sessions, notes who is there, and leads to what must be done first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Any,  # noqa: ARG002 - Django's signature
        args: Any,  # noqa: ARG002
        kwargs: Any,  # noqa: ARG002
    ) -> HttpResponseBase | None:
        """Answer instead of the page where something stands before it."""
        user = request.user
        if not isinstance(user, User):
            return None
        return self._idle(request, user) or self._first(request, user)

    def _idle(self, request: HttpRequest, user: User) -> HttpResponseBase | None:
        now: datetime = request.now  # type: ignore[attr-defined]
        seen = datetime.fromisoformat(request.session.get(SEEN, now.isoformat()))
        if now - seen > timedelta(minutes=idle_minutes(user, now)):
            services.note_sign_out(request.session.get(SIGN_IN, ""), at=seen, why="idle")
            logout(request)
            messages.info(request, "Phiên làm việc đã tự kết thúc vì lâu không thao tác; hãy đăng nhập lại.")
            return _go(request, redirect_to_login(request.get_full_path() if request.method == "GET" else "/"))
        if SEEN not in request.session or not timedelta() <= now - seen < _NOTE_EVERY:
            request.session[SEEN] = now.isoformat()
            services.note_seen(user, sign_in=request.session.get(SIGN_IN, ""), at=now)
        return None

    def _first(self, request: HttpRequest, user: User) -> HttpResponseBase | None:
        match = request.resolver_match
        name = (match.url_name or "") if match else ""
        if name in _OPEN or name.startswith("mfa_"):
            return None
        on = request.now.date()  # type: ignore[attr-defined]
        if user.must_change_password or (settings.PRODUCTION and queries.password_is_old(user, on)):
            messages.warning(
                request, "Hãy đổi mật khẩu trước khi làm việc tiếp: mật khẩu do người khác đặt hoặc đã quá hạn."
            )
            return _go(request, redirect(_change_address(user)))
        if (
            settings.SECOND_FACTOR_DEMANDED
            and not request.session.get(FACTOR)
            and queries.needs_second_factor(user, on)
        ):
            if not queries.has_second_factor(user):
                messages.warning(request, "Vai trò của bạn bắt buộc xác thực hai lớp; hãy bật trước khi làm việc tiếp.")
                return _go(request, redirect("mfa_index"))
            request.session[FACTOR] = True
        return None


def _change_address(user: User) -> str:
    return reverse("account_change_password" if user.has_usable_password() else "account_set_password")


def idle_minutes(user: User, now: datetime) -> int:
    """Return how long somebody may do nothing: the dated figure in production, a longer time in a trial."""
    if not settings.PRODUCTION:
        return int(settings.TRIAL_IDLE_MINUTES)
    on = now.date()
    operator = user.has_role(domain.Role.OPERATOR, on=on)
    return domain.figure("session.idle_operator" if operator else "session.idle", on)


def _go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let a page fragment's request change the whole page."""
    if request.headers.get("HX-Request") == "true":
        away = HttpResponse(status=204)
        away["HX-Redirect"] = response["Location"]
        return away
    return response
