"""Telling, reading, and the daily letter through a real mail server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from donghanh.ground.accounts.tests.factories import make_user
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.record.journal import queries
from donghanh.record.journal.tests.factories import NOON
from donghanh.record.notify import domain, jobs, services
from donghanh.record.notify.domain import Enclosure
from donghanh.record.notify.models import Digest, Letter, Notice

pytestmark = pytest.mark.django_db


class Post:
    """A post office that keeps what it takes, and refuses when told to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.answer = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        if self.answer:
            return self.answer
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def post(settings: object) -> Iterator[Post]:
    """Open a real SMTP server on loopback and let the house send through it, as DONGHANH_MAIL would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    office = Post()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{port}"  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "donghanh.config.mail.Backend"  # type: ignore[attr-defined]
    settings.CSRF_TRUSTED_ORIGINS = ["https://dh.example.vn"]  # type: ignore[attr-defined]
    yield office
    controller.stop()


@pytest.fixture(autouse=True)
def stones(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Say which stones anybody may see; a test takes one away."""
    visible = {"a", "b", "c"}
    monkeypatch.setattr(queries, "_things", {})
    queries.about("trial.stone", lambda _user, keys: keys & visible)
    return visible


def tell(user: object, title: str = "Chờ duyệt kết quả", about: str = "a", **more: object) -> Notice | None:
    fields = {
        "kind": "trial.told",
        "title": title,
        "url": f"/gach/{about}/",
        "about_type": "trial.stone",
        "about_key": about,
    }
    return services.notify(user.pk, **(fields | {"at": NOON - timedelta(hours=1)} | more))  # type: ignore[arg-type,attr-defined]


def test_a_person_is_told_once_however_often_the_handler_runs() -> None:
    an = make_user()
    assert tell(an) == tell(an)
    tell(an, about="b")
    tell(an, at=NOON + timedelta(days=1))
    assert Notice.objects.visible_to(an).count() == 3


def test_nobody_is_told_what_they_did_themselves() -> None:
    an = make_user()
    assert tell(an, actor_id=an.pk) is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize("url", ["https://ngoai.example", "//ngoai.example", "javascript:1", ""])
def test_a_notice_leads_nowhere_outside(url: str) -> None:
    with pytest.raises(Invalid):
        tell(make_user(), url=url)


def test_anothers_notice_does_not_exist() -> None:
    notice = tell(make_user())
    with pytest.raises(NotAllowed) as refusal:
        services.mark_read(notice, by=make_user("Bình"), at=NOON)
    assert refusal.value.status == 404


def test_one_letter_a_day_carries_all_that_is_unread(post: Post) -> None:
    an = make_user("Nguyễn Thị Ấn")
    tell(an, "Bị trả lại: báo cáo quý")
    tell(an, "Xin gia hạn: rà soát bảng giá", about="b")
    services.mark_read(tell(an, "đã đọc rồi", about="c"), by=an, at=NOON)
    for hour in range(24):
        jobs.send_digests(NOON.replace(hour=0) + timedelta(hours=hour))
        if hour == 15:
            tell(an, "đến sau", about="c", at=NOON.replace(hour=15))
    (letter,) = post.letters
    assert post.to == [an.email]
    assert letter["Subject"].strip() == "Đồng Hành Lạng Sơn: 2 thông báo ngày 23/11/2026"
    assert letter["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        assert "Bị trả lại: báo cáo quý" in text
        assert "https://dh.example.vn/gach/b/" in text
        assert "đã đọc rồi" not in text
    jobs.send_digests(NOON + timedelta(days=1))
    assert "đến sau" in post.letters[1].get_body(("plain",)).get_content()


def test_who_has_nothing_gets_no_letter(post: Post) -> None:
    make_user()
    closed = make_user("Đã nghỉ")
    tell(closed)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False, closed_at=NOON)
    jobs.send_digests(NOON)
    assert not post.letters
    assert not Digest.objects.exists()


def test_what_a_person_may_no_longer_see_stays_out_of_the_letter(post: Post, stones: set[str]) -> None:
    an = make_user()
    tell(an, "còn được xem", about="a")
    tell(an, "việc mật của cơ quan khác", about="b")
    stones.discard("b")
    jobs.send_digests(NOON)
    (letter,) = post.letters
    assert "việc mật" not in letter.as_string()
    assert "1 thông báo" in letter["Subject"]


def test_who_wants_no_letter_or_another_hour_is_heeded_and_nobody_is_written_to_by_night(post: Post) -> None:
    an, binh = make_user("An"), make_user("Bình")
    services.choose(by=an, at=NOON, digest=False, hour=7)
    services.choose(by=binh, at=NOON, digest=True, hour=16)
    tell(an)
    tell(binh)
    jobs.send_digests(NOON)
    assert not post.letters
    jobs.send_digests(NOON.replace(hour=22))
    assert not post.letters
    jobs.send_digests(NOON.replace(hour=16, minute=5))
    assert post.to == [binh.email]
    with pytest.raises(Invalid):
        services.choose(by=an, at=NOON, digest=True, hour=23)


@pytest.mark.parametrize("trouble", ["451 busy", "554 refused", "down"])
def test_a_letter_that_the_server_refuses_is_tried_again_not_lost_not_doubled(
    post: Post, trouble: str, settings: object
) -> None:
    an, binh = make_user("An"), make_user("Bình")
    tell(an)
    tell(binh)
    address = settings.MAIL_URL  # type: ignore[attr-defined]
    if trouble == "down":
        settings.MAIL_URL = "smtp://127.0.0.1:9"  # type: ignore[attr-defined]
    else:
        post.answer = trouble
    jobs.send_digests(NOON)
    assert not post.letters
    assert set(Digest.objects.values_list("state", "attempts")) == {(domain.WAITING, 1)}
    assert all(Digest.objects.values_list("last_error", flat=True))
    post.answer, settings.MAIL_URL = "", address  # type: ignore[attr-defined]
    jobs.send_digests(NOON + timedelta(minutes=1))
    assert not post.letters, "not before its time"
    for minute in (11, 12, 60, 120):
        jobs.send_digests(NOON + timedelta(minutes=minute))
    assert sorted(post.to) == sorted([an.email, binh.email])


def test_a_letter_whose_worker_was_killed_is_not_doubled_and_its_lines_go_out_the_next_day(post: Post) -> None:
    an = make_user()
    tell(an, "Bị trả lại: báo cáo quý")
    Digest.objects.create(user=an, day=NOON.date(), state=domain.SENDING, attempts=1, next_at=NOON)
    jobs.send_digests(NOON + timedelta(hours=3))
    assert not post.letters
    jobs.send_digests(NOON + timedelta(days=1))
    assert "Bị trả lại" in post.letters[0].get_body(("plain",)).get_content()


def test_a_long_letter_lists_twenty_and_counts_the_rest(post: Post) -> None:
    an = make_user()
    for i in range(27):
        tell(an, f"Việc số {i:02d}.", source=str(i))
    jobs.send_digests(NOON)
    text = post.letters[0].get_body(("plain",)).get_content()
    assert text.count("Việc số") == domain.LINES_IN_A_DIGEST
    assert "Còn 7 thông báo khác" in text


def test_old_read_notices_go_and_a_heap_of_unread_ones_counts_as_read() -> None:
    an = make_user()
    old = tell(an, "cũ", source="cũ")
    services.mark_read(old, by=an, at=NOON)
    for i in range(domain.UNREAD_CAP + 5):
        tell(an, f"Việc {i}", source=str(i), at=NOON + timedelta(minutes=i))
    jobs.tidy(NOON + timedelta(days=500))
    assert Notice.objects.unread().count() == domain.UNREAD_CAP
    assert not Notice.objects.filter(pk=old.pk).exists()


# --- letters to addresses outside ------------------------------------------------------------------------------------

ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def invited(**more: object) -> Letter:
    facts: dict[str, object] = {
        "subject": "Giấy mời đối thoại",
        "body": "Trân trọng kính mời.",
        "source": "dialogues:abc:0",
        "at": NOON,
        "enclosure": Enclosure("giay-moi.ics", "text/calendar; method=REQUEST", ICS),
    }
    return services.write("giam.doc@congty.example", **{**facts, **more})  # type: ignore[arg-type]


def test_a_letter_leaves_once_with_its_calendar_as_a_calendar(post: Post) -> None:
    invited()
    invited()
    assert jobs.send_letters(NOON) == "Gửi 1 thư, 0 chưa gửi được."
    assert jobs.send_letters(NOON) == "Gửi 0 thư, 0 chưa gửi được."
    (letter,) = post.letters
    part = next(p for p in letter.walk() if p.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_filename() == "giay-moi.ics"
    assert part.get_content() == ICS


def test_what_was_sent_keeps_no_words(post: Post) -> None:
    letter = invited()
    assert services.send_letter(letter, at=NOON)
    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.file_body) == (domain.SENT, "", "")


def test_a_letter_whose_carrier_is_away_is_tried_again_later(post: Post, settings: object) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:9"  # type: ignore[attr-defined]
    letter = invited()
    assert not services.send_letter(letter, at=NOON)
    letter.refresh_from_db()
    assert letter.state == domain.WAITING
    assert letter.next_at > NOON
    assert letter.body


def test_nobody_outside_is_written_to_by_night() -> None:
    invited()
    assert jobs.send_letters(NOON.replace(hour=2)) == "Ban đêm không gửi thư."
    assert Letter.objects.get().state == domain.WAITING


def test_an_address_that_is_none_is_refused_with_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        services.write("không phải thư", subject="a", body="b", source="c", at=NOON)
    assert "to" in refused.value.fields
