"""Vietnamese text: one normal form to store, one folded form to compare, one key to sort by.

Source of the folding rule: stripping marks through NFD loses nothing but ``đ``, which Unicode does not
treat as a ``d`` with a mark, so it is folded by hand (docs/decisions/0002-vietnamese-text.md).
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_MARKS_OF_VOWELS = str.maketrans({"đ": "d", "Đ": "D"})

# The Vietnamese alphabet in dictionary order; a letter's place is its first sort weight.
_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_LETTER_WEIGHT: dict[str, float] = {letter: index + 100.0 for index, letter in enumerate(_ALPHABET)}
# f j w z are no Vietnamese letters, but names such as Zalo or FDI hold them: they sort where English puts them.
_LETTER_WEIGHT |= {"f": 100.5 + _ALPHABET.index("ê"), "j": 100.5 + _ALPHABET.index("i")}
_LETTER_WEIGHT |= {"w": 100.5 + _ALPHABET.index("v"), "z": 100.5 + _ALPHABET.index("y")}
# Tone order of Vietnamese dictionaries: level, grave, hook, tilde, acute, dot below.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

# The letters of points (điểm) in official documents: no ă â ê ô ơ ư, no f j w z (Nghị định 30/2020, practice).
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"


def nfc(text: str) -> str:
    """Return the one stored form of a text: composed Unicode, as state data formats ask for."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return the text with every run of white space made one space and the ends trimmed."""
    return _SPACES.sub(" ", text).strip()


def fold_vi(text: str) -> str:
    """Return the text as somebody types it without marks: lower case, no marks, ``đ`` as ``d``."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.translate(_MARKS_OF_VOWELS).casefold()


def search_key(text: str) -> str:
    """Return the folded, squeezed form kept in ``*_folded`` columns; apply it to the query too."""
    return squeeze(fold_vi(text))


def slugify_vi(text: str, *, limit: int = 60) -> str:
    """Return a file or address name in plain letters, digits and hyphens; empty text gives ``"khong-ten"``."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold_vi(text)).strip("-")
    return slug[:limit].strip("-") or "khong-ten"


def sort_key(text: str) -> tuple[tuple[float, ...], tuple[int, ...], str]:
    """Return the key that sorts names as a Vietnamese dictionary does: letters, then tones, then as written."""
    letters: list[float] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold()):
        if char in _TONES and tones:
            tones[-1] = _TONES[char]
        elif unicodedata.combining(char) and letters:
            letters[-1] = _with_mark(letters[-1], char)
        else:
            letters.append(_LETTER_WEIGHT.get(char, ord(char) / 1000 if not char.isalpha() else 200 + ord(char) / 1000))
            tones.append(0)
    return tuple(letters), tuple(tones), text


def _with_mark(weight: float, mark: str) -> float:
    """Move a base letter's weight to that of the letter with breve, circumflex or horn."""
    index = int(weight) - 100
    if not 0 <= index < len(_ALPHABET) or weight != int(weight):
        return weight
    composed = unicodedata.normalize("NFC", _ALPHABET[index] + mark)
    return _LETTER_WEIGHT.get(composed, weight)


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, cut at a word, with an ellipsis where something was cut."""
    text = squeeze(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.-") + "…"
