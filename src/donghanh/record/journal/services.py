"""The verbs of the journal: write an entry (behind ``kit.journal.record``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from donghanh.kit import journal
from donghanh.kit.text import nfc
from donghanh.record.journal import domain
from donghanh.record.journal.engine import merkle
from donghanh.record.journal.models import Delivery, Entry


def record(event: journal.Event, *, about: Any, by: Any, at: datetime, agency: Any = None) -> Entry:
    """Write one entry and its outbox in the transaction of the caller's own write; outside one it is refused.

    ``about`` is a model row (its ``key`` is stored) or a pair (type, key); ``agency`` an agency, its reference or id.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.kind} must be recorded in the transaction of its own write")
    if at.tzinfo is None:
        raise ValueError(f"{event.kind}: the instant must know its zone")
    about_type, about_key = name_of(about)
    payload = domain.plain(event.payload())
    entry = Entry(
        at=at,
        kind=event.kind,
        actor_id=getattr(by, "pk", None),
        actor_label=_label(by),
        agency_id=getattr(agency, "id", agency),
        about_type=about_type,
        about_key=about_key,
        payload=payload,
        public=event.public,
    )
    if entry.public:
        entry.leaf_text = domain.leaf_text(
            key=entry.key,
            at=at,
            kind=entry.kind,
            agency=_agency_code(entry, agency),
            about_type=about_type,
            about_key=about_key,
            payload=payload,
        )
        entry.leaf_hash = merkle.leaf_hash(entry.leaf_text.encode()).hex()
    entry.save()
    Delivery.objects.bulk_create(
        Delivery(entry=entry, handler=name, next_at=at) for name, _ in journal.handlers_of(event.kind)
    )
    return entry


def name_of(about: Any) -> tuple[str, str]:
    """Return the type and key under which the journal knows a thing."""
    if isinstance(about, tuple):
        return str(about[0]), str(about[1])
    key = getattr(about, "key", None)
    return about._meta.label_lower, str(key) if key else f"#{about.pk}"


def _label(by: Any) -> str:
    if by is None or getattr(by, "pk", None) is None:
        return domain.HOUSE
    return nfc(getattr(by, "full_name", "") or str(by))[:160]


def _agency_code(entry: Entry, agency: Any) -> str:
    code = getattr(agency, "code", None)
    if code is None and entry.agency_id is not None:
        code = entry.agency.code if entry.agency else ""
    return str(code or "")
