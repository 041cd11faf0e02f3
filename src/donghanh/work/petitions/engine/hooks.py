"""Messages that other systems push to us: proven by a signature, never older than the window, each taken once.

A source is data: where its messages hold the sender, the words and the place, and how it signs. Two are described in
``data/petitions/hooks.yaml``: a Zalo Official Account and the province's IOC application. Whoever connects another one
adds a block there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.work.petitions.engine.plain import clean, clean_line

LARGEST = 512_000


class Forged(Exception):
    """The message does not prove where it comes from; ``code`` says which proof failed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Source:
    """How one system signs and where its messages hold what."""

    code: str
    label: str
    signature_header: str
    timestamp_header: str
    timestamp_field: str
    signature_prefix: str
    recipe: tuple[str, ...]
    method: str
    window: timedelta
    accept: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Message:
    """What a message says once proven; ``event_id`` is its name at the source, used to take it once."""

    source: str
    event_id: str
    sender: str
    sender_name: str
    phone: str
    text: str
    place: str
    sent_at: datetime | None
    thread: str


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """Return the systems that may push messages to us."""
    found = {}
    for code, row in read_yaml("petitions", "hooks.yaml")["sources"].items():
        signing = row["signing"]
        found[code] = Source(
            code=code,
            label=row["label"],
            signature_header=signing["signature_header"],
            timestamp_header=signing.get("timestamp_header", ""),
            timestamp_field=signing.get("timestamp_field", ""),
            signature_prefix=signing.get("prefix", ""),
            recipe=tuple(signing["recipe"]),
            method=signing["method"],
            window=timedelta(seconds=row["window_seconds"]),
            accept={k: tuple(v) for k, v in row.get("accept", {}).items()},
            fields={k: tuple(v) for k, v in row["fields"].items()},
        )
    return found


def sign(source: Source, body: bytes, *, timestamp: str, secret: str, app: str = "") -> str:
    """Return the signature that the source puts on a body: what a test, or a partner's developer, compares with."""
    parts = {"app": app.encode(), "body": body, "timestamp": timestamp.encode(), "secret": secret.encode(), "dot": b"."}
    material = b"".join(parts[name] for name in source.recipe)
    if source.method == "hmac-sha256":
        digest = hmac.new(secret.encode(), material, hashlib.sha256).hexdigest()
    else:
        digest = hashlib.sha256(material).hexdigest()
    return source.signature_prefix + digest


def prove(
    source: Source, body: bytes, headers: Mapping[str, str], *, secret: str, at: datetime, app: str = ""
) -> tuple[dict[str, Any], datetime]:
    """Check size, signature and age, in this order; return the message's data and when it was signed."""
    if not secret:
        raise Forged("hooks.no-secret", f"Kênh {source.label} chưa được cấu hình khóa nên không nhận tin.")
    if len(body) > LARGEST:
        raise Forged("hooks.too-large", "Tin quá lớn.")
    given = {k.casefold(): v for k, v in headers.items()}
    signature = given.get(source.signature_header.casefold(), "")
    data = _object(body) if source.timestamp_field else {}
    timestamp = given.get(source.timestamp_header.casefold(), "") if source.timestamp_header else ""
    if source.timestamp_field:
        timestamp = str(_at(data, source.timestamp_field) or "")
    expected = sign(source, body, timestamp=timestamp, secret=secret, app=app)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        raise Forged("hooks.signature", "Chữ ký của tin không đúng.")
    signed_at = _instant(timestamp, at)
    if signed_at is None or abs(at - signed_at) > source.window:
        raise Forged("hooks.stale", "Tin quá cũ hoặc đồng hồ lệch; không nhận tin phát lại.")
    return data or _object(body), signed_at


def read(source: Source, data: Mapping[str, Any], *, signed_at: datetime) -> Message | None:
    """Read a proven message by the source's mapping; ``None`` where it is of a kind that asks nothing of us."""
    for path, values in source.accept.items():
        if str(_at(data, path)) not in values:
            return None
    found = {name: _first(data, paths) for name, paths in source.fields.items()}
    text = clean(found.get("text", ""))[:20_000].strip()
    if not text:
        return None
    named = found.get("event_id", "")
    event_id = named or hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
    return Message(
        source=source.code,
        event_id=clean_line(event_id)[:200],
        sender=clean_line(found.get("sender", ""))[:200],
        sender_name=clean_line(found.get("sender_name", ""))[:200],
        phone=clean_line(found.get("phone", ""))[:30],
        text=text,
        place=clean_line(found.get("place", ""))[:200],
        sent_at=signed_at,
        thread=clean_line(found.get("thread", ""))[:200],
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Forged("hooks.unreadable", "Tin không phải là JSON đọc được.")
    return data


def _at(data: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, Mapping):
            data = data.get(step)
        else:
            return None
    return data


def _first(data: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    for path in paths:
        value = _at(data, path)
        if isinstance(value, str | int) and str(value).strip():
            return str(value)
    return ""


def _instant(text: str, at: datetime) -> datetime | None:
    try:
        if text.isdigit():
            number = int(text)
            return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, tz=at.tzinfo)
        read_at = datetime.fromisoformat(text)
        return read_at.astimezone(at.tzinfo) if read_at.tzinfo else None  # no database takes every offset
    except (ValueError, OverflowError, OSError):
        return None
