"""When the calendar changes, open deadlines follow it: later or not at all, each move in the journal."""

from __future__ import annotations

from datetime import date

import pytest

from donghanh.ground.workcal import services as workcal
from donghanh.ground.workcal.models import DayException
from donghanh.record.journal import api as journal
from donghanh.record.journal.models import Entry
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.tests.factories import Cast, active_plan, at, due, duty_row

pytestmark = pytest.mark.django_db


def due_on_a_wednesday() -> Obligation:
    active_plan(
        duty_row("p1", "Báo cáo", lead=["Sở Công Thương"], due=[due("by", "chậm nhất 25/11/2026", day="2026-11-25")]),
        when=at(2026, 11, 2),
        signed=date(2026, 11, 2),
    )
    return Obligation.objects.get()


def declare(day: date, cast: Cast) -> DayException:
    made = workcal.declare_day(
        day, kind="off", note="Nghỉ bù", basis="Quyết định 1/QĐ-TTg", by=cast.office, at=at(2026, 11, 10)
    )
    journal.deliver_due(at(2026, 11, 10, 10))
    return made


def test_a_newly_declared_day_off_moves_an_open_deadline_and_says_so(cast: Cast) -> None:
    row = due_on_a_wednesday()
    declare(date(2026, 11, 25), cast)
    row.refresh_from_db()
    assert (row.due_on, row.original_due_on) == (date(2026, 11, 26), date(2026, 11, 25))
    moved = Entry.objects.get(kind="plan.due_moved")
    assert moved.payload["old_on"] == "2026-11-25"
    assert moved.payload["new_on"] == "2026-11-26"


def test_a_day_off_elsewhere_changes_nothing(cast: Cast) -> None:
    row = due_on_a_wednesday()
    declare(date(2026, 11, 20), cast)
    row.refresh_from_db()
    assert row.due_on == date(2026, 11, 25)
    assert not Entry.objects.filter(kind="plan.due_moved").exists()


def test_withdrawing_the_day_never_moves_a_deadline_earlier(cast: Cast) -> None:
    row = due_on_a_wednesday()
    declared = declare(date(2026, 11, 25), cast)
    workcal.withdraw_day(declared, why="Công bố nhầm", by=cast.office, at=at(2026, 11, 11))
    journal.deliver_due(at(2026, 11, 11, 10))
    row.refresh_from_db()
    assert row.due_on == date(2026, 11, 26)


def test_a_granted_extension_is_a_decision_and_stays(cast: Cast) -> None:
    row = due_on_a_wednesday()
    wish = services.ask_extension(
        row, wanted_on=date(2026, 12, 2), reason="Chờ số liệu", by=cast.head_b, at=at(2026, 11, 5)
    )
    services.decide_extension(wish, granted=True, by=cast.leader, at=at(2026, 11, 6))
    declare(date(2026, 12, 2), cast)
    row.refresh_from_db()
    assert row.due_on == date(2026, 12, 2)
