"""Declaring days and revising terms: who may, what is written, what is refused, what others see."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from donghanh.ground.workcal import api, services
from donghanh.ground.workcal.models import DayException, Term, Year
from donghanh.ground.workcal.tests.factories import AT, load_calendar
from donghanh.kit.errors import Invalid, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
BASIS = "Thông báo 1234/TB-BNV ngày 20/11/2026"
MONDAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def calendar(db):
    load_calendar()


def entries(kind: str):
    from donghanh.record.journal.models import Entry

    return list(Entry.objects.filter(kind=kind))


def test_the_picture_of_the_house_why_the_deadline_is_25_november():
    assert api.deadline(date(2026, 11, 20), days=2, unit="working").due_on == date(2026, 11, 25)
    assert api.day_note(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert not api.is_working_day(date(2026, 11, 24))
    assert api.add_working_days(date(2026, 11, 20), 2) == date(2026, 11, 25)
    assert api.working_days_between(date(2026, 11, 20), date(2026, 11, 25)) == 2
    assert api.strict_before(date(2026, 12, 10)).due_on == date(2026, 12, 9)
    assert api.roll_forward(date(2026, 11, 24)).due_on == date(2026, 11, 25)


def test_a_newly_decreed_holiday_moves_deadlines_and_is_in_the_journal(cast):
    assert api.deadline(date(2026, 12, 4), days=1, unit="working").due_on == MONDAY
    services.declare_day(MONDAY, kind="off", note="Nghỉ theo thông báo", basis=BASIS, by=cast.lan, at=AT)
    assert api.deadline(date(2026, 12, 4), days=1, unit="working").due_on == date(2026, 12, 8)
    assert api.day_note(MONDAY) == "Nghỉ theo thông báo"
    (entry,) = entries("workcal.day_declared")
    assert entry.payload == {"day": "07/12/2026", "day_kind": "off", "note": "Nghỉ theo thông báo", "basis": BASIS}
    assert entry.public


def test_a_withdrawn_declaration_stays_on_record_with_its_reason(cast):
    row = services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=BASIS, by=cast.chi, at=AT)
    services.withdraw_day(row, why="Thông báo đã thu hồi", by=cast.khoa, at=AT)
    assert api.is_working_day(MONDAY)
    row.refresh_from_db()
    assert row.withdrawn_why == "Thông báo đã thu hồi"
    assert entries("workcal.day_withdrawn")
    with pytest.raises(NotNow):
        services.withdraw_day(row, why="lần nữa", by=cast.khoa, at=AT)
    services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=BASIS, by=cast.chi, at=AT)
    assert not api.is_working_day(MONDAY)


def test_only_those_who_keep_the_calendar_may_change_it(cast):
    for person in (cast.an, cast.ha, cast.minh, cast.giang, cast.cuc):
        with pytest.raises(NotAllowed):
            services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=BASIS, by=person, at=AT)
        with pytest.raises(NotAllowed):
            services.revise_term("complaint.accept", value=7, since=date(2027, 1, 1), source=BASIS, by=person, at=AT)
    assert api.is_working_day(MONDAY)


def test_a_day_without_basis_or_without_effect_or_declared_twice_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=" ", by=cast.chi, at=AT)
    assert "basis" in refusal.value.fields
    with pytest.raises(Invalid, match="vốn là ngày nghỉ"):
        services.declare_day(date(2026, 12, 6), kind="off", note="Chủ nhật", basis=BASIS, by=cast.chi, at=AT)
    services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=BASIS, by=cast.chi, at=AT)
    with pytest.raises(NotNow, match="đã được khai báo"):
        services.declare_day(MONDAY, kind="work", note="Làm", basis=BASIS, by=cast.chi, at=AT)


def test_a_term_keeps_its_old_value_for_old_cases(cast):
    services.revise_term("complaint.accept", value=7, since=date(2027, 1, 1), source=BASIS, by=cast.chi, at=AT)
    old, new = api.term("complaint.accept", on=date(2026, 12, 31)), api.term("complaint.accept", on=date(2027, 1, 1))
    assert (old.value, old.until) == (10, date(2027, 1, 1))
    assert (new.value, new.unit, new.source) == (7, "calendar", BASIS)
    assert entries("workcal.term_revised")[0].payload["before"] == "10 ngày"
    with pytest.raises(Invalid):
        services.revise_term("complaint.accept", value=5, since=date(2027, 1, 1), source=BASIS, by=cast.chi, at=AT)
    with pytest.raises(Invalid):
        services.revise_term("khong.co", value=5, since=date(2027, 1, 1), source=BASIS, by=cast.chi, at=AT)


@pytest.mark.parametrize(
    ("code", "on", "value", "unit"),
    [
        ("complaint.first.remote-complex", date(2026, 11, 22), 60, "calendar"),
        ("complaint.limit", date(2023, 6, 1), 90, "calendar"),
        ("petition.sort", date(2026, 11, 22), 10, "calendar"),
        ("petition.answer.normative", date(2026, 11, 22), 15, "calendar"),
        ("petition.forward.normative", date(2026, 11, 22), 2, "working"),
        ("account.idle", date(2026, 11, 22), 45, "calendar"),
        ("report.cutoff.quarter", date(2023, 6, 1), 14, "day-of-month"),
        ("count.before-inclusive", date(2023, 6, 1), 0, "flag"),
        ("inspection.per-year", date(2023, 6, 1), 1, "times"),
        ("inspection.per-year", date(2026, 1, 1), 1, "times"),
    ],
)
def test_terms_are_read_by_code_and_day(code, on, value, unit):
    term = api.term(code, on=on)
    assert (term.value, term.unit) == (value, unit)
    assert term.source


def test_a_term_outside_its_time_does_not_exist():
    with pytest.raises(LookupError):
        api.term("petition.answer.normative", on=date(2023, 6, 1))
    with pytest.raises(LookupError):
        api.term("inspection.conclusion", on=date(2026, 1, 1))


def test_terms_of_one_code_never_overlap():
    for code in Term.objects.values_list("code", flat=True).distinct():
        for day in (date(2023, 6, 1), date(2025, 5, 17), date(2025, 7, 1), date(2026, 11, 22)):
            assert Term.objects.filter(code=code).on(day).count() <= 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            code="complaint.accept", label="x", value=1, unit="calendar", source="x", since=date(2027, 1, 1)
        )


def test_loading_twice_changes_nothing_and_keeps_what_was_decided_here(cast):
    assert services.import_reference(at=AT) == 0
    row = services.declare_day(MONDAY, kind="off", note="Nghỉ", basis=BASIS, by=cast.chi, at=AT)
    from donghanh.ground.workcal.models import Revision

    Revision.objects.exclude(data_hash="").update(data_hash="an older set of files")
    services.import_reference(at=AT)
    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert DayException.objects.in_force().filter(day=MONDAY).count() == 1
    assert not Year.objects.get(year=2027).announced


def test_a_day_withdrawn_here_is_not_brought_back_by_the_files(cast):
    row = DayException.objects.get(day=date(2026, 8, 31))
    services.withdraw_day(row, why="Văn bản ghi khác", by=cast.chi, at=AT)
    from donghanh.ground.workcal.models import Revision

    Revision.objects.exclude(data_hash="").update(data_hash="an older set of files")
    services.import_reference(at=AT)
    assert not DayException.objects.in_force().filter(day=date(2026, 8, 31)).exists()


def test_a_page_that_asks_about_many_days_costs_one_query(django_assert_num_queries):
    from donghanh.kit import memo

    api.is_working_day(MONDAY)
    memo.request_started()
    try:
        with django_assert_num_queries(1):
            for n in range(1, 60):
                api.deadline(date(2026, 11, 20), days=n, unit="working")
                api.term("complaint.accept", on=MONDAY)
    finally:
        memo.request_finished()
