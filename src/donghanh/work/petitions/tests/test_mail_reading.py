"""A letter is read for what a person wrote; machines, loops, scripts and programs are told apart from people."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from donghanh.work.petitions.engine import mail
from donghanh.work.petitions.engine.mail import VerdictKind, html_to_text, without_quotes

OWN = ("kien-nghi@donghanh.localhost",)
SECRET = b"a secret of this test"


def letter(text: str = "Xin hỏi thủ tục thuê đất.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = headers.pop("From", "Dung Nguyễn <dung@example.vn>")
    made["To"] = headers.pop("To", OWN[0])
    made["Subject"] = headers.pop("Subject", "Thuê đất cụm công nghiệp")
    made["Message-ID"] = headers.pop("Message_ID", "<1@example.vn>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def read(made: EmailMessage, **more: Any) -> mail.Letter:
    return mail.read(bytes(made), own=OWN, mark="lan-1", **more)


def test_a_plain_letter_is_read() -> None:
    found = read(letter(In_Reply_To="<0@donghanh>", References="<a@x> <0@donghanh>"))
    assert found.verdict.accepted
    assert found.verdict.may_acknowledge
    assert (found.sender, found.sender_name) == ("dung@example.vn", "Dung Nguyễn")
    assert found.text == "Xin hỏi thủ tục thuê đất."
    assert found.answers == ("0@donghanh", "a@x")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied"}, VerdictKind.AUTO),
        ({"Auto-Submitted": "auto-generated; owner-email=x"}, VerdictKind.AUTO),
        ({"Precedence": "bulk"}, VerdictKind.AUTO),
        ({"Precedence": "auto_reply"}, VerdictKind.AUTO),
        ({"X-Autoreply": "yes"}, VerdictKind.AUTO),
        ({"List-Id": "<tin.example.vn>"}, VerdictKind.AUTO),
        ({"Subject": "Trả lời tự động: Kiến nghị"}, VerdictKind.AUTO),
        (
            {"Subject": "Automatic reply: xin chào", "X-Auto-Response-Suppress": "All", "References": "<a@b>"},
            VerdictKind.AUTO,
        ),
        ({"From": "MAILER-DAEMON@example.vn"}, VerdictKind.AUTO),
        ({"Return-Path": "<>"}, VerdictKind.BOUNCE),
        ({"From": OWN[0]}, VerdictKind.LOOP),
        ({"From": "kien-nghi+abc-123@donghanh.localhost"}, VerdictKind.LOOP),
        ({"X-Donghanh-Loop": "lan-1"}, VerdictKind.LOOP),
        ({"From": "khong co dia chi"}, VerdictKind.BROKEN),
        ({"Auto-Submitted": "no"}, VerdictKind.LETTER),
        ({"X-Auto-Response-Suppress": "OOF"}, VerdictKind.LETTER),
        ({"Subject": "Hỏi về trả lời tự động của cơ quan"}, VerdictKind.LETTER),
    ],
)
def test_machines_and_loops_are_told_from_people(headers: dict[str, str], kind: VerdictKind) -> None:
    found = read(letter(**{k.replace("-", "_") if k != "Message-ID" else k: v for k, v in headers.items()}))
    assert found.verdict.kind is kind
    assert found.verdict.may_acknowledge == (kind is VerdictKind.LETTER and "X-Auto-Response-Suppress" not in headers)


def test_a_null_envelope_sender_is_a_bounce() -> None:
    assert read(letter(), envelope_sender="").verdict.kind is VerdictKind.BOUNCE


def test_a_letter_that_went_round_and_round_is_a_loop() -> None:
    made = letter()
    for n in range(30):
        made["Received"] = f"from a{n} by b{n}; Tue, 24 Nov 2026 10:00:00 +0700"
    assert read(made).verdict.kind is VerdictKind.LOOP


def test_a_letter_over_the_limit_is_refused_and_its_sender_known() -> None:
    raw = bytes(letter()) + b"\n" + b"x" * mail.LARGEST
    found = mail.read(raw, own=OWN)
    assert found.verdict.kind is VerdictKind.TOO_LARGE
    assert found.sender == "dung@example.vn"
    assert "30 MB" in found.verdict.reason


def test_scripts_and_hidden_words_of_html_are_dropped() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Kính gửi <b>Sở</b></p>"
        "<script>alert('độc')</script><p style='display: none'>chữ ẩn</p><img src=x onerror='alert(1)'>"
        "<ul><li>Một</li><li>Hai &lt;3</li></ul><iframe src='//x'>khung</iframe>"
        "<blockquote>thư cũ</blockquote></body></html>"
    )
    text = html_to_text(page)
    assert text == "Kính gửi Sở\n- Một\n- Hai <3\n> thư cũ"
    made = letter()
    made.add_alternative(page, subtype="html")
    assert read(made).text == "Xin hỏi thủ tục thuê đất."
    only = letter()
    only.set_content(page, subtype="html")
    assert read(only).text == "Kính gửi Sở\n- Một\n- Hai <3"


def test_a_page_nested_beyond_reason_is_read_without_falling_over() -> None:
    assert html_to_text("<div>" * 60_000 + "sâu" + "</div>" * 60_000) == "sâu"


QUOTES = [
    "Vào Th 3, 24 thg 11, 2026 vào lúc 10:15 Sở Tài chính <kien-nghi@x.vn> đã viết:\n> chào",
    "Vào 09:12, Thứ 3, 24 thg 11, 2026 Sở Tài chính\n<kien-nghi@x.vn> đã viết:\n\n> chào",
    "Vào Thứ Ba, 24 tháng 11, 2026 lúc 10:15:00 GMT+7, Sở đã viết:\n\nchào",
    "On Tue, Nov 24, 2026 at 10:15 AM Sở <a@b> wrote:\n> chào",
    "-----Thư gốc-----\nTừ: Sở\nchào",
    "----- Thư chuyển tiếp -----\nchào",
    "-----Original Message-----\nFrom: So\nchào",
    "________________________________\nTừ: Sở <a@b>\nĐã gửi: Thứ Ba\nchào",
    "Từ: Sở Tài chính <a@b>\nĐã gửi: 24/11/2026\nTới: Dung\nChủ đề: Trả lời\n\nchào",
    "--- Viết câu trả lời của bạn phía trên dòng này ---\nchào",
    "> chào\n> các bạn\n",
    "Đã gửi từ iPhone của tôi",
    "-- \nDung\nCông ty A",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_what_vietnamese_mail_programs_quote_is_cut(quote: str) -> None:
    assert without_quotes(f"Tôi bổ sung hồ sơ.\nXin cảm ơn.\n\n{quote}") == "Tôi bổ sung hồ sơ.\nXin cảm ơn."


def test_answers_between_quoted_lines_keep_their_questions() -> None:
    text = "> Anh ở xã nào?\nXã Tân Thanh.\n> Từ bao giờ?\nTừ tháng 9."
    assert without_quotes(text) == text


def test_a_letter_that_only_quotes_is_kept_whole() -> None:
    assert without_quotes("> chỉ có trích") == "> chỉ có trích"


@pytest.mark.parametrize(
    ("name", "subtype", "body", "word"),
    [
        ("moi.ics", "octet-stream", b"BEGIN:VCALENDAR", "lịch"),
        ("hoadon.pdf.exe", "pdf", b"%PDF", "chạy được"),
        ("hoadon.pdf", "pdf", b"MZ\x90\x00", "chạy được"),
        ("bang.xlsm", "octet-stream", b"PK", "macro"),
        ("trang.html", "octet-stream", b"<html>", "chạy được"),
        ("tep.zip", "zip", b"PK", "nén"),
        ("rong.pdf", "pdf", b"", "rỗng"),
    ],
)
def test_attachments_that_are_no_documents_are_refused(name: str, subtype: str, body: bytes, word: str) -> None:
    made = letter()
    made.add_attachment(body, maintype="application", subtype=subtype, filename=name)
    found = read(made)
    assert found.attachments == ()
    assert found.refused[0].name == name
    assert word in found.refused[0].reason
    assert found.text == "Xin hỏi thủ tục thuê đất."


def test_a_calendar_invitation_in_the_body_is_refused() -> None:
    made = letter()
    made.add_alternative("BEGIN:VCALENDAR\nMETHOD:REQUEST", subtype="calendar")
    assert "lịch" in read(made).refused[0].reason


def test_documents_come_along() -> None:
    made = letter()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="đơn\u202efdp.pdf")
    found = read(made)
    assert [(a.name, a.media_type, a.body) for a in found.attachments] == [
        ("đơnfdp.pdf", "application/pdf", b"%PDF-1.4")
    ]


def test_the_address_of_a_case_cannot_be_made_up() -> None:
    address = mail.thread_address(OWN[0], "b2c3d4f5g6h7", SECRET)
    assert mail.thread_token((address.upper(),), OWN[0], SECRET) == "b2c3d4f5g6h7"
    assert mail.thread_token((address.replace("b2", "b3"),), OWN[0], SECRET) == ""
    assert mail.thread_token((address,), OWN[0], b"another") == ""
    assert mail.thread_token(("kien-nghi+b2c3d4f5g6h7@donghanh.localhost",), OWN[0], SECRET) == ""


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_give_a_verdict(raw: bytes) -> None:
    head = (
        b"From: a@b.vn\r\nSubject: =?utf-8?b?"
        + raw[:40]
        + b"\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    )
    for bytes_ in (raw, head + raw):
        assert mail.read(bytes_, own=OWN).verdict.kind in VerdictKind


def test_a_letter_of_a_thousand_nested_parts_is_not_read() -> None:
    raw = b"From: a@b.vn\r\n"
    for n in range(1500):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    found = mail.read(raw + b"\r\nx", own=OWN)
    assert found.verdict.kind in (VerdictKind.BROKEN, VerdictKind.LETTER)


def test_old_charsets_are_read() -> None:
    raw = b"From: a@b.vn\r\nContent-Type: text/plain; charset=x-khong-co\r\n\r\n" + "Chào".encode()
    assert mail.read(raw, own=OWN).text == "Chào"
