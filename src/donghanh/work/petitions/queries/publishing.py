"""What of a case could be public: private words masked, and every word of the petitioner's own identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from donghanh.work.petitions.engine.masking import Masked, mask, own_words
from donghanh.work.petitions.models import Answer, Petition


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
    own = own_words(who, agreed=agreed)
    parts = [mask(text, own) for text in (row.title, row.text, answer.text)]
    return MaskedCase(parts[0], parts[1], parts[2], who.name if agreed and who is not None else "")
