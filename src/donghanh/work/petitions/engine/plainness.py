"""How plainly an answer reads: the length of its sentences, and abbreviations that a business may not know.

Vietnamese is counted in syllables, as written. A sentence of more than 35 syllables is called long, an average of
more than 25 hard: rules of thumb of the house, shown as hints and never a hurdle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG, HARD, FAIR = 35, 25, 18
_ENDS = re.compile(r"(?<=[.!?…;:])\s+|\n+")
_WORD = re.compile(r"\w+", re.UNICODE)
_CAPITALS = re.compile(r"(?<![\w/&-])[A-ZĐ][A-ZĐ0-9&]*[A-ZĐ](?![\w/-])")
# What everybody who does business reads without help.
KNOWN = frozenset({"UBND", "HĐND", "TP", "VND", "USD", "PDF", "USB", "ATM", "SMS", "GPS", "VAT", "CCCD"})


@dataclass(frozen=True)
class Plainness:
    """What a drafter is told: syllables a sentence, the word for it, long sentences, abbreviations to write out."""

    sentences: int
    average: float
    word: str
    kind: str
    long: tuple[str, ...]
    abbreviations: tuple[str, ...]


def look(text: str) -> Plainness:
    """Look at a draft; empty text reads easily."""
    parts = [p.strip() for p in _ENDS.split(text) if _WORD.search(p)]
    lengths = [len(_WORD.findall(p)) for p in parts]
    average = sum(lengths) / len(lengths) if lengths else 0.0
    word, kind = (
        ("khó đọc", "late") if average > HARD else ("đọc được", "soon") if average > FAIR else ("dễ đọc", "done")
    )
    long = tuple(p for p, n in zip(parts, lengths, strict=True) if n > LONG)
    shouting = not re.search(r"[a-zà-ỹđ]", text)
    found = [] if shouting else [m[0] for m in _CAPITALS.finditer(text)]
    return Plainness(len(parts), round(average, 1), word, kind, long, tuple(dict.fromkeys(_unknown(found, text))))


def _unknown(found: list[str], text: str) -> list[str]:
    """Keep abbreviations that the text itself does not explain: ``Hải quan điện tử (HQĐT)``."""
    return [a for a in found if a not in KNOWN and f"({a})" not in text]
