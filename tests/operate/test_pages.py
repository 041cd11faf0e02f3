"""Kept public pages are true, the same for everybody, and nobody's own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from donghanh.config import pages
from donghanh.kit import dates
from donghanh.record.journal.tests.factories import stone


@pytest.fixture
def visitor(settings: Any, db: None) -> Client:
    """A visitor of a house that keeps its public pages."""
    at = live.MIDDLEWARE.index("csp.middleware.CSPMiddleware")
    settings.MIDDLEWARE = [*live.MIDDLEWARE[:at], "donghanh.config.pages.PublicPages", *live.MIDDLEWARE[at:]]
    return Client()


def queries(client: Client, address: str, **headers: str) -> int:
    """Count what one visit asks of the database."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, headers=headers).status_code == 200
    return len(captured)


def test_the_second_visitor_costs_one_question(visitor: Client) -> None:
    first = visitor.get("/co-quan/")
    assert queries(visitor, "/co-quan/") == 1
    again = visitor.get("/co-quan/")
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    nonce = re.compile(rb'nonce="[^"]*"')
    assert nonce.sub(b"", again.content) == nonce.sub(b"", first.content)


def test_anything_that_happens_makes_every_page_fresh(visitor: Client) -> None:
    visitor.get("/co-quan/")
    stone("1")
    assert queries(visitor, "/co-quan/") > 1
    assert queries(visitor, "/co-quan/") == 1


def test_a_page_is_not_kept_past_midnight_nor_for_long(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.get("/co-quan/")
    monkeypatch.setenv("DONGHANH_NOW", (dates.now() + timedelta(days=1)).isoformat())
    assert queries(visitor, "/co-quan/") > 1
    monkeypatch.setattr(pages, "LONGEST", -1.0)
    stone("1")
    visitor.get("/co-quan/")
    assert queries(visitor, "/co-quan/") > 1


def test_each_visitor_gets_a_nonce_of_their_own_in_page_and_policy_alike(visitor: Client) -> None:
    seen = set()
    for _ in range(3):
        answer = visitor.get("/")
        found = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
        if found is None:
            pytest.skip("trang này không dùng nonce: không có gì để so; trang có <script nonce> sẽ chạy phép thử này")
        assert f'nonce="{found[1]}"'.encode() in answer.content
        seen.add(found[1])
    assert len(seen) == 3


def test_whoever_has_a_session_passes_by(visitor: Client, chi: Any) -> None:
    visitor.get("/co-quan/")
    inside = Client()
    inside.force_login(chi, backend="django.contrib.auth.backends.ModelBackend")
    page = inside.get("/co-quan/")
    assert chi.full_name in page.content.decode()
    assert chi.full_name not in visitor.get("/co-quan/").content.decode()


def test_a_page_with_a_form_token_or_a_wish_not_to_be_kept_is_never_kept(visitor: Client) -> None:
    for address in ("/dang-nhap/", "/suc-khoe"):
        visitor.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = visitor.get(address)
        assert answer.cookies or len(captured) > 1  # rendered anew: a kept page brings no cookie and asks once


def test_addresses_questions_and_partial_requests_are_kept_apart(visitor: Client) -> None:
    visitor.get("/co-quan/")
    assert queries(visitor, "/co-quan/?q=so") > 1
    assert queries(visitor, "/co-quan/", **{"HX-Request": "true"}) > 1
    assert queries(visitor, "/co-quan/") == 1


def test_memory_is_bounded(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    for n in range(4):
        visitor.get(f"/co-quan/?q={n}")
    assert queries(visitor, "/co-quan/?q=3") == 1
    assert queries(visitor, "/co-quan/?q=0") > 1
    monkeypatch.setattr(pages, "LARGEST", 10)
    stone("1")
    visitor.get("/co-quan/")
    assert queries(visitor, "/co-quan/") > 1
