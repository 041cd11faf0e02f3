"""The pages of the room: open to all, searchable without marks, changed only by those who keep the register."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from donghanh.ground.orgs.models import Agency
from donghanh.ground.orgs.tests.factories import load_register, make_agency
from donghanh.kit import policy

pytestmark = pytest.mark.django_db
BASIS = "Nghị quyết 99/NQ-HĐND ngày 10/12/2026"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", "2026-11-22T09:00:00+07:00")


def page(client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_anybody_finds_an_agency_without_typing_marks(client):
    load_register()
    assert "Sở Nông nghiệp và Môi trường" in page(client, "orgs:list", q="nong nghiep")
    assert "Không có cơ quan nào khớp" in page(client, "orgs:list", q="so hanh phuc")


def test_the_list_is_as_of_the_day_asked_for(client):
    load_register()
    then = page(client, "orgs:list", ngay="01/6/2023", loai="department")
    assert "Sở Kế hoạch và Đầu tư" in then
    assert "Sở Dân tộc và Tôn giáo" not in then
    now = page(client, "orgs:list", loai="department")
    assert "Sở Kế hoạch và Đầu tư" not in now
    assert "Sở Dân tộc và Tôn giáo" in now


def test_a_day_that_does_not_exist_is_answered_in_a_sentence(client):
    assert "không phải là ngày có thật" in page(client, "orgs:list", ngay="31/02/2026")


def test_the_page_of_a_former_agency_says_who_answers_today(client):
    load_register()
    html = page(client, "orgs:agency", Agency.objects.get(code="so-ke-hoach-va-dau-tu").key)
    assert "Không còn hoạt động từ ngày 01/3/2025" in html
    assert "hợp nhất cùng Sở Tài chính" in html
    assert reverse("orgs:agency", args=[Agency.objects.get(code="so-tai-chinh-2025").key]) in html


def test_the_page_of_a_district_says_that_each_duty_needs_a_hand_over(client):
    load_register()
    html = page(client, "orgs:agency", Agency.objects.get(code="ubnd-huyen-cao-loc").key)
    assert "5 cơ quan có thể nhận; từng việc còn mở phải có bàn giao" in html
    assert "cần bàn giao từng việc" in html


def test_what_is_not_verified_says_so(client):
    load_register()
    html = page(client, "orgs:agency", Agency.objects.get(code="thue-tinh").key)
    assert "Chưa xác minh" in html
    assert "Xác minh</a>" not in html


def test_an_unknown_key_is_not_found(client):
    assert client.get(reverse("orgs:agency", args=["khongcokhoa"])).status_code == 404


def test_the_list_leaves_as_a_spreadsheet_of_exactly_what_was_filtered(client):
    load_register()
    answer = client.get(reverse("orgs:list"), {"loai": "commune", "tai": "csv"})
    rows = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 1 + 65
    assert client.get(reverse("orgs:list"), {"tai": "xlsx"}).content[:2] == b"PK"


def test_the_list_costs_the_same_however_long_it_is(client, django_assert_max_num_queries):
    for _ in range(3):
        make_agency()
    with django_assert_max_num_queries(14):
        page(client, "orgs:list")
    load_register()
    with django_assert_max_num_queries(14):
        page(client, "orgs:list", ngay="01/6/2023")


def test_the_coordinator_records_a_merger_on_screen(client, cast):
    a, b = make_agency("Sở Lúa"), make_agency("Sở Ngô")
    client.force_login(cast.chi)
    asked = {"agencies": [a.key, b.key], "name": "Sở Lúa và Ngô", "on": "01/01/2027", "basis": BASIS}
    answer = client.post(reverse("orgs:merge"), asked)
    made = Agency.objects.get(name="Sở Lúa và Ngô")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("orgs:agency", args=[made.key])


@pytest.mark.parametrize(
    ("verb", "asked", "done"),
    [
        (
            "rename",
            {"name": "Sở Lúa Mới", "on": "01/01/2027"},
            lambda a: a.valid_to is not None and Agency.objects.filter(name="Sở Lúa Mới").exists(),
        ),
        ("abolish", {"on": "01/01/2027"}, lambda a: a.valid_to is not None),
        ("confirm", {}, lambda a: a.verified),
        ("add_alias", {"text": "Sở Thóc"}, lambda a: a.aliases.filter(folded="so thoc").exists()),
    ],
)
def test_each_change_has_its_form(client, cast, verb, asked, done):
    agency = make_agency("Sở Lúa", verified=False)
    client.force_login(cast.chi)
    address = reverse(f"orgs:{verb}", args=[agency.key])
    assert client.get(address).status_code == 200
    assert client.post(address, asked | {"basis": BASIS}).status_code == 302
    agency.refresh_from_db()
    assert done(agency)


def test_a_new_agency_has_its_form_and_a_refusal_stands_at_its_field(client, cast):
    client.force_login(cast.khoa)
    asked = {"name": "Sở Khoai", "kind": "department", "command": "ordered", "on": "01/01/2027", "basis": BASIS}
    assert client.post(reverse("orgs:establish"), asked).status_code == 302
    again = client.post(reverse("orgs:establish"), asked)
    assert again.status_code == 422
    assert "đã có một cơ quan khác mang tên này" in again.content.decode()
    late = client.post(
        reverse("orgs:abolish", args=[Agency.objects.get(name="Sở Khoai").key]), {"on": "01/01/2027", "basis": BASIS}
    )
    assert late.status_code == 422
    assert "Phải sau ngày 01/01/2027" in late.content.decode()


WRITES = ("orgs.reorganise", "orgs.confirm", "orgs.add_alias")


@pytest.mark.parametrize("verb", WRITES)
def test_who_may_change_the_register(cast, verb):
    allowed = {"chi", "khoa"}
    for name in ("an", "ha", "binh", "chi", "lan", "minh", "thu", "hiep", "dung", "iris", "cuc", "giang", "khoa"):
        assert bool(policy.may(verb, getattr(cast, name))) is (name in allowed), name
    from django.contrib.auth.models import AnonymousUser

    assert not policy.may(verb, AnonymousUser())


@pytest.mark.parametrize("name", ["merge", "establish"])
def test_the_forms_send_strangers_to_sign_in_and_refuse_officers(client, cast, name):
    assert client.get(reverse(f"orgs:{name}")).status_code == 302
    client.force_login(cast.an)
    assert client.get(reverse(f"orgs:{name}")).status_code == 403


def test_the_search_box_of_the_house_finds_agencies():
    from donghanh.ui import shell

    load_register()
    source = next(s for s in shell.searchables() if s.kind == "agency")
    found = list(source.documents(date(2026, 11, 25)))
    assert [d.title for d in found].count("Sở Tài chính") == 2
    assert len({d.key for d in found}) == len(found)
    assert all(d.readers == (shell.EVERYBODY,) for d in found)
