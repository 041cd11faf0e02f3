"""The letterhead: issuer, number, place, date, and a stamp of secrecy."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.blocks import is_caps, is_stray
from donghanh.work.plan.engine.normalise import LOWER, UPPER, Line, canon

RULE = re.compile(r"[-–—_=*.~…\s|]{2,}|\|")


NUMBER = re.compile(
    r"\bsố\s*:?\s*(\d*[a-zđ]?)\s*/\s*((?:\d{4}\s*/\s*)?[A-ZĐa-zđ]{1,6}(?:\s?[-–.]\s?[A-ZĐ0-9a-zđ&.]{1,12})*)",
    re.IGNORECASE,
)


_PARTY_NUMBER = re.compile(r"\bsố\s*:?\s*(\d+\s?-\s?[A-ZĐ]{1,4}\s?[./]\s?[A-ZĐ]{1,5})", re.IGNORECASE)


PLACED = re.compile(
    rf"((?:TP\.?\s?|Thành phố\s)?[{UPPER}][{LOWER}]+(?:[ –-]{{1,3}}[{UPPER}][{LOWER}]+){{0,5}})\s*,\s*ngày\s*(\d{{1,2}}|[.…_ ]*)\s*tháng\s*(\d{{1,2}}|[.…_ ]*)\s*năm\s*(\d{{4}})",
)


DATED = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)


def _cells(lines: list[Line]) -> list[str]:
    """Return the cells of a letterhead: between lone bars the lines of a cell belong together."""
    if not any(line.text == "|" for line in lines):
        return [p.strip() for line in lines for p in line.text.split("|") if p.strip()]
    cells: list[str] = [""]
    for line in lines:
        if line.text == "|":
            cells.append("")
        elif is_stray(line.text):
            cells += [line.text, ""]
        elif not RULE.fullmatch(line.text):
            cells[-1] = f"{cells[-1]} {line.text}".strip()
    return [c.strip(" |") for c in cells if c.strip(" |")]


@dataclass
class Letterhead:
    """What the letterhead says."""

    issuer: str | None = None
    number: str | None = None
    place: str | None = None
    date: str | None = None
    secret: bool = False


def read_letterhead(lines: list[Line]) -> Letterhead:
    """Read issuer, number, place and date; the national motto and web-site lines are set aside."""
    head = Letterhead()
    pieces = _cells(lines)
    pieces = [p for p in pieces if not is_stray(p) or re.fullmatch(r"\d+", p)]
    whole = " ".join(pieces)
    number = NUMBER.search(whole) or _PARTY_NUMBER.search(whole)
    if number:
        code = number[1] + ("/" + number[2] if number.re is NUMBER else "")
        # “124/KH-UBND Lạng Sơn”: the symbol ends where the place begins.
        code = re.sub(r"\s+", "", re.split(rf"\s+(?=[{UPPER}][{LOWER}])", code.strip())[0])
        head.number = code if re.match(r"\d", code) else None
    placed = PLACED.search(whole)
    dated = DATED.search(whole)
    if placed:
        place = re.sub(r"^(?:UBND|KH|QĐ)\b[\s-]*", "", placed[1]).strip()
        head.place = place
    day = placed.groups()[1:] if placed else dated.groups() if dated else None
    if day:
        head.date = _iso(*day)
    motto = vocabulary.pattern("motto")
    issuer: list[str] = []
    closed = False
    for piece in pieces:
        if re.fullmatch(vocabulary.words()["secret"], canon(piece).strip(" *.:")) and (
            is_caps(piece) or piece.istitle() or "độ" in canon(piece)
        ):
            head.secret = True
            continue
        if closed:
            continue
        if NUMBER.search(piece) or re.match(r"số\b", canon(piece)) or PLACED.search(piece) or DATED.search(piece):
            closed = bool(issuer)
            continue
        words = "".join(piece[a:b] for a, b in _outside(motto, canon(piece))).strip(" -–|_")
        if is_caps(words) and len(issuer) < 8 and not RULE.fullmatch(words):
            issuer.append(words)
    joined = " ".join(" ".join(issuer).split())
    head.issuer = " ".join("".join(joined[a:b] for a, b in _outside(motto, canon(joined))).split()) or None
    return head


def _outside(pattern: re.Pattern[str], low: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for match in pattern.finditer(low):
        spans.append((at, match.start()))
        at = match.end()
    return [*spans, (at, len(low))]


def _iso(day: str, month: str, year: str) -> str | None:
    from datetime import date  # noqa: PLC0415

    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
