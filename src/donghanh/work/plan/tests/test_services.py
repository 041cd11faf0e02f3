"""One duty's life from the plan's words to a confirmed result, and everything that may happen on the way."""

from __future__ import annotations

from datetime import date

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.work.plan import queries, services
from donghanh.work.plan.domain import Standing, State
from donghanh.work.plan.models import Obligation, Result
from donghanh.work.plan.services import EvidenceInput
from donghanh.work.plan.tests.factories import (
    Cast,
    active_plan,
    agency,
    at,
    due,
    duty_row,
    finish,
    kinds,
    of,
    person,
    simple_plan,
    succeed,
)

pytestmark = pytest.mark.django_db


class TestGivingOut:
    def test_each_named_agency_gets_one_obligation_in_its_role(self, cast: Cast) -> None:
        plan = simple_plan()
        parts = Obligation.objects.filter(duty__plan=plan).values_list("assigned__code", "role")
        assert sorted(parts) == [("so-ct", "lead"), ("so-tnmt", "lead"), ("so-tnmt", "supporting"), ("tand", "lead")]

    def test_before_the_15th_means_the_14th_and_keeps_the_day_as_written(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        assert row.due_on == row.original_due_on == date(2023, 9, 14)
        assert row.due_named_on == date(2023, 9, 15)
        assert row.due_written == "trước ngày 15/9/2023"
        assert queries.explain_due(row).due_on == row.due_on

    def test_a_day_off_moves_the_last_day_forward_and_says_so(self, cast: Cast) -> None:
        active_plan(
            duty_row("p1", "Báo cáo", lead=["Sở Công Thương"], due=[due("by", "chậm nhất 30/9/2023", day="2023-09-30")])
        )
        row = of(cast.b)
        assert row.due_on == date(2023, 10, 2)  # 30/9/2023 is a Saturday
        assert any(step.day == date(2023, 9, 30) for step in queries.explain_due(row).steps)

    def test_bodies_that_are_only_asked_are_never_overdue(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.court)
        assert row.requested
        assert row.standing(date(2026, 1, 1)) == Standing.ASKED
        assert row not in Obligation.objects.overdue(on=date(2026, 1, 1))

    def test_loading_and_giving_out_twice_changes_nothing(self, cast: Cast) -> None:
        plan = simple_plan()
        before = Obligation.objects.count(), Entry.objects.count()
        again = simple_plan()
        assert again.pk == plan.pk
        assert (Obligation.objects.count(), Entry.objects.count()) == before

    def test_a_name_nobody_knows_is_kept_for_the_coordinator_to_see(self, cast: Cast) -> None:
        plan = active_plan(duty_row("p1", "Việc lạ", lead=["Cục Vũ trụ tỉnh"]))
        assert plan.structure.unresolved == ["Cục Vũ trụ tỉnh"]
        assert not Obligation.objects.exists()

    def test_recurring_duties_open_one_obligation_for_each_period_that_has_begun(self, cast: Cast) -> None:
        rule = due(
            "before",
            "báo cáo hằng quý: trước ngày 20 các tháng 3, 6, 9",
            recurrence="FREQ=YEARLY;BYMONTH=3,6,9;BYMONTHDAY=20",
        )
        plan = active_plan(duty_row("p1", "Báo cáo quý", lead=["Sở Công Thương"], due=[rule]))
        assert list(Obligation.objects.values_list("period", "due_on")) == [("2023-Q2", date(2023, 6, 19))]
        assert services.open_periods(plan, at=at(2023, 8, 1)) == 1
        assert services.open_periods(plan, at=at(2023, 8, 1)) == 0
        assert services.open_periods(plan, at=at(2023, 12, 31)) == 0  # no fourth quarter
        assert services.open_periods(plan, at=at(2024, 1, 2)) == 1

    def test_a_new_period_goes_to_the_living_owner(self, cast: Cast) -> None:
        rule = due("by", "hằng quý", recurrence="FREQ=MONTHLY;INTERVAL=3")
        plan = active_plan(duty_row("p1", "Tổng hợp", lead=["Sở Tài nguyên và Môi trường"], due=[rule]))
        new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
        succeed(cast.a, new, on=date(2025, 3, 1))
        services.open_periods(plan, at=at(2025, 4, 2))
        newest = Obligation.objects.get(period="2025-Q2")
        assert (newest.assigned, newest.holder) == (cast.a, new)

    def test_a_province_that_starts_late_is_not_greeted_by_years_of_overdue_reports(self, cast: Cast) -> None:
        rule = due("by", "hằng quý", recurrence="FREQ=MONTHLY;INTERVAL=3")
        active_plan(
            duty_row("p1", "Tổng hợp", lead=["Sở Công Thương"], due=[rule]),
            when=at(2026, 11, 23),
            tracked_from=date(2026, 10, 1),
        )
        assert list(Obligation.objects.values_list("period", flat=True)) == ["2026-Q4"]


class TestDailyWork:
    def test_from_acceptance_to_confirmation_every_step_is_in_the_journal(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        services.accept(row, by=cast.an, at=at(2023, 6, 5))
        finish(row, cast, officer=cast.an, head=cast.head_a, when=at(2023, 9, 10))
        row = of(cast.a, role="lead")
        assert (row.state, row.percent, row.result_on, row.result_document) == (
            State.DONE,
            100,
            date(2023, 9, 10),
            "12/STNMT",
        )
        assert row.standing(date(2026, 1, 1)) == Standing.DONE_ON_TIME
        assert kinds(row) == [
            "plan.obligation_accepted",
            "plan.progress_reported",
            "plan.result_proposed",
            "plan.result_submitted",
            "plan.result_confirmed",
        ]

    def test_reporting_on_work_not_yet_accepted_accepts_it(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.report(row, percent=10, text="Đã bắt đầu", by=cast.binh, at=at(2023, 6, 6))
        row.refresh_from_db()
        assert (row.state, row.officer, row.percent) == (State.DOING, cast.binh, 10)

    def test_a_result_without_any_evidence_is_refused_and_nothing_is_written(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        before = kinds(row)
        with pytest.raises(Invalid, match="chứng cứ"):
            services.submit(row, text="Xong rồi", by=cast.head_b, at=at(2023, 6, 7))
        row.refresh_from_db()
        assert row.state == State.DOING
        assert not row.results.exists()
        assert kinds(row) == before

    def test_an_address_counts_as_evidence(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        services.submit(
            row,
            text="Đã đăng",
            by=cast.head_b,
            at=at(2023, 6, 7),
            evidence=[EvidenceInput(url="https://sct.binhson.example.vn/huong-dan")],
        )
        assert row.evidence.count() == 1

    def test_an_officer_cannot_submit_for_the_head(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        with pytest.raises(NotAllowed, match="hủ trưởng"):
            services.submit(row, text="Xong", document_number="1/SCT", by=cast.binh, at=at(2023, 6, 7))

    def test_a_returned_result_goes_back_to_work_with_its_reason(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        services.submit(row, text="Xong", document_number="1/SCT", by=cast.head_b, at=at(2023, 6, 7))
        services.return_result(row, reason="Thiếu danh sách thủ tục", by=cast.chi, at=at(2023, 6, 8))
        row.refresh_from_db()
        assert row.state == State.DOING
        assert row.results.get().state == Result.State.RETURNED
        services.submit(row, text="Đã bổ sung", document_number="2/SCT", by=cast.head_b, at=at(2023, 6, 9))
        assert row.results.count() == 2

    def test_the_head_can_send_a_proposal_back(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        services.propose(row, text="Xong", document_number="1/SCT", by=cast.binh, at=at(2023, 6, 7))
        with pytest.raises(Invalid):
            services.send_back(row, reason="  ", by=cast.head_b, at=at(2023, 6, 7))
        services.send_back(row, reason="Sửa số liệu", by=cast.head_b, at=at(2023, 6, 7))
        row.refresh_from_db()
        assert row.state == State.DOING

    def test_two_people_confirming_at_once_confirm_once(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        services.submit(row, text="Xong", document_number="1/SCT", by=cast.head_b, at=at(2023, 6, 7))
        seen_by_both = Obligation.objects.get(pk=row.pk)
        services.confirm(row, by=cast.chi, at=at(2023, 6, 8))
        with pytest.raises(NotNow):
            services.confirm(seen_by_both, by=cast.office, at=at(2023, 6, 8))
        assert kinds(row).count("plan.result_confirmed") == 1

    def test_nobody_confirms_what_he_submitted_himself(self, cast: Cast) -> None:
        simple_plan()
        both = person("Người hai vai", ("head", cast.b), ("coordinator", cast.focal))
        row = of(cast.b)
        services.accept(row, by=cast.binh, at=at(2023, 6, 6))
        services.submit(row, text="Xong", document_number="1/SCT", by=both, at=at(2023, 6, 7))
        with pytest.raises(NotAllowed, match="tự xác nhận"):
            services.confirm(row, by=both, at=at(2023, 6, 8))

    def test_steps_after_the_common_deadline_are_refused_and_finished_steps_stay_finished(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        services.accept(row, by=cast.an, at=at(2023, 6, 6))
        services.plan_steps(
            row, steps=[("Khảo sát", date(2023, 7, 1)), ("Soạn thảo", None)], by=cast.an, at=at(2023, 6, 7)
        )
        services.finish_step(row.steps.get(order=1), by=cast.an, at=at(2023, 6, 30))
        with pytest.raises(Invalid, match="sau hạn chung"):
            services.plan_steps(row, steps=[("Muộn", date(2023, 12, 1))], by=cast.an, at=at(2023, 7, 1))
        services.plan_steps(row, steps=[("Khảo sát", date(2023, 7, 1)), ("In ấn", None)], by=cast.an, at=at(2023, 7, 1))
        assert list(row.steps.values_list("title", "done_on")) == [("Khảo sát", date(2023, 6, 30)), ("In ấn", None)]

    def test_reopening_says_so_in_public(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        finish(row, cast, officer=cast.an, head=cast.head_a, when=at(2023, 9, 10))
        services.reopen(row, reason="Doanh nghiệp phản ánh chưa có tài liệu", by=cast.chi, at=at(2023, 10, 1))
        row.refresh_from_db()
        assert row.standing(date(2023, 10, 1)) == Standing.OVERDUE
        assert Entry.objects.get(kind="plan.obligation_reopened").public

    def test_suspended_work_is_not_overdue_and_cancelled_work_needs_a_document(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        services.suspend(row, reason="Chờ luật", document_number="5/UBND", by=cast.chi, at=at(2023, 9, 1))
        row.refresh_from_db()
        assert row.standing(date(2024, 1, 1)) == Standing.SUSPENDED
        services.resume(row, by=cast.chi, at=at(2024, 1, 2))
        with pytest.raises(Invalid, match="số văn bản"):
            services.cancel(row, reason="Không còn phù hợp", document_number="", by=cast.chi, at=at(2024, 1, 3))
        services.cancel(row, reason="Không còn phù hợp", document_number="6/UBND", by=cast.chi, at=at(2024, 1, 3))
        row.refresh_from_db()
        assert row.standing(date(2024, 1, 4)) == Standing.CANCELLED


class TestMoreTime:
    def test_the_original_date_is_kept_and_only_the_province_grants(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        wish = services.ask_extension(
            row, wanted_on=date(2023, 10, 31), reason="Chờ số liệu", by=cast.head_a, at=at(2023, 9, 1)
        )
        with pytest.raises(NotAllowed, match="cơ quan giao việc"):
            services.decide_extension(wish, granted=True, by=cast.chi, at=at(2023, 9, 2))
        services.decide_extension(wish, granted=True, by=cast.leader, at=at(2023, 9, 2))
        row.refresh_from_db()
        assert (row.due_on, row.original_due_on, row.extensions_granted) == (date(2023, 10, 31), date(2023, 9, 14), 1)

    def test_an_extension_is_asked_before_the_deadline_not_after(self, cast: Cast) -> None:
        simple_plan()
        with pytest.raises(NotNow, match="trước khi hết hạn"):
            services.ask_extension(
                of(cast.a, role="lead"), wanted_on=date(2023, 10, 31), reason="Muộn", by=cast.head_a, at=at(2023, 9, 15)
            )

    def test_a_refusal_needs_its_reason_and_leaves_the_date_alone(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")
        wish = services.ask_extension(
            row, wanted_on=date(2023, 10, 31), reason="Chờ số liệu", by=cast.head_a, at=at(2023, 9, 1)
        )
        with pytest.raises(Invalid):
            services.decide_extension(wish, granted=False, by=cast.office, at=at(2023, 9, 2))
        services.decide_extension(wish, granted=False, answer="Việc gấp", by=cast.office, at=at(2023, 9, 2))
        row.refresh_from_db()
        assert row.due_on == date(2023, 9, 14)


def test_standing_in_sql_and_in_python_agree(cast: Cast) -> None:
    simple_plan()
    row = of(cast.a, role="lead")
    finish(row, cast, officer=cast.an, head=cast.head_a, when=at(2023, 9, 18))
    services.suspend(of(cast.b), reason="Chờ", document_number="1/UBND", by=cast.chi, at=at(2023, 9, 1))
    waiting = (
        active_plan(
            duty_row(
                "w1", "Việc chờ xác nhận", lead=["Sở Công Thương"], due=[due("by", "15/9/2023", day="2023-09-15")]
            ),
            number="08/KH-UBND",
        )
        .duties.get()
        .obligations.get()
    )
    services.report(waiting, percent=90, text="Gần xong", by=cast.binh, at=at(2023, 9, 4))
    services.submit(waiting, text="Xong", document_number="3/SCT", by=cast.head_b, at=at(2023, 9, 14))
    for day in (date(2023, 9, 1), date(2023, 9, 20), date(2026, 1, 1)):
        for found in queries.with_standing(Obligation.objects.all(), day):
            assert found.stands == found.standing(day)
