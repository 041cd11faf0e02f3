"""The tree of provisions while it grows: nodes, and where a label stands among those that are open."""

from __future__ import annotations

from dataclasses import dataclass, field

from donghanh.work.plan.engine.labels import RANKS, Label
from donghanh.work.plan.engine.tables import Row

PARAGRAPH, BULLET = 9.5, 10.0


@dataclass(eq=False)
class Node:
    """One provision while the tree grows."""

    kind: str
    prefix: str
    num: str = ""
    label: Label | None = None
    heading: str | None = None
    text: str = ""
    lines: list[int] = field(default_factory=list)
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    rank: float = 99.0
    row: Row | None = None
    eid: str = ""
    raw: str | None = None  # a label that is no Label: of an annex, a row
    zone: str = "body"
    bold: bool = False

    @property
    def whole(self) -> str:
        """Return heading and text as one."""
        return " ".join(part for part in (self.heading, self.text) if part)

    @property
    def ancestors(self) -> list[Node]:
        """Return the nodes above, nearest first."""
        out, node = [], self.parent
        while node is not None:
            out.append(node)
            node = node.parent
        return out

    def add(self, child: Node) -> Node:
        """Put a node under this one."""
        child.parent = self
        self.children.append(child)
        return child


class Tree:
    """Grows the body of one document."""

    def __init__(self, top: Node) -> None:
        self.top = top
        self.preamble = Node("preamble", "preamble", rank=-7, zone="preamble")
        self.stack: list[Node] = []
        self.opened = False
        self.upper_inside_roman = False

    def _parent(self, rank: float) -> Node:
        while self.stack and self.stack[-1].rank >= rank:
            self.stack.pop()
        return self.stack[-1] if self.stack else self.top

    def push(self, node: Node) -> Node:
        """Put a node where its rank belongs and make it the open one."""
        parent = self._parent(node.rank)
        parent.add(node)
        self.stack.append(node)
        return node

    def rank_of(self, label: Label) -> float:
        """Say how deep a label stands, given what is open."""
        if label.is_bullet:
            return self._bullet_rank(label.style)
        if label.style == "upper":
            romans = [n for n in self.stack if n.label and n.label.style == "roman"]
            uppers = any(n.label and n.label.style == "upper" and n.rank < RANKS["roman"] for n in self.stack)
            if romans and not uppers and label.value == 1:
                self.upper_inside_roman = True
            return 3.6 if self.upper_inside_roman else RANKS["upper"]
        if label.style in {"num)", "(num)"} and not any(
            n.label and n.label.style in {"num", "letter", "letter.", "num/", "num2"} for n in self.stack
        ):
            return RANKS["num"] + 0.1
        if label.style == "roman" and any(n.label and n.label.style == "muc" for n in self.stack):
            return RANKS["muc"] + 0.2
        if (
            label.style == "roman"
            and any(n.label and n.label.style == "dieu" for n in self.stack) is False
            and label.raw.startswith("(")
        ):
            return RANKS["num"]
        return RANKS[label.style]

    def _bullet_rank(self, style: str) -> float:
        open_bullets = [n for n in self.stack if n.label and n.label.is_bullet]
        for node in open_bullets:
            if node.label and node.label.style == style:
                return node.rank
        if not open_bullets:
            return BULLET if style != "bullet+" else BULLET + 0.5
        last = open_bullets[-1]
        if style == "bullet+" or last.whole.rstrip().endswith(":") or (last.label and last.label.style == "bullet*"):
            return last.rank + 0.5
        return (
            open_bullets[0].rank - 0.2
            if style in {"bullet*", "bullet•"} and open_bullets[0].rank >= BULLET
            else last.rank + 0.5
        )
