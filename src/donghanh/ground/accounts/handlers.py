"""Reactions to signing in and out, and to second factors switched on or off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from donghanh.ground.accounts import services
from donghanh.ground.accounts.models import User
from donghanh.kit import dates
from donghanh.ui.web.client import client_ip, client_port

SIGN_IN, SEEN, FACTOR = "sign_in", "seen_at", "second_factor"
_METHODS = {"password": "mật khẩu", "mfa": "xác thực hai lớp", "socialaccount": "đăng nhập một lần"}


def moment(request: HttpRequest) -> datetime:
    """Return the request's instant; a request that did not pass the clock asks it now."""
    return getattr(request, "now", None) or dates.now()


@receiver(user_logged_in, dispatch_uid="accounts.came")
def came(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001 - Django's signature
    """Enter the coming in the access log and start the idle clock."""
    at = moment(request)
    ways = dict.fromkeys(_METHODS.get(r["method"], "") for r in get_authentication_records(request, user))
    row = services.note_sign_in(
        user,
        at=at,
        ip=client_ip(request),
        port=client_port(request),
        method=" + ".join(w for w in ways if w),
        agent=request.META.get("HTTP_USER_AGENT", ""),
    )
    request.session[SIGN_IN], request.session[SEEN] = row.key, at.isoformat()


@receiver(user_logged_out, dispatch_uid="accounts.went")
def went(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:  # noqa: ARG001
    """Enter the going in the access log."""
    if user is not None and (key := request.session.get(SIGN_IN)):
        services.note_sign_out(key, at=moment(request))


@receiver(authenticator_added, dispatch_uid="accounts.factor_added")
def factor_added(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:  # noqa: ARG001
    """Note the new second factor."""
    services.note_second_factor(user, what=str(authenticator.type), on=True, at=moment(request))


@receiver(authenticator_removed, dispatch_uid="accounts.factor_removed")
def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:  # noqa: ARG001
    """Note the loss of a second factor, and look again at the next request whether one is left."""
    request.session.pop(FACTOR, None)
    services.note_second_factor(user, what=str(authenticator.type), on=False, at=moment(request))
