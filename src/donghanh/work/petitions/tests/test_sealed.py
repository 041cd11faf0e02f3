"""A denunciation: sealed or refused, fetched once by the inspectorate's seat, erased; in no table, log or page in clear."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.work.petitions.engine import sealing as engine
from donghanh.work.petitions.models import Envelope, EnvelopeLog, Petition
from donghanh.work.petitions.services import sealing
from donghanh.work.petitions.tests.factories import make_petition

pytestmark = pytest.mark.django_db
KEY = pyrage.x25519.Identity.generate()
WORDS = "Ông Bí Mật Tuyệt Đối nhận tiền của doanh nghiệp ngày 5/11."


@pytest.fixture(autouse=True)
def ready(db: None, settings: Any) -> None:
    load_calendar()
    settings.SEAL_KEYS = [str(KEY.to_public())]


def everything_kept() -> str:
    """Read every text of every table, as a thief of the database would."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own names
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_what_is_sent_here_stands_nowhere_in_clear(client: Client) -> None:
    page = client.post("/kien-nghi/to-cao/", {"text": WORDS, "contact": "Người Kín Tiếng 0912345678"})
    assert page.status_code == 302
    kept = everything_kept()
    assert "Bí Mật" not in kept
    assert "Kín Tiếng" not in kept
    opened = engine.unseal(bytes(Envelope.objects.get().body), identity=str(KEY))
    assert opened["text"] == WORDS
    assert "chưa tải về" in client.get(page["Location"]).content.decode()


def test_without_a_key_nothing_is_taken_and_the_lawful_ways_are_told(client: Client, settings: Any) -> None:
    settings.SEAL_KEYS = []
    page = client.post("/kien-nghi/to-cao/", {"text": WORDS}).content.decode()
    assert "chưa mở" in page
    assert "Luật Tố cáo 2018" in page
    assert not Envelope.objects.exists()
    with pytest.raises(NotNow, match="Thanh tra tỉnh"):
        sealing.seal(WORDS, at=dates.now())


def test_only_the_inspectorates_seat_fetches_and_once(cast: Any, client: Client) -> None:
    row = sealing.seal(WORDS, at=dates.now())
    for name in ("lan", "minh", "giang", "khoa", "an"):
        client.force_login(getattr(cast, name))
        assert client.get("/kien-nghi/phong-bi/").status_code == 404
        assert client.post(f"/kien-nghi/phong-bi/{row.key}/tai/").status_code == 404
    client.force_login(cast.thu)
    assert client.get(f"/kien-nghi/phong-bi/{row.key}/tai/").status_code == 405
    got = client.post(f"/kien-nghi/phong-bi/{row.key}/tai/")
    assert engine.unseal(got.content, identity=str(KEY))["text"] == WORDS
    with pytest.raises(NotNow, match="chỉ người đã tải"):
        sealing.fetch(row, by=cast.thu, at=dates.now() + timedelta(hours=25))
    client.post(f"/kien-nghi/phong-bi/{row.key}/xac-nhan/")
    row.refresh_from_db()
    assert bytes(row.body) == b""
    with pytest.raises(NotNow, match="đã xóa"):
        sealing.fetch(row, by=cast.thu, at=dates.now())
    assert list(EnvelopeLog.objects.values_list("act", flat=True)) == ["fetched", "confirmed"]


def test_a_petition_that_is_one_is_handed_off_and_erased(cast: Any) -> None:
    row = make_petition(dates.now(), text=WORDS, title="Việc riêng")
    with pytest.raises(NotAllowed):
        sealing.hand_off(row, by=cast.an, at=dates.now())
    sealing.hand_off(row, by=cast.lan, at=dates.now())
    opened = engine.unseal(bytes(Envelope.objects.get().body), identity=str(KEY))
    assert WORDS in str(opened["text"])
    assert "0912 345 678" in str(opened["contact"])
    assert "Bí Mật" not in everything_kept()
    assert Petition.objects.get().state == "sealed"
