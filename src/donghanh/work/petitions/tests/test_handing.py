"""1 March 2025: departments merged; open petitions go on at the successor, dates and history unchanged."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from donghanh.ground.accounts.tests.factories import make_post, make_user
from donghanh.ground.orgs.models import Agency
from donghanh.ground.orgs.tests.factories import load_register
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit.dates import ZONE
from donghanh.work.petitions import jobs, services
from donghanh.work.petitions.models import HandOver, Petition
from donghanh.work.petitions.queries.proposals import proposal
from donghanh.work.petitions.tests.factories import make_petition

pytestmark = pytest.mark.django_db
BEFORE = datetime(2025, 2, 20, 9, tzinfo=ZONE)
AFTER = datetime(2025, 3, 3, 8, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def province(db):
    load_calendar()
    load_register()


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def someone(role: str, code: str):
    user = make_user(f"Người {role} {code}", email=f"{role}-{code}@example.vn")
    make_post(user, role, agency(code))
    return user


def old_case(cast, code="so-tai-nguyen-va-moi-truong", **more) -> Petition:
    row = services.route(make_petition(BEFORE, **more), to=agency(code), by=cast.lan, at=BEFORE)
    return services.accept(row, by=someone("officer", code), at=BEFORE)


def test_an_open_case_goes_to_the_one_successor_and_keeps_its_date(cast):
    row = old_case(cast)
    due = row.due_on
    assert jobs.hand_over(AFTER) == "Bàn giao 1 kiến nghị."
    row.refresh_from_db()
    assert row.lead.code == "so-nong-nghiep-va-moi-truong"
    assert (row.state, row.due_on, row.officer) == ("routed", due, None)
    act = HandOver.objects.get()
    assert (act.from_agency.code, act.effective_on) == ("so-tai-nguyen-va-moi-truong", date(2025, 3, 1))
    assert "Nghị quyết 04" in act.basis
    assert jobs.hand_over(AFTER) == "Bàn giao 0 kiến nghị."


def test_two_merged_departments_that_shared_a_case_become_one(cast):
    row = old_case(cast)
    services.add_support(row, to=agency("so-nong-nghiep-va-ptnt"), by=row.moves.get(verb="accept").by, at=BEFORE)
    jobs.hand_over(AFTER)
    open_parts = Petition.objects.get(pk=row.pk).assignments.filter(is_open=True)
    assert [(p.part, p.agency.code) for p in open_parts] == [("lead", "so-nong-nghiep-va-moi-truong")]


def test_a_waiting_case_runs_again_at_the_successor(cast):
    row = old_case(cast)
    row = services.ask(row, text="Gửi thêm", by=row.moves.get(verb="accept").by, at=BEFORE)
    jobs.hand_over(AFTER)
    row.refresh_from_db()
    assert row.state == "routed"
    assert row.due_on is not None


def test_a_district_with_many_successors_waits_for_a_person(cast):
    district = Agency.objects.filter(kind="district").order_by("pk").first()
    row = services.route(make_petition(BEFORE), to=district, by=cast.lan, at=BEFORE)
    july = datetime(2025, 7, 2, 8, tzinfo=ZONE)
    done = services.hand_over_successions(at=july, by=cast.lan)
    assert done.waiting == (row.number,)
    commune = Agency.objects.filter(kind="commune").order_by("pk").first()
    row = services.hand_over(row, to=commune, effective_on=date(2025, 7, 1), basis="NQ 1672", by=cast.lan, at=july)
    assert row.lead == commune


def test_the_matrix_of_2023_proposes_who_answers_today(cast):
    row = make_petition(BEFORE, subject="registration")
    assert proposal(row, on=BEFORE.date()).lead.code == "so-ke-hoach-va-dau-tu"
    found = proposal(row, on=AFTER.date())
    assert found.lead.code == "so-tai-chinh-2025"
    assert any("từ 01/3/2025" in line for line in found.why)


def test_a_case_of_before_answered_then_opens_again_at_the_heir(cast):
    row = old_case(cast)
    officer, head = row.moves.get(verb="accept").by, someone("head", "so-tai-nguyen-va-moi-truong")
    services.draft(row, text="Trả lời", outcome="solved", version=0, by=officer, at=BEFORE)
    row = services.approve(services.submit(row, by=officer, at=BEFORE), by=head, at=BEFORE)
    row = services.reopen(row, reason="Chưa xong", at=AFTER, sender=True)
    assert row.lead.code == "so-nong-nghiep-va-moi-truong"
