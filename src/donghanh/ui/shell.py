"""What rooms contribute to the shell through their ``plug.py``: menu, cards, searches, scheduled jobs.

The shell never imports a room; a room registers, the shell asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What a line of the rail counts: rows, several kinds of rows added up, or a number that was read before.
Countable: TypeAlias = "QuerySet[Any] | Sequence[QuerySet[Any]] | int"


@dataclass(frozen=True)
class MenuItem:
    """One line of the rail: ``shown`` decides for whom, ``count`` the number beside it (``late`` paints it).

    ``count`` says which rows to count and does not count them: the frame asks for all lines at once (``ui.web.rail``).
    """

    label: str
    url_name: str
    icon: str
    order: int
    group: str = ""
    shown: Callable[[Any, date], bool] = lambda _user, _on: True
    count: Callable[[Any, date], Countable] | None = None
    late: bool = False


@dataclass(frozen=True)
class Hit:
    """One search result: what it is, where it leads, and the words around the match."""

    kind: str
    title: str
    url: str
    snippet: str = ""


@dataclass(frozen=True)
class SearchSource:
    """A room's live answer beside the index: ``find(user, folded_query, limit)`` over what the reader may see.

    For what may not be kept in an index; everything else is a :class:`Searchable`.
    """

    name: str
    label: str
    find: Callable[[Any, str, int], Iterable[Hit]]
    order: int = 50


@dataclass(frozen=True)
class Document:
    """One thing that may be found: its words, its address, the shelf it stands on, who may see it.

    ``readers`` holds :data:`EVERYBODY`, or ``agency:<code>`` and ``role:<role>`` of those who may find it. ``weight``
    (1 to 9) says how much it matters among equal matches: an agency 8, a duty 6, a row of a long list 3.
    """

    kind: str
    key: str
    title: str
    url: str
    body: str = ""
    note: str = ""
    language: str = "vi"
    agency: str = ""
    subject: str = ""
    year: int | None = None
    place: str = ""
    readers: tuple[str, ...] = ("*",)
    weight: int = 5


EVERYBODY = "*"


@dataclass(frozen=True)
class Searchable:
    """One kind of document in the index: what it is called, and how all of them are listed when the index is rebuilt.

    A room that also writes single documents as they change does so through ``record.search.api``.
    """

    kind: str
    label: str
    documents: Callable[[date], Iterable[Document]]
    order: int = 50


@dataclass(frozen=True)
class Card:
    """A fragment another room's page may place: ``place`` names the slot, ``render(request, context)`` its HTML."""

    place: str
    name: str
    render: Callable[..., str]
    order: int = 50


@dataclass(frozen=True)
class Scheduled:
    """A job the worker runs by itself: ``every`` is ``"day"``, ``"hour"`` or ``"often"`` (5 minutes), ``at`` the hour.

    What ``run`` returns is the word that the health page shows of its last run.
    """

    name: str
    run: Callable[..., str | None]
    every: str
    at: int = 6


@dataclass(frozen=True)
class PublicLink:
    """One link in the bar above every public page."""

    label: str
    url_name: str
    order: int = 50


@dataclass(frozen=True)
class Introduction:
    """Who is signed in, as the frame says it."""

    name: str
    post: str = ""
    agency: str = ""


_menu: dict[str, MenuItem] = {}
_public: dict[str, PublicLink] = {}
_introducer: Callable[[Any, date], Introduction] | None = None
_search: dict[str, SearchSource] = {}
_searchable: dict[str, Searchable] = {}
_cards: dict[tuple[str, str], Card] = {}
_schedule: dict[str, Scheduled] = {}


def add(*things: MenuItem | SearchSource | Searchable | Card | Scheduled | PublicLink) -> None:
    """Register contributions; the same name twice replaces, so a reload is harmless."""
    for thing in things:
        if isinstance(thing, MenuItem):
            _menu[thing.url_name] = thing
        elif isinstance(thing, SearchSource):
            _search[thing.name] = thing
        elif isinstance(thing, Searchable):
            _searchable[thing.kind] = thing
        elif isinstance(thing, Card):
            _cards[thing.place, thing.name] = thing
        elif isinstance(thing, PublicLink):
            _public[thing.url_name] = thing
        else:
            _schedule[thing.name] = thing


def menu_for(user: Any, on: date) -> list[MenuItem]:
    """List the rail of one person, in order."""
    return sorted((m for m in _menu.values() if m.shown(user, on)), key=lambda m: (m.group != "", m.group, m.order))


def public_links() -> list[PublicLink]:
    """List the links above every public page, in order."""
    return sorted(_public.values(), key=lambda link: link.order)


def introduce_by(introducer: Callable[[Any, date], Introduction]) -> None:
    """Let the room that knows people say a signed-in person's post and agency; ``(user, on) -> Introduction``."""
    global _introducer
    _introducer = introducer


def introduce(user: Any, on: date) -> Introduction:
    """Say who is signed in; without an introducer, by name alone."""
    if user is None or not getattr(user, "is_authenticated", False):
        return Introduction("")
    if _introducer is not None:
        return _introducer(user, on)
    return Introduction(getattr(user, "full_name", "") or str(user))


def search_sources() -> list[SearchSource]:
    """List every room's search, in order."""
    return sorted(_search.values(), key=lambda s: s.order)


def searchables() -> list[Searchable]:
    """List every kind of document of the index, in order."""
    return sorted(_searchable.values(), key=lambda s: (s.order, s.kind))


def cards_at(place: str) -> list[Card]:
    """List the cards registered for a slot, in order."""
    return sorted((c for (p, _), c in _cards.items() if p == place), key=lambda c: c.order)


def schedule() -> list[Scheduled]:
    """List the periodic jobs of the house."""
    return sorted(_schedule.values(), key=lambda s: s.name)
