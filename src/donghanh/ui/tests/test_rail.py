from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from donghanh.ground.orgs.models import Agency
from donghanh.ui.web import rail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_agencies() -> None:
    for n in range(3):
        Agency.objects.create(code=f"so-{n}", name=f"Sở {n}", short_name=f"Sở {n}", kind="department", verified=n == 0)


def test_rows_sums_and_known_numbers_are_counted_with_one_question(django_assert_num_queries: Any) -> None:
    every = Agency.objects.filter(code__startswith="so-")
    with django_assert_num_queries(1):
        found = rail.counted(
            {
                "all": every.order_by("-name"),
                "known": 7,
                "none": every.none(),
                "sum": [every.filter(verified=True), every.filter(code="so-1"), every.filter(pk__in=[])],
                "nothing": [],
                "like": every.filter(name__contains="%") | every.filter(name="Sở 2"),
            }
        )
    assert found == {"all": 3, "known": 7, "none": 0, "sum": 2, "nothing": 0, "like": 1}


def test_a_cut_and_a_grouped_list_count_what_they_list() -> None:
    every = Agency.objects.filter(code__startswith="so-")
    grouped = every.annotate(n=Count("aliases")).filter(n=0)
    assert rail.counted({"cut": every.order_by("name")[:2], "grouped": grouped}) == {"cut": 2, "grouped": 3}


def test_where_nothing_is_left_to_ask_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert rail.counted({"a": 0, "b": Agency.objects.none(), "c": []}) == {"a": 0, "b": 0, "c": 0}


def test_a_stranger_has_no_rail(rf: Any) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert rail.lines(request) == []
    assert rail.count_at(request, "desk:mine") == 0
