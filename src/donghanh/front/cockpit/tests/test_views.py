from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.front.cockpit import domain
from donghanh.front.desk.tests.factories import NOW, Cast, at, busy_plan, finish, row_of, sign_in
from donghanh.work.plan.domain import Standing, Tally
from donghanh.work.plan.models import PlanStructure
from donghanh.work.plan.tests.factories import active_plan, due, duty_row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", NOW)


def test_agencies_with_little_work_fallen_due_are_not_put_in_order() -> None:
    many = Tally.of([Standing.OVERDUE] * 2 + [Standing.DONE_ON_TIME] * 3)
    few = Tally.of([Standing.OVERDUE] * 4)
    idle = Tally.of([Standing.CANCELLED])
    big, small = domain.ranked([("few", few), ("many", many), ("idle", idle)])
    assert [name for name, _ in big] == ["many"]
    assert [name for name, _ in small] == ["few"]


def test_the_figures_of_the_page_add_up_to_the_rows(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(6, first=date(2023, 11, 14))
    finish(row_of(plan, 0), cast, when=at(2023, 11, 10))
    finish(row_of(plan, 1), cast, when=at(2023, 11, 17))
    context = sign_in(client, cast.leader).get("/lanh-dao/").context
    tally = context["tally"]
    assert (tally.total, tally.done, tally.on_time, tally.fell_due) == (6, 2, 1, 4)
    assert sum(i.tally.total for i in context["indices"]) == 6
    assert len(context["oldest"]) == tally.overdue
    assert context["oldest"][0][0].task.due_on == date(2023, 11, 16)


def test_a_past_day_is_seen_as_it_stood(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(2, first=date(2023, 9, 14))
    finish(row_of(plan, 0), cast, when=at(2023, 10, 20))
    sign_in(client, cast.leader)
    assert client.get("/lanh-dao/").context["tally"].done == 1
    then = client.get("/lanh-dao/?ngay=30/9/2023").context["tally"]
    assert (then.done, then.overdue) == (0, 2)
    before = client.get("/lanh-dao/?ngay=1/9/2023").context["tally"]
    assert (before.overdue, before.in_time) == (0, 2)
    assert client.get("/lanh-dao/?ngay=1/1/2023").context["tally"].total == 0


@pytest.mark.parametrize("day", ["31/2/2023", "mai", "1/1/2099"])
def test_a_day_that_cannot_be_is_said_at_the_field_and_today_is_shown(client: Any, day: str) -> None:
    page = sign_in(client, Cast().leader).get("/lanh-dao/", {"ngay": day})
    assert page.status_code == 200
    assert page.context["on"] == date(2023, 11, 20)
    assert page.context["form"].errors["ngay"]


def test_the_implied_composite_comes_with_its_caveat(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(1)
    structure = PlanStructure.objects.get(plan=plan)
    structure.compiled["lint"] = [
        {"code": "target.no-composite", "message": "m", "figures": {"family": "PCI", "implied": "73.10"}}
    ]
    structure.save()
    page = sign_in(client, cast.leader).get("/lanh-dao/").content.decode()
    assert "điểm tổng hợp PCI là 73,10" in page
    assert "không phải dự báo" in page


def test_a_leader_can_say_something_about_each_late_row(client: Any) -> None:
    cast = Cast()
    busy_plan(1)
    ((row, say_url),) = sign_in(client, cast.leader).get("/lanh-dao/").context["oldest"]
    assert say_url == f"/ke-hoach/viec/{row.task.key}/trao-doi/"
    assert client.get(say_url).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 200), ("office", 200), ("chi", 200), ("giang", 200), ("an", 403), ("dung", 403)]
)
def test_the_leaders_page_is_for_those_who_lead_and_watch(client: Any, who: str, status: int) -> None:
    assert sign_in(client, getattr(Cast(), who)).get("/lanh-dao/").status_code == status


def test_the_page_costs_the_same_for_one_row_and_for_fifty(client: Any) -> None:
    cast = Cast()
    busy_plan(1)
    sign_in(client, cast.leader)

    def cost() -> int:
        client.get("/lanh-dao/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/lanh-dao/")
        return len(seen)

    one = cost()
    active_plan(
        *(
            duty_row(f"part_C__clause_{n}", f"Việc {n}", lead=["Sở Công Thương"], due=[due("by", "", day="2023-11-15")])
            for n in range(50)
        ),
        number="08/KH-UBND",
    )
    assert cost() <= one <= 14  # with the two of sign-in, the one of the rail, the one of the topics
