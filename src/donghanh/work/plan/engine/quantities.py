"""Figures that a text names: at least 95 %, from 02 times, 12-15 days; and how a doubtful number was read."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from donghanh.kit.numbers import read_number
from donghanh.work.plan.engine.model import Quantity
from donghanh.work.plan.engine.normalise import canon

NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_UNITS = (
    r"%|phần trăm|điểm phần trăm|điểm|bậc|hạng|ngày làm việc|ngày|giờ|tháng|năm|lần|lượt|doanh nghiệp|dn|dự án|hồ sơ|thủ tục|ttHC|"
    r"tỷ đồng|triệu đồng|nghìn tỷ đồng|nghìn đồng|tỷ usd|triệu usd|usd|đồng|ha|hecta|km|m2|m²|tấn|mw|kw|cuộc|hội nghị|lớp|buổi|khóa|mô hình|người|"
    r"lao động|học viên|sản phẩm|hợp tác xã|htx|hộ|cơ sở|đơn vị|khu|cụm|xã|huyện|trường|phòng|báo cáo|bản tin|tin|bài|chuyên mục|phiếu|nền tảng|dịch vụ|cán bộ|công chức|chỉ tiêu|tiêu chí|chỉ số"
).replace("ttHC", "tthc")
# A bare count of these is a measure of work; of the rest (11 huyện, 04 chỉ số) only a description.
_COUNTED = frozenset(
    {
        "%",
        "phần trăm",
        "điểm",
        "mô hình",
        "lớp",
        "hội nghị",
        "cuộc",
        "buổi",
        "khóa",
        "lượt",
        "lao động",
        "học viên",
        "sản phẩm",
        "phiếu",
        "bản tin",
        "tin",
        "bài",
        "tỷ đồng",
        "triệu đồng",
        "km",
        "ha",
        "mw",
        "nền tảng",
    }
)
_LESS = r"không quá|không vượt quá|tối đa(?: là| không quá)?|nhiều nhất|≤|<="
_MORE = r"tối thiểu(?: là)?|ít nhất(?: là)?|không dưới|không thấp hơn|đạt từ|từ|≥|>=|trở lên"
_FIND = re.compile(
    rf"(?P<op>trên|hơn|cao hơn|vượt|>|dưới|thấp hơn|nhỏ hơn|<|{_LESS}|{_MORE}|(?:đạt |tăng )?(?:khoảng|=)|đạt(?: tỷ lệ)?|tăng(?: thêm)?|giảm(?: thêm| còn)?)?\s*"
    rf"(?<![\w./,-])(?P<a>{NUMBER})(?:\s?(?P<pct>%)?\s?(?:-|–|đến|tới)\s?(?P<b>{NUMBER}))?\s?"
    rf"(?P<unit>{_UNITS})?(?!\w|/(?!năm|tháng|quý|tuần|ngày|lần)|[.,]\d)(?P<up>\s+trở lên|\s+trở xuống)?"
)
_DIGIT = re.compile(r"\d")
_LEAD_ZERO = re.compile(r"0\d")


@dataclass(frozen=True)
class Found:
    """A figure with its place, and a note where its reading was doubtful."""

    quantity: Quantity
    start: int
    end: int
    note: str = ""
    raw: str = ""


def plain(value: Decimal) -> str:
    """Write a number as a decimal string with a point, without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def find_quantities(text: str) -> list[Found]:
    """Find the figures of a text that have a unit; a count without an operator is kept only where it is a percentage."""
    if not _DIGIT.search(text):
        return []
    low = canon(text)
    found = []
    for match in _FIND.finditer(low):
        unit = match["unit"] or match["pct"]
        if not unit:
            continue
        operator = _operator(match)
        if operator == "=" and match["op"] is None and unit not in _COUNTED:
            continue
        if unit in {"năm", "tháng", "ngày"} and (_dated(low, match) or match["op"] is None or len(match["a"]) == 4):
            continue
        a, b = read_number(match["a"]), read_number(match["b"]) if match["b"] else None
        if a is None:
            continue
        start, end = match.start(), match.end()
        words = " ".join(text[start:end].split())
        quantity = Quantity(
            "between" if b else operator,
            plain(a.value),
            plain(b.value) if b else None,
            "%" if unit == "phần trăm" else unit,
            words,
        )
        found.append(Found(quantity, start, end, a.note if a.style == "point" else "", match["a"]))
    return found


def _dated(low: str, match: re.Match[str]) -> bool:
    return bool(
        re.search(r"(?:ngày|tháng|năm|quý|trước|hết)\s*$", low[max(0, match.start("a") - 8) : match.start("a")])
    ) or match["unit"] in {"tháng", "năm"}


def _operator(match: re.Match[str]) -> str:
    cue, after = (match["op"] or "").strip(), (match["up"] or "").strip()
    if after == "trở lên":
        return ">="
    if after == "trở xuống":
        return "<="
    if cue in {"trên", "hơn", "cao hơn", "vượt", ">"}:
        return ">"
    if cue in {"dưới", "thấp hơn", "nhỏ hơn", "<"}:
        return "<"
    if re.fullmatch(_LESS, cue):
        return "<="
    if re.fullmatch(_MORE, cue):
        return ">="
    if cue.startswith("tăng"):
        return "up"
    if cue.startswith("giảm"):
        return "down" if "còn" not in cue else "<="
    return "="
