"""Two plans side by side: which duties go on, which changed, which ended, which are new.

Likeness of two duties is the share of word pairs (folded) they have in common (Dice), raised where they stand under
the same index or the same lead. Pairs are taken from the most alike down, each duty once. The result is a proposal
for a person, never an act.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from donghanh.kit.text import search_key

KEPT, CHANGED, ENDED, NEW = "kept", "changed", "ended", "new"
SAME_FROM = 0.80
ALIKE_FROM = 0.45
PROPOSALS = {KEPT: "carry", CHANGED: "supersede", ENDED: "close", NEW: "open"}


@dataclass(frozen=True)
class Pair:
    """One line of the comparison: eIds on either side, how alike, what changed, what is proposed."""

    fate: str
    old: str | None
    new: str | None
    likeness: float
    changes: tuple[str, ...] = ()

    @property
    def proposal(self) -> str:
        """Return ``carry``, ``supersede``, ``close`` or ``open``."""
        return PROPOSALS[self.fate]


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Pair]:
    """Compare two compiled plans (``donghanh.plan/1`` values) duty by duty, in the order of the new, then the old."""
    before, after = old["duties"], new["duties"]
    names_before, names_after = _index_names(old), _index_names(new)
    bags_before = [_bag(d) for d in before]
    bags_after = [_bag(d) for d in after]
    scored = []
    for i, a in enumerate(before):
        for j, b in enumerate(after):
            likeness = _likeness(bags_before[i], bags_after[j])
            if likeness < ALIKE_FROM / 2:
                continue
            if names_before.get(a["index"]) and names_before.get(a["index"]) == names_after.get(b["index"]):
                likeness += 0.05
            if set(map(search_key, a["lead"])) == set(map(search_key, b["lead"])):
                likeness += 0.05
            if likeness >= ALIKE_FROM:
                scored.append((min(likeness, 1.0), i, j))
    scored.sort(key=lambda s: (-s[0], s[1], s[2]))
    of_new: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, i, j in scored:
        if i not in used and j not in of_new:
            used.add(i)
            of_new[j] = (i, likeness)
    pairs = []
    for j, b in enumerate(after):
        if j not in of_new:
            pairs.append(Pair(NEW, None, b["eid"], 0.0))
            continue
        i, likeness = of_new[j]
        changes = _changes(before[i], b)
        fate = KEPT if likeness >= SAME_FROM and not changes else CHANGED
        pairs.append(Pair(fate, before[i]["eid"], b["eid"], round(likeness, 3), changes))
    pairs += [Pair(ENDED, a["eid"], None, 0.0) for i, a in enumerate(before) if i not in used]
    return pairs


def _index_names(plan: Mapping[str, Any]) -> dict[str, str]:
    return {i["eid"]: search_key(i["name"]) for i in plan["indices"]}


def _bag(duty: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    words = search_key(duty["text"] or duty.get("title") or "").split()
    return frozenset(itertools.pairwise(words)) or frozenset((w, "") for w in words)


def _likeness(a: frozenset[Any], b: frozenset[Any]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for field, label in (("lead", "chủ trì"), ("supporting", "phối hợp")):
        if _same_names(old[field]) != _same_names(new[field]):
            found.append(label)
    if [d["as_written"] for d in old["due"]] != [d["as_written"] for d in new["due"]]:
        found.append("thời hạn")
    if [q["as_written"] for q in old["quantities"]] != [q["as_written"] for q in new["quantities"]]:
        found.append("số lượng")
    return tuple(found)


def _same_names(names: Sequence[str]) -> list[str]:
    return sorted(search_key(n) for n in names)
