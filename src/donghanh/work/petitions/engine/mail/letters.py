"""What a letter is once read, and the address by which an answer finds its case."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LARGEST = 30_000_000  # bytes of a whole letter; also said at the door (SIZE) so that a sender learns it at once
_SIGNED = 10


class VerdictKind(StrEnum):
    """What kind of letter it is, before anybody reads it."""

    LETTER = "letter"
    AUTO = "auto"
    BOUNCE = "bounce"
    LOOP = "loop"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


@dataclass(frozen=True)
class Verdict:
    """Whether a letter is taken in, why not, and whether it may be acknowledged (an auto-reply never is)."""

    kind: VerdictKind
    reason: str = ""
    may_acknowledge: bool = True

    @property
    def accepted(self) -> bool:
        """Say whether a person wrote it to us."""
        return self.kind is VerdictKind.LETTER


@dataclass(frozen=True)
class Attachment:
    """A file that came with a letter; its kind is judged again by its content when it is stored."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Refused:
    """A file that is not taken in, and one sentence why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Letter:
    """A letter as it was read. ``text`` is what the writer wrote now, ``full_text`` with everything quoted."""

    verdict: Verdict
    size: int
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender_name: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    text: str = ""
    full_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """Return the ids of the letters that this one answers, nearest first, each once."""
        chain = (self.in_reply_to, *reversed(self.references))
        return tuple(dict.fromkeys(i for i in chain if i))

    @property
    def digest(self) -> str:
        """Return a name for the letter that does not need its id: two copies of one letter have the same."""
        parts = (
            self.sender,
            self.subject,
            self.full_text,
            *(hashlib.sha256(a.body).hexdigest() for a in self.attachments),
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _signature(key: str, secret: bytes) -> str:
    return hmac.new(secret, f"petitions.thread:{key}".encode(), hashlib.sha256).hexdigest()[:_SIGNED]


def thread_address(box: str, key: str, secret: bytes) -> str:
    """Return the address to answer to for one case: ``box+key-signature@host``; nobody can make one up."""
    local, _, host = box.rpartition("@")
    return f"{local}+{key}-{_signature(key, secret)}@{host}"


def thread_token(recipients: tuple[str, ...], box: str, secret: bytes) -> str:
    """Return the key of the case that a letter was addressed to, or nothing where the signature does not hold."""
    local, _, host = box.casefold().rpartition("@")
    for address in recipients:
        mine, _, theirs = address.casefold().rpartition("@")
        start = f"{local}+"
        if theirs != host or not mine.startswith(start):
            continue
        key, _, signed = mine[len(start) :].rpartition("-")
        if key and hmac.compare_digest(signed, _signature(key, secret)):
            return key
    return ""
