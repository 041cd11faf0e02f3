"""What every channel brings to the one door: plain values, checked there and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from donghanh.work.petitions.domain.words import Channel, Regime


@dataclass(frozen=True)
class Identity:
    """Who writes; private by default on every surface, kept apart from the text.

    ``kind``: ``business``, ``household``, ``cooperative``, ``association`` or ``person``. ``public_name`` is the
    petitioner's own consent to be named in a published answer; nothing else of an identity is ever published.
    """

    name: str = ""
    kind: str = "business"
    tax_code: str = ""
    representative: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    public_name: bool = False


@dataclass(frozen=True)
class Submission:
    """One thing that came in.

    ``external_id`` with the channel makes receiving idempotent; ``place`` is a commune's code; ``files``
    are stored files of purpose ``petition``; ``received_at`` where it came earlier than it is entered (paper,
    meetings); ``association_id`` the agency that sent it in a batch.
    """

    channel: Channel | str
    text: str
    title: str = ""
    subject: str = ""
    place: str = ""
    place_text: str = ""
    regime: Regime | str = Regime.PETITION
    identity: Identity = field(default_factory=Identity)
    files: Sequence[Any] = ()
    external_id: str = ""
    received_at: datetime | None = None
    submitted_by: Any = None
    association_id: int | None = None
    dialogue_key: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
