"""Subjects and the matrix that proposes an agency: subject x place x agency, tightest match first, always explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.kit.text import search_key

PLACE = "place"


@dataclass(frozen=True)
class Subject:
    """A field of petitions, the sub-index it bears on, and words by which it is recognised."""

    code: str
    label: str
    part: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """One reviewed line: from a subject (and a place) to a leading agency and those who co-answer."""

    subject: str
    lead: str
    why: str
    support: tuple[str, ...] = ()
    needs_place: bool = False
    places: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    verified: bool = False

    def fits(self, *, subject: str, place: str, on: date) -> bool:
        """Say whether the line speaks of this case on this day."""
        if self.subject != subject or (self.needs_place and not place):
            return False
        if self.places and place not in self.places:
            return False
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    @property
    def tightness(self) -> tuple[int, int]:
        """Order lines: those that name places before those that need one, before those for everywhere."""
        return (len(self.places) > 0, self.needs_place)


@dataclass(frozen=True)
class Proposal:
    """Whom the matrix would give a petition to, as codes, and the reason in words."""

    lead: str
    support: tuple[str, ...]
    why: str
    verified: bool


@lru_cache(maxsize=1)
def subjects() -> dict[str, Subject]:
    """Return the subjects by code, in reviewed order."""
    rows = read_yaml("petitions", "subjects.yaml")["subjects"]
    return {r["code"]: Subject(r["code"], r["label"], r["part"], tuple(r["words"])) for r in rows}


def subject_label(code: str) -> str:
    """Return a subject's name; what was never chosen says so."""
    found = subjects().get(code)
    return found.label if found else "chưa phân lĩnh vực"


@lru_cache(maxsize=1)
def parts() -> dict[str, str]:
    """Return the sub-indices of PCI that a subject bears on, by code, under their present names."""
    names = read_yaml("indices", "families.yaml")["PCI"]["subindices"]
    return {code: names[code][0] for code in names if any(s.part == code for s in subjects().values())}


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml("petitions", "routing.yaml")
    return data


@lru_cache(maxsize=1)
def routes() -> tuple[Route, ...]:
    """Return every reviewed line of the matrix."""
    made = []
    for row in _read()["rules"]:
        lists = {name: tuple(row.get(name, ())) for name in ("support", "places")}
        made.append(Route(**{**row, **lists}))
    return tuple(made)


def propose(*, subject: str, place: str, on: date) -> Proposal:
    """Return the tightest line for a case, or the default with the reason that there is none."""
    fitting = [r for r in routes() if r.fits(subject=subject, place=place, on=on)]
    if not fitting:
        default = _read()["default"]
        return Proposal(default["lead"], (), default["why"], verified=False)
    best = max(fitting, key=lambda r: r.tightness)
    return Proposal(best.lead, best.support, best.why, best.verified)


def as_written(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without marks as the text writes them; a word that a longer one holds is not said twice."""
    tokens = [(m.start(), m.end(), search_key(m.group())) for m in re.finditer(r"\w+", text)]
    said: dict[str, None] = {}
    for word in words:
        if any(word != longer and word in longer for longer in words):
            continue
        n = len(word.split())
        spans = (tokens[k : k + n] for k in range(len(tokens) - n + 1))
        found = next((s for s in spans if [folded for _, _, folded in s] == word.split()), None)
        said[text[found[0][0] : found[-1][1]].lower() if found else word] = None
    return tuple(said)


def guess_subject(text: str) -> tuple[str, tuple[str, ...]]:
    """Guess a subject from words, marks not needed: the code and the words that spoke for it; "" where none did."""
    folded = search_key(text)
    found = {s.code: tuple(w for w in s.words if w in folded) for s in subjects().values()}
    best = max(found, key=lambda code: (len(found[code]), sum(map(len, found[code]))))
    return (best, found[best]) if found[best] else ("", ())
