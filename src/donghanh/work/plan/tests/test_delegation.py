"""A colleague acts in the head's stead: with the head's rights, and the journal says on whose behalf."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from donghanh.ground.accounts import api as accounts
from donghanh.ground.accounts.models import Delegation, User
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal import api as journal
from donghanh.record.journal.models import Entry
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.tests.factories import Cast, at, compiled, duty_row, simple_plan

pytestmark = pytest.mark.django_db
DAY = date(2023, 6, 7)


@pytest.fixture
def row(cast: Cast) -> Obligation:
    simple_plan()
    return Obligation.objects.with_context().get(assigned=cast.a, role="lead")


def lend(giver: User, taker: User) -> None:
    """Delegate for one week."""
    Delegation.objects.create(giver=giver, taker=taker, valid_from=date(2023, 6, 5), valid_to=date(2023, 6, 12))
    taker.forget_seats()


def last_actor(row: Obligation, kind: str) -> str:
    return Entry.objects.filter(about_key=row.key, kind=kind).latest("pk").actor_label


def test_a_delegate_submits_as_the_head_and_the_journal_says_on_whose_behalf(cast: Cast, row: Obligation) -> None:
    services.report(row, percent=50, text="Đã làm một nửa", by=cast.an, at=at(2023, 6, 6))
    with pytest.raises(NotAllowed):
        services.submit(row, by=cast.an, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    lend(cast.head_a, cast.an)
    services.submit(row, by=cast.an, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    assert last_actor(row, "plan.result_submitted") == "Nguyễn Thị An, thay Trần Văn Sơn theo ủy quyền"
    assert last_actor(row, "plan.progress_reported") == "Nguyễn Thị An", "what her own post allows is her own"
    lines: list[Any] = journal.history(row, cast.head_a, on=DAY)
    assert lines[-1].actor.endswith("thay Trần Văn Sơn theo ủy quyền")


def test_after_the_delegation_ends_the_right_ends(cast: Cast, row: Obligation) -> None:
    lend(cast.head_a, cast.an)
    services.report(row, percent=50, text="Đã làm một nửa", by=cast.an, at=at(2023, 6, 6))
    with pytest.raises(NotAllowed):
        services.submit(row, by=cast.an, at=at(2023, 6, 12), text="Xong", document_number="12/STNMT")


def test_who_stands_in_for_the_tracker_confirms_on_the_trackers_behalf(cast: Cast, row: Obligation) -> None:
    services.accept(row, by=cast.an, at=at(2023, 6, 6))
    services.submit(row, by=cast.head_a, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    lend(cast.chi, cast.binh)
    services.confirm(row, by=cast.binh, at=at(2023, 6, 8))
    assert last_actor(row, "plan.result_confirmed") == "Lê Văn Bình, thay Phạm Thị Chi theo ủy quyền"


def test_the_public_log_never_names_either_of_them(cast: Cast, row: Obligation) -> None:
    lend(cast.head_a, cast.an)
    services.accept(row, by=cast.an, at=at(2023, 6, 6))
    services.submit(row, by=cast.an, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    leaf = Entry.objects.filter(about_key=row.key, public=True).latest("pk").leaf_text
    assert "Nguyễn Thị An" not in leaf
    assert "Trần Văn Sơn" not in leaf


def test_who_stands_in_is_told_what_the_head_is_told(cast: Cast) -> None:
    assert accounts.people_at(cast.a.pk, on=DAY, roles=("head",)) == (cast.head_a.pk,)
    lend(cast.head_a, cast.an)
    lend(cast.chi, cast.binh)
    assert set(accounts.people_at(cast.a.pk, on=DAY, roles=("head",))) == {cast.head_a.pk, cast.an.pk}
    assert set(accounts.people_in_role("coordinator", on=DAY)) == {cast.chi.pk, cast.binh.pk}
    assert accounts.people_in_role("coordinator", on=date(2023, 6, 12)) == (cast.chi.pk,)


def test_an_auditor_reads_and_leaves_no_word(cast: Cast, row: Obligation) -> None:
    with pytest.raises(NotAllowed, match="Kiểm toán"):
        services.comment(row, text="Nhắc nhở", by=cast.giang, at=at(2023, 6, 7))


def test_more_time_is_not_granted_once_the_work_is_done(cast: Cast, row: Obligation) -> None:
    wish = services.ask_extension(
        row, wanted_on=date(2023, 12, 29), reason="Chờ số liệu", by=cast.head_a, at=at(2023, 9, 1)
    )
    services.accept(row, by=cast.an, at=at(2023, 9, 20))
    services.submit(row, by=cast.head_a, at=at(2023, 9, 20), text="Xong", document_number="12/STNMT")
    services.confirm(row, by=cast.chi, at=at(2023, 9, 21))
    with pytest.raises(NotNow):
        services.decide_extension(wish, granted=True, by=cast.office, at=at(2023, 9, 22))
    row.refresh_from_db()
    assert row.due_on == date(2023, 9, 14), "done late stays done late"
    refused = services.decide_extension(wish, granted=False, answer="Việc đã xong.", by=cast.office, at=at(2023, 9, 22))
    assert refused.state == "refused"


def test_a_step_of_finished_work_is_not_marked_any_more(cast: Cast, row: Obligation) -> None:
    services.accept(row, by=cast.an, at=at(2023, 6, 6))
    services.plan_steps(row, steps=[("Dự thảo", None)], by=cast.an, at=at(2023, 6, 6))
    services.submit(row, by=cast.head_a, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    services.confirm(row, by=cast.chi, at=at(2023, 6, 8))
    with pytest.raises(NotNow):
        services.finish_step(row.steps.get(), by=cast.an, at=at(2023, 6, 9))


def test_suspended_work_of_an_ended_agency_moves_and_stays_suspended(cast: Cast, row: Obligation) -> None:
    services.suspend(row, reason="Chờ quy hoạch", document_number="9/UBND", by=cast.chi, at=at(2023, 6, 8))
    services.hand_over(row, to=[cast.b], effective_on=date(2023, 6, 9), basis="QĐ 10", by=cast.chi, at=at(2023, 6, 9))
    row.refresh_from_db()
    assert (row.state, row.holder) == ("suspended", cast.b)


def test_work_is_not_carried_over_to_a_duty_that_the_new_plan_lacks(cast: Cast, row: Obligation) -> None:
    new = services.load_register(
        compiled(duty_row("p9", "Việc khác", lead=["Sở Công Thương"]), number="20/KH-UBND", signed=date(2024, 1, 5)),
        at=at(2024, 1, 5),
    )
    services.activate(new, at=at(2024, 1, 5))
    decisions = {d.eid: ("carry", "khong-co") for d in row.duty.plan.duties.all()}
    with pytest.raises(Invalid, match="không có nhiệm vụ"):
        services.supersede(row.duty.plan, new, decisions=decisions, by=cast.chi, at=at(2024, 1, 6))
    row.refresh_from_db()
    assert row.state == "assigned", "nothing was closed"
