"""Who may do what with the indices, as one table: verb x person -> yes or no (403)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from donghanh.kit import policy

pytestmark = pytest.mark.django_db
PEOPLE = ("an", "ha", "chi", "lan", "minh", "thu", "hiep", "dung", "iris", "cuc", "giang", "khoa", "stranger")
VERBS = ("indices.configure", "indices.enter", "indices.correct", "indices.choose_source", "indices.forecast")


@pytest.mark.parametrize("verb", VERBS)
def test_the_coordinator_alone_keeps_the_figures(verb: str, cast: Any) -> None:
    answers = {}
    for name in PEOPLE:
        person = AnonymousUser() if name == "stranger" else getattr(cast, name)
        found = policy.may(verb, person, on=date(2026, 11, 20))
        assert not found.hidden
        answers[name] = bool(found)
    assert answers == {name: name == "chi" for name in PEOPLE}


def test_the_table_names_every_verb_of_the_room() -> None:
    assert set(VERBS) == {name for name in policy.catalogue() if name.startswith("indices.")}
