"""Letters fetched from a mailbox by IMAP: one by one, marked as read only when they are safely here."""

from __future__ import annotations

import imaplib
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions.engine import mail
from donghanh.work.petitions.services import mailroom

A_RUN = 200
SECONDS = 30


@dataclass
class Fetched:
    """What one visit to the mailbox brought."""

    taken: int = 0
    aside: int = 0


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open(url: str) -> imaplib.IMAP4:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("imap", "imaps") or not host:
        raise Invalid(
            "petitions.mail-in", "DONGHANH_MAIL_IN phải có dạng imaps://người-dùng:mật-khẩu@máy-chủ:cổng/HỘP."
        )
    if parts.scheme == "imap" and not _loopback(host):
        raise Invalid("petitions.mail-plain", "Hộp thư ở máy khác phải dùng imaps:// để mật khẩu và thư không đi trần.")
    if parts.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    box.login(unquote(parts.username or ""), unquote(parts.password or ""))
    box.select(unquote(parts.path.strip("/")) or "INBOX")
    return box


def fetch(url: str, *, clock: Callable[[], datetime]) -> Fetched:
    """Fetch what is unread; a letter is marked as read after it was written down, so that a kill loses none."""
    try:
        box = _open(url)
    except (OSError, imaplib.IMAP4.error) as why:
        raise NotNow("petitions.mailbox", f"Không mở được hộp thư đến ({why}); sẽ thử lại ở lượt sau.") from why
    done = Fetched()
    try:
        _, found = box.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:A_RUN]:
            raw = _body(box, uid.decode())
            if raw is None:
                continue
            letter = mailroom.take_letter(raw, at=clock())
            box.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
            if letter.state == letter.State.TAKEN:
                done.taken += 1
            else:
                done.aside += 1
    finally:
        box.logout()
    return done


def _body(box: imaplib.IMAP4, uid: str) -> bytes | None:
    """Fetch a letter; of one over the limit only the head, padded to its size so that it is known as too large."""
    _, sizes = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = _number(sizes)
    part = "(BODY.PEEK[])" if size <= mail.LARGEST else "(BODY.PEEK[HEADER])"
    _, parts = box.uid("FETCH", uid, part)
    for piece in parts:
        if isinstance(piece, tuple):
            raw = bytes(piece[1])
            return raw if size <= mail.LARGEST else raw + b"\r\n" * ((size - len(raw)) // 2 + 1)
    return None


def _number(answer: list[object]) -> int:
    for piece in answer:
        text = piece[0] if isinstance(piece, tuple) else piece
        if isinstance(text, bytes) and b"RFC822.SIZE" in text:
            return int(text.partition(b"RFC822.SIZE")[2].split(b")")[0].split()[0])
    return 0
