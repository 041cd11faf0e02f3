"""The parts of a file: each document with its letterhead, title, body and closing; a plan attached to a decision, the annexes."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.blocks import is_caps, is_finished, is_stray
from donghanh.work.plan.engine.closing import CAPACITY, NAME, ROLE
from donghanh.work.plan.engine.labels import read_label
from donghanh.work.plan.engine.letterhead import DATED, NUMBER, PLACED, RULE
from donghanh.work.plan.engine.normalise import LOWER, Line, canon

_BARS = re.compile(r"^[|\s]+|[|\s]+$")


_ANNEX = re.compile(
    r"(phụ lục|phụ biểu|biểu(?: mẫu)?(?= số| \d| [ivx]+\b))(?:\s+(?:số\s*)?(?:\d{1,2}[a-z]?|[ivx]{1,5}|[a-h])(?!\w))?\s*[.:\-–]?\s*"
)


@dataclass
class Zone:
    """Some lines of the text with one place in the document."""

    kind: str
    lines: list[Line]


@dataclass
class Segment:
    """One document of the file: the main one, or one attached to it."""

    letterhead: list[Line] = field(default_factory=list)
    kind: str | None = None
    title_lines: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    tail: list[Line] = field(default_factory=list)
    annex: str | None = None  # its label where it is an annex
    title: str | None = None


def bare(line: Line) -> str:
    """Return a line without bars at its ends."""
    return _BARS.sub("", line.text)


def kind_of(text: str) -> str | None:
    """Return the kind of document that a title line names."""
    low = canon(text).strip(" :.*")
    return next((k for k in vocabulary.words()["kinds"] if low == k or low.startswith((k + " ", k + ":"))), None)


def cut(lines: list[Line]) -> list[Segment]:
    """Cut a file into its documents."""
    segments: list[Segment] = []
    start = 0
    while start < len(lines) and len(segments) < 60:
        segment, start = _segment(lines, start, first=not segments)
        segments.append(segment)
    if start < len(lines):
        segments[-1].body += lines[start:]
    return segments or [Segment()]


def _broken_kind(lines: list[Line], i: int) -> str | None:
    """Return the kind whose words stand on two lines (“QUYẾT / ĐỊNH”)."""
    text, after = bare(lines[i]), _next_text(lines, i)
    if not after or " " in text or not is_caps(text) or not is_caps(after) or kind_of(text):
        return None
    whole = canon(f"{text} {after}").strip(" :.")
    return whole if whole in vocabulary.words()["kinds"] else None


def _title_at(lines: list[Line], start: int) -> int | None:
    seen = 0
    for i in range(start, len(lines)):
        text = bare(lines[i])
        if not text or RULE.fullmatch(text):
            continue
        seen += 1
        if seen > 60:
            return None
        kind = kind_of(text)
        if kind is None and _broken_kind(lines, i):
            return i
        if kind and (is_caps(text) or canon(text).strip(" :.") == kind) and not text.endswith("./."):
            return i
        label = read_label(text)
        if label and not label.is_bullet and seen > 3 and not re.match(r"TM|KT|Số", text):
            return None
        if re.match(r"căn cứ\b", canon(text)):
            return None
    return None


def _is_letterhead(text: str) -> bool:
    low = canon(text)
    if not text or RULE.fullmatch(text) or vocabulary.pattern("motto").search(low) or is_stray(text):
        return True
    if (
        NUMBER.match(text)
        or re.match(r"số\s*:?\s*$", low)
        or PLACED.search(text)
        or (DATED.search(text) and len(text) < 80)
    ):
        return True
    return is_caps(text) and bool(
        re.match(
            r"(?:ủy ban|ubnd|hđnd|hội đồng|tỉnh|thành phố|sở|ban|huyện|đảng|ban thường vụ|bch|văn phòng|chính phủ|bộ|\*)",
            low,
        )
    )


def _segment(lines: list[Line], start: int, *, first: bool) -> tuple[Segment, int]:
    segment = Segment()
    annex = _annex_at(lines, start)
    i = start
    at = _title_at(lines, start)
    if annex and not first:
        segment.annex, i = annex, start
        i = _title(segment, lines, i, annex=True)
    elif at is not None:
        segment.letterhead = lines[start:at]
        segment.kind = _broken_kind(lines, at) or kind_of(bare(lines[at]))
        i = _title(segment, lines, at)
    else:
        while i < len(lines) and _is_letterhead(bare(lines[i])):
            i += 1
        segment.letterhead = lines[start:i]
        if not any(line.text for line in segment.letterhead):
            segment.letterhead, i = [], start
        elif i < len(lines) and _VV.match(bare(lines[i])):
            i = _subject_line(segment, lines, i)
        elif i < len(lines) and is_caps(bare(lines[i])) and not read_label(bare(lines[i])):
            i = _title(segment, lines, i)
    end = _body_end(segment, lines, i)
    nxt = _tail_end(lines, end)
    segment.body, segment.tail = lines[i:end], lines[end:nxt]
    return segment, max(nxt, start + 1)


_VV = re.compile(r"[Vv]\s?/\s?[Vv]\b\s*:?\s*")


def _subject_line(segment: Segment, lines: list[Line], i: int) -> int:
    """Take the subject of an official letter: “V/v …” until a blank line, an addressee or the text."""
    start, words = i, []
    while i < len(lines) and i - start < 6:
        text = bare(lines[i])
        if not text or (i > start and re.match(r"kính gửi|\d{1,2}[.)]|thực hiện |căn cứ ", canon(text))):
            break
        if not (PLACED.search(text) or vocabulary.pattern("motto").search(canon(text))):
            words.append(text)
        i += 1
    segment.kind, segment.title_lines = "công văn", lines[start:i]
    segment.title = _VV.sub("", " ".join(words)) or None
    return i


def _title(segment: Segment, lines: list[Line], at: int, *, annex: bool = False) -> int:
    """Take the lines of the title: capitals, or one bold paragraph, until the text opens."""
    i, words = at, []
    if not annex and _broken_kind(lines, at):
        at = next(j for j in range(at + 1, at + 3) if bare(lines[j]))
        lines, start = [replace(line, text=segment.kind or "") if j == at else line for j, line in enumerate(lines)], i
    else:
        start = at
    first = bare(lines[at])
    low_first = canon(first).strip(" :.")
    inline = not annex and segment.kind is not None and low_first != segment.kind
    caps = is_caps(first) if inline or segment.kind is None else None
    i = at + 1
    words.append(first if inline or annex or segment.kind is None else "")
    while i < len(lines) and i - at < 25:
        text = bare(lines[i])
        if not text:
            if words[-1:] != [""] and any(words) and not _more_title(lines, i, caps):
                break
            i += 1
            continue
        if RULE.fullmatch(text):
            i += 1
            if any(words):
                break
            continue
        if _ends_title(text, lines[i], caps=caps, started=any(words), annex=annex):
            break
        if caps is None:
            caps = is_caps(text)
        elif not caps and any(words) and lines[i].hard and not re.match(rf"[{LOWER}(]", text):
            break
        words.append(text)
        i += 1
        if not caps and text.endswith((".", ":")):
            break
    segment.title_lines = lines[start:i]
    title = " ".join(w for w in words if w)
    segment.title = title or None
    return i


def _more_title(lines: list[Line], i: int, caps: bool | None) -> bool:
    for line in lines[i : i + 3]:
        text = bare(line)
        if text:
            return (
                bool(caps)
                and is_caps(text)
                and not read_label(text)
                and not _ends_title(text, line, caps=caps, started=True, annex=False)
            )
    return False


def _ends_title(text: str, line: Line, *, caps: bool | None, started: bool, annex: bool) -> bool:
    low = canon(text)
    label = read_label(text)
    if label and label.style in {"roman", "upper", "phan", "chuong", "dieu", "num", "muc", "bullet-"}:
        return True
    if line.level and not started:
        return False
    if re.match(r"\(?(?:ban hành |kèm theo )", low) and (annex or started):
        return False
    if line.cell or low.strip(" :") in {"quyết định", "chỉ thị"} or (re.match(r"(?:stt|tt)\b", low) and len(text) < 20):
        return True
    if started and re.match(r"(?:chủ tịch )?(?:ủy ban nhân dân|hội đồng nhân dân|ubnd|hđnd)", low) and is_caps(text):
        return True
    if caps and not is_caps(text):
        return not (re.match(r"\(", text) and len(text) < 160)
    opens = vocabulary.pattern("opens_preamble").match(low)
    return bool(opens) and not is_caps(text) and (started or bool(re.match(r"căn cứ|theo |thực hiện ", low)))


def _annex_at(lines: list[Line], i: int) -> str | None:
    while i < len(lines) and (not lines[i].text or RULE.fullmatch(lines[i].text)):
        i += 1
    return _annex_here(lines, i) if i < len(lines) else None


def _annex_here(lines: list[Line], j: int) -> str | None:
    """Return the label of an annex that opens at a line, also where a web page broke its word (“PHỤ / LỤC”)."""
    text = bare(lines[j])
    if text in {"PHỤ", "Phụ"} and (after := _next_text(lines, j)):
        return annex_label(replace(lines[j], text=f"{text} {after}"))
    return annex_label(lines[j])


def _next_text(lines: list[Line], j: int) -> str:
    return next((bare(line) for line in lines[j + 1 : j + 3] if bare(line)), "")


def annex_label(line: Line) -> str | None:
    """Return the label of an annex where a line is its heading."""
    text = bare(line)
    if not text or len(text) > 220:
        return None
    match = _ANNEX.match(canon(text))
    if not match:
        return None
    rest = text[match.end() :]
    if (
        not rest
        or (is_caps(rest) and is_caps(text[: match.end()]))
        or (is_caps(text[: match.end()]) and not re.match(r"[,;.)]", rest))
    ):
        return text[: match.end()].strip(" .:-–")
    return None


def _opens_tail(text: str) -> bool:
    if re.match(r"nơi nhận\b", canon(text)):
        return True
    return bool(CAPACITY.match(text)) and is_caps(text.split("|", maxsplit=1)[0]) and len(text) < 160


def _is_signature(lines: list[Line], j: int) -> bool:
    """Say whether a bare role (“CHỦ TỊCH”) closes the text: a name or “Nơi nhận” follows, and little else."""
    if not ROLE.fullmatch(bare(lines[j])):
        return False
    after = [bare(line) for line in lines[j + 1 : j + 12] if bare(line)]
    return any(NAME.fullmatch(t.strip(" .")) or re.match(r"nơi nhận\b", canon(t)) for t in after[:4])


def _body_end(segment: Segment, lines: list[Line], i: int) -> int:
    """Return where recipients, signature or an annex end the body."""
    seen = False
    for j in range(i, len(lines)):
        text = bare(lines[j])
        if not text:
            continue
        if _opens_tail(text) or (seen and _is_signature(lines, j)):
            k = j
            while k > i and (RULE.fullmatch(lines[k - 1].text) or not lines[k - 1].text):
                k -= 1
            return k
        before = next((bare(p) for p in reversed(lines[max(i, j - 3) : j]) if bare(p)), "")
        if (
            seen
            and _annex_here(lines, j)
            and (is_finished(before) or not before or lines[j].hard or is_caps(text) or lines[j - 1].text == "")
            and not re.search(r"\b(?:tại|theo|và|các|,)$", before)
        ):
            return j
        seen = seen or not (segment.annex and len(text) < 4)
    return len(lines)


def _tail_end(lines: list[Line], start: int) -> int:
    """Return where what is attached begins."""
    if start < len(lines) and _annex_here(lines, start):
        return start
    for j in range(start, len(lines)):
        text = bare(lines[j])
        if not text:
            continue
        if _annex_here(lines, j):
            return j
        kind = kind_of(text)
        titled = kind and is_caps(text) and len(text) < 300 and not CAPACITY.match(text)
        if titled or vocabulary.pattern("motto").match(canon(text)):
            k = j
            while k - 1 > start and (
                not bare(lines[k - 1]) or _is_issuer(bare(lines[k - 1])) or NUMBER.match(bare(lines[k - 1]))
            ):
                k -= 1
            return k
        label = read_label(text)
        if (
            label
            and label.style in {"roman", "upper", "phan", "chuong", "dieu"}
            and not CAPACITY.match(text)
            and j - start > 3
            and is_caps(text)
        ):
            return j
    return len(lines)


def _is_issuer(text: str) -> bool:
    return (
        is_caps(text)
        and bool(re.match(r"(?:ủy ban nhân dân|tỉnh|thành phố)\b", canon(text)))
        and not CAPACITY.match(text)
    )
