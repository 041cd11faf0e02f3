"""Fields: “Cơ quan chủ trì: …”, “Thời gian: …”, and the provisions that each of them speaks of."""

from __future__ import annotations

import re

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.agencies import (
    Mention,
    read_field,
    read_opening,
)
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.owners import Found, Owners, merge
from donghanh.work.plan.engine.tree import Node

_SHARED = re.compile(
    r"(.{3,160}?)\s+chủ trì\b[\s,;.]*(?:và\s+)?(.*?)\s*\bphối hợp(?: với| cùng)*(?: thực hiện)?[\s:]*(.*)$"
)


def _fields() -> dict[str, re.Pattern[str]]:
    return {role: re.compile(rf"(?:{pattern})\s*:\s*") for role, pattern in vocabulary.words()["fields"].items()}


def read_shared(text: str) -> tuple[list[Mention], list[Mention]]:
    """Read “Sở A chủ trì; các sở, ngành phối hợp”: who leads, who supports."""
    shared = _SHARED.match(canon(text))
    if not shared:
        return [], []
    helpers = text[slice(*shared.span(2 if shared[2].strip(" ,;.") else 3))]
    return list(read_field(text[: shared.end(1)])[0]), list(read_field(helpers)[0])


class Fields:
    """Reads the fields of one tree and gives each to what it speaks of."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.fields = _fields()
        self.any_field = re.compile("|".join(f"(?:{p})" for p in vocabulary.words()["fields"].values()))
        self.owners: dict[int, Owners] = {}
        self.field_of: dict[int, Owners] = {}
        self.found = Found()
        self.fielded: set[int] = set()

    def read_fields(self, text: str, *, strict: bool) -> Owners | None:
        """Read “Cơ quan chủ trì: …; Cơ quan phối hợp: …; Thời gian: …” out of a text."""
        low = canon(text)
        spots: list[tuple[int, int, str]] = []
        for role, pattern in self.fields.items():
            for match in pattern.finditer(low):
                before = low[: match.start()].rstrip()
                if (before and before[-1] not in "(;.,-–+•*:") or (role == "lead" and match[0].startswith("giao")):
                    continue
                spots.append((match.start(), match.end(), role))
        spots.sort()
        kept: list[tuple[int, int, str]] = []
        for spot in spots:
            if not kept or spot[0] >= kept[-1][1]:
                kept.append(spot)
        if not kept or (strict and low[: kept[0][0]].strip(" -–+•*(")):
            return None
        owners = Owners()
        for k, (_, end, role) in enumerate(kept):
            stop = kept[k + 1][0] if k + 1 < len(kept) else len(text)
            value = text[end:stop].strip(" ;,.()-–+•*")
            self.take_field(owners, role, value)
        return owners

    def take_field(self, owners: Owners, role: str, value: str) -> None:
        leads, helpers = read_shared(value) if role == "lead" else ([], [])
        if leads:
            owners.lead += leads
            owners.supporting += helpers
        elif role in {"lead", "supporting"}:
            mentions, left = read_field(value)
            if role == "lead":
                owners.lead += mentions
                if left and not mentions:
                    owners.unknown.append(left)
            else:
                owners.supporting += mentions
        elif role == "due":
            owners.due = value
        else:
            owners.product = value

    def note_field(self, node: Node) -> None:
        if node.row is not None or not node.whole or ":" not in node.whole or len(node.whole) > 700:
            return
        if not self.any_field.match(canon(node.whole).lstrip(" -–+*•(")):
            return
        owners = self.read_fields(node.whole, strict=True)
        if owners and (owners.lead or owners.supporting or owners.due or owners.product or owners.unknown):
            owners.node = node
            self.field_of[id(node)] = owners
            self.found.field_nodes.add(node.eid)

    def spread_fields(self) -> None:
        """Give each field to what it speaks of: the provisions before it back to the last field, or all that follow."""
        parents = {id(n.parent): n.parent for n in self.nodes if id(n) in self.field_of and n.parent is not None}
        self.fielded = set(parents)
        for parent in parents.values():
            groups: list[tuple[list[Node], Owners]] = []
            pending: list[Node] = []
            merged: Owners | None = None
            first = None
            for child in parent.children:
                owners = self.field_of.get(id(child))
                if owners is None:
                    if child.kind == "stray":
                        continue
                    if merged is not None:
                        groups.append((pending, merged))
                        pending, merged = [], None
                    pending.append(child)
                    first = first or "text"
                else:
                    first = first or "field"
                    merged = owners if merged is None else merge(merged, owners)
            if merged is not None:
                groups.append((pending, merged))
            leading = first == "field" and len(groups) >= 1 and not groups[0][0]
            lifted = self._lifted(parent) if len(groups) == 1 and not groups[0][0] else None
            if lifted is not None:
                self.owners[id(lifted)] = groups[0][1]
            elif len(groups) == 1 or (leading and len(groups) == 2 and not groups[1][0]):
                self.owners[id(parent)] = groups[0][1]
            elif leading:
                self.owners[id(parent)] = groups[0][1]
                self._give(groups[1:], parent)
            else:
                self._give(groups, parent)

    def _lifted(self, parent: Node) -> Node | None:
        """Return the list that a field below its last member speaks of, where no other member has its own field."""
        above, label = parent.parent, parent.label
        if above is None or label is None or above.kind == "document":
            return None
        kin = [c for c in above.children if c.label and c.label.style == label.style]
        if (
            len(kin) < 2
            or kin[-1] is not parent
            or (label.style not in {"letter", "letter.", "num)", "(num)"} and not label.is_bullet)
        ):
            return None
        if any(id(c) in self.fielded for c in kin[:-1]) or any(read_opening(c.whole).mentions for c in kin):
            return None
        return above

    def _give(self, groups: list[tuple[list[Node], Owners]], parent: Node) -> None:
        for nodes, owners in groups:
            for node in nodes or [parent]:
                self.owners.setdefault(id(node), owners)
