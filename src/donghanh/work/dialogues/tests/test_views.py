"""The screens: how many questions they ask, that every form does its verb, what leaves as a file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from donghanh.work.dialogues import domain, services
from donghanh.work.dialogues.models import Cluster, ClusterCase, Dialogue, Reform
from donghanh.work.dialogues.tests.factories import (
    AFTER,
    AT,
    HELD_AT,
    announced,
    asked,
    concluded,
    draft,
    held,
    published,
)

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"dialogues:{name}", args=args)


def questions_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_as_many_questions_for_thirty_rows_as_for_one(client, cast):
    row = published(cast)
    asked_in = announced(cast)
    one = Cluster.objects.create(label="Chủ đề", agency=cast.agency("a"), size=3, first_on=AT, last_on=AT, found_on=AT)
    Reform.objects.create(
        title="Sửa", text="Sửa", kind="cut", agency=cast.agency("a"), state="agreed", proposed_at=AT, cluster=one
    )
    for n in range(2):
        asked(asked_in, f"Câu {n}?")
    addresses = [at("calendar"), at("dialogue", row.key), at("figures"), at("reforms")]
    inside = [*addresses, at("questions", asked_in.key), at("hot")]
    before = [questions_of(client, a) for a in addresses]
    client.force_login(cast.chi)
    before_inside = [questions_of(client, a) for a in inside]
    for n in range(12):
        other = held(cast)
        services.conclude(other, text=f"Việc {n}", agency=cast.agency("a"), due_on=None, by=cast.chi, at=AFTER)
        asked(asked_in, f"Câu hỏi {n}?")
        cluster = Cluster.objects.create(
            label=f"Chủ đề {n}", agency=cast.agency("a"), size=3, first_on=AT, last_on=AT, found_on=AT
        )
        ClusterCase.objects.create(cluster=cluster, petition_key=f"k{n}", received_on=AT)
        Reform.objects.create(
            title=f"Sửa {n}", text="Sửa", kind="cut", agency=cast.agency("a"), state="agreed", proposed_at=AT
        )
    client.logout()
    after = [questions_of(client, a) for a in addresses]
    client.force_login(cast.chi)
    after_inside = [questions_of(client, a) for a in inside]
    assert after == before
    assert after_inside == before_inside
    assert max(after) <= 15
    assert max(after_inside) <= 15


def test_the_coordinator_walks_the_whole_way_by_forms(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    client.force_login(cast.chi)
    opened = client.post(
        at("open"),
        {
            "title": "Đối thoại quý I",
            "topic": "Mặt bằng",
            "organiser": cast.agency("coordinating").code,
            "provincial": "on",
            "starts_on": "20/3/2026",
            "starts_at": "8h30",
            "ends_at": "11",
            "place": "Hội trường",
            "questions_until": "18/3/2026",
        },
    )
    row = Dialogue.objects.get()
    assert opened.url == at("dialogue", row.key)
    invited = client.post(at("act", row.key, "moi"), {"agency": cast.agency("a").code, "name": "", "email": ""})
    assert invited.status_code == 302
    assert client.post(at("act", row.key, "cong-bo")).status_code == 302
    monkeypatch.setenv("DONGHANH_NOW", AFTER.isoformat())
    client.force_login(cast.chi)  # three weeks later nobody is still signed in
    assert client.post(at("act", row.key, "bien-ban"), {"attended": "35", "minutes": "Đã họp."}).status_code == 302
    said = {"text": "Công khai quỹ đất.", "agency": cast.agency("a").code, "due_on": "30/6/2026"}
    assert client.post(at("act", row.key, "ket-luan"), said).status_code == 302
    notice = {"number": "15/TB-UBND", "signed_on": "23/3/2026", "signer": "Đinh Quang Minh", "issuer": "UBND tỉnh"}
    assert client.post(at("act", row.key, "thong-bao-ket-luan"), notice).status_code == 302
    assert client.post(at("conclusion", row.key, 1, "giao")).status_code == 302
    unread = client.post(at("act", row.key, "cong-bo-ket-qua"), {"public_minutes": "Đã họp."})
    assert unread.status_code == 422, "somebody must say that they have read it again"
    done = client.post(at("act", row.key, "cong-bo-ket-qua"), {"public_minutes": "Đã họp.", "checked": "on"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == domain.Stage.PUBLISHED


def test_forms_say_in_one_sentence_what_is_wrong(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    row = announced(cast)
    client.force_login(cast.chi)
    answer = client.post(
        at("act", row.key, "doi-lich"),
        {
            "title": "x",
            "topic": "y",
            "starts_on": "31/2/2026",
            "starts_at": "25:00",
            "ends_at": "11",
            "place": "z",
            "questions_until": "1/3/2026",
        },
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "không phải là ngày có thật" in told
    assert "không phải giờ" in told


def test_questions_are_handled_by_forms(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    row = announced(cast)
    one, two, three = asked(row), asked(row, "Phí bao nhiêu?"), asked(row, "Chuyện riêng?")
    client.force_login(cast.chi)
    chosen = {"agency": cast.agency("a").code, "public_text": "Về quỹ đất?"}
    assert client.post(at("question_act", row.key, one.order, "chuyen"), chosen).status_code == 302
    assert client.post(at("question_act", row.key, two.order, "thanh-kien-nghi")).status_code == 302
    why = {"reason": "Không thuộc nội dung."}
    assert client.post(at("question_act", row.key, three.order, "ngoai-noi-dung"), why).status_code == 302
    client.force_login(cast.an)
    assert client.get(at("question", row.key, one.order)).status_code == 200
    assert client.post(at("question_act", row.key, one.order, "tra-loi"), {"answer": "Quý II."}).status_code == 302
    states = list(row.questions.order_by("order").values_list("state", flat=True))
    assert states == ["answered", "petition", "declined"]


def test_the_feed_is_a_calendar_that_others_read_and_names_no_guest(client, cast):
    row = draft(cast)
    services.invite(row, name="Khách kín", email="kin@khach.example", by=cast.chi, at=AT)
    services.announce(row, by=cast.chi, at=AT)
    body = client.get(at("feed")).content
    events = Calendar.from_ical(body).walk("VEVENT")
    assert [str(e["summary"]) for e in events] == [row.title]
    assert b"kin@khach.example" not in body
    assert client.get(at("meeting", row.key))["Content-Type"].startswith("text/calendar")


def test_a_leader_decides_and_the_coordinator_orders_by_forms(client, cast):
    cluster = Cluster.objects.create(
        label="Chủ đề", agency=cast.agency("a"), size=3, first_on=AT, last_on=AT, found_on=AT
    )
    client.force_login(cast.chi)
    assert client.get(at("cluster", cluster.key)).status_code == 200
    said = {
        "kind": "duty",
        "title": "Công khai quỹ đất",
        "text": "Đăng hằng quý.",
        "agency": cast.agency("a").code,
        "due_on": "",
    }
    assert client.post(at("propose", cluster.key), said).status_code == 302
    row = Reform.objects.get()
    client.force_login(cast.minh)
    assert "Quyết định" in client.get(at("reform", row.key)).content.decode()
    yes = {"agreed": "1", "decision": "Cần làm ngay."}
    assert client.post(at("reform_act", row.key, "quyet-dinh"), yes).status_code == 302
    client.force_login(cast.chi)
    by = {"number": "9/QĐ-UBND", "signed_on": "24/3/2026", "signer": "Đinh Quang Minh", "issuer": "UBND tỉnh"}
    assert client.post(at("reform_act", row.key, "giao"), by).status_code == 302
    told = client.get(at("reform", row.key)).content.decode()
    assert "QĐ9-2026-0001" in told
    assert client.get(at("hot")).status_code == 200


def test_a_wrong_role_gets_a_sentence_and_a_stranger_nothing(client, cast):
    row = concluded(cast)
    client.force_login(cast.an)
    assert client.post(at("act", row.key, "cong-bo-ket-qua")).status_code == 403
    assert client.post(at("conclusion", row.key, 1, "giao")).status_code == 403
    hidden = draft(cast)
    assert client.get(at("act", hidden.key, "cong-bo")).status_code == 404
    assert client.get(at("act", row.key, "khong-co")).status_code == 404


def test_the_page_of_the_work_leads_back_to_its_conclusion(client, cast):
    row = concluded(cast)
    work = services.order(row.conclusions.get(), by=cast.chi, at=AFTER)
    told = client.get(work.url).content.decode()
    assert f"/doi-thoai/{row.key}/#ket-luan-1" in told
    assert "Kết luận đối thoại" in told


def test_a_year_leaves_as_a_sheet(client, cast):
    held(cast)
    sheet = client.get(at("figures"), {"tai": "csv"}).content.decode("utf-8-sig")
    assert "UBND tỉnh chủ trì" in sheet
    assert "còn 1 đến hết năm" in sheet


def test_what_is_coming_is_told_with_its_last_day_for_questions(client, cast, monkeypatch):
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    announced(cast, starts_at=HELD_AT, ends_at=HELD_AT + timedelta(hours=1), questions_until=date(2026, 3, 18))
    assert "Nhận câu hỏi đến hết ngày 18/3/2026" in client.get(at("calendar")).content.decode()
