"""Where a request comes from: the address and source port of the person, also behind the reverse proxy."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the client's address; behind ``TRUSTED_PROXIES`` proxies the one that the outermost of them saw."""
    hops = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    raw = seen[-hops] if hops and len(seen) >= hops else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(raw))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - an unknown address, not one to listen on


def client_port(request: HttpRequest) -> int | None:
    """Return the client's source port; behind a proxy the one it passes on as ``X-Real-Port``."""
    raw = request.META.get("HTTP_X_REAL_PORT" if settings.TRUSTED_PROXIES else "REMOTE_PORT", "")
    return int(raw) if raw.isdigit() and 0 < int(raw) < 65536 else None
