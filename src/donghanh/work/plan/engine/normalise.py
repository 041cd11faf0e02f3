"""From lines as found to lines that can be read: one Unicode form, no layout marks, nothing lost of the words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from donghanh.kit.text import nfc

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = "a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

# Two ways to place a tone on the same syllable (hoà/hòa, uỷ/ủy) and i/y after q (quí/quý): one for matching.
_TWINS = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TWIN = re.compile(r"(?<!q)(?:" + "|".join(_TWINS) + r")(?![a-zà-ỹ])")
_I_FOR_Y = re.compile(r"\b(?:quí|tỉ(?= lệ| đồng|\b(?= trọng)))")
_DAMAGED = str.maketrans(
    {
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\v": " ", "\f": " ", "\u200b": "",
        "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "", "\uf0b7": "•", "\uf0a7": "▪",
        "\uf02d": "-", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02b": "+", "\uf0e8": "→", "\u2028": " ", "\u2029": " ",
        "\u0085": " ", "Ð": "Đ", "\uff0d": "-", "\u2212": "-", "\u2010": "-", "\u2011": "-",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")
_SPACES = re.compile(r" {2,}")
_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_QUOTE = re.compile(r"^(?:>\s?)+(?=\S)")
_STARS = re.compile(r"\*+")
_UNDERLINED = re.compile(r"(?<![\w_])_{1,3}(?=\S)([^_\n]{1,400}?)(?<=\S)_{1,3}(?![\w_])")


@dataclass(frozen=True)
class Line:
    """One line of the source: its number, its words, and what the file format says about it."""

    no: int
    text: str
    hard: bool = False  # the file says that a paragraph starts here (Word, HTML)
    level: int | None = None  # heading level, where the file says so
    bold: bool = False
    cell: tuple[int, int, int, int] | None = None  # table, row, column, columns spanned
    stray: bool = False  # the file says that this is no text of the document (a running head, a page number)
    above: bool = False  # a merged cell reaches down here from the row above


@lru_cache(maxsize=4096)
def canon(text: str) -> str:
    """Return lower-case text with one spelling of twin syllables; every character keeps its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    low = _TWIN.sub(lambda m: _TWINS[m[0]], low)
    return _I_FOR_Y.sub(lambda m: m[0][:-1] + ("ý" if m[0][-1] == "í" else "ỷ"), low)


def clean(text: str) -> str:
    """Return one line composed, with plain spaces, without invisible or private characters."""
    if text.isascii() and "\t" not in text and "&" not in text and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    if "&" in text and ";" in text:
        text = html.unescape(text)
    text = _CONTROL.sub("", nfc(text).translate(_DAMAGED))
    return _SPACES.sub(" ", text).strip()


def normalise(lines: Iterable[Line]) -> list[Line]:
    """Clean every line and take off marks of bold and italic, keeping true asterisks and bullets."""
    cleaned: list[Line] = []
    for line in lines:
        text, level = clean(line.text), line.level
        text = _QUOTE.sub("", text)
        head = _HEADING.match(text)
        if head:
            level, text = level or len(head[1]), text[head.end() :]
        bold = line.bold or bool(re.match(r"(?:[-+•*]\s+)?\*\*|__", text))
        if "_" in text:
            text = _UNDERLINED.sub(r"\1", text)
        cleaned.append(replace(line, text=text, level=level, bold=bold, hard=line.hard or level is not None))
    return _unstar(cleaned)


def _unstar(lines: list[Line]) -> list[Line]:
    """Drop asterisks that open and close emphasis, also across lines; keep ``b/a * 100%`` and ``* bullet``."""
    out: list[Line] = []
    opened: list[tuple[int, int]] = []  # (index in out, line distance) of single stars that may open emphasis
    for line in lines:
        text = line.text
        if "*" in text:
            pieces: list[str] = []
            last = 0
            for match in _STARS.finditer(text):
                pieces.append(text[last : match.start()])
                pieces.append(_star(text, match, opened, len(out)))
                last = match.end()
            pieces.append(text[last:])
            text = "".join(pieces)
        if "\\" in text:
            text = _ESCAPE.sub(r"\1", text)
        out.append(replace(line, text=text))
    unclosed = {index for index, _ in opened}
    return [
        replace(line, text=_SPACES.sub(" ", _settle(line.text, keep=i in unclosed)).strip())
        if "\0" in line.text
        else line
        for i, line in enumerate(out)
    ]


def _star(text: str, match: re.Match[str], opened: list[tuple[int, int]], index: int) -> str:
    """Decide one run of asterisks: nothing for emphasis, itself for a literal, a mark where the close decides."""
    start, end = match.span()
    if start and text[start - 1] == "\\":
        return match[0]
    if end - start >= 2:
        return "" if end - start <= 3 or end - start == len(text) else match[0]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    while opened and index - opened[0][0] > 15:
        opened.pop(0)
    if before == " " and after == " ":
        return "*"
    if opened and before != " ":
        opened.pop()
        return ""
    if before in " ([“\"'" and after != " ":
        opened.append((index, start))
        return "\0"
    return "*"


def _settle(text: str, *, keep: bool) -> str:
    """Turn marks of emphasis that opened into nothing, or back into an asterisk where nothing closed it."""
    if not keep:
        return text.replace("\0", "")
    head, _, tail = text.rpartition("\0")
    return head.replace("\0", "") + ("* " if not head else "*") + tail
