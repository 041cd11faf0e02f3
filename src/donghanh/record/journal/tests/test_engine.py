"""The Merkle tree against published roots, against another implementation, and against mutation."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from donghanh.record.journal.engine import merkle

# The inputs and roots that the reference implementation of RFC 6962 publishes for trees of 1 to 8 leaves.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Tree:
    """A log kept in a dictionary, grown the way the database's is."""

    def __init__(self, leaves: list[bytes] | None = None) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size = 0
        self.add([merkle.leaf_hash(leaf) for leaf in leaves or []])

    def add(self, hashes: list[bytes]) -> None:
        for level, position, value in list(merkle.grow(self.size, hashes, self.node)):
            assert (level, position) not in self.nodes, "a node is written once"
            self.nodes[level, position] = value
        self.size += len(hashes)

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]


def numbered(count: int) -> list[bytes]:
    return [str(i).encode() for i in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_published_for_rfc_6962(size: int) -> None:
    assert merkle.root(size, Tree(LEAVES[:size]).node).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root(0, Tree().node) == hashlib.sha256(b"").digest()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=70))
def test_another_implementation_of_the_rfc_gets_the_same_root(leaves: list[bytes]) -> None:
    other = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        other.append_entry(leaf)
    assert merkle.root(len(leaves), Tree(leaves).node) == other.get_state()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_growing_in_pieces_gives_the_same_tree_as_growing_at_once(size: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, size))
    hashes = [merkle.leaf_hash(leaf) for leaf in numbered(size)]
    pieces = Tree()
    pieces.add(hashes[:cut])
    pieces.add(hashes[cut:])
    assert pieces.nodes == Tree(numbered(size)).nodes


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 300), st.data())
def test_every_leaf_can_be_proved_and_no_other_leaf_by_its_path(size: int, data: st.DataObject) -> None:
    tree = Tree(numbered(size))
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion_proof(index, size, tree.node), merkle.root(size, tree.node)
    leaf = tree.node(0, index)
    assert merkle.proves_inclusion(leaf, index, size, path, root)
    assert len(path) <= max(1, (size - 1).bit_length())
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert not merkle.proves_inclusion(tree.node(0, other), index, size, path, root)
        assert not merkle.proves_inclusion(leaf, other, size, path, root)
    assert not merkle.proves_inclusion(leaf, index, size, [*path, root], root)
    if path:
        assert not merkle.proves_inclusion(leaf, index, size, path[:-1], root)
        at = data.draw(st.integers(0, len(path) - 1))
        forged = [*path]
        forged[at] = bytes([forged[at][0] ^ 1]) + forged[at][1:]
        assert not merkle.proves_inclusion(leaf, index, size, forged, root)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 300), st.data())
def test_growth_can_be_proved_and_a_rewritten_past_cannot(size: int, data: st.DataObject) -> None:
    tree = Tree(numbered(size))
    first = data.draw(st.integers(0, size))
    path = merkle.consistency_proof(first, size, tree.node)
    early, late = merkle.root(first, tree.node), merkle.root(size, tree.node)
    assert merkle.proves_consistency(first, size, early, late, path)
    if first:
        changed = numbered(size)
        changed[data.draw(st.integers(0, first - 1))] = b"something else"
        forged = Tree(changed)
        assert not merkle.proves_consistency(
            first,
            size,
            early,
            merkle.root(size, forged.node),
            merkle.consistency_proof(first, size, forged.node),
        )


def test_every_pair_of_small_sizes_is_consistent_and_short() -> None:
    tree = Tree(numbered(40))
    for second in range(41):
        for first in range(second + 1):
            path = merkle.consistency_proof(first, second, tree.node)
            roots = merkle.root(first, tree.node), merkle.root(second, tree.node)
            assert merkle.proves_consistency(first, second, *roots, path)
            assert len(path) <= second.bit_length() + 1


def test_a_proof_outside_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        merkle.inclusion_ranges(3, 3)
    with pytest.raises(ValueError, match="larger"):
        merkle.consistency_ranges(4, 3)
    assert merkle.root_from_inclusion(b"", 3, 3, []) is None
    assert not merkle.proves_consistency(4, 3, b"", b"", [])
