"""Targets: the values that a plan wants its indices to reach, with the baseline that value and gain imply."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from donghanh.kit.numbers import read_number
from donghanh.work.plan.engine.indices import PLURAL, family_of, tidy
from donghanh.work.plan.engine.knowledge import Knowledge, name_key
from donghanh.work.plan.engine.model import Index, Target
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.quantities import NUMBER, find_quantities, plain
from donghanh.work.plan.engine.tree import Node

_GOAL = re.compile(r"mục tiêu|phấn đấu|chỉ tiêu|đạt từ|nằm trong (?:nhóm|top)|duy trì|kế hoạch đạt")


_PAST = re.compile(r"theo kết quả|năm \d{4} (?:đạt|xếp)|đã đạt|kết quả (?:đánh giá|công bố|điều tra)")


_VALUE = re.compile(
    rf"(?P<op>đạt từ|từ|trên|tối thiểu|ít nhất|không dưới|đạt(?: mức)?(?: khoảng)?|≥|>=|>|dưới|không quá|≤|<=|<)?\s*(?:mức\s*)?(?<![\w./,])(?P<a>{NUMBER})\s*(?:(?:-|–|đến)\s*(?P<b>{NUMBER})\s*)?(?:/100\s*)?(?P<unit>điểm|%)(?!\s*phần trăm)(?P<up>\s+trở lên)?"
)


_RANK = re.compile(
    r"(?:xếp|đứng|nằm|thuộc|vào|giữ|duy trì|lọt|đạt)\s+(?:trong\s+|ở\s+|vào\s+|hạng\s+|vị trí\s+|thứ hạng\s+|thứ bậc\s+)*(?:(?:nhóm|top)\s+(?:từ\s+)?(?P<top>\d{1,2})(?:\s*(?:-|–|đến)\s*(?P<top_b>\d{1,2}))?(?![\d%])|(?:thứ|hạng|vị trí)\s+(?:thứ\s+|từ\s+|từ thứ\s+)?(?P<nth>\d{1,2})(?:\s*(?:-|–|đến)\s*(?P<nth_b>\d{1,2}))?(?![\d%])(?:/6[0-9])?)(?P<up>\s+trở lên)?|(?:nhóm|top)\s+(?P<top2>\d{1,2})\s+(?=tỉnh|địa phương|cả nước|toàn quốc|của cả nước)|(?:nằm|thuộc|đứng)\s+trong\s+(?:số\s+)?(?P<top3>\d{1,2})\s+(?=tỉnh|địa phương)"
)


_DELTA = re.compile(
    rf"(?P<dir>tăng|giảm|nâng|cải thiện|vượt)(?: hạng| thứ hạng| bậc)?(?: thêm| lên| ít nhất| tối thiểu| từ| khoảng)*\s+(?P<v>{NUMBER})\s*(?:(?:-|–|đến)\s*(?P<v2>{NUMBER})\s*)?(?P<unit>điểm|bậc|hạng|%)(?:\s*phần trăm)?(?:[^().;]{{0,20}}?(?:so với|so năm)\s+(?:năm\s+)?(?P<year>\d{{4}}))?"
)


_FROM_TO = re.compile(
    rf"từ\s+(?P<a>{NUMBER})\s*(?:điểm|%)?\s*(?:,?\s*\(?(?:của\s+)?năm\s+(?P<year>\d{{4}})\)?,?\s*)?lên\s+(?:mức\s+|thành\s+)?(?P<b>{NUMBER})\s*(?P<unit>điểm|%)"
)


_ASIDE = re.compile(r"\([^()]*\)")


_STATED = re.compile(
    rf"năm\s+(?P<year>\d{{4}})\s*(?:đạt|là|:|có)?\s*(?P<v>{NUMBER})\s*(?P<unit>điểm|%)?|(?:hiện nay|hiện tại)\s*(?:đạt|là|:)?\s*(?P<v2>{NUMBER})\s*(?P<unit2>điểm|%)?"
)


_CARRIES = re.compile(
    r"(?:phấn đấu |(?:đến (?:hết )?)?năm 20\d\d,? |và |đồng thời |qua đó |trong đó )*(?:tăng|xếp|đạt|nằm|thuộc|giảm|duy trì|đứng|thứ hạng|cải thiện|lọt)\b"
)


_PIECES = re.compile(
    r",\s+(?=(?:và\s+)?(?:chỉ số|tỷ lệ|pci|pgi|papi|par\b|par index|sipas|dti|ddci|pii|(?:đến (?:hết )?)?năm 20\d\d)[^,;]{0,80}\d)"
)


_HEAD = re.compile(r"\s*(?:[:(≥]|[-–]\s|,?\s(?:phấn đấu|đạt|tăng|duy trì|từ \d|trên \d|năm \d|xếp|nằm|thuộc|đến))")


_COUNTED = {
    "doanh nghiệp",
    "dự án",
    "tỷ đồng",
    "triệu đồng",
    "nghìn tỷ đồng",
    "triệu usd",
    "tỷ usd",
    "hợp tác xã",
    "htx",
    "lao động",
    "ngày",
    "ngày làm việc",
    "giờ",
}


_YEAR = re.compile(r"(?:đến (?:hết )?|trong |hết )?năm (\d{4})")


_OPERATORS = {"đạt từ": ">=", "từ": ">=", "tối thiểu": ">=", "ít nhất": ">=", "không dưới": ">=", "≥": ">=", ">=": ">=", "trên": ">", ">": ">",
              "dưới": "<", "<": "<", "không quá": "<=", "≤": "<=", "<=": "<="}  # fmt: skip


def find_targets(
    nodes: list[Node],
    indices: list[tuple[Index, Node]],
    knowledge: Knowledge,
    *,
    year: int | None,
    duties: set[str],
) -> list[Target]:
    """Find the targets: sentences that set a goal and give nobody a duty."""
    by_node = {id(node): index for index, node in indices}
    out: list[Target] = []
    for node in nodes:
        if (
            node.eid in duties
            or node.zone in {"preface", "conclusions"}
            or node.kind in {"stray", "head", "table", "title"}
        ):
            continue
        index = next((by_node[id(n)] for n in [node, *node.ancestors] if id(n) in by_node), None)
        if node.kind == "row" and node.row is not None:
            continue
        own_year = _heading_year(node) or year
        count = 0
        before: About | None = None
        for sentence in _sentences(node.whole)[:40]:
            for piece in _pieces(sentence):
                about = _about(piece, index, [i for i, _ in indices], knowledge, before)
                for found in _targets(piece, canon(sentence), node, about, index is not None, own_year):
                    count += 1
                    out.append(Target(f"{node.eid}__target_{count}", *found))
                before = about or before
    return out + _from_tables(nodes, [i for i, _ in indices], year)


_AIM = re.compile(r"mục tiêu|chỉ tiêu|phấn đấu|kế hoạch")


def _from_tables(nodes: list[Node], indices: list[Index], year: int | None) -> list[Target]:
    """Read tables that set a value for each index: a column of names, one of aims, perhaps one of last year's scores."""
    out: list[Target] = []
    for table in (n for n in nodes if n.kind == "table"):
        head = next((c.row for c in table.children if c.row and c.row.head), None)
        if head is None:
            continue
        lows = [canon(c.text) for c in head.cells]
        names = next(
            (
                k
                for k, low in enumerate(lows)
                if "chỉ số" in low or ("chỉ tiêu" in low and not re.search(r"\d{4}", low))
            ),
            None,
        )
        aims = [k for k, low in enumerate(lows) if k != names and _AIM.search(low)]
        if names is None or not aims:
            continue
        aim = aims[-1]
        own = _year_in(lows[aim]) or year
        bases = [
            (y, k) for k, low in enumerate(lows) if k not in {aim, names} and (y := _year_in(low)) and own and y < own
        ]
        for child in table.children:
            if child.row is None or child.row.head or len(child.row.cells) != len(lows):
                continue
            target = _from_row(child, names, aim, max(bases) if bases else None, own, indices)
            if target:
                out.append(target)
    return out


def _year_in(low: str) -> int | None:
    found = re.findall(r"(?<!\d)20\d{2}(?!\d)", low)
    return int(found[-1]) if found else None


def _from_row(
    node: Node, names: int, aim: int, base: tuple[int, int] | None, year: int | None, indices: list[Index]
) -> Target | None:
    cells = node.row.cells if node.row else []
    text = cells[aim].text.replace("\n", " ").strip()
    match = re.fullmatch(
        rf"(?P<op>≥|>=|>|≤|<=|<|từ|trên|đạt)?\s*(?P<a>{NUMBER})\s*(?P<unit>điểm|%)?(?P<up>\s+trở lên)?", canon(text)
    )
    number = read_number(match["a"]) if match else None
    if match is None or number is None:
        return None
    name = " ".join(cells[names].text.split())
    index = next((i for i in indices if name_key(i.name) == name_key(name)), None)
    before = re.fullmatch(NUMBER, cells[base[1]].text.strip()) if base else None
    baseline = read_number(before[0]) if before else None
    delta = number.value - baseline.value if baseline else None
    operator = ">=" if match["up"] else _OPERATORS.get(match["op"] or "", "=")
    return Target(f"{node.eid}__target_1", index.eid if index else None, name, operator, plain(number.value), None, match["unit"] or "điểm", year,
                  plain(delta) if delta is not None else None, plain(baseline.value) if baseline else None, base[0] if base and baseline else None, text)  # fmt: skip


def _sentences(text: str) -> list[str]:
    out, at = [], 0
    for match in re.finditer(r"(?<=[^\d\s][.;])\s+(?=\S)|(?<=\d[.;])\s+(?=[^\W\d])", text):
        out.append(text[at : match.start()])
        at = match.end()
    return [*out, text[at:]]


Parts = tuple[
    str | None, str, str, str | None, str | None, str | None, int | None, str | None, str | None, int | None, str
]


def _pieces(sentence: str) -> list[str]:
    """Cut “PCI đạt …, PAPI đạt …” into its parts."""
    out, at = [], 0
    low = canon(sentence)
    for match in _PIECES.finditer(low):
        so_far = low[at : match.start()]
        if not (_VALUE.search(so_far) or _RANK.search(so_far) or _DELTA.search(so_far)):
            continue
        out.append(sentence[at : match.start()])
        at = match.end()
    return [*out, sentence[at:]]


@dataclass(frozen=True)
class About:
    """What a sentence about a goal speaks of: an index with its own heading, or only a name."""

    eid: str | None
    subject: str


def _about(
    sentence: str, index: Index | None, indices: list[Index], knowledge: Knowledge, before: About | None
) -> About | None:
    """Say of what a sentence speaks: the heading it stands under, an index it opens with, or what was spoken of before."""
    if index is not None:
        return About(index.eid, index.name)
    low = canon(sentence)
    head = _HEAD.split(re.sub(r"^[\W_]*(?:\d+(?:\.\d+)*[.)]\s*)?", "", low), maxsplit=1)[0]
    head = re.sub(r"^(?:phấn đấu|đối với|về|điểm(?: số)?|cải thiện|nâng cao)\s+", "", head).strip(" “”\"'")
    for code, family in knowledge.families.items():
        key = family.key_of(head) if 2 < len(head) < 120 else None
        if key:
            known = next((i for i in indices if i.family == code and family.key_of(i.name) == key), None)
            at = low.find(head)
            return About(known.eid, known.name) if known else About(None, tidy(sentence[at : at + len(head)]))
    code_named = family_of(sentence)
    if code_named:
        return About(None, _subject(sentence, low))
    if re.match(r"(?:điểm )?(?:chỉ số|trục nội dung)\b", low) and not PLURAL.match(low):
        return About(None, tidy(_HEAD.split(sentence, maxsplit=1)[0]) or _subject(sentence, low))
    return before if before is not None and _CARRIES.match(low) else None


def _targets(sentence: str, whole: str, node: Node, about: About | None, inside: bool, year: int | None) -> list[Parts]:
    """Read the targets of one sentence, or part of the sentence ``whole``: a value, a rank, or only a gain."""
    low = canon(sentence)
    headed = any(
        re.match(r"(?:mục tiêu|chỉ tiêu)", canon(a.heading or a.text[:40]))
        for a in node.ancestors
        if a.label or a.kind == "paragraph"
    )
    if not headed and not _GOAL.search(whole) and not (inside and node.heading and _GOAL.search(canon(node.heading))):
        return []
    if _PAST.search(_ASIDE.sub("", low)) and not re.search(r"phấn đấu|mục tiêu|trở lên", whole):
        return []
    stated = next((m for aside in _ASIDE.finditer(low) if (m := _STATED.search(aside[0]))), None)
    if stated:
        low = _ASIDE.sub(lambda m: " " * len(m[0]) if _STATED.search(m[0]) else m[0], low)
    out: list[Parts] = []
    eid, words = (about.eid if about else None), " ".join(sentence.split())
    moved = _FROM_TO.search(low)
    if moved and about:
        own = _own_year(low, moved)
        return [(eid, about.subject, "=", *_moved(moved, own if own != _int(moved["year"]) else None, year), words)]
    value, rank, delta = _VALUE.search(low), _RANK.search(low), _DELTA.search(low)
    while delta and value and delta.start() <= value.start() < delta.end():
        value = _VALUE.search(low, delta.end())
    percent = (value and value["unit"] == "%") or (delta and delta["unit"] == "%")
    if about is None and not (percent and headed):
        return _counted(sentence, low, headed, year)
    own_year = _own_year(low, value or rank or delta) or year
    subject = about.subject if about else _subject(sentence, low)
    if value and (parts := _valued(value, delta, own_year)):
        out.append((eid, subject, *_with_stated(parts, stated), words))
    if rank:
        place = rank["top"] or rank["nth"] or rank["top2"] or rank["top3"]
        last = rank["top_b"] or rank["nth_b"]
        operator = "between" if last else "<=" if rank["up"] or not rank["nth"] else "="
        out.append((eid, subject, operator, str(int(place)), str(int(last)) if last else None, "hạng", own_year, None, None, None, words))  # fmt: skip
    if delta and (not out or delta["unit"] in {"bậc", "hạng"}):
        v, v2 = read_number(delta["v"]), read_number(delta["v2"]) if delta["v2"] else None
        if v is not None:
            up = delta["dir"] != "giảm"
            out.append((eid, subject, "up" if up else "down", plain(v.value), plain(v2.value) if v2 else None, delta["unit"], own_year,
                        plain(v.value if up else -v.value), None, int(delta["year"]) if delta["year"] else None, words))  # fmt: skip
    return out


def _int(text: str | None) -> int | None:
    return int(text) if text else None


Values = tuple[str, str | None, str, int | None, str | None, str | None, int | None]


def _moved(match: re.Match[str], own: int | None, year: int | None) -> Values:
    """Read “tăng từ 6,98 điểm năm 2022 lên 7,12 điểm”."""
    a, b = read_number(match["a"]), read_number(match["b"])
    before, after = (a.value if a else Decimal(0)), (b.value if b else Decimal(0))
    since = _int(match["year"]) or (year - 1 if year else None)
    return plain(after), None, match["unit"], own or year, plain(after - before), plain(before), since


def _with_stated(
    parts: tuple[str, str, str | None, str, int | None, str | None, str | None, int | None],
    stated: re.Match[str] | None,
) -> tuple[str, str, str | None, str, int | None, str | None, str | None, int | None]:
    """Add the baseline that stands in brackets: “(năm 2022 đạt 6,98 điểm)”."""
    number = read_number(stated["v"] or stated["v2"]) if stated else None
    unit = (stated["unit"] or stated["unit2"] or parts[3]) if stated else None
    if stated is None or number is None or unit != parts[3] or parts[6] is not None:
        return parts
    change = Decimal(parts[1]) - number.value
    since = _int(stated["year"])
    return (*parts[:5], plain(change) if parts[2] is None else None, plain(number.value), since)


def _counted(sentence: str, low: str, headed: bool, year: int | None) -> list[Parts]:
    """Read a goal that is a count of things: “thành lập mới ít nhất 500 doanh nghiệp”."""
    if not headed:
        return []
    for found in find_quantities(sentence):
        quantity = found.quantity
        if quantity.unit in _COUNTED and (quantity.operator != "=" or "phấn đấu" in low):
            own = _YEAR.search(low)
            words = " ".join(sentence.split())
            return [(None, words[:80].strip(), quantity.operator, quantity.value, quantity.value_max, quantity.unit,
                     int(own[1]) if own else year, None, None, None, words)]  # fmt: skip
    return []


def _valued(
    value: re.Match[str], delta: re.Match[str] | None, year: int | None
) -> tuple[str, str, str | None, str, int | None, str | None, str | None, int | None] | None:
    """Return operator, value, its upper end, unit, year, gain, baseline and its year."""
    a, b = read_number(value["a"]), read_number(value["b"]) if value["b"] else None
    if a is None:
        return None
    operator = "between" if b else ">=" if value["up"] else _OPERATORS.get((value["op"] or "").strip(), "=")
    gain = read_number(delta["v"]) if delta and delta["unit"] == value["unit"] else None
    change = None if gain is None else gain.value if delta and delta["dir"] == "tăng" else -gain.value
    base = plain(a.value - change) if change is not None else None
    base_year = int(delta["year"]) if delta and delta["year"] else (year - 1 if base and year else None)
    return (operator, plain(a.value), plain(b.value) if b else None, value["unit"], year, plain(change) if change is not None else None,
            base, base_year if base else None)  # fmt: skip


def _heading_year(node: Node) -> int | None:
    """Return the year that the nearest heading of a goal states: “Mục tiêu đến năm 2030”."""
    for above in node.ancestors:
        match = re.search(r"đến (?:hết )?năm (20\d\d)", canon(above.heading or ""))
        if match:
            return int(match[1])
    return None


def _own_year(low: str, match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    span = re.search(r"giai đoạn (?:năm )?20\d\d\s*(?:-|–|đến)\s*(?:năm )?(20\d\d)", low[: match.start()])
    if span:
        return int(span[1])
    years = [
        m for m in _YEAR.finditer(low) if not re.search(r"so với\s*$|so\s*$", low[max(0, m.start() - 8) : m.start()])
    ]
    before = [m for m in years if m.start() < match.start()]
    return int((before or years)[-1 if before else 0][1]) if years else None


def _subject(sentence: str, low: str) -> str:
    code = family_of(sentence)
    match = re.search(
        r"(?:tỷ lệ|chỉ số|điểm số|thứ hạng|mức độ)[^,.;:()\d]{3,80}?(?=\s+(?:đạt|năm|từ|trên|phấn đấu|nằm|xếp|tăng)|[,;:(]|$)",
        low,
    )
    return (
        " ".join(sentence[match.start() : match.end()].split()) if match else (code or " ".join(sentence.split())[:80])
    )
