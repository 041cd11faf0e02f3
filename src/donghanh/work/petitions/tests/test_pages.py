"""An officer enters what came by telephone; strangers search in what was answered, and take the list along."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.record.search import api as search
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Answer, Petition
from donghanh.work.petitions.tests.factories import AT, answered

pytestmark = pytest.mark.django_db
ON = AT.date()
SPOKEN = {
    "channel": "hotline",
    "received_on": "19/11/2026",
    "regime": "petition",
    "title": "",
    "text": "Chủ hộ gọi hỏi vì sao chưa được hoàn thuế quý III.",
    "kind": "household",
    "name": "Hộ kinh doanh Bình Minh",
    "phone": "0912 345 678",
}


@pytest.fixture(autouse=True)
def house(db, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


def test_what_came_by_telephone_becomes_a_case_with_a_receipt_for_that_day(client, cast):
    client.force_login(cast.an)
    made = client.post(reverse("petitions:enter"), SPOKEN)
    row = Petition.objects.get()
    assert made.status_code == 302
    assert (row.channel, row.received_on.day, row.petitioner.kind) == ("hotline", 19, "household")
    receipt = reverse("petitions:entered", args=[row.key])
    html = client.get(receipt).content.decode()
    assert row.number in html
    assert services.secret_of(row) in html
    client.force_login(cast.ha)
    assert client.get(receipt).status_code == 404  # who did not enter it is handed no secret


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": ""}, "id_text"),
        ({"received_on": "30/11/2026"}, "không sau hôm nay"),
        ({"text": "Tôi tố cáo ông A nhận tiền của doanh nghiệp"}, "tố cáo"),
    ],
)
def test_what_cannot_be_entered_is_said_beside_its_field(client, cast, change: dict[str, str], word):
    client.force_login(cast.an)
    answer = client.post(reverse("petitions:enter"), {**SPOKEN, **change})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not Petition.objects.exists()


def test_only_those_who_work_here_enter_for_others(client, cast):
    for who in (cast.dung, cast.hiep, cast.giang):
        client.force_login(who)
        assert client.get(reverse("petitions:enter")).status_code == 403


def published(cast: Any, title: str, text: str, *, subject: str = "land", n: int = 0, **more: Any) -> Answer:
    row = answered(cast, title=f"{title} {n}", text=f"{text} {n}", subject=subject)
    words = services.PublicWords(title, f"{text} {n}", "Hồ sơ đã đủ, kết quả trả trong tuần.")
    return services.publish(row.answers.get(), public=words, by=cast.an, at=AT, **more)


def test_answers_are_found_without_marks_in_the_one_index_and_narrowed(client, cast):
    land = published(cast, "Thuê đất làm kho", "Chậm xác nhận tiền thuê đất")
    tax = published(cast, "Hoàn thuế", "Chậm hoàn thuế quý III", subject="tax")
    page = reverse("petitions:answers")
    html = client.get(page, {"q": "thue dat"}).content.decode()
    assert land.key in html
    assert tax.key not in html
    assert tax.key in client.get(page, {"q": "hoàn thuế"}).content.decode()
    assert tax.key in client.get(page, {"q": tax.number}).content.decode()
    assert tax.key not in client.get(page, {"q": land.number}).content.decode()
    assert "Chưa có câu trả lời nào khớp" in client.get(page, {"q": "hoàn thuế", "linh_vuc": "land"}).content.decode()
    for kind in ("csv", "xlsx"):
        assert client.get(page, {"q": "thue dat", "tai": kind}).status_code == 200
    sheet = client.get(page, {"q": "thue dat", "tai": "csv"}).content.decode("utf-8-sig")
    assert sheet.count("\n") == 2
    feed = client.get(reverse("petitions:answers_feed"), {"linh_vuc": "tax"}).content.decode()
    assert tax.key in feed
    assert land.key not in feed


def test_an_answer_is_found_from_its_day_until_it_is_taken_down(client, cast):
    answer = published(cast, "Thuê đất làm kho", "Chậm xác nhận", embargo_until=ON.replace(day=25))
    found = lambda on: [h.key for h in search.find("thue dat", None, on=on).hits]  # noqa: E731 - one line
    search.gather_all(on=ON)
    assert found(ON) == []
    search.gather_all(on=ON.replace(day=25))
    assert found(ON.replace(day=25)) == [answer.key]
    assert answer.key not in client.get(reverse("petitions:answers"), {"q": "thue dat"}).content.decode()  # today
    services.unpublish(answer, reason="Sai địa chỉ", by=cast.an, at=AT)
    assert found(ON.replace(day=25)) == []


def test_a_search_asks_as_much_for_many_answers_as_for_one(client, cast, django_assert_max_num_queries):
    for n in range(12):
        published(cast, "Thuê đất làm kho", "Chậm xác nhận", n=n)
    client.get(reverse("petitions:answers"), {"q": "kho lạnh"})  # the first search loads what a process remembers
    with django_assert_max_num_queries(15):
        html = client.get(reverse("petitions:answers"), {"q": "thue dat"}).content.decode()
    assert "1–12 trong 12 câu trả lời" in html
