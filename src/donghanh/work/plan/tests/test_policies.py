"""Who may do what in the plan room, as one table: verb x person -> yes, no (403) or not there (404)."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.kit import policy
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.tests.factories import Cast, at, compiled, duty_row, simple_plan

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 1)
PEOPLE = ("an", "head_a", "binh", "head_b", "chi", "office", "leader", "dung", "giang", "stranger")
Y, N, H = "yes", "403", "404"

# The obligation asked about is A's own, under a duty of A alone.
TABLE = {
    #                        an head_a binh head_b chi office leader dung giang stranger
    "plan.accept":           (Y, Y, N, N, N, N, N, N, N, N),
    "plan.name_officer":     (N, Y, N, N, N, N, N, N, N, N),
    "plan.plan_steps":       (Y, Y, N, N, N, N, N, N, N, N),
    "plan.report":           (Y, Y, N, N, N, N, N, N, N, N),
    "plan.propose":          (Y, Y, N, N, N, N, N, N, N, N),
    "plan.submit":           (N, Y, N, N, N, N, N, N, N, N),
    "plan.send_back":        (N, Y, N, N, N, N, N, N, N, N),
    "plan.ask_extension":    (N, Y, N, N, N, N, N, N, N, N),
    "plan.decide_extension": (N, N, N, N, N, Y, Y, N, N, N),
    "plan.confirm":          (N, N, N, N, Y, Y, N, N, N, N),
    "plan.return":           (N, N, N, N, Y, Y, N, N, N, N),
    "plan.reopen":           (N, N, N, N, Y, Y, N, N, N, N),
    "plan.suspend":          (N, N, N, N, Y, Y, N, N, N, N),
    "plan.cancel":           (N, N, N, N, Y, Y, N, N, N, N),
    "plan.hand_over":        (N, N, N, N, Y, Y, N, N, N, N),
    "plan.read_work":        (Y, Y, H, H, Y, Y, Y, H, Y, H),
    "plan.comment":          (Y, Y, H, H, Y, Y, Y, H, N, H),
    "plan.load":             (N, N, N, N, Y, Y, N, N, N, N),
    "plan.activate":         (N, N, N, N, Y, Y, N, N, N, N),
    "plan.order_work":       (N, N, N, N, Y, N, N, N, N, N),
    "plan.revise_target":    (N, N, N, N, Y, Y, N, N, N, N),
    "plan.board":            (N, N, N, N, Y, Y, Y, N, Y, N),
    "plan.desk":             (Y, Y, Y, Y, Y, Y, Y, Y, Y, N),
    "plan.approvals":        (N, Y, N, Y, Y, Y, Y, N, N, N),
}  # fmt: skip


def answer(name: str, user: object, obligation: Obligation) -> str:
    found = policy.may(name, user, obligation, on=DAY)
    return Y if found else H if found.hidden else N


@pytest.mark.parametrize("name", TABLE)
def test_each_person_gets_the_answer_of_the_table(name: str, cast: Cast) -> None:
    simple_plan()
    row = Obligation.objects.with_context().get(assigned=cast.a, role="lead")
    got = tuple(answer(name, AnonymousUser() if p == "stranger" else getattr(cast, p), row) for p in PEOPLE)
    assert dict(zip(PEOPLE, got, strict=True)) == dict(zip(PEOPLE, TABLE[name], strict=True))


def test_the_table_names_every_verb_of_the_room() -> None:
    assert set(TABLE) == {name for name in policy.catalogue() if name.startswith("plan.")}


def test_a_refusal_is_one_vietnamese_sentence(cast: Cast) -> None:
    simple_plan()
    row = Obligation.objects.with_context().get(assigned=cast.a, role="lead")
    for name, answers in TABLE.items():
        for who, expected in zip(PEOPLE, answers, strict=True):
            if expected == N and who != "stranger":
                reason = policy.may(name, getattr(cast, who), row, on=DAY).reason
                assert reason.endswith(".")
                assert reason[0].isupper()


def test_an_unknown_verb_is_refused_loudly(cast: Cast) -> None:
    with pytest.raises(LookupError):
        policy.may("plan.fly", cast.an)


def test_a_draft_does_not_exist_for_the_public_and_for_agencies(cast: Cast) -> None:
    plan = services.load_register(compiled(duty_row("p1", "Việc kín", lead=["Sở Công Thương"])), at=at(2023, 6, 1))
    for who, sees in ((cast.chi, True), (cast.giang, True), (cast.an, False), (AnonymousUser(), False)):
        assert type(plan).objects.visible_to(who, on=DAY).filter(pk=plan.pk).exists() is sees


def test_a_supporting_agency_reads_the_work_of_its_lead_and_nobody_elses(cast: Cast) -> None:
    simple_plan()
    leads = Obligation.objects.filter(role="lead")
    of_b = leads.get(assigned=cast.b)
    of_a = leads.get(assigned=cast.a)
    readable = set(Obligation.objects.work_readable_by(cast.an, on=DAY))
    assert of_b in readable
    assert of_a not in set(Obligation.objects.work_readable_by(cast.binh, on=DAY))


def test_a_post_that_ended_opens_nothing(cast: Cast) -> None:
    simple_plan()
    row = Obligation.objects.with_context().get(assigned=cast.a, role="lead")
    cast.an.posts.update(valid_to=date(2023, 7, 1))
    cast.an.forget_seats()
    assert not policy.may("plan.accept", cast.an, row, on=DAY)
    assert policy.may("plan.accept", cast.an, row, on=date(2023, 6, 30))
