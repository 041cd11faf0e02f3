"""What every public page of the room needs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from donghanh.ui.web.client import client_ip


def moment(request: HttpRequest) -> datetime:
    """Return the one instant of this request."""
    return request.now  # type: ignore[attr-defined, no-any-return]


def day(request: HttpRequest) -> date:
    """Return the day of this request."""
    return moment(request).date()


def address(request: HttpRequest) -> str:
    """Return whence somebody knocks, for the limits alone."""
    return client_ip(request)


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """Return what a form is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def shown(request: HttpRequest, template: str, status: int = 200, *, kept: bool = True, **context: Any) -> HttpResponse:
    """Draw a public page; ``kept=False`` for what is one visitor's own: nobody between may keep it."""
    response = render(request, f"petitions/public/{template}", {"on": day(request), **context}, status=status)
    if not kept:
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        # Not "no-referrer": a browser would then send its forms with the origin "null", which is refused as forged.
        response["Referrer-Policy"] = "same-origin"
    return response
