"""A limit, the window an instant falls into, and the name that an address has for one day. No query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from donghanh.kit.dates import local_date

SENTENCE = "Từ địa chỉ mạng này đã gửi nhiều lần liên tiếp; hãy thử lại sau ít phút."


@dataclass(frozen=True)
class Limit:
    """How many times one address may do something within a stretch of time, and what it is told beyond."""

    count: int
    within: timedelta
    sentence: str = SENTENCE


def read_limits(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Limit]:
    """Read a room's rules as its data writes them: ``send: {count: 20, minutes: 60, sentence: …}``."""
    return {
        name: Limit(row["count"], timedelta(minutes=row["minutes"]), row.get("sentence", SENTENCE))
        for name, row in rows.items()
    }


def window_end(at: datetime, within: timedelta) -> datetime:
    """Return when the window of an instant is over; windows of one length follow each other without a gap."""
    seconds = int(within.total_seconds())
    return datetime.fromtimestamp((int(at.timestamp()) // seconds + 1) * seconds, tz=UTC)


def seconds_left(at: datetime, within: timedelta) -> int:
    """Return how long one who is refused has to wait, at least one second."""
    return max(1, int((window_end(at, within) - at).total_seconds()))


def who_is(kind: str, address: str, *, at: datetime) -> str:
    """Name an address for a day: nobody can turn the name back, tomorrow it is another, each door has its own."""
    return salted_hmac("donghanh.limits", f"{local_date(at)}:{kind}:{address}", algorithm="sha256").hexdigest()
