"""The parts of a document around its body: letterhead, title, recipients, signature; and what is attached."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from donghanh.work.plan.engine import vocabulary
from donghanh.work.plan.engine.blocks import is_caps, is_finished, is_stray
from donghanh.work.plan.engine.labels import read_label
from donghanh.work.plan.engine.model import Recipient, Signer
from donghanh.work.plan.engine.normalise import LOWER, UPPER, Line, canon

_BARS = re.compile(r"^[|\s]+|[|\s]+$")
_RULE = re.compile(r"[-–—_=*.~…\s|]{2,}|\|")
_NUMBER = re.compile(
    r"\bsố\s*:?\s*(\d*[a-zđ]?)\s*/\s*((?:\d{4}\s*/\s*)?[A-ZĐa-zđ]{1,6}(?:\s?[-–.]\s?[A-ZĐ0-9a-zđ&.]{1,12})*)",
    re.IGNORECASE,
)
_PARTY_NUMBER = re.compile(r"\bsố\s*:?\s*(\d+\s?-\s?[A-ZĐ]{1,4}\s?[./]\s?[A-ZĐ]{1,5})", re.IGNORECASE)
_PLACED = re.compile(
    rf"((?:TP\.?\s?|Thành phố\s)?[{UPPER}][{LOWER}]+(?:[ –-]{{1,3}}[{UPPER}][{LOWER}]+){{0,5}})\s*,\s*ngày\s*(\d{{1,2}}|[.…_ ]*)\s*tháng\s*(\d{{1,2}}|[.…_ ]*)\s*năm\s*(\d{{4}})",
)
_DATED = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_CAPACITY = re.compile(rf"^(?:(?:TM|KT|TL|TUQ|Q)\s?\.\s?|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s)(?=[{UPPER}])")
_ROLE = re.compile(
    r"(?:(?:PHÓ|QUYỀN|Q\.)\s)?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|CHÁNH THANH TRA|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG)(?:\s+THƯỜNG TRỰC)?"
)
_ROLE_END = re.compile(rf"\s((?:KT\.\s?|TM\.\s?|TL\.\s?|TUQ\.\s?)[{UPPER} ]+|{_ROLE.pattern})$")
_NAME = re.compile(rf"(?:(?:TS|ThS|PGS|GS)\.?\s)*([{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*){{1,4}})")
_NAME_END = re.compile(rf"[.;]\s+([{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,4}})$")
_NAME_PART = re.compile(rf"[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*)?")
_ANNEX = re.compile(
    r"(phụ lục|phụ biểu|biểu(?: mẫu)?(?= số| \d| [ivx]+\b))(?:\s+(?:số\s*)?(?:\d{1,2}[a-z]?|[ivx]{1,5}|[a-h])(?!\w))?\s*[.:\-–]?\s*"
)
_PURPOSE = re.compile(r"\s*\(\s*([^()]{1,60})\s*\)?\s*$")
_PURPOSES = re.compile(
    r"b/c|để b/c|báo cáo|thực hiện|t/h|để biết|phối hợp|p/h|ph/h|đăng|theo dõi|chỉ đạo|giám sát|c/đ|gửi|đ/c"
)


@dataclass
class Zone:
    """Some lines of the text with one place in the document."""

    kind: str
    lines: list[Line]


@dataclass
class Recipients:
    """The entries of “Nơi nhận” with their lines."""

    label_lines: list[int] = field(default_factory=list)
    entries: list[tuple[str, list[int]]] = field(default_factory=list)
    signature: list[tuple[str, int]] = field(default_factory=list)
    stray: list[tuple[str, int]] = field(default_factory=list)


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
        if not text or _RULE.fullmatch(text):
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
    if not text or _RULE.fullmatch(text) or vocabulary.pattern("motto").search(low) or is_stray(text):
        return True
    if (
        _NUMBER.match(text)
        or re.match(r"số\s*:?\s*$", low)
        or _PLACED.search(text)
        or (_DATED.search(text) and len(text) < 80)
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
        if not (_PLACED.search(text) or vocabulary.pattern("motto").search(canon(text))):
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
        if _RULE.fullmatch(text):
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
    while i < len(lines) and (not lines[i].text or _RULE.fullmatch(lines[i].text)):
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
    return bool(_CAPACITY.match(text)) and is_caps(text.split("|", maxsplit=1)[0]) and len(text) < 160


def _is_signature(lines: list[Line], j: int) -> bool:
    """Say whether a bare role (“CHỦ TỊCH”) closes the text: a name or “Nơi nhận” follows, and little else."""
    if not _ROLE.fullmatch(bare(lines[j])):
        return False
    after = [bare(line) for line in lines[j + 1 : j + 12] if bare(line)]
    return any(_NAME.fullmatch(t.strip(" .")) or re.match(r"nơi nhận\b", canon(t)) for t in after[:4])


def _body_end(segment: Segment, lines: list[Line], i: int) -> int:
    """Return where recipients, signature or an annex end the body."""
    seen = False
    for j in range(i, len(lines)):
        text = bare(lines[j])
        if not text:
            continue
        if _opens_tail(text) or (seen and _is_signature(lines, j)):
            k = j
            while k > i and (_RULE.fullmatch(lines[k - 1].text) or not lines[k - 1].text):
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
        titled = kind and is_caps(text) and len(text) < 300 and not _CAPACITY.match(text)
        if titled or vocabulary.pattern("motto").match(canon(text)):
            k = j
            while k - 1 > start and (
                not bare(lines[k - 1]) or _is_issuer(bare(lines[k - 1])) or _NUMBER.match(bare(lines[k - 1]))
            ):
                k -= 1
            return k
        label = read_label(text)
        if (
            label
            and label.style in {"roman", "upper", "phan", "chuong", "dieu"}
            and not _CAPACITY.match(text)
            and j - start > 3
            and is_caps(text)
        ):
            return j
    return len(lines)


def _is_issuer(text: str) -> bool:
    return (
        is_caps(text)
        and bool(re.match(r"(?:ủy ban nhân dân|tỉnh|thành phố)\b", canon(text)))
        and not _CAPACITY.match(text)
    )


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
        elif not _RULE.fullmatch(line.text):
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
    number = _NUMBER.search(whole) or _PARTY_NUMBER.search(whole)
    if number:
        code = number[1] + ("/" + number[2] if number.re is _NUMBER else "")
        # “124/KH-UBND Lạng Sơn”: the symbol ends where the place begins.
        code = re.sub(r"\s+", "", re.split(rf"\s+(?=[{UPPER}][{LOWER}])", code.strip())[0])
        head.number = code if re.match(r"\d", code) else None
    placed = _PLACED.search(whole)
    dated = _DATED.search(whole)
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
        if _NUMBER.search(piece) or re.match(r"số\b", canon(piece)) or _PLACED.search(piece) or _DATED.search(piece):
            closed = bool(issuer)
            continue
        words = "".join(piece[a:b] for a, b in _outside(motto, canon(piece))).strip(" -–|_")
        if is_caps(words) and len(issuer) < 8 and not _RULE.fullmatch(words):
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


def read_tail(lines: list[Line]) -> Recipients:
    """Read recipients and signature, in whichever order and however the two columns were laid into one."""
    out = Recipients()
    listing = False
    done = False
    for line in lines:
        if not line.text:
            continue
        if line.text.strip() == "|" or _RULE.fullmatch(line.text):
            _to_last(out, line.no)
            listing = listing and line.text.strip() != "|"
            continue
        for piece in (p.strip() for p in line.text.split("|")):
            if piece:
                listing, done = _tail_piece(out, piece, line.no, listing=listing, done=done)
    return out


def _tail_piece(out: Recipients, piece: str, no: int, *, listing: bool, done: bool) -> tuple[bool, bool]:
    low = canon(piece)
    opening = re.match(r"nơi nhận\s*:?\s*", low)
    if opening:
        out.label_lines.append(no)
        piece, low = piece[opening.end() :].strip(), low[opening.end() :].strip()
        listing, done = True, False
        if not piece:
            return listing, done
    tail = _NAME_END.search(piece) if listing and out.signature and low.lstrip("- ").startswith("lưu") else None
    if tail and not any(_NAME.fullmatch(t.strip(" .")) for t, _ in out.signature):
        out.signature.append((tail[1], no))
        piece = piece[: tail.start(1)].strip()
        low = canon(piece)
    end = _ROLE_END.search(" " + piece)
    if listing and end and not is_caps(piece):
        out.signature.append((end[1].strip(), no))
        piece = piece[: len(piece) - len(end[1])].strip()
    named = any(_NAME.fullmatch(t.strip(" .")) for t, _ in out.signature)
    if re.fullmatch(r"(?:TM|KT|TL|TUQ|Q)\s?\.?", piece) or (
        out.signature and not named and not (listing and not done) and _NAME_PART.fullmatch(piece)
    ):
        out.signature.append((piece, no))
        return listing, done
    if named and is_caps(piece) and not _CAPACITY.match(piece) and not _ROLE.search(piece):
        out.stray.append((piece, no))
        return listing, done
    if (
        is_caps(piece)
        and (_CAPACITY.match(piece) or _ROLE.search(piece) or (out.signature and not piece.startswith("-")))
    ) or re.match(r"\((?:đã ký|ký|chữ ký)", low):
        out.signature.append((piece, no))
        return listing, done
    if (
        listing
        and not done
        and (
            re.match(r"[-–+•*]", piece)
            or not out.entries
            or not is_finished(out.entries[-1][0])
            or low.startswith("lưu")
        )
    ):
        if re.match(r"[-–+•*]", piece) or not out.entries or is_finished(out.entries[-1][0]):
            out.entries.append((piece.lstrip("-–+•* ").strip(), [no]))
        else:
            text, nos = out.entries[-1]
            out.entries[-1] = (f"{text} {piece}", [*nos, no])
        last = canon(out.entries[-1][0])
        return True, last.startswith("lưu") and is_finished(last)
    name = _NAME.fullmatch(piece.strip(" ."))
    if name and not any(_NAME.fullmatch(t.strip(" .")) for t, _ in out.signature):
        out.signature.append((piece, no))
    elif re.match(r"[-–]\s", piece) and out.entries:
        out.entries.append((piece.lstrip("-– ").strip(), [no]))
    else:
        out.stray.append((piece, no))
    return listing and not done, done


def _to_last(out: Recipients, no: int) -> None:
    if out.signature:
        out.signature.append(("", no))
    elif out.entries:
        out.entries[-1][1].append(no)
    else:
        out.stray.append(("|", no))


def recipients_of(found: Recipients) -> tuple[Recipient, ...]:
    """Return the recipients with the purpose in brackets taken apart."""
    out = []
    for text, _ in found.entries:
        words = re.sub(r"\s*(?:\./\.|[;.,])+\s*$", "", text).strip()
        purpose = _PURPOSE.search(words)
        if purpose and _PURPOSES.search(canon(purpose[1])):
            out.append(Recipient(words[: purpose.start()].strip(), purpose[1].strip()))
        elif words:
            out.append(Recipient(words, None))
    return tuple(out)


def _whole_signature(found: Recipients) -> list[str]:
    """Join what was broken over lines: “TM.” and the body it stands for, the parts of a name."""
    out: list[str] = []
    for text, _ in found.signature:
        if (out and re.fullmatch(r"(?:TM|KT|TL|TUQ|Q)\s?\.?", out[-1]) and text) or (
            out and text and _NAME_PART.fullmatch(out[-1]) and _NAME_PART.fullmatch(text) and len(out[-1].split()) < 2
        ):
            out[-1] = f"{out[-1]} {text}"
        else:
            out.append(text)
    return out


def signer_of(found: Recipients) -> Signer:
    """Return capacity, role and name of who signed."""
    capacity: list[str] = []
    role: list[str] = []
    name = None
    for text in _whole_signature(found):
        bare_text = text.strip(" .")
        if not bare_text or bare_text.startswith("("):
            continue
        match = _NAME.fullmatch(bare_text)
        if match and not is_caps(bare_text):
            name = name or match[1]
        elif _CAPACITY.match(text):
            split = re.match(rf"(.*\S)\s+({_ROLE.pattern})$", text)
            if split and not re.match(r"(?:KT|Q|TUQ)\.?$", split[1]):
                capacity.append(split[1])
                role.append(split[2])
            else:
                capacity.append(text.strip())
        elif _ROLE.fullmatch(bare_text) or (role == [] and _ROLE.search(bare_text)):
            role.append(bare_text)
        elif capacity and not role:
            capacity[-1] += " " + bare_text
        elif is_caps(bare_text) and _ROLE.search(bare_text):
            continue  # a second office of the same person: “TRƯỞNG BAN … CHỦ TỊCH UBND TỈNH”
        elif is_caps(bare_text) and role and 2 <= len(bare_text.split()) <= 5:
            name = name or bare_text.title()
    return Signer(" ".join(capacity) or None, role[-1] if role else None, name)
