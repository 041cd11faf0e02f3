"""Lists over very many rows: counted no further than people read, and in an order that an index holds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.ui.lists import Capped
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Assignment, Petition
from donghanh.work.petitions.queries import lists
from donghanh.work.petitions.queries.counting import counted
from donghanh.work.petitions.tests.factories import AT, at_agency, make_petition

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


def plan_of(rows) -> str:
    """Ask the engine how it would answer; a small table must not tempt it to read and sort everything."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return rows.explain()


@pytest.mark.parametrize(
    ("name", "index"),
    [("queue", "assignment_soonest"), ("hub", "petition_state_due"), ("all", "petition_newest")],
)
def test_a_list_is_read_in_the_order_of_its_index(cast, name, index):
    at_agency(cast)
    make_petition(text="Việc chờ phân loại.")
    rows = {
        "queue": lambda: lists.queue(cast.an, on=ON),
        "hub": lambda: lists.hub(cast.lan, on=ON),
        "all": lambda: Petition.objects.visible_to(cast.lan, on=ON).for_lists().newest_first(),
    }[name]()
    told = plan_of(rows[:50])
    assert index in told
    assert "TEMP B-TREE" not in told
    assert "Sort  (" not in told.replace("Incremental Sort", "")  # only those of one day are put in order


def test_several_lists_are_counted_with_one_question_and_no_further_than_asked(cast, django_assert_num_queries):
    for n in range(3):
        at_agency(cast, title=f"Việc {n}", text=f"Nội dung của việc {n}")
    rows = Assignment.objects.open()
    with django_assert_num_queries(1):
        found = counted({"all": rows, "none": rows.none(), "closed": Assignment.objects.filter(is_open=False)}, most=1)
    assert found == {"all": 2, "none": 0, "closed": 0}


def test_a_capped_list_says_that_there_is_more(cast):
    for n in range(3):
        make_petition(title=f"Việc {n}", text=f"Nội dung của việc {n}")
    rows = Petition.objects.newest_first()
    pages = Capped(rows, 1, most=2)
    assert (pages.count, pages.more, pages.num_pages) == (2, True, 2)
    assert (Capped(rows, 1, most=3).count, Capped(rows, 1, most=3).more) == (3, False)
    assert Capped(rows, 1, most=2, found=3).more


def test_tabs_of_the_queue_count_what_they_show(client, cast):
    waiting = services.ask(at_agency(cast), text="Gửi thêm", by=cast.an, at=AT)
    at_agency(cast, title="Việc khác", text="Nội dung riêng của việc khác")
    services.route(
        make_petition(title="Chờ nhận", text="Chưa ai nhận việc này."), to=cast.agency("a"), by=cast.lan, at=AT
    )
    counts = lists.queue_counts(cast.an, on=ON)
    assert counts == {"tat-ca": 3, "cua-toi": 0, "cho-nhan": 1, "qua-han": 0, "cho-bo-sung": 1, "phoi-hop": 0}
    client.force_login(cast.an)
    html = client.get(reverse("petitions:queue"), {"muc": "cho-bo-sung"}).content.decode()
    assert waiting.number in html
    assert "1–1 trong 1 kiến nghị" in html
