"""A value built from tables that rarely change (a name book, a calendar), kept until its stamp changes.

The stamp is asked once per request, and each time outside of requests, so every worker process sees a change with
its next page and a long list costs one query, not one per row.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_seen: ContextVar[dict[int, str] | None] = ContextVar("donghanh_memo_seen", default=None)


def request_started(**_: Any) -> None:
    """Begin remembering stamps for one request; connected to Django's signal by the rooms that keep a memo."""
    _seen.set({})


def request_finished(**_: Any) -> None:
    """Forget the stamps seen in the request."""
    _seen.set(None)


class Stamped(Generic[T]):
    """A built value and the stamp it was built from; :meth:`get` rebuilds it when the stamp has changed."""

    def __init__(self, stamp: Callable[[], str], build: Callable[[], T]) -> None:
        self._stamp = stamp
        self._build = build
        self._held: tuple[str, T] | None = None

    def get(self) -> T:
        """Return the value of now."""
        seen = _seen.get()
        stamp = seen.get(id(self)) if seen is not None else None
        if stamp is None:
            stamp = self._stamp()
            if seen is not None:
                seen[id(self)] = stamp
        held = self._held
        if held is None or held[0] != stamp:
            held = (stamp, self._build())
            self._held = held
        return held[1]

    def drop(self) -> None:
        """Throw the held value away, whatever the stamp says; tests that begin anew do so."""
        self._held = None
        self.forget()

    def forget(self) -> None:
        """Ask the stamp again at the next call; services do so after a write."""
        seen = _seen.get()
        if seen is not None:
            seen.pop(id(self), None)
