"""What one text really holds: several matters that different agencies answer, or an accusation that must be sealed."""

from __future__ import annotations

import re
from collections.abc import Callable

from donghanh.kit.text import search_key

_POINT = re.compile(r"^\s*(?:\(?\d{1,2}[.)\]:]|(?:Thứ|thứ)\s+(?:nhất|hai|ba|tư|năm)\s*[:,]|[-–•*+])\s+", re.MULTILINE)
_SHORTEST = 40
# "tố cáo" itself, or an office-holder together with an act that the law calls a crime or a breach.
_ACCUSES = re.compile(r"\b(?:to cao|don to cao|to giac)\b")
_ACTS = re.compile(
    r"\b(?:nhan hoi lo|doi hoi lo|vu loi|tham o|tham nhung|nhan tien|doi tien|vi vinh|voi vinh|voi tien|lot tay|"
    r"an chan|bao ke|lam tien|vong vinh|chung chi)\b"
)
_HOLDERS = re.compile(
    r"\b(?:can bo|chuyen vien|giam doc so|chu tich|pho chu tich|truong phong|cong an|dieu tra vien|thanh tra vien|"
    r"kiem lam|quan ly thi truong|hai quan|cong chuc|ong|ba)\b"
)
_DENIES = re.compile(r"\b(?:khong|chua)\s+(?:phai\s+)?(?:la\s+)?(?:don\s+)?to cao\b")


def accuses(text: str) -> bool:
    """Say whether a text looks like an accusation of an office-holder; a human is asked, nothing is decided."""
    folded = search_key(text)
    if _ACCUSES.search(_DENIES.sub("", folded)):
        return True
    return bool(_ACTS.search(folded) and _HOLDERS.search(folded))


def parts(text: str, guess: Callable[[str], str]) -> list[tuple[str, str]]:
    """Split a text by its own points where they belong to different subjects: ``[(words, subject)]``, else nothing.

    Points of one subject stay together; the words before the first point go to every part, since they introduce all.
    """
    marks = list(_POINT.finditer(text))
    if len(marks) < 2:
        return []
    opening = text[: marks[0].start()].strip()
    ends = [m.start() for m in marks[1:]] + [len(text)]
    points = [text[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)]
    if any(len(p) < _SHORTEST for p in points):
        return []
    gathered: dict[str, list[str]] = {}
    for point in points:
        gathered.setdefault(guess(point), []).append(point)
    known = [s for s in gathered if s]
    if len(known) < 2:
        return []
    if "" in gathered:  # what nobody recognises stays with the first subject, for a human to move
        gathered[known[0]] += gathered.pop("")
    return [("\n\n".join(([opening] if opening else []) + ps), subject) for subject, ps in gathered.items()]
