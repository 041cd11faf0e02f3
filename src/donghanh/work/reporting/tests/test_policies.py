"""Who may do what in the reporting room, as one table: verb x person -> yes, no (403) or not there (404)."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.kit import policy
from donghanh.work.reporting import jobs, services
from donghanh.work.reporting.tests.factories import Cast, at, of, plan, sent, third_quarter

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 16)
PEOPLE = ("an", "head_a", "binh", "head_b", "chi", "office", "leader", "dung", "giang", "stranger")
Y, N, H = "yes", "403", "404"

# The return asked about is agency A's own, sent by its head and waiting to be taken in.
TABLE = {
    #                          an head_a binh head_b chi office leader dung giang stranger
    "reporting.open":         (Y, Y, Y, Y, Y, Y, Y, N, Y, N),
    "reporting.read":         (Y, Y, H, H, Y, Y, Y, H, Y, H),
    "reporting.write":        (Y, Y, H, H, N, N, N, H, N, H),
    "reporting.submit":       (N, Y, H, H, N, N, N, H, N, H),
    "reporting.accept":       (N, N, H, H, Y, Y, N, H, N, H),
    "reporting.return":       (N, N, H, H, Y, Y, N, H, N, H),
    "reporting.reopen":       (N, N, H, H, Y, Y, N, H, N, H),
    "reporting.board":        (N, N, N, N, Y, Y, Y, N, Y, N),
    "reporting.read_report":  (Y, Y, Y, Y, Y, Y, Y, N, Y, N),
    "reporting.open_period":  (N, N, N, N, Y, Y, N, N, N, N),
    "reporting.lock":         (N, N, N, N, Y, Y, N, N, N, N),
    "reporting.consolidate":  (N, N, N, N, Y, Y, N, N, N, N),
    "reporting.issue":        (N, N, N, N, Y, Y, N, N, N, N),
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return Cast()


def answer(name: str, user: object, row: object) -> str:
    found = policy.may(name, user, row, on=DAY)
    return Y if found else H if found.hidden else N


def test_each_person_gets_the_answer_of_the_table(cast: Cast) -> None:
    plan()
    row = sent(of(third_quarter(), cast.a), cast.an, cast.head_a, at(2023, 9, 15))
    people = {p: AnonymousUser() if p == "stranger" else getattr(cast, p) for p in PEOPLE}
    whole = {"reporting.read_report": None}  # asked of the room; which report, the test below asks
    got = {name: {p: answer(name, user, whole.get(name, row)) for p, user in people.items()} for name in TABLE}
    assert got == {name: dict(zip(PEOPLE, line, strict=True)) for name, line in TABLE.items()}


def test_the_table_names_every_verb_of_the_room() -> None:
    assert set(TABLE) == {name for name in policy.catalogue() if name.startswith("reporting.")}


def test_what_an_agency_has_not_sent_is_its_own(cast: Cast) -> None:
    plan()
    row = of(third_quarter(), cast.a)
    assert answer("reporting.read", cast.chi, row) == N
    sent(row, cast.an, cast.head_a, at(2023, 9, 15))
    assert answer("reporting.read", cast.chi, of(row.period, cast.a)) == Y


def test_agencies_read_the_provinces_report_once_it_is_issued(cast: Cast) -> None:
    plan()
    period = third_quarter()
    services.accept(sent(of(period, cast.a), cast.an, cast.head_a, at(2023, 9, 15)), by=cast.chi, at=at(2023, 9, 16))
    services.lock_period(period, by=cast.chi, at=at(2023, 9, 25))
    report = jobs.build_report(services.request_report(period, by=cast.chi, at=at(2023, 9, 25)))
    assert [answer("reporting.read_report", p, report) for p in (cast.chi, cast.giang, cast.binh)] == [Y, Y, H]
    report = services.issue(report, number="9/BC", signed_on=date(2023, 9, 26), by=cast.chi, at=at(2023, 9, 26))
    assert [answer("reporting.read_report", p, report) for p in (cast.chi, cast.binh, cast.dung)] == [Y, Y, N]
