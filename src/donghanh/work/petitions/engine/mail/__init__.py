"""Reading letters: what they say, whom they answer, what comes with them, and whether a person wrote them at all."""

from donghanh.work.petitions.engine.mail.letters import (
    LARGEST,
    Attachment,
    Letter,
    Refused,
    Verdict,
    VerdictKind,
    thread_address,
    thread_token,
)
from donghanh.work.petitions.engine.mail.reading import read
from donghanh.work.petitions.engine.mail.words import html_to_text, without_quotes

__all__ = [
    "LARGEST",
    "Attachment",
    "Letter",
    "Refused",
    "Verdict",
    "VerdictKind",
    "html_to_text",
    "read",
    "thread_address",
    "thread_token",
    "without_quotes",
]
