"""What the room does by itself; every job may run twice without harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django_tasks import task

from donghanh.ground.workcal import api as workcal
from donghanh.kit import dates
from donghanh.kit.dates import ZONE, local_date, show_date
from donghanh.record.journal import api as journal
from donghanh.work.petitions import domain, services
from donghanh.work.petitions.domain import ladder
from donghanh.work.petitions.models import Batch, Clock, Petition
from donghanh.work.petitions.services import batches, drafts, mailroom, postbox
from donghanh.work.petitions.services.telling import people_on, tell

A_RUN = 2000


def escalate(now: datetime) -> str:
    """Climb the ladder: officer, head, Văn phòng, vice-chair; one rung a day, on working days and in office hours."""
    today = local_date(now)
    if not workcal.is_working_day(today) or ladder.quiet(now.astimezone(ZONE)):
        return "Ngoài giờ làm việc: không nhắc."
    soon = workcal.add_working_days(today, 2)
    clocks = (
        Clock.objects.open()
        .filter(is_void=False, assignment__isnull=True, due_on__lte=soon, escalated__lt=len(ladder.LADDER))
        .filter(kind=domain.ClockKind.FINAL)
        .select_related("petition__lead", "petition__officer")
        .order_by("due_on", "pk")[:A_RUN]
    )
    calendar = workcal.calendar()
    told = 0
    for clock in clocks:
        row, due = clock.petition, clock.due_on
        if due is None or row.lead is None or row.lead.command == "requested":
            continue
        past = calendar.working_days_between(due, today)
        who = ladder.rung(days_past=past, climbed=clock.escalated)
        source = f"petitions.ladder:{clock.pk}:{clock.escalated}:{due}"
        if not who or clock.escalated_on == today:  # one rung a day
            continue
        title = f"Còn {-past} ngày làm việc: {row.number}" if past < 0 else f"Quá hạn {show_date(due)}: {row.number}"
        told += tell(row, people_on(row, who, today), title, kind="petitions.late", now=now, source=source)
        Clock.objects.filter(pk=clock.pk, escalated=clock.escalated).update(
            escalated=clock.escalated + 1, escalated_on=today
        )
    return f"Nhắc {told} lượt."


def recheck(now: datetime) -> str:
    """Derive clocks anew where the calendar changed, and tell people of dates that will be earlier."""
    done = services.recheck(at=now)
    told = services.tell_earlier(now)
    return f"Tính lại {done.clocks} thời hạn, {done.changed} đổi ngày, báo trước {told} lượt hạn sớm hơn."


def close_answered(now: datetime) -> str:
    """Close what was answered and whose time for the petitioner's word is over."""
    today = local_date(now)
    rows = Petition.objects.filter(state=domain.State.ANSWERED)
    if not rows.exists():
        return "Đóng 0 kiến nghị."
    days = workcal.term("petition.rate", on=today).value
    rows = rows.filter(answered_on__lt=today - timedelta(days=days))
    closed = 0
    for row in rows.order_by("answered_on")[:A_RUN]:
        services.close(row, at=now)
        closed += 1
    return f"Đóng {closed} kiến nghị."


def hand_over(now: datetime) -> str:
    """Move open petitions of agencies that ended to their one successor; name those that wait for a person."""
    done = services.hand_over_successions(at=now)
    waiting = f", {len(done.waiting)} chờ người chọn cơ quan nhận" if done.waiting else ""
    return f"Bàn giao {done.moved} kiến nghị{waiting}."


def fetch_mail(now: datetime) -> str:  # noqa: ARG001 - each letter has its own instant
    """Fetch the letters of the petitions box, where one is configured."""
    if not settings.MAIL_IN:
        return "Chưa cấu hình hộp thư đến."
    done = postbox.fetch(settings.MAIL_IN, clock=dates.now)
    return f"Nhận {done.taken} thư, để riêng {done.aside}."


def send_mail(now: datetime) -> str:
    """Send the receipts and notes that wait."""
    sent, failed = mailroom.send_waiting(at=now)
    return f"Gửi {sent} thư, {failed} chưa gửi được."


def clean_up(now: datetime) -> str:
    """Erase drafts and senders that are past their days."""
    left = drafts.forget_old(at=now), mailroom.forget_old(at=now)
    return "Xóa {} bản viết dở; quên {} người gửi thư để riêng.".format(*left)


def make_cases(row: Batch, *, clock: Callable[[], datetime] = dates.now) -> Batch:
    """Make every good row of a batch into a case, from wherever it stands."""
    while batches.make_next(row, at=clock()):
        row.refresh_from_db()
        journal.progress(row.done, row.total, f"Tạo hồ sơ từ bảng của {row.association.short_name}")
    row.refresh_from_db()
    return row


@task()
def read_batch(key: str) -> str:
    """Read a spreadsheet in the background."""
    row = Batch.objects.select_related("file", "association").get(key=key)
    row = batches.read(row, at=dates.now())
    return f"Đọc được {row.total} dòng, {row.wrong} dòng sai."


@task()
def make_batch(key: str) -> str:
    """Make the cases of a spreadsheet in the background; put back after a kill it goes on where it stopped."""
    row = make_cases(Batch.objects.select_related("association").get(key=key))
    return f"Đã tạo {row.done} hồ sơ."


def go_on_with_batches(now: datetime) -> str:  # noqa: ARG001
    """Go on with batches that nobody works on any more."""
    for row in Batch.objects.filter(state=Batch.State.READING).select_related("file", "association"):
        batches.read(row, at=dates.now())
    left = list(Batch.objects.filter(state=Batch.State.MAKING).select_related("association"))
    for row in left:
        make_cases(row)
    return f"Tạo tiếp {len(left)} bảng."
