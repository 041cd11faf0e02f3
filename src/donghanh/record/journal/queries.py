"""Reads of the journal: who may see which entry, histories, proofs, and the check of the whole log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from donghanh.ground.accounts.models import User
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.kit.text import search_key
from donghanh.record.journal import domain, policies
from donghanh.record.journal.engine import merkle
from donghanh.record.journal.models import DailyRoot, Entry, EntryQuerySet, Leaf, Node

Pair = tuple[str, str]
Visible = Callable[[Any, set[str]], Iterable[str]]


@dataclass(frozen=True)
class Thing:
    """What the owning room says about one type of thing: whose keys a person may see, its name, its address."""

    type: str
    visible: Visible
    label: str
    url: Callable[[str], str] | None
    titles: Callable[[set[str]], dict[str, str]] | None = None


@dataclass(frozen=True)
class Line:
    """One line of a history, as a person may read it."""

    key: str
    at: datetime
    kind: str
    sentence: str
    actor: str
    agency: str
    about_type: str
    about_key: str
    about_label: str
    url: str
    public: bool
    sealed: bool
    payload: dict[str, Any] = field(hash=False)


_things: dict[str, Thing] = {}


def about(
    type_name: str,
    visible: Visible,
    *,
    label: str = "",
    url: Callable[[str], str] | None = None,
    titles: Callable[[set[str]], dict[str, str]] | None = None,
) -> None:
    """Say who may see entries about a type of thing: ``visible(user, keys)`` returns those keys that are theirs.

    ``label`` names the type, ``url`` opens one thing, ``titles`` names several by their keys in one query.
    """
    _things[type_name] = Thing(type_name, visible, label or type_name, url, titles)


def named(lines: list[Line]) -> list[Line]:
    """Say of each line what it is about by its own name, in one query for each type of thing."""
    wanted: dict[str, set[str]] = {}
    for one in lines:
        wanted.setdefault(one.about_type, set()).add(one.about_key)
    names = {
        kind: thing.titles(keys)
        for kind, keys in wanted.items()
        if (thing := _things.get(kind)) is not None and thing.titles is not None
    }
    return [
        replace(one, about_label=names.get(one.about_type, {}).get(one.about_key, one.about_label)) for one in lines
    ]


def things() -> dict[str, Thing]:
    """Return what rooms have said about their things, by type."""
    return dict(_things)


def visible_pairs(user: Any, pairs: Iterable[Pair], on: date) -> set[Pair]:
    """Keep the things (type, key) a person may see: one question to each owning room; unknown types are nobody's."""
    wanted = set(pairs)
    if policies.reads_all(user, on):
        return wanted
    by_type: dict[str, set[str]] = {}
    for type_name, key in wanted:
        by_type.setdefault(type_name, set()).add(key)
    seen: set[Pair] = set()
    for type_name, keys in by_type.items():
        if type_name in _things:
            seen |= {(type_name, key) for key in set(_things[type_name].visible(user, keys)) & keys}
    return seen


def readable(user: Any, entries: list[Entry], on: date) -> list[Entry]:
    """Keep the entries a person may read: public ones, and those about things they may see."""
    pairs = visible_pairs(user, {(e.about_type, e.about_key) for e in entries if not e.public}, on)
    return [e for e in entries if e.public or (e.about_type, e.about_key) in pairs]


def line(entry: Entry, *, names: bool) -> Line:
    """Write one entry as a line; outsiders read the agency, not the person."""
    thing = _things.get(entry.about_type)
    return Line(
        key=entry.key,
        at=entry.at,
        kind=entry.kind,
        sentence=entry.sentence,
        actor=entry.actor_label if names else "",
        agency=(entry.agency.short_name or entry.agency.name) if entry.agency else "",
        about_type=entry.about_type,
        about_key=entry.about_key,
        about_label=thing.label if thing else entry.about_type,
        url=thing.url(entry.about_key) if thing and thing.url else "",
        public=entry.public,
        sealed=getattr(entry, "leaf", None) is not None,
        payload=entry.payload,
    )


def with_joins(entries: EntryQuerySet) -> EntryQuerySet:
    """Read what a line needs in the same query."""
    return entries.select_related("agency", "leaf")


def history(pair: Pair, user: Any, on: date, *, until: datetime | None = None) -> list[Line]:
    """Return what a person may read of one thing's history, oldest first, up to an instant where one is given."""
    entries = with_joins(Entry.objects.about(*pair))
    if until is not None:
        entries = entries.filter(at__lte=until)
    names = policies.sees_names(user, on)
    return [line(e, names=names) for e in readable(user, list(entries.order_by("at", "id")), on)]


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the journal."""

    person: str = ""
    agency_id: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None
    public: bool = False


def found(wanted: Wanted) -> EntryQuerySet:
    """Return the entries looked for, newest first, before any question of who may read them."""
    entries = with_joins(Entry.objects.order_by("-id"))
    if wanted.person:
        folded = search_key(wanted.person)
        entries = entries.filter(actor_id__in=User.objects.filter(name_folded__contains=folded).values("pk"))
    if wanted.agency_id:
        entries = entries.filter(agency_id=wanted.agency_id)
    if wanted.kind:
        room, _, rest = wanted.kind.partition(".")
        entries = entries.filter(kind=wanted.kind) if rest else entries.filter(kind__startswith=f"{room}.")
    if wanted.since:
        entries = entries.filter(at__date__gte=wanted.since)
    if wanted.until:
        entries = entries.filter(at__date__lte=wanted.until)
    return entries.filter(public=True) if wanted.public else entries


# A reader who may see little of what is found still gets an answer in a bounded number of questions.
_ROUNDS = 5


def page(wanted: Wanted, user: Any, on: date, *, before: str = "", size: int = 50) -> tuple[list[Line], str]:
    """Return one page of what a person may read, and the key to ask the next page with ("" at the end)."""
    entries = found(wanted)
    if before:
        entries = entries.filter(id__lt=Entry.objects.filter(key=before).values("id")[:1])
    names = policies.sees_names(user, on)
    lines: list[Line] = []
    cursor = before
    for _ in range(_ROUNDS):
        taken = list(entries[: size + 1])
        batch, more = taken[:size], len(taken) > size
        mine = {entry.pk for entry in readable(user, batch, on)}
        for entry in batch:
            cursor = entry.key
            if entry.pk in mine:
                lines.append(line(entry, names=names))
                if len(lines) == size:
                    return lines, cursor if more or entry is not batch[-1] else ""
        if not more:
            return lines, ""
        entries = found(wanted).filter(id__lt=batch[-1].pk)
    return lines, cursor


def every(wanted: Wanted, user: Any, on: date, *, limit: int) -> Iterator[Line]:
    """Yield every line a person may read of what is found, newest first, in pages of constant cost."""
    names, given, before = policies.sees_names(user, on), 0, None
    while given < limit:
        entries = found(wanted) if before is None else found(wanted).filter(id__lt=before)
        taken = list(entries[:500])
        if not taken:
            return
        before = taken[-1].pk
        for entry in readable(user, taken, on):
            if given < limit:
                given += 1
                yield line(entry, names=names)


# --- the public log ------------------------------------------------------------------------------------------------


def nodes(places: Iterable[merkle.Place]) -> merkle.NodeReader:
    """Read the stored hashes of complete subtrees in one query and answer them one by one."""
    wanted = set(places)
    kept: dict[merkle.Place, bytes] = {}
    if wanted:
        ask = Q()
        for level, position in wanted:
            ask |= Q(level=level, position=position)
        rows = Node.objects.filter(ask).values_list("level", "position", "hash")
        kept = {(level, position): bytes.fromhex(value) for level, position, value in rows}
    return lambda level, position: kept[level, position]


def newest() -> int:
    """Return a number that grows with every entry; written out because every public page asks it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM journal_entry")
        row = cursor.fetchone()
    return int(row[0] or 0)


def last_root() -> DailyRoot | None:
    """Return the newest published root."""
    return DailyRoot.objects.order_by("-number").first()


def root_numbered(number: int | None) -> DailyRoot:
    """Return a published root by its number, the newest without one."""
    root = last_root() if number is None else DailyRoot.objects.filter(number=number).first()
    if root is None:
        raise NotAllowed("no-such-root", "Chưa có gốc niêm phong này.", hidden=True)
    return root


def root_dict(root: DailyRoot) -> dict[str, Any]:
    """Write a root as the public sees it."""
    return {
        "number": root.number,
        "day": root.day.isoformat(),
        "size": root.size,
        "root": root.root_hash,
        "sealed_at": domain.plain(root.sealed_at),
    }


def public_entry(key: str) -> Entry:
    """Return a public entry by its key; anything else does not exist here."""
    entry: Entry | None = with_joins(Entry.objects.public()).filter(key=key).first()
    if entry is None:
        raise NotAllowed("not-found", "Không tìm thấy dòng nhật ký công khai này.", hidden=True)
    return entry


def inclusion(entry: Entry, root: DailyRoot | None = None) -> dict[str, Any]:
    """Prove that a public entry stands in the log: its exact text, its place, and the hashes up to the root."""
    root = root or last_root()
    leaf: Leaf | None = getattr(entry, "leaf", None)
    if leaf is None or root is None:
        raise NotNow(
            "not-sealed", "Dòng này chưa niêm phong. Mỗi đêm hệ thống niêm phong một lần; xin xem lại ngày mai."
        )
    if leaf.log_index >= root.size:
        raise NotNow("after-root", f"Dòng này vào sổ sau gốc niêm phong số {root.number}; xin chọn gốc mới hơn.")
    ranges = merkle.inclusion_ranges(leaf.log_index, root.size)
    node = nodes(merkle.places_of(ranges))
    return {
        "format": domain.LEAF_FORMAT,
        "proof": "inclusion",
        "hash": "sha256",
        "leaf": entry.leaf_text,
        "leaf_hash": entry.leaf_hash,
        "index": leaf.log_index,
        "path": [merkle.range_hash(start, end, node).hex() for start, end in ranges],
        "checkpoint": root_dict(root),
    }


def consistency(first: DailyRoot, second: DailyRoot) -> dict[str, Any]:
    """Prove that between two roots the log only grew."""
    if first.number > second.number:
        first, second = second, first
    ranges = merkle.consistency_ranges(first.size, second.size)
    node = nodes(merkle.places_of(ranges))
    return {
        "format": domain.LEAF_FORMAT,
        "proof": "consistency",
        "hash": "sha256",
        "path": [merkle.range_hash(start, end, node).hex() for start, end in ranges],
        "first": root_dict(first),
        "second": root_dict(second),
    }


def problems(*, limit: int = 20) -> list[str]:
    """Re-read the whole log from its entries and name what does not agree, in sentences; empty when all is well."""
    wrong: list[str] = []
    due = {(r.size): r for r in DailyRoot.objects.order_by("-number")}
    stack: list[bytes] = []
    size = 0

    def close() -> None:
        root = due.get(size)
        if root is not None and _fold(stack) != root.root_hash:
            wrong.append(f"Gốc niêm phong số {root.number} ngày {root.day} không khớp với các dòng đã niêm phong.")

    close()
    leaves = Leaf.objects.select_related("entry").order_by("log_index")
    for leaf in leaves.iterator(chunk_size=2000):
        entry = leaf.entry
        if leaf.log_index != size:
            wrong.append(f"Sổ minh bạch thiếu dòng thứ {size}.")
            return wrong
        value = merkle.leaf_hash(entry.leaf_text.encode())
        if value.hex() != entry.leaf_hash or not _says(entry):
            wrong.append(f"Dòng {entry.key} không còn đúng với lúc niêm phong.")
        position = size
        while position & 1:
            value = merkle.pair_hash(stack.pop(), value)
            position >>= 1
        stack.append(value)
        size += 1
        close()
        if len(wrong) >= limit:
            return wrong
    if due and max(due) > size:
        wrong.append(f"Gốc niêm phong mới nhất có {max(due)} dòng, sổ chỉ còn {size}.")
    return wrong


def _fold(stack: list[bytes]) -> str:
    if not stack:
        return hashlib.sha256(b"").hexdigest()
    value = stack[-1]
    for left in reversed(stack[:-1]):
        value = merkle.pair_hash(left, value)
    return value.hex()


def _says(entry: Entry) -> bool:
    """Compare a row's columns with the text that was sealed; the agency's code stands in the text alone."""
    for part in (
        ("key", entry.key),
        ("at", entry.at),
        ("kind", entry.kind),
        ("payload", entry.payload),
        ("about", {"type": entry.about_type, "key": entry.about_key}),
    ):
        if f'"{part[0]}":{domain.canonical(part[1])}' not in entry.leaf_text:
            return False
    return True
