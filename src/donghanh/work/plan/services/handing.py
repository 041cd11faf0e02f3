"""Hand-over: the recorded act by which work moves when agencies merge, end, or simply agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze
from donghanh.work.plan import domain, events, queries
from donghanh.work.plan.models import HandOver, Obligation, Plan
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.finishing import withdraw_open_result
from donghanh.work.plan.services.working import save_checked


@dataclass(frozen=True)
class HandOverOutcome:
    """What a reorganisation moved by itself, and what waits for a person to choose among successors."""

    moved: int = 0
    waiting: tuple[str, ...] = field(default=())


@transaction.atomic
def hand_over(
    obligation: Obligation,
    *,
    to: Sequence[Agency],
    effective_on: date,
    basis: str,
    by: User,
    at: datetime,
    note: str = "",
) -> list[Obligation]:
    """Hand an obligation to another agency, or to several successors that each get their own copy.

    To one: the same obligation moves, waits to be accepted again, and keeps its dates and history; where the receiver
    owes the same duty already (two departments merged), its own obligation carries both on. To several (a
    district's communes): the old one is passed on and each successor gets an obligation that points back.
    """
    obligation = Obligation.objects.locked(obligation.pk)
    obligation.acted_for = may("plan.hand_over", by, obligation, on=local_date(at)).or_refuse().behalf
    basis = squeeze(nfc(basis))
    if not basis:
        message = "Bàn giao cần căn cứ (số văn bản, ngày)."
        raise Invalid("plan.no-basis", message, fields={"basis": message})
    receivers = list(dict.fromkeys(to))
    if not receivers or obligation.holder in receivers:
        message = "Hãy chọn cơ quan nhận khác với cơ quan đang giữ việc."
        raise Invalid("plan.same-holder", message, fields={"to": message})
    for agency in receivers:
        if not agency.exists_on(effective_on):
            message = f"{agency.name} không tồn tại vào ngày {show_date(effective_on)}."
            raise Invalid("plan.no-such-agency", message, fields={"to": message})
    if len(receivers) == 1:
        return [_move(obligation, receivers[0], effective_on=effective_on, basis=basis, note=note, by=by, at=at)]
    return _split(obligation, receivers, effective_on=effective_on, basis=basis, note=note, by=by, at=at)


def _move(
    obligation: Obligation, to: Agency, *, effective_on: date, basis: str, note: str, by: User | None, at: datetime
) -> Obligation:
    twin = _twin_at(obligation, to)
    if twin is not None:
        return _merge(obligation, twin, to, effective_on=effective_on, basis=basis, note=note, by=by, at=at)
    obligation.state = domain.STATES.step(obligation.state, "hand_over")
    _write_act(obligation, to, effective_on=effective_on, basis=basis, note=note, by=by, at=at)
    withdraw_open_result(obligation, by=by, at=at)
    obligation.holder = to
    obligation.officer = None
    obligation.accepted_at = obligation.submitted_on = None
    obligation.changed_at = at
    obligation.requested = obligation.duty.requested or to.command == "requested"
    save_checked(obligation)
    return obligation


def _twin_at(obligation: Obligation, to: Agency) -> Obligation | None:
    """Find the receiver's own open part in the same duty and period, if any: two merged departments owe it once."""
    return (
        Obligation.objects.open()
        .filter(duty=obligation.duty, period=obligation.period, holder=to)
        .exclude(pk=obligation.pk)
        .select_for_update(of=("self",))
        .with_context()
        .order_by("role", "pk")
        .first()
    )


def _merge(
    obligation: Obligation,
    twin: Obligation,
    to: Agency,
    *,
    effective_on: date,
    basis: str,
    note: str,
    by: User | None,
    at: datetime,
) -> Obligation:
    """Let the receiver's own obligation carry this one on; both stay readable and the figures count one."""
    obligation.state = domain.STATES.step(obligation.state, "pass_on")
    _write_act(obligation, to, effective_on=effective_on, basis=basis, note=note, by=by, at=at)
    withdraw_open_result(obligation, by=by, at=at)
    obligation.merged_into = twin
    obligation.state_reason = f"Gộp vào {twin.number} của {to.name} từ {show_date(effective_on)} ({basis})"[:500]
    obligation.changed_at = twin.changed_at = at
    save_checked(obligation)
    twin.percent = max(twin.percent, obligation.percent)
    if obligation.role == domain.Role.LEAD:
        twin.role = domain.Role.LEAD
    save_checked(twin)
    return twin


def _split(
    obligation: Obligation,
    receivers: Sequence[Agency],
    *,
    effective_on: date,
    basis: str,
    note: str,
    by: User | None,
    at: datetime,
) -> list[Obligation]:
    obligation.state = domain.STATES.step(obligation.state, "pass_on")
    withdraw_open_result(obligation, by=by, at=at)
    made = []
    for order, agency in enumerate(receivers, start=1):
        child = Obligation(
            number=f"{obligation.number}.{order}",
            duty=obligation.duty,
            role=obligation.role,
            assigned=agency,
            holder=agency,
            requested=obligation.duty.requested or agency.command == "requested",
            period=obligation.period,
            period_label=obligation.period_label,
            period_starts_on=obligation.period_starts_on,
            period_ends_on=obligation.period_ends_on,
            due_on=obligation.due_on,
            original_due_on=obligation.original_due_on,
            due_written=obligation.due_written,
            subject=obligation.subject,
            due_kind=obligation.due_kind,
            due_named_on=obligation.due_named_on,
            extensions_granted=obligation.extensions_granted,
            assigned_on=effective_on,
            carried_from=obligation,
            changed_at=at,
        )
        save_checked(child)
        made.append(child)
        _write_act(obligation, agency, effective_on=effective_on, basis=basis, note=note, by=by, at=at)
    obligation.changed_at = at
    obligation.state_reason = f"Chia cho {len(made)} đơn vị kế nhiệm từ {show_date(effective_on)} ({basis})"[:500]
    save_checked(obligation)
    return made


def _write_act(
    obligation: Obligation, to: Agency, *, effective_on: date, basis: str, note: str, by: User | None, at: datetime
) -> None:
    save_checked(
        HandOver(
            obligation=obligation,
            from_agency=obligation.holder,
            to_agency=to,
            effective_on=effective_on,
            basis=basis[:300],
            note=nfc(note).strip(),
            at=at,
            by=by,
        )
    )
    journal.record(
        events.HandedOver(
            obligation.number,
            from_agency=obligation.holder.name,
            to_agency=to.name,
            effective_on=effective_on.isoformat(),
            basis=basis,
        ),
        about=obligation,
        by=by,
        behalf=obligation.acted_for,
        at=at,
        agency=to,
    )


@transaction.atomic
def hand_over_successions(plan: Plan, *, at: datetime, by: User | None = None) -> HandOverOutcome:
    """Carry out a reorganisation for a plan: open work of ended agencies goes to its one living successor.

    Each move is a hand-over with the succession's own date and basis. Where an agency has several successors
    (a district and its communes) nothing is guessed: the obligation waits and is named in the outcome.
    """
    today = local_date(at)
    behalf = "" if by is None else may("plan.hand_over", by, plan, on=today).or_refuse().behalf
    open_here = Obligation.objects.filter(duty__plan=plan).select_for_update(of=("self",)).with_context()
    moved, waiting = 0, []
    agencies = {a.pk: a for a in Agency.objects.on(today)}
    fates: dict[int, orgs.Living] = {}
    for row in queries.waiting_for_handover(open_here, today):
        if row.holder_id not in fates:
            fates[row.holder_id] = orgs.living(row.holder_id, on=today)
        fate = fates[row.holder_id]
        if fate.owner is None or fate.owner.id not in agencies:
            waiting.append(row.number)
            continue
        last, row.acted_for = fate.path[-1], behalf
        _move(row, agencies[fate.owner.id], effective_on=last.effective_on, basis=last.basis, note="", by=by, at=at)
        moved += 1
    return HandOverOutcome(moved, tuple(waiting))
