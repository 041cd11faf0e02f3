"""Asking a server politely and safely: only public machines, checked after the name is looked up and at every hop."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from donghanh.work.disclosure.engine import addresses
from donghanh.work.disclosure.engine.model import Fetched, Limits

AGENT = "DongHanhAudit/1.0"
_HTML = ("text/html", "application/xhtml+xml", "")
_ODD_RATIO = 100


class AddressRefused(Exception):
    """A machine that may not be asked: private, loopback, link-local, or a port that no web site has."""


def _checked(host: str, port: int, *, allow_loopback: bool) -> list[str]:
    """Look a name up and return its addresses, all of which may be asked."""
    checked: list[str] = []
    for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(entry[4][0]).partition("%")[0])
        if not addresses.permitted(address, allow_loopback=allow_loopback):
            raise AddressRefused(str(address))
        if not address.is_loopback and port not in addresses.PORTS:
            raise AddressRefused(f"{address}:{port}")
        checked.append(str(address))
    return list(dict.fromkeys(checked))


class _Backend(httpcore.NetworkBackend):
    """Connect only to the addresses that were checked, so that a name cannot change between check and use."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._plain = httpcore.SyncBackend()
        self._allow_loopback = allow_loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look the name up, refuse where any of its addresses may not be asked, connect to one of them."""
        try:
            checked = _checked(host, port, allow_loopback=self._allow_loopback)
        except (OSError, UnicodeError) as why:
            raise httpcore.ConnectError(f"dns: {why}") from why
        failed: Exception | None = None
        for numeric in checked:
            try:
                return self._plain.connect_tcp(numeric, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as why:
                failed = why
        raise failed or httpcore.ConnectError("dns: no address")

    def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.NetworkStream:
        """Refuse: no site lives there."""
        raise AddressRefused("unix")


class _Transport(httpx.HTTPTransport):
    def __init__(self, context: ssl.SSLContext, *, allow_loopback: bool) -> None:
        super().__init__(verify=context)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=5.0,
            network_backend=_Backend(allow_loopback=allow_loopback),
        )


class Asker:
    """One polite client of one site: one connection, a pause between questions, nothing kept, no cookie sent."""

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Callable[[], datetime],
        allow_loopback: bool = False,
        contact: str = "",
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits, self.delay = limits, limits.delay
        self.clock, self._sleep, self._last = clock, sleep, 0.0
        self._allow_loopback = allow_loopback
        self.bytes = 0
        note = f" (+{contact})" if contact else ""
        self._client = httpx.Client(
            transport=_Transport(context or ssl.create_default_context(), allow_loopback=allow_loopback),
            headers={
                "User-Agent": f"{AGENT}{note}",
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "gzip",
                "Accept-Language": "vi,en;q=0.5",
            },
            timeout=httpx.Timeout(limits.timeout),
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def get(self, url: str, *, may: Callable[[str], str] = lambda _url: "") -> Fetched:
        """Ask for an address and follow its redirects; ``may`` names why a hop must not be followed, or nothing."""
        hops: list[str] = []
        here = url
        while True:
            answer, onward = self._once(url, here, tuple(hops))
            if onward is None:
                return answer
            if not onward:
                return _failed(answer, "redirect-broken", answer.detail)
            if onward in (url, *hops) or len(hops) >= self.limits.redirects:
                return _failed(answer, "redirect-loop", onward)
            refused = may(onward)
            if refused:
                return _failed(answer, refused, onward)
            hops.append(onward)
            here = onward

    def refuses(self, url: str) -> bool:
        """Say whether an address leads to a machine that may not be asked; nothing is sent to it."""
        parts = urlsplit(url)
        try:
            _checked(parts.hostname or "", parts.port or 443, allow_loopback=self._allow_loopback)
        except AddressRefused:
            return True
        except (OSError, UnicodeError):
            return False
        return False

    def _once(self, url: str, here: str, hops: tuple[str, ...]) -> tuple[Fetched, str | None]:
        self._pause()
        at = self.clock()
        try:
            self._client.cookies.clear()
            with self._client.stream("GET", here) as response:
                if response.is_redirect:
                    target = response.headers.get("location", "")
                    onward = addresses.normal(target, here)
                    return Fetched(url, here, at, response.status_code, detail=target[:300], hops=hops), onward
                return self._read(url, here, response, at, hops), None
        except AddressRefused as why:
            code = "redirect-private" if hops else "address-refused"
            return Fetched(url, here, at, error=code, detail=str(why), hops=hops), None
        except httpx.TimeoutException:
            return Fetched(url, here, at, error="timeout", hops=hops), None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError) as why:
            return Fetched(url, here, at, error=_kind_of(why), detail=str(why)[:200], hops=hops), None

    def _pause(self) -> None:
        wait = self._last + self.delay - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        self._last = time.monotonic()

    def _read(self, url: str, here: str, response: httpx.Response, at: datetime, hops: tuple[str, ...]) -> Fetched:
        media, _, rest = response.headers.get("content-type", "").partition(";")
        media = media.strip().lower()
        charset = rest.lower().partition("charset=")[2].partition(";")[0].strip().strip("\"'")
        limit = self.limits.page_bytes if media in _HTML else self.limits.file_bytes
        body, error = self._body(response, min(limit, max(self.limits.total_bytes - self.bytes, 1)))
        self.bytes += len(body)
        return Fetched(
            url, here, at, response.status_code, media, charset, body if not error else b"",
            hashlib.sha256(body).hexdigest() if not error else "", error, hops=hops,
            detail=f"{len(body)} byte" if error else "",
        )  # fmt: skip

    def _body(self, response: httpx.Response, limit: int) -> tuple[bytes, str]:
        """Read the answer up to a limit, unpacking it in small steps: a bomb goes off in a bucket."""
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            return b"", "bad-encoding"
        kept, raw, until = bytearray(), 0, time.monotonic() + self.limits.page_seconds
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if coding not in ("", "identity") else None
        try:
            for chunk in response.iter_raw():
                raw += len(chunk)
                for piece in _unpacked(unpack, chunk, limit + 1 - len(kept)):
                    kept += piece
                if len(kept) > limit:
                    packed = raw - len(unpack.unconsumed_tail) if unpack else raw
                    return bytes(kept), "bomb" if unpack and len(kept) > packed * _ODD_RATIO else "too-large"
                if time.monotonic() > until:
                    return bytes(kept), "timeout"
        except zlib.error:
            return bytes(kept), "bad-encoding"
        return bytes(kept), ""


def _unpacked(unpack: Any, chunk: bytes, room: int) -> Iterator[bytes]:
    if unpack is None:
        yield chunk
        return
    yield unpack.decompress(chunk, max(room, 1))


def _failed(answer: Fetched, error: str, detail: str) -> Fetched:
    return Fetched(
        answer.url, answer.final_url, answer.at, answer.status, error=error, detail=detail[:300], hops=answer.hops
    )


def _kind_of(why: Exception) -> str:
    said = str(why).lower()
    if said.startswith("dns:"):
        return "dns"
    return "tls" if "ssl" in said or "certificate" in said else "connect"
