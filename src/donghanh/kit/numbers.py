"""Numbers as Vietnamese offices write and read them: ``1.234.567,8``; both marks accepted, the reading said.

Source: state data formats, facts file administration.md §8.3 (decimal comma, thousands dot).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?\Z")
_THOUSANDS_EN = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?\Z")
_COMMA = re.compile(r"[+-]?\d+,\d+\Z")
_POINT = re.compile(r"[+-]?\d+\.\d+\Z")
_PLAIN = re.compile(r"[+-]?\d+\Z")


@dataclass(frozen=True)
class ReadNumber:
    """A number read from text: its value, how it was read, and whether another reading was possible."""

    value: Decimal
    style: str  # "plain" | "comma" | "thousands" | "point" | "thousands-en"
    doubtful: bool
    note: str = ""


def read_number(text: str) -> ReadNumber | None:
    """Read a number written with either decimal mark; ``None`` when it is no number at all.

    ``18.000`` is eighteen thousand; ``7.5`` can only be seven and a half, but is marked doubtful because a
    Vietnamese document should write ``7,5``.
    """
    raw = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").replace("–", "-")
    if _PLAIN.match(raw):
        return ReadNumber(Decimal(raw), "plain", False)
    if _THOUSANDS.match(raw):
        return ReadNumber(Decimal(raw.replace(".", "").replace(",", ".")), "thousands", False)
    if _COMMA.match(raw):
        doubtful = bool(re.fullmatch(r"[+-]?\d{1,3},000", raw))
        note = f"“{text.strip()}” được đọc là số thập phân; có thể là dấu phân cách hàng nghìn." if doubtful else ""
        return ReadNumber(Decimal(raw.replace(",", ".")), "comma", doubtful, note)
    if _POINT.match(raw):
        return ReadNumber(
            Decimal(raw),
            "point",
            True,
            f"“{text.strip()}” viết bằng dấu chấm, được đọc là {show_number(Decimal(raw))}.",
        )
    if _THOUSANDS_EN.match(raw):
        value = Decimal(raw.replace(",", ""))
        return ReadNumber(value, "thousands-en", True, f"“{text.strip()}” được đọc là {show_number(value)}.")
    return None


def show_number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """Write a number for people: thousands by dots, decimals by a comma; ``None`` shows as a dash."""
    if value is None:
        return "—"
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    text = f"{number:,.{places}f}" if places is not None else f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".").replace("-", "−")


def show_percent(part: int | Decimal, whole: int | Decimal, places: int = 0) -> str:
    """Write ``part / whole`` as a percentage; a dash where there is nothing to divide by."""
    return f"{show_number(Decimal(part) * 100 / Decimal(whole), places)} %" if whole else "—"
