"""The query language that CKAN's clients write, read into one condition over an entry of the catalogue.

Words, ``"phrases"``, ``field:value``, ``field:(a OR b)``, ``AND``/``OR``/``NOT`` (``&&``, ``||``, ``!``, ``+``, ``-``),
parentheses, ``*`` and ``?``, ``field:[from TO to]``, ``*:*``. What stands side by side must all hold, ``AND`` binds
tighter than ``OR``. What is not understood is refused with a sentence, never read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from donghanh.kit.text import search_key


class Looked(Protocol):
    """What a condition looks at."""

    @property
    def name(self) -> str:
        """Return the name."""

    @property
    def words(self) -> str:
        """Return everything it says, folded."""

    @property
    def title_words(self) -> str:
        """Return its title, folded."""

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Return the values of each field."""

    @property
    def created(self) -> str:
        """Return when it came."""

    @property
    def modified(self) -> str:
        """Return when it changed."""


Holds = Callable[[Looked], bool]
TEXTS = ("title", "notes", "text", "description")
INSTANTS = ("metadata_modified", "metadata_created")
VALUES = (
    *("id", "name", "organization", "owner_org", "groups", "tags", "license_id", "res_format", "dataset_type", "type"),
    *("state", "capacity", "entity_type", "private", "site_id"),
)
_OPEN_ENDED = ("extras_", "vocab_")  # CKAN makes such fields of what a site adds; here they are empty
LONGEST, DEEPEST, MOST = 4000, 20, 200


class Unreadable(ValueError):
    """A query that cannot be read; its text is the sentence that says why."""


@dataclass(frozen=True)
class Query:
    """A query that was read: what must hold, and the words by which titles are ranked."""

    holds: Holds
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Token:
    kind: str  # "(", ")", "and", "or", "not", "field", "word", "phrase", "range"
    text: str = ""


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\)) | (?P<and>&&) | (?P<or>\|\|)
    | (?P<field>[^\W\d][\w.\-]*|\*):(?=\S)
    | "(?P<phrase>(?:\\.|[^"\\])*)"
    | (?P<range>[\[{][^\[\]{}]*[\]}])
    | (?P<sign>[+\-!](?=\S))
    | (?P<lone>[+\-!](?!\S))
    | (?P<word>(?:\\.|[^\s()":\\]|:(?!\s))+)
    | (?P<odd>\S)
    )""",
    re.VERBOSE,
)
_BOOST = re.compile(r"\^\d+(\.\d+)?")
_CALLED = {"AND": "and", "OR": "or", "NOT": "not"}


def read(query: str) -> Query:
    """Read a query; an empty one holds for everything."""
    if len(query) > LONGEST:
        raise Unreadable(f"câu hỏi dài quá {LONGEST} ký tự")
    tokens = list(_tokens(query))
    if not tokens:
        return Query(lambda _entry: True)
    if len(tokens) > MOST:
        raise Unreadable(f"câu hỏi có quá {MOST} phần")
    reading = _Reading(tokens)
    holds = reading.either("", 0)
    if reading.next is not None:
        raise Unreadable("thừa dấu ngoặc đơn đóng")
    return Query(holds, tuple(reading.words))


def _tokens(query: str) -> Iterator[_Token]:
    if len(re.sub(r"\\.", "", query).split('"')) % 2 == 0:
        raise Unreadable("dấu ngoặc kép chưa đóng")
    at = 0
    text = query.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # pragma: no cover - the last choice takes any character
            raise Unreadable(f"không đọc được từ chỗ “{text[at : at + 20]}”")
        at = match.end()
        kind = str(match.lastgroup)
        found = match[kind]
        if kind in ("phrase", "range") or (kind == "close"):
            at = _after_boost(text, at)
        if kind == "word" and found in _CALLED:
            yield _Token(_CALLED[found])
        elif kind == "word":
            yield _Token("word", _BOOST.sub("", found))
        elif kind == "sign":
            if found != "+":
                yield _Token("not")
        elif kind == "lone":  # a dash between two words says nothing
            continue
        elif kind == "odd":
            raise Unreadable(f"không hiểu dấu “{found}”; hãy đặt cả cụm trong ngoặc kép")
        else:
            yield _Token({"open": "(", "close": ")"}.get(kind, kind), found)


def _after_boost(text: str, at: int) -> int:
    if text[at : at + 1] == "~":
        raise Unreadable("chưa đọc được tìm gần đúng (~)")
    boost = _BOOST.match(text, at)
    return boost.end() if boost else at


@dataclass
class _Reading:
    """A walk over the parts of a query."""

    tokens: list[_Token]
    at: int = 0
    words: list[str] = field(default_factory=list)
    negated: int = 0

    @property
    def next(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self, kind: str) -> bool:
        if self.next is not None and self.next.kind == kind:
            self.at += 1
            return True
        return False

    def either(self, name: str, depth: int) -> Holds:
        """Read what is joined by OR."""
        if depth > DEEPEST:
            raise Unreadable(f"ngoặc đơn lồng quá {DEEPEST} lớp")
        parts = [self._both(name, depth)]
        while self._take("or"):
            parts.append(self._both(name, depth))
        return parts[0] if len(parts) == 1 else lambda entry: any(part(entry) for part in parts)

    def _both(self, name: str, depth: int) -> Holds:
        """Read what stands side by side, or is joined by AND."""
        parts = [self._one(name, depth)]
        while True:
            joined = self._take("and")
            if not joined and (self.next is None or self.next.kind in (")", "or")):
                break
            parts.append(self._one(name, depth))
        return parts[0] if len(parts) == 1 else lambda entry: all(part(entry) for part in parts)

    def _one(self, name: str, depth: int) -> Holds:
        if self._take("not"):
            self.negated += 1
            denied = self._one(name, depth + 1) if depth <= DEEPEST else self.either(name, depth)
            self.negated -= 1
            return lambda entry: not denied(entry)
        token = self.next
        if token is None or token.kind in ("and", "or", ")"):
            raise Unreadable("thiếu một vế ở cạnh AND, OR, NOT hoặc trong ngoặc đơn")
        self.at += 1
        if token.kind == "(":
            inner = self.either(name, depth + 1)
            if not self._take(")"):
                raise Unreadable("dấu ngoặc đơn chưa đóng")
            return inner
        if token.kind == "field":
            if name:
                raise Unreadable(f"“{token.text}:” nằm trong “{name}:(…)”")
            return self._one(_known(token.text), depth)
        if token.kind == "range":
            return _between(name, token.text)
        return self._value(name, token)

    def _value(self, name: str, token: _Token) -> Holds:
        text = re.sub(r"\\(.)", r"\1", token.text)
        if token.kind == "word" and text.endswith("~"):
            raise Unreadable("chưa đọc được tìm gần đúng (~)")
        if not name and not self.negated and text.strip("*?"):
            self.words.append(search_key(text.strip("*?")))
        loose = token.kind == "word" and ("*" in token.text or "?" in token.text)
        return _meets(name, text, loose=loose)


def _known(name: str) -> str:
    if name in ("*", *TEXTS, *INSTANTS, *VALUES) or name.startswith(_OPEN_ENDED):
        return name
    raise Unreadable(f"không có trường “{name}”; chữ có dấu hai chấm thì đặt trong ngoặc kép")


def _meets(name: str, text: str, *, loose: bool) -> Holds:
    """Return the condition of one value; ``loose``: ``*`` and ``?`` in it stand for anything."""
    if text == "*" and loose:
        return lambda entry: _there(name, entry)
    if name in ("", "*", *TEXTS):
        if loose:
            whole = re.compile(rf"(?<!\w){_pattern(search_key(text), letters=True)}(?!\w)")
            return lambda entry: whole.search(_said(name, entry)) is not None
        key = search_key(text)
        return lambda entry: key in _said(name, entry)
    wanted = text.lower()
    if loose:
        pattern = re.compile(_pattern(wanted, letters=False), re.DOTALL)
        return lambda entry: any(pattern.fullmatch(value.lower()) for value in _of(name, entry))
    if name in INSTANTS:
        return lambda entry: _of(name, entry)[0].startswith(text)
    return lambda entry: any(value.lower() == wanted for value in _of(name, entry))


def _pattern(text: str, *, letters: bool) -> str:
    some, one = (r"\w*", r"\w") if letters else (".*", ".")
    return "".join(some if c == "*" else one if c == "?" else re.escape(c) for c in text)


def _said(name: str, entry: Looked) -> str:
    return entry.title_words if name == "title" else entry.words


def _there(name: str, entry: Looked) -> bool:
    return name in ("", "*", *TEXTS) or bool(_of(name, entry))


def _of(name: str, entry: Looked) -> tuple[str, ...]:
    if name == "name":
        return (entry.name,)
    if name in INSTANTS:
        return (entry.modified if name == "metadata_modified" else entry.created,)
    return entry.values.get(name, ())


_RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+)\s*([\]}])")
_INSTANT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?Z?)?)?)?")


def _between(name: str, text: str) -> Holds:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise Unreadable(f"không đọc được khoảng “{text[:60]}”; hãy viết [từ TO đến]")
    if not name:
        raise Unreadable("khoảng [… TO …] phải đi sau tên trường")
    opened, low, high, closed = match.groups()
    low, high = low.strip('"'), high.strip('"')
    if name in INSTANTS:
        low, high = _instant(low), _instant(high)

    def within(value: str) -> bool:
        value = value[:19] if name in INSTANTS else value  # to the second, in UTC
        after = low == "*" or (value >= low if opened == "[" else value > low)
        return after and (high == "*" or (value <= high if closed == "]" else value < high))

    return lambda entry: any(within(value) for value in _of(name, entry))


def _instant(text: str) -> str:
    if text != "*" and not _INSTANT.fullmatch(text):
        raise Unreadable(f"“{text[:40]}” không phải thời điểm; hãy viết như 2026-01-31T00:00:00Z")
    return text.rstrip("Z").partition(".")[0]
