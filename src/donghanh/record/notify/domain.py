"""Pure decisions about notices: when a digest is due, how it reads, how long a failed letter waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape

from donghanh.kit.dates import ZONE, show_date

# A letter is WAITING until it is being handed to the mail server (SENDING). A worker killed while SENDING leaves that
# day's letter spent, for nobody can know whether it left: its lines stay unsent and go into the next day's letter.
WAITING = "waiting"
SENDING = "sending"
SENT = "sent"
FAILED = "failed"
DIGEST_STATES = [(WAITING, "Chờ gửi"), (SENDING, "Đang gửi"), (SENT, "Đã gửi"), (FAILED, "Không gửi được")]

DEFAULT_HOUR = 7
# Nobody is written to by night: whatever hour a person chooses, a letter leaves between these local hours.
QUIET_FROM = 21
QUIET_UNTIL = 6
# A letter lists so many lines and counts the rest: a digest that is long is not read.
LINES_IN_A_DIGEST = 20
# A notice that no letter could carry within these days stays in the app alone.
DIGEST_REACH = timedelta(days=14)
# Nobody keeps more unread notices than this: the oldest beyond count as read. Read ones go after a year.
UNREAD_CAP = 500
KEEP_READ = timedelta(days=400)
MAX_ATTEMPTS = 8
_WAIT = timedelta(minutes=10)


def may_send(at: datetime, *, hour: int) -> bool:
    """Say whether a person's digest may leave now: their hour has come, and it is not night."""
    now = at.astimezone(ZONE).time()
    return time(min(max(hour, QUIET_UNTIL), QUIET_FROM - 1)) <= now < time(QUIET_FROM)


def retry_at(at: datetime, attempts: int) -> datetime:
    """Return when to try a letter again after a number of failures."""
    return at + _WAIT * (1 << min(attempts - 1, 4))


@dataclass(frozen=True)
class Enclosure:
    """A text file that goes with a letter, such as an invitation to a calendar; ``media_type`` with its parameters."""

    name: str
    media_type: str
    body: str


def by_night(at: datetime) -> bool:
    """Say whether nobody is to be written to now."""
    return not time(QUIET_UNTIL) <= at.astimezone(ZONE).time() < time(QUIET_FROM)


@dataclass(frozen=True)
class DigestLine:
    """One line of a letter: what, and where to read it."""

    title: str
    path: str


def subject(count: int, day: date, province: str) -> str:
    """Return the subject line: how many, which day, whose system; never what they are about."""
    return f"Đồng Hành {province}: {count} thông báo ngày {show_date(day)}"


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


def html(name: str, lines: Sequence[DigestLine], *, more: int, site: str, settings_path: str) -> str:
    """Return the same letter in plain HTML: no picture, no style from elsewhere, nothing that reports back."""
    rows = "".join(f'<li><a href="{escape(site + line.path)}">{escape(line.title)}</a></li>' for line in lines)
    rest = f'<p><a href="{escape(site)}/thong-bao/">Còn {more} thông báo khác</a></p>' if more else ""
    return (
        f'<!doctype html><html lang="vi"><body><p>Kính gửi {escape(name)},</p>'
        f"<p>Từ lần gửi trước, anh/chị có các thông báo sau:</p><ul>{rows}</ul>{rest}"
        "<p>Xin đăng nhập để xem nội dung. Thư này gửi tự động, mỗi ngày nhiều nhất một lần; xin không trả lời.<br>"
        f'<a href="{escape(site + settings_path)}">Đổi giờ nhận hoặc thôi nhận</a></p></body></html>'
    )
