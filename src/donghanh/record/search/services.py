"""The verbs of the index: put, drop, gather. Derived from what rooms own, so its writes leave no journal entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from donghanh.kit.text import nfc, shorten, squeeze
from donghanh.record.search import domain
from donghanh.record.search.domain import Document
from donghanh.record.search.engine import words
from donghanh.record.search.models import Item, Reader, Shelf, Slot, Term
from donghanh.record.search.queries import engines
from donghanh.ui import shell

T = TypeVar("T")
BATCH = 1000


def put(document: Document) -> None:
    """Put one document in the index, or put it anew where it changed."""
    put_many([document])


@transaction.atomic
def put_many(documents: Iterable[Document]) -> int:
    """Put documents in the index; return how many were new or changed."""
    shelves: dict[str, int] = {}
    return sum(_put_batch(batch, shelves) for batch in _batches(documents))


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(things)
    while batch := [row for row, _n in zip(rows, range(BATCH), strict=False)]:
        yield batch


def _put_batch(batch: list[Document], shelves: dict[str, int]) -> int:
    wanted = {(d.kind, d.key): d for d in batch}
    digests = {name: domain.digest(d) for name, d in wanted.items()}
    kept = Item.objects.filter(kind__in={k for k, _ in wanted}, key__in=[key for _, key in wanted])
    there = {(item.kind, item.key): item for item in kept if (item.kind, item.key) in wanted}
    fresh = [d for name, d in wanted.items() if name not in there or there[name].digest != digests[name]]
    if not fresh:
        return 0
    _stand(fresh, shelves)
    new: list[Item] = []
    changed: list[Item] = []
    for document in fresh:
        name = (document.kind, document.key)
        item = there.get(name) or Item(kind=document.kind, key=document.key)
        item.shelf_id = shelves[domain.shelf_digest(document)]
        item.title = shorten(nfc(document.title), 600)
        item.body = squeeze(nfc(document.body))[: words.LONGEST_TEXT]
        item.note = shorten(nfc(document.note), 400)
        item.url = document.url
        item.weight = document.weight
        item.digest = digests[name]
        (changed if item.pk else new).append(item)
    Item.objects.bulk_create(new)
    if changed:
        _empty_slots([item.pk for item in changed])
        fields = ["shelf", "title", "body", "note", "url", "weight", "digest"]
        Item.objects.bulk_update(changed, fields, batch_size=100)
    items = [*new, *changed]
    Slot.objects.bulk_create([Slot(id=Slot.number(i), item=i, shelf_id=i.shelf_id) for i in items])
    engines.store((Slot.number(i), i.title, f"{i.note} {i.body}") for i in items)
    _learn(items)
    return len(items)


def _stand(documents: list[Document], shelves: dict[str, int]) -> None:
    """Find or make the shelf of each document."""
    wanted = {domain.shelf_digest(d): d for d in documents}
    missing = {digest: d for digest, d in wanted.items() if digest not in shelves}
    shelves.update(Shelf.objects.filter(digest__in=missing).values_list("digest", "id"))
    for digest, d in missing.items():
        if digest in shelves:
            continue
        if d.weight not in domain.WEIGHTS or not d.readers:
            raise ValueError(f"{d.kind} {d.key}: a document has a weight of 1 to 9 and at least one reader")
        shelf, _made = Shelf.objects.get_or_create(
            digest=digest,
            defaults={
                "kind": d.kind, "agency": d.agency, "subject": d.subject, "year": d.year, "place": d.place,
                "language": d.language,
            },
        )  # fmt: skip
        Reader.objects.bulk_create(
            [Reader(shelf=shelf, token=token) for token in sorted(set(d.readers))], ignore_conflicts=True
        )
        shelves[digest] = shelf.pk


def _empty_slots(item_ids: list[int]) -> None:
    slots = Slot.objects.filter(item_id__in=item_ids)
    engines.remove(list(slots.values_list("id", flat=True)))
    slots.delete()


def _learn(items: list[Item]) -> None:
    """Remember the words, so that a slip of the finger can be told from a word nobody uses."""
    heard = {w for item in items for w in words.folded(f"{item.title} {item.note} {item.body}") if 1 < len(w) <= 60}
    known = set()
    for part in _batches(sorted(heard)):
        known |= set(Term.objects.filter(word__in=list(part)).values_list("word", flat=True))
    Term.objects.bulk_create([Term(word=w) for w in sorted(heard - known)], ignore_conflicts=True, batch_size=BATCH)


@transaction.atomic
def drop(kind: str, keys: Iterable[str] | None = None) -> int:
    """Take documents out of the index: those of the keys, or a whole kind; return how many went."""
    rows = Item.objects.filter(kind=kind)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    ids = list(rows.values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        _empty_slots(part)
        Item.objects.filter(id__in=part).delete()
    return len(ids)


@transaction.atomic
def gather(kind: str, *, on: date) -> dict[str, int]:
    """Bring the index of one kind in line with what its room has now: put what is there, drop what is gone."""
    source = next((s for s in shell.searchables() if s.kind == kind), None)
    if source is None:
        raise LookupError(f"nobody contributes {kind!r} to the index")
    seen: set[str] = set()

    def noted() -> Iterator[Document]:
        for document in source.documents(on):
            seen.add(document.key)
            yield document

    written = put_many(noted())
    gone = [key for key in Item.objects.filter(kind=kind).values_list("key", flat=True) if key not in seen]
    dropped = sum(drop(kind, gone[at : at + BATCH]) for at in range(0, len(gone), BATCH))
    return {"there": len(seen), "written": written, "dropped": dropped}


@transaction.atomic
def gather_part(kind: str, begins: str, documents: Iterable[Document]) -> dict[str, int]:
    """Bring a part of a kind in line: the documents whose keys begin alike (one register's rows among all rows)."""
    seen: set[str] = set()

    def noted() -> Iterator[Document]:
        for document in documents:
            seen.add(document.key)
            yield document

    written = put_many(noted())
    kept = Item.objects.filter(kind=kind, key__startswith=begins).values_list("key", flat=True)
    gone = [key for key in kept if key not in seen]
    dropped = sum(drop(kind, gone[at : at + BATCH]) for at in range(0, len(gone), BATCH))
    return {"there": len(seen), "written": written, "dropped": dropped}


def gather_all(*, on: date, progress: Any = None) -> dict[str, dict[str, int]]:
    """Bring every kind in line, each in a transaction of its own, so that what is done stays done."""
    sources = shell.searchables()
    told = {}
    for n, source in enumerate(sources, start=1):
        told[source.kind] = gather(source.kind, on=on)
        if progress is not None:
            progress(n, len(sources))
    unclaimed = set(Item.objects.values_list("kind", flat=True).distinct()) - {s.kind for s in sources}
    for kind in sorted(unclaimed):
        told[kind] = {"there": 0, "written": 0, "dropped": drop(kind)}
    return told
