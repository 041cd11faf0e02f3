"""The Merkle tree of Certificate Transparency (RFC 6962 section 2, RFC 9162 section 2): hashes, roots, proofs.

Everything here is a function of ``node(level, position)``, which answers the hash of a *complete* subtree of
``2**level`` leaves: so a proof over a million entries reads some forty stored hashes, not a million.
Worked example and prose: docs/decisions/0004-transparency-log.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Place = tuple[int, int]
NodeReader = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf: SHA-256 of ``00`` and the data (RFC 9162 section 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def pair_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one: SHA-256 of ``01``, left, right."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two smaller than ``size`` (at least 2): where a tree divides."""
    return 1 << ((size - 1).bit_length() - 1)


def complete_subtrees(start: int, end: int) -> list[Place]:
    """Name the complete subtrees, left to right, whose fold is the tree over leaves ``start`` to ``end``.

    ``start`` is a multiple of the largest power of two that the range holds, as it is in every RFC 9162 proof.
    """
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def range_hash(start: int, end: int, node: NodeReader) -> bytes:
    """Return the root of the tree over the leaves ``start`` (included) to ``end`` (not)."""
    if start == end:
        return EMPTY_ROOT
    *left, last = complete_subtrees(start, end)
    root = node(*last)
    for place in reversed(left):
        root = pair_hash(node(*place), root)
    return root


def root(size: int, node: NodeReader) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return range_hash(0, size, node)


def grow(size: int, leaves: Sequence[bytes], node: NodeReader) -> Iterator[tuple[int, int, bytes]]:
    """Yield every complete subtree (level, position, hash) that appending leaf hashes to a tree of ``size`` adds."""
    edge = {place[0]: node(*place) for place in complete_subtrees(0, size)}
    for index, leaf in enumerate(leaves, start=size):
        level, position, value = 0, index, leaf
        yield level, position, value
        while position & 1:
            value = pair_hash(edge.pop(level), value)
            level, position = level + 1, position >> 1
            yield level, position, value
        edge[level] = value


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose roots prove that leaf ``index`` is in the tree of ``size``, nearest first."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in a tree of this size")
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """Return the leaf ranges whose roots prove that the tree of ``first`` leaves is the start of that of ``second``."""
    if not 0 <= first <= second:
        raise ValueError("the earlier tree must not be the larger")
    if first in (0, second):
        return []
    start, end, ranges, whole = 0, second, [], True
    while first != end:
        middle = start + split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def places_of(ranges: Iterable[tuple[int, int]]) -> set[Place]:
    """Name the stored nodes that a proof needs, so that they can be read in one query."""
    return {place for start, end in ranges for place in complete_subtrees(start, end)}


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """Return the audit path of leaf ``index`` in the tree of ``size`` (RFC 9162 section 2.1.3.1)."""
    return [range_hash(start, end, node) for start, end in inclusion_ranges(index, size)]


def consistency_proof(first: int, second: int, node: NodeReader) -> list[bytes]:
    """Return the proof that nothing among the first leaves changed (RFC 9162 section 2.1.4.1)."""
    return [range_hash(start, end, node) for start, end in consistency_ranges(first, second)]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf and its path lead to, or ``None`` when the path does not fit (section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    fn, sn, result = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            result = pair_hash(step, result)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = pair_hash(result, step)
        fn, sn = fn >> 1, sn >> 1
    return result if sn == 0 else None


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Say whether a path proves that a leaf is in the tree with this root."""
    return root_from_inclusion(leaf, index, size, path) == root_hash


def proves_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether a path proves that the earlier tree is the unchanged start of the later (section 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return first_root == second_root and not path
    if first == 0:
        return first_root == EMPTY_ROOT and not path
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    early = late = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            early, late = pair_hash(step, early), pair_hash(step, late)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            late = pair_hash(late, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and early == first_root and late == second_root
