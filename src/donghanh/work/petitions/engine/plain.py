"""Text from strangers made honest: no invisible marks, no letters of another script that only look alike.

Two uses with two strengths. What is stored keeps the writer's letters and loses only what nobody can see
(:func:`clean`). What is searched for patterns is read through :class:`Seen`, where look-alikes are the letters that
they imitate and every character still knows where it stood in the original (so a mask covers what was really there).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Tab, line feed, carriage return are the only controls that a letter may hold.
_KEPT_CONTROLS = frozenset("\t\n\r")
# Fillers that draw nothing although Unicode calls them letters.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# Letters of Cyrillic and Greek, and a few odd Latin ones, that look like a Latin letter in common fonts, in pairs.
_LOOK_ALIKES = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅҮаеорсухіјѕһԁԛԝցոսΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριυνκıɡɑℓ",
        "ABEKMHOPCTYXIJSYaeopcyxijshdqwgnuABEZHIKMNOPTYXaopiuvkigal",
        strict=True,
    )
)


def words(text: str) -> frozenset[str]:
    """Return the words of a list written as one text."""
    return frozenset(text.split())


def invisible(char: str) -> bool:
    """Say whether a character draws nothing and moves nothing but the reader's trust."""
    if char in _BLANK_LETTERS:
        return True
    category = unicodedata.category(char)
    if category == "Cc":
        return char not in _KEPT_CONTROLS
    # Format characters: zero-width spaces and joiners, marks that turn the reading direction, tags, soft hyphens.
    return category in ("Cf", "Cs", "Co", "Cn") or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


def clean(text: str) -> str:
    """Return the stored form of a text: NFC, without invisible characters, with one kind of line end."""
    text = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if not invisible(c))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """Return the stored form of a name or a title: one line, single spaces."""
    return " ".join(clean(text).split())


def mixed_scripts(text: str) -> bool:
    """Say whether one word mixes letters of two scripts: a name dressed up as another name."""
    for word in text.split():
        scripts = {_script(c) for c in word if c.isalpha()}
        if len(scripts - {""}) > 1:
            return True
    return False


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((s for s in ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE") if name.startswith(s)), "")


@dataclass(frozen=True)
class Seen:
    """A text as an eye sees it, and for each of its characters the stretch of the original that drew it."""

    text: str
    places: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original behind a stretch of the seen text."""
        return self.places[start][0], self.places[end - 1][1]


def see(text: str) -> Seen:
    """Read a text as an eye does: composed, without invisible marks, look-alikes and odd digits made plain."""
    shown: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if invisible(text[at]):
            at += 1
            continue
        end, cluster = at + 1, text[at]
        last = end
        while end < len(text) and (unicodedata.combining(text[end]) or invisible(text[end])):
            if not invisible(text[end]):
                cluster += text[end]
                last = end + 1
            end += 1
        for char in _plain(cluster):
            shown.append(char)
            places.append((at, last))
        at = last if last > at else end
    return Seen("".join(shown), tuple(places))


def _plain(cluster: str) -> str:
    base = _LOOK_ALIKES.get(cluster[0], cluster[0])
    composed = unicodedata.normalize("NFKC", base + cluster[1:])
    return "".join(_digit(c) for c in composed)


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    return str(value) if value is not None else " " if unicodedata.category(char) == "Zs" else char
