"""After commit: the plan's own report duty follows the return, and people are told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.record.notify import api as notify
from donghanh.work.plan import api as plan
from donghanh.work.reporting import events
from donghanh.work.reporting.models import Report, Return


def _row(entry: Any) -> Return | None:
    return Return.objects.with_context().select_related("submitted_by").filter(key=entry.about_key).first()


def _tell(entry: Any, row: Return, people: set[int], title: str) -> None:
    for user_id in people - {entry.actor_id}:
        notify.notify(
            user_id,
            kind=entry.kind,
            title=title,
            url=reverse("reporting:return", args=[row.key]),
            about_type="reporting.return",
            about_key=row.key,
            at=entry.at,
        )


@journal.on(events.ReturnSubmitted, "reporting.follow_submission")
def follow_submission(entry: Any) -> None:
    """A return came: the report duty of the plan waits for confirmation with it."""
    row = _row(entry)
    if row is not None and row.obligation_key and entry.actor:
        document = row.document_number or row.number[:60]
        text = f"Đã gửi {row.period.rules.name} ({row.period.label})."
        plan.report_came(row.obligation_key, text=text, document_number=document, by=entry.actor, at=entry.at)


@journal.on(events.ReturnSentBack, "reporting.follow_return")
def follow_return(entry: Any) -> None:
    """A return went back: so does the result of the report duty."""
    row = _row(entry)
    if row is not None and row.obligation_key and entry.actor:
        reason = str(entry.payload.get("reason", ""))
        plan.report_went_back(row.obligation_key, reason=reason, by=entry.actor, at=entry.at)


@journal.on(events.ReturnAccepted, "reporting.follow_acceptance")
def follow_acceptance(entry: Any) -> None:
    """A return was taken in: the report duty is done, on the day the return was sent."""
    row = _row(entry)
    if row is not None and row.obligation_key and entry.actor:
        plan.report_settled(row.obligation_key, note=f"Theo báo cáo {row.number}", by=entry.actor, at=entry.at)


@journal.on(events.ReturnSubmitted, "reporting.tell_tracker")
def tell_tracker(entry: Any) -> None:
    """A return waits to be taken in."""
    if row := _row(entry):
        people = set(accounts.people_in_role("coordinator", on=local_date(entry.at)))
        _tell(entry, row, people, f"Chờ tiếp nhận báo cáo {row.period.label}: {row.agency.name}")


@journal.on(events.ReportIssued, "reporting.tell_issued")
def tell_issued(entry: Any) -> None:
    """The province's report was issued: the agencies that reported may read it."""
    report = Report.objects.select_related("period").filter(key=entry.about_key).first()
    if report is None:
        return
    on = local_date(entry.at)
    agencies = Return.objects.filter(period_id=report.period_id).values_list("agency_id", flat=True)
    people = {user_id for agency_id in agencies for user_id in accounts.people_at(agency_id, on=on)}
    for user_id in people - {entry.actor_id}:
        notify.notify(
            user_id,
            kind=entry.kind,
            title=f"Đã ban hành báo cáo của tỉnh {report.number}: {report.period.label}",
            url=reverse("reporting:report", args=[report.key]),
            about_type="reporting.report",
            about_key=report.key,
            at=entry.at,
        )


@journal.on(events.ReturnSentBack, "reporting.tell_sent_back")
def tell_sent_back(entry: Any) -> None:
    """A return came back."""
    if row := _row(entry):
        people = set(accounts.people_at(row.agency_id, on=local_date(entry.at)))
        _tell(entry, row, people, f"Báo cáo {row.period.label} bị trả lại: {row.reason}"[:200])


@journal.on(events.ReturnReopened, "reporting.tell_reopened")
def tell_reopened(entry: Any) -> None:
    """A return was opened again."""
    if row := _row(entry):
        people = set(accounts.people_at(row.agency_id, on=local_date(entry.at)))
        _tell(entry, row, people, f"Báo cáo {row.period.label} được mở lại để sửa: {row.reason}"[:200])
