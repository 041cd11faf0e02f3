"""The pages of the room: the year, the calculator, the terms; changed only by those who keep the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from donghanh.ground.workcal import api
from donghanh.ground.workcal.models import DayException
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import policy

pytestmark = pytest.mark.django_db
BASIS = "Thông báo 1234/TB-BNV ngày 20/11/2026"


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", "2026-11-22T09:00:00+07:00")
    load_calendar()


def page(client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_year_shows_its_days_off_with_the_basis_of_each(client):
    html = page(client, "workcal:year")
    assert "Lịch làm việc năm 2026" in html
    assert "Ngày Văn hóa Việt Nam" in html
    assert "Nghị quyết 28/2026/QH16" in html
    assert "chưa xác minh" in html  # 31/8 and 22/8
    assert "rút khai báo" not in html


def test_a_year_not_announced_says_that_its_days_are_calculated(client):
    assert "Lịch nghỉ năm 2027 chưa được công bố" in page(client, "workcal:year_of", 2027)
    assert client.get(reverse("workcal:year_of", args=[1900])).status_code == 404


def test_anybody_counts_a_deadline_and_sees_why(client):
    html = page(client, "workcal:calculator", tu="20/11/2026", so_ngay="2", cach="working")
    assert "Vì sao hạn là 25/11/2026?" in html
    assert "Ngày Văn hóa Việt Nam" in html
    assert "T7, CN" in html


def test_before_a_day_and_counting_the_day_itself_are_two_answers(client):
    assert "hạn là 09/12/2026?" in page(client, "workcal:calculator", tu="10/12/2026", cach="before")
    assert "hạn là 10/12/2026?" in page(client, "workcal:calculator", tu="10/12/2026", cach="before", ca_dau="on")


def test_anybody_counts_a_case_with_its_pause_and_is_told_what_cannot_be(client):
    asked = {"quy_tac": "petition.answer", "tu": "20/11/2026", "dung": "23/11/2026", "tiep": "26/11/2026"}
    html = page(client, "workcal:case", **asked)
    assert "Vì sao hạn là 16/12/2026?" in html
    assert "Đã dừng 3 ngày" in html
    html = page(client, "workcal:case", **asked, gia_han="20/12/2026", them="5")
    assert "quá hạn" in html
    assert client.get(reverse("workcal:case"), {"quy_tac": "khong-co", "tu": "20/11/2026"}).status_code == 422
    assert client.get(reverse("workcal:case"), asked | {"tu": "01/01/1900"}).status_code == 422


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"tu": "31/02/2026", "so_ngay": "2", "cach": "working"}, "không phải là ngày có thật"),
        ({"tu": "20/11/2026", "so_ngay": "", "cach": "working"}, "Ghi số ngày cần tính"),
        ({"tu": "20/11/2026", "so_ngay": "99999", "cach": "working"}, "không được quá"),
        ({"tu": "20/11/2026", "so_ngay": "-1", "cach": "working"}, "từ 0 trở lên"),
        ({"tu": "20/11/9999", "so_ngay": "1", "cach": "working"}, "Chọn ngày trong khoảng"),
        ({"tu": "20/11/2026", "so_ngay": "hai", "cach": "working"}, "không phải là số"),
    ],
)
def test_nonsense_is_answered_in_one_sentence(client, query, sentence):
    html = page(client, "workcal:calculator", **query)
    assert sentence in html
    assert "Vì sao hạn là" not in html


def test_terms_are_listed_with_their_source_and_found_without_marks(client):
    html = page(client, "workcal:terms", q="khieu nai lan dau")
    assert "Giải quyết khiếu nại lần đầu" in html
    assert "Thụ lý tố cáo" not in html
    assert "complaint.first" not in html
    assert client.get(reverse("workcal:terms"), {"tai": "csv"}).content.decode("utf-8-sig").startswith("Thời hạn")


def test_the_office_declares_and_withdraws_a_day_on_screen(client, cast):
    client.force_login(cast.lan)
    asked = {"day": "07/12/2026", "kind": "off", "note": "Nghỉ theo thông báo", "basis": BASIS}
    assert client.get(reverse("workcal:declare")).status_code == 200
    assert client.post(reverse("workcal:declare"), asked).status_code == 302
    assert not api.is_working_day(date(2026, 12, 7))
    row = DayException.objects.get(day=date(2026, 12, 7))
    assert "rút khai báo" in page(client, "workcal:year")
    address = reverse("workcal:withdraw", args=[row.key])
    assert client.get(address).status_code == 200
    assert client.post(address, {"why": "Thông báo đã thu hồi"}).status_code == 302
    assert api.is_working_day(date(2026, 12, 7))
    assert client.get(address).status_code == 404


def test_a_declaration_that_changes_nothing_is_refused_at_its_field(client, cast):
    client.force_login(cast.chi)
    asked = {"day": "06/12/2026", "kind": "off", "note": "Chủ nhật", "basis": BASIS}
    answer = client.post(reverse("workcal:declare"), asked)
    assert answer.status_code == 422
    assert "Vốn là ngày nghỉ" in answer.content.decode()


def test_a_term_is_revised_on_screen_and_old_cases_keep_theirs(client, cast):
    client.force_login(cast.chi)
    address = reverse("workcal:revise", args=["complaint.accept"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "7", "since": "01/01/2027", "source": BASIS}).status_code == 302
    assert api.term("complaint.accept", on=date(2027, 1, 1)).value == 7
    assert api.term("complaint.accept", on=date(2026, 12, 31)).value == 10


@pytest.mark.parametrize("verb", ["workcal.declare_day", "workcal.withdraw_day", "workcal.revise_term"])
def test_who_may_change_the_calendar(cast, verb):
    allowed = {"chi", "khoa", "lan"}
    for name in ("an", "ha", "binh", "chi", "lan", "minh", "thu", "hiep", "dung", "iris", "cuc", "giang", "khoa"):
        assert bool(policy.may(verb, getattr(cast, name))) is (name in allowed), name


def test_the_forms_send_strangers_to_sign_in_and_refuse_officers(client, cast):
    assert client.get(reverse("workcal:declare")).status_code == 302
    client.force_login(cast.an)
    assert client.get(reverse("workcal:declare")).status_code == 403


def test_a_year_costs_few_queries(client, django_assert_max_num_queries):
    page(client, "workcal:year")
    with django_assert_max_num_queries(8):
        page(client, "workcal:year")
