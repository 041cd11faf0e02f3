"""The leaders' one page: where the plan stands, where points are being lost, who is stuck, what to say."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from donghanh.front.cockpit import domain
from donghanh.front.cockpit.forms import AsOfForm
from donghanh.front.desk.api import address, as_rows
from donghanh.ground.orgs import api as orgs
from donghanh.kit import policy
from donghanh.ui.web import rail
from donghanh.ui.web.guard import guard
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import STANDING_LABELS, STANDING_TONES, Standing, Wanted

OLDEST = 6
_OFFICIAL = (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.IN_TIME, Standing.OVERDUE)
_OTHERS = (Standing.DONE_NO_DEADLINE, Standing.NO_DEADLINE, Standing.ASKED, Standing.SUSPENDED)


@guard("cockpit.open")
def home(request: Any) -> HttpResponse:
    """Show one page that can be read in a minute and printed on A4, as of any day."""
    today = request.now.date()
    form = AsOfForm(request.GET or None, today=today)
    on = (form.cleaned_data.get("ngay") if form.is_bound and form.is_valid() else None) or today
    user = request.user
    wanted = Wanted(assigned_until=on)
    cells = plans.agency_index_tallies(user, wanted, on=on)
    agencies = plans.by_agency(_summed(cells, 0))
    tally = sum(cells.values(), plans.Tally.of([]))
    big, small = domain.ranked(agencies)
    late = Wanted(assigned_until=on, standings=(Standing.OVERDUE,), as_of=on < today)
    named_now = request.GET.get("ten") == "nay"
    indices = plans.index_progress(user, wanted, on=on, counts=_summed(cells, 1))
    context = {
        "form": form,
        "on": on,
        "past": on < today,
        "plan_names": sorted({i.plan_short for i in indices}),
        "tally": tally,
        "official": [(STANDING_LABELS[s], STANDING_TONES[s], tally.counts[s]) for s in _OFFICIAL],
        "others": [(STANDING_LABELS[s], tally.counts[s]) for s in _OTHERS if tally.counts[s]],
        "indices": sorted(indices, key=lambda i: (-i.tally.overdue, -(i.gain or 0))),
        "composites": plans.implied_composites(user, on=today),
        "big": _named(big, today if named_now else None),
        "small": _named(small, today if named_now else None),
        "named_now": named_now,
        "least": domain.LEAST_TO_RANK,
        "oldest": [
            (row, address("plan:verb", row.task.key, "trao-doi"))
            for row in as_rows(plans.tasks(user, late, on=on, order="due")[:OLDEST], on)
        ],
        "handovers": sum(count.open for ref, count in agencies if not orgs.exists_on(ref.id, on)),
        "waiting": rail.count_at(request, "desk:approvals"),
        "may_hand_over": bool(policy.may("plan.hand_over", user, on=today)),
        "may_decide": bool(policy.may("plan.approvals", user, on=today)),
        "may_say": bool(policy.may("plan.comment", user, on=today)),
    }
    return render(request, "cockpit/home.html", context)


def _named(pairs: list[Any], today: Any) -> list[tuple[Any, Any, str]]:
    """Put today's successor beside each agency where the reader asks for it."""
    return [(ref, count, orgs.successor_name(ref.id, on=today) if today else "") for ref, count in pairs]


def _summed(cells: dict[Any, plans.Tally], by: int) -> dict[Any, plans.Tally]:
    """Add tallies by agency and index up by one of the two."""
    totals: dict[Any, plans.Tally] = {}
    for key, count in cells.items():
        totals[key[by]] = totals.get(key[by], plans.Tally.of([])) + count
    return totals
