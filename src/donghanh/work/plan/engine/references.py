"""Instruments cited: kind, number, date; and where they stand, so that their dates are not taken for deadlines."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.normalise import LOWER, UPPER, canon

_SYMBOL = rf"[{UPPER}][{UPPER}{LOWER}0-9&.]{{0,11}}"
_NUMBER = re.compile(
    rf"(?<![\d/.,])(\d{{1,5}}[a-zđ]?\s?/\s?(?:\d{{4}}\s?/\s?)?{_SYMBOL}(?:\s?[-–]\s?{_SYMBOL}){{0,4}}"
    rf"|\d{{1,4}}\s?/\s?\d{{4}}\s?/\s?QH\d{{1,2}}|\d{{1,4}}\s?-\s?(?:NQ|CT|QĐ|KL|CTr|KH|TB|HD|QyĐ|TT|ĐA)\s?/\s?{_SYMBOL})"
)
_DATE = re.compile(
    r"\s*,?\s*(?:ban hành\s+)?ngày\s+(?:(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4}))"
)
_LAW = re.compile(
    rf"(?:(?<=[^{UPPER}{LOWER}])|^)(Bộ luật|Luật|Pháp lệnh)\s+((?:[{UPPER}][{LOWER}]+)(?:,?\s+(?!và các|và\s+văn|năm|ngày|số|của|cho|đến|để|trên|theo|này|tại|quy định|có hiệu)[{LOWER}]{{1,8}}(?=[\s,;.)]|$)|\s+(?!Luật|Nghị)[{UPPER}][{LOWER}]+){{0,9}})"
)
_STOPS = re.compile(
    r"\s+và$|\s+(?:và(?!\s+vừa)|cho|đến|để|trên|theo|này|tại|của|gắn|vào|trong|nhằm|với|qua|cùng|được|về|là|có|cụ thể)\s.*$|[,;.].*$|\s+(?:cụ thể|hiện hành|sửa đổi)$"
)


@dataclass(frozen=True)
class Cited:
    """One citation in a text."""

    kind: str
    number: str | None
    name: str | None
    date: str | None
    start: int
    end: int


def find_references(text: str) -> list[Cited]:
    """Find every instrument that a text cites."""
    found: list[Cited] = []
    if "/" in text:
        kinds = re.compile(
            rf".*(?<!\w)({vocabulary.words()['instruments']})(?!\w)(?:\s+[^\s,;.()]+){{0,4}}?\s*(?:số\s*:?)?\s*$"
        )
        low = canon(text)
        for match in _NUMBER.finditer(text):
            number = _clean(match[1])
            if not _plausible(number):
                continue
            before = kinds.search(low, max(0, match.start() - 60), match.start())
            named = re.search(r"số\s*:?\s*$", low[max(0, match.start() - 6) : match.start()])
            if not before and not named and not re.search(r"[-–]", number):
                continue
            dated = _DATE.match(text, match.end())
            end = dated.end() if dated else match.end()
            kind = _kind(low[before.start(1) : before.end(1)]) if before else _kind_of_number(number)
            start = before.start(1) if before else match.start()
            found.append(Cited(kind, number, None, _iso(dated) if dated else None, start, end))
    if "uật " in text or "lệnh " in text:
        found += _laws(text, found)
    return sorted(found, key=lambda c: c.start)


def _laws(text: str, found: list[Cited]) -> list[Cited]:
    out = []
    for match in _LAW.finditer(text):
        if any(c.start <= match.start() < c.end for c in found):
            continue
        name = _STOPS.sub("", match[2]).strip()
        if len(name) >= 4:
            end = match.start(2) + len(name)
            dated = _DATE.match(text, end)
            day = _iso(dated) if dated else None
            end = dated.end() if dated else end
            out.append(Cited(match[1], None, f"{match[1]} {name}", day, match.start(), end))
    return out


def _clean(raw: str) -> str:
    return re.sub(r"\s+", "", raw).replace("–", "-").rstrip(".,-")


def _plausible(number: str) -> bool:
    head, _, tail = number.partition("/")
    if re.fullmatch(r"\d+-[A-ZĐa-z]+", head):
        return True
    tail = tail.split("/")[-1]
    return len(tail) >= 2 and sum(c.isupper() for c in tail) >= 2 and not re.fullmatch(r"[IVX]+", tail)


_KINDS = {"NQ": "Nghị quyết", "NĐ": "Nghị định", "QĐ": "Quyết định", "CT": "Chỉ thị", "TT": "Thông tư", "KH": "Kế hoạch",
          "TB": "Thông báo", "KL": "Kết luận", "CTr": "Chương trình", "CTR": "Chương trình", "HD": "Hướng dẫn", "BC": "Báo cáo",
          "TTr": "Tờ trình", "CĐ": "Công điện", "QH": "Luật"}  # fmt: skip


def _kind_of_number(number: str) -> str:
    for part in re.split(r"[/-]", number):
        if part in _KINDS:
            return _KINDS[part]
    return "Luật" if "/QH" in number else "Văn bản"


def _kind(low: str) -> str:
    return low[:1].upper() + low[1:]


def _iso(match: re.Match[str]) -> str | None:
    day, month, year = (int(g) for g in match.groups() if g)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def mask(text: str, found: list[Cited]) -> str:
    """Return the text with citations blanked out, every other character in its place."""
    out = text
    for cited in found:
        out = out[: cited.start] + "\0" * (cited.end - cited.start) + out[cited.end :]
    return out
