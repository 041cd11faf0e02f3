"""From blocks to the tree of provisions, each with an eId of the Akoma Ntoso convention."""

from __future__ import annotations

import re
from dataclasses import dataclass

from donghanh.work.plan.engine import vocabulary, zones
from donghanh.work.plan.engine.agencies import read_opening
from donghanh.work.plan.engine.blocks import Block, Builder, is_finished, is_stray, measure
from donghanh.work.plan.engine.closing import Recipients, read_tail
from donghanh.work.plan.engine.labels import KINDS, RANKS
from donghanh.work.plan.engine.letterhead import Letterhead, read_letterhead
from donghanh.work.plan.engine.model import Provision
from donghanh.work.plan.engine.normalise import Line, canon
from donghanh.work.plan.engine.tables import Row, Table, find_tables
from donghanh.work.plan.engine.tree import BULLET, PARAGRAPH, Node, Tree

_SENTENCE = re.compile(r"[.;]\s+\S")


@dataclass
class Outline:
    """The tree in order, and the documents it was made from."""

    root: Node
    nodes: list[Node]
    segments: list[zones.Segment]
    letterheads: list[Letterhead]
    tails: list[Recipients]


def build(lines: list[Line]) -> Outline:
    """Build the tree of a whole file."""
    root = Node("document", "", rank=-9)
    segments = zones.cut(lines)
    letterheads, tails = [], []
    for k, segment in enumerate(segments):
        top = (
            root
            if k == 0
            else root.add(Node("attachment", "att", str(k), rank=-8, zone="attachment", raw=segment.annex))
        )
        if k:
            top.heading = segment.title
        letterheads.append(read_letterhead(segment.letterhead))
        _front(top, segment)
        _body(top, segment)
        tails.append(read_tail(segment.tail))
        _back(top, tails[-1], segment)
    _drop_empty(root)
    nodes = _number(root)
    return Outline(root, nodes, segments, letterheads, tails)


def _front(top: Node, segment: zones.Segment) -> None:
    preface = Node("preface", "preface", rank=-7, zone="preface")
    head = [line for line in segment.letterhead if line.text]
    strays = [line for line in head if is_stray(line.text)]
    real = [line for line in head if line not in strays]
    for line in strays:
        preface.add(Node("stray", "stray", text=line.text, lines=[line.no], zone="preface"))
    if real:
        preface.add(
            Node(
                "letterhead",
                "letterhead",
                text=" ".join(line.text for line in real),
                lines=[line.no for line in real],
                zone="preface",
            )
        )
    title = [line for line in segment.title_lines if line.text]
    if title:
        preface.add(
            Node(
                "title",
                "title",
                text=" ".join(zones.bare(line) for line in title),
                lines=[line.no for line in title],
                zone="preface",
            )
        )
    if preface.children:
        top.add(preface)


def _back(top: Node, found: Recipients, segment: zones.Segment) -> None:
    end = Node("conclusions", "conclusions", rank=-7, zone="conclusions")
    if found.label_lines:
        end.add(Node("recipients", "recipients", text="Nơi nhận:", lines=found.label_lines, zone="conclusions"))
    for text, nos in found.entries:
        end.add(Node("recipient", "item", text=text, lines=nos, zone="conclusions"))
    if found.signature:
        words = " ".join(text for text, _ in found.signature if text)
        end.add(Node("signature", "signature", text=words, lines=[no for _, no in found.signature], zone="conclusions"))
    claimed = {no for child in end.children for no in child.lines}
    for text, no in found.stray:
        end.add(Node("stray", "stray", text=text, lines=[no], zone="conclusions"))
        claimed.add(no)
    for line in segment.tail:
        if line.text and line.no not in claimed:
            end.add(Node("stray", "stray", text=line.text, lines=[line.no], zone="conclusions"))
    if end.children:
        top.add(end)


def _body(top: Node, segment: zones.Segment) -> None:
    tree = Tree(top)
    items = list(find_tables(segment.body))
    builder = Builder(measure([item for item in items if isinstance(item, Line)]))
    for item, after in zip(items, [*items[1:], None], strict=False):
        if isinstance(item, Table):
            builder.add(Block(None, "", item.lines, kind="table", rows=list(item.rows)))
        else:
            builder.feed(item, after.text if isinstance(after, Line) else "")
    blocks = builder.blocks
    labelled = next(
        (i for i, b in enumerate(blocks) if b.kind == "table" or (b.label and not _is_base(b)) or b.level), None
    )
    addressees = _addressees(blocks)
    if labelled in addressees:
        labelled = next(
            (i for i, b in enumerate(blocks) if i > max(addressees) and (b.kind == "table" or b.label)), None
        )
    bases = [i for i, b in enumerate(blocks) if _is_base(b)]
    last_base = bases[-1] + 1 if bases and (labelled is None or bases[-1] < labelled) else 0
    cut = labelled if labelled is not None else max([last_base, *(i + 1 for i in addressees)])
    for i, block in enumerate(blocks):
        if i < cut and block.kind != "table":
            _into_preamble(tree, block)
        else:
            _into_body(tree, block, blocks, i)
    if tree.preamble.children:
        place = 1 if top.children and top.children[0].kind == "preface" else 0
        top.children.insert(place, tree.preamble)
        tree.preamble.parent = top


def _addressees(blocks: list[Block]) -> set[int]:
    """Return the blocks of “Kính gửi: …” with the list below it: they are told, not tasked."""
    for i, block in enumerate(blocks[:12]):
        if block.label is None and re.match(r"kính gửi\b", canon(block.text)):
            end = i + 1
            while end < len(blocks) and (label := blocks[end].label) and label.is_bullet:
                end += 1
            return set(range(i, end))
    return set()


def _is_base(block: Block) -> bool:
    return bool(vocabulary.pattern("bases").match(canon(block.text[:60]))) and (
        block.label is None or block.label.is_bullet
    )


def _into_preamble(tree: Tree, block: Block) -> None:
    kind = "stray" if block.kind == "stray" else "basis" if _is_base(block) else "paragraph"
    prefix = "stray" if kind == "stray" else "para"
    tree.preamble.add(
        Node(kind, prefix, label=block.label, text=block.text, lines=block.lines, zone="preamble", bold=block.bold)
    )


def _into_body(tree: Tree, block: Block, blocks: list[Block], i: int) -> None:
    if block.kind == "stray":
        parent = tree.stack[-1] if tree.stack else tree.top
        parent.add(Node("stray", "stray", text=block.text, lines=block.lines))
        return
    if block.kind == "table":
        _table(tree, block)
        return
    following = next((b for b in blocks[i + 1 : i + 4] if b.kind != "stray"), None)
    if block.label is None:
        _unlabelled(tree, block, following)
        return
    label = block.label
    kind, prefix = KINDS.get(label.style, ("bullet", "item"))
    rank = tree.rank_of(label)
    node = Node(kind, prefix, label.num, label, lines=block.lines, rank=rank, bold=block.bold)
    _split(node, block, following, rank)
    tree.push(node)


def _unlabelled(tree: Tree, block: Block, following: Block | None) -> None:
    text = block.text
    opening = read_opening(text) if len(text) < 300 else None
    names = opening is not None and bool(opening.mentions) and not text[opening.end :].strip(" :.-–")
    short = len(text) < 200 and not is_finished(text.rstrip(":"))
    point = tree.stack[-1] if tree.stack else None
    if point is not None and _awaits_text(point):
        point.text = text
        point.lines = point.lines + block.lines
        return
    if short and ((block.caps and len(text) > 3) or block.level) and not names:
        node = Node(
            "heading",
            "hdg",
            heading=text,
            lines=block.lines,
            rank=RANKS["roman"] if block.caps and not block.level else 2.5 + 0.3 * min(block.level or 1, 6),
            bold=True,
        )
        open_ranks = [n.rank for n in tree.stack if n.label]
        if open_ranks and block.level is None:
            node.rank = max(node.rank, min(open_ranks) + 0.05)
        tree.push(node)
        return
    if names or (
        text.endswith(":") and following is not None and following.label is not None and following.label.is_bullet
    ):
        node = Node(
            "paragraph",
            "para",
            heading=text if names else None,
            text="" if names else text,
            lines=block.lines,
            rank=PARAGRAPH,
            bold=block.bold,
        )
        tree.push(node)
        return
    parent = tree._parent(PARAGRAPH)
    if following is None and vocabulary.pattern("closing").match(canon(text)):
        # What closes the document belongs to its last section, not to the last point that somebody was given.
        parent = tree._parent(RANKS["dieu"] + 0.2)
    parent.add(Node("paragraph", "para", text=text, lines=block.lines, bold=block.bold))


def _awaits_text(node: Node) -> bool:
    """Say whether a point is only a head so far (“b) Các sở, ban, ngành:”): the paragraph after it is its body."""
    if node.label is None or node.children or node.text or not (node.heading or "").endswith(":"):
        return False
    return node.label.is_bullet or node.label.style in {"letter", "letter.", "num)", "(num)", "(letter)"}


def _split(node: Node, block: Block, following: Block | None, rank: float) -> None:
    """Decide whether the words after a label are a heading or a text."""
    text = block.text
    upper = rank < RANKS["letter"]
    deeper = following is not None and (following.label is None or RANKS.get(following.label.style, BULLET) > rank)
    sentence = bool(_SENTENCE.search(text)) and not block.caps
    if (block.caps and len(text) < 400) or (upper and deeper and len(text) < 260 and sentence and _only_names(text)):
        node.heading = text
    elif text.endswith(":") and deeper and len(text) < 260:
        opening = read_opening(text)
        names = bool(opening.mentions) and not text[opening.end :].strip(" :")
        node.heading, node.text = (text, "") if names or (upper and len(text) < 120) or len(text) < 60 else (None, text)
    elif (
        (
            upper
            and len(text) < 260
            and not sentence
            and not re.search(r"[.;,]\s*$", text)
            and (deeper or len(text) < 120)
        )
        or (
            upper
            and len(text) < 120
            and text.endswith(".")
            and not sentence
            and ((deeper and following is not None and following.label is not None) or block.bold)
        )
        or (
            len(text) < 100
            and deeper
            and following is not None
            and following.label is not None
            and following.label.is_bullet
            and not is_finished(text)
            and not node.label.is_bullet
            if node.label
            else False
        )
    ):
        node.heading = text
    else:
        node.text = text


def _only_names(text: str) -> bool:
    opening = read_opening(text)
    return bool(opening.mentions) and not text[opening.end :].strip(" :.;")


def _table(tree: Tree, block: Block) -> None:
    parent = tree._parent(PARAGRAPH)
    table = parent.add(Node("table", "table"))
    used: set[int] = set()
    for row in block.rows:
        assert isinstance(row, Row)  # noqa: S101 - the builder puts nothing else there
        node = Node("row", "row", text=row.text.replace("\n", " "), lines=row.lines, row=row)
        node.raw = row.roles.get("number") or None
        if row.head:
            node.kind = "head"
        used.update(row.lines)
        table.add(node)
    rest = [no for no in block.lines if no not in used]
    table.lines = rest or block.lines[:1]


def _drop_empty(root: Node) -> None:
    for node in root.children:
        node.children = [c for c in node.children if c.lines or c.children]


def _number(root: Node) -> list[Node]:
    """Give every node its eId and return them in order of the text."""
    order: list[Node] = []
    seen: set[str] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node is not root:
            order.append(node)
        counts: dict[str, int] = {}
        for child in node.children:
            base = f"{node.eid}__" if node.eid else ""
            counts[child.prefix] = counts.get(child.prefix, 0) + 1
            if child.num:
                name = f"{base}{child.prefix}_{child.num}"
            elif child.prefix in {
                "preface",
                "preamble",
                "conclusions",
                "letterhead",
                "title",
                "signature",
                "recipients",
            }:
                name = f"{base}{child.prefix}"
            else:
                name = f"{base}{child.prefix}_{counts[child.prefix]}"
            eid, n = name, 1
            while eid in seen:
                n += 1
                eid = f"{name}_{n}" if child.num or child.prefix in {"preface", "preamble"} else f"{name}-{n}"
            seen.add(eid)
            child.eid = eid
        stack.extend(reversed(node.children))
    return order


def provisions_of(nodes: list[Node]) -> tuple[Provision, ...]:
    """Return the frozen provisions."""
    out = []
    for node in nodes:
        first = _first_line(node)
        lines = (min(node.lines), max(node.lines)) if node.lines else (first, first)
        label = node.label.raw if node.label else node.raw
        out.append(
            Provision(
                node.eid,
                node.kind,
                label,
                node.heading,
                node.text,
                lines,
                node.parent.eid or None if node.parent else None,
            )
        )
    return tuple(out)


def _first_line(node: Node) -> int:
    while not node.lines and node.children:
        node = node.children[0]
    return min(node.lines) if node.lines else 1
