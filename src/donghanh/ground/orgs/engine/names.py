"""Recognise written names: longest name first, marks and separators not needed, lists taken apart, titles dropped.

A name is compared as a row of folded words without "và", "&", hyphens and commas, so ``Sở Kế hoạch-Đầu tư``,
``Sở KH&ĐT`` and ``So Ke hoach va Dau tu`` are one name, and a comma inside ``UBND các huyện, thành phố`` does not cut
it. Abbreviations are data. What matches nobody comes back as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from donghanh.kit.text import fold_vi, nfc, squeeze

_WORD = re.compile(r"[^\W_]+|&")
_BRACKETS = re.compile(r"\([^()]*\)")
_CUT = re.compile(r"[,;:/\n]|\s[-–—]\s|\bvà\b|&", re.IGNORECASE)
# Words that stand before a name without being part of it; each row is folded.
_LEADS = (
    "cac",
    "nhung",
    "cung voi",
    "cung",
    "voi",
    "de nghi",
    "yeu cau",
    "giao",
    "khuyen khich",
    "co quan",
    "chu tri",
    "phoi hop voi",
    "phoi hop",
    "kinh gui",
    "lanh dao",
    "nguoi dung dau",
    "thu truong",
    "thuong truc",
    "chu tich",
    "pho chu tich",
    "giam doc",
    "pho giam doc",
    "cuc truong",
    "chi cuc truong",
    "vien truong",
    "chanh an",
    "truong ban",
    "tong bien tap",
    "chanh thanh tra so",
    "c",
    "pvp",
    "cac phong",
    "va",
    "cua",
)
# Heads that a list may leave out after the first: "Sở Tài chính, Xây dựng", "UBND huyện Cao Lộc, Chi Lăng".
_HEADS = (
    "so",
    "uy ban nhan dan huyen",
    "uy ban nhan dan thanh pho",
    "uy ban nhan dan xa",
    "uy ban nhan dan phuong",
    "cuc",
)
# A head in the plural: "các sở: Tài chính, Xây dựng", "UBND các huyện: Cao Lộc, Chi Lăng".
_PLURALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cac so", ("so",)),
    ("uy ban nhan dan cac huyen", ("uy ban nhan dan huyen", "uy ban nhan dan thanh pho", "uy ban nhan dan")),
    ("uy ban nhan dan cac xa phuong", ("uy ban nhan dan xa", "uy ban nhan dan phuong")),
    ("uy ban nhan dan cac xa", ("uy ban nhan dan xa",)),
    ("uy ban nhan dan cac phuong", ("uy ban nhan dan phuong",)),
)


@dataclass(frozen=True)
class Entry:
    """One nameable thing: its id, whether it is a group, every way it is written, and when it exists."""

    id: str
    texts: tuple[str, ...]
    is_group: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        """Say whether the thing exists on a day; groups always do."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Part:
    """One piece of a written text: the words, and who they name (``former`` when only somebody no longer existing)."""

    text: str
    id: str | None = None
    is_group: bool = False
    former: bool = False


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    entries: list[tuple[Entry, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Token:
    folded: str
    start: int
    end: int


class NameBook:
    """Every name that is known, ready to read texts with."""

    def __init__(self, entries: Iterable[Entry], *, abbreviations: Mapping[str, str], province: str) -> None:
        """Take entries, abbreviations written short -> long, and the province's name (a tail that names may carry)."""
        self._short: dict[tuple[str, ...], tuple[str, ...]] = {
            tuple(t.folded for t in _tokens(short)): tuple(t.folded for t in _tokens(long))
            for short, long in abbreviations.items()
        }
        self._longest_short = max((len(k) for k in self._short), default=1)
        self._root = _Node()
        place = tuple(t.folded for t in _tokens(province))
        self._place = place
        self._tails = tuple(t for t in (("tinh", *place), ("cua", "tinh"), ("tinh",), place) if t)
        for entry in entries:
            for text in dict.fromkeys(entry.texts):
                self._enter(entry, text)
        self._leads = tuple(sorted((tuple(x.split()) for x in _LEADS), key=len, reverse=True))

    def resolve(self, text: str, *, on: date) -> tuple[Part, ...]:
        """Take a text apart into the agencies and groups it names on a day, in order, and the words left over."""
        source = squeeze(_BRACKETS.sub(lambda m: " " * len(m[0]), nfc(text)).replace("*", " "))
        words = self._expand(_tokens(source))
        parts: list[Part] = []
        heads: tuple[tuple[str, ...], ...] = ()
        loose: list[int] = []
        at = 0
        while at < len(words):
            found = self._longest(words, at, on)
            plural = _plural(words, at)
            if plural and plural[1] > (found[1] if found else 0):
                heads, at = plural[0], at + plural[1]
                continue
            if found is None and heads and self._begins_item(source, words, at):
                found = self._with_heads(heads, words, at, on)
            lead = 0 if found else self._lead(words, at)
            if found is None:
                # Inside an unknown name a lead's word is part of it: "giáo" of "cơ sở giáo dục" is no order ("giao").
                if lead and loose and loose[-1] == at - 1 and not self._begins_item(source, words, at):
                    lead = 0
                step = lead or 1
                if not lead:
                    loose.extend(range(at, at + step))
                at += step
                continue
            parts.extend(self._left_over(source, words, loose))
            loose = []
            hit, length, former = found
            parts.append(Part(source[words[at].start : words[at + length - 1].end], hit.id, hit.is_group, former))
            if not hit.is_group:
                heads = _heads_of(words[at : at + length], heads)
            at += length
            at += self._tail(source, words, at, on)
        parts.extend(self._left_over(source, words, loose))
        return tuple(parts)

    def find(self, text: str, *, on: date) -> str | None:
        """Return the id of the one agency or group a text names on a day, or ``None``."""
        parts = self.resolve(text, on=on)
        return parts[0].id if len(parts) == 1 and not parts[0].former else None

    # -- building ------------------------------------------------------------------------------------------------

    def _enter(self, entry: Entry, text: str) -> None:
        key = tuple(t.folded for t in self._expand(_tokens(text)))
        for variant in self._variants(key):
            node = self._root
            for word in variant:
                node = node.children.setdefault(word, _Node())
            if all(e.id != entry.id or e.is_group != entry.is_group for e, _ in node.entries):
                node.entries.append((entry, squeeze(nfc(text))))

    def _variants(self, key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield a name with its tail "tỉnh" in the other ways it is written: "tỉnh Lạng Sơn", "của tỉnh"."""
        yield key
        whole = ("tinh", *self._place)
        if key[-len(whole) :] == whole:
            key = key[: -len(self._place)]
            yield key
        if key[-1:] == ("tinh",) and len(key) > 1:
            yield (*key[:-1], "cua", "tinh")
            yield (*key, *self._place)

    def _expand(self, words: list[_Token]) -> list[_Token]:
        """Write abbreviations out; the long words keep the place of the short one."""
        out: list[_Token] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest_short, len(words) - at), 0, -1):
                long = self._short.get(tuple(w.folded for w in words[at : at + length]))
                if long:
                    start, end = words[at].start, words[at + length - 1].end
                    out.extend(_Token(w, start, end) for w in long)
                    at += length
                    break
            else:
                out.append(words[at])
                at += 1
        return out

    # -- reading -------------------------------------------------------------------------------------------------

    def _longest(self, words: list[_Token], at: int, on: date) -> tuple[Entry, int, bool] | None:
        """Return the longest name that opens here: somebody existing on the day first, else somebody former."""
        node, best, length = self._root, None, 0
        while at + length < len(words):
            following = node.children.get(words[at + length].folded)
            if following is None:
                break
            node, length = following, length + 1
            if node.entries:
                best = (node, length)
        if best is None:
            return None
        return self._choose(best[0], best[1], on)

    def _choose(self, node: _Node, length: int, on: date) -> tuple[Entry, int, bool]:
        alive = [e for e, _ in node.entries if e.exists_on(on)]
        if alive:
            return alive[0], length, False
        # Nobody of that name on the day: the last one to bear it before, or the first one after.
        past = [e for e, _ in node.entries if e.valid_to is not None and e.valid_to <= on]
        if past:
            return max(past, key=lambda e: e.valid_to or date.min), length, True
        return min((e for e, _ in node.entries), key=lambda e: e.valid_from or date.min), length, True

    def _with_heads(
        self, heads: tuple[tuple[str, ...], ...], words: list[_Token], at: int, on: date
    ) -> tuple[Entry, int, bool] | None:
        """Read a list item whose head was said before: "(Sở) Xây dựng"; the longest such name wins."""
        best: tuple[Entry, int, bool] | None = None
        for head in heads:
            lent = [_Token(w, words[at].start, words[at].start) for w in head] + words[at:]
            found = self._longest(lent, 0, on)
            if (
                found
                and not found[0].is_group
                and found[1] > len(head)
                and (best is None or found[1] - len(head) > best[1])
            ):
                best = (found[0], found[1] - len(head), found[2])
        return best

    def _begins_item(self, source: str, words: list[_Token], at: int) -> bool:
        """Say whether a separator stands before this word, so that a list item may begin here."""
        if at == 0:
            return False
        return bool(_CUT.search(source[words[at - 1].end : words[at].start]))

    def _lead(self, words: list[_Token], at: int) -> int:
        for lead in self._leads:
            if tuple(w.folded for w in words[at : at + len(lead)]) == lead:
                return len(lead)
        return 0

    def _tail(self, source: str, words: list[_Token], at: int, on: date) -> int:
        """Measure the "tỉnh Lạng Sơn" that may follow a name; a separator or the next name ends it."""
        for tail in self._tails:
            end = at + len(tail)
            if tuple(w.folded for w in words[at:end]) != tail:
                continue
            if _CUT.search(source[words[at - 1].end : words[end - 1].end]):
                continue
            following = self._longest(words, at, on)
            return 0 if following and following[1] > len(tail) else len(tail)
        return 0

    def _left_over(self, source: str, words: list[_Token], loose: list[int]) -> list[Part]:
        """Give back the words that named nobody, cut where the text cuts them."""
        if not loose:
            return []
        out: list[Part] = []
        run = [loose[0]]
        for index in [*loose[1:], -1]:
            if index != -1 and index == run[-1] + 1:
                between = source[words[run[-1]].end : words[index].start]
                if not _CUT.search(between):
                    run.append(index)
                    continue
            written = source[words[run[0]].start : words[run[-1]].end].strip(" ,;:.-–")
            if written:
                out.append(Part(written))
            run = [index]
        return out


def _tokens(text: str) -> list[_Token]:
    """Return the words of a text, folded, without "và" and "&", with their places."""
    out: list[_Token] = []
    for match in _WORD.finditer(text):
        folded = fold_vi(match[0])
        if match[0] != "&" and folded != "va":
            out.append(_Token(folded, match.start(), match.end()))
    return out


def _plural(words: list[_Token], at: int) -> tuple[tuple[tuple[str, ...], ...], int] | None:
    for plural, heads in _PLURALS:
        row = tuple(plural.split())
        if tuple(w.folded for w in words[at : at + len(row)]) == row:
            return tuple(tuple(h.split()) for h in heads), len(row)
    return None


def _heads_of(words: list[_Token], held: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the head that the next items of a list may leave out."""
    folded = tuple(w.folded for w in words)
    for head in _HEADS:
        row = tuple(head.split())
        if folded[: len(row)] == row and len(folded) > len(row):
            if head.startswith(("uy ban nhan dan huyen", "uy ban nhan dan thanh pho")):
                return (("uy", "ban", "nhan", "dan", "huyen"), ("uy", "ban", "nhan", "dan", "thanh", "pho"))
            if head.startswith("uy ban nhan dan"):
                return (("uy", "ban", "nhan", "dan", "xa"), ("uy", "ban", "nhan", "dan", "phuong"))
            return (row,)
    return held
