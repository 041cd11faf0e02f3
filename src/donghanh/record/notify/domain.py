"""Pure decisions about notices: when a digest is due, how it reads, how long a failed letter waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from donghanh.kit.dates import ZONE, local_date

WAITING = "waiting"
SENT = "sent"
EMPTY = "empty"
FAILED = "failed"
DIGEST_STATES = [(WAITING, "Đang gửi"), (SENT, "Đã gửi"), (EMPTY, "Không có gì để gửi"), (FAILED, "Không gửi được")]

DEFAULT_HOUR = 7
# Nobody is written to by night: whatever hour a person chooses, a letter leaves between these local hours.
QUIET_FROM = 21
QUIET_UNTIL = 6
# A letter lists so many lines and counts the rest: a digest that is long is not read.
LINES_IN_A_DIGEST = 20
# Unread notices of one person about one thing and of one kind fold into one; and nobody keeps more than this many.
UNREAD_CAP = 500
MAX_ATTEMPTS = 8
_WAIT = timedelta(minutes=10)


def may_send(at: datetime, *, hour: int) -> bool:
    """Say whether a person's digest may leave now: their hour has come, and it is not night."""
    now = at.astimezone(ZONE).time()
    return time(max(hour, QUIET_UNTIL)) <= now < time(QUIET_FROM)


def retry_at(at: datetime, attempts: int) -> datetime:
    """Return when to try a letter again after a number of failures."""
    return at + _WAIT * 2 ** min(attempts - 1, 4)


def still_worth_sending(day: date, at: datetime, attempts: int) -> bool:
    """Say whether yesterday's letter should still go; after that its lines go into the next one."""
    return attempts < MAX_ATTEMPTS and local_date(at) == day


@dataclass(frozen=True)
class DigestLine:
    """One line of a letter: what, and where to read it."""

    title: str
    path: str


def subject(count: int, day: date, province: str) -> str:
    """Return the subject line: how many, which day, whose system; never what they are about."""
    return f"Đồng Hành {province}: {count} thông báo ngày {day.day:02d}/{day.month:02d}/{day.year}"


def body(name: str, lines: Sequence[DigestLine], *, more: int, site: str, settings_path: str) -> str:
    """Return the letter as plain text: 72 columns are not forced, mail programs wrap."""
    parts = [f"Kính gửi {name},", "", "Từ lần gửi trước, anh/chị có các thông báo sau:", ""]
    for line in lines:
        parts += [f"- {line.title}", f"  {site}{line.path}"]
    if more:
        parts += ["", f"Còn {more} thông báo khác: {site}/thong-bao/"]
    parts += [
        "",
        "Xin đăng nhập để xem nội dung. Thư này gửi tự động, mỗi ngày nhiều nhất một lần; xin không trả lời.",
        f"Đổi giờ nhận hoặc thôi nhận: {site}{settings_path}",
    ]
    return "\n".join(parts) + "\n"
