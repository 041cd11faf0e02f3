"""What is wrong or doubtful in the plan itself. The compiler says so and repairs nothing."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from donghanh.kit.dates import show_date
from donghanh.kit.numbers import show_number
from donghanh.kit.text import POINT_LETTERS
from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.duties import Found
from donghanh.work.plan.engine.knowledge import Knowledge, name_key
from donghanh.work.plan.engine.model import Annex, Document, Finding, Index, Target
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.outline import Node
from donghanh.work.plan.engine.quantities import find_quantities, plain
from donghanh.work.plan.engine.references import find_references, mask
from donghanh.work.plan.engine.targets import implied

WARNING, INFO = "warning", "info"


@dataclass
class Case:
    """Everything that the checks look at."""

    nodes: list[Node]
    document: Document
    indices: list[Index]
    targets: list[Target]
    found: Found
    knowledge: Knowledge
    on: date
    damaged: bool = False
    own_annexes: tuple[Annex, ...] = ()
    text: str = ""
    names: list[Finding] = field(default_factory=list)


def check(case: Case) -> tuple[Finding, ...]:
    """Run every check; order of findings is that of the checks, then of the text."""
    out: list[Finding] = []
    for run in (
        _duties,
        _sums,
        _tables,
        _counts,
        _composites,
        _odds,
        _labels,
        _annexes,
        _names,
        _numbers,
        _periods,
        _agencies,
        _reading,
    ):
        out += run(case)
    return tuple(out)


def _duties(case: Case) -> list[Finding]:
    out = []
    for duty in case.found.duties:
        title = duty.title
        if not duty.lead:
            out.append(Finding("duty.no-owner", WARNING, duty.eid, f"Nhiệm vụ “{title}” không ghi cơ quan thực hiện."))
        if not duty.due:
            out.append(Finding("duty.no-date", INFO, duty.eid, f"Nhiệm vụ “{title}” không ghi thời hạn."))
        if not duty.quantities:
            out.append(Finding("duty.no-measure", INFO, duty.eid, f"Nhiệm vụ “{title}” không có chỉ tiêu đo được."))
    return out


_TOTAL = r"(?:tổng (?:số )?điểm|điểm tổng hợp|tổng điểm số)\s*(?:của\s+)?(?:chỉ số\s+)?"


def _sums(case: Case) -> list[Finding]:
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


def _tables(case: Case) -> list[Finding]:
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


def _counts(case: Case) -> list[Finding]:
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


def _composites(case: Case) -> list[Finding]:
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


def _odds(case: Case) -> list[Finding]:
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


def _labels(case: Case) -> list[Finding]:
    out = []
    for parent in [None, *case.nodes]:
        children = (
            [n for n in case.nodes if n.parent is not None and not n.parent.eid and n.kind != "stray"]
            if parent is None
            else parent.children
        )
        last: dict[str, tuple[int, str]] = {}
        for child in children:
            label = child.label
            if label is None or label.is_bullet or not label.value:
                continue
            group = label.style
            if group in last:
                before, raw = last[group]
                if label.value <= before:
                    out.append(
                        Finding(
                            "label.repeated",
                            WARNING,
                            child.eid,
                            f"Nhãn “{label.raw}” lặp lại hoặc lùi sau “{raw}”.",
                            {"after": raw, "label": label.raw},
                        )
                    )
                elif label.value > before + 1:
                    out.append(
                        Finding(
                            "label.skipped",
                            WARNING,
                            child.eid,
                            f"Nhãn nhảy từ “{raw}” sang “{label.raw}”{_missing(label.style, before, label.value)}.",
                            {"after": raw, "label": label.raw},
                        )
                    )
            elif label.value > 1 and label.style not in {"dieu", "chuong"}:
                out.append(
                    Finding(
                        "label.skipped",
                        WARNING,
                        child.eid,
                        f"Danh sách bắt đầu từ nhãn “{label.raw}”, thiếu nhãn đầu.",
                        {"label": label.raw},
                    )
                )
            last[group] = (label.value, label.raw)
    return out


def _missing(style: str, before: int, value: int) -> str:
    if style.startswith("letter") and value - before == 2 and before < len(POINT_LETTERS):
        return f", thiếu “{POINT_LETTERS[before]})”"
    return ""


_ANNEX = re.compile(
    r"(phụ lục|phụ biểu|biểu)(?:\s+số)?\s+((?:\d{1,2}[a-z]?|[ivx]{1,5})(?![\w.])(?:(?:\s*,\s*(?:và\s+)?|\s+và\s+)(?:\d{1,2}[a-z]?|[ivx]{1,5})(?![\w]))*)"
)
_ANNEX_PLAIN = re.compile(r"(?:phụ lục|biểu(?: chi tiết)?)(?: chi tiết)?\s+(?:đính kèm|kèm theo|gửi kèm)")
_FOREIGN = re.compile(
    r"(?:ban hành )?(?:kèm theo|của|tại)\s+(?:luật|nghị định|thông tư|quyết định|nghị quyết|công văn|hướng dẫn)"
)


def annexes_of(nodes: list[Node], labels: list[tuple[str, str | None]]) -> tuple[Annex, ...]:
    """List the annexes that stand in the file and those that are only spoken of."""
    out = [Annex(label, title, True) for label, title in labels]
    present = {_annex_key(label) for label, _ in labels}
    for node in nodes:
        if node.zone not in {"body", "preamble"} or not node.whole:
            continue
        low = canon(node.whole)
        for match in _ANNEX.finditer(low):
            if _FOREIGN.match(low[match.end() : match.end() + 60].strip(" ,;()")):
                continue
            word = "Phụ lục" if match[1] == "phụ lục" else match[1].capitalize()
            for number in re.findall(r"\d{1,2}[a-z]?|[ivx]+", match[2]):
                label = f"{word} {number.upper()}"
                if _annex_key(label) not in present:
                    present.add(_annex_key(label))
                    out.append(Annex(label, None, False))
        if not labels and not any(not a.present for a in out) and _ANNEX_PLAIN.search(low):
            out.append(Annex("Phụ lục", None, False))
    return tuple(out)


def _speaks_of(text: str, label: str) -> bool:
    low = canon(text)
    if not re.search(r"\d|\b[ivx]+$", canon(label)):
        return bool(_ANNEX_PLAIN.search(low))
    word, number = canon(label).rsplit(" ", 1)
    return any(m[1] == word and number in re.findall(r"\d{1,2}[a-z]?|[ivx]+", m[2]) for m in _ANNEX.finditer(low))


def _annex_key(label: str) -> str:
    low = canon(label)
    number = re.search(r"(\d+[a-z]?|[ivx]+)\s*$", low)
    romans = {
        "i": "1",
        "ii": "2",
        "iii": "3",
        "iv": "4",
        "v": "5",
        "vi": "6",
        "vii": "7",
        "viii": "8",
        "ix": "9",
        "x": "10",
    }
    return ("b" if low.startswith("biểu") else "p") + (romans.get(number[1], number[1].lstrip("0")) if number else "")


def _annexes(case: Case) -> list[Finding]:
    out = []
    for annex in case.document.annexes:
        if not annex.present:
            node = next(
                (n for n in case.nodes if n.zone in {"body", "preamble"} and _speaks_of(n.whole, annex.label)), None
            )
            out.append(
                Finding(
                    "annex.missing",
                    WARNING,
                    node.eid if node else None,
                    f"Văn bản nhắc tới {annex.label} nhưng tệp không có phụ lục này.",
                    {"label": annex.label},
                )
            )
    return out


def _names(case: Case) -> list[Finding]:
    """Find indices that the document calls by two names: in headings, in quotes, or written as a name."""
    aliases: dict[str, tuple[str, str]] = {}
    for family in case.knowledge.families.values():
        for key, names in family.names.items():
            lows = [canon(n) for n in names]
            for low in lows:
                # A short name inside a longer one (“Tính năng động”) is an abbreviation, not another name.
                if low == lows[0] or len(low.split()) > 4 or not any(low != other and low in other for other in lows):
                    aliases[low] = (family.code, key)
    if not aliases or not case.text:
        return []
    finder = re.compile("|".join(re.escape(a) for a in sorted(aliases, key=len, reverse=True)))
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for match in finder.finditer(canon(case.text)):
        words = case.text[match.start() : match.end()]
        if words[:1].isupper() and not re.match(
            r"\s+(?:trong|cho|và (?:hợp tác|nhà đầu tư)|nhỏ)\b", case.text[match.end() : match.end() + 14].lower()
        ):
            seen.setdefault(aliases[match[0]], {}).setdefault(name_key(words), words)
    out = []
    for (code, key), names_seen in seen.items():
        index = next(
            (i for i in case.indices if i.family == code and case.knowledge.families[code].key_of(i.name) == key), None
        )
        if len(names_seen) > 1:
            shown = "”, “".join(names_seen.values())
            out.append(
                Finding(
                    "name.varies",
                    WARNING,
                    index.eid if index else None,
                    f"Một chỉ số được gọi bằng {len(names_seen)} tên: “{shown}”.",
                    {"names": list(names_seen.values())},
                )
            )
    return out


def _numbers(case: Case) -> list[Finding]:
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


_YEARS = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SPAN = re.compile(r"(?<!\d)(20\d{2})\s?[-–]\s?(20\d{2})(?!\d)")


def _years(text: str) -> set[int]:
    years = {int(y) for y in _YEARS.findall(text)}
    for a, b in _SPAN.findall(text):
        if int(a) <= int(b) <= int(a) + 30:
            years |= set(range(int(a), int(b) + 1))
    return years


def _periods(case: Case) -> list[Finding]:
    """Compare the years of headings with the title's, and the times of duties with their heading's period."""
    out = []
    title = case.document.title or ""
    title = mask(title, find_references(title))
    own = _years(title)
    later = "tiếp theo" in canon(title)
    tasks = vocabulary.words()["tasks"]
    for node in case.nodes:
        if node.zone != "body" or not node.heading:
            continue
        years = _years(node.heading)
        if (
            own
            and years
            and re.search(tasks + "|mục tiêu|kế hoạch", canon(node.heading))
            and not years & own
            and not (later and min(years) >= min(own))
        ):
            out.append(
                Finding(
                    "heading.period-mismatch",
                    WARNING,
                    node.eid,
                    f"Tiêu đề mục ghi {_show(years)} nhưng tên văn bản ghi {_show(own)}.",
                    {"heading": sorted(years), "title": sorted(own)},
                )
            )
        elif years and len(years) == 1:
            out += _outside(case, node, years)
    return out


def _outside(case: Case, node: Node, years: set[int]) -> list[Finding]:
    if re.search(r"kết quả|thực trạng|đánh giá|so với|các năm tiếp theo", canon(node.heading or "")):
        return []
    return [
        Finding(
            "heading.period-mismatch",
            WARNING,
            duty.eid,
            f"Thời hạn “{due.as_written}” nằm ngoài năm của mục ({_show(years)}).",
            {"heading": sorted(years), "due": due.date},
        )
        for duty in case.found.duties
        if duty.eid.startswith(node.eid + "__")
        for due in duty.due
        if due.date and not due.recurrence and int(due.date[:4]) not in years
    ]


def _show(years: set[int]) -> str:
    return f"năm {min(years)}" if len(years) == 1 else f"{min(years)}–{max(years)}"


def _agencies(case: Case) -> list[Finding]:
    out = []
    seen: dict[str, list[str]] = {}
    for duty in case.found.duties:
        for name in (*duty.lead, *duty.supporting):
            seen.setdefault(name, []).append(duty.eid)
    told: set[str] = set()
    for name, eids in seen.items():
        gone = case.knowledge.dissolved(name, case.on)
        if gone and canon(name) not in told:
            told.add(canon(name))
            out.append(
                Finding(
                    "agency.dissolved",
                    WARNING,
                    eids[0],
                    f"“{name}” không còn từ {show_date(gone.until)}; việc thuộc {gone.successor}{'' if gone.verified else ' (chưa kiểm chứng)'}.",
                    {
                        "agency": name,
                        "until": gone.until.isoformat(),
                        "successor": gone.successor,
                        "verified": gone.verified,
                        "duties": len(eids),
                    },
                )
            )
    for eid, text in case.found.unknown:
        if not case.knowledge.is_agency(text):
            out.append(
                Finding(
                    "agency.unknown",
                    WARNING,
                    eid,
                    f"“{text[:120]}” đứng ở chỗ ghi cơ quan nhưng không đọc được là cơ quan nào.",
                    {"text": text[:200]},
                )
            )
    return out


def _reading(case: Case) -> list[Finding]:
    out = []
    if case.damaged or "\ufffd" in case.text:
        out.append(
            Finding(
                "text.damaged", WARNING, None, "Một số ký tự của tệp bị hỏng và không đọc được; hãy đối chiếu bản gốc."
            )
        )
    if case.document.kind and not case.document.number:
        out.append(Finding("document.no-number", INFO, None, "Không thấy số, ký hiệu của văn bản."))
    if case.document.kind and not case.document.date:
        out.append(Finding("document.no-date", INFO, None, "Không thấy ngày ban hành của văn bản."))
    return out
