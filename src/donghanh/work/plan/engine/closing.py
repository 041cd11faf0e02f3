"""How a document closes: recipients and signature, in whichever order their two columns were laid into one."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

import re
from dataclasses import dataclass, field

from donghanh.work.plan.engine.blocks import is_caps, is_finished
from donghanh.work.plan.engine.letterhead import RULE
from donghanh.work.plan.engine.model import Recipient, Signer
from donghanh.work.plan.engine.normalise import LOWER, UPPER, Line, canon

CAPACITY = re.compile(rf"^(?:(?:TM|KT|TL|TUQ|Q)\s?\.\s?|(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s)(?=[{UPPER}])")


ROLE = re.compile(
    r"(?:(?:PHÓ|QUYỀN|Q\.)\s)?(?:CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|CHÁNH THANH TRA|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG)(?:\s+THƯỜNG TRỰC)?"
)


_ROLE_END = re.compile(rf"\s((?:KT\.\s?|TM\.\s?|TL\.\s?|TUQ\.\s?)[{UPPER} ]+|{ROLE.pattern})$")


NAME = re.compile(rf"(?:(?:TS|ThS|PGS|GS)\.?\s)*([{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*){{1,4}})")


_NAME_END = re.compile(rf"[.;]\s+([{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]+){{1,4}})$")


_NAME_PART = re.compile(rf"[{UPPER}][{LOWER}]+(?:\s+[{UPPER}][{LOWER}]*)?")


_PURPOSE = re.compile(r"\s*\(\s*([^()]{1,60})\s*\)?\s*$")


_PURPOSES = re.compile(
    r"b/c|để b/c|báo cáo|thực hiện|t/h|để biết|phối hợp|p/h|ph/h|đăng|theo dõi|chỉ đạo|giám sát|c/đ|gửi|đ/c"
)


@dataclass
class Recipients:
    """The entries of “Nơi nhận” with their lines."""

    label_lines: list[int] = field(default_factory=list)
    entries: list[tuple[str, list[int]]] = field(default_factory=list)
    signature: list[tuple[str, int]] = field(default_factory=list)
    stray: list[tuple[str, int]] = field(default_factory=list)


def read_tail(lines: list[Line]) -> Recipients:
    """Read recipients and signature, in whichever order and however the two columns were laid into one."""
    out = Recipients()
    listing = False
    done = False
    for line in lines:
        if not line.text:
            continue
        if line.text.strip() == "|" or RULE.fullmatch(line.text):
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
    if tail and not any(NAME.fullmatch(t.strip(" .")) for t, _ in out.signature):
        out.signature.append((tail[1], no))
        piece = piece[: tail.start(1)].strip()
        low = canon(piece)
    end = _ROLE_END.search(" " + piece)
    if listing and end and not is_caps(piece):
        out.signature.append((end[1].strip(), no))
        piece = piece[: len(piece) - len(end[1])].strip()
    named = any(NAME.fullmatch(t.strip(" .")) for t, _ in out.signature)
    if re.fullmatch(r"(?:TM|KT|TL|TUQ|Q)\s?\.?", piece) or (
        out.signature and not named and not (listing and not done) and _NAME_PART.fullmatch(piece)
    ):
        out.signature.append((piece, no))
        return listing, done
    if named and is_caps(piece) and not CAPACITY.match(piece) and not ROLE.search(piece):
        out.stray.append((piece, no))
        return listing, done
    if (
        is_caps(piece)
        and (CAPACITY.match(piece) or ROLE.search(piece) or (out.signature and not piece.startswith("-")))
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
    name = NAME.fullmatch(piece.strip(" ."))
    if name and not any(NAME.fullmatch(t.strip(" .")) for t, _ in out.signature):
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
        match = NAME.fullmatch(bare_text)
        if match and not is_caps(bare_text):
            name = name or match[1]
        elif CAPACITY.match(text):
            split = re.match(rf"(.*\S)\s+({ROLE.pattern})$", text)
            if split and not re.match(r"(?:KT|Q|TUQ)\.?$", split[1]):
                capacity.append(split[1])
                role.append(split[2])
            else:
                capacity.append(text.strip())
        elif ROLE.fullmatch(bare_text) or (role == [] and ROLE.search(bare_text)):
            role.append(bare_text)
        elif capacity and not role:
            capacity[-1] += " " + bare_text
        elif is_caps(bare_text) and ROLE.search(bare_text):
            continue  # a second office of the same person: “TRƯỞNG BAN … CHỦ TỊCH UBND TỈNH”
        elif is_caps(bare_text) and role and 2 <= len(bare_text.split()) <= 5:
            name = name or bare_text.title()
    return Signer(" ".join(capacity) or None, role[-1] if role else None, name)
