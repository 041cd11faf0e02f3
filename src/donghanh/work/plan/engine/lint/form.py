"""Labels, annexes, names and periods that do not agree within the document."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re

from donghanh.kit.text import POINT_LETTERS
from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.knowledge import name_key
from donghanh.work.plan.engine.lint.case import WARNING, Case
from donghanh.work.plan.engine.model import Annex, Finding
from donghanh.work.plan.engine.normalise import canon
from donghanh.work.plan.engine.references import find_references, mask
from donghanh.work.plan.engine.tree import Node


def labels(case: Case) -> list[Finding]:
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


def annexes(case: Case) -> list[Finding]:
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


def names(case: Case) -> list[Finding]:
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


_YEARS = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


_SPAN = re.compile(r"(?<!\d)(20\d{2})\s?[-–]\s?(20\d{2})(?!\d)")


def years_in(text: str) -> set[int]:
    years = {int(y) for y in _YEARS.findall(text)}
    for a, b in _SPAN.findall(text):
        if int(a) <= int(b) <= int(a) + 30:
            years |= set(range(int(a), int(b) + 1))
    return years


def periods(case: Case) -> list[Finding]:
    """Compare the years of headings with the title's, and the times of duties with their heading's period."""
    out = []
    title = case.document.title or ""
    title = mask(title, find_references(title))
    own = years_in(title)
    later = "tiếp theo" in canon(title)
    tasks = vocabulary.words()["tasks"]
    for node in case.nodes:
        if node.zone != "body" or not node.heading:
            continue
        years = years_in(node.heading)
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
