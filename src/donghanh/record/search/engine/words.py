"""Cut Vietnamese text into words: as written (one spelling of the tone mark) and as typed without marks."""

from __future__ import annotations

import re

from donghanh.kit.text import fold_vi, nfc

_WORD = re.compile(r"[^\W_]+")
# hoà and hòa, thuỵ and thụy are one word: the mark goes where the older spelling puts it, never after qu.
_TONES = {"o": ("àáảãạ", "òóỏõọ", "a"), "e": ("èéẻẽẹ", "òóỏõọ", "e"), "y": ("ỳýỷỹỵ", "ùúủũụ", "y")}
_MOVED = {
    f"{first}{marked}": f"{before}{bare}"
    for first, rows in (("o", [_TONES["o"], _TONES["e"]]), ("u", [_TONES["y"]]))
    for after, befores, bare in rows
    for marked, before in zip(after, befores, strict=True)
}
_MOVABLE = re.compile(r"(?<!q)(?:" + "|".join(_MOVED) + r")$")
LONGEST_WORD = 60
LONGEST_TEXT = 20_000  # characters of a body that are indexed; positions of words stay below what PostgreSQL keeps


def exact(text: str) -> list[str]:
    """Return the words of a text as written: lower case, one spelling of each tone mark."""
    return [_MOVABLE.sub(lambda m: _MOVED[m[0]], word[:LONGEST_WORD]) for word in _WORD.findall(nfc(text).lower())]


def folded(text: str) -> list[str]:
    """Return the words of a text as typed without marks, one for each word of :func:`exact`."""
    return [fold_vi(word)[:LONGEST_WORD] for word in exact(text)]


def near(word: str) -> set[str]:
    """Return every word one slip of the finger away: a letter too many, too few, another, or two exchanged."""
    letters = "abcdeghiklmnopqrstuvxy"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in letters}
    found |= {a + c + b for a, b in cuts for c in letters}
    return {w for w in found if len(w) > 1} - {word}
