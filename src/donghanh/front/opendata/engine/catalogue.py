"""Search of a catalogue as CKAN clients ask: words, ``field:value`` terms, sorting, facets; a linear walk is enough."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from donghanh.kit.text import search_key, sort_key

# name in a query -> the values of an entry
Values = Callable[["Entry"], tuple[str, ...]]


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


@dataclass(frozen=True)
class Term:
    """One condition: a word, or a field with its value; ``*`` in a value stands for anything."""

    field: str
    value: str
    negated: bool = False

    def holds(self, entry: Entry) -> bool:
        """Say whether an entry meets it."""
        return self._found(entry) != self.negated

    def _found(self, entry: Entry) -> bool:
        if not self.field:
            return search_key(self.value) in entry.words
        if self.field == "*" or self.value == "*":
            return (
                self.field in ("*", "")
                or bool(entry.values.get(self.field))
                or self.field in ("title", "name", "notes")
            )
        if self.field in ("title", "notes", "text"):
            return search_key(self.value.strip("*")) in (entry.title_words if self.field == "title" else entry.words)
        values = (entry.name,) if self.field == "name" else entry.values.get(self.field, ())
        if "*" in self.value:
            pattern = re.compile(".*".join(re.escape(part) for part in self.value.lower().split("*")))
            return any(pattern.fullmatch(v.lower()) for v in values)
        return any(v.lower() == self.value.lower() for v in values)


_TOKEN = re.compile(r'([+\-!]?)(?:([\w.]+|\*):)?(?:"([^"]*)"|(\(?[^\s()"]+\)?))')


class Unreadable(ValueError):
    """A query that cannot be read."""


def read(query: str) -> list[Term]:
    """Read a query: ``giá đất``, ``organization:so-tai-chinh +tags:"đất đai" -res_format:CSV``, ``*:*``."""
    if query.count('"') % 2:
        raise Unreadable("dấu ngoặc kép chưa đóng")
    terms = []
    for sign, name, quoted, plain in _TOKEN.findall(query):
        value = quoted or plain.strip("()")
        if not value or (not name and value in ("AND", "OR", "NOT", "*")):
            continue
        terms.append(Term(name, value, sign in ("-", "!")))
    return [t for t in terms if not (t.field == "*" and t.value == "*")]


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
    """Find entries that meet every term; with words and no other wish, titles that hold all of them come first."""
    asked = read(q)
    terms = [*asked, *(term for part in fq for term in read(part))]
    found = [entry for entry in entries if all(term.holds(entry) for term in terms)]
    words = [search_key(t.value) for t in asked if not t.field]
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
