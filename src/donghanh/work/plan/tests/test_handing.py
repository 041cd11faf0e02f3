"""Work that changes hands: agencies merge, districts end, next year's plan comes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from donghanh.kit.errors import Invalid
from donghanh.work.plan import queries, services
from donghanh.work.plan.domain import Standing, State
from donghanh.work.plan.models import HandOver, Obligation, Plan
from donghanh.work.plan.tests.factories import (
    Cast,
    active_plan,
    agency,
    at,
    compiled,
    duty_row,
    finish,
    of,
    simple_plan,
    succeed,
)

pytestmark = pytest.mark.django_db


class TestHandOver:
    def test_the_merger_moves_open_work_to_the_one_living_successor_with_date_and_basis(self, cast: Cast) -> None:
        plan = simple_plan()
        new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
        succeed(cast.a, new, on=date(2025, 3, 1))
        outcome = services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
        assert (outcome.moved, outcome.waiting) == (2, ())
        row = of(cast.a, role="lead")
        assert (row.assigned, row.holder, row.state) == (cast.a, new, State.ASSIGNED)
        act = HandOver.objects.get(obligation=row)
        assert (act.effective_on, act.basis) == (date(2025, 3, 1), "Nghị quyết 04 ngày 18/02/2025")
        assert services.hand_over_successions(plan, at=at(2025, 3, 4), by=cast.office).moved == 0

    def test_two_merged_departments_owe_a_common_duty_once(self, cast: Cast) -> None:
        plan = active_plan(duty_row("p1", "Rà soát thủ tục", lead=["Sở Tài nguyên và Môi trường", "Sở Công Thương"]))
        services.report(of(cast.b), percent=40, text="Đang làm", by=cast.binh, at=at(2024, 1, 8))
        new = agency("Sở Hợp Nhất", valid_from=date(2025, 3, 1))
        succeed(cast.a, new, on=date(2025, 3, 1))
        succeed(cast.b, new, on=date(2025, 3, 1))
        services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
        kept, merged = of(cast.a), of(cast.b)
        assert (kept.holder, kept.percent) == (new, 40)
        assert (merged.state, merged.merged_into) == (State.PASSED_ON, kept)
        assert queries.tally(Obligation.objects.all(), date(2025, 3, 4)).total == 1
        assert HandOver.objects.filter(to_agency=new).count() == 2

    def test_the_board_of_a_past_day_shows_who_held_the_work_then(self, cast: Cast) -> None:
        plan = simple_plan()
        new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
        succeed(cast.a, new, on=date(2025, 3, 1))
        services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
        then = queries.board(Obligation.objects.all(), plan, date(2024, 1, 8))
        now = queries.board(Obligation.objects.all(), plan, date(2025, 3, 4))
        assert (then.by_agency[cast.a.pk].total, new.pk in then.by_agency) == (2, False)
        assert (now.by_agency[new.pk].total, cast.a.pk in now.by_agency) == (2, False)
        assert then.total.counts == now.total.counts

    def test_work_split_among_communes_lies_where_it_lay_on_an_earlier_day(self, cast: Cast) -> None:
        simple_plan()
        communes = [agency(f"Ủy ban nhân dân xã Số {n}", kind="commune", valid_from=date(2025, 7, 1)) for n in (1, 2)]
        services.hand_over(
            of(cast.b), to=communes, effective_on=date(2025, 7, 1), basis="Nghị quyết 1672", by=cast.office,
            at=at(2025, 7, 2),
        )  # fmt: skip
        then = queries.tally_as_of(Obligation.objects.all(), date(2025, 6, 30), "held_id")
        now = queries.tally_as_of(Obligation.objects.all(), date(2025, 7, 2), "held_id")
        assert (then[cast.b.pk].total, then[communes[0].pk].total) == (1, 0)
        assert (now[cast.b.pk].total, now[communes[0].pk].total, now[communes[1].pk].total) == (0, 1, 1)

    def test_an_extension_or_a_cancellation_of_later_has_not_happened_on_an_earlier_day(self, cast: Cast) -> None:
        simple_plan()
        row, other = of(cast.a, role="lead"), of(cast.b)
        wish = services.ask_extension(
            row, wanted_on=date(2023, 12, 29), reason="Chờ số liệu", by=cast.head_a, at=at(2023, 9, 12)
        )
        services.decide_extension(wish, granted=True, by=cast.leader, at=at(2023, 9, 20))
        services.cancel(other, reason="Bãi bỏ", document_number="9/QĐ", by=cast.office, at=at(2023, 10, 2))
        seen = {day: queries.as_of(Obligation.objects.all(), day) for day in (date(2023, 9, 18), date(2023, 10, 3))}
        assert [rows.get(pk=row.pk).stands for rows in seen.values()] == [Standing.OVERDUE, Standing.IN_TIME]
        assert [rows.get(pk=other.pk).stands for rows in seen.values()] == [Standing.NO_DEADLINE, Standing.CANCELLED]

    def test_what_stood_still_stands_still_when_the_day_is_told_again(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")  # due 14/9/2023
        services.suspend(row, reason="Chờ luật", document_number="5/UBND", by=cast.chi, at=at(2023, 9, 18))
        services.resume(row, by=cast.chi, at=at(2023, 10, 2))
        services.suspend(row, reason="Chờ nghị định", document_number="7/UBND", by=cast.chi, at=at(2023, 11, 6))
        days = [(17, 9), (18, 9), (1, 10), (2, 10), (5, 11), (6, 11)]
        told = [queries.as_of(Obligation.objects.all(), date(2023, m, d)).get(pk=row.pk).stands for d, m in days]
        late, still = Standing.OVERDUE, Standing.SUSPENDED
        assert told == [late, still, still, late, late, still]
        services.cancel(row, reason="Bãi bỏ", document_number="9/QĐ", by=cast.office, at=at(2023, 12, 4))
        assert queries.as_of(Obligation.objects.all(), date(2023, 9, 20)).get(pk=row.pk).stands == still
        assert queries.tally_as_of(Obligation.objects.all(), date(2023, 9, 20))[None].counts[still] == 1

    def test_a_result_undone_or_sent_back_later_still_counts_on_its_day(self, cast: Cast) -> None:
        simple_plan()
        row = of(cast.a, role="lead")  # due 14/9/2023
        services.accept(row, by=cast.an, at=at(2023, 9, 4))
        services.submit(row, text="Xong", document_number="1/BC", by=cast.head_a, at=at(2023, 9, 12))
        services.return_result(row, reason="Thiếu phụ lục", by=cast.chi, at=at(2023, 9, 20))
        services.submit(row, text="Xong", document_number="2/BC", by=cast.head_a, at=at(2023, 9, 25))
        services.confirm(row, by=cast.chi, at=at(2023, 9, 27))
        services.reopen(row, reason="Tài liệu sai", by=cast.chi, at=at(2023, 10, 9))
        services.submit(row, text="Xong", document_number="3/BC", by=cast.head_a, at=at(2023, 10, 20))
        services.confirm(row, by=cast.chi, at=at(2023, 10, 23))
        days = [(11, 9), (15, 9), (19, 9), (20, 9), (25, 9), (8, 10), (9, 10), (20, 10)]
        told = [queries.as_of(Obligation.objects.all(), date(2023, m, d)).get(pk=row.pk).stands for d, m in days]
        open_, late, done = Standing.IN_TIME, Standing.OVERDUE, Standing.DONE_LATE
        assert told == [open_, open_, open_, late, done, done, late, done]

    def test_finished_work_stays_with_the_agency_that_did_it(self, cast: Cast) -> None:
        plan = simple_plan()
        row = of(cast.a, role="lead")
        finish(row, cast, officer=cast.an, head=cast.head_a, when=at(2023, 9, 10))
        new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
        succeed(cast.a, new, on=date(2025, 3, 1))
        services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
        row.refresh_from_db()
        assert row.holder == cast.a

    def test_one_district_and_many_communes_wait_for_a_person(self, cast: Cast) -> None:
        district = agency("UBND huyện Hữu Sơn", kind="district")
        plan = active_plan(duty_row("p1", "Công khai quy hoạch", lead=["UBND huyện Hữu Sơn"]))
        communes = [agency(f"UBND xã {n}", kind="commune", valid_from=date(2025, 7, 1)) for n in ("Đông", "Tây", "Nam")]
        succeed(district, *communes, on=date(2025, 7, 1))
        outcome = services.hand_over_successions(plan, at=at(2025, 7, 2), by=cast.office)
        row = of(district)
        assert outcome.waiting == (row.number,)
        made = services.hand_over(
            row,
            to=communes,
            effective_on=date(2025, 7, 1),
            basis="NQ 1672/NQ-UBTVQH15",
            by=cast.office,
            at=at(2025, 7, 3),
        )
        row.refresh_from_db()
        assert row.state == State.PASSED_ON
        assert [c.carried_from_id for c in made] == [row.pk] * 3
        assert queries.tally(Obligation.objects.all(), date(2025, 7, 4)).total == 3

    def test_nothing_is_handed_to_an_agency_that_does_not_exist_that_day(self, cast: Cast) -> None:
        simple_plan()
        future = agency("Sở Tương lai", valid_from=date(2030, 1, 1))
        with pytest.raises(Invalid, match="không tồn tại"):
            services.hand_over(
                of(cast.b), to=[future], effective_on=date(2025, 1, 1), basis="x", by=cast.office, at=at(2025, 1, 1)
            )


class TestPlansInTime:
    def test_targets_keep_their_old_value_and_the_reason(self, cast: Cast) -> None:
        target = simple_plan().targets.get()
        services.revise_target(
            target,
            value=Decimal("7.0"),
            reason="Đổi cách tính",
            document_number="9/UBND",
            decided_on=date(2024, 1, 5),
            by=cast.chi,
            at=at(2024, 1, 6),
        )
        target.refresh_from_db()
        assert (target.value, target.current) == (Decimal("7.2"), Decimal("7.0"))
        assert target.revisions.get().reason == "Đổi cách tính"

    def test_next_years_plan_carries_over_closes_and_supersedes(self, cast: Cast) -> None:
        old = simple_plan()
        going_on = of(cast.b)
        services.report(going_on, percent=40, text="Đang làm", by=cast.binh, at=at(2023, 12, 1))
        new = active_plan(
            duty_row("q1", "Rút ngắn thời gian cấp phép", lead=["Sở Công Thương"]),
            number="03/KH-UBND",
            when=at(2024, 2, 1),
            signed=date(2024, 2, 1),
        )
        decisions = {
            "part_B__sec_I__clause_1__point_a": ("close", ""),
            "part_B__sec_I__clause_2__point_a": ("carry", "q1"),
            "part_B__sec_I__clause_2__point_b": ("close", ""),
        }
        done = services.supersede(old, new, decisions=decisions, by=cast.chi, at=at(2024, 2, 2))
        successor = Obligation.objects.get(duty__plan=new)
        assert (done.carried, done.closed) == (1, 3)
        assert (successor.carried_from, successor.percent) == (going_on, 40)
        old.refresh_from_db()
        assert (old.state, old.superseded_by) == (Plan.State.SUPERSEDED, new)

    def test_a_duty_with_open_work_cannot_be_forgotten(self, cast: Cast) -> None:
        old = simple_plan()
        new = active_plan(
            duty_row("q1", "Khác", lead=["Sở Công Thương"]),
            number="03/KH-UBND",
            signed=date(2024, 2, 1),
            when=at(2024, 2, 1),
        )
        with pytest.raises(Invalid, match="Chưa quyết định"):
            services.supersede(old, new, decisions={}, by=cast.chi, at=at(2024, 2, 2))
        old.refresh_from_db()
        assert old.state == Plan.State.ACTIVE

    def test_a_plan_without_a_date_is_refused_with_one_sentence(self, cast: Cast) -> None:
        undated = compiled(duty_row("p1", "Việc", lead=["Sở Công Thương"]))
        undated["document"]["date"] = None
        with pytest.raises(Invalid, match="ngày ký"):
            services.load_register(undated, at=at(2023, 6, 1))
