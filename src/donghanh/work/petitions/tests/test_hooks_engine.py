"""A pushed message is taken only with a right signature, within the window; forged, altered, stale ones are not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from donghanh.kit.dates import ZONE
from donghanh.work.petitions.engine import hooks

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
SECRET = "khóa"
ZALO, IOC = hooks.sources()["zalo"], hooks.sources()["ioc"]


def zalo(at: datetime = AT, **changed: Any) -> bytes:
    data = {
        "event_name": "user_send_text",
        "timestamp": str(int(at.timestamp() * 1000)),
        "sender": {"id": "246845883529197922"},
        "message": {"msg_id": "96d3cdf3af150460909", "text": "Xe chờ ở Tân Thanh 3 ngày"},
    }
    return json.dumps(data | changed).encode()


def signed(body: bytes) -> dict[str, str]:
    mac = hooks.sign(ZALO, body, timestamp=json.loads(body)["timestamp"], secret=SECRET, app="app1")
    return {"x-zevent-signature": mac}


def prove(
    body: bytes, headers: dict[str, str], at: datetime = AT, secret: str = SECRET
) -> tuple[dict[str, Any], datetime]:
    return hooks.prove(ZALO, body, headers, secret=secret, at=at, app="app1")


def test_a_signed_message_is_read() -> None:
    body = zalo()
    data, signed_at = prove(body, signed(body))
    message = hooks.read(ZALO, data, signed_at=signed_at)
    assert message is not None
    assert (message.event_id, message.text, message.sender) == (
        "96d3cdf3af150460909", "Xe chờ ở Tân Thanh 3 ngày", "246845883529197922",
    )  # fmt: skip
    assert signed_at == AT


def test_the_province_application_is_read_by_its_own_mapping() -> None:
    body = json.dumps(
        {"id": "PA-1", "noi_dung": "Ngập đường vào cụm", "nguoi_gui": {"ho_ten": "Hoa"}, "commune": "Đồng Đăng"}
    ).encode()
    stamp = AT.isoformat()
    headers = {"X-Timestamp": stamp, "X-Signature": hooks.sign(IOC, body, timestamp=stamp, secret="k")}
    data, at = hooks.prove(IOC, body, headers, secret="k", at=AT)
    message = hooks.read(IOC, data, signed_at=at)
    assert message is not None
    assert (message.sender_name, message.place, message.thread) == ("Hoa", "Đồng Đăng", "PA-1")


BODY = zalo()


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (BODY, {}, "hooks.signature"),
        (BODY, {"X-ZEvent-Signature": "mac=0"}, "hooks.signature"),
        (BODY, {"x-zevent-signature": "mac=é"}, "hooks.signature"),
        (BODY.replace(b"3 ng", b"9 ng"), signed(BODY), "hooks.signature"),
        (b"[]", signed(BODY), "hooks.unreadable"),
        (b"\xff", signed(BODY), "hooks.unreadable"),
        (b" " * (hooks.LARGEST + 1), signed(BODY), "hooks.too-large"),
    ],
)
def test_forged_messages_are_refused(body: bytes, headers: dict[str, str], code: str) -> None:
    with pytest.raises(hooks.Forged) as refused:
        prove(body, headers)
    assert refused.value.code == code


def test_old_messages_and_clocks_far_off_are_refused() -> None:
    for moved in (timedelta(minutes=6), timedelta(minutes=-6)):
        body = zalo(AT + moved)
        with pytest.raises(hooks.Forged, match="quá cũ"):
            prove(body, signed(body))


def test_without_a_secret_nothing_is_taken() -> None:
    body = zalo()
    with pytest.raises(hooks.Forged, match="chưa được cấu hình"):
        prove(body, signed(body), secret="")


def test_events_that_ask_nothing_are_left_alone() -> None:
    for changed in ({"event_name": "follow"}, {"message": {"text": "  "}}):
        data = json.loads(zalo(**changed))
        assert hooks.read(ZALO, data, signed_at=AT) is None
