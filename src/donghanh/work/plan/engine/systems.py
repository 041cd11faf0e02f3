"""Named systems: portals, databases, platforms, channels, hotlines, and where each name ends."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from functools import lru_cache

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.normalise import LOWER, UPPER, canon

_NAME = rf"[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{0,3}}"
_TAIL = re.compile(
    rf"(?:\s+(?:quốc gia|thành phần|thành viên|chuyên ngành|quan trắc tự động)|\s+(?:của\s+)?(?:[Tt]ỉnh|thành phố)(?:\s+{_NAME})?|\s+của\s+(?:Sở|Cục|Ban|Văn phòng|Cục|UBND)(?:\s+[{UPPER}][{LOWER}]+(?:\s[{LOWER}]+)?(?:\s(?:và|-)\s[{UPPER}][{LOWER}]+(?:\s[{LOWER}]+)?)?)?(?:\s(?:tỉnh|huyện))?|\s+của\s+(?:cơ quan|đơn vị)(?:, đơn vị)?"
    rf"|\s+(?:{_NAME})(?=[\s,;.)]|$)|\s+về\s+(?:[{LOWER}]+\s?){{1,5}}(?=[,;.)(]|$)|\s+[A-Z]{{2,6}}(?!\w))"
)
_MORE = re.compile(
    r"\s+(?:chỉ đạo điều hành|dịch vụ công|thư điện tử(?: công vụ)?|thông tin [^\s,;.]+(?: [^\s,;.]+){0,2}|một cửa(?: điện tử)?|báo cáo(?: [^\s,;.]+){0,3}|đất đai|địa chính|chuyên dùng|hỏi\s?[-–]\s?đáp|cơ sở dữ liệu(?: về)?(?: [^\s,;.:()]+){1,4}|phân tích|tự động|dữ liệu về đất đai|dữ liệu [^\s,;.]+(?: [^\s,;.]+)?)(?!\w)"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{4,90})[”\"]")


@lru_cache(maxsize=1)
def _heads() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (kind, re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{p})" for p in heads) + r")(?!\w)"))
        for kind, heads in vocabulary.words()["systems"].items()
    ]


def find_systems(text: str) -> list[tuple[str, str]]:
    """Find the systems that a text names: name as written, kind."""
    low = canon(text)
    spans: list[tuple[int, int, str, str]] = []
    for match in _QUOTED.finditer(text):
        inner = canon(match[1])
        kind = next((k for k, head in _heads() if head.match(inner)), None)
        if kind:
            spans.append((match.start(), match.end(), " ".join(match[1].split()), kind))
    for kind, head in _heads():
        for match in head.finditer(low):
            if any(a <= match.start() < b for a, b, _, _ in spans):
                continue
            end = match.end()
            more = _MORE.match(low, end)
            end = more.end() if more else end
            for _ in range(3):
                tail = _TAIL.match(text, end)
                if not tail:
                    break
                end = tail.end()
            spans.append((match.start(), end, " ".join(text[match.start() : end].split()), kind))
    spans.sort()
    out: list[tuple[str, str]] = []
    taken = -1
    for start, end, name, kind in spans:
        if start >= taken:
            out.append((name, kind))
            taken = end
    return out
