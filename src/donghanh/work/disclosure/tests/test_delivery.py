"""What was asked in person and by post is entered, answered, handed over and paid; letters leave by a real server."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.ground.workcal import services as workcal_services
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.notify import jobs as post_office
from donghanh.work.disclosure import services
from donghanh.work.disclosure.domain import requests as domain
from donghanh.work.disclosure.models import InfoRequest
from donghanh.work.disclosure.queries import mailed
from donghanh.work.disclosure.queries import requests as reads
from donghanh.work.disclosure.tests.factories import ON, Town, at, settle

pytestmark = pytest.mark.django_db
ASKED = date(2026, 11, 12)  # a Thursday


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", at().isoformat())


@pytest.fixture
def town(db: None) -> Town:
    workcal_services.import_reference(at=at(date(2026, 1, 5)))
    return Town()


class Server:
    """An SMTP server on loopback that keeps what it takes."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.EMAIL_BACKEND = "donghanh.config.mail.Backend"
    settings.CSRF_TRUSTED_ORIGINS = ["https://dh.example.vn"]
    yield server
    controller.stop()


def asked(town: Town, when: date = ASKED, **facts: Any) -> InfoRequest:
    given = {
        "agency": town.a, "subject": "Bảng giá đất phường Đông Kinh", "full_name": "Vi Thị Kín", "delivery": "email",
        "email": "kin@example.vn", **facts,
    }  # fmt: skip
    return services.send(at=at(when), **given).request


def answered(town: Town, row: InfoRequest, *, when: date = ASKED, **facts: Any) -> InfoRequest:
    row = services.take(row, hard=False, by=town.an, at=at(when))
    given = {"decision": "granted", "text": "Giá 12 triệu đồng một mét vuông.", **facts}
    return services.answer(row, by=town.ha, at=at(when), **given)


def bodies(post: Server) -> list[str]:
    return [letter.get_content().replace("\r\n", "\n") for letter in post.letters]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_left_an_address_is_written_to_at_each_step_they_wait_for(town: Town, post: Server) -> None:
    row = asked(town)
    row = services.take(row, hard=False, by=town.an, at=at(ASKED, 10))
    row = services.ask(
        row, question="Cần tờ bản đồ số mấy?", fee_vnd=20_000, fee_note="in màu", by=town.an, at=at(ASKED, 11)
    )
    services.supplement(row, text="Tờ 12", at=at(ASKED, 14))
    settle(at(ASKED, 15))
    post_office.send_letters(at(ASKED, 15))
    assert [letter["Subject"].strip() for letter in post.letters] == [
        f"Yêu cầu {row.number} đã nhận",
        f"Yêu cầu {row.number} cần bạn bổ sung",
    ]
    assert {letter["To"] for letter in post.letters} == {"kin@example.vn"}
    received, question = bodies(post)
    assert "https://dh.example.vn/cong-khai/yeu-cau/tra-cuu/" in received
    assert "Hạn trả lời: 17/11/2026." in received
    assert "Cần tờ bản đồ số mấy?" in question
    assert "20.000 đồng, in màu" in question
    assert "Vi Thị Kín" not in received + question
    settle(at(ASKED, 16))
    post_office.send_letters(at(ASKED, 16))
    assert len(post.letters) == 2, "nothing is written twice"


def test_who_asked_to_be_answered_by_mail_gets_the_answer_its_grounds_and_its_files(town: Town, post: Server) -> None:
    stored = files.store(
        SimpleUploadedFile("gia-dat.csv", b"to,gia\n12,12000000\n"), name="gia-dat.csv", by=town.an, at=at(ASKED),
        purpose="attachment",
    )  # fmt: skip
    row = answered(town, asked(town), decision="partial", grounds=["internal"], files=[stored], document_number="9/TB")
    settle(at(ASKED, 15))
    post_office.send_letters(at(ASKED, 15))
    body = bodies(post)[-1]
    assert "Kết quả: cung cấp một phần, văn bản 9/TB." in body
    assert "Giá 12 triệu đồng một mét vuông." in body
    assert "- Thông tin cuộc họp nội bộ" in body
    assert "Điều 6" in body
    found = re.search(r"https://dh\.example\.vn(/cong-khai/yeu-cau/tep/\S+)", body)
    assert found is not None
    got = Client().get(found[1])
    assert b"".join(got.streaming_content) == b"to,gia\n12,12000000\n"  # type: ignore[attr-defined]
    assert got["Cache-Control"] == "no-store, private"
    assert Client().get(found[1][:-3] + "x/").status_code == 404
    token = found[1].rstrip("/").rpartition("/")[2]
    with pytest.raises(NotNow, match="hết hạn"):
        mailed.file_at(token, on=ASKED + timedelta(days=61))
    assert row.to_hand_over is False


def test_who_did_not_ask_for_mail_is_told_only_that_there_is_an_answer(town: Town, post: Server) -> None:
    answered(town, asked(town, delivery="online"))
    asked(town, delivery="office", email="")
    settle(at(ASKED, 15))
    post_office.send_letters(at(ASKED, 15))
    assert len(post.letters) == 2
    assert "cung cấp toàn bộ" in bodies(post)[-1]
    assert "12 triệu" not in bodies(post)[-1]


def test_an_officer_enters_what_was_asked_in_person_and_it_is_due_the_same_day(town: Town) -> None:
    page = client_of(town.an)
    empty = page.get(reverse("disclosure:enter")).content.decode()
    assert "Trực tiếp tại cơ quan" in empty
    assert f'<option value="{town.a.key}" selected>' in empty, "an officer enters for their own agency first"
    made = page.post(
        reverse("disclosure:enter"),
        {
            "channel": "office", "subject": "Bảng giá đất", "agency": town.a.key, "delivery": "office",
            "full_name": "Vi Thị Kín",
        },
    )  # fmt: skip
    text = made.content.decode()
    row = InfoRequest.objects.get()
    assert (row.channel, row.delivery) == ("office", "office")
    assert "In giấy hẹn này cho người yêu cầu" in text
    assert reverse("disclosure:request", args=[row.key]) in text
    rule = reads.rule_of(row)
    assert (rule.code, rule.verified) == ("information.office.simple", False)
    assert reads.clock(InfoRequest.objects.with_context().get()).due_on == ON
    assert "chưa kiểm chứng" in page.get(reverse("disclosure:request", args=[row.key])).content.decode()


def test_what_was_asked_in_person_and_must_be_gathered_may_be_extended_by_the_head(town: Town) -> None:
    row = asked(town, channel="office", delivery="office", by=town.an)
    row = services.take(row, hard=True, by=town.an, at=at(ASKED))
    with pytest.raises(Invalid, match="Không gia hạn được"):
        services.extend(row, days=11, reason="Nhiều hồ sơ", by=town.ha, at=at(ASKED))
    row = services.extend(row, days=10, reason="Nhiều hồ sơ", by=town.ha, at=at(ASKED))
    assert reads.clock(row).due_on == date(2026, 12, 11)  # 24/11 is a day off


def test_an_answer_is_handed_over_once_and_no_more_is_paid_than_was_told(town: Town) -> None:
    row = services.take(
        asked(town, channel="post", delivery="office", by=town.an), hard=False, by=town.an, at=at(ASKED)
    )
    row = services.ask(
        row, question="Đồng ý chi phí?", fee_vnd=50_000, fee_note="sao 20 trang", by=town.an, at=at(ASKED)
    )
    row = services.supplement(row, text="Đồng ý", at=at(ASKED))
    row = services.answer(row, decision="granted", text="Bản sao kèm theo.", by=town.ha, at=at(ASKED))
    assert row.to_hand_over
    for facts, words in (
        ({"fee_paid_vnd": 60_000}, "đến mức đã báo trước: 50.000 đồng"),
        ({"delivered_on": ASKED - timedelta(days=1)}, "không trước ngày trả lời"),
        ({"delivered_on": ON + timedelta(days=1)}, "không sau hôm nay"),
        ({"note": " "}, "giao thế nào"),
    ):
        with pytest.raises(Invalid, match=words):
            services.deliver_answer(
                row, **{"delivered_on": ON, "note": "Bà Kín ký nhận", "by": town.an, "at": at(), **facts}
            )
    with pytest.raises(NotAllowed):
        services.deliver_answer(row, delivered_on=ON, note="x", by=town.binh, at=at())
    page = client_of(town.an)
    assert "chờ giao" in page.get(reverse("disclosure:request", args=[row.key])).content.decode()
    given = {"delivered_on": "20/11/2026", "note": "Ký nhận tại cơ quan", "fee_paid_vnd": "50.000"}
    done = page.post(reverse("disclosure:request_act", args=[row.key, "giao"]), given, follow=True).content.decode()
    assert "đã thu 50.000 đồng" in done
    row.refresh_from_db()
    assert (row.delivered_on, row.fee_paid_vnd, row.to_hand_over) == (ON, 50_000, False)
    with pytest.raises(NotNow):
        services.deliver_answer(row, delivered_on=ON, note="lần nữa", by=town.an, at=at())
    (tally,) = reads.tallies(InfoRequest.objects.with_context(), on=ON)
    assert (tally.fees_vnd, tally.to_hand_over, tally.granted) == (50_000, 0, 1)


def test_a_ground_whose_article_nobody_has_read_again_says_so_wherever_it_is_cited(town: Town, client: Client) -> None:
    row = answered(town, asked(town, delivery="online"), decision="refused", grounds=["business", "internal"])
    business, internal = sorted(row.grounds)
    assert business.endswith("chưa kiểm chứng)")
    assert internal.endswith("Điều 6)")
    services.publish_answer(row, public_subject="Bảng giá đất", redacted=True, by=town.ha, at=at())
    assert "chưa kiểm chứng" in client.get(reverse("disclosure:request", args=[row.key])).content.decode()
    assert "chưa kiểm chứng" in client.get(reverse("disclosure:requests")).content.decode()
    assert any(not g.verified for g in domain.grounds(ON).values())


def test_the_figures_of_agencies_leave_with_what_waits_to_be_handed_over_and_what_was_paid(
    town: Town, client: Client
) -> None:
    answered(town, asked(town, delivery="office", email=""))
    body = b"".join(client.get(reverse("disclosure:requests") + "?tai=csv")).decode("utf-8-sig")
    head, line = (part.split(",") for part in body.strip().splitlines())
    told = dict(zip((h.strip('"') for h in head), line, strict=False))
    assert (told["Chờ giao kết quả"], told["Đã trả lời"]) == ("1", "1")


def test_another_agencys_inbox_never_shows_the_senders_own_words_even_of_a_published_answer(town: Town) -> None:
    row = answered(town, asked(town, delivery="online", subject="Giá đất nhà bà Vi Thị Kín"))
    services.publish_answer(row, public_subject="Giá đất một thửa", redacted=True, by=town.ha, at=at())
    inbox = reverse("disclosure:inbox")
    assert "Kín" not in client_of(town.binh).get(inbox).content.decode()
    assert "Kín" in client_of(town.an).get(inbox).content.decode()
    assert "Giá đất một thửa" in client_of(town.binh).get(reverse("disclosure:requests")).content.decode()
