"""Somebody without an account files, follows, adds, rates and takes back; a stranger sees nothing of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.kit.errors import NotNow
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Draft, Petition
from donghanh.work.petitions.services import drafts, limits
from donghanh.work.petitions.tests.factories import answered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar(db: None) -> None:
    load_calendar()


TEXT = "Công ty chúng tôi nộp hồ sơ thuê đất cụm công nghiệp Hữu Lũng từ tháng 8 đến nay chưa có kết quả."
WHO = {"kind": "business", "name": "Công ty TNHH An Phát", "phone": "0912 345 678", "email": "an@anphat.example"}
HEAD = "/kien-nghi"


def begin(client: Client) -> str:
    """Open a draft that is old enough to be a person's."""
    response = client.post(f"{HEAD}/gui/")
    assert response.status_code == 302
    key = response["Location"].split("/")[3]
    Draft.objects.filter(key=key).update(opened_at=timezone.now() - timedelta(minutes=5))
    return key


def say(client: Client, key: str, step: str, **given: Any) -> Any:
    return client.post(f"{HEAD}/gui/{key}/{step}/", given)


def written(client: Client, text: str = TEXT) -> str:
    key = begin(client)
    say(client, key, "viec", regime="petition")
    say(client, key, "noi-dung", text=text)
    say(client, key, "linh-vuc", subject="land")
    say(client, key, "noi-xay-ra", place="06184", place_text="Cụm CN")
    say(client, key, "tep", tiep="1")
    say(client, key, "nguoi-gui", **WHO)
    return key


def sent(client: Client) -> tuple[Petition, str]:
    key = written(client)
    response = client.post(f"{HEAD}/gui/{key}/xem-lai/", {"website": ""})
    assert response.status_code == 302, response.context["form"].errors
    page = client.get(response["Location"]).content.decode()
    row = Petition.objects.latest("pk")
    assert row.number in page
    return row, services.secret_of(row)


def test_a_business_files_question_by_question_and_gets_a_receipt(client: Client) -> None:
    row, secret = sent(client)
    assert (row.channel, row.subject, row.place, row.text) == ("web", "land", "06184", TEXT)
    assert row.petitioner.name == "Công ty TNHH An Phát"
    assert row.due_on is not None
    assert not Draft.objects.exists()
    page = client.get(f"{HEAD}/theo-doi/{row.number}/{secret}/", follow=True).content.decode()
    assert row.title in page
    assert "Văn phòng UBND tỉnh" in page


def test_each_question_sends_to_the_next_that_is_open(client: Client) -> None:
    key = begin(client)
    for step, given, following in (
        ("viec", {"regime": "question"}, "noi-dung"),
        ("noi-dung", {"text": TEXT}, "linh-vuc"),
        ("linh-vuc", {"subject": "land"}, "noi-xay-ra"),
        ("noi-xay-ra", {"place": drafts.WHOLE}, "tep"),
        ("tep", {"tiep": "1"}, "nguoi-gui"),
        ("nguoi-gui", WHO, "xem-lai"),
    ):
        assert client.get(f"{HEAD}/gui/{key}/{step}/").status_code == 200
        assert say(client, key, step, **given)["Location"].endswith(f"/{following}/")


def test_a_draft_is_found_again_and_never_kept_by_anybody_between(client: Client) -> None:
    key = begin(client)
    say(client, key, "viec", regime="petition")
    say(client, key, "noi-dung", text=TEXT)
    page = client.get(f"{HEAD}/gui/")
    assert f"/gui/{key}/" in page.content.decode()
    other = Client().get(f"{HEAD}/gui/{key}/noi-dung/")
    assert TEXT in other.content.decode()  # the key is the right to it, on another telephone too
    assert "no-store" in other["Cache-Control"]
    assert other["Referrer-Policy"] == "same-origin"
    assert Client().get(f"{HEAD}/gui/khong-co/noi-dung/").status_code == 404


@pytest.mark.parametrize(
    ("step", "given", "sentence"),
    [
        ("noi-dung", {"text": "ngắn"}, "Hãy viết rõ hơn"),
        ("noi-dung", {"text": "x" * 10_001}, "dài quá"),
        ("linh-vuc", {"subject": "khong-co"}, "không có trong danh sách"),
        ("noi-xay-ra", {"place": drafts.OUTSIDE}, "gửi đến cổng của tỉnh đó"),
        ("noi-xay-ra", {"place": "99999"}, "không có trong danh sách"),
        ("nguoi-gui", {**WHO, "name": "C\u043eng ty"}, "bảng chữ khác"),
        ("nguoi-gui", {**WHO, "phone": "", "email": ""}, "điện thoại hoặc thư điện tử"),
        ("nguoi-gui", {**WHO, "tax_code": "12"}, "Mã số thuế"),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_sentence(
    client: Client, step: str, given: dict[str, Any], sentence: str
) -> None:
    key = begin(client)
    response = say(client, key, step, **given)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_invisible_letters_do_not_reach_a_name(client: Client) -> None:
    key = written(client)
    say(client, key, "nguoi-gui", **{**WHO, "name": "Công ty\u200b \u202eAn Phát"})
    assert Draft.objects.get(key=key).answers["who"]["name"] == "Công ty An Phát"


def test_a_mixed_text_is_split_into_cases_of_their_own(client: Client) -> None:
    key = begin(client)
    say(client, key, "viec", regime="petition")
    mixed = (
        "1. Hồ sơ thuê đất, giao đất của công ty nộp từ tháng 3 chưa có quyết định.\n"
        "2. Hồ sơ hoàn thuế giá trị gia tăng quý II đã quá 90 ngày chưa được hoàn thuế."
    )
    page = say(client, key, "noi-dung", text=mixed)
    assert "Tách thành 2 việc" in page.content.decode()
    say(client, key, "noi-dung", tach="co")
    say(client, key, "noi-xay-ra", place=drafts.WHOLE)
    say(client, key, "nguoi-gui", **WHO)
    client.post(f"{HEAD}/gui/{key}/xem-lai/", {})
    assert sorted(Petition.objects.values_list("subject", flat=True)) == ["land", "tax"]


def test_an_accusation_is_asked_about_before_anything_is_kept(client: Client) -> None:
    key = begin(client)
    say(client, key, "viec", regime="petition")
    words = "Tôi tố cáo ông Nguyễn Văn A, phó phòng, nhận tiền của doanh nghiệp tôi."
    page = say(client, key, "noi-dung", text=words)
    assert "kênh niêm phong" in page.content.decode()
    assert "Nguyễn Văn A" not in str(Draft.objects.get(key=key).answers)
    say(client, key, "noi-dung", text=words, khong_phai_to_cao="1")
    assert "Nguyễn Văn A" in str(Draft.objects.get(key=key).answers)


def test_choosing_denunciation_leads_to_the_sealed_way(client: Client) -> None:
    assert say(client, begin(client), "viec", regime="denunciation")["Location"] == f"{HEAD}/to-cao/"


def test_alike_answers_are_shown_before_sending(client: Client, cast: Any) -> None:
    now = dates.now()
    row = answered(cast, now, text="Hồ sơ thuê đất cụm công nghiệp nộp tại trung tâm phục vụ hành chính công.")
    words = services.PublicWords(
        "Thuê đất cụm công nghiệp nộp ở đâu", "Nộp hồ sơ thuê đất cụm công nghiệp ở đâu?", "Nộp tại trung tâm."
    )
    services.publish(row.answers.get(), public=words, by=cast.an, at=now)
    key = begin(client)
    say(client, key, "viec", regime="question")
    page = say(client, key, "noi-dung", text="nop ho so thue dat cum cong nghiep o dau").content.decode()
    assert "Thuê đất cụm công nghiệp nộp ở đâu" in page
    assert say(client, key, "noi-dung", giong="gui")["Location"].endswith("/linh-vuc/")
    assert say(client, key, "noi-dung", giong="thoi")["Location"].endswith("/da-ro/")
    assert not Draft.objects.filter(key=key).exists()


def test_machines_are_thanked_and_nothing_is_kept(client: Client) -> None:
    key = written(client)
    assert client.post(f"{HEAD}/gui/{key}/xem-lai/", {"website": "http://x"})["Location"].endswith("/da-ro/")
    assert not Petition.objects.exists()
    key = written(client)
    Draft.objects.filter(key=key).update(opened_at=timezone.now())
    page = client.post(f"{HEAD}/gui/{key}/xem-lai/", {})
    assert "Gửi nhanh quá mức" in page.content.decode()


def test_sending_twice_makes_one_case(client: Client) -> None:
    key = written(client)
    draft = Draft.objects.get(key=key)
    at = dates.now()
    first = drafts.send(draft, at=at)
    again = drafts.send(draft, at=at)
    assert [r.number for r in first] == [r.number for r in again]
    assert Petition.objects.count() == 1


def test_one_address_cannot_flood_one_door(client: Client) -> None:
    at = dates.now()
    for _ in range(20):
        limits.knock("send", "203.0.113.7", at=at)
    with pytest.raises(NotNow, match="bản đang viết vẫn được giữ"):
        limits.knock("send", "203.0.113.7", at=at)
    limits.knock("send", "203.0.113.8", at=at)
    limits.knock("status", "203.0.113.7", at=at)


def test_old_drafts_are_erased(client: Client) -> None:
    written(client)
    assert drafts.forget_old(at=dates.now() + timedelta(days=6)) == 0
    assert drafts.forget_old(at=dates.now() + timedelta(days=8)) == 1


def test_files_come_along_and_others_are_refused(client: Client, settings: Any, tmp_path: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.FILES_ROOT = tmp_path
    key = begin(client)
    page = client.post(f"{HEAD}/gui/{key}/tep/", {"file": SimpleUploadedFile("a.exe", b"MZ"), "them": "1"})
    assert page.status_code == 422
    client.post(f"{HEAD}/gui/{key}/tep/", {"file": SimpleUploadedFile("ghi chú.txt", b"mot"), "them": "1"})
    stored = Draft.objects.get(key=key).files.get()
    assert stored.name == "ghi chú.txt"
    client.post(f"{HEAD}/gui/{key}/tep/", {"bo": stored.key})
    assert not Draft.objects.get(key=key).files.exists()


def test_a_stranger_learns_nothing_from_numbers(client: Client) -> None:
    row, secret = sent(client)
    stranger = Client()
    wrong = stranger.post(f"{HEAD}/theo-doi/", {"number": row.number, "secret": "khongphaima"})
    none = stranger.post(f"{HEAD}/theo-doi/", {"number": "KN-2026-999999", "secret": "khongphaima"})
    for page in (wrong, none):
        assert page.status_code == 422
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"|nonce-\S+|csrf\w+')
    assert strip.sub("", wrong.content.decode()) == strip.sub("", none.content.decode())
    assert stranger.get(f"{HEAD}/theo-doi/{row.number}/").status_code == 302
    assert stranger.get(f"{HEAD}/theo-doi/{row.number}/zzzzzzzzzz/").status_code == 404
    for verb in ("bo-sung", "danh-gia", "rut", "mo-lai"):
        assert stranger.post(f"{HEAD}/theo-doi/{row.number}/viec/{verb}/", {"text": "x"}).status_code == 404
    assert stranger.get(f"{HEAD}/theo-doi/{row.number}/tep/abc/").status_code == 404
    assert client.get(f"{HEAD}/theo-doi/{row.number}/{secret}/").status_code == 302


def test_guessing_secrets_ends_soon(client: Client) -> None:
    for _ in range(30):
        client.post(f"{HEAD}/theo-doi/", {"number": "KN-2026-000001", "secret": "a"})
    assert client.post(f"{HEAD}/theo-doi/", {"number": "KN-2026-000001", "secret": "a"}).status_code == 409


def test_the_petitioner_adds_and_takes_back(client: Client) -> None:
    row, secret = sent(client)
    client.get(f"{HEAD}/theo-doi/{row.number}/{secret}/")
    client.post(f"{HEAD}/theo-doi/{row.number}/viec/bo-sung/", {"text": "Bổ sung số hồ sơ 123."})
    assert "Bổ sung số hồ sơ 123." in client.get(f"{HEAD}/theo-doi/{row.number}/").content.decode()
    client.post(f"{HEAD}/theo-doi/{row.number}/viec/rut/", {"reason": "Đã xong"})
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_the_petitioner_rates_and_opens_again(client: Client, cast: Any) -> None:
    row = answered(cast, dates.now())
    client.get(f"{HEAD}/theo-doi/{row.number}/{services.secret_of(row)}/")
    page = client.get(f"{HEAD}/theo-doi/{row.number}/").content.decode()
    assert "Đã được giải quyết chưa?" in page
    client.post(f"{HEAD}/theo-doi/{row.number}/viec/danh-gia/", {"solved": "no"})
    client.post(f"{HEAD}/theo-doi/{row.number}/viec/mo-lai/", {"reason": "Chưa nhận được kết quả."})
    row.refresh_from_db()
    assert (row.state, row.reopened) == ("working", 1)


def test_what_agencies_say_among_themselves_stays_there(client: Client, cast: Any) -> None:
    from donghanh.work.petitions.tests.factories import at_agency

    row = at_agency(cast, dates.now())
    services.comment(row, text="Chuyện nội bộ.", to_petitioner=False, by=cast.an, at=dates.now())
    client.get(f"{HEAD}/theo-doi/{row.number}/{services.secret_of(row)}/")
    assert "Chuyện nội bộ" not in client.get(f"{HEAD}/theo-doi/{row.number}/").content.decode()
