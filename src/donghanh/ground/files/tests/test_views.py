"""Giving files back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from donghanh.ground.accounts.models import User
from donghanh.ground.accounts.tests.factories import make_post, make_user
from donghanh.ground.files import api, policies
from donghanh.ground.files.models import StoredFile
from donghanh.ground.files.tests import factories as make
from donghanh.kit.dates import ZONE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)


@pytest.fixture
def an(settings, tmp_path: Path) -> User:
    settings.FILES_ROOT = tmp_path / "files"
    user = make_user()
    make_post(user, "citizen")
    return user


@pytest.fixture
def page(an: User) -> StoredFile:
    return api.store(b"<script>alert(1)</script>", name="Kế hoạch 124.html", by=an, at=AT, purpose="plan")


def test_a_file_is_an_attachment_never_a_page_of_ours(client: Client, an: User, page: StoredFile) -> None:
    client.force_login(an, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/tep/{page.key}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20124.html" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-SHA256"] == page.sha256


def test_to_others_a_file_does_not_exist_until_its_room_says_so(
    client: Client, an: User, page: StoredFile, monkeypatch
) -> None:
    assert client.get(f"/tep/{page.key}/").status_code == 404
    assert client.get(f"/tep/{page.key}/thong-tin/").status_code == 404
    client.force_login(make_user("Bình"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/tep/{page.key}/").status_code == 404
    monkeypatch.setattr(policies, "_rules", {})
    api.allow("plan", lambda stored, _user, _on: stored.name.startswith("Kế hoạch"))
    assert Client().get(f"/tep/{page.key}/").status_code == 200


def test_the_page_about_a_file_prints_its_whole_hash_and_checks_it(client: Client, an: User) -> None:
    stored = api.store(make.pdf(), name="a.pdf", by=an, at=AT, purpose="evidence")
    client.force_login(an, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(f"/tep/{stored.key}/thong-tin/").content.decode()
    assert stored.sha256 in text
    assert "Nội dung khớp mã băm" in text
    stored.path.chmod(0o640)
    stored.path.write_bytes(b"khac")
    assert "không khớp" in client.get(f"/tep/{stored.key}/thong-tin/").content.decode()
    stored.path.unlink()
    assert client.get(f"/tep/{stored.key}/").status_code == 409
