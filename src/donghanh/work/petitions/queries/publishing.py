"""What of a case could be public: private words masked, and every word of the petitioner's own identity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from donghanh.work.petitions.engine import places, redaction
from donghanh.work.petitions.models import Answer, Petition

OWN = "[người gửi]"


@dataclass(frozen=True)
class Masked:
    """A text with its masks: what stood there by kind, for the preview; the public sees only ``text``."""

    text: str
    found: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MaskedCase:
    """Title, question and answer as they could be public, and the name if the petitioner agreed to be named."""

    title: Masked
    question: Masked
    text: Masked
    name: str

    def log(self) -> list[dict[str, Any]]:
        """Tell how many words of each kind were masked, never the words."""
        counts: dict[str, int] = {}
        for part in (self.title, self.question, self.text):
            for kind, _ in part.found:
                counts[kind] = counts.get(kind, 0) + 1
        return [{"kind": kind, "count": count} for kind, count in sorted(counts.items())]

    @property
    def found(self) -> list[tuple[str, str]]:
        """List everything that was masked, once each."""
        return list(dict.fromkeys((*self.title.found, *self.question.found, *self.text.found)))


def masked(row: Petition, answer: Answer) -> MaskedCase:
    """Mask a case for publication."""
    who = getattr(row, "petitioner", None)
    agreed = who is not None and who.public_name
    own = []
    if who is not None:
        own = [who.representative, who.phone, who.email, who.address, *([] if agreed else [who.name, who.tax_code])]
    known = frozenset(p.name for p in places.register())
    parts = [_mask(text, own, known) for text in (row.title, row.text, answer.text)]
    return MaskedCase(parts[0], parts[1], parts[2], who.name if agreed and who is not None else "")


def _mask(text: str, own: list[str], known: frozenset[str]) -> Masked:
    """Mask the petitioner's own words first (they are known exactly), then whatever looks like personal data."""
    found: list[tuple[str, str]] = []
    for word in sorted({w.strip() for w in own if len(w.strip()) > 3}, key=len, reverse=True):
        pattern = re.compile(r"\s*".join(re.escape(p) for p in word.split()), re.IGNORECASE)
        if pattern.search(text):
            found.append(("Người gửi", word))
            text = pattern.sub(OWN, text)
    spans = redaction.find(text, places=known)
    found += [(redaction.LABELS[s.kind], s.text) for s in spans]
    return Masked(redaction.mask(text, spans), tuple(found))
