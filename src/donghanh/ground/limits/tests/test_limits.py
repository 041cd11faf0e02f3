"""Floods are kept out by the window, by door and by address, and nobody is known by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from donghanh.ground.limits import api, domain, jobs
from donghanh.ground.limits.models import Knocks
from donghanh.kit.errors import NotNow

AT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
HOUR = timedelta(minutes=60)
LIMIT = api.Limit(3, HOUR, "Hãy đợi.")
HOME = "203.0.113.7"


@pytest.mark.django_db
def test_one_knock_too_many_is_refused_with_the_rooms_sentence_until_the_window_is_over() -> None:
    for n in range(3):
        api.knock("petitions.send", HOME, limit=LIMIT, at=AT + timedelta(minutes=n))
    with pytest.raises(NotNow, match=r"^Hãy đợi\.$"):
        api.knock("petitions.send", HOME, limit=LIMIT, at=AT + timedelta(minutes=49))
    api.knock("petitions.send", HOME, limit=LIMIT, at=AT + timedelta(minutes=50))


@pytest.mark.django_db
def test_another_address_and_another_door_are_counted_apart() -> None:
    counts = [
        api.count(kind, address, within=HOUR, at=AT)
        for kind in ("petitions.send", "disclosure.send")
        for address in (HOME, "203.0.113.8", HOME)
    ]
    assert counts == [1, 1, 2, 1, 1, 2]


@pytest.mark.django_db
def test_nobody_is_known_by_their_count() -> None:
    for kind in ("a.b", "c.d"):
        for day in (0, 1):
            api.count(kind, HOME, within=HOUR, at=AT + timedelta(days=day))
    names = list(Knocks.objects.values_list("who", flat=True))
    assert len(set(names)) == 4
    assert not any(HOME in name or len(name) != 64 for name in names)


@pytest.mark.django_db
def test_a_count_costs_one_question_and_what_is_over_is_forgotten(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        api.count("a.b", HOME, within=HOUR, at=AT)
    api.count("a.b", HOME, within=timedelta(minutes=1), at=AT)
    assert jobs.forget(AT + timedelta(minutes=5)) == "bỏ 1 dòng đếm"
    assert api.count("a.b", HOME, within=HOUR, at=AT + timedelta(minutes=5)) == 2
    assert jobs.forget(AT + timedelta(minutes=50)) == "bỏ 1 dòng đếm"


def test_windows_follow_each_other_and_the_wait_is_said_in_seconds() -> None:
    minute = timedelta(minutes=1)
    assert domain.window_end(AT, HOUR) == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert api.seconds_left(AT + timedelta(seconds=20), minute) == 40
    assert api.seconds_left(AT + timedelta(seconds=59, milliseconds=900), minute) == 1


def test_rules_are_read_as_a_room_writes_them() -> None:
    read = api.read_limits({"send": {"count": 2, "minutes": 5}, "ask": {"count": 1, "minutes": 1, "sentence": "Thôi."}})
    assert read["send"] == api.Limit(2, timedelta(minutes=5))
    assert read["ask"].sentence == "Thôi."
