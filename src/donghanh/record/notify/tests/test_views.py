"""The page of notices and the choice of the letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donghanh.ground.accounts.tests.factories import make_user
from donghanh.record.journal import queries
from donghanh.record.journal.models import Entry
from donghanh.record.journal.tests.factories import NOON
from donghanh.record.notify import services
from donghanh.record.notify.models import Notice, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody see the stone called a."""
    monkeypatch.setattr(queries, "_things", {})
    queries.about("trial.stone", lambda _user, keys: keys & {"a"})


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def tell(user: object, title: str, about: str = "a") -> Notice:
    notice = services.notify(
        user.pk,
        kind="t.t",
        title=title,
        url="/x/",
        about_type="trial.stone",
        about_key=about,
        at=NOON - timedelta(days=3),
        source=title,  # type: ignore[attr-defined]
    )
    assert notice
    return notice


def test_a_person_sees_their_own_notices_and_not_the_words_of_what_is_no_longer_theirs() -> None:
    an = make_user()
    tell(an, "Việc của An")
    tell(an, "Việc đã chuyển đi", about="b")
    tell(make_user("Bình"), "Việc của Bình")
    page = client_of(an).get("/thong-bao/").content.decode()
    assert "Việc của An" in page
    assert "Việc của Bình" not in page
    assert "Việc đã chuyển đi" not in page
    assert "không còn thuộc quyền xem" in page


def test_one_and_all_are_marked_read_by_their_owner_alone() -> None:
    an, binh = make_user("An"), make_user("Bình")
    one, _two = tell(an, "một"), tell(an, "hai")
    assert client_of(binh).post(f"/thong-bao/{one.key}/da-doc/").status_code == 404
    assert client_of(an).post(f"/thong-bao/{one.key}/da-doc/").status_code == 302
    assert Notice.objects.unread().count() == 1
    assert client_of(an).get("/thong-bao/da-doc/").status_code == 405
    client_of(an).post("/thong-bao/da-doc/")
    assert not Notice.objects.unread().exists()


def test_the_choice_is_kept_and_remembered_in_the_journal() -> None:
    an = make_user()
    client = client_of(an)
    assert client.get("/thong-bao/cach-nhan/").status_code == 200
    assert client.post("/thong-bao/cach-nhan/", {"hour": "16"}).status_code == 302
    preference = Preference.objects.get(user=an)
    assert (preference.digest, preference.hour) == (False, 16)
    assert Entry.objects.get(kind="notify.preference_changed").actor == an
    assert client.post("/thong-bao/cach-nhan/", {"hour": "3"}).status_code == 200


def test_the_page_costs_the_same_with_one_notice_and_with_fifty() -> None:
    an = make_user()
    client, counts = client_of(an), []
    for first, last in ((0, 1), (1, 50)):
        for i in range(first, last):
            tell(an, f"việc {i}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/thong-bao/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 15


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/thong-bao/").status_code == 302
