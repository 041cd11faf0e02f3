"""Indices: the headings that name one, and the family that each belongs to."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.knowledge import Knowledge, name_key
from donghanh.work.plan.engine.model import Index
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.tree import Node

_INDEX = re.compile(
    r"(?:(?:về |đối với |cải thiện |nâng cao |duy trì |tăng điểm |nhóm )*(?:điểm (?:số )?)?)?((?:chỉ số|trục)(?: thành phần| nội dung| lĩnh vực)?)(?:\s+(?:số\s+)?\d{1,2}(?=\s*[:.\-–]))?\s*[:.\-–]?\s*(.+)"
)


_QUOTED = re.compile(r"[“\"]\s*([^“”\"]{3,140}?)\s*[”\"]")


PLURAL = re.compile(
    r"(?:các|những|tổng hợp|bộ)\s+chỉ số|(?:kết quả|đánh giá|phân tích|thực trạng|mục tiêu|theo dõi|tổng quan)\b"
)


def family_of(text: str) -> str | None:
    """Return the family of indices that a heading names."""
    low = canon(text)
    return next((code for code, pattern in vocabulary.words()["families"].items() if re.search(pattern, low)), None)


def find_indices(nodes: list[Node], knowledge: Knowledge, title: str = "") -> list[tuple[Index, Node]]:
    """Find the headings that name an index; a family's own heading counts only where no part of it has one."""
    found: list[tuple[Index, Node]] = []
    for node in nodes:
        name = _index_name(node, knowledge)
        if name is None:
            continue
        family = _family(node, name, knowledge) or _family_of_title(title)
        number = node.label.num.replace("-", ".") if node.label else node.raw
        found.append((Index(node.eid, family, number, name, node.eid), node))
    parents = {id(ancestor) for _, node in found for ancestor in node.ancestors}
    kept = [(index, node) for index, node in found if id(node) not in parents]
    return [(i, n) for i, n in kept if not _repeats(i, n, kept)]


def _repeats(index: Index, node: Node, kept: list[tuple[Index, Node]]) -> bool:
    """Say whether a family is named again although its parts have their own headings."""
    own = name_key(index.name)
    whole = (
        index.family is not None
        and re.search(vocabulary.words()["families"][index.family], own) is not None
        and index.family in {"PCI", "PGI", "DDCI"}
    )
    return whole and any(i.family == index.family and i is not index for i, _ in kept) and not node.children


def _index_name(node: Node, knowledge: Knowledge) -> str | None:
    if node.zone != "body" or node.kind in {"bullet", "stray", "head", "table", "row"}:
        return None
    text = (node.heading or node.text).strip()
    if not text or len(text) > 320 or (not node.label and node.kind != "heading"):
        return None
    head = re.split(
        r"[.;]\s|\s\(\s*(?:mục tiêu|phấn đấu|chủ trì|cơ quan|đơn vị|giao|sở)", text, maxsplit=1, flags=re.IGNORECASE
    )[0]
    low = canon(head)
    for family in knowledge.families.values():
        if family.key_of(re.sub(r"\([^)]*\)", "", head)):
            return tidy(head)
        if node.heading and ":" in head and family.key_of(head.split(":", 1)[0]):
            return tidy(head.split(":", 1)[0])
    if PLURAL.match(low) or (node.heading is None and not _QUOTED.search(head)):
        return None
    match = _INDEX.match(low)
    if not match:
        return None
    if PLURAL.search(low[: match.start(1)]):
        return None
    quoted = _QUOTED.search(head, match.start(1))
    name = quoted[1] if quoted else head[match.start(2) :]
    return tidy(name) if len(name.split()) <= 24 and len(name) >= 3 else None


def tidy(name: str) -> str:
    name = re.sub(r"^(?:chỉ số(?: thành phần)?\s*(?:\d{1,2}\s*)?[:.\-–]?\s*)", "", name.strip(), flags=re.IGNORECASE)
    name = re.sub(r"\s*\((?:PCI|PGI|[^)]{0,60}(?:chủ trì|điểm|trọng số)[^)]*)\)\s*$", "", name)
    return " ".join(name.split()).strip(" “”\"':.;,")


def _family(node: Node, name: str, knowledge: Knowledge) -> str | None:
    for code, family in knowledge.families.items():
        if family.key_of(name):
            return code
    own = family_of(name)
    if own:
        return own
    for ancestor in node.ancestors:
        above = family_of(ancestor.heading) if ancestor.heading else None
        if above:
            return above
    return None


def _family_of_title(title: str) -> str | None:
    """Return the family that a title names, where it names only one."""
    low = canon(title)
    named = [code for code, pattern in vocabulary.words()["families"].items() if re.search(pattern, low)]
    return named[0] if len(named) == 1 else None
