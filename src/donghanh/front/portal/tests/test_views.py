from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.front.desk.tests.factories import NOW, Cast, at, busy_plan, finish, row_of, sign_in
from donghanh.ui import shell
from donghanh.work.plan import services
from donghanh.work.plan.models import Plan
from donghanh.work.plan.tests.factories import active_plan, compiled, due, duty_row

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", NOW)


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_home_page_of_an_empty_house_says_what_will_be_there(client: Any) -> None:
    page = text(client.get("/"))
    assert "Chưa có kế hoạch nào được giao việc" in page
    assert "Chưa có kết quả nào được xác nhận" in page


def test_every_door_of_the_home_page_opens(client: Any) -> None:
    doors = client.get("/").context["doors"]
    assert len(doors) == 5
    for door in doors:
        assert client.get(door["url"]).status_code == 200, door


def test_promises_and_deliveries_add_up(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(4, first=cast.a.valid_from.replace(year=2023, month=11, day=13))
    finish(row_of(plan), cast, when=at(2023, 11, 10))
    context = client.get("/").context
    tally = context["tally"]
    assert (tally.total, tally.done, tally.on_time, tally.overdue) == (4, 1, 1, 3)
    assert tally.done + tally.ahead + tally.overdue == tally.total
    assert [r.task.result_document for r in context["newest"]] == ["12/BC-STNMT"]


def test_words_without_marks_find_words_with_marks(client: Any) -> None:
    Cast()
    busy_plan(2)
    assert "giá đất" in text(client.get("/tim/?q=gia+dat"))
    assert "giá đất" in text(client.get("/cam-ket/?q=gia+dat"))
    assert "Không có việc nào khớp" in text(client.get("/cam-ket/?q=san+bay"))


def test_search_says_what_to_do_when_nothing_is_found(client: Any) -> None:
    assert "Không thấy gì khớp với “&lt;b&gt;”" in text(client.get("/tim/", {"q": "<b>"}))


def test_search_asks_every_source_of_the_house_with_folded_words(client: Any) -> None:
    asked: list[str] = []

    def find(user: Any, words: str, limit: int) -> list[shell.Hit]:
        asked.append(words)
        return [shell.Hit("Thử", f"Dòng {n}", f"/x/{n}") for n in range(limit)]

    shell.add(shell.SearchSource("thu-nghiem", "Nguồn thử", find, order=99))
    try:
        page = client.get("/tim/?q=Gi%C3%A1+%C4%90%E1%BA%A5t")
        assert asked == ["gia dat"]
        group = next(g for g in page.context["live"] if g["label"] == "Nguồn thử")
        assert (len(group["hits"]), group["more"]) == (20, True)
    finally:
        shell._search.pop("thu-nghiem")


def test_search_stands_in_the_frame_of_whoever_asks(client: Any) -> None:
    assert client.get("/tim/").context["layout"] == "ui/public.html"
    cast = Cast()
    busy_plan(1)
    page = sign_in(client, cast.an).get("/tim/?q=gia+dat")
    assert page.context["layout"] == "ui/shell.html"
    assert "công khai giá đất đợt 1" in text(page)


def test_the_public_sees_no_plan_that_was_not_given_out(client: Any) -> None:
    Cast()
    row = duty_row("part_B__sec_I__clause_1__point_a", "Việc còn trong bản nháp", lead=["Sở Công Thương"])
    services.load_register(compiled(row), at=at(2023, 6, 1))
    assert Plan.objects.count() == 1
    for address in ("/", "/cam-ket/", "/cam-ket/?tai=csv", "/cam-ket/atom.xml", "/tim/?q=ban+nhap"):
        assert "Việc còn trong bản nháp" not in text(client.get(address)), address


def test_the_public_reads_no_word_of_a_report(client: Any) -> None:
    cast = Cast()
    row = row_of(busy_plan(1))
    services.report(row, percent=37, text="Lời riêng trong báo cáo", by=cast.an, at=at(2023, 11, 1))
    for address in ("/", "/cam-ket/", "/cam-ket/?tai=csv", "/cam-ket/atom.xml", "/tim/?q=loi+rieng"):
        page = text(client.get(address))
        assert "Lời riêng" not in page, address
        assert "37 %" not in page, address


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("tinh_trang=qua-han", 2),
        ("tinh_trang=xong", 1),
        ("tinh_trang=dung-han", 1),
        ("tinh_trang=dang-lam", 1),
        ("co_quan=so-tnmt", 4),
        ("co_quan=so-ct", 4),
        ("tinh_trang=bia-dat&chi_so=%27%22--&co_quan=x", 4),
        ("chi_so=khac", 0),
    ],
)
def test_each_filter_narrows_as_it_says_and_nonsense_narrows_nothing(client: Any, asked: str, left: int) -> None:
    cast = Cast()
    plan = busy_plan(4, first=cast.a.valid_from.replace(year=2023, month=11, day=15))
    finish(row_of(plan), cast, when=at(2023, 11, 10))
    page = client.get(f"/cam-ket/?{asked}")
    assert page.context["page"].paginator.count == left


def test_promises_can_be_narrowed_to_one_index_by_a_lasting_address(client: Any) -> None:
    Cast()
    plan = busy_plan(4)
    page = client.get(f"/cam-ket/?chi_so={plan.slug}.idx_1")
    assert page.context["page"].paginator.count == 2
    assert [name for name, _, _ in page.context["sections"]] == ["Tiếp cận đất đai"]


def test_one_duty_of_many_agencies_is_one_promise_with_everybody_under_it(client: Any) -> None:
    Cast()
    active_plan(
        duty_row("part_C__clause_9", "Công bố giá đất chung", lead=["Sở Công Thương", "Sở Tài nguyên và Môi trường"]),
        number="09/KH-UBND",
    )
    page = client.get("/cam-ket/")
    promises = [promise for _, _, members in page.context["sections"] for promise in members]
    assert page.context["page"].paginator.count == len(promises) == 1
    assert len(promises[0].rows) == page.context["tally"].total > 1
    for row in promises[0].rows:
        assert row.task.agency.name in text(page)


def test_the_file_holds_exactly_the_rows_that_were_filtered(client: Any) -> None:
    Cast()
    plan = busy_plan(40)
    answer = client.get(f"/cam-ket/?tai=csv&chi_so={plan.slug}.idx_1")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("Mã việc,Kế hoạch")


def test_the_feed_is_atom_with_the_newest_confirmed_result_first(client: Any) -> None:
    cast = Cast()
    plan = busy_plan(2)
    finish(row_of(plan, 0), cast, when=at(2023, 11, 8))
    finish(row_of(plan, 1), cast, when=at(2023, 11, 9))
    answer = client.get("/cam-ket/atom.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    titles = [e.findtext(f"{ATOM}title") for e in tree.findall(f"{ATOM}entry")]
    assert titles == ["Rà soát, công khai giá đất đợt 2", "Rà soát, công khai giá đất đợt 1"]
    ids = [e.findtext(f"{ATOM}id") for e in tree.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 2
    assert all(i and i.startswith("tag:") for i in ids)


@pytest.mark.parametrize("address", ["/", "/cam-ket/", "/cam-ket/atom.xml", "/tim/?q=gia+dat"])
def test_a_page_costs_the_same_for_one_row_and_for_fifty(client: Any, address: str) -> None:
    Cast()
    busy_plan(1)

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    one = cost()
    active_plan(
        *(
            duty_row(
                f"part_C__clause_{n}", f"Công bố giá đất lần {n}", lead=["Sở Công Thương"], index="idx_1",
                due=[due("by", "", day="2023-11-15")],
            )
            for n in range(50)
        ),
        number="08/KH-UBND",
    )  # fmt: skip
    assert cost() <= min(one + 1, 15)


@pytest.mark.parametrize("address", ["/gioi-thieu/", "/ban-dung-thu/", "/tro-nang/"])
def test_the_pages_of_words_open_for_anybody(client: Any, address: str) -> None:
    assert "<h1>" in text(client.get(address))


def test_a_trial_keeps_search_engines_out_and_a_real_house_lets_them_in(client: Any, settings: Any) -> None:
    settings.TRIAL = True
    assert text(client.get("/robots.txt")) == "User-agent: *\nDisallow: /\n"
    settings.TRIAL = False
    lines = text(client.get("/robots.txt")).splitlines()
    assert "Disallow: /" not in lines
    assert "Disallow: /tim/" in lines


def test_the_probe_answers_and_tells_nothing(client: Any) -> None:
    answer = client.get("/suc-khoe")
    assert (answer.status_code, answer.content.decode()) == (200, "sẵn sàng\n")


def test_the_probe_says_503_when_the_database_does_not_answer(client: Any) -> None:
    from django.db import OperationalError

    def broken(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(broken):
        answer = client.get("/suc-khoe")
    assert answer.status_code == 503
    assert "gone" not in answer.content.decode()
