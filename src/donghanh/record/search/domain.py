"""What a search takes and gives, and which other words mean the same: reviewed data, no query."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from donghanh.kit.data import read_csv, read_yaml
from donghanh.kit.text import squeeze
from donghanh.record.search.engine import words
from donghanh.record.search.engine.question import Phrase
from donghanh.ui.shell import EVERYBODY, Document

__all__ = ["EVERYBODY", "FACETS", "Document", "FacetValue", "Found", "Hit", "digest", "shelf_digest", "synonyms"]

PER_PAGE = 20
MOST_PAGES = 25
FACETS = ("kind", "agency", "subject", "year", "place")
WEIGHTS = range(1, 10)


@dataclass(frozen=True)
class Hit:
    """One thing found: ``pieces`` is a passage of its text cut where the words asked for begin and end."""

    kind: str
    kind_label: str
    key: str
    title: str
    url: str
    note: str
    pieces: tuple[tuple[str, bool], ...]
    agency: str = ""
    subject: str = ""
    year: int | None = None
    place: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class FacetValue:
    """One value by which what was found may be narrowed, and how much would stay."""

    value: str
    label: str
    count: int
    chosen: bool = False
    at_least: bool = False


@dataclass(frozen=True)
class Found:
    """An answer: the hits of one page, how many there are in all, how they divide, what else to try."""

    query: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    capped: bool = False  # more than ``total`` are there
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    did_you_mean: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain values, for JSON."""
        return {
            "query": self.query,
            "total": self.total,
            "capped": self.capped,
            "page": self.page,
            "pages": self.pages,
            "did_you_mean": list(self.did_you_mean),
            "also": list(self.also),
            "facets": {
                name: [{"value": v.value, "label": v.label, "count": v.count, "at_least": v.at_least} for v in values]
                for name, values in self.facets.items()
            },
            "hits": [
                {
                    "kind": h.kind,
                    "label": h.kind_label,
                    "key": h.key,
                    "title": h.title,
                    "url": h.url,
                    "note": h.note,
                    "passage": "".join(text for text, _hit in h.pieces),
                    "agency": h.agency,
                    "subject": h.subject,
                    "year": h.year,
                    "place": h.place,
                    "language": h.language,
                }
                for h in self.hits
            ],
        }


def digest(document: Document) -> str:
    """Return what a document's row is compared by, so that putting it again unchanged writes nothing."""
    return sha256(repr(document).encode()).hexdigest()


def shelf_digest(document: Document) -> str:
    """Name the shelf a document stands on."""
    d = document
    shared = (d.kind, d.agency, d.subject, d.year, d.place, d.language, tuple(sorted(set(d.readers))))
    return sha256(repr(shared).encode()).hexdigest()


@dataclass(frozen=True)
class Synonyms:
    """Other ways to say a phrase, and for units of 2023 the sentence that says what they are called today."""

    ways: dict[Phrase, tuple[Phrase, ...]]
    notes: dict[Phrase, str]


def _fold(text: str) -> Phrase:
    return tuple(words.folded(text))


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """Read the reviewed groups of synonyms, the abbreviations of agencies, the units of 2023 and of today."""
    ways: dict[Phrase, list[Phrase]] = {}
    groups = [[str(w) for w in group] for group in read_yaml("search", "synonyms.yaml")]
    groups += [[str(short), str(full)] for short, full in read_yaml("orgs", "abbreviations.yaml").items()]
    for group in groups:
        phrases = [p for text in group for p in _variants(_fold(text))]
        for phrase in phrases:
            ways.setdefault(phrase, []).extend(p for p in phrases if p != phrase)
    notes: dict[Phrase, str] = {}
    for names, sentence, communes in _units():
        for name in names:
            ways.setdefault(name, []).extend(communes)
            notes[name] = sentence
    return Synonyms({phrase: tuple(dict.fromkeys(others)) for phrase, others in ways.items()}, notes)


def _variants(phrase: Phrase) -> list[Phrase]:
    """Names of merged fields are written with and without "và": Kế hoạch (và) Đầu tư."""
    if len(phrase) == 4 and "va" not in phrase:
        return [phrase, (*phrase[:2], "va", *phrase[2:])]
    return [phrase]


def _units() -> list[tuple[list[Phrase], str, list[Phrase]]]:
    """Give each district of 2023: how it is typed, what became of it in one sentence, its communes of today."""
    found = []
    communes = read_csv("units", "communes.csv")
    for row in read_csv("units", "districts.csv"):
        name, kind = row["name"], row["kind"]
        today = [c for c in communes if c["former_district"] == row["code"]]
        typed = [_fold(f"{kind} {name}")]
        if kind == "huyện":
            typed.append(_fold(name))
        else:
            typed.append(_fold(f"TP {name}"))
        labels = ", ".join(f"{c['kind']} {c['name']}" for c in today)
        sentence = squeeze(f"{kind.capitalize()} {name} kết thúc từ 01/7/2025; nay là {labels}. Đã tìm cả các tên này.")
        others = [_fold(f"{kind} {name}"), *(_fold(f"{c['kind']} {c['name']}") for c in today)]
        found.append((typed, sentence, others))
    return found
