"""The leaders' one page: where the plan stands, where points are being lost, who is stuck, what to say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.front.cockpit import domain
from donghanh.front.cockpit.forms import AsOfForm
from donghanh.front.desk.api import address, as_rows
from donghanh.kit import policy
from donghanh.ui.web.guard import guard
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import STANDING_LABELS, STANDING_TONES, Standing, Wanted

OLDEST = 6
_OFFICIAL = (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.IN_TIME, Standing.OVERDUE)
_OTHERS = (Standing.DONE_NO_DEADLINE, Standing.NO_DEADLINE, Standing.ASKED, Standing.SUSPENDED)


@guard("cockpit.open")
def home(request: HttpRequest) -> HttpResponse:
    """Show one page that can be read in a minute and printed on A4, as of any day."""
    today = request.now.date()
    form = AsOfForm(request.GET or None, today=today)
    on = (form.cleaned_data.get("ngay") if form.is_bound and form.is_valid() else None) or today
    user = request.user
    wanted = Wanted(assigned_until=on)
    agencies = plans.agency_tallies(user, wanted, on=on)
    tally = sum((count for _ref, count in agencies), plans.Tally.of([]))
    big, small = domain.ranked(agencies)
    late = Wanted(assigned_until=on, standings=(Standing.OVERDUE,))
    indices = plans.index_progress(user, wanted, on=on)
    context = {
        "form": form,
        "on": on,
        "past": on < today,
        "plans": plans.active_plans(user, on=on),
        "tally": tally,
        "official": [(STANDING_LABELS[s], STANDING_TONES[s], tally.counts[s]) for s in _OFFICIAL],
        "others": [(STANDING_LABELS[s], tally.counts[s]) for s in _OTHERS if tally.counts[s]],
        "indices": sorted(indices, key=lambda i: (-i.tally.overdue, -(i.gain or 0))),
        "composites": plans.implied_composites(user, on=today),
        "big": big,
        "small": small,
        "least": domain.LEAST_TO_RANK,
        "oldest": [
            (row, address("plan:verb", row.task.key, "trao-doi"))
            for row in as_rows(plans.tasks(user, late, on=on, order="due")[:OLDEST], on)
        ],
        "handovers": plans.tasks(user, Wanted(ended_holders=True), on=today).count(),
        "waiting": plans.waiting_count(user, on=today),
        "may_hand_over": bool(policy.may("plan.hand_over", user, on=today)),
        "may_decide": bool(policy.may("plan.approvals", user, on=today)),
        "may_say": bool(policy.may("plan.comment", user, on=today)),
    }
    return render(request, "cockpit/home.html", context)
