"""Letters through a real LMTP door, a real IMAP box and a real SMTP server, all on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pyrage
import pytest
from aiosmtpd.controller import Controller

from donghanh.config.lmtp import Door
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions import services
from donghanh.work.petitions.models import Envelope, Letter, Petition
from donghanh.work.petitions.services import mailroom, postbox
from donghanh.work.petitions.tests.factories import answered

BOX = "kien-nghi@donghanh.localhost"


@pytest.fixture(autouse=True)
def ready(db: None, settings: Any, tmp_path: Any) -> None:
    load_calendar()
    settings.FILES_ROOT = tmp_path
    settings.MAIL_BOX = BOX


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def letter(
    text: str = "Xin hỏi thủ tục thuê đất cụm công nghiệp.", *, sender: str = "dung@example.vn", **headers: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = f"Phùng Mỹ Dung <{sender}>", headers.pop("To", BOX)
    made["Subject"] = headers.pop("Subject", "Thuê đất")
    made["Message-ID"] = headers.pop("Id", "<1@example.vn>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def take(made: EmailMessage, **more: Any) -> Letter:
    return mailroom.take_letter(bytes(made), at=dates.now(), **more)


def out() -> list[Letter]:
    return list(Letter.objects.filter(way="out").order_by("pk"))


def test_a_letter_becomes_a_case_and_its_receipt_says_nothing_of_it() -> None:
    taken = take(letter())
    row = Petition.objects.get()
    assert (taken.state, taken.petition, row.channel, row.title) == ("taken", row, "email", "Thuê đất")
    assert row.petitioner.email == "dung@example.vn"
    receipt = out()[0]
    assert row.number in receipt.subject
    assert services.secret_of(row) in receipt.body
    assert "thuê đất" not in (receipt.body + receipt.subject).casefold()


def test_answers_find_their_case_by_address_and_by_the_letter_they_answer() -> None:
    take(letter())
    row = Petition.objects.get()
    take(letter("Bổ sung số hồ sơ 12.", Id="<2@x>", To=mailroom.box_of(row)))
    receipt = out()[0]
    take(letter("Bổ sung lần hai.", Id="<3@x>", In_Reply_To=f"<{receipt.key}@donghanh.localhost>"))
    take(letter("Bổ sung lần ba.", Id="<4@x>", References="<1@example.vn>"))
    assert list(row.messages.order_by("seq").values_list("text", flat=True)) == [
        "Bổ sung số hồ sơ 12.", "Bổ sung lần hai.", "Bổ sung lần ba.",
    ]  # fmt: skip
    assert Petition.objects.count() == 1


def test_a_stranger_cannot_write_into_a_case_or_learn_its_secret() -> None:
    take(letter())
    row = Petition.objects.get()
    take(letter("Chen vào.", sender="khac@example.vn", Id="<5@x>", References="<1@example.vn>"))
    take(
        letter(
            "Chen vào nữa đi mà.",
            sender="khac@example.vn",
            Id="<6@x>",
            To=f"kien-nghi+{row.key}-0000000000@donghanh.localhost",
        )
    )
    take(letter("Cùng mã thư với người khác.", sender="khac@example.vn"))
    assert not row.messages.exists()
    assert all(services.secret_of(row) not in x.body for x in out() if x.address == "khac@example.vn")


def test_the_same_letter_twice_is_one(django_assert_max_num_queries: Any) -> None:
    assert take(letter()).pk == take(letter()).pk
    assert (Petition.objects.count(), len(out())) == (1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Donghanh_Loop": "ours"},
        {"Return_Path": "<>"},
    ],
)
def test_machines_are_set_aside_and_never_answered(headers: dict[str, str]) -> None:
    if "X_Donghanh_Loop" in headers:
        headers = {"X_Donghanh_Loop": mailroom.mark()}
    taken = take(letter(**headers))
    assert (taken.state, bool(taken.reason)) == ("aside", True)
    assert out() == []
    assert not Petition.objects.exists()


def test_two_houses_answering_each_other_stop_at_once() -> None:
    """Our receipt comes back as another system's automatic answer: nothing more leaves."""
    take(letter())
    receipt = out()[0]
    message = mailroom._message(receipt)
    back = letter(
        "Tự động: đã nhận.",
        sender="dung@example.vn",
        Id="<7@x>",
        Subject="Trả lời tự động: đã nhận",
        To=message.reply_to[0],
    )
    back["Auto-Submitted"] = "auto-replied"
    take(back)
    assert len(out()) == 1


def test_a_sender_that_floods_is_neither_taken_nor_answered() -> None:
    for n in range(25):
        take(letter(f"Lần thứ {n} hỏi về thủ tục.", Id=f"<f{n}@x>"))
    assert Petition.objects.count() == 20
    assert len(out()) <= 20


def test_a_letter_over_thirty_megabytes_is_refused_with_a_word() -> None:
    taken = mailroom.take_letter(bytes(letter()) + b"\n" + b"x" * 30_000_001, at=dates.now())
    assert (taken.state, taken.verdict) == ("aside", "too_large")
    assert "30 MB" in out()[0].body


def test_files_that_cannot_be_kept_are_named_in_the_receipt() -> None:
    made = letter()
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="a.exe")
    made.add_attachment("sổ tay".encode(), maintype="text", subtype="plain", filename="ghi.txt")
    made.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="moi.ics")
    take(made)
    assert [a.file.name for a in Petition.objects.get().attachments.all()] == ["ghi.txt"]
    assert "a.exe" in out()[0].body
    assert "moi.ics" in out()[0].body


def test_a_denunciation_by_letter_stands_nowhere_in_clear(settings: Any) -> None:
    words = "Tôi tố cáo ông Nguyễn Văn Bí Mật nhận tiền của doanh nghiệp."
    take(letter(words, Subject="Đơn tố cáo"))
    assert "Thanh tra tỉnh" in out()[0].body
    key = pyrage.x25519.Identity.generate()
    settings.SEAL_KEYS = [str(key.to_public())]
    taken = take(letter(words, Subject="Đơn tố cáo", Id="<8@x>"))
    assert (taken.address, taken.subject) == ("", "")
    assert Envelope.objects.count() == 1
    assert not Petition.objects.exists()
    assert all("Bí Mật" not in f"{x.body}{x.subject}{x.reason}" for x in Letter.objects.all())


def test_the_petitioner_hears_that_there_is_an_answer_and_not_what_it_says(cast: Any) -> None:
    from donghanh.record.journal import api as journal

    row = answered(cast, dates.now(), text="Nội dung trả lời riêng.")
    for _ in range(2):
        journal.deliver_due(dates.now())
    told = [x for x in out() if x.petition == row]
    assert [x.address for x in told] == [row.petitioner.email]
    assert "đã có trả lời" in told[0].body
    assert "Nội dung trả lời riêng" not in told[0].body


def test_what_waits_is_sent_once_and_tried_again_when_the_carrier_is_away(settings: Any) -> None:
    take(letter())
    port = free_port()
    settings.EMAIL_BACKEND = "donghanh.config.mail.Backend"
    settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
    now = dates.now()
    assert mailroom.send_waiting(at=now) == (0, 1)
    got: list[Any] = []

    class Keep:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
            got.append(envelope)
            return "250 OK"

    server = Controller(Keep(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert mailroom.send_waiting(at=now) == (0, 0)
        assert mailroom.send_waiting(at=now + mailroom.RETRY) == (1, 0)
        assert mailroom.send_waiting(at=now + 2 * mailroom.RETRY) == (0, 0)
    finally:
        server.stop()
    sent = message_from_bytes(got[0].content)
    row = Petition.objects.get()
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["In-Reply-To"] == "<1@example.vn>"
    assert sent["Reply-To"] == mailroom.box_of(row)
    assert out()[0].body == ""


@pytest.mark.django_db(transaction=True)
def test_the_provinces_mail_server_hands_letters_over_by_lmtp(settings: Any) -> None:
    load_calendar()
    door = Door("127.0.0.1", free_port())
    door.start()
    try:
        with smtplib.LMTP("127.0.0.1", door.port) as client:
            client.sendmail("dung@example.vn", [BOX], bytes(letter()))
            client.sendmail("", [BOX], bytes(letter(Id="<b@x>", Subject="Undelivered")))
    finally:
        door.stop()
    assert Petition.objects.count() == 1
    assert set(Letter.objects.filter(way="in").values_list("verdict", "state")) == {
        ("letter", "taken"),
        ("bounce", "aside"),
    }


class ImapBox:
    """A real IMAP server in a thread, with one user and the letters given."""

    def __init__(self, letters: list[bytes]) -> None:
        self.port, self.letters = free_port(), letters
        self.up, self.loop = threading.Event(), asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.task = self.loop.create_task(self._serve())
        with contextlib.suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self.task)

    async def _serve(self) -> None:
        from contextlib import AsyncExitStack

        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPService

        args = Namespace(
            debug=False, subsystem=None, demo_data=None, demo_user="hop", demo_password="thu", tls=False, insecure_login=True,
            host="127.0.0.1", port=str(self.port), inherited_sockets=None, proxy_protocol=None, reject_insecure_auth=False,
            cert=None, key=None, passlib_cfg=None, no_extension=[], disable_search_keys=None, preauth=False, tls_enabled=False,
        )  # fmt: skip
        backend, config = await DictBackend.init(args, insecure_login=True)
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            service = IMAPService(backend, config)
            await service.start(stack)
            self.up.set()
            await asyncio.Event().wait()

    def __enter__(self) -> ImapBox:
        import imaplib

        self.thread.start()
        assert self.up.wait(20)
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.login("hop", "thu")
            for raw in self.letters:
                client.append("INBOX", "", None, raw)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.task.cancel)
        self.thread.join(10)

    @property
    def url(self) -> str:
        return f"imap://hop:thu@127.0.0.1:{self.port}/INBOX"


@pytest.fixture
def box() -> Iterator[ImapBox]:
    with ImapBox([bytes(letter()), bytes(letter(Id="<a@x>", Auto_Submitted="auto-replied"))]) as made:
        yield made


def test_letters_are_fetched_by_imap_once(box: ImapBox) -> None:
    done = postbox.fetch(box.url, clock=dates.now)
    assert (done.taken, done.aside) == (1, 1)
    assert Petition.objects.count() == 1
    again = postbox.fetch(box.url, clock=dates.now)
    assert (again.taken, again.aside) == (0, 0)


def test_a_mailbox_that_is_away_or_plain_elsewhere_is_said_in_one_sentence() -> None:
    with pytest.raises(NotNow, match="Không mở được hộp thư"):
        postbox.fetch(f"imap://a:b@127.0.0.1:{free_port()}/", clock=dates.now)
    with pytest.raises(Invalid, match="imaps"):
        postbox.fetch("imap://a:b@mail.example.vn/", clock=dates.now)
