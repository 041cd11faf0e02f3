"""A question as people type it, and the steps in which it is asked: the closest sense first.

A question is a row of *groups*; a group is what was typed at one place and the other ways to say the same (UBND and
ủy ban nhân dân, a district of 2023 and its communes of today). A *step* is one expression over title or whole text;
steps are asked in order until a page is full, so the order of steps is the order of relevance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from donghanh.record.search.engine import words

Phrase = tuple[str, ...]
MOST_WORDS = 12
MOST_PHRASES = 8
SHORTEST_PREFIX = 3  # letters that the last word needs to be taken as the beginning of a word


@dataclass(frozen=True)
class Group:
    """One place of the question: the words typed there, and other phrases that mean the same."""

    typed: Phrase
    others: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Question:
    """What was asked: words as written, words without marks, and the groups they fall into."""

    exact: Phrase
    folded: Phrase
    groups: tuple[Group, ...]

    @property
    def marked(self) -> bool:
        """Say whether the question was typed with marks."""
        return self.exact != self.folded

    @property
    def widened(self) -> bool:
        """Say whether other ways to say the same are asked too."""
        return any(group.others for group in self.groups)


Choice = tuple[Phrase, ...]  # phrases that must all be there


@dataclass(frozen=True)
class Step:
    """One expression: of every group one of its choices; in the title only, or anywhere; as written, or without marks.

    ``beginning`` takes the last word typed as the beginning of a word.
    """

    name: str
    groups: tuple[tuple[Choice, ...], ...]
    in_title: bool = False
    as_written: bool = False
    beginning: bool = False


def read(text: str, synonyms: Mapping[Phrase, tuple[Phrase, ...]]) -> Question:
    """Read what somebody typed; the longest known phrase at each place brings its synonyms."""
    written = tuple(words.exact(text)[:MOST_WORDS])
    bare = tuple(words.folded(text)[:MOST_WORDS])
    longest = max((len(phrase) for phrase in synonyms), default=1)
    groups: list[Group] = []
    at = 0
    while at < len(bare):
        for size in range(min(longest, len(bare) - at), 0, -1):
            phrase = bare[at : at + size]
            if phrase in synonyms:
                groups.append(Group(phrase, synonyms[phrase]))
                at += size
                break
        else:
            groups.append(Group(bare[at : at + 1]))
            at += 1
    return Question(written, bare, tuple(groups))


def everything(question: Question, *, beginning: bool) -> Step:
    """Return the widest step: what it finds is what the count counts, and every other step finds less."""
    groups: list[tuple[Choice, ...]] = []
    for group in question.groups:
        typed = tuple((word,) for word in group.typed)  # the words typed need not stand together
        groups.append((typed, *((other,) for other in group.others)))
    return Step("any", tuple(groups), beginning=beginning)


def steps(question: Question, *, beginning: bool) -> list[Step]:
    """List the steps of a question, closest first."""
    several = len(question.folded) > 1
    found: list[Step] = []
    singles = {True: _singles(question.exact), False: _singles(question.folded)}
    whole = {True: (((question.exact,),),), False: (((question.folded,),),)}
    ways = (True, False) if question.marked else (False,)
    said = _said_otherwise(question)
    for written in ways:
        for in_title in (True, False):
            name = f"{'exact' if written else 'folded'}.{'title' if in_title else 'text'}"
            if several:
                found.append(Step(f"{name}.phrase", whole[written], in_title, written))
            found.append(Step(f"{name}.words", singles[written], in_title, written))
            if in_title and said and written == ways[0]:
                found.append(Step("synonym.title", said, in_title=True))
    found.append(everything(question, beginning=beginning))
    return found


def _singles(phrase: Phrase) -> tuple[tuple[Choice, ...], ...]:
    return tuple((((word,),),) for word in phrase)


def _said_otherwise(question: Question) -> tuple[tuple[Choice, ...], ...]:
    """Put the whole question in other words, as phrases: each choice of synonyms one after another."""
    if not question.widened:
        return ()
    choices = product(*((group.typed, *group.others) for group in question.groups))
    phrases = [sum(choice, ()) for choice, _n in zip(choices, range(MOST_PHRASES + 1), strict=False)]
    return (tuple((p,) for p in phrases if p != question.folded),)


# --- the two engines' spelling --------------------------------------------------------------------------------


def fts5(step: Step) -> str:
    """Write a step for SQLite's FTS5; the columns are title, body and their twins as written."""
    columns = ("xtitle", "xbody") if step.as_written else ("title", "body")
    named = columns[0] if step.in_title else "{" + " ".join(columns) + "}"
    parts = []
    for choices, begins in _places(step):
        written = []
        for n, phrases in enumerate(choices):
            quoted = ['"' + " ".join(phrase) + '"' for phrase in phrases]
            if begins and n == 0:
                quoted[-1] += " *"
            written.append(_joined(quoted, " AND "))
        parts.append(_joined(written, " OR "))
    return f"{named} : ({' AND '.join(parts)})"


def tsquery(step: Step) -> str:
    """Write a step for PostgreSQL; which column is asked says whether the title alone is meant.

    In titles, words that stand together are entries themselves, so a phrase is asked by its pairs first.
    """
    parts = []
    for choices, begins in _places(step):
        written = []
        for n, phrases in enumerate(choices):
            marks = [[""] * len(phrase) for phrase in phrases]
            if begins and n == 0:
                marks[-1][-1] = "*"
            followed = [
                _joined([*_pairs_of(phrase, step), *_followed(phrase, row, step)], " & ")
                for phrase, row in zip(phrases, marks, strict=True)
            ]
            written.append(_joined(followed, " & "))
        parts.append(_joined(written, " | "))
    return " & ".join(parts)


def _pairs_of(phrase: Phrase, step: Step) -> list[str]:
    return [f"'{one} {other}'" for one, other in pairwise(phrase)] if step.in_title else []


def _followed(phrase: Phrase, marks: list[str], step: Step) -> list[str]:
    if step.in_title and len(phrase) == 2:  # the pair says it all
        return []
    return [_joined([_lexeme(word, mark) for word, mark in zip(phrase, marks, strict=True)], " <-> ")]


def _places(step: Step) -> list[tuple[tuple[Choice, ...], bool]]:
    last = len(step.groups) - 1
    return [(choices, step.beginning and place == last) for place, choices in enumerate(step.groups)]


def _joined(parts: list[str], by: str) -> str:
    return parts[0] if len(parts) == 1 else "(" + by.join(parts) + ")"


def _lexeme(word: str, mark: str) -> str:
    return f"'{word}'" + (f":{mark}" if mark else "")


def tsvector(title: list[str], body: list[str]) -> str:
    """Write words as a tsvector: title with weight A, then the body, far enough that no phrase spans both."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(title[:400], start=1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(body, start=500):
        if place > 16_000:
            break
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at[:250])}" for word, at in places.items())


def title_tsvector(title: list[str]) -> str:
    """Write a title as a tsvector of its own: each word with its places, and each pair that stands together."""
    title = title[:400]
    pairs = dict.fromkeys(f"'{one} {other}'" for one, other in pairwise(title))
    return " ".join([tsvector(title, []), *pairs])
