"""Conclusions: written after the meeting, then work of an agency, a petition, or settled in words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import shorten
from donghanh.work.dialogues import domain, events
from donghanh.work.dialogues.models import Conclusion, Dialogue
from donghanh.work.dialogues.services.checks import record, save_checked, take, words
from donghanh.work.petitions import api as petitions
from donghanh.work.plan import api as plans

_AFTER = (domain.Stage.HELD, domain.Stage.PUBLISHED)


def _at(conclusion: Conclusion, verb: str, by: User, at: datetime) -> tuple[Dialogue, Conclusion]:
    row = take(conclusion.dialogue, verb, by, at)
    return row, row.conclusions.select_for_update(of=("self",)).select_related("agency").get(pk=conclusion.pk)


def _check(row: Dialogue, agency: Agency, due_on: date | None) -> None:
    if due_on is not None and due_on < row.day:
        message = "Hạn phải từ ngày họp trở đi."
        raise Invalid("dialogues.due", message, fields={"due_on": message})
    if not orgs.exists_on(agency.pk, row.day):
        message = "Cơ quan chủ trì không hoạt động vào ngày họp."
        raise Invalid("dialogues.lead", message, fields={"agency": message})


@transaction.atomic
def conclude(row: Dialogue, *, text: str, agency: Agency, due_on: date | None, by: User, at: datetime) -> Conclusion:
    """Write one conclusion: what, whose, until when."""
    row = take(row, "conclude", by, at)
    if row.state != domain.Stage.HELD:
        raise NotNow("dialogues.not-held", "Chỉ ghi kết luận sau khi họp và trước khi công bố kết quả.")
    _check(row, agency, due_on)
    last = row.conclusions.aggregate(last=Max("order"))["last"] or 0
    one = Conclusion(
        dialogue=row,
        order=last + 1,
        text=words(text, field="text", message="Hãy viết kết luận.", most=2000),
        agency=agency,
        due_on=due_on,
    )
    save_checked(one)
    record(row, events.ConclusionWritten(row.title, one.order), by=by, at=at, agency=agency)
    return one


@transaction.atomic
def rewrite(
    conclusion: Conclusion, *, text: str, agency: Agency, due_on: date | None, by: User, at: datetime
) -> Conclusion:
    """Change a conclusion that has become nothing yet."""
    row, one = _at(conclusion, "conclude", by, at)
    if row.state != domain.Stage.HELD or not one.is_plain:
        raise NotNow("dialogues.fixed", "Kết luận này đã được giao hoặc đã công bố nên không sửa được.")
    _check(row, agency, due_on)
    one.text = words(text, field="text", message="Hãy viết kết luận.", most=2000)
    one.agency, one.due_on = agency, due_on
    save_checked(one)
    record(row, events.ConclusionWritten(row.title, one.order), by=by, at=at, agency=agency)
    return one


@transaction.atomic
def order(conclusion: Conclusion, *, by: User, at: datetime) -> plans.OrderedWork:
    """Make a conclusion the work of its agency, by the notice of conclusions; twice makes it once."""
    row, one = _at(conclusion, "order", by, at)
    if row.state not in _AFTER:
        raise NotNow("dialogues.not-held", "Buổi đối thoại chưa họp nên chưa giao việc được.")
    if not row.has_notice or row.notice_on is None:
        raise NotNow(
            "dialogues.no-notice", "Chưa có thông báo kết luận (số, ngày, người ký) nên chưa giao thành việc được."
        )
    if one.petition_key:
        raise NotNow("dialogues.petitioned", "Kết luận này đã chuyển thành kiến nghị.")
    work = plans.order_work(
        plans.WorkOrder(
            source_kind=domain.SOURCE_CONCLUSION,
            source_key=one.key,
            text=one.text,
            lead_id=one.agency_id,
            due_on=one.due_on,
        ),
        plans.DecidingDocument(
            number=row.notice_number,
            signed_on=row.notice_on,
            signer=row.notice_signer,
            issuer=row.notice_issuer,
            title=f"Kết luận buổi đối thoại “{row.title}”",
        ),
        by=by,
        at=at,
    )
    if one.ordered_on is None:
        one.ordered_on = local_date(at)
        save_checked(one)
        record(row, events.ConclusionOrdered(row.title, one.order, work.number), by=by, at=at, agency=one.agency)
    return work


@transaction.atomic
def petition(conclusion: Conclusion, *, by: User, at: datetime) -> Conclusion:
    """Make a conclusion that asks for an answer, not for work, into a petition routed as any other."""
    row, one = _at(conclusion, "conclude", by, at)
    if row.state not in _AFTER:
        raise NotNow("dialogues.not-held", "Buổi đối thoại chưa họp.")
    if not one.is_plain:
        raise NotNow("dialogues.fixed", "Kết luận này đã được xử lý.")
    receipt = petitions.receive(
        petitions.Submission(
            channel="meeting",
            text=one.text,
            title=shorten(one.text, 120),
            identity=petitions.Identity(name=row.organiser.name, kind="association"),
            external_id=f"dialogues-{one.key}",
            dialogue_key=row.key,
        ),
        by=by,
        at=at,
    )
    one.petition_key = receipt.key
    save_checked(one)
    record(row, events.ConclusionPetitioned(row.title, one.order, receipt.number), by=by, at=at, agency=one.agency)
    return one


@transaction.atomic
def settle(conclusion: Conclusion, *, result: str, result_on: date, by: User, at: datetime) -> Conclusion:
    """Tell in words what came of a conclusion: settled in the hall, or what its work has brought."""
    row, one = _at(conclusion, "settle", by, at)
    if row.state not in _AFTER:
        raise NotNow("dialogues.not-held", "Buổi đối thoại chưa họp.")
    if not row.day <= result_on <= local_date(at):
        message = "Ngày có kết quả phải từ ngày họp đến hôm nay."
        raise Invalid("dialogues.result-day", message, fields={"result_on": message})
    one.result = words(result, field="result", message="Hãy viết kết quả.", most=2000)
    one.result_on = result_on
    save_checked(one)
    record(row, events.ConclusionSettled(row.title, one.order), by=by, at=at, agency=one.agency)
    return one
