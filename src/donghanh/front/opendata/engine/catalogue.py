"""Search of a catalogue as CKAN clients ask: a query, sorting, facets; a linear walk is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from donghanh.front.opendata.engine.solr import Unreadable, read
from donghanh.kit.text import search_key, sort_key

__all__ = ["Entry", "Result", "Unreadable", "search"]


@dataclass(frozen=True)
class Entry:
    """What is looked at of a dataset: folded words, and the values of each field."""

    name: str
    title: str
    words: str
    title_words: str
    values: Mapping[str, tuple[str, ...]]
    created: str
    modified: str
    rank: tuple[tuple[float, ...], tuple[int, ...], str] = field(default=((), (), ""))

    @staticmethod
    def of(name: str, title: str, text: str, values: Mapping[str, Sequence[str]], created: str, modified: str) -> Entry:
        """Prepare a dataset to be looked through."""
        return Entry(
            name=name,
            title=title,
            words=search_key(f"{name} {title} {text}"),
            title_words=search_key(title),
            values={key: tuple(v) for key, v in values.items()},
            created=created,
            modified=modified,
            rank=sort_key(title),
        )


_SORTS = {
    "metadata_modified": lambda e: e.modified,
    "metadata_created": lambda e: e.created,
    "title_string": lambda e: e.rank,
    "title": lambda e: e.rank,
    "name": lambda e: e.name,
    "id": lambda e: e.name,
}


@dataclass(frozen=True)
class Result:
    """The entries found, in order, and how they divide."""

    entries: list[Entry]
    facets: dict[str, Counter[str]]
    sort: str


def search(
    entries: Iterable[Entry], *, q: str = "", fq: Sequence[str] = (), sort: str = "", facets: Sequence[str] = ()
) -> Result:
    """Find entries that meet the query and every filter; without another wish, titles with its words come first."""
    asked = read(q)
    must = [asked.holds, *(read(part).holds for part in fq)]
    found = [entry for entry in entries if all(holds(entry) for holds in must)]
    words = asked.words
    told = sort.strip() or "score desc, metadata_modified desc"
    for part in reversed([p for p in told.split(",") if p.strip()]):
        name, _space, way = part.strip().partition(" ")
        down = way.strip().lower() == "desc"
        if way.strip().lower() not in ("", "asc", "desc"):
            raise Unreadable(f"không sắp theo “{part.strip()}” được")
        if name in ("score", "relevance"):
            if words:
                found.sort(key=lambda e: sum(w in e.title_words for w in words), reverse=down)
            continue
        if name not in _SORTS:
            raise Unreadable(f"không sắp theo “{name}” được")
        found.sort(key=_SORTS[name], reverse=down)
    counts = {name: Counter(v for e in found for v in e.values.get(name, ())) for name in facets}
    return Result(found, counts, told)
