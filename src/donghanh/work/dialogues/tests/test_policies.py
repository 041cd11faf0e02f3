"""Who may do what, as a table: verb x person on a dialogue that An's and Hà's agency organises."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.kit import policy
from donghanh.work.dialogues import services
from donghanh.work.dialogues.models import Cluster, Reform
from donghanh.work.dialogues.tests.factories import AFTER, AT, announced, asked, draft

pytestmark = pytest.mark.django_db
ON = AFTER.date()
PEOPLE = ("an", "ha", "binh", "chi", "lan", "minh", "giang", "hiep", "dung", "nobody")
# + yes · - no, and the reason is told · . does not exist for this person
TABLE = {
    #                on what      an ha binh chi lan minh giang hiep dung nobody
    "open":         ("dialogue", "+  +  -    +   +   -    -     -    -    -"),
    "invite":       ("dialogue", "+  +  -    +   +   -    -     -    -    -"),
    "hold":         ("dialogue", "+  +  -    +   +   -    -     -    -    -"),
    "conclude":     ("dialogue", "+  +  -    +   +   -    -     -    -    -"),
    "settle":       ("dialogue", "+  +  -    +   +   -    -     -    -    -"),
    "announce":     ("dialogue", "-  +  -    +   +   -    -     -    -    -"),
    "move":         ("dialogue", "-  +  -    +   +   -    -     -    -    -"),
    "cancel":       ("dialogue", "-  +  -    +   +   -    -     -    -    -"),
    "publish":      ("dialogue", "-  +  -    +   +   -    -     -    -    -"),
    "enter_notice": ("dialogue", "-  +  -    +   +   -    -     -    -    -"),
    "order":        ("dialogue", "-  -  -    +   -   -    -     -    -    -"),
    "ask":          ("dialogue", "+  +  +    +   +   +    +     +    +    +"),
    "calendar":     ("nothing",  "+  +  +    +   +   +    +     +    -    -"),
    # the question was put to Bình's agency
    "questions":    ("question", "+  +  +    +   +   +    +     .    .    ."),
    "see_asker":    ("question", "+  +  -    +   +   -    -     .    .    ."),
    "choose":       ("question", "+  +  -    +   +   -    -     .    .    ."),
    "decline":      ("question", "+  +  -    +   +   -    -     .    .    ."),
    "to_petition":  ("question", "+  +  -    +   +   -    -     .    .    ."),
    "answer":       ("question", "+  +  +    +   +   -    -     .    .    ."),
    # the topic and the proposal are of An's and Hà's agency; Chi proposed
    "clusters":     ("cluster",  ".  +  .    +   +   +    +     .    .    ."),
    "propose":      ("cluster",  ".  +  .    +   +   -    -     .    .    ."),
    "decide":       ("reform",   "-  -  .    -   -   +    -     .    .    ."),
    "order_reform": ("reform",   "-  -  .    +   -   -    -     .    .    ."),
    "finish":       ("reform",   "-  -  .    +   -   -    -     .    .    ."),
}  # fmt: skip


def cluster_of(cast) -> Cluster:
    on = date(2026, 3, 1)
    return Cluster.objects.create(
        label="Quỹ đất sạch", agency=cast.agency("a"), size=3, first_on=on, last_on=on, found_on=on
    )


def thing(cast, what: str):
    if what == "cluster":
        return cluster_of(cast)
    if what == "reform":
        idea = services.Idea("duty", "Công khai quỹ đất", "Đăng hằng quý.", cast.agency("a"))
        return services.propose(cluster_of(cast), idea, by=cast.chi, at=AFTER)
    if what == "nothing":
        return None
    row = announced(cast, "a")
    if what == "dialogue":
        return row
    return services.choose(asked(row), agency=cast.agency("b"), public_text="", by=cast.chi, at=AT)


@pytest.mark.parametrize("verb", TABLE)
def test_each_person_gets_the_answer_of_the_table(cast, verb):
    what, answers = TABLE[verb]
    on = thing(cast, what)
    found = {}
    for name in PEOPLE:
        user = AnonymousUser() if name == "nobody" else getattr(cast, name)
        answer = policy.may(f"dialogues.{verb}", user, on, on=ON)
        found[name] = "+" if answer else "." if answer.hidden else "-"
    assert found == dict(zip(PEOPLE, answers.split(), strict=True))


def test_the_table_names_every_verb_of_the_room():
    assert {f"dialogues.{verb}" for verb in TABLE} == {v for v in policy.catalogue() if v.startswith("dialogues.")}


def test_a_refusal_is_one_vietnamese_sentence(cast):
    rows = {what: thing(cast, what) for what in ("dialogue", "question", "cluster")}
    rows |= {"nothing": None, "reform": Reform(agency=cast.agency("a"))}
    for verb, (what, _) in TABLE.items():
        refused = policy.may(f"dialogues.{verb}", cast.giang, rows[what], on=ON)
        if not refused and not refused.hidden:
            assert refused.reason.endswith(".")
            assert refused.reason[0].isupper()


def test_a_draft_does_not_exist_for_another_agency(cast):
    row = draft(cast, "a")
    for verb in ("hold", "announce", "order", "ask"):
        assert policy.may(f"dialogues.{verb}", cast.binh, row, on=ON).hidden


def test_nobody_decides_what_he_proposed_himself(cast):
    from donghanh.ground.accounts.tests.factories import make_post

    make_post(cast.chi, "leader", cast.agency("office"))
    row = thing(cast, "reform")
    refused = policy.may("dialogues.decide", cast.chi, row, on=ON)
    assert not refused
    assert refused.code == "dialogues.own-proposal"
