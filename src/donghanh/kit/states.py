"""State tables that an officer can read: from which state, by which verb, to which state, on what ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from donghanh.kit.errors import NotNow


@dataclass(frozen=True)
class Step:
    """One allowed move: ``verb`` takes a thing from ``before`` to ``after``; ``who`` and ``basis`` are for readers."""

    before: str
    verb: str
    after: str
    who: str = ""
    basis: str = ""


class StateTable:
    """All moves of one kind of thing; asks for a verb that is not listed are refused with a sentence."""

    def __init__(self, steps: Iterable[Step], *, labels: dict[str, str]) -> None:
        self.steps = tuple(steps)
        self.labels = labels
        self._by = {(s.before, s.verb): s for s in self.steps}
        if len(self._by) != len(self.steps):
            raise ValueError("two steps share a state and a verb")
        unknown = {x for s in self.steps for x in (s.before, s.after)} - labels.keys()
        if unknown:
            raise ValueError(f"states without a label: {sorted(unknown)}")

    def step(self, state: str, verb: str) -> str:
        """Return the state after ``verb``; refuse with ``NotNow`` where the table has no such move."""
        found = self._by.get((state, verb))
        if found is None:
            label = self.labels.get(state, state)
            raise NotNow("state.forbids", f"Việc đang ở trạng thái “{label}” nên chưa thể làm thao tác này.")
        return found.after

    def can(self, state: str, verb: str) -> bool:
        """Say whether the table has this move."""
        return (state, verb) in self._by

    def verbs(self, state: str) -> tuple[str, ...]:
        """List the verbs open in a state, in table order."""
        return tuple(s.verb for s in self.steps if s.before == state)

    def as_mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram; a room's README carries it and a guard compares."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state} : {label}" for state, label in self.labels.items()]
        lines += [f"    {s.before} --> {s.after} : {s.verb}" for s in self.steps]
        return "\n".join(lines)
