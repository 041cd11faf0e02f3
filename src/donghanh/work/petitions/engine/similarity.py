"""Which texts say much the same: character n-grams weighted by how rare they are, compared by their angle.

Accent-insensitive, because people type with and without marks; characters instead of words, because a Vietnamese word
is several syllables and a typing slip must not hide a match. Deterministic: the same texts in the same order give the
same figures, and ties keep the order given.

weight of an n-gram in a text: (1 + ln count) x (1 + ln((1 + texts) / (1 + texts that hold it))); each text's weights
are scaled to length one, so that the score of two texts is the cosine between them, from 0 to 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donghanh.kit.text import search_key

SIZES = (3, 4)
LONGEST = 4000
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_BASE = np.int64(41)
_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Match:
    """One text that resembles: its place in the list given, and how much (0 to 1)."""

    place: int
    score: float


def grams(text: str) -> tuple[_Ints, _Floats]:
    """Return a text's distinct n-grams as numbers, ascending, with how often each stands in it."""
    folded = f" {_NO_LETTER.sub(' ', search_key(text[:LONGEST])).strip()} "
    letters = np.frombuffer(folded.encode("ascii"), dtype=np.uint8).astype(np.int64)
    letters = np.where(letters == 32, 1, np.where(letters < 58, letters - 46, letters - 85))
    found = []
    for size in SIZES:
        if len(letters) < size:
            continue
        codes = np.full(len(letters) - size + 1, size, dtype=np.int64)
        for n in range(size):
            codes = codes * _BASE + letters[n : len(letters) - size + 1 + n]
        found.append(codes)
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float64)
    codes, counts = np.unique(np.concatenate(found), return_counts=True)
    return codes, counts.astype(np.float64)


class Index:
    """A list of texts made ready to be compared with; building costs once, each question little."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.count = len(texts)
        parts = [grams(t) for t in texts]
        codes = np.concatenate([c for c, _ in parts]) if parts else np.empty(0, dtype=np.int64)
        counts = np.concatenate([n for _, n in parts]) if parts else np.empty(0, dtype=np.float64)
        owners = np.repeat(np.arange(self.count, dtype=np.int64), [len(c) for c, _ in parts])
        self.vocabulary, held = np.unique(codes, return_counts=True)
        self.rarity: _Floats = 1 + np.log((1 + self.count) / (1 + held))
        places = np.searchsorted(self.vocabulary, codes)
        weights = (1 + np.log(counts)) * self.rarity[places] if len(codes) else counts
        lengths = np.sqrt(np.bincount(owners, weights=weights**2, minlength=self.count))
        weights = weights / np.where(lengths > 0, lengths, 1)[owners] if len(codes) else weights
        order = np.argsort(places, kind="stable")
        self.owners, self.weights = owners[order], weights[order]
        self.starts: _Ints = np.searchsorted(places[order], np.arange(len(self.vocabulary) + 1))

    def scores(self, text: str) -> _Floats:
        """Return how much each text of the list resembles this one."""
        codes, counts = grams(text)
        total = np.zeros(self.count)
        if not len(codes) or not len(self.vocabulary):
            return total
        places = np.searchsorted(self.vocabulary, codes)
        known = (places < len(self.vocabulary)) & (
            self.vocabulary[np.minimum(places, len(self.vocabulary) - 1)] == codes
        )
        # An n-gram that no text holds is the rarest of all: it lengthens the question and so lowers every score.
        rarity = np.where(known, self.rarity[np.minimum(places, len(self.vocabulary) - 1)], 1 + np.log(1 + self.count))
        weights = (1 + np.log(counts)) * rarity
        weights = weights / np.sqrt((weights**2).sum())
        for place, weight in zip(places[known], weights[known], strict=True):
            row = slice(self.starts[place], self.starts[place + 1])
            total[self.owners[row]] += weight * self.weights[row]
        return total

    def nearest(self, text: str, *, limit: int = 5, floor: float = 0.2) -> list[Match]:
        """Return the texts that resemble most, best first; below ``floor`` nothing is called alike."""
        scores = np.round(self.scores(text), 9)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Match(int(n), float(scores[n])) for n in order if scores[n] >= floor]


def clusters(texts: Sequence[str], *, floor: float = 0.45, smallest: int = 3) -> list[tuple[int, ...]]:
    """Group texts that say much the same: every member resembles the group's first; largest groups first.

    A leader gathers what is near to it, so that a chain of small likenesses never joins two different matters.
    """
    index = Index(texts)
    free = np.ones(len(texts), dtype=bool)
    near = [index.scores(t) for t in texts]
    degree = [int((row >= floor).sum()) for row in near]
    groups = []
    for leader in sorted(range(len(texts)), key=lambda n: (-degree[n], n)):
        if not free[leader]:
            continue
        members = tuple(int(n) for n in np.flatnonzero(free & (near[leader] >= floor)))
        if len(members) >= smallest:
            free[list(members)] = False
            groups.append(members)
    return sorted(groups, key=lambda g: (-len(g), g[0]))
