"""A door for the province's own mail server: LMTP, nothing said to be taken that is not kept."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from donghanh.kit import dates
from donghanh.work.petitions.engine.mail import LARGEST
from donghanh.work.petitions.services import mailroom

logger = logging.getLogger(__name__)
# A little over the limit comes in, so that its sender is told by a letter; far over it is refused at the door.
AT_THE_DOOR = LARGEST + 1_000_000


class Handler:
    """Take each letter in and answer what became of it."""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Write the letter down before saying yes; a database that is away asks the sender to come again."""
        raw = envelope.original_content or envelope.content or b""
        try:
            return await sync_to_async(self._take, thread_sensitive=True)(raw, envelope.mail_from)
        except DatabaseError:
            logger.exception("a letter could not be written down")
            return "451 4.3.0 Chua ghi duoc thu, hay gui lai sau"

    @staticmethod
    def _take(raw: bytes, sender: str | None) -> str:
        close_old_connections()
        letter = mailroom.take_letter(raw, at=dates.now(), envelope_sender=(sender or "").strip("<> "))
        if letter.verdict == "too_large":
            return "552 5.3.4 Thu qua lon"
        return "250 2.0.0 Da nhan"


class Door(Controller):
    """The LMTP server on one address, in a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(Handler(), hostname=host, port=port, ready_timeout=10)

    def factory(self) -> LMTP:
        """Make one conversation."""
        return LMTP(
            self.handler,
            data_size_limit=AT_THE_DOOR,
            enable_SMTPUTF8=True,
            hostname="donghanh",
            loop=asyncio.get_event_loop(),
        )
