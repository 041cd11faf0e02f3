"""Who may do what, as a table: verb x person on a case that An's agency leads and nobody else's."""

from __future__ import annotations

import pytest

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import policy
from donghanh.work.petitions.tests.factories import AT, at_agency

pytestmark = pytest.mark.django_db
ON = AT.date()
PEOPLE = ("an", "ha", "binh", "lan", "minh", "giang", "chi", "thu", "hiep", "dung", "cuc")
# + yes · - no, and the reason is told · . does not exist for this person
TABLE = {
    #                an ha binh lan minh giang chi thu hiep dung cuc
    "read":          "+  +  .    +   +    +     +   .   .    .    .",
    "see_identity":  "+  +  .    +   -    -     -   .   .    .    .",
    "classify":      "-  -  .    +   -    -     -   .   .    .    .",
    "route":         "-  -  .    +   -    -     -   .   .    .    .",
    "refuse":        "-  -  .    +   -    -     -   .   .    .    .",
    "forward":       "-  -  .    +   -    -     -   .   .    .    .",
    "seal":          "-  -  .    +   -    -     -   .   .    .    .",
    "split":         "-  -  .    +   -    -     -   .   .    .    .",
    "transfer":      "-  -  .    +   -    -     -   .   .    .    .",
    "hand_over":     "-  -  .    +   -    -     +   .   .    .    .",
    "accept":        "+  +  .    -   -    -     -   .   .    .    .",
    "send_back":     "+  +  .    -   -    -     -   .   .    .    .",
    "ask":           "+  +  .    -   -    -     -   .   .    .    .",
    "resume":        "+  +  .    -   -    -     -   .   .    .    .",
    "draft":         "+  +  .    -   -    -     -   .   .    .    .",
    "submit":        "+  +  .    -   -    -     -   .   .    .    .",
    "add_support":   "+  +  .    -   -    -     -   .   .    .    .",
    "name_officer":  "-  +  .    -   -    -     -   .   .    .    .",
    "extend":        "-  +  .    +   -    -     -   .   .    .    .",
    "approve":       "-  +  .    -   -    -     -   .   .    .    .",
    "reject":        "-  +  .    -   -    -     -   .   .    .    .",
    "comment":       "+  +  .    +   -    -     -   .   .    .    .",
    "reply":         "-  -  .    -   -    -     -   .   .    .    .",
    "rate":          "-  -  .    -   -    -     -   .   .    .    .",
    "withdraw":      "-  -  .    -   -    -     -   .   .    .    .",
    "reopen":        "-  -  .    +   -    -     -   .   .    .    .",
}  # fmt: skip


@pytest.fixture
def case(cast):
    load_calendar()
    return at_agency(cast)


@pytest.mark.parametrize("verb", TABLE)
def test_a_verb_on_somebody_elses_case(cast, case, verb):
    wanted = dict(zip(PEOPLE, TABLE[verb].split(), strict=True))
    found = {}
    for name in PEOPLE:
        answer = policy.may(f"petitions.{verb}", getattr(cast, name), case, on=ON)
        found[name] = "+" if answer else "." if answer.hidden else "-"
    assert found == wanted


PAGES = {
    #             an ha binh lan minh giang chi thu hiep dung cuc
    "queue":      "+  +  +    -   -    -     -   -   -    -    -",
    "hub":        "-  -  -    +   -    -     -   -   -    -    -",
    "approvals":  "-  +  -    -   -    -     -   -   -    -    -",
    "open":       "+  +  +    +   +    +     +   +   +    -    -",
    "figures":    "+  +  +    +   +    +     +   +   +    -    -",
    "recheck":    "-  -  -    +   -    -     -   -   -    -    -",
}  # fmt: skip


@pytest.mark.parametrize("verb", PAGES)
def test_a_page_of_the_room(cast, verb):
    wanted = dict(zip(PEOPLE, PAGES[verb].split(), strict=True))
    found = {n: "+" if policy.may(f"petitions.{verb}", getattr(cast, n), None, on=ON) else "-" for n in PEOPLE}
    assert found == wanted


def test_a_co_answering_agency_reads_the_case_but_never_the_identity(cast, case):
    from donghanh.work.petitions import services

    services.add_support(case, to=cast.agency("b"), by=cast.an, at=AT)
    assert policy.may("petitions.read", cast.binh, case, on=ON)
    assert not policy.may("petitions.see_identity", cast.binh, case, on=ON)
    assert policy.may("petitions.comment", cast.binh, case, on=ON)


def test_a_petitioner_with_an_account_may_rate_and_withdraw_their_own(cast):
    load_calendar()
    case = at_agency(cast, submitted_by=cast.dung)
    for verb in ("read", "see_identity", "rate", "withdraw", "reply"):
        assert policy.may(f"petitions.{verb}", cast.dung, case, on=ON), verb
    assert not policy.may("petitions.draft", cast.dung, case, on=ON)
    assert policy.may("petitions.read", cast.cuc, case, on=ON).hidden
