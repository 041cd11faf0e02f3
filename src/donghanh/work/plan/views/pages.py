"""What every screen of the room needs: the layout for the reader, the day, a plan or an obligation they may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.ground.orgs import api as orgs
from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.web.pages import day, layout, moment, person, posted
from donghanh.work.plan.domain import STANDING_LABELS, STANDING_TONES, Standing, Tally
from donghanh.work.plan.models import Obligation, Plan

__all__ = ["day", "moment", "person", "posted"]


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"plan.{verb}", request.user, obj, on=day(request)))


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page in the shell for those signed in, in the portal's layout for the public."""
    context = {"layout": layout(request), "on": day(request), **context}
    return render(request, f"plan/{template}", context, status=status)


def plan_at(request: HttpRequest, slug: str) -> Plan:
    """Return a plan the reader may see; to anybody else it does not exist."""
    found = Plan.objects.visible_to(request.user, on=day(request)).filter(slug=slug).first()
    if found is None:
        raise NotAllowed("plan.not-found", "Không tìm thấy kế hoạch này.", hidden=True)
    return found


def issuer_of(plan: Plan) -> str:
    """Name who issued a plan as a sentence does: letterheads are set in capitals, pages are not."""
    named = orgs.resolve(plan.issuer, on=plan.signed_on).named
    if len(named) == 1:
        return named[0].name
    return plan.issuer.capitalize() if plan.issuer.isupper() else plan.issuer


def obligation_at(request: HttpRequest, key: str) -> Obligation:
    """Return an obligation the reader may see; to anybody else it does not exist."""
    rows = Obligation.objects.visible_to(request.user, on=day(request)).with_context().select_related("officer")
    found = rows.filter(key=key).first()
    if found is None:
        raise NotAllowed("plan.not-found", "Không tìm thấy việc này.", hidden=True)
    return found


def rows_of(request: HttpRequest, plan: Plan | None = None) -> Any:
    """Return the obligations the reader may see, of one plan where named."""
    rows = Obligation.objects.visible_to(request.user, on=day(request))
    return rows if plan is None else rows.filter(duty__plan=plan)


def said(standing: Standing | str) -> dict[str, str]:
    """Return colour and word of a standing, for the status component."""
    known = Standing(standing)
    return {"kind": STANDING_TONES[known], "word": STANDING_LABELS[known]}


def summed(tally: Tally) -> dict[str, str]:
    """Return colour and word of many obligations at once: late where anything is late, done where all is done."""
    if not tally.total:
        return {"kind": "none", "word": "chưa giao"}
    if tally.overdue:
        return {"kind": "late", "word": "quá hạn"}
    if tally.open == 0:
        return {"kind": "done", "word": "xong quá hạn" if tally.done_late else "xong"}
    if tally.counts[Standing.ASKED] == tally.open:
        return {"kind": "none", "word": "đã đề nghị"}
    if tally.counts[Standing.SUSPENDED] == tally.open:
        return {"kind": "none", "word": "tạm dừng"}
    return {"kind": "open", "word": "đang làm"}
