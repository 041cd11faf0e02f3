"""Messages that other systems push: proven first, taken once, added to the case that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine import hooks, matters, places
from donghanh.work.petitions.models import HookEvent, Petition
from donghanh.work.petitions.services import limits, sealing
from donghanh.work.petitions.services.receiving import receive
from donghanh.work.petitions.services.talking import reply

SHORTEST = 15


def take(code: str, body: bytes, headers: Mapping[str, str], *, at: datetime) -> tuple[str, Petition | None]:
    """Take a pushed message in: ``("made" | "added" | "again" | "ignored" | "sealed", the case)``.

    A message that does not prove its origin is refused before anything of it is read.
    """
    source = hooks.sources().get(code)
    if source is None:
        raise NotAllowed("hooks.unknown", "Không có kênh này.", hidden=True)
    secret, app = settings.HOOK_SECRETS.get(code, ("", ""))
    try:
        data, signed_at = hooks.prove(source, body, headers, secret=secret, app=app, at=at)
    except hooks.Forged as forged:
        if forged.code == "hooks.unreadable":
            raise Invalid(forged.code, forged.message) from forged
        raise NotAllowed(forged.code, forged.message) from forged
    limits.knock("hook", code, at=at)
    message = hooks.read(source, data, signed_at=signed_at)
    if message is None:
        return "ignored", None
    try:
        with transaction.atomic():
            seen = HookEvent.objects.create(source=code, event_id=message.event_id, at=at)
            return _take(message, seen, at)
    except IntegrityError:
        found = HookEvent.objects.select_related("petition").get(source=code, event_id=message.event_id)
        return "again", found.petition


def _take(message: hooks.Message, seen: HookEvent, at: datetime) -> tuple[str, Petition | None]:
    if matters.accuses(message.text):
        try:
            sealing.seal(message.text, contact=f"{message.sender_name} {message.phone} {message.sender}", at=at)
        except (NotNow, Invalid):
            return "ignored", None  # nothing of it may be kept; the source's own page tells the lawful ways
        return "sealed", None
    place = places.read(message.place)
    channel = domain.Channel(message.source)
    open_case = _open_case(message)
    if open_case is not None:
        reply(
            open_case,
            text=message.text,
            at=at,
            sender=True,
            channel=channel,
            external_id=f"{channel}:{message.event_id}",
        )
        seen.petition = open_case
        seen.save(update_fields=["petition"])
        return "added", open_case
    if len(message.text) < SHORTEST:
        return "ignored", None
    receipt = receive(
        Submission(
            channel=channel,
            text=message.text,
            place=place.place.code if place.place else "",
            place_text=message.place if not place.place else "",
            identity=Identity(
                name=message.sender_name or f"{channel} {message.sender}"[:120], kind="person", phone=message.phone
            ),
            external_id=f"{message.thread}|{message.event_id}"[:200],
        ),
        at=at,
    )
    seen.petition = receipt.petition
    seen.save(update_fields=["petition"])
    return "made", receipt.petition


def _open_case(message: hooks.Message) -> Petition | None:
    """Find the open case of the same conversation, if there is one."""
    if not message.thread:
        return None
    rows = Petition.objects.open().filter(channel=message.source, external_id__startswith=f"{message.thread}|")
    return rows.order_by("-pk").first()
