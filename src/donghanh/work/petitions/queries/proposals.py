"""Whom the matrix proposes today, as agencies that exist, with every step of the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import show_date
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Petition


@dataclass(frozen=True)
class Proposed:
    """Who should lead, who co-answer, and the reason line by line; ``lead`` is ``None`` where a person must choose."""

    subject: str
    guessed: tuple[str, ...]
    lead: Agency | None
    support: tuple[Agency, ...]
    why: tuple[str, ...]
    verified: bool


def proposal(row: Petition, *, on: date) -> Proposed:
    """Propose: the subject chosen or guessed from the words, the line of the matrix, who answers today."""
    subject = row.subject
    guessed: tuple[str, ...] = ()
    reasons: list[str] = []
    if not subject:
        words = f"{row.title}. {row.text}"
        subject, guessed = domain.guess_subject(words)
        if subject:
            said = ", ".join(f"“{w}”" for w in domain.as_written(words, guessed)[:3])
            reasons.append(f"Lĩnh vực đoán từ lời: {domain.subject_label(subject)} (thấy {said}).")
        else:
            reasons.append("Chưa chọn lĩnh vực và chưa đoán được từ lời văn.")
    else:
        reasons.append(f"Lĩnh vực: {domain.subject_label(subject)}.")
    line = domain.propose(subject=subject, place=row.place, on=on)
    reasons.append(f"Ma trận: {line.why}")
    lead = _today(line.lead, row.place, on, reasons)
    support = [a for code in line.support if (a := _today(code, row.place, on, [])) is not None and a != lead]
    return Proposed(subject, guessed, lead, tuple(dict.fromkeys(support)), tuple(reasons), line.verified)


def _today(code: str, place: str, on: date, reasons: list[str]) -> Agency | None:
    """Return who answers on a day for a code of the matrix, and tell the successions that led there."""
    if code == "place":
        found = Agency.objects.on(on).filter(unit_code=place).first() if place else None
        reasons.append(
            f"Nơi xảy ra: {found.name}." if found else "Chưa ghi xã, phường nên chưa biết ủy ban nào; hãy chọn cơ quan."
        )
        return found
    try:
        ref = orgs.ref(code=code)
    except LookupError:
        reasons.append(f"Danh mục cơ quan chưa có mã “{code}”; hãy chọn cơ quan.")
        return None
    if orgs.exists_on(ref.id, on):
        return Agency.objects.get(pk=ref.id)
    fate = orgs.living(ref.id, on=on)
    for step in fate.path:
        reasons.append(f"{step.before.name} → {step.after.name} từ {show_date(step.effective_on)} ({step.basis})")
    if fate.owner is None:
        reasons.append("Có nhiều cơ quan kế nhiệm; hãy chọn một.")
        return None
    return Agency.objects.get(pk=fate.owner.id)
