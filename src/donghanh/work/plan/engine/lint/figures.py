"""Figures that do not agree with each other, with history, or with the way numbers are written."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from donghanh.kit.numbers import show_number
from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.knowledge import Knowledge
from donghanh.work.plan.engine.lint.case import WARNING, Case
from donghanh.work.plan.engine.model import Finding, Index, Target
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.quantities import find_quantities, plain

_TOTAL = r"(?:tổng (?:số )?điểm|điểm tổng hợp|tổng điểm số)\s*(?:của\s+)?(?:chỉ số\s+)?"


def sums(case: Case) -> list[Finding]:
    """Compare the parts' baselines with the total the text states for the same family."""
    out = []
    for code in case.knowledge.families:
        got = implied(case.targets, case.indices, case.knowledge, code, baseline=True)
        stated = _stated_total(case, code)
        if got is None or stated is None:
            continue
        value, parts, edition = got
        tolerance = case.knowledge.sum_tolerance * (parts + 1)
        if case.knowledge.families[code].composite == "weighted":
            tolerance = case.knowledge.sum_tolerance * 10 + case.knowledge.sum_tolerance
        if abs(value - stated[0]) > tolerance:
            out.append(
                Finding(
                    "sum.mismatch",
                    WARNING,
                    stated[1],
                    f"{parts} chỉ số thành phần của {code} năm {edition} cộng lại là {show_number(value)} điểm, nhưng văn bản ghi tổng {show_number(stated[0])} điểm.",
                    {
                        "family": code,
                        "parts": plain(value),
                        "stated": plain(stated[0]),
                        "difference": plain(value - stated[0]),
                    },
                )
            )
    return out


def _stated_total(case: Case, code: str) -> tuple[Decimal, str] | None:
    words = vocabulary.words()["families"][code]
    total = re.compile(
        rf"{_TOTAL}(?:{words})[^.;]{{0,40}}?(?:đạt|là|:)\s*(\d+(?:[.,]\d+)?)\s*điểm|(?:{words})[^.;]{{0,120}}?(?:tổng điểm|đạt)\s+(?:đạt\s+|là\s+)?(\d+(?:[.,]\d+)?)\s*điểm"
    )
    for node in case.nodes:
        if node.zone not in {"preamble", "body"} or not node.whole or node.kind == "row":
            continue
        if any(node.eid == t.eid.rsplit("__target", 1)[0] for t in case.targets):
            continue
        match = total.search(canon(node.whole))
        if match and not re.search(
            r"phấn đấu|mục tiêu|trở lên", canon(node.whole)[max(0, match.start() - 60) : match.end() + 12]
        ):
            return Decimal((match[1] or match[2]).replace(",", ".")), node.eid
    return None


_TOTAL_ROW = re.compile(r"(?:tổng(?: cộng| số)?|cộng)\b")


def tables(case: Case) -> list[Finding]:
    """Compare the last row of a table (“Tổng cộng”) with what stands above it."""
    out = []
    for table in (n for n in case.nodes if n.kind == "table"):
        rows = [c for c in table.children if c.row and not c.row.head]
        total = next(
            (c for c in rows if c.row and _TOTAL_ROW.match(canon(" ".join(x.text for x in c.row.cells[:2]).strip()))),
            None,
        )
        if total is None or total.row is None or len(rows) < 3:
            continue
        columns: Counter[int] = Counter()
        sums: dict[int, Decimal] = {}
        width = len(total.row.cells)
        for child in rows:
            if child is total or child.row is None or len(child.row.cells) != width:
                continue
            for k, cell in enumerate(child.row.cells):
                if re.fullmatch(r"\d+(?:[.,]\d+)?", cell.text):
                    columns[k] += 1
                    sums[k] = sums.get(k, Decimal(0)) + Decimal(cell.text.replace(",", "."))
        for k, cell in enumerate(total.row.cells):
            if k and columns[k] == len(rows) - 1 and re.fullmatch(r"\d+(?:[.,]\d+)?", cell.text):
                stated = Decimal(cell.text.replace(",", "."))
                if abs(stated - sums[k]) > case.knowledge.sum_tolerance * (len(rows)):
                    out.append(
                        Finding(
                            "sum.mismatch",
                            WARNING,
                            total.eid,
                            f"Dòng tổng của bảng ghi {show_number(stated)}, nhưng các dòng cộng lại là {show_number(sums[k])}.",
                            {"parts": plain(sums[k]), "stated": plain(stated)},
                        )
                    )
    return out


_ENUMERATED = re.compile(
    r"(?<![\d,./])(\d{1,2})\s+(?:chỉ số|nhiệm vụ|nhóm|nội dung|giải pháp|lĩnh vực|mục tiêu|đơn vị|chỉ tiêu|tiêu chí)[^.;:()]{0,90}(?:gồm|như sau|sau đây|là|đó là)?\s*:\s*(?=\(1\))"
)


_WHOLE = re.compile(
    r"(?<![\d,./])(\d{1,5})\s+([^\W\d]+(?: [^\W\d]+)?)[^.;:()\d]{0,60}(?:trong đó|gồm|bao gồm)\s*:?\s*(?:có\s+)?((?:\d{1,5}\s+\2[^.;\d]{0,60}[,;và ]+){1,8}\d{1,5}\s+\2)"
)


def counts(case: Case) -> list[Finding]:
    """Compare a stated number of things with the list or the parts that follow."""
    out = []
    for node in case.nodes:
        low = canon(node.whole[:4000])
        if "(1)" in low:
            for match in _ENUMERATED.finditer(low):
                rest = low[match.end() :].split(".", 1)[0]
                count = 0
                while f"({count + 1})" in rest:
                    count += 1
                if count and count != int(match[1]):
                    out.append(
                        Finding(
                            "sum.mismatch",
                            WARNING,
                            node.eid,
                            f"Văn bản ghi {match[1]} mục nhưng liệt kê {count} mục.",
                            {"stated": str(int(match[1])), "parts": str(count)},
                        )
                    )
        if "trong đó" in low or "gồm" in low:
            for match in _WHOLE.finditer(low):
                parts = [int(n) for n in re.findall(r"\d{1,5}", match[3])]
                if len(parts) > 1 and sum(parts) != int(match[1]):
                    out.append(
                        Finding(
                            "sum.mismatch",
                            WARNING,
                            node.eid,
                            f"Văn bản ghi {match[1]} {match[2]} nhưng các phần cộng lại là {sum(parts)}.",
                            {"stated": str(int(match[1])), "parts": str(sum(parts))},
                        )
                    )
    return out


def composites(case: Case) -> list[Finding]:
    out = []
    for code, family in case.knowledge.families.items():
        got = implied(case.targets, case.indices, case.knowledge, code, baseline=False)
        words = vocabulary.words()["families"][code]
        if got is None or any(
            t.index is None
            and t.unit == "điểm"
            and t.operator not in {"up", "down"}
            and re.search(words, canon(t.as_written))
            for t in case.targets
        ):
            continue
        value, parts, edition = got
        basis = f"theo trọng số năm {edition}" if family.composite == "weighted" else "theo phép cộng"
        out.append(
            Finding(
                "target.no-composite",
                WARNING,
                None,
                f"{parts} mục tiêu thành phần, nếu đều đạt, cho điểm tổng hợp {code} là {show_number(value, 2)} ({basis}), nhưng văn bản không nêu mục tiêu tổng hợp nào.",
                {
                    "family": code,
                    "implied": f"{value:.2f}" if family.composite == "weighted" else plain(value),
                    "edition": edition,
                    "parts": parts,
                },
            )
        )
    return out


def odds(case: Case) -> list[Finding]:
    out = []
    for target in case.targets:
        index = next((i for i in case.indices if i.eid == target.index), None)
        family = case.knowledge.families.get(index.family or "") if index else None
        key = family.key_of(index.name) if family and index else None
        if not key or not index or not target.delta or target.unit != "điểm" or Decimal(target.delta) <= 0:
            continue
        if target.year and target.baseline_year and target.year - target.baseline_year > 1:
            continue
        odds = case.knowledge.odds(index.family or "", key, Decimal(target.delta))
        if odds is None or odds.share > case.knowledge.unlikely_share:
            continue
        percent = f"{odds.share * 100:.0f}"
        out.append(
            Finding(
                "target.unlikely",
                WARNING,
                target.eid,
                f"Mục tiêu tăng {show_number(Decimal(target.delta))} điểm của chỉ số “{index.name}” trong một năm chỉ thấy ở {percent} % số lượt tỉnh (2014–2021).",
                {
                    "share": f"{odds.share:.4f}",
                    "percent": percent,
                    "reached": odds.reached,
                    "of": odds.of,
                    "share_above_median": f"{Decimal(odds.reached_high) / Decimal(odds.of_high):.4f}",
                    "delta": target.delta,
                },
            )
        )
    return out


def numbers(case: Case) -> list[Finding]:
    found = [(node, f) for node in case.nodes if node.zone in {"body", "preamble"} for f in find_quantities(node.whole)]
    out = []
    cells = [(c, cell.text.strip()) for c in case.nodes if c.row for cell in c.row.cells]
    if any(re.fullmatch(r"\d+,\d+", text) for _, text in cells):
        for node, text in cells:
            if re.fullmatch(r"\d+\.\d{1,2}", text):
                out.append(
                    Finding(
                        "number.style",
                        WARNING,
                        node.eid,
                        f"Số “{text}” viết bằng dấu chấm giữa các số dùng dấu phẩy; được đọc là {text.replace('.', ',')}.",
                        {"as_written": text, "read": text},
                    )
                )
    for node, f in found:
        if f.note:
            out.append(
                Finding(
                    "number.style",
                    WARNING,
                    node.eid,
                    f"Số “{f.raw}” viết bằng dấu chấm giữa các số dùng dấu phẩy; được đọc là {show_number(Decimal(f.quantity.value))}.",
                    {"as_written": f.raw, "read": f.quantity.value},
                )
            )
    return out


def implied(
    targets: list[Target], indices: list[Index], knowledge: Knowledge, code: str, *, baseline: bool
) -> tuple[Decimal, int, int] | None:
    """Return the composite that the targets (or baselines) of all parts of a family imply: value, parts, edition."""
    family = knowledge.families.get(code)
    if family is None:
        return None
    values: dict[str, Decimal] = {}
    years: list[int] = []
    for target in targets:
        index = next((i for i in indices if i.eid == target.index and i.family == code), None)
        key = family.key_of(index.name) if index else None
        number = target.baseline if baseline else target.value
        if key and number and target.unit == "điểm" and target.operator not in {"up", "down"}:
            values.setdefault(key, Decimal(number))
            years.append(target.baseline_year or (target.year or 0) - 1)
    if set(values) != set(family.names):
        return None
    if family.composite == "sum":
        return sum(values.values(), Decimal(0)), len(values), max(years)
    weights = family.edition(max(years))
    if weights is None:
        return None
    total = sum((values[k] * weights.percent[k] for k in values), Decimal(0)) / 10
    return total, len(values), min(max(years), weights.last)
