"""Public pages are rendered once and handed out again until something happens in the house.

A visitor without a session sees what every such visitor sees at the same address. Every write leaves a journal entry,
so one cheap question (the newest entry) tells whether a kept page is still true; a page is never kept past midnight,
nor longer than :data:`LONGEST` seconds, for the few things that change without an entry (reference data, roots).
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date

from donghanh.kit import dates
from donghanh.record.journal import api as journal

LONGEST = 20.0
MOST_PAGES = 128
LARGEST = 300_000  # bytes; 128 of them are what a worker may spend
_NONCE = re.compile(r"'nonce-([^']+)'")
_POLICY = "Content-Security-Policy"


@dataclass(frozen=True)
class _Page:
    """A rendered page, what it was true for, and when that must be asked anew."""

    truth: tuple[Any, ...]
    until: float
    content: bytes
    headers: dict[str, str]
    nonce: str


class PublicPages:
    """Keep whole public pages in the memory of a worker; whoever has a session passes by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[tuple[Any, ...], _Page] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.method != "GET"
            or settings.SESSION_COOKIE_NAME in request.COOKIES
            or "Authorization" in request.headers
        ):
            return self.get_response(request)
        name = self._name(request)
        truth = (journal.newest(), dates.today())
        page = self.kept.get(name)
        if page is not None and page.truth == truth and time.monotonic() < page.until:
            return _unless_held(request, _hand_out(page))
        response = self.get_response(request)
        if _is_everybodys(request, response):
            self._keep(name, truth, response)
        return response

    def _name(self, request: HttpRequest) -> tuple[Any, ...]:
        """Name all that a public page may depend on besides its content."""
        partial = tuple(
            request.headers.get(h, "") for h in ("HX-Request", "HX-Target", "HX-Boosted", "Accept-Language")
        )
        json = request.headers.get("Accept", "").startswith("application/json")
        return (request.scheme, request.get_host(), request.get_full_path(), json, *partial)

    def _keep(self, name: tuple[Any, ...], truth: tuple[Any, ...], response: HttpResponse) -> None:
        found = _NONCE.search(response.headers.get(_POLICY, ""))
        self.kept.pop(name, None)
        self.kept[name] = _Page(
            truth, time.monotonic() + LONGEST, response.content, dict(response.headers), found[1] if found else ""
        )
        while len(self.kept) > MOST_PAGES:
            self.kept.popitem(last=False)


def _is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether a response may go to any visitor: a public view, complete, without cookies or a wish not to be kept.

    A page with a form token sets a cookie, so it is never kept.
    """
    match = request.resolver_match
    control = response.headers.get("Cache-Control", "")
    return (
        match is not None
        and getattr(match.func, "guarded_by", "") == "public"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not any(word in control for word in ("no-store", "no-cache", "private"))
        and len(response.content) <= LARGEST
    )


def _unless_held(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Send nothing to who shows that they hold this very version; pages for people have no version."""
    if not (etag := response.headers.get("ETag")):
        return response
    since = response.headers.get("Last-Modified")
    found = get_conditional_response(request, etag, parse_http_date(since) if since else None, response)
    return found or response


def _hand_out(page: _Page) -> HttpResponse:
    """Give out a kept page with a nonce of its own, so that nobody can learn the next visitor's."""
    content, headers = page.content, page.headers
    if page.nonce:
        fresh = secrets.token_urlsafe(len(page.nonce))[: len(page.nonce)]
        content = content.replace(page.nonce.encode(), fresh.encode())
        headers = {**headers, _POLICY: headers[_POLICY].replace(page.nonce, fresh)}
    return HttpResponse(content, headers=headers)
