"""What the plan room does by itself, once a day; every job may run twice without harm."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import local_date, show_date
from donghanh.record.notify import api as notify
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation, Plan

SOON_WORKING_DAYS = (5, 1)


def open_due_periods(now: datetime) -> str:
    """Open the new periods of every active plan."""
    opened = sum(services.open_periods(plan, at=now) for plan in Plan.objects.active())
    return f"Mở {opened} phần việc của kỳ mới."


def remind(now: datetime) -> str:
    """Leave a notice where work falls due in five working days or in one, and on the first day it is late."""
    today = local_date(now)
    if not workcal.is_working_day(today):
        return "Hôm nay là ngày nghỉ: không nhắc việc."
    sent = 0
    days = {workcal.add_working_days(today, n): f"còn {n} ngày làm việc" for n in SOON_WORKING_DAYS}
    rows = Obligation.objects.open().filter(due_on__in=days, requested=False).with_context()
    for row in rows:
        if row.due_on:
            sent += _tell(row, f"{days[row.due_on]}: {row.title}", kind="plan.due_soon", now=now)
    for row in _newly_late(today):
        sent += _tell(row, f"Quá hạn {show_date(row.due_on)}: {row.title}", kind="plan.overdue", now=now, heads=True)
    return f"Nhắc {sent} lượt."


def _newly_late(today: date) -> list[Obligation]:
    """List work whose due date passed since the last working day."""
    rows = Obligation.objects.overdue(on=today).with_context()
    return list(rows.filter(due_on__gte=_previous_working_day(today)))


def _previous_working_day(day: date) -> date:
    day -= timedelta(days=1)
    while not workcal.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _tell(row: Obligation, title: str, *, kind: str, now: datetime, heads: bool = False) -> int:
    people = {row.officer_id} if row.officer_id else set()
    if heads or not people:
        people |= set(accounts.people_at(row.holder_id, on=local_date(now), roles=("head", "association")))
    for user_id in people:
        notify.notify(
            user_id,
            kind=kind,
            title=title,
            url=reverse("plan:obligation", args=[row.key]),
            about_type="plan.obligation",
            about_key=row.key,
            at=now,
        )
    return len(people)
