"""A text with private words masked: the petitioner's own first (known exactly), then what looks like such."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from donghanh.work.petitions.engine import places, redaction

OWN = "[người gửi]"


@dataclass(frozen=True)
class Masked:
    """A text with its masks: what stood there by kind, for the preview; the public sees only ``text``."""

    text: str
    found: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def _place_names() -> frozenset[str]:
    return frozenset(p.name for p in places.register())


def own_words(who: Any, *, agreed: bool = False) -> tuple[str, ...]:
    """Return what a petitioner is known by; one who agreed to be named in public keeps name and tax code."""
    if who is None:
        return ()
    named = () if agreed else (who.name, who.tax_code)
    return (who.representative, who.phone, who.email, who.address, *named)


def mask(text: str, own: tuple[str, ...]) -> Masked:
    """Mask a text of somebody who is known by these words."""
    found: list[tuple[str, str]] = []
    for word in sorted({w.strip() for w in own if len(w.strip()) > 3}, key=len, reverse=True):
        pattern = re.compile(r"\s*".join(re.escape(p) for p in word.split()), re.IGNORECASE)
        if pattern.search(text):
            found.append(("Người gửi", word))
            text = pattern.sub(OWN, text)
    spans = redaction.find(text, places=_place_names())
    found += [(redaction.LABELS[s.kind], s.text) for s in spans]
    return Masked(redaction.mask(text, spans), tuple(found))
