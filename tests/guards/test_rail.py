"""The rail costs one question, whatever rooms there are and whoever reads it (docs/decisions/0014-rail-counts.md)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from donghanh.kit import dates, memo
from donghanh.record.notify.models import Notice
from donghanh.ui import shell
from donghanh.ui.web import rail
from donghanh.work.disclosure.tests.factories import Town, a_finding
from tests.cast import PEOPLE, Cast

pytestmark = pytest.mark.django_db


def request_of(rf: Any, user: Any) -> Any:
    request = rf.get("/")
    request.user, request.now = user, dates.now()
    return request


def kinds(given: Any) -> Any:
    return [given] if isinstance(given, int | QuerySet) else given


def test_rooms_do_count_on_the_rail() -> None:
    assert len([m for m in shell._menu.values() if m.count]) >= 8


@pytest.fixture
def person(request: pytest.FixtureRequest, cast: Cast) -> Any:
    """Give one of the cast within a request, where name books and calendars are asked once, as in a page."""
    found = getattr(cast, request.param)
    memo.request_started()
    return found


@pytest.mark.parametrize("person", PEOPLE, indirect=True)
def test_the_rail_of_anybody_costs_one_question(person: Any, rf: Any) -> None:
    rail.lines(request_of(rf, person))  # posts, the name book and the calendar are every page's, not the rail's
    request = request_of(rf, person)
    with CaptureQueriesContext(connection) as seen:
        read = rail.lines(request)
        assert rail.lines(request) is read
    assert len(seen) == 1, [q["sql"] for q in seen]
    assert "desk:mine" in [line.item.url_name for line in read]


@pytest.mark.parametrize("person", ["an", "ha", "chi", "hiep"], indirect=True)
def test_no_room_counts_by_itself(person: Any) -> None:
    on = dates.today()
    lines = [line for line in shell.menu_for(person, on) if line.count is not None]
    for line in lines:
        line.count(person, on)  # type: ignore[misc] - the name book may be asked the first time
        with CaptureQueriesContext(connection) as seen:
            parts = kinds(line.count(person, on))  # type: ignore[misc]
        assert not seen, f"{line.url_name}: {[q['sql'] for q in seen]}"
        assert all(isinstance(part, int | QuerySet) for part in parts), line.url_name


def test_the_number_beside_a_line_is_the_number_of_its_rows(rf: Any) -> None:
    town = Town()
    a_finding(town)
    for n in range(3):
        Notice.objects.create(user=town.an, kind="x.y", title="Có việc mới", url="/", source=f"{n}", at=dates.now())
    memo.request_started()
    seen = {line.item.url_name: line for line in rail.lines(request_of(rf, town.an))}
    assert (seen["notify:list"].count, seen["disclosure:desk"].count, seen["disclosure:inbox"].count) == (3, 1, 0)
    for name, line in seen.items():
        if line.item.count is not None:
            parts = kinds(line.item.count(town.an, dates.today()))
            assert line.count == sum(p if isinstance(p, int) else p.count() for p in parts), name
