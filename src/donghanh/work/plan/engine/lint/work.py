"""Work without owner, time or measure; agencies unknown or gone; what could not be read."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

from donghanh.kit.dates import show_date
from donghanh.work.plan.engine.lint.case import INFO, WARNING, Case
from donghanh.work.plan.engine.model import Finding
from donghanh.work.plan.engine.normalise import canon


def duties(case: Case) -> list[Finding]:
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


def agencies(case: Case) -> list[Finding]:
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


def reading(case: Case) -> list[Finding]:
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
