"""The labels that open a provision: ``A.``, ``I.``, ``1.1.``, ``đ)``, ``-``, ``Điều 3.``, and their order."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass

from donghanh.kit.text import POINT_LETTERS
from donghanh.work.plan.engine.normalise import UPPER, canon

# How deep a style of label stands by custom (Nghị định 30/2020 and the practice of plans); smaller is higher.
RANKS = {
    "phan": 0, "chuong": 1, "upper": 2, "roman": 3, "muc": 3, "tieumuc": 3.5, "dieu": 4, "named": 4.5, "num": 5,
    "num/": 5, "num2": 6, "num3": 7, "letter": 8, "letter.": 8, "num)": 9, "(num)": 9.2, "(letter)": 9.4,
}  # fmt: skip
KINDS = {
    "phan": ("part", "part"), "chuong": ("chapter", "chp"), "upper": ("part", "part"), "roman": ("section", "sec"),
    "muc": ("section", "sec"), "tieumuc": ("subsection", "subsec"), "dieu": ("article", "art"),
    "named": ("clause", "clause"), "num": ("clause", "clause"), "num/": ("clause", "clause"),
    "num2": ("subclause", "subclause"), "num3": ("subclause", "subclause"), "letter": ("point", "point"),
    "letter.": ("point", "point"), "num)": ("point", "point"), "(num)": ("point", "point"),
    "(letter)": ("point", "point"),
}  # fmt: skip
BULLETS = "-–—−‒+*•·●○▪■◦➢➤►✓✔❖→⁃∙o"
_BULLET = re.compile(rf"([-–—‒+*•·●○▪■◦➢➤►✓✔❖→⁃∙]|o(?= [{UPPER}]))(?:\s*(?=\S))")
_ROMAN = re.compile(r"([IVX]{1,7})\s?[.)/:]\s*(?=\S)|([IVX]{1,7})\s?[-–—]\s+(?=\S)")
_NESTED = re.compile(r"([IVX]{1,5}|[A-H])\.(\d{1,2})((?:\.\d{1,2}){0,2})\s?[.):]?(?=\s+\D)")
_UPPER = re.compile(rf"([A-HĐK-UY])\s?[.)/]\s+(?=[{UPPER}“\"\d(])|([A-HĐK-U])\s?[-–]\s+(?=[{UPPER}]{{2}})")
_NUMBERS = re.compile(r"(\d{1,2})((?:\.\d{1,2}){1,3})(?:\s?[.):/]|[-–])?(?=\s+\D)")
_NUM = re.compile(r"(\d{1,3})\s?(?:([.)])(?!\d)\s*|([/:-])\s+)(?=\S)")
_PAREN = re.compile(rf"\((?:(\d{{1,2}})|([{POINT_LETTERS}]))\)\s*(?=\S)")
_LETTER = re.compile(rf"([{POINT_LETTERS}fjwz]\d?|aa|bb|cc|dd|đđ)\s?(\)|[./](?=\s))\s*(?=\S)")
_WORD = re.compile(
    rf"(phần|chương|mục|tiểu mục|điều)\s+(thứ\s+\w+|[IVXivx]+|\d+[a-zđ]?|[A-HĐ])(?:\s*([.:\-–]+)\s*|\s*$|\s+(?=[{UPPER}]{{2}}))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"((?:chỉ số(?: thành phần)?|nhóm(?: nhiệm vụ| giải pháp| chỉ số)?|nhiệm vụ|giải pháp|tiêu chí|nội dung|chỉ tiêu|bước)"
    r"\s+(?:thứ\s+|số\s+)?(\d{1,2}|[IVX]{1,4}))\s*[.:\-–]\s+(?=\S)",
    re.IGNORECASE,
)
_ORDINALS = {"nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
_WORD_STYLE = {"phần": "phan", "chương": "chuong", "mục": "muc", "tiểu mục": "tieumuc", "điều": "dieu"}
_ROMANS = {"I": 1, "V": 5, "X": 10}
ALPHABET = "ABCDĐEGHIKLMNOPQRSTUVXY"


@dataclass(frozen=True)
class Label:
    """A label as written, its style, its place in the order, and how long it is in the line."""

    raw: str
    style: str
    value: int
    num: str  # the bare number for the eId
    length: int

    @property
    def is_bullet(self) -> bool:
        """Say whether the label is a sign without an order."""
        return self.style.startswith("bullet")


def roman(text: str) -> int:
    """Return the value of a Roman numeral."""
    total, top = 0, 0
    for char in reversed(text):
        value = _ROMANS[char]
        total += value if value >= top else -value
        top = max(top, value)
    return total


def read_label(text: str, last: dict[str, int] | None = None) -> Label | None:
    """Read the label that a line opens with; ``last`` holds the latest value of each style, for ``I`` and ``V``."""
    if not text:
        return None
    first = text[0]
    if first.isdigit():
        return _number(text)
    if first == "(":
        return _paren(text)
    bullet = _BULLET.match(text)
    if bullet:
        sign = "-" if bullet[1] in "-–—‒" else bullet[1]
        return Label(bullet[1], f"bullet{sign}", 0, "", bullet.end())
    if not first.isalpha():
        return None
    if first.isupper():
        return _capital(text, last or {})
    letter = _LETTER.match(text)
    if letter and not (letter[2] == "/" and letter[1] in "bn"):
        raw = letter[1]
        value = POINT_LETTERS.find(raw[0]) + 1 if len(raw) == 1 else len(POINT_LETTERS) + POINT_LETTERS.find(raw[0]) + 1
        style = "letter" if letter[2] == ")" else "letter."
        return Label(text[: letter.end()].strip(), style, value, raw, letter.end())
    return _word(text)


def _number(text: str) -> Label | None:
    match = _NUMBERS.match(text)
    if match:
        num = match[1] + match[2]
        depth = num.count(".") + 1
        return Label(
            text[: match.end()].strip(),
            f"num{min(depth, 3)}",
            int(num.split(".")[-1]),
            num.replace(".", "-"),
            match.end(),
        )
    match = _NUM.match(text)
    if not match or (match[3] and text[match.end() : match.end() + 1].isdigit()):
        return None
    style = {")": "num)", "/": "num/"}.get(match[2] or match[3], "num")
    return Label(text[: match.end()].strip(), style, int(match[1]), str(int(match[1])), match.end())


def _paren(text: str) -> Label | None:
    match = _PAREN.match(text)
    if not match:
        return None
    raw = match[1] or match[2]
    value = int(raw) if match[1] else POINT_LETTERS.index(raw) + 1
    return Label(match[0].strip(), "(num)" if match[1] else "(letter)", value, raw.lstrip("0") or raw, match.end())


def _capital(text: str, last: dict[str, int]) -> Label | None:
    word = _word(text)
    if word:
        return word
    if re.match(r"[Vv]\s?/\s?[Vv]\b", text):
        return None
    nested = _NESTED.match(text)
    if nested:
        num = f"{nested[1]}.{nested[2]}{nested[3]}"
        style = "num2" if nested[3] else "num"
        return Label(
            text[: nested.end()].strip(),
            style,
            int(num.rsplit(".", maxsplit=1)[-1]),
            num.replace(".", "-"),
            nested.end(),
        )
    match = _ROMAN.match(text)
    upper = _UPPER.match(text) or (re.match(r"([IVX])\s?[.)/]\s+(?=\S)", text) if match else None)
    if match and upper and len(upper[1] or upper[2] or "") == 1:
        letter = upper[1] or upper[2]
        place = ALPHABET.index(letter) + 1
        if last.get("upper") == place - 1 and last.get("roman", 0) + 1 != roman(letter) and place > 8:
            return Label(text[: upper.end()].strip(), "upper", place, letter, upper.end())
    if match:
        num = match[1] or match[2]
        return Label(text[: match.end()].strip(), "roman", roman(num), num, match.end())
    if upper:
        letter = upper[1] or upper[2]
        return Label(text[: upper.end()].strip(), "upper", ALPHABET.index(letter) + 1, letter, upper.end())
    letter_match = re.match(rf"([{UPPER}])\)\s+(?=\S)", text)
    if letter_match and letter_match[1] in ALPHABET:
        return Label(
            letter_match[0].strip(), "upper", ALPHABET.index(letter_match[1]) + 1, letter_match[1], letter_match.end()
        )
    return None


def _word(text: str) -> Label | None:
    match = _WORD.match(text)
    if match and (text[0].isupper()):
        return _structural(text, match)
    named = _NAMED.match(text)
    if named and text[0].isupper():
        raw = named[2]
        value = int(raw) if raw.isdigit() else roman(raw.upper())
        return Label(named[0].strip(), "named", value, str(value), named.end())
    return None


def _structural(text: str, match: re.Match[str]) -> Label | None:
    style = _WORD_STYLE[" ".join(canon(match[1]).split())]
    raw = match[2]
    if style == "dieu" and (not raw[0].isdigit() or not match[3] or (match[3][0] in "-–" and match.end() == len(text))):
        return None
    if style in {"phan", "muc"} and not match[3] and match.end() != len(text) and not match[1].isupper():
        return None
    if raw.lower().startswith("thứ"):
        value = _ORDINALS.get(raw.split()[-1].lower(), 0)
        num = str(value) if value else raw.split()[-1]
    elif raw[0].isdigit():
        value, num = int(re.match(r"\d+", raw)[0]), raw.lower()  # type: ignore[index]
    elif re.fullmatch(r"[IVXivx]+", raw):
        value, num = roman(raw.upper()), raw.upper()
    else:
        value, num = ALPHABET.find(raw) + 1, raw
    return Label(text[: match.end()].strip(), style, value, num, match.end())
