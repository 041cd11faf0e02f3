"""The leaders' card: where the province stands, what the plan asks for, what was real in the change."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donghanh.work.indices import queries
from donghanh.work.indices.tests.factories import plan_with_targets
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
def test_the_card_asks_little_and_draws_once(cast: Any) -> None:
    plan_with_targets(cast.agency("a"))
    on = plan_day()
    first = queries.standing(cast.minh, family="PCI", province="Lạng Sơn", on=on)
    with CaptureQueriesContext(connection) as asked:
        again = queries.standing(cast.minh, family="PCI", province="Lạng Sơn", on=on)
    assert len(asked) <= 4, [q["sql"] for q in asked]
    assert first is not None
    assert again is not None
    assert first.promise is not None
    assert again.promise is not None
    assert again.promise.if_met is first.promise.if_met  # drawn once, remembered


def plan_day() -> Any:
    from donghanh.work.indices.tests.factories import at

    return at(2026, 11, 2).date()
