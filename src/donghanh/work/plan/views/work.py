"""One obligation: what, who, by when and why, where it stands, and for those concerned everything behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from donghanh.kit import policy
from donghanh.record.journal import api as journal_door
from donghanh.ui.web.guard import public
from donghanh.work.plan import queries
from donghanh.work.plan.domain import OPEN_STATES, ROLE_LABELS, STATE_LABELS, STATES, Role, State, source_of
from donghanh.work.plan.models import Evidence, Extension, Obligation
from donghanh.work.plan.views.pages import can, day, obligation_at, said, shown


@dataclass(frozen=True)
class Act:
    """One thing that can be done to an obligation: its address, the rule that allows it, the move it makes."""

    slug: str
    rule: str
    move: str
    label: str
    icon: str = ""
    kind: str = ""


# In the order in which the next step is looked for; an empty move means "while the work is open".
ACTS = (
    Act("duyet-gia-han", "decide_extension", "", "Quyết định gia hạn", "calendar"),
    Act("xac-nhan", "confirm", "confirm", "Xác nhận hoàn thành", "check"),
    Act("tra-lai", "return", "return", "Trả lại", "arrow-left"),
    Act("tiep-tuc", "suspend", "resume", "Cho tiếp tục", "arrow-right"),
    Act("nop", "submit", "submit", "Nộp kết quả", "send"),
    Act("tra-chuyen-vien", "send_back", "send_back", "Trả chuyên viên", "arrow-left"),
    Act("nhan", "accept", "accept", "Nhận việc", "check"),
    Act("bao-tien-do", "report", "report", "Báo tiến độ", "message-report"),
    Act("trinh", "propose", "propose", "Trình thủ trưởng", "send"),
    Act("phan-cong", "name_officer", "", "Phân công", "user"),
    Act("buoc", "plan_steps", "", "Lập các bước", "list-check"),
    Act("xin-gia-han", "ask_extension", "", "Xin gia hạn", "calendar-due"),
    Act("trao-doi", "comment", "any", "Trao đổi", "messages"),
    Act("ban-giao", "hand_over", "hand_over", "Bàn giao", "arrows-exchange"),
    Act("tam-dung", "suspend", "suspend", "Tạm dừng", "player-pause"),
    Act("mo-lai", "reopen", "reopen", "Mở lại", "refresh"),
    Act("huy", "cancel", "cancel", "Hủy việc", "ban", "danger"),
    Act("xong-buoc", "plan_steps", "", "Xong bước", "check"),
)
BY_SLUG = {act.slug: act for act in ACTS}
_HIDDEN = ("xong-buoc", "trao-doi")
_NEVER_FIRST = (
    "tra-lai",
    "tra-chuyen-vien",
    "buoc",
    "xin-gia-han",
    "ban-giao",
    "tam-dung",
    "mo-lai",
    "huy",
    "phan-cong",
)


def possible(obligation: Obligation, act: Act, on: date) -> bool:
    """Say whether the present state lets an act happen, whoever asks."""
    if act.move == "any" or (act.move == "report" and obligation.state == State.ASSIGNED):
        return True  # a report takes the work on by itself
    if act.move:
        return STATES.can(obligation.state, act.move)
    if act.slug == "duyet-gia-han":
        return any(e.state == Extension.State.ASKED for e in obligation.extensions.all())
    if obligation.state not in OPEN_STATES:
        return False
    if act.slug == "xin-gia-han":
        waiting = any(e.state == Extension.State.ASKED for e in obligation.extensions.all())
        return obligation.due_on is not None and on <= obligation.due_on and not waiting
    return True


def open_acts(request: HttpRequest, obligation: Obligation) -> list[Act]:
    """List what this reader may do to this obligation now."""
    on = day(request)
    if not request.user.is_authenticated:
        return []
    return [a for a in ACTS if possible(obligation, a, on) and can(request, a.rule, obligation)]


def next_act(request: HttpRequest, obligation: Obligation, acts: list[Act]) -> Act | None:
    """Choose the one next step of this reader: exactly one primary button a page."""
    slugs = [a.slug for a in acts if a.slug not in (*_NEVER_FIRST, *_HIDDEN)]
    if obligation.state == State.DOING:
        head = "nop" in slugs
        done = obligation.percent >= 100
        wanted = (
            "duyet-gia-han"
            if "duyet-gia-han" in slugs
            else "nop"
            if head and done
            else "trinh"
            if done
            else "bao-tien-do"
        )
        slugs = [s for s in slugs if s == wanted] or slugs
    ended = obligation.holder.valid_to is not None and obligation.holder.valid_to <= day(request)
    if ended and any(a.slug == "ban-giao" for a in acts):
        return BY_SLUG["ban-giao"]
    return BY_SLUG[slugs[0]] if slugs else None


@public
def obligation(request: HttpRequest, key: str) -> HttpResponse:
    """Show one obligation; strangers see what was promised and where it stands, those concerned see everything."""
    row = obligation_at(request, key)
    on = day(request)
    may_read = bool(policy.may("plan.read_work", request.user, row, on=on))
    acts = open_acts(request, row) if may_read else []
    first = next_act(request, row, acts)
    confirmed = row.results.filter(state="confirmed").select_related("submitted_by").first()
    context: dict[str, Any] = {
        "row": row,
        "said": said(row.standing(on)),
        "state_word": STATE_LABELS[State(row.state)],
        "role_word": ROLE_LABELS[Role(row.role)],
        "why": queries.explain_due(row),
        "confirmed": confirmed,
        "may_read": may_read,
        "first": first,
        "others": [a for a in acts if a != first and a.slug not in _HIDDEN],
        "may_remark": any(a.slug == "trao-doi" for a in acts),
        "may_step": may_read and can(request, "plan_steps", row) and row.state in OPEN_STATES,
        "history": list(reversed(journal_door.history(row, request.user, on=on))),
        "handovers": row.handovers.select_related("from_agency", "to_agency"),
        "carried_to": row.carried_to.select_related("holder", "duty__plan"),
        "siblings": _siblings(request, row),
        "text_url": f"{reverse('plan:read', args=[row.duty.plan.slug])}?nv={row.duty.key}#{row.duty.eid}",
        "ended": row.holder.valid_to is not None and row.holder.valid_to <= on,
    }
    if (source := source_of(row.duty.source_kind)) is not None:
        context |= {"source": source, "source_url": source.url(row.duty.source_key)}
    if may_read:
        context |= _behind(row)
    return shown(request, "obligation.html", **context)


def _behind(row: Obligation) -> dict[str, Any]:
    """Fetch what only those concerned may read."""
    reports = list(row.reports.select_related("by"))
    evidence: dict[int | None, list[Evidence]] = {}
    for piece in row.evidence.select_related("file", "by"):
        evidence.setdefault(piece.report_id, []).append(piece)
    return {
        "steps": list(row.steps.all()),
        "reports": [{"report": r, "evidence": evidence.get(r.pk, [])} for r in reports],
        "loose_evidence": evidence.get(None, []),
        "results": list(row.results.select_related("proposed_by", "submitted_by", "decided_by")),
        "extensions": list(row.extensions.select_related("asked_by", "decided_by")),
        "remarks": list(row.remarks.select_related("by")),
    }


def _siblings(request: HttpRequest, row: Obligation) -> list[dict[str, Any]]:
    """List the other parts of the same duty: other agencies, other periods."""
    on = day(request)
    rows = queries.with_standing(Obligation.objects.visible_to(request.user, on=on), on).filter(duty=row.duty)
    near = rows.exclude(pk=row.pk).select_related("holder").order_by("role", "-period", "number")[:13]
    return [{"row": r, "role": ROLE_LABELS[Role(r.role)], **said(r.standing(on))} for r in near]
