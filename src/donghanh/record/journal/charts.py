"""The way from one entry to the published root, drawn so that it can be followed by eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from donghanh.record.journal.engine import merkle


@dataclass(frozen=True)
class Rung:
    """One step up: the hash beside, on which side it stands, and what both give together."""

    number: int
    beside: str
    on_left: bool
    gives: str
    y: int


@dataclass(frozen=True)
class Ladder:
    """The whole way, with the places of a drawing 640 wide."""

    rungs: list[Rung]
    leaf: str
    height: int
    leaf_y: int


_STEP = 64


def ladder(proof: dict[str, Any]) -> Ladder:
    """Lay out the steps of an inclusion proof from the leaf (at the foot) to the root (at the head)."""
    fn, sn = proof["index"], proof["checkpoint"]["size"] - 1
    value = bytes.fromhex(proof["leaf_hash"])
    count = len(proof["path"])
    rungs = []
    for number, text in enumerate(proof["path"], start=1):
        beside = bytes.fromhex(text)
        on_left = bool(fn & 1) or fn == sn
        if on_left:
            value = merkle.pair_hash(beside, value)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = merkle.pair_hash(value, beside)
        fn, sn = fn >> 1, sn >> 1
        rungs.append(Rung(number, text, on_left, value.hex(), (count - number) * _STEP + 8))
    return Ladder(rungs, proof["leaf_hash"], count * _STEP + 56, count * _STEP + 8)
