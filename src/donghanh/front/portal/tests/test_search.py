"""The page of the one search."""

from __future__ import annotations

from typing import Any

import pytest

from donghanh.front.desk.tests.factories import NOW
from donghanh.record.search import api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", NOW)


def put(count: int, **facts: Any) -> None:
    facts = {"kind": "thu", **facts}
    api.put_many(
        api.Document(key=f"{facts['kind']}{n}", title=f"Giá đất khu {n}", url=f"/x/{n}/", **facts) for n in range(count)
    )


def test_what_was_found_divides_and_each_choice_can_be_taken_back(client: Any) -> None:
    put(30, year=2025)
    put(7, kind="khac", year=2026)
    page = client.get("/tim/", {"q": "gia dat"})
    assert page.context["found"].total == 37
    assert page.context["page"].paginator.num_pages == 2
    assert [n.name for n in page.context["narrowings"]] == ["kind", "year"]
    narrowed = client.get("/tim/", {"q": "gia dat", "nam": "2026"})
    assert narrowed.context["found"].total == 7
    assert "Bỏ thu hẹp" in narrowed.content.decode()
    chosen = narrowed.context["narrowings"][-1].values[0]
    assert chosen["value"].chosen
    assert "nam=" not in chosen["url"]
    assert "<mark>" not in page.content.decode()


def test_a_slip_is_offered_as_a_link_and_markup_stays_text(client: Any) -> None:
    api.put(api.Document(kind="thu", key="a", title="Giá <b>đất</b>", url="/x/", body="bảng giá <script>đất"))
    assert '<a href="?q=gia%20dat">' in client.get("/tim/", {"q": "gia daat"}).content.decode()
    page = client.get("/tim/", {"q": "gia dat"}).content.decode()
    assert "Giá &lt;b&gt;đất" in page
    assert "<script>đất" not in page


@pytest.mark.parametrize("odd", ["trang=x", "trang=-1", "trang=99999", "nam=abc", "loai=%27%22", "nam=2026&nam=2025"])
def test_odd_addresses_are_answered(client: Any, odd: str) -> None:
    put(3)
    assert client.get(f"/tim/?q=gia+dat&{odd}").status_code == 200
