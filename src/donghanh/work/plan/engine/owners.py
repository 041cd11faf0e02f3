"""Owners of work: who leads and who supports, and from where that was read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from donghanh.work.plan.engine import dates, vocabulary
from donghanh.work.plan.engine.agencies import (
    Mention,
    read_list,
)
from donghanh.work.plan.engine.model import Assignment, Due, Duty
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.tree import Node


@dataclass
class Owners:
    """Who leads and supports, and from where that was read."""

    lead: list[Mention] = field(default_factory=list)
    supporting: list[Mention] = field(default_factory=list)
    due: str = ""
    product: str = ""
    requested: bool = False
    unknown: list[str] = field(default_factory=list)
    node: Node | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the leading agencies."""
        return tuple(dict.fromkeys(m.text for m in self.lead))

    @property
    def helpers(self) -> tuple[str, ...]:
        """Return the supporting agencies."""
        return tuple(dict.fromkeys(m.text for m in self.supporting if m.text not in self.names))


@dataclass
class Found:
    """All assignments and duties of a document, and agency texts that could not be read."""

    assignments: list[Assignment] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)  # eid, text
    field_nodes: set[str] = field(default_factory=set)


def same(a: Due, b: Due) -> bool:
    return (a.kind, a.date, a.period, a.recurrence) == (b.kind, b.date, b.period, b.recurrence)


def merge(a: Owners, b: Owners) -> Owners:
    return Owners(
        a.lead or b.lead,
        [*a.supporting, *b.supporting],
        a.due or b.due,
        a.product or b.product,
        a.requested or b.requested,
        [*a.unknown, *b.unknown],
        a.node if a.lead else b.node,
    )


def near_support(text: str) -> list[Mention]:
    """Return those named right after the lead: “Sở A chủ trì, phối hợp với Sở B: …”, for all that follows."""
    match = re.match(r"[\s,:]*(?:chủ trì[\s,]*)?phối hợp(?: chặt chẽ)?(?: cùng)?(?: với)?\s+", canon(text))
    return list(read_list(text, match.end())[0]) if match else []


def is_closing(node: Node) -> bool:
    """Say whether a paragraph only closes the document (“Trên đây là …”) and sets no time."""
    if node.label is not None or node.kind != "paragraph":
        return False
    low = canon(node.whole)
    return bool(vocabulary.pattern("closing").match(low)) and not dates.find_due(low, year=None)
