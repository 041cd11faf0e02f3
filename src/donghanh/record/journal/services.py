"""The verbs of the journal: write an entry, seal the public log, deliver the outbox, hold a lease."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.text import nfc
from donghanh.record.journal import domain, queries
from donghanh.record.journal.engine import merkle
from donghanh.record.journal.models import DailyRoot, Delivery, Entry, JobRun, Leaf, Lease, Node

logger = logging.getLogger(__name__)
running: ContextVar[int | None] = ContextVar("job_run", default=None)  # the JobRun of this process, if any


def record(event: journal.Event, *, about: Any, by: Any, at: datetime, agency: Any = None, behalf: str = "") -> Entry:
    """Write one entry and its outbox in the transaction of the caller's own write; outside one it is refused.

    ``about`` is a model row (its ``key`` is stored) or a pair (type, key); ``agency`` an agency, its reference or id;
    ``behalf`` the colleague in whose stead ``by`` acted, told beside the name.
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
        actor_label=_label(by, behalf),
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


def _label(by: Any, behalf: str) -> str:
    if by is None or getattr(by, "pk", None) is None:
        return domain.HOUSE
    name = nfc(getattr(by, "full_name", "") or str(by))
    return (f"{name}, thay {nfc(behalf)} theo ủy quyền" if behalf else name)[:160]


def _agency_code(entry: Entry, agency: Any) -> str:
    code = getattr(agency, "code", None)
    if code is None and entry.agency_id is not None:
        code = entry.agency.code if entry.agency else ""
    return str(code or "")


# --- the public log ------------------------------------------------------------------------------------------------

_CHUNK = 5000


@transaction.atomic
def seal(*, at: datetime) -> DailyRoot:
    """Take every committed public entry that is not yet in the log into it, and publish the day's root.

    Order and safety: an entry's place is given here, under one lock, not when it is written. A transaction that
    began earlier and commits later finds its entry at the next sealing, behind everything sealed before: a sealed
    prefix never gains or loses a row. Sealing again with nothing new on a day that has a root changes nothing.
    """
    _lock("journal.seal")
    last = queries.last_root()
    size = last.size if last else 0
    node = queries.nodes(merkle.complete_subtrees(0, size))
    edge = {place: node(*place) for place in merkle.complete_subtrees(0, size)}
    after = 0
    while rows := list(
        Entry.objects.unsealed().filter(pk__gt=after).order_by("pk").values_list("pk", "leaf_hash")[:_CHUNK]
    ):
        after = rows[-1][0]
        hashes = [bytes.fromhex(value) for _, value in rows]
        grown = list(merkle.grow(size, hashes, _reader(edge)))
        Leaf.objects.bulk_create(
            [Leaf(log_index=size + i, entry_id=pk) for i, (pk, _) in enumerate(rows)], batch_size=1000
        )
        Node.objects.bulk_create(
            [Node(level=level, position=position, hash=value.hex()) for level, position, value in grown],
            batch_size=1000,
        )
        size += len(rows)
        new = {(level, position): value for level, position, value in grown}
        edge = {place: new.get(place) or edge[place] for place in merkle.complete_subtrees(0, size)}
    day = local_date(at)
    if last is not None and last.size == size and last.day == day:
        return last
    root = DailyRoot(
        number=last.number + 1 if last else 1,
        day=day,
        size=size,
        root_hash=merkle.root(size, _reader(edge)).hex(),
        sealed_at=at,
        previous=last,
    )
    root.full_clean()
    root.save()
    return root


def _reader(known: dict[merkle.Place, bytes]) -> merkle.NodeReader:
    return lambda level, position: known[level, position]


def _lock(name: str) -> Lease:
    """Hold a name until the transaction ends, so that only one process does the thing it stands for."""
    Lease.objects.get_or_create(name=name)
    return Lease.objects.select_for_update().get(name=name)


# --- the outbox ----------------------------------------------------------------------------------------------------


def deliver(delivery: Delivery, *, at: datetime) -> bool:
    """Let one handler hear of one entry; say whether it did. Its writes and the mark "done" are one transaction.

    First the try is counted and the next one dated, so that a handler that brings the whole process down cannot be
    met again at once; then handler and mark commit together, so that a kill between leaves neither.
    """
    tries = delivery.attempts + 1
    claimed = Delivery.objects.filter(pk=delivery.pk, state=domain.WAITING, attempts=delivery.attempts).update(
        attempts=tries, next_at=at + domain.wait_after(tries)
    )
    if not claimed:
        return False
    entry = delivery.entry
    handler = dict(journal.handlers_of(entry.kind)).get(delivery.handler)
    if handler is None:
        _failed(delivery, "không còn ai nhận việc này trong chương trình", stuck=True)
        return False
    try:
        with transaction.atomic():
            mine = Delivery.objects.select_for_update().get(pk=delivery.pk)
            if mine.state != domain.WAITING:
                return False
            handler(entry)
            mine.state, mine.done_at, mine.last_error = domain.DONE, at, ""
            mine.save(update_fields=["state", "done_at", "last_error"])
    except Exception as error:
        logger.warning("%s failed on %s (try %d)", delivery.handler, entry.key, tries, exc_info=True)
        _failed(delivery, f"{type(error).__name__}: {error}"[:2000], stuck=tries >= domain.MAX_ATTEMPTS)
        return False
    return True


def deliver_due(at: datetime, *, limit: int = 500, stop: Callable[[], bool] = lambda: False) -> int:
    """Deliver what the outbox holds for now, oldest entries first; return how many were delivered."""
    due = (
        Delivery.objects.filter(state=domain.WAITING, next_at__lte=at)
        .select_related("entry")
        .order_by("entry_id", "id")
    )
    done = 0
    for delivery in due[:limit]:
        if stop():
            break
        done += deliver(delivery, at=at)
    return done


def progress(done: int, total: int, note: str = "") -> None:
    """Tell how far the running job is; outside a scheduled run this does nothing. The database says when."""
    pk = running.get()
    if pk is not None:
        JobRun.objects.filter(pk=pk).update(done=done, total=total, note=note[:2000], beat_at=Now())


def _failed(delivery: Delivery, reason: str, *, stuck: bool) -> None:
    Delivery.objects.filter(pk=delivery.pk, state=domain.WAITING).update(
        last_error=reason, state=domain.STUCK if stuck else domain.WAITING
    )


@transaction.atomic
def try_again(*, at: datetime) -> int:
    """Give every stuck delivery a fresh round of tries, after somebody has mended the cause."""
    return Delivery.objects.filter(state=domain.STUCK).update(state=domain.WAITING, attempts=0, next_at=at)


# --- leases and runs of jobs ---------------------------------------------------------------------------------------

LEASE = timedelta(seconds=90)


@transaction.atomic
def take_lease(name: str, *, holder: str, at: datetime, until: datetime | None = None) -> bool:
    """Take or renew a lease; say whether it is now the holder's. A holder who shows no sign of life loses it."""
    lease = _lock(name)
    if lease.holder not in ("", holder) and lease.until is not None and lease.until > at:
        return False
    lease.holder, lease.until = holder, until or at + LEASE
    lease.save(update_fields=["holder", "until"])
    return True


@transaction.atomic
def give_back(name: str, *, holder: str) -> None:
    """Give a lease back before its time, so that the next process need not wait."""
    Lease.objects.filter(name=name, holder=holder).update(holder="", until=None)
