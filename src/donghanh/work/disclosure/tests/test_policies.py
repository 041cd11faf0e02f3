"""Who may do what in the room, as one table: verb x person -> yes or no (403); what an agency owes is no secret."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.work.disclosure import services
from donghanh.work.disclosure.tests.factories import ON, Town, a_finding, at

pytestmark = pytest.mark.django_db
PEOPLE = ("an", "ha", "binh", "head_b", "chi", "minh", "giang", "dung", "stranger")
Y, N, H = "yes", "403", "404"

# The duty, the site and the finding asked about are agency A's.
TABLE = {
    #                        an ha binh head_b chi minh giang dung stranger
    "disclosure.desk":      (Y, Y, Y, Y, Y, Y, Y, N, N),
    "disclosure.publish":   (Y, Y, N, N, N, N, N, N, N),
    "disclosure.withdraw":  (N, Y, N, N, N, N, N, N, N),
    "disclosure.sites":     (N, N, N, N, Y, N, N, N, N),
    "disclosure.reply":     (Y, Y, N, N, N, N, N, N, N),
    "disclosure.decide":    (N, N, N, N, Y, N, N, N, N),
    # The request asked about is A's and unpublished; the consultation is A's.
    "disclosure.requests":            (Y, Y, H, H, Y, Y, Y, H, H),
    "disclosure.read_requester":      (Y, Y, H, H, N, N, N, H, H),
    "disclosure.enter_request":       (Y, Y, Y, Y, Y, N, N, N, N),
    "disclosure.take_request":        (Y, Y, H, H, N, N, N, H, H),
    "disclosure.transfer_request":    (Y, Y, H, H, N, N, N, H, H),
    "disclosure.ask_request":         (Y, Y, H, H, N, N, N, H, H),
    "disclosure.extend_request":      (N, Y, H, H, N, N, N, H, H),
    "disclosure.answer_request":      (N, Y, H, H, N, N, N, H, H),
    "disclosure.deliver_answer":      (Y, Y, H, H, N, N, N, H, H),
    "disclosure.publish_answer":      (N, Y, H, H, N, N, N, H, H),
    "disclosure.draft":               (Y, Y, N, N, N, N, N, N, N),
    "disclosure.open_consultation":   (N, Y, N, N, N, N, N, N, N),
    "disclosure.moderate":            (Y, Y, N, N, N, N, N, N, N),
    "disclosure.answer_comment":      (Y, Y, N, N, N, N, N, N, N),
    "disclosure.close_consultation":  (Y, Y, N, N, N, N, N, N, N),
    "disclosure.finish_consultation": (N, Y, N, N, N, N, N, N, N),
}  # fmt: skip
DUTY = {"disclosure.publish", "disclosure.withdraw"}
FINDING = {"disclosure.reply", "disclosure.decide"}


def test_each_person_gets_the_answer_of_the_table() -> None:
    town = Town()
    duty, finding = town.duty(), a_finding(town)
    request = services.send(
        agency=town.a, subject="Giá đất", full_name="Vi Thị Kín", delivery="online", at=at()
    ).request
    stored = files.store("Điều 1. Phạm vi".encode(), name="a.txt", by=town.an, at=at(), purpose="attachment")
    draft = services.draft(agency=town.a, title="Dự thảo", kind="plan", file=stored, by=town.an, at=at())
    about = {"draft": town.a, "enter_request": None, "desk": None, "sites": None}
    people = {p: AnonymousUser() if p == "stranger" else getattr(town, p) for p in PEOPLE}

    def answer(name: str, user: object) -> str:
        word = name.partition(".")[2]
        asked = request if "request" in word or word in ("publish_answer", "deliver_answer") else draft
        thing = duty if name in DUTY else finding if name in FINDING else about.get(word, asked)
        found = policy.may(name, user, thing, on=ON)
        return Y if found else H if found.hidden else N

    got = {name: tuple(answer(name, people[p]) for p in PEOPLE) for name in TABLE}
    assert got == TABLE


def test_who_answered_does_not_decide() -> None:
    town = Town()
    finding = a_finding(town)
    finding.replied_by = town.chi
    assert not policy.may("disclosure.decide", town.chi, finding, on=ON)


def test_the_table_names_every_verb_of_the_room() -> None:
    assert set(TABLE) == {name for name in policy.catalogue() if name.startswith("disclosure.")}
