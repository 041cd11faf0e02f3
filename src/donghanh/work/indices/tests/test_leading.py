"""The leaders' card: where the province stands, what the plan asks for, what was real in the change."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.work.indices import queries
from donghanh.work.indices.tests.factories import at, plan_with_targets
from donghanh.work.indices.tests.test_views import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/lanh-dao/"


def _card(user: Any) -> str:
    body = signed_in(user).get(PAGE).content.decode()
    start = body.index("PCI: đang ở đâu")
    return " ".join(body[start : body.index("</section>", start)].split()) if "</section>" in body[start:] else body


def test_without_figures_the_card_says_where_to_begin(cast: Any) -> None:
    queries.forget()
    assert "Chưa có số của Lạng Sơn" in _card(cast.minh)


@pytest.mark.usefixtures("room")
def test_the_card_tells_the_plan_s_sum_its_odds_and_the_real_change(cast: Any) -> None:
    plan_with_targets(cast.agency("a"))
    body = _card(cast.minh)
    for words in (
        "73,10", "tỉnh cao nhất năm 2022 được 72,95", "chưa tỉnh nào từng làm được", "+3,96", "+0,59", "−0,21",
        "trọng số", 'href="/chi-so/tom-tat/"', 'href="/chi-so/"',
    ):  # fmt: skip
        assert words in body, words


@pytest.mark.usefixtures("room")
def test_without_a_plan_only_the_published_figures_stand_there(cast: Any) -> None:
    body = _card(cast.minh)
    assert "thứ hạng" in body
    assert "73,10" not in body


@pytest.mark.usefixtures("room")
def test_the_card_asks_the_room_s_tables_once(cast: Any) -> None:
    plan_with_targets(cast.agency("a"))
    leader = signed_in(cast.minh)
    leader.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        leader.get(PAGE)
    own = [q["sql"] for q in asked if "indices_" in q["sql"]]
    assert len(own) == 1, own  # the stamp: figures, odds and draws are remembered


@pytest.mark.usefixtures("room")
def test_what_is_drawn_for_a_plan_is_drawn_once(cast: Any) -> None:
    plan_with_targets(cast.agency("a"))
    first, again = (
        queries.standing(cast.minh, family="PCI", province="Lạng Sơn", on=at(2026, 11, 2).date()) for _ in range(2)
    )
    assert first is not None
    assert again is not None
    assert first.promise is not None
    assert again.promise is not None
    assert again.promise.if_met is first.promise.if_met
