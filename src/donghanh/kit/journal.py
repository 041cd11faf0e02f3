"""The port through which every room writes the journal; ``record.journal`` stands behind it.

Ground rooms must leave a trace of each write too, yet stand below the journal: so the port is here, the table is
there, and the house refuses to start without the two joined (docs/decisions/0003-journal-port.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar


@dataclass(frozen=True)
class Event:
    """Something that happened, told in the past tense. Subclasses are frozen dataclasses of plain values.

    ``kind`` is ``room.past_tense``; ``label`` the sentence an officer reads in a history; ``public`` says whether
    the entry is entered in the public transparency log (then its payload must hold no personal data).
    """

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    public: ClassVar[bool] = False

    def payload(self) -> dict[str, Any]:
        """Return the event's fields as plain values."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def sentence(self) -> str:
        """Return the one sentence a history shows."""
        return self.label


class Recorder(Protocol):
    """What stands behind the port."""

    def __call__(
        self, event: Event, *, about: Any, by: Any, at: datetime, agency: Any = None, behalf: str = ""
    ) -> Any: ...


E = TypeVar("E", bound=Event)
_recorder: Recorder | None = None
_kinds: dict[str, type[Event]] = {}
_handlers: dict[str, list[tuple[str, Callable[..., None]]]] = {}


def install(recorder: Recorder) -> None:
    """Join the port to its table; done once by ``record.journal`` when the house starts."""
    global _recorder
    _recorder = recorder


def event(cls: type[E]) -> type[E]:
    """Enter an event class in the house's list of kinds; a second class of the same kind is refused."""
    if not cls.kind or not cls.label:
        raise ValueError(f"{cls.__name__} needs a kind and a label")
    other = _kinds.get(cls.kind)
    if other is not None and other.__qualname__ != cls.__qualname__:
        raise ValueError(f"two events are called {cls.kind}")
    _kinds[cls.kind] = cls
    return cls


def kinds() -> dict[str, type[Event]]:
    """Return every kind of event of the house."""
    return dict(_kinds)


def record(event: Event, *, about: Any, by: Any, at: datetime, agency: Any = None, behalf: str = "") -> Any:
    """Write one journal entry in the caller's transaction: audit trail, activity feed and outbox in one row.

    ``about`` is the model row concerned (its ``key`` is stored), ``by`` the user or ``None`` for the house itself,
    ``agency`` the agency for which the person acted, where that matters, ``behalf`` the colleague in whose stead.
    """
    if _recorder is None:
        raise RuntimeError("the journal is not installed: is donghanh.record.journal in INSTALLED_APPS?")
    return _recorder(event, about=about, by=by, at=at, agency=agency, behalf=behalf)


def on(kind: type[Event], name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Ask to be called after commit with each entry of a kind: ``handler(entry)``, at least once, so idempotent.

    ``name`` (``room.what_it_does``) is the handler's stable identity in the outbox.
    """

    def enter(handler: Callable[..., None]) -> Callable[..., None]:
        mine = _handlers.setdefault(kind.kind, [])
        if name not in {n for n, _ in mine}:
            mine.append((name, handler))
        return handler

    return enter


def handlers_of(kind: str) -> list[tuple[str, Callable[..., None]]]:
    """List the handlers waiting for a kind of event."""
    return list(_handlers.get(kind, ()))
