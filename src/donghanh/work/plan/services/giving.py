"""A plan's duties are given out: to every agency its part, on the plan's own date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import NotNow
from donghanh.work.plan import events
from donghanh.work.plan.models import Obligation, Plan, PlanStructure
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.finding import put_findable
from donghanh.work.plan.services.periods import Resolver, fan_out_duty
from donghanh.work.plan.services.working import save_checked

Progress = Callable[[int, int], None]


@transaction.atomic
def activate(
    plan: Plan,
    *,
    at: datetime,
    by: User | None = None,
    tracked_from: date | None = None,
    progress: Progress | None = None,
) -> int:
    """Give out a plan's duties: one obligation for each agency (and period), resolved on the plan's own date.

    ``tracked_from`` says from which day recurring periods are opened (the signing day unless said otherwise), so
    that a province that starts late is not greeted by years of overdue reports. Returns the number of obligations.
    """
    behalf = "" if by is None else may("plan.activate", by, plan, on=local_date(at)).or_refuse().behalf
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state == Plan.State.ACTIVE:
        return Obligation.objects.filter(duty__plan=plan).count()
    if plan.state != Plan.State.DRAFT:
        raise NotNow("plan.ended", f"{plan.number} đã kết thúc hoặc được thay thế nên không giao việc được nữa.")
    plan.tracked_from = tracked_from or plan.signed_on
    made, unresolved = _fan_out(plan, at=at, progress=progress)
    Obligation.objects.bulk_create(made, batch_size=500)
    plan.state, plan.activated_at = Plan.State.ACTIVE, at
    save_checked(plan)
    PlanStructure.objects.filter(plan=plan).update(unresolved=sorted(unresolved))
    put_findable(plan)
    journal.record(
        events.PlanActivated(
            plan_number=plan.number, obligations=len(made), agencies=len({o.assigned_id for o in made})
        ),
        about=plan,
        by=by,
        behalf=behalf,
        at=at,
    )
    return len(made)


def would_give(plan: Plan, *, at: datetime, tracked_from: date) -> tuple[list[Obligation], list[str]]:
    """Say what giving a plan out would make, and which agency names nobody answers to; nothing is written."""
    plan.tracked_from = tracked_from
    made, unresolved = _fan_out(plan, at=at)
    return made, sorted(unresolved)


def _fan_out(plan: Plan, *, at: datetime, progress: Progress | None = None) -> tuple[list[Obligation], set[str]]:
    made: list[Obligation] = []
    duties = list(plan.duties.all())
    resolve = Resolver(plan.signed_on)
    for done, duty in enumerate(duties, start=1):
        made += fan_out_duty(plan, duty, resolve=resolve, at=at, start=len(made))
        if progress:
            progress(done, len(duties))
    return made, resolve.unknown
