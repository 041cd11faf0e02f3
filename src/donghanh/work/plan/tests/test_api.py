from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.work.plan import api, services
from donghanh.work.plan.api import Standing, Wanted
from donghanh.work.plan.domain import standing
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.tests.factories import Cast, active_plan, at, due, duty_row, simple_plan

pytestmark = pytest.mark.django_db
ON = date(2023, 11, 20)
NOBODY = AnonymousUser()


def dated(count: int, number: str = "09/KH-UBND") -> None:
    active_plan(
        *(
            duty_row(f"part_D__clause_{n}", f"Việc {n}", lead=["Sở Công Thương"], due=[due("by", "", day="2023-11-15")])
            for n in range(count)
        ),
        number=number,
    )


def test_a_page_of_work_costs_two_questions_however_long_the_list() -> None:
    Cast()
    for size, number in ((1, "09/KH-UBND"), (50, "10/KH-UBND")):
        dated(size, number)
        with CaptureQueriesContext(connection) as seen:
            rows = api.tasks(NOBODY, Wanted(), on=ON)[:100]
        assert len(seen) == 2
    assert len(rows) == 51


def test_a_known_length_is_not_counted_again() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert len(api.tasks(NOBODY, Wanted(), on=ON, known_count=7)) == 7
    assert len(seen) == 0


@pytest.mark.parametrize("day", [date(2023, 9, 1), date(2023, 9, 14), date(2023, 9, 20), date(2023, 12, 1)])
def test_a_list_counts_as_the_rule_says_on_any_day(day: date) -> None:
    cast = Cast()
    simple_plan()
    row = Obligation.objects.get(holder=cast.a, role="lead")
    services.accept(row, by=cast.an, at=at(2023, 9, 2))
    services.submit(row, by=cast.head_a, at=at(2023, 9, 18), text="Xong", document_number="1/BC")
    services.confirm(row, by=cast.chi, at=at(2023, 9, 19))
    by_query = api.tally(NOBODY, Wanted(), on=day).counts
    for which in Standing:
        by_rule = sum(
            standing(state=o.state, due_on=o.due_on, result_on=o.result_on, requested=o.requested, on=day) == which
            for o in Obligation.objects.all()
        )
        assert by_query[which] == by_rule, which


def test_a_stranger_is_given_nothing_to_do() -> None:
    Cast()
    simple_plan()
    assert {task.next.label for task in api.tasks(NOBODY, Wanted(), on=ON)} == {"Xem"}


def test_words_of_a_report_go_only_to_those_who_may_read_the_work() -> None:
    cast = Cast()
    dated(1)
    row = Obligation.objects.get()
    services.report(row, percent=10, text="Chờ kinh phí", by=cast.binh, at=at(2023, 11, 1))

    def said(user: Any) -> list[str]:
        return [late.said for late in api.late_list(user, Wanted(), on=ON)]

    assert said(cast.binh) == said(cast.chi) == ["Chờ kinh phí"]
    assert said(cast.an) == said(cast.dung) == said(NOBODY) == [""]


def test_nobody_is_offered_a_result_they_submitted_themselves() -> None:
    cast = Cast()
    dated(1)
    row = Obligation.objects.get()
    services.accept(row, by=cast.head_b, at=at(2023, 11, 1))
    services.submit(row, by=cast.head_b, at=at(2023, 11, 2), text="Xong", document_number="1/BC")
    assert [rows.count() for rows in api.waiting_rows(cast.chi, on=ON)] == [1]
    row.results.update(submitted_by=cast.chi)
    assert [rows.count() for rows in api.waiting_rows(cast.chi, on=ON)] == [0]


def test_an_index_tells_its_way_and_the_work_behind_it() -> None:
    cast = Cast()
    simple_plan()
    found = api.index_progress(cast.chi, Wanted(), on=ON)
    assert found[0].name == "Tiếp cận đất đai"
    assert found[0].gain is not None
    assert str(found[0].gain.normalize()) == "0.78"
    assert [i.tally.total for i in found] == [1, 2]
