"""The inner screens: who opens them, how many questions they ask, what leaves as a file."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Message, Petition
from donghanh.work.petitions.tests.factories import AT, WHO, answered, at_agency, make_petition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"petitions:{name}", args=args), query)


def many(cast, n: int) -> None:
    for k in range(n):
        at_agency(cast, title=f"Việc số {k}", text=f"Nội dung riêng của việc số {k}")


def queries_of(client, user, name, *args) -> int:
    client.force_login(user)
    address = reverse(f"petitions:{name}", args=args)
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("who", "place"), [("an", "queue"), ("lan", "hub"), ("giang", "all"), ("cuc", "start"), ("", "start")]
)
def test_the_short_address_leads_each_reader_to_their_own_work(client, cast, who, place):
    if who:
        client.force_login(getattr(cast, who))
    assert client.get("/kien-nghi/").headers["Location"] == reverse(f"petitions:{place}")


@pytest.mark.parametrize(("page", "who"), [("queue", "an"), ("all", "giang"), ("all", "an"), ("approvals", "ha")])
def test_a_list_asks_as_much_for_fifty_rows_as_for_one(client, cast, page, who):
    many(cast, 1)
    one = queries_of(client, getattr(cast, who), page)
    many(cast, 49)
    assert queries_of(client, getattr(cast, who), page) <= one
    assert one <= 15


def test_the_hub_asks_as_much_for_fifty_rows_as_for_one(client, cast):
    make_petition()
    one = queries_of(client, cast.lan, "hub")
    for k in range(49):
        make_petition(title=f"Việc {k}", text=f"Nội dung {k}")
    assert queries_of(client, cast.lan, "hub") <= one <= 15


def test_a_case_asks_as_much_with_five_hundred_messages_as_with_one(client, cast):
    row = at_agency(cast)
    one = queries_of(client, cast.an, "case", row.key)
    begin = Petition.objects.get(pk=row.pk).last_seq
    Message.objects.bulk_create(
        Message(petition=row, seq=begin + n, direction="in", text=f"Tin {n}", at=AT) for n in range(1, 501)
    )
    Petition.objects.filter(pk=row.pk).update(last_seq=begin + 500)
    assert queries_of(client, cast.an, "case", row.key) <= one
    assert one <= 15
    html = get(client, cast.an, "case", row.key).content.decode()
    assert "Tin 500" in html
    assert "Tin 400" not in html
    assert "Tin 2<" in get(client, cast.an, "case", row.key, trang=1).content.decode()


def test_an_officer_works_a_case_from_the_queue_to_the_heads_desk(client, cast):
    row = services.route(make_petition(), to=cast.agency("a"), by=cast.lan, at=AT)
    assert row.number in get(client, cast.an, "queue").content.decode()
    assert client.post(reverse("petitions:verb", args=[row.key, "nhan"])).status_code == 302
    page = client.get(reverse("petitions:write", args=[row.key])).content.decode()
    assert "Soạn trả lời" in page
    given = {"text": "Hồ sơ đã đủ.", "outcome": "solved", "document_number": "", "version": "0", "lam": "trinh"}
    assert client.post(reverse("petitions:write", args=[row.key]), given).status_code == 302
    html = get(client, cast.ha, "approvals").content.decode()
    assert "Hồ sơ đã đủ." in html
    assert client.post(reverse("petitions:verb", args=[row.key, "duyet"])).status_code == 302
    row.refresh_from_db()
    assert row.state == "answered"


def test_what_waits_for_its_sender_stands_last_in_the_queue(client, cast):
    waiting = services.ask(at_agency(cast), text="Gửi thêm", by=cast.an, at=AT)
    running = at_agency(cast, title="Việc sau", text="Nội dung riêng của việc sau")
    html = get(client, cast.an, "queue").content.decode()
    assert 0 < html.index(running.number) < html.index(waiting.number)


def test_the_drafter_is_told_of_long_sentences_and_abbreviations(client, cast):
    row = at_agency(cast)
    client.force_login(cast.an)
    long = "Theo quy định của TTHC về QSDĐ thì " + "doanh nghiệp phải nộp thêm giấy tờ " * 6 + "."
    given = {"text": long, "outcome": "", "version": "0", "lam": "xem"}
    html = client.post(reverse("petitions:write", args=[row.key]), given).content.decode()
    assert "TTHC" in html
    assert "khó đọc" in html
    assert not row.answers.exists()


def test_one_click_routes_as_the_matrix_proposes(client, cast):
    from donghanh.ground.orgs.tests.factories import load_register

    load_register()
    row = make_petition()
    html = get(client, cast.lan, "case", row.key).content.decode()
    assert "Sở Tài nguyên và Môi trường → Sở Nông nghiệp và Môi trường từ 01/3/2025" in html
    answer = client.post(
        reverse("petitions:verb", args=[row.key, "chuyen"]),
        {"subject": "land", "to": "so-nong-nghiep-va-moi-truong", "support": ["thue-tinh"]},
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.lead.code == "so-nong-nghiep-va-moi-truong"
    assert row.assignments.count() == 2


def test_a_refusal_is_one_sentence_beside_the_field(client, cast):
    row = at_agency(cast)
    client.force_login(cast.an)
    answer = client.post(reverse("petitions:verb", args=[row.key, "tra-lai"]), {"reason": ""})
    assert answer.status_code == 422
    assert "Hãy ghi lý do." in answer.content.decode()
    late = client.post(reverse("petitions:verb", args=[row.key, "nhan"]))
    assert late.status_code == 409


@pytest.mark.parametrize("name", ["case", "why", "write", "publish", "contribute"])
def test_probing_a_strangers_case_finds_nothing(client, cast, name):
    row = answered(cast)
    assert get(client, cast.binh, name, row.key).status_code == 404
    assert get(client, cast.cuc, name, row.key).status_code in (403, 404)


def test_the_page_and_the_file_hold_the_same_rows_and_no_identity(client, cast):
    row = at_agency(cast)
    csv = get(client, cast.giang, "all", tai="csv").content.decode("utf-8-sig")
    assert row.title in csv
    for secret in (WHO.name, WHO.tax_code, WHO.phone, WHO.email, WHO.representative):
        assert secret not in csv
    assert get(client, cast.an, "queue", tai="xlsx").status_code == 200


def test_publishing_shows_what_is_masked_and_needs_a_person_to_confirm(client, cast):
    row = answered(cast, text="Đã gọi cho ông Nguyễn Văn Quyết, số 0912 345 678, và trả kết quả.")
    html = get(client, cast.an, "publish", row.key).content.decode()
    form = html.split("Những chỗ đã che")[0]
    assert "0912 345 678" not in form.split("<textarea")[2]
    given = {"title": "Chậm trả kết quả", "question": "Hỏi", "text": "Đã trả kết quả."}
    assert client.post(reverse("petitions:publish", args=[row.key]), given).status_code == 422
    assert client.post(reverse("petitions:publish", args=[row.key]), given | {"confirmed": "on"}).status_code == 302
    assert row.answers.get().public_text == "Đã trả kết quả."


def test_why_tells_every_day_and_the_source(client, cast):
    row = at_agency(cast)
    html = get(client, cast.an, "why", row.key).content.decode()
    assert "Ngày Văn hóa Việt Nam" in html
    assert "Nghị định 20/2008/NĐ-CP" in html
    assert "chưa xác minh" in html
