"""Periods: opened for the agencies alive in them, filled beforehand with what the plan knows, locked, reopened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.workcal import api as workcal
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import shorten
from donghanh.record.measures import api as measures
from donghanh.work.plan import api as plan
from donghanh.work.reporting import domain, events
from donghanh.work.reporting.domain import State
from donghanh.work.reporting.engine.regimes import Regime, Slot
from donghanh.work.reporting.models import Move, Period, Report, Return, ReturnFigure, Section
from donghanh.work.reporting.policies import may
from donghanh.work.reporting.queries import board
from donghanh.work.reporting.queries import figures as figures_of
from donghanh.work.reporting.queries.figures import scope_of
from donghanh.work.reporting.services.checks import save_checked, words

DUTIES = "duties"
OPENS_BEFORE = timedelta(days=21)  # early enough to write, late enough that what is filled beforehand is of use


def open_due(*, since: date, at: datetime) -> list[Period]:
    """Open every period that falls due within three weeks and is not yet open; opening twice opens nothing twice.

    Periods that are open are looked at again: an agency set up since, alive when the return falls due, owes one too.
    """
    for period in Period.objects.filter(locked_at__isnull=True, due_on__gte=since):
        add_owers(period, at=at)
    today, made = local_date(at), []
    known = set(Period.objects.values_list("regime", "name"))
    for regime in domain.regimes().values():
        for slot in regime.slots(since, today):
            if (regime.code, slot.name) not in known and slot.named_on - OPENS_BEFORE <= today:
                made.append(open_period(regime.code, slot.name, at=at))
    return made


def find_slot(regime: Regime, name: str) -> Slot:
    """Return the period of a name such as ``2023-Q3``, or refuse with what the regime has."""
    year = name[:4]
    slots = [regime.slot(int(year), m) for m in regime.months] if year.isdigit() else []
    for slot in slots:
        if slot.name == name:
            return slot
    offered = ", ".join(s.name for s in slots) or "ví dụ 2023-Q3, 2023"
    raise Invalid("reporting.no-such-period", f"Chế độ “{regime.name}” không có kỳ “{name}”; các kỳ: {offered}.")


@transaction.atomic
def open_period(regime_code: str, name: str, *, at: datetime, by: User | None = None) -> Period:
    """Open one period and make the returns of all agencies that owe one, each filled with what is known already."""
    if by is not None:
        may("reporting.open_period", by, None, on=local_date(at)).or_refuse()
    regime = domain.regimes().get(regime_code)
    if regime is None:
        known = ", ".join(domain.regimes())
        raise Invalid("reporting.no-such-regime", f"Không có chế độ báo cáo “{regime_code}”; có: {known}.")
    found = Period.objects.filter(regime=regime_code, name=name).first()
    if found is not None:
        return found
    slot = find_slot(regime, name)
    deadline = (
        workcal.strict_before(slot.named_on, inclusive=regime.inclusive)
        if regime.due_kind == "before"
        else workcal.roll_forward(slot.named_on)
    )
    period = Period(
        regime=regime.code,
        name=slot.name,
        label=slot.label,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
        data_from=slot.data_from,
        data_until=slot.data_until,
        named_on=slot.named_on,
        due_on=deadline.due_on,
        due_rule=shorten(deadline.rule, 400),
        opened_at=at,
    )
    save_checked(period)
    returns = _make_returns(regime, period, at)
    fill(period, returns, at)
    journal.record(events.PeriodOpened(regime.name, period.label, len(returns)), about=period, by=by, at=at)
    return period


def reporters(regime: Regime, period: Period) -> dict[int, tuple[bool, str]]:
    """Return who owes a return: the regime's bodies alive when it falls due, and whoever holds the plan's own duty.

    The answer says for each whether it is only asked, and the key of the plan's obligation that the return fulfils.
    """
    owed = (
        plan.owed_reports(plan_number=regime.plan, duty_eid=regime.duty, named_on=period.named_on)
        if regime.plan
        else []
    )
    found: dict[int, tuple[bool, str]] = {}
    for text in regime.who:
        for agency in orgs.resolve(text, on=period.due_on).agencies:
            found[agency.id] = (agency.command == orgs.REQUESTED, "")
    for one in owed:
        if orgs.exists_on(one.agency_id, period.starts_on) or orgs.exists_on(one.agency_id, period.due_on):
            found[one.agency_id] = (one.requested, one.obligation_key)
    return {i: fact for i, fact in found.items() if orgs.exists_on(i, period.due_on)}


@transaction.atomic
def add_owers(period: Period, *, at: datetime) -> list[Return]:
    """Make the returns of agencies that owe one but had not been known when the period was opened."""
    known = set(period.returns.values_list("agency_id", flat=True))
    made = _make_returns(period.rules, period, at, without=known)
    fill(period, made, at)
    if made:
        journal.record(events.PeriodOpened(period.rules.name, period.label, len(made)), about=period, by=None, at=at)
    return made


def _make_returns(
    regime: Regime, period: Period, at: datetime, without: frozenset[int] | set[int] = frozenset()
) -> list[Return]:
    owers = {i: fact for i, fact in reporters(regime, period).items() if i not in without}
    refs = orgs.refs(owers)
    rows = [
        Return(
            period=period,
            agency_id=agency_id,
            number=shorten(f"{period.regime}-{period.name}-{refs[agency_id].code}".upper(), 80),
            requested=requested,
            obligation_key=key,
            created_at=at,
            changed_at=at,
        )
        for agency_id, (requested, key) in owers.items()
    ]
    return Return.objects.bulk_create(rows, batch_size=200)


def fill(period: Period, returns: Iterable[Return], at: datetime) -> None:
    """Write beforehand what is known: each duty with where it stands and the agency's own last words; no sentence more.

    Only parts that nobody has written in are filled.
    """
    regime = period.rules
    materials: dict[int, list[plan.Material]] = defaultdict(list)
    if regime.plan and any(part.code == DUTIES for part in regime.outline):
        on = min(local_date(at), period.data_until)
        found = plan.report_material(
            plan_number=regime.plan, on=on, since=period.data_from, until=period.data_until, without=regime.duty
        )
        for one in found:
            if one.role == "lead" or one.text:
                materials[one.agency_id].append(one)
    sections: list[Section] = []
    figures: list[ReturnFigure] = []
    for row in returns:
        sections += _sections(regime, row, materials.get(row.agency_id, []))
        figures += [
            ReturnFigure(returned=row, code=form.code, estimated=period.estimates)
            for form in regime.figures
            if figures_of.counted_by(form.code) is None
            and (not form.owners or _answers_for(row.agency_id, form.owners))
        ]
    Section.objects.bulk_create(sections, batch_size=500)
    ReturnFigure.objects.bulk_create(figures, batch_size=500)


def _answers_for(agency_id: int, codes: tuple[str, ...]) -> bool:
    """Say whether an agency is one of these, or carries on their duties."""
    return any(former.code in codes for former in orgs.ancestors(agency_id))


def _sections(regime: Regime, row: Return, materials: list[plan.Material]) -> list[Section]:
    made: list[Section] = []
    for part in regime.outline:
        if part.code != DUTIES:
            made.append(Section(returned=row, code=part.code, order=len(made) + 1, title=part.heading, hint=part.hint))
            continue
        for one in sorted(materials, key=lambda m: (m.index_order, m.order, m.number)):
            made.append(
                Section(
                    returned=row,
                    code=DUTIES,
                    order=len(made) + 1,
                    title=shorten(one.title, 320),
                    obligation_key=one.obligation_key,
                    duty_key=one.duty_key,
                    place=one.place,
                    index_name=one.index_name,
                    index_order=one.index_order,
                    duty_order=one.order,
                    standing=one.standing,
                    due_on=one.due_on,
                    result_on=one.result_on,
                    percent=one.percent,
                    proofs=[{"label": p.label, "sha256": p.sha256, "url": p.url} for p in one.proofs],
                    text=one.text,
                    prefilled=one.text,
                )
            )
    return made


def frozen_scopes(period: Period) -> list[tuple[str, measures.Scope]]:
    """Return what a lock freezes: each of the regime's measures for the province and for each agency that reported."""
    own = [f"reporting.{f.code}" for f in period.rules.figures] + columns_of(period)
    codes = ["reporting.received", "reporting.on_time_rate", *own, *figures_of.known_codes(period)]
    return [(code, scope_of(period)) for code in dict.fromkeys(codes) if code in measures.registry()]


def columns_of(period: Period) -> list[str]:
    """Name the measures that add up the columns of a period's tables."""
    return [form.measure(column) for form in period.rules.tables for column in form.numbers]


def frozen_of_return(row: Return, entered: set[str]) -> list[tuple[str, measures.Scope]]:
    """Return what a lock freezes of one return: whether it came, the figures it gives, its agency's work."""
    own = [f"reporting.{code}" for code in entered]
    codes = ["reporting.received", *sorted(own), *columns_of(row.period), *figures_of.known_codes(row.period)]
    scope = scope_of(row.period, row.agency_id)
    return [(code, scope) for code in codes if code in measures.registry()]


def freeze_period(period: Period, rows: list[Return], *, by: User, at: datetime) -> int:
    """Freeze a period's figures: the province's, and those of each agency under its own return."""
    wanted = {("reporting.period", period.key): frozen_scopes(period)}
    entered: dict[int, set[str]] = defaultdict(set)
    for returned_id, code in ReturnFigure.objects.filter(returned__period=period).values_list("returned_id", "code"):
        entered[returned_id].add(code)
    wanted |= {("reporting.return", row.key): frozen_of_return(row, entered[row.pk]) for row in rows}
    return len(measures.freeze_all(wanted, as_of=local_date(at), by=by, at=at))


@transaction.atomic
def lock_period(period: Period, *, by: User, at: datetime) -> Period:
    """Freeze a period: accepted returns are locked, its measures are kept as they are at this moment.

    A return that was sent and waits for an answer stands in the way; one that never came does not, it stays missing.
    """
    period = Period.objects.select_for_update(of=("self",)).get(pk=period.pk)
    may("reporting.lock", by, period, on=local_date(at)).or_refuse()
    if period.is_locked:
        raise NotNow("reporting.period-locked", "Kỳ này đã khóa rồi.")
    if local_date(at) <= period.due_on:
        raise NotNow("reporting.not-due", "Chưa hết hạn gửi báo cáo nên chưa khóa được kỳ này.")
    rows = list(Return.objects.select_for_update(of=("self",)).with_context().filter(period=period))
    waiting = [r.agency.name for r in rows if r.state == State.SUBMITTED]
    if waiting:
        raise NotNow(
            "reporting.waiting",
            f"Còn {len(waiting)} báo cáo chờ tiếp nhận hoặc trả lại ({shorten(', '.join(waiting), 160)}).",
        )
    moves = []
    for row in rows:
        if row.state == State.ACCEPTED:
            row.state, row.changed_at = domain.STATES.step(row.state, "lock"), at
            moves.append(_move(row, "lock", State.ACCEPTED, by, at, ""))
    _write_states(rows, moves)
    period.locked_at, period.locked_by, period.lock_reason = at, by, ""
    save_checked(period)
    shots = freeze_period(period, rows, by=by, at=at)
    count = domain.total(s.count for s in board.stands(rows, on=local_date(at)).values())
    journal.record(
        events.PeriodLocked(period.rules.name, period.label, count.expected, count.received, count.on_time, shots),
        about=period,
        by=by,
        at=at,
    )
    return period


@transaction.atomic
def reopen_period(period: Period, *, reason: str, by: User, at: datetime) -> Period:
    """Open a locked period again, before any of its returns can be; an issued report must be withdrawn first."""
    period = Period.objects.select_for_update(of=("self",)).get(pk=period.pk)
    may("reporting.lock", by, period, on=local_date(at)).or_refuse()
    if not period.is_locked:
        raise NotNow("reporting.period-open", "Kỳ này đang mở.")
    issued = Report.objects.filter(period=period, state=Report.State.ISSUED).first()
    if issued is not None:
        raise NotNow(
            "reporting.report-issued",
            f"Báo cáo của tỉnh đã ban hành ({issued.number}); hãy thu hồi báo cáo trước khi mở lại kỳ.",
        )
    period.lock_reason = words(reason, field="reason", message="Hãy ghi lý do mở lại kỳ.")[:500]
    period.locked_at = period.locked_by = None
    save_checked(period)
    rows = list(Return.objects.select_for_update(of=("self",)).filter(period=period, state=State.LOCKED))
    moves = []
    for row in rows:
        row.state, row.changed_at = domain.STATES.step(row.state, "unlock"), at
        moves.append(_move(row, "unlock", State.LOCKED, by, at, period.lock_reason))
    _write_states(rows, moves)
    journal.record(events.PeriodReopened(period.rules.name, period.label), about=period, by=by, at=at)
    return period


def _move(row: Return, verb: str, before: str, by: User, at: datetime, reason: str) -> Move:
    return Move(returned=row, verb=verb, before=before, after=row.state, on=local_date(at), at=at, by=by, reason=reason)


def _write_states(rows: list[Return], moves: list[Any]) -> None:
    Return.objects.bulk_update(rows, ["state", "changed_at"], batch_size=200)
    Move.objects.bulk_create(moves, batch_size=200)
