"""Next year's plan replaces this year's: what goes on is carried over, what ended is closed, with the ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.finishing import withdraw_open_result
from donghanh.work.plan.services.working import save_checked

CARRY, CLOSE, LEAVE = "carry", "close", "leave"


@dataclass(frozen=True)
class Supersession:
    """What became of the old plan's open work."""

    carried: int
    closed: int
    left: int


@transaction.atomic
def supersede(
    old: Plan, new: Plan, *, decisions: Mapping[str, tuple[str, str]], by: User, at: datetime
) -> Supersession:
    """End a plan by the one that replaces it, duty by duty as a person decided.

    ``decisions`` maps an old duty's eId to ``("carry", new eId)``, ``("close", "")`` or ``("leave", "")``, which goes
    on under the old plan.
    Carried: the new plan's obligation of the same agency points back to the old one, whose work so far is kept and
    whose own entry is closed by the new plan's number. Every old duty with open work needs a decision.
    """
    behalf = may("plan.activate", by, new, on=local_date(at)).or_refuse().behalf
    if old.pk == new.pk:
        raise Invalid("plan.same-plan", "Một kế hoạch không thể thay thế chính nó.")
    plans = {p.pk: p for p in Plan.objects.select_for_update(of=("self",)).filter(pk__in=[old.pk, new.pk])}
    old, new = plans[old.pk], plans[new.pk]
    if new.state != Plan.State.ACTIVE or old.state != Plan.State.ACTIVE:
        raise NotNow("plan.not-active", "Hai kế hoạch đều phải đang thực hiện thì mới chuyển tiếp được.")
    successors = {
        (o.duty.eid, o.holder_id, o.role): o
        for o in Obligation.objects.filter(duty__plan=new).with_context().order_by("-pk")
    }
    known = set(new.duties.values_list("eid", flat=True))
    counts = {CARRY: 0, CLOSE: 0, LEAVE: 0}
    rows = (
        Obligation.objects.filter(duty__plan=old, state__in=[*domain.OPEN_STATES, domain.State.SUSPENDED])
        .select_for_update(of=("self",))
        .with_context()
    )
    for row in rows:
        decision, target = decisions.get(row.duty.eid, ("", ""))
        if decision not in counts:
            raise Invalid("plan.undecided", f"Chưa quyết định với nhiệm vụ {row.duty.place} còn việc đang mở.")
        if decision == CARRY and target not in known:
            raise Invalid(
                "plan.no-such-duty", f"{new.number} không có nhiệm vụ {target or 'được chọn'} để chuyển tiếp."
            )
        if decision == LEAVE:
            counts[LEAVE] += 1
            continue
        successor = successors.get((target, row.holder_id, row.role)) if decision == CARRY else None
        if successor is not None and successor.carried_from_id is None:
            successor.carried_from = row
            successor.percent = max(successor.percent, row.percent)
            successor.changed_at = at
            save_checked(successor)
            counts[CARRY] += 1
        else:
            counts[CLOSE] += 1
        row.acted_for = behalf
        _end(row, new, by=by, at=at)
    if not counts[LEAVE]:
        old.state = Plan.State.SUPERSEDED
    old.superseded_by = new
    save_checked(old)
    journal.record(
        events.PlanSuperseded(
            plan_number=old.number, new_number=new.number, closed=counts[CLOSE], carried=counts[CARRY]
        ),
        about=old,
        by=by,
        behalf=behalf,
        at=at,
    )
    return Supersession(carried=counts[CARRY], closed=counts[CLOSE], left=counts[LEAVE])


def _end(row: Obligation, new: Plan, *, by: User, at: datetime) -> None:
    row.state = domain.STATES.step(row.state, "cancel")
    row.state_reason = f"Được thay bằng {new.number}"
    row.changed_at = at
    withdraw_open_result(row, by=by, at=at)
    save_checked(row)
    journal.record(
        events.ObligationCancelled(row.number, document_number=new.number),
        about=row,
        by=by,
        behalf=row.acted_for,
        at=at,
    )
