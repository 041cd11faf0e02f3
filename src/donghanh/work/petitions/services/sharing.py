"""From the hub to a desk and between desks: route, accept, send back, transfer, share, hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.models import Assignment, HandOver, Petition
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services import timing
from donghanh.work.petitions.services.checks import keep, line, save_checked, step, take, unnamed, words
from donghanh.work.petitions.services.talking import say


def _exists(agency: Agency, on: date) -> None:
    if not agency.exists_on(on):
        message = f"{agency.name} không hoạt động vào ngày {show_date(on)}; hãy chọn cơ quan kế nhiệm."
        raise Invalid("petitions.no-such-agency", message, fields={"to": message})


def _give(row: Petition, agency: Agency, part: domain.Part, *, at: datetime, question: str = "") -> Assignment:
    made = Assignment(
        petition=row,
        agency=agency,
        part=part,
        requested=agency.command == orgs.REQUESTED,
        assigned_at=at,
        question=question,
    )
    save_checked(made)
    return made


def _end_lead(row: Petition, why: str, at: datetime) -> Assignment | None:
    held = row.assignments.filter(is_open=True, part=domain.Part.LEAD).first()
    if held is not None:
        held.is_open, held.ended_at, held.ended_why = False, at, why
        held.save(update_fields=["is_open", "ended_at", "ended_why"])
    return held


@transaction.atomic
def route(
    row: Petition,
    *,
    to: Agency,
    support: Sequence[Agency] = (),
    subject: str = "",
    by: Any,
    at: datetime,
    proposed: bool = False,
) -> Petition:
    """Give a petition to the agency that must answer it, with those who co-answer; the petitioner is told who."""
    row = take(row, "route", by, at)
    on = local_date(at)
    _exists(to, on)
    if subject in domain.subjects():
        row.subject, row.subindex = subject, domain.subjects()[subject].part
    if not row.subject:
        message = "Hãy chọn lĩnh vực trước khi chuyển."
        raise Invalid("petitions.no-subject", message, fields={"subject": message})
    step(row, "route", by=by, at=at, clock="answer", agency=to)
    row.lead, row.officer = to, None
    row.first_answered_on = row.first_answered_on or on
    _give(row, to, domain.Part.LEAD, at=at)
    for agency in dict.fromkeys(support):
        if agency != to:
            _share(row, agency, "", by=by, at=at)
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.HOUSE, f"Kiến nghị đã được chuyển {to.name} xử lý.", by=None, at=at, agency=to)
    journal.record(
        events.Routed(row.number, to.name, proposed), about=row, by=by, at=at, agency=to, behalf=row.acted_for
    )
    return row


@transaction.atomic
def transfer(row: Petition, *, to: Agency, reason: str, by: Any, at: datetime) -> Petition:
    """Pass a petition from one agency to another without bringing it back to the hub."""
    row = take(row, "transfer", by, at)
    _exists(to, local_date(at))
    if to.pk == row.lead_id:
        message = "Cơ quan này đang chủ trì; hãy chọn cơ quan khác."
        raise Invalid("petitions.same-agency", message, fields={"to": message})
    reason = words(reason, field="reason", message="Hãy ghi lý do chuyển.", most=500)
    waiting = row.state == domain.State.WAITING
    step(row, "transfer", by=by, at=at, clock="transfer", agency=to, note=reason)
    if waiting:
        keep(row, "resume", by=by, at=at, clock="resume", agency=to)
    _end_lead(row, "transfer", at)
    row.assignments.filter(is_open=True, agency=to).update(is_open=False, ended_at=at, ended_why="lead")
    row.lead, row.officer = to, None
    _give(row, to, domain.Part.LEAD, at=at)
    timing.derive(row)
    save_checked(row)
    journal.record(events.Transferred(row.number, to.name), about=row, by=by, at=at, agency=to, behalf=row.acted_for)
    return row


@transaction.atomic
def accept(row: Petition, *, by: Any, at: datetime) -> Petition:
    """Take the petition up; a complaint's settlement term runs from here (its acceptance)."""
    row = take(row, "accept", by, at)
    complaint = row.rule.final_from == "accepted"
    step(row, "accept", by=by, at=at, clock="answer" if complaint else "")
    row.assignments.filter(is_open=True, part=domain.Part.LEAD).update(accepted_at=at)
    if complaint and not row.clocks.filter(kind=domain.ClockKind.FINAL, is_void=False).exists():
        on = local_date(at)
        timing.open_clock(row, domain.ClockKind.FINAL, row.rule.final, started_on=on, rule_on=row.received_on)
    timing.derive(row)
    save_checked(row)
    journal.record(events.Accepted(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return row


@transaction.atomic
def send_back(row: Petition, *, reason: str, by: Any, at: datetime) -> Petition:
    """Send a petition that came to the wrong desk back to the hub, with the reason."""
    row = take(row, "send_back", by, at)
    reason = words(reason, field="reason", message="Hãy ghi vì sao không thuộc cơ quan mình, và nên chuyển đâu.")
    step(row, "send_back", by=by, at=at, note=reason)
    _end_lead(row, "send_back", at)
    was = row.lead
    row.lead, row.officer = None, None
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.INSIDE, f"Trả lại nơi phân loại: {reason}", by=by, at=at, agency=was)
    journal.record(
        events.SentBack(row.number, unnamed(row, reason)), about=row, by=by, at=at, agency=was, behalf=row.acted_for
    )
    return row


def _share(row: Petition, agency: Agency, question: str, *, by: Any, at: datetime) -> Assignment:
    part = _give(row, agency, domain.Part.SUPPORT, at=at, question=question)
    on = local_date(at)
    timing.open_clock(
        row, domain.ClockKind.PART, row.rule.part, started_on=on, rule_on=row.received_on, assignment=part
    )
    keep(row, "add_support", by=by, at=at, agency=agency, assignment=part)
    return part


@transaction.atomic
def add_support(row: Petition, *, to: Agency, question: str = "", by: Any, at: datetime) -> Assignment:
    """Ask another agency for its part of the answer, with a clock of its own; the lead still gives one answer."""
    row = take(row, "add_support", by, at)
    if row.state not in domain.WITH_AGENCY:
        raise NotNow("state.forbids", "Kiến nghị chưa ở cơ quan xử lý nên chưa mời phối hợp được.")
    _exists(to, local_date(at))
    if to.pk == row.lead_id:
        message = "Cơ quan chủ trì không tự phối hợp với mình."
        raise Invalid("petitions.same-agency", message, fields={"to": message})
    part = _share(row, to, line(question, most=2000), by=by, at=at)
    timing.derive(row)
    save_checked(row)
    journal.record(events.SupportAsked(row.number, to.name), about=row, by=by, at=at, agency=to, behalf=row.acted_for)
    return part


@transaction.atomic
def contribute(part: Assignment, *, text: str, by: Any, at: datetime) -> Assignment:
    """Give a co-answering agency's part; its own clock ends, the lead sees the words."""
    row = Petition.objects.locked(part.petition_id)
    part = Assignment.objects.select_related("agency", "petition").get(pk=part.pk)
    behalf = may("petitions.contribute", by, part, on=local_date(at)).or_refuse().behalf
    if not part.is_open or part.part != domain.Part.SUPPORT:
        raise NotNow("petitions.part-over", "Phần phối hợp này đã kết thúc.")
    part.contribution = words(text, field="text", message="Hãy viết phần trả lời của cơ quan mình.")
    part.contributed_on = local_date(at)
    part.is_open, part.ended_at, part.ended_why = False, at, "given"
    save_checked(part)
    keep(row, "contribute", by=by, at=at, clock="finish", agency=part.agency, assignment=part)
    timing.derive(row)
    save_checked(row)
    journal.record(
        events.PartGiven(row.number, part.agency.name), about=row, by=by, at=at, agency=part.agency, behalf=behalf
    )
    return part


@transaction.atomic
def name_officer(row: Petition, *, officer: Any, by: Any, at: datetime) -> Petition:
    """Name the officer who works on a petition."""
    row = take(row, "name_officer", by, at)
    on = local_date(at)
    if row.lead_id is None or officer.pk not in accounts.people_at(row.lead_id, on=on):
        message = "Người này không giữ vị trí ở cơ quan chủ trì hôm nay."
        raise Invalid("petitions.officer", message, fields={"officer": message})
    row.officer, row.changed_at = officer, at
    row.assignments.filter(is_open=True, part=domain.Part.LEAD).update(officer=officer)
    save_checked(row)
    keep(row, "name_officer", by=by, at=at)
    journal.record(events.OfficerNamed(row.number), about=row, by=by, at=at, agency=row.lead, behalf=row.acted_for)
    return row


# -- reorganisations -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandOverOutcome:
    """What a reorganisation moved by itself, and what waits for a person to choose among successors."""

    moved: int = 0
    waiting: tuple[str, ...] = field(default=())


@transaction.atomic
def hand_over(
    row: Petition, *, to: Agency, effective_on: date, basis: str, by: Any, at: datetime, note: str = ""
) -> Petition:
    """Hand an open petition to another agency by a recorded act; dates, history and clocks stay."""
    row = take(row, "hand_over", by, at)
    basis = line(basis, most=300)
    if not basis:
        message = "Bàn giao cần căn cứ (số văn bản, ngày)."
        raise Invalid("petitions.no-basis", message, fields={"basis": message})
    if to.pk == row.lead_id:
        message = "Hãy chọn cơ quan nhận khác với cơ quan đang giữ."
        raise Invalid("petitions.same-agency", message, fields={"to": message})
    _exists(to, effective_on)
    return _move(row, to, effective_on=effective_on, basis=basis, note=note, by=by, at=at)


def _move(row: Petition, to: Agency, *, effective_on: date, basis: str, note: str, by: Any, at: datetime) -> Petition:
    was = row.lead
    if was is None:
        raise NotNow("petitions.no-lead", "Kiến nghị chưa ở cơ quan nào nên không có gì để bàn giao.")
    waiting = row.state == domain.State.WAITING
    draft = row.answers.filter(state=domain.AnswerState.SUBMITTED).first()
    if draft is not None:
        draft.state, draft.submitted_by, draft.submitted_at = domain.AnswerState.DRAFT, None, None
        draft.save()
    step(row, "hand_over", by=by, at=at, agency=to, note=basis)
    if waiting:
        keep(row, "resume", by=by, at=at, clock="resume", agency=to)
    held = _end_lead(row, "hand_over", at)
    row.assignments.filter(is_open=True, agency=to).update(is_open=False, ended_at=at, ended_why="lead")
    row.lead, row.officer = to, None
    given = _give(row, to, domain.Part.LEAD, at=at)
    given.carried_from = held
    given.save(update_fields=["carried_from"])
    save_checked(
        HandOver(
            petition=row,
            from_agency=was,
            to_agency=to,
            effective_on=effective_on,
            basis=basis,
            note=line(note, most=2000),
            at=at,
            by=timing.anybody(by),
        )
    )
    timing.derive(row)
    save_checked(row)
    journal.record(
        events.HandedOver(row.number, was.name, to.name, effective_on.isoformat(), basis),
        about=row,
        by=timing.anybody(by),
        at=at,
        agency=to,
    )
    return row


def hand_over_successions(*, at: datetime, by: Any = None) -> HandOverOutcome:
    """Carry out reorganisations: open petitions of ended agencies go to the one living successor, each recorded.

    Where an agency has several successors nothing is guessed: the petition waits and is named in the outcome.
    """
    on = local_date(at)
    if by is not None:
        may("petitions.hand_over", by, None, on=on).or_refuse()
    ended = list(Agency.objects.exclude(valid_to__isnull=True).filter(valid_to__lte=on))
    agencies = {a.pk: a for a in Agency.objects.on(on)}
    moved, waiting = 0, []
    for agency in ended:
        here = Petition.objects.filter(lead=agency, state__in=domain.WITH_AGENCY)
        fate = None
        for row_id in list(here.order_by("pk").values_list("pk", flat=True)):
            fate = fate or orgs.living(agency.pk, on=on)
            with transaction.atomic():
                row = Petition.objects.locked(row_id)
                if fate.owner is None or fate.owner.id not in agencies:
                    waiting.append(row.number)
                    continue
                last = fate.path[-1]
                _move(
                    row,
                    agencies[fate.owner.id],
                    effective_on=last.effective_on,
                    basis=last.basis,
                    note="",
                    by=by,
                    at=at,
                )
                moved += 1
        _carry_support(agency, agencies, on=on, at=at)
    return HandOverOutcome(moved, tuple(waiting))


def _carry_support(agency: Agency, agencies: dict[int, Agency], *, on: date, at: datetime) -> None:
    """Let co-answering parts of an ended agency go to its successor too, unless that one has a part already."""
    for part in Assignment.objects.filter(agency=agency, is_open=True, part=domain.Part.SUPPORT):
        fate = orgs.living(agency.pk, on=on)
        if fate.owner is None or fate.owner.id not in agencies:
            continue
        taken = Assignment.objects.filter(petition=part.petition_id, agency_id=fate.owner.id, is_open=True).exists()
        if taken:
            Assignment.objects.filter(pk=part.pk).update(is_open=False, ended_at=at, ended_why="hand_over")
        else:
            Assignment.objects.filter(pk=part.pk).update(agency_id=fate.owner.id, accepted_at=None, officer=None)
