"""What every screen needs of its request: the instant, the day, who reads, what a form is bound to, which layout."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from donghanh.kit.errors import NotAllowed


def moment(request: HttpRequest) -> datetime:
    """Return the one instant of this request."""
    return request.now  # type: ignore[attr-defined, no-any-return]


def day(request: HttpRequest) -> date:
    """Return the day of this request."""
    return moment(request).date()


def person(request: HttpRequest) -> Any:
    """Return who is signed in; behind a guard there is always somebody."""
    if not request.user.is_authenticated:
        raise NotAllowed("not-signed-in", "Hãy đăng nhập rồi làm tiếp.")
    return request.user


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """Return what a form is bound to: the post and its files, or nothing when the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def layout(request: HttpRequest) -> str:
    """Choose the layout: the shell for those signed in, the portal's for everybody else."""
    return "ui/shell.html" if request.user.is_authenticated else "ui/public.html"
