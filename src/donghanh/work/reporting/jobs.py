"""What the reporting room does by itself: open periods, remind on a capped ladder, build reports in the background."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django_tasks import task

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.kit import dates
from donghanh.kit.dates import local_date, show_date
from donghanh.record.journal import api as journal
from donghanh.record.notify import api as notify
from donghanh.work.reporting import domain, services
from donghanh.work.reporting.models import Report, Return

REACH_BACK = timedelta(days=31)


def open_periods(now: datetime) -> None:
    """Open the periods that fall due soon."""
    made = services.open_due(since=local_date(now) - REACH_BACK, at=now)
    journal.progress(len(made), len(made), f"Mở {len(made)} kỳ báo cáo.")


def remind(now: datetime) -> None:
    """Remind of returns that have not come: officer, head, focal agency, chair; never past the ladder's end."""
    today = local_date(now)
    if not workcal.is_working_day(today):
        journal.progress(0, 0, "Hôm nay là ngày nghỉ: không nhắc.")
        return
    sent = 0
    missing: dict[tuple[int, str], list[Return]] = defaultdict(list)
    rows = Return.objects.owed().filter(received_on__isnull=True, requested=False, period__locked_at__isnull=True)
    for row in rows.with_context():
        past = workcal.working_days_between(row.period.due_on, today)
        role = domain.rung(working_days_past=past, sent=row.reminded)
        if not role:
            continue
        Return.objects.filter(pk=row.pk).update(reminded=domain.rungs_due(past))
        if role in ("coordinator", "leader"):
            missing[row.period_id, role].append(row)
        else:
            sent += _remind_agency(row, role, past, today, now)
    for (_, role), late in missing.items():
        sent += _remind_above(late, role, today, now)
    journal.progress(sent, sent, f"Nhắc {sent} lượt.")


def _remind_agency(row: Return, role: str, past: int, today: date, now: datetime) -> int:
    roles = ("officer",) if role == "officer" else ("head", "association")
    people = accounts.people_at(row.agency_id, on=today, roles=roles) or accounts.people_at(row.agency_id, on=today)
    when = f"quá hạn {past} ngày làm việc" if past > 0 else f"hạn {show_date(row.period.due_on)}"
    for user_id in people:
        notify.notify(
            user_id,
            kind="reporting.due",
            title=f"Chưa gửi báo cáo {row.period.label} ({when}): {row.period.rules.name}",
            url=reverse("reporting:return", args=[row.key]),
            about_type="reporting.return",
            about_key=row.key,
            at=now,
        )
    return len(people)


def _remind_above(late: list[Return], role: str, today: date, now: datetime) -> int:
    """One notice for a period, however many agencies are missing."""
    period = late[0].period
    people = accounts.people_in_role(role, on=today)
    for user_id in people:
        notify.notify(
            user_id,
            kind="reporting.missing",
            title=f"{len(late)} cơ quan chưa gửi báo cáo {period.label}, hạn {show_date(period.due_on)}",
            url=reverse("reporting:late"),
            about_type="reporting.period",
            about_key=period.key,
            at=now,
        )
    return len(people)


def build_report(report: Report, *, clock: Callable[[], datetime] = dates.now) -> Report:
    """Build a report to its end, from wherever it stands."""
    while services.build_next(report, at=clock()):
        journal.progress(report.done, report.total, f"Tổng hợp {report.period}")
    report.refresh_from_db()
    return report


@task()
def build(key: str) -> str:
    """Build a report in the background; a task put back after a kill goes on where it stopped."""
    report = Report.objects.select_related("period").filter(key=key).first()
    if report is None:
        return "Báo cáo không còn."
    build_report(report)
    return f"Đã tổng hợp {report.done} báo cáo."


def build_waiting(now: datetime) -> None:
    """Go on with reports that nobody is building any more."""
    left = list(Report.objects.filter(state=Report.State.BUILDING, asked_at__lt=now - timedelta(minutes=10)))
    for report in left:
        build_report(report)
    journal.progress(len(left), len(left), f"Tổng hợp tiếp {len(left)} báo cáo.")
