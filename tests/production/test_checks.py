"""A production start refuses what is unsafe: exit code 2 and one Vietnamese sentence for each fault."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from donghanh.config import checks
from donghanh.ground.accounts.models import User
from donghanh.ground.accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
KEY = "k7Qz" * 16


@pytest.fixture
def safe(settings, monkeypatch: pytest.MonkeyPatch):
    """Put a production instance together with which nothing is wrong."""
    monkeypatch.setenv("DONGHANH_SECRET_KEY", KEY)
    monkeypatch.delenv("DONGHANH_NOW", raising=False)
    settings.PRODUCTION, settings.DEBUG, settings.SECRET_KEY = True, False, KEY
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECOND_FACTOR_DEMANDED, settings.ALLOWED_HOSTS = True, ["donghanh.langson.example.vn"]
    return settings


def test_a_safe_production_start_goes_on(safe) -> None:
    assert checks.faults() == []
    checks.refuse_unsafe_production()


def _debug(settings, monkeypatch) -> None:
    settings.DEBUG = True


def _default_key(settings, monkeypatch) -> None:
    monkeypatch.delenv("DONGHANH_SECRET_KEY")


def _short_key(settings, monkeypatch) -> None:
    monkeypatch.setenv("DONGHANH_SECRET_KEY", "ngan")
    settings.SECRET_KEY = "ngan"


def _plain_session(settings, monkeypatch) -> None:
    settings.SESSION_COOKIE_SECURE = False


def _plain_token(settings, monkeypatch) -> None:
    settings.CSRF_COOKIE_SECURE = False


def _clock(settings, monkeypatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", "2026-11-22T09:00:00+07:00")


def _any_host(settings, monkeypatch) -> None:
    settings.ALLOWED_HOSTS = ["*"]


def _no_second_factor(settings, monkeypatch) -> None:
    settings.SECOND_FACTOR_DEMANDED = False


def _trial_account(settings, monkeypatch) -> None:
    make_user(is_trial=True)


def _trial_data(settings, monkeypatch) -> None:
    user = make_user(is_trial=True)
    User.objects.filter(pk=user.pk).update(is_active=False, closed_at=datetime.now(tz=UTC))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_debug, "debug"),
        (_default_key, "secret-key"),
        (_short_key, "secret-key"),
        (_plain_session, "cookies"),
        (_plain_token, "cookies"),
        (_clock, "clock"),
        (_any_host, "hosts"),
        (_no_second_factor, "second-factor"),
        (_trial_account, "trial-accounts"),
        (_trial_data, "trial-data"),
    ],
)
def test_each_fault_alone_stops_the_start(safe, monkeypatch, capsys, spoil, code: str) -> None:
    spoil(safe, monkeypatch)
    assert [found for found, _ in checks.faults()] == [code]
    with pytest.raises(SystemExit) as stop:
        checks.refuse_unsafe_production()
    assert stop.value.code == 2
    said = capsys.readouterr().err.strip()
    assert said.endswith(".")
    assert "\n" not in said
    with pytest.raises(SystemCheckError, match=f"donghanh.{code}"):
        call_command("check", deploy=True, tags=["security"], fail_level="ERROR")


def test_a_trial_start_is_not_asked(safe, monkeypatch) -> None:
    _debug(safe, monkeypatch)
    safe.PRODUCTION = False
    checks.refuse_unsafe_production()
    assert "DONGHANH_NOW" not in os.environ
