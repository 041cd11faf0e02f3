from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.front.desk.tests.factories import NOW, TODAY, Cast, at, busy_plan, finish, row_of, sign_in
from donghanh.work.plan import services
from donghanh.work.plan.tests.factories import agency, person, succeed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", NOW)


def text(answer: Any) -> str:
    return answer.content.decode()


def queries_of(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_desk_shows_the_next_thing_first_with_its_reason_and_one_step(client: Any) -> None:
    cast = Cast()
    busy_plan(3)
    page = sign_in(client, cast.an).get("/viec-cua-toi/")
    rows = page.context["rows"]
    assert [r.task.due_on for r in rows] == [date(2023, 11, 10), date(2023, 11, 13), date(2023, 11, 13)]
    assert rows[0].due_kind == "late"
    assert rows[0].due_word == "trễ 10 ngày"
    assert (rows[0].action, rows[0].word) == ("Nhận việc", "Quá hạn")
    assert "Vì sao hạn là 10/11/2023?" in text(page)
    assert page.context["explained"]["deadline"].due_on == date(2023, 11, 10)


def test_the_button_follows_the_state(client: Any) -> None:
    cast = Cast()
    row = row_of(busy_plan(1))
    sign_in(client, cast.an)
    services.accept(row, by=cast.an, at=at(2023, 11, 1))
    assert client.get("/viec-cua-toi/").context["rows"][0].action == "Báo tiến độ"
    services.report(row, percent=100, text="Đã xong phần việc", by=cast.an, at=at(2023, 11, 2))
    assert client.get("/viec-cua-toi/").context["rows"][0].action == "Trình kết quả"
    services.propose(row, text="Kết quả đây", by=cast.an, at=at(2023, 11, 3), document_number="1/BC")
    assert client.get("/viec-cua-toi/").context["rows"][0].action == "Xem"
    head = sign_in(client, cast.head_a).get("/viec-cua-toi/")
    assert head.context["rows"][0].action == "Duyệt"
    assert "Duyệt 1 việc" in text(head)


def test_an_officer_sees_nothing_of_another_agency(client: Any) -> None:
    cast = Cast()
    busy_plan(3)
    page = sign_in(client, cast.binh).get("/viec-cua-toi/")
    assert page.context["rows"] == []
    assert "Không còn việc nào đang mở" in text(page)


def test_work_named_to_a_colleague_leaves_my_list_but_not_the_agency_s(client: Any) -> None:
    cast = Cast()
    colleague = person("Lý Văn Tám", ("officer", cast.a))
    row = row_of(busy_plan(2))
    services.name_officer(row, officer=colleague, by=cast.head_a, at=at(2023, 11, 1))
    sign_in(client, cast.an)
    assert len(client.get("/viec-cua-toi/").context["rows"]) == 1
    assert len(client.get("/viec-cua-toi/?muc=co-quan").context["rows"]) == 2


def test_work_of_an_ended_agency_waits_on_its_successor_s_desk_and_says_where_it_came_from(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(1)
    heir = agency("Sở Nông nghiệp và Môi trường")
    succeed(cast.a, heir, on=date(2023, 11, 1))
    mai = person("Hà Thị Mai", ("officer", heir))
    page = sign_in(client, mai).get("/viec-cua-toi/?muc=ban-giao")
    assert len(page.context["rows"]) == 1
    services.hand_over(
        row_of(plan), to=[heir], effective_on=date(2023, 11, 1), basis="NQ 04", by=cast.chi, at=at(2023, 11, 2)
    )
    page = client.get("/viec-cua-toi/")
    assert "Nhận bàn giao từ Sở Tài nguyên và Môi trường ngày 01/11/2023" in text(page)
    assert client.get("/viec-cua-toi/?muc=ban-giao").context["rows"] == []


def test_the_on_time_figure_tells_its_terms_and_its_rows(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(4, first=date(2023, 11, 13))
    finish(row_of(plan, 0), cast, when=at(2023, 11, 10))
    finish(row_of(plan, 1), cast, when=at(2023, 11, 17))
    sign_in(client, cast.an)
    on_time = client.get("/viec-cua-toi/").context["on_time"]
    assert (on_time.on_time, on_time.fell_due) == (1, 4)
    page = client.get("/viec-cua-toi/dung-han/")
    assert sorted(r.task.standing for r in page.context["rows"]) == ["done_late", "done_on_time", "overdue", "overdue"]
    assert "Vì sao 1 / 4 đúng hạn?" in text(page)
    sheet = client.get("/viec-cua-toi/dung-han/?tai=csv").content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 5


def test_a_desk_prints_whole_as_a_document(client: Any) -> None:
    cast = Cast()
    busy_plan(25)
    page = sign_in(client, cast.an).get("/viec-cua-toi/?in=1")
    assert text(page).count("<tr>") == 26


@pytest.mark.parametrize("address", ["/viec-cua-toi/", "/cho-duyet/", "/viec-cua-toi/dung-han/"])
def test_a_page_costs_the_same_for_one_row_and_for_fifty(client: Any, address: str) -> None:
    cast = Cast()
    busy_plan(1)
    sign_in(client, cast.head_a)
    one = queries_of(client, address)
    from donghanh.work.plan.tests.factories import active_plan, due, duty_row

    active_plan(
        *(
            duty_row(
                f"part_C__clause_{n}",
                f"Việc thêm {n}",
                lead=["Sở Tài nguyên và Môi trường"],
                index="idx_1",
                due=[due("by", "", day="2023-11-15")],
            )
            for n in range(50)
        ),
        number="08/KH-UBND",
    )
    assert queries_of(client, address) <= min(one + 1, 15)  # hand-overs are asked for only where there are rows


def test_approvals_put_the_decision_beside_the_evidence(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(3)
    row = row_of(plan)
    services.accept(row, by=cast.an, at=at(2023, 11, 1))
    services.submit(row, by=cast.head_a, at=at(2023, 11, 9), text="Đã đăng đủ", document_number="77/BC-STNMT")
    page = sign_in(client, cast.chi).get("/cho-duyet/")
    item, drawn = page.context["submitted"][0]
    assert (item.document_number, item.by) == ("77/BC-STNMT", "Trần Văn Sơn")
    assert drawn.due_word == "nộp đúng hạn"
    assert drawn.action_url.endswith("/xac-nhan/")
    assert "77/BC-STNMT" in text(page)


def test_only_the_assigning_authority_is_offered_wishes_for_more_time(client: Any) -> None:
    cast = Cast()
    row = row_of(busy_plan(1, first=date(2023, 12, 1)))
    services.ask_extension(row, wanted_on=date(2024, 1, 15), reason="Chờ mẫu mới", by=cast.head_a, at=at(2023, 11, 1))
    assert len(sign_in(client, cast.office).get("/cho-duyet/").context["wishes"]) == 1
    assert sign_in(client, cast.chi).get("/cho-duyet/").context["wishes"] == []


def test_the_head_reads_why_work_is_late(client: Any) -> None:
    cast = Cast()
    row = row_of(busy_plan(1))
    services.report(row, percent=20, text="Chờ số liệu của hai huyện", by=cast.an, at=at(2023, 11, 5))
    assert "Chờ số liệu của hai huyện" in text(sign_in(client, cast.head_a).get("/cho-duyet/"))


def test_an_officer_may_not_open_the_approvals(client: Any) -> None:
    assert sign_in(client, Cast().an).get("/cho-duyet/").status_code == 403


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [("an", "/viec-cua-toi/"), ("leader", "/lanh-dao/"), ("dung", "/"), ("giang", "/viec-cua-toi/")],
)
def test_signing_in_leads_to_the_first_screen_of_one_s_role(client: Any, who: str, leads_to: str) -> None:
    answer = sign_in(client, getattr(Cast(), who)).get("/bat-dau/")
    assert (answer.status_code, answer.url) == (302, leads_to)


@pytest.mark.parametrize("who", ["giang", "dung"])
def test_somebody_without_a_desk_finds_doors_that_open(client: Any, who: str) -> None:
    cast = Cast()
    page = sign_in(client, getattr(cast, who)).get("/viec-cua-toi/")
    doors = page.context["doors"]
    assert len(doors) == 3
    for door in doors:
        assert client.get(door["url"]).status_code == 200, door


def test_a_stranger_is_asked_to_sign_in(client: Any) -> None:
    assert client.get("/viec-cua-toi/").status_code == 302
    assert client.get("/cho-duyet/").status_code == 302


def test_the_clock_of_the_tests_is_a_working_day() -> None:
    assert TODAY.weekday() == 0
