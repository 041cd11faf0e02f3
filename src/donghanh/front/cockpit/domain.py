"""How agencies are put in order without shaming by small numbers: pure decisions, no query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

# Under so many tasks that fell due, a share says more about chance than about work: shown as counts, not ranked.
LEAST_TO_RANK = 5


class Counted(Protocol):
    """What a tally tells."""

    @property
    def fell_due(self) -> int: ...
    @property
    def overdue(self) -> int: ...
    @property
    def open(self) -> int: ...


T = TypeVar("T")
C = TypeVar("C", bound=Counted)


def ranked(pairs: Iterable[tuple[T, C]]) -> tuple[list[tuple[T, C]], list[tuple[T, C]]]:
    """Split into those with enough work fallen due to be put in order (most overdue first) and the rest (as given)."""
    enough: list[tuple[T, C]] = []
    few: list[tuple[T, C]] = []
    for who, count in pairs:
        (enough if count.fell_due >= LEAST_TO_RANK else few).append((who, count))
    enough.sort(key=lambda pair: (-pair[1].overdue, -pair[1].open))
    return enough, [pair for pair in few if pair[1].fell_due or pair[1].open]
