"""Systems push messages: proven, once, to the case of the conversation; forged ones change nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.work.petitions.engine import hooks
from donghanh.work.petitions.models import Envelope, HookEvent, Petition

pytestmark = pytest.mark.django_db
ZALO = hooks.sources()["zalo"]
SECRET = "khóa thử"


@pytest.fixture(autouse=True)
def ready(db: None, settings: Any) -> None:
    load_calendar()
    settings.HOOK_SECRETS = {"zalo": (SECRET, "app1"), "ioc": (SECRET, "")}


def message(
    text: str = "Xe hàng chờ ở cửa khẩu Tân Thanh 3 ngày.", *, at: datetime | None = None, event: str = "m1"
) -> bytes:
    at = at or dates.now()
    data = {
        "event_name": "user_send_text",
        "timestamp": str(int(at.timestamp() * 1000)),
        "sender": {"id": "777"},
        "message": {"msg_id": event, "text": text},
    }
    return json.dumps(data).encode()


def push(client: Client, body: bytes, *, signature: str | None = None, source: str = "zalo") -> Any:
    mac = hooks.sign(ZALO, body, timestamp=json.loads(body)["timestamp"], secret=SECRET, app="app1")
    headers = {"HTTP_X_ZEVENT_SIGNATURE": mac if signature is None else signature}
    return client.post(f"/kien-nghi/day/{source}/", body, content_type="application/json", **headers)


def test_a_message_becomes_a_case_and_the_next_one_joins_it() -> None:
    client = Client(enforce_csrf_checks=True)
    assert push(client, message()).json()["result"] == "made"
    row = Petition.objects.get()
    assert row.channel == "zalo"
    assert push(client, message("Biển số 12C-123.45 nhé.", event="m2")).json() == {
        "result": "added",
        "number": row.number,
    }
    assert row.messages.filter(text__contains="Biển số").exists()


def test_a_message_sent_again_changes_nothing(client: Client) -> None:
    body = message()
    push(client, body)
    assert push(client, body).json() == {"result": "again"}
    assert (Petition.objects.count(), HookEvent.objects.count()) == (1, 1)


def test_forged_replayed_and_unknown_messages_are_refused(client: Client) -> None:
    assert push(client, message(), signature="mac=0").status_code == 403
    assert push(client, message(at=dates.now() - timedelta(hours=1))).status_code == 403
    assert push(client, message(), source="khong-co").status_code == 404
    assert client.get("/kien-nghi/day/zalo/").status_code == 405
    assert client.post("/kien-nghi/day/zalo/", b"x", content_type="text/plain").status_code == 422
    assert client.post("/kien-nghi/day/ioc/", b"{}", content_type="application/json").status_code == 403
    assert not Petition.objects.exists()


def test_without_a_secret_nothing_is_taken(client: Client, settings: Any) -> None:
    settings.HOOK_SECRETS = {}
    assert push(client, message()).status_code == 403


def test_a_denunciation_by_message_is_never_kept_in_clear(client: Client, settings: Any) -> None:
    import pyrage

    body = message("Tôi tố cáo ông A, cán bộ cửa khẩu, nhận tiền.")
    assert push(client, body).json() == {"result": "ignored"}
    key = pyrage.x25519.Identity.generate()
    settings.SEAL_KEYS = [str(key.to_public())]
    assert push(client, message("Tôi tố cáo ông A, cán bộ cửa khẩu, nhận tiền.", event="m9")).json() == {
        "result": "sealed"
    }
    assert not Petition.objects.exists()
    assert Envelope.objects.count() == 1
