"""Addresses: one writing of each, the shape by which traps are known, and which machines may never be asked."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = frozenset({80, 443, 8080, 8443})
LONGEST = 2000
MOST_SEGMENTS = 14
_SESSION = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sid|session_?id|sessid|cftoken|cfid|utm_\w+|fbclid|gclid)$",
    re.IGNORECASE,
)
_IN_PATH = re.compile(r";(?:jsessionid|sid)=[^/?#;]*|/\((?:[A-Z]\([^()/]*\))+\)", re.IGNORECASE)
_DATED = re.compile(r"(?:^|\D)(?:19|20|21)\d\d(?:\D{1,3}(?:0?[1-9]|1[0-2]))?(?:\D|$)")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def normal(url: str, base: str = "") -> str:
    """Return the one writing of a web address, without fragment and session marks; "" where it is none."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if scheme not in ("http", "https") or not host or len(url) > LONGEST:
        return ""
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    place = f"[{host}]" if ":" in host else host
    if port and port != {"http": 80, "https": 443}[scheme]:
        place = f"{place}:{port}"
    path = quote(unquote(_IN_PATH.sub("", parts.path)) or "/", safe="/:@!$&'()*+,;=~-._%")
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _SESSION.match(k)]
    return urlunsplit((scheme, place, _no_dots(path), urlencode(sorted(pairs)), ""))


def _no_dots(path: str) -> str:
    kept: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    return "/".join(kept) or "/"


def same_site(one: str, two: str) -> bool:
    """Say whether two addresses are one site: the same host and port, with or without ``www.``, either scheme."""
    return _site(one) == _site(two)


def _site(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    port = None if parts.port in (None, 80, 443) else parts.port
    return (parts.hostname or "").removeprefix("www."), port


def shape(url: str) -> str:
    """Return an address with its numbers made alike: pages of one shape come from one place in a program."""
    parts = urlsplit(url)
    names = ",".join(sorted({k for k, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return re.sub(r"\d+", "#", parts.path) + (f"?{names}" if names else "")


def looks_dated(url: str) -> bool:
    """Say whether an address carries a year or a month, as calendars do."""
    parts = urlsplit(url)
    return bool(_DATED.search(parts.path) or _DATED.search(parts.query))


def endless(url: str) -> bool:
    """Say whether an address repeats itself, as a relative link in a wrong place makes it do."""
    pieces = [p for p in urlsplit(url).path.split("/") if p]
    if len(pieces) > MOST_SEGMENTS:
        return True
    return any(pieces.count(p) >= 3 for p in set(pieces) if not p.isdigit())


def permitted(address: IPAddress, *, allow_loopback: bool) -> bool:
    """Say whether a machine may be asked: only public ones, whatever way the address is wrapped."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return permitted(inner, allow_loopback=allow_loopback)
    if address.is_loopback:
        return allow_loopback
    return address.is_global and not address.is_multicast and not address.is_reserved
