"""The words the compiler knows, read once from ``data/compiler``: nothing of any one province."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from donghanh.kit.data import read_yaml
from donghanh.work.plan.engine.normalise import LOWER, UPPER

NAME = rf"[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+){{0,3}}(?:\s?[-–]\s?[{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+){{0,2}})?"


@lru_cache(maxsize=1)
def agencies() -> dict[str, Any]:
    """Return the patterns of agency names."""
    raw = read_yaml("compiler", "agencies.yaml")
    unit = raw["unit"]
    ubnd = (
        rf"(?:ubnd|ủy ban nhân dân)\s(?:tất cả )?(?:các\s)?{unit}"
        rf"(?:\s?(?:,|và|/|-|;)\s?(?:ubnd\s)?(?:các\s)?{unit}(?!\s(?:hội|tắc)))*(?:\s(?:thuộc tỉnh|trên địa bàn(?: tỉnh)?|trực thuộc))?"
    )
    portfolio = "|".join(f"(?:{p})" for p in raw["portfolios"])
    known = [rf"sở:?\s(?:{portfolio})", ubnd, *raw["heads"]]
    return {
        "portfolio": re.compile(rf"(?:{portfolio})(?!\w)"),
        "known": re.compile("(?:" + "|".join(f"(?:{k})" for k in known) + r")(?!\w)"),
        "group": re.compile("(?:" + "|".join(f"(?:{g})" for g in raw["groups"]) + r")(?!\w)"),
        "groupish": re.compile(
            r"(?:các|tất cả|toàn bộ|toàn|mỗi)\s|sở\s?[,–-]\s?|(?:ubnd|ủy ban nhân dân)\s(?:các|cấp|tất cả)|cơ quan|đơn vị"
        ),
        "generic": re.compile(raw["generic"]),
        "holder": re.compile(raw["holders"] + r"\s+"),
        "open": re.compile(rf"{raw['open_heads']}(?=\s[{UPPER}])"),
        "requested": re.compile(raw["prefixes"]["requested"] + r"(?!\w)[:,]?\s+"),
        "ordered": re.compile(raw["prefixes"]["ordered"] + r"(?!\w)[:,]?\s+"),
        "issuer": re.compile(raw["issuers"] + r"(?!\w)"),
        "not_after": re.compile(raw["not_after"] + r"(?!\w)"),
        "verb": re.compile(raw["verbs"] + r"(?!\w)"),
        "tail": re.compile(
            rf"(?:\s+(?:chi nhánh\s+)?(?:tỉnh|thành phố|TP\.?|huyện|thị xã|Tỉnh|khu vực)(?:\s+{NAME}|\s+[IVX]+(?!\w))?|\s+(?:cấp tỉnh|của tỉnh|các cấp)|\s*[-–]\s*[Cc]hi nhánh(?:\s+tỉnh)?(?:\s+{NAME})?|\s*[-–]?\s*[Cc]hi nhánh\s+(?:tại\s+)?(?:miền|khu vực)\s+{NAME}|\s+(?:trên|đóng trên) địa bàn(?:\s+tỉnh(?:\s+{NAME})?)?)(?!\w)"
        ),
        "place": re.compile(rf"\s+{NAME}(?!\w)"),
        "takes_place": re.compile(
            r"(?:cửa khẩu|khu kinh tế|khu công nghiệp|huyện|thị xã|thành phố|quận|xã|phường|thị trấn|điện lực|bưu điện|viettel|vnpt)\Z"
        ),
        "name": re.compile(NAME),
    }


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the other vocabulary: kinds of documents, openings, fields, systems, families of indices."""
    return dict(read_yaml("compiler", "words.yaml"))


@lru_cache(maxsize=64)
def pattern(name: str) -> re.Pattern[str]:
    """Return a named pattern of ``words.yaml``, a list meaning any of its entries, read on lower-case text."""
    raw = words()[name]
    return re.compile("(?:" + "|".join(raw) + ")" if isinstance(raw, list) else raw)
