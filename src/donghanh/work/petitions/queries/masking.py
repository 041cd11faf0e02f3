"""How each reader reads the words of a case: as written by those who handle it, with private words masked by the rest.

The masks are those that a publication starts from, so that a leader's page and a public one cannot differ in what they
hide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.work.petitions.engine.masking import mask, own_words
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.policies import identity_seen


@dataclass(frozen=True)
class Reading:
    """One case as one reader reads it."""

    plain: bool
    own: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """Return a text of the case as this reader may read it."""
        return text if self.plain or not text else mask(text, self.own).text


class Words:
    """A reader of many cases: who they are is asked once, what they may read is decided case by case."""

    def __init__(self, user: Any, on: date) -> None:
        self._sees = identity_seen(user, on)

    def of(self, row: Petition) -> Reading:
        """Return how this reader reads one case."""
        if self._sees(row):
            return Reading(plain=True)
        return Reading(plain=False, own=own_words(getattr(row, "petitioner", None)))
