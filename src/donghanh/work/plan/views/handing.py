"""Open work of agencies that have ended: what one successor takes, and what waits for somebody's choice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit.errors import Invalid
from donghanh.kit.text import search_key
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.plan import queries, services
from donghanh.work.plan.forms import HandOverForm
from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.views.pages import day, moment, person, posted, rows_of, shown


@dataclass
class Estate:
    """What one ended agency leaves: its open work, and who may take it."""

    agency: Agency
    rows: list[Obligation]
    fate: Any
    form: HandOverForm | None = None

    @property
    def code(self) -> str:
        """Return the agency's code, the estate's name in addresses and forms."""
        return str(self.agency.code)


@guard("plan.hand_over")
def handovers(request: HttpRequest) -> HttpResponse:
    """Show and carry out the hand-overs that a reorganisation asks for."""
    settled, waiting = _estates(request)
    if request.method == "POST" and request.POST.get("gom") == "tat-ca":
        return _carry_out(request)
    chosen = next((e for e in waiting if e.code == request.GET.get("co-quan", request.POST.get("co-quan"))), None)
    if chosen is None and len(waiting) == 1:
        chosen = waiting[0]
    if chosen is not None:
        chosen.form = _form(request, chosen)
        if request.method == "POST" and chosen.form.is_valid():
            try:
                made = _hand_over_all(request, chosen)
            except Invalid as refusal:
                refuse(chosen.form, refusal)
            else:
                messages.success(request, f"Đã bàn giao {made} phần việc của {chosen.agency.name}.")
                return redirect("plan:handovers")
    status = 422 if chosen is not None and chosen.form is not None and chosen.form.errors else 200
    return shown(
        request,
        "handovers.html",
        status,
        settled=settled,
        waiting=waiting,
        chosen=chosen,
        settled_count=sum(len(e.rows) for e in settled),
        waiting_count=sum(len(e.rows) for e in waiting),
    )


def _estates(request: HttpRequest) -> tuple[list[Estate], list[Estate]]:
    on = day(request)
    rows = queries.waiting_for_handover(rows_of(request).with_context(), on)
    held: dict[int, list[Obligation]] = defaultdict(list)
    for row in rows:
        held[row.holder_id].append(row)
    settled: list[Estate] = []
    waiting: list[Estate] = []
    for agency_id, mine in held.items():
        estate = Estate(mine[0].holder, mine, orgs.living(agency_id, on=on))
        (settled if estate.fate.owner is not None else waiting).append(estate)
    return sorted(settled, key=_in_order), sorted(waiting, key=_in_order)


def _in_order(estate: Estate) -> str:
    """Sort as people read: Bắc Sơn before Bình Gia, Đình Lập before Hữu Lũng."""
    return search_key(estate.agency.name)


def _carry_out(request: HttpRequest) -> HttpResponse:
    """Give every settled estate to its one successor, plan by plan, in one go."""
    moved = 0
    with transaction.atomic():
        for plan in Plan.objects.active():
            moved += services.hand_over_successions(plan, at=moment(request), by=person(request)).moved
    messages.success(request, f"Đã bàn giao {moved} phần việc cho cơ quan kế nhiệm.")
    return redirect("plan:handovers")


def _form(request: HttpRequest, estate: Estate) -> HandOverForm:
    """Offer the successors first, ticked, then every other living agency of the same rank."""
    on = day(request)
    candidates = estate.fate.candidates
    ids = {c.id for c in candidates}
    others = [a for a in orgs.alive(on) if a.id not in ids and a.kind in ("department", "province", "unit", "branch")]
    last = estate.fate.path[-1] if estate.fate.path else None
    initial = {
        "to": [c.code for c in candidates if c.kind == "commune"] or [c.code for c in candidates],
        "effective_on": estate.agency.valid_to or on,
        "basis": last.basis if last else "",
    }
    receivers = [(c.code, c.name) for c in candidates] + [
        (a.code, a.name) for a in sorted(others, key=lambda a: a.name)
    ]
    return HandOverForm(posted(request)[0], receivers=receivers, initial=initial)


@transaction.atomic
def _hand_over_all(request: HttpRequest, estate: Estate) -> int:
    given = estate.form.cleaned_data if estate.form else {}
    to = list(Agency.objects.filter(code__in=given["to"]).order_by("name"))
    for row in estate.rows:
        services.hand_over(
            row,
            to=to,
            effective_on=given["effective_on"],
            basis=given["basis"],
            note=given["note"],
            by=person(request),
            at=moment(request),
        )
    return len(estate.rows)
