"""A letter read by the standard library, suspiciously: size, loops and machines first, words and files after."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from donghanh.work.petitions.engine.mail.letters import LARGEST, Attachment, Letter, Refused, Verdict, VerdictKind
from donghanh.work.petitions.engine.mail.words import html_to_text, without_quotes
from donghanh.work.petitions.engine.plain import clean, clean_line, words

MOST_PARTS, MOST_FILES, MOST_HOPS = 200, 20, 25
LONGEST_TEXT = 200_000
_HEAD = 256_000
_ID = re.compile(r"<([^<>\s]{1,250})>")
_AUTO_SUBJECT = re.compile(
    r"^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of office|"
    r"trả lời tự động|tự động trả lời|thư trả lời tự động|"
    r"phản hồi tự động|tự động phản hồi|delivery status notification|"
    r"undeliver(?:ed|able)|mail delivery failed|không gửi được)\b",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|khong-?tra-?loi|bounces?)\b", re.IGNORECASE
)
_DANGEROUS = words(
    "exe com scr pif bat cmd msi msp ps1 vbs vbe js jse wsf wsh hta jar apk lnk url reg dll cpl iso img "
    "vhd chm html htm xhtml mht svg docm xlsm xlsb pptm dotm xltm one sh py"
)
_PACKED = words("zip rar 7z gz tar tgz bz2 xz cab arj ace")
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02")


def read(raw: bytes, *, own: Collection[str], mark: str = "", envelope_sender: str | None = None) -> Letter:
    """Read one letter; ``own`` are our addresses, ``mark`` the value of our own loop header on letters that we send.

    ``envelope_sender`` is what the carrier said (``""`` is the null path of bounces, ``None`` means not known).
    """
    size = len(raw)
    # Of a letter over the limit only the head is read, to know whom to tell.
    too_large = size > LARGEST
    try:
        message = message_from_bytes(raw[:_HEAD] if too_large else raw, policy=policy.default)
        letter = _head(message, size)
        if too_large:
            weight, limit = f"{size / 1_000_000:.0f} MB", f"{LARGEST // 1_000_000} MB"
            reason = f"Thư nặng {weight}, quá mức {limit}; hãy gửi tệp qua trang kiến nghị."
            return replace(letter, verdict=Verdict(VerdictKind.TOO_LARGE, reason))
        verdict = judge(message, sender=letter.sender, own=own, mark=mark, envelope_sender=envelope_sender)
        if not verdict.accepted:
            return replace(letter, verdict=verdict)
        texts, pages, files, refused = _parts(message)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        return Letter(Verdict(VerdictKind.BROKEN, "Thư sai quy cách, không đọc được.", False), size)
    full = "\n\n".join(t for t in texts if t.strip()) or "\n\n".join(html_to_text(p) for p in pages)
    full = clean(full)[:LONGEST_TEXT].strip()
    return replace(
        letter,
        verdict=verdict,
        text=without_quotes(full),
        full_text=full,
        attachments=tuple(files),
        refused=tuple(refused),
    )


def _header(message: Message, name: str) -> str:
    """Return a header as text; one so broken that the library stumbles counts as absent."""
    try:
        value = message.get(name)
        return "" if value is None else str(value).strip()
    except Exception:  # noqa: BLE001 - the header parser raises nearly anything on forged headers
        return ""


def _head(message: Message, size: int) -> Letter:
    name, sender = next(iter(getaddresses([_header(message, "From")])), ("", ""))
    to = [_header(message, h) for h in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    sent_at: datetime | None = None
    with contextlib.suppress(TypeError, ValueError, IndexError, OverflowError):
        sent_at = parsedate_to_datetime(_header(message, "Date"))
        sent_at = sent_at.replace(tzinfo=UTC) if sent_at.tzinfo is None else sent_at
    own_id = _ID.search(_header(message, "Message-ID"))
    answered = _ID.search(_header(message, "In-Reply-To"))
    return Letter(
        Verdict(VerdictKind.LETTER),
        size,
        message_id=own_id[1] if own_id else "",
        in_reply_to=answered[1] if answered else "",
        references=tuple(_ID.findall(_header(message, "References")))[-50:],
        sender_name=clean_line(name)[:200],
        sender=clean_line(sender).casefold()[:254],
        recipients=tuple(clean_line(a).casefold() for _, a in getaddresses([t for t in to if t]) if a)[:100],
        subject=clean_line(_header(message, "Subject"))[:300],
        sent_at=sent_at,
    )


def judge(message: Message, *, sender: str, own: Collection[str], mark: str, envelope_sender: str | None) -> Verdict:
    """Say whether a person wrote the letter to us; RFC 3834 and the headers that mail programs here really send."""
    ours = {a.casefold() for a in own}
    local, _, host = sender.rpartition("@")
    if (mark and _header(message, "X-Donghanh-Loop") == mark) or f"{local.partition('+')[0]}@{host}" in ours:
        return Verdict(VerdictKind.LOOP, "Thư do chính hệ thống gửi quay về.", False)
    if len(message.get_all("Received", [])) > MOST_HOPS:
        return Verdict(VerdictKind.LOOP, f"Thư đã đi qua hơn {MOST_HOPS} máy chủ: có vòng lặp.", False)
    null_path = envelope_sender == "" or _header(message, "Return-Path") == "<>"
    if null_path or message.get_content_type() in ("multipart/report", "message/delivery-status"):
        return Verdict(VerdictKind.BOUNCE, "Thông báo của máy chủ thư, không phải thư của người.", False)
    if not sender or "@" not in sender:
        return Verdict(VerdictKind.BROKEN, "Thư không có địa chỉ người gửi.", False)
    automatic = _automatic(message, sender)
    if automatic:
        return Verdict(VerdictKind.AUTO, automatic, False)
    return Verdict(VerdictKind.LETTER, may_acknowledge=not _header(message, "X-Auto-Response-Suppress"))


def _automatic(message: Message, sender: str) -> str:
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    if submitted not in ("", "no"):
        return f"Thư gửi tự động (Auto-Submitted: {submitted[:40]})."
    if _header(message, "Precedence").casefold() in ("bulk", "junk", "list", "auto_reply"):
        return "Thư gửi hàng loạt hoặc trả lời tự động (Precedence)."
    if any(_header(message, h) for h in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")):
        return "Thư trả lời tự động."
    if _header(message, "List-Id") or _header(message, "List-Unsubscribe"):
        return "Thư của danh sách gửi thư."
    suppressed = _header(message, "X-Auto-Response-Suppress").casefold()
    if _AUTO_SUBJECT.match(_header(message, "Subject")) and (suppressed or not _header(message, "References")):
        return "Thư trả lời tự động (theo tiêu đề)."
    if _MACHINES.match(sender):
        return "Địa chỉ gửi là của máy, không nhận trả lời."
    return ""


def _parts(message: Message) -> tuple[list[str], list[str], list[Attachment], list[Refused]]:
    texts: list[str] = []
    pages: list[str] = []
    files: list[Attachment] = []
    refused: list[Refused] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            refused.append(Refused("…", f"Thư có hơn {MOST_PARTS} phần; phần sau không được nhận."))
            break
        kind, name = part.get_content_type(), _name(part)
        body_part = not name and part.get_content_disposition() != "attachment"
        if kind == "text/plain" and body_part:
            texts.append(_words(part))
        elif kind == "text/html" and body_part:
            pages.append(_words(part))
        elif kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
            continue
        else:
            _file(part, kind, name, files, refused)
    return texts, pages, files, refused


def _leaves(message: Message) -> Iterator[Message]:
    """Walk the parts that hold content; of a letter inside the letter only its presence is told."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting = [*part.get_payload(), *waiting][: MOST_PARTS + 1]
        else:
            yield part


def _name(part: Message) -> str:
    try:
        return clean_line(part.get_filename() or "").replace("/", "_").replace("\\", "_")[:150]
    except Exception:  # noqa: BLE001 - forged parameters
        return "tệp"


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _words(part: Message) -> str:
    body = _bytes(part)
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1258"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("utf-8", "replace")


def _file(part: Message, kind: str, name: str, files: list[Attachment], refused: list[Refused]) -> None:
    shown = name or f"tệp không tên ({kind})"
    ending = name.casefold().rpartition(".")[2] if "." in name else ""
    body = _bytes(part)
    if kind.startswith("image/") and part.get("Content-ID") and len(body) < 20_000:
        return  # a logo of a signature
    reason = ""
    if kind in ("text/calendar", "application/ics") or ending in ("ics", "vcs", "ifb"):
        reason = "Lời mời lịch không được nhận qua hộp thư này; hãy viết ngày giờ trong thư."
    elif kind.startswith("message/"):
        reason = "Thư đính trong thư không được nhận; hãy chép nội dung vào thư."
    elif ending in _DANGEROUS or body.startswith(_PROGRAM_STARTS):
        reason = "Tệp chạy được hoặc có macro không được nhận."
    elif ending in _PACKED:
        reason = "Tệp nén không được nhận; hãy gửi từng tệp."
    elif ending == "dat" and "tnef" in kind:
        reason = "Tệp winmail.dat của Outlook không đọc được; hãy gửi lại dạng HTML hoặc chữ thường."
    elif not body:
        reason = "Tệp rỗng."
    elif len(files) >= MOST_FILES:
        reason = f"Mỗi thư nhận tối đa {MOST_FILES} tệp."
    if reason:
        refused.append(Refused(shown, reason))
    else:
        files.append(Attachment(name or "tep", kind, body))
