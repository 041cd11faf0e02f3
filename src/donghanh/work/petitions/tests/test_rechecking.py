"""A decreed holiday moves open dates; an earlier date waits until people were told; reminders climb one rung a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.ground.accounts.models import Post
from donghanh.ground.workcal import services as workcal
from donghanh.ground.workcal.models import DayException
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit.dates import ZONE
from donghanh.record.notify.models import Notice
from donghanh.work.petitions import jobs, services
from donghanh.work.petitions.domain import ladder
from donghanh.work.petitions.models import Clock, ClockChange
from donghanh.work.petitions.services import telling
from donghanh.work.petitions.tests.factories import AT, answered, at_agency

pytestmark = pytest.mark.django_db
BASIS = "Thông báo thử 01/TB"
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def calendar(db):
    load_calendar()


def declare(cast, day=WEDNESDAY):
    return workcal.declare_day(day, kind="off", note="Nghỉ thử", basis=BASIS, by=cast.chi, at=AT)


def test_a_new_holiday_moves_open_dates_and_leaves_answered_ones(cast):
    row, done = at_agency(cast), answered(cast, title="Khác", text="Việc khác")
    declare(cast)
    outcome = services.recheck(at=AT)
    row.refresh_from_db()
    done.refresh_from_db()
    assert row.due_on == date(2026, 12, 15)
    assert row.assignments.get(is_open=True).due_on == date(2026, 12, 15)
    assert done.due_on is None
    assert (outcome.changed, outcome.earlier) == (1, 0)
    change = ClockChange.objects.get()
    assert (change.before, change.after, change.applied_at) == (date(2026, 12, 14), date(2026, 12, 15), AT)


def test_running_it_again_finds_nothing_left_to_do(cast):
    at_agency(cast)
    declare(cast)
    assert services.recheck(at=AT).changed == 1
    assert services.recheck(at=AT).clocks == 0
    assert services.recheck(at=AT, everything=True).changed == 0


def _asked(work) -> int:
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def test_many_cases_cost_the_questions_of_one_chunk(cast):
    """Forwards, held back and applied: what a run asks grows with its chunks, never with its cases."""
    spent = []
    for n in (2, 14):
        for k in range(n):
            at_agency(cast, title=f"Việc {n} {k}", text=f"Nội dung của việc {n} {k}", at=AT + timedelta(days=k % 3))
        before = Clock.objects.open().count()
        spent.append(_asked(lambda: declare(cast) and services.recheck(at=AT)))
        assert ClockChange.objects.filter(earlier=False).count() == before
        workcal.withdraw_day(DayException.objects.get(day=WEDNESDAY), why="Bãi bỏ", by=cast.chi, at=AT)
        spent.append(_asked(lambda: services.recheck(at=AT)))
        waiting = ClockChange.objects.filter(earlier=True, applied_at__isnull=True)
        assert waiting.count() == before
        waiting.update(told_at=AT)
        spent.append(_asked(lambda: services.recheck(at=AT + timedelta(days=5))))
        assert not waiting.exists()
        Clock.objects.update(is_open=False)
        ClockChange.objects.all().delete()
        DayException.objects.filter(day=WEDNESDAY).delete()
    assert all(many <= few for few, many in zip(spent[:3], spent[3:], strict=True))


def test_an_earlier_date_holds_only_after_people_were_told(cast):
    declare(cast)
    services.recheck(at=AT)
    row = at_agency(cast)
    assert row.due_on == date(2026, 12, 15)
    workcal.withdraw_day(DayException.objects.get(day=WEDNESDAY), why="Bãi bỏ", by=cast.chi, at=AT)
    outcome = services.recheck(at=AT)
    row.refresh_from_db()
    assert (outcome.earlier, row.due_on) == (1, date(2026, 12, 15))
    services.recheck(at=AT + timedelta(days=7))
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 15)  # nobody has been told yet
    cast.ha  # noqa: B018 - she heads the agency and is to be told
    assert services.tell_earlier(AT) == 1
    services.recheck(at=AT)  # the same day is too early
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 15)
    services.recheck(at=AT + timedelta(days=5))
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 14)
    assert ClockChange.objects.get(earlier=True).applied_at is not None


def test_a_date_told_late_waits_for_the_working_day_after_it_was_told(cast):
    declare(cast)
    services.recheck(at=AT)
    row = at_agency(cast)
    workcal.withdraw_day(DayException.objects.get(day=WEDNESDAY), why="Bãi bỏ", by=cast.chi, at=AT)
    services.recheck(at=AT)
    late = AT + timedelta(days=7)
    Post.objects.filter(role="office").update(valid_to=AT.date())  # nobody sits anywhere: nobody can be told
    assert services.tell_earlier(late) == 0
    services.recheck(at=late + timedelta(days=5))
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 15)
    cast.ha  # noqa: B018 - now somebody can be told
    assert services.tell_earlier(late) == 1
    services.recheck(at=late)  # the day it was to hold by the old word is over, but nobody knew of it
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 15)
    services.recheck(at=late + timedelta(days=3))
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 14)


def test_many_earlier_dates_are_all_told_and_in_one_notice(cast, monkeypatch):
    monkeypatch.setattr(telling, "A_RUN", 2)
    monkeypatch.setattr(telling, "A_FEW", 1)
    cast.ha  # noqa: B018 - she heads the agency
    for n in range(5):
        at_agency(cast, title=f"Việc {n}", text=f"Nội dung của việc {n}")
    declare(cast)
    services.recheck(at=AT)
    workcal.withdraw_day(DayException.objects.get(day=WEDNESDAY), why="Bãi bỏ", by=cast.chi, at=AT)
    services.recheck(at=AT)
    waiting = ClockChange.objects.filter(earlier=True, told_at__isnull=True)
    assert waiting.count() == 5
    assert services.tell_earlier(AT) == 3  # two bites of two, and one alone: none is left for another day
    assert not waiting.exists()
    titles = list(Notice.objects.filter(user=cast.ha, kind="petitions.earlier").values_list("title", flat=True))
    assert sum("Hạn của 2 kiến nghị sẽ sớm hơn" in title for title in titles) == 2
    assert services.tell_earlier(AT) == 0


def at(day: int, hour: int = 9, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def test_reminders_climb_from_officer_to_vice_chair_one_rung_a_day(cast):
    row = services.name_officer(at_agency(cast), officer=cast.an, by=cast.ha, at=AT)
    told = {name: getattr(cast, name) for name in ("an", "ha", "lan", "minh")}
    seen = []
    for day in (10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28):
        before = set(Notice.objects.values_list("pk", flat=True))
        jobs.escalate(at(day))
        jobs.escalate(at(day, 10))
        new = Notice.objects.exclude(pk__in=before)
        seen += [(day, n) for n, user in told.items() for _ in range(new.filter(user=user).count())]
    assert seen == [(10, "an"), (15, "an"), (15, "ha"), (17, "lan"), (23, "minh")]
    assert Clock.objects.get(petition=row, kind="final").escalated == len(ladder.LADDER)
    assert not any(row.title in n.title for n in Notice.objects.all())


def test_nobody_is_reminded_at_night_or_on_a_day_off(cast):
    at_agency(cast)
    assert "Ngoài giờ" in jobs.escalate(at(15, 20))
    assert "Ngoài giờ" in jobs.escalate(at(19))
    assert not Notice.objects.exists()


def test_a_case_that_waits_for_its_sender_is_nobodys_delay(cast):
    services.ask(at_agency(cast), text="Gửi thêm giấy hẹn", by=cast.an, at=AT)
    assert jobs.escalate(at(28)) == "Nhắc 0 lượt."


def test_answered_cases_close_when_the_time_for_a_word_is_over(cast):
    row = answered(cast)
    assert jobs.close_answered(AT + timedelta(days=10)) == "Đóng 0 kiến nghị."
    assert jobs.close_answered(AT + timedelta(days=16)) == "Đóng 1 kiến nghị."
    row.refresh_from_db()
    assert row.state == "closed"
