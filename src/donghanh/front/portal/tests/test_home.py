"""The home, its doors, English, and counts that follow nobody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from donghanh.config.counting import Readers
from donghanh.front.opendata import services as opendata
from donghanh.front.opendata.queries import listing
from donghanh.front.portal import api, domain
from donghanh.front.portal.models import DayCount
from donghanh.kit import catalogues
from donghanh.kit.data import data_dir
from donghanh.record.registers.tests.factories import NOW, published

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", NOW.isoformat())
    listing.forget()


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("slug", [d["slug"] for d in domain.doors()])
def test_every_door_opens_in_both_languages_and_says_what_is_not_here(client: Any, slug: str) -> None:
    assert "Chưa có ở đây" in text(client.get(f"/cua/{slug}/"))
    page = text(client.get(f"/en/cua/{slug}/"))
    assert '<html lang="en">' in page
    assert "Not here yet" in page
    assert client.get("/cua/khong-co/").status_code == 404


def test_a_register_stands_behind_its_door_published_or_not(client: Any, an: Any, tmp_path: Path) -> None:
    register = published(tmp_path)
    listing.forget()
    page = text(client.get("/cua/dat-dai/"))
    assert register.title in page
    assert register.get_absolute_url() in page
    assert register.title not in text(client.get("/cua/thu-tuc/"))
    assert "/en/du-lieu/dat-thu/" in text(client.get("/en/cua/dat-dai/"))


def test_own_datasets_stand_behind_the_door_of_figures(client: Any) -> None:
    opendata.refresh(at=NOW)
    listing.forget()
    assert "/du-lieu/diem-chi-so/" in text(client.get("/cua/so-lieu/"))
    assert "PCI and PGI scores" in text(client.get("/en/cua/so-lieu/"))


def test_the_home_speaks_english_and_leads_back(client: Any) -> None:
    page = text(client.get("/en/"))
    assert "What business needs" in page
    assert 'action="/en/tim/"' in page
    assert '<a href="/" lang="vi"' in page
    assert '<a href="/en/" lang="en"' in text(client.get("/"))
    assert '<a href="/en/" lang="en"' in text(client.get("/co-quan/"))  # not there in English: to the English home
    assert '<html lang="vi">' in text(client.get("/", HTTP_ACCEPT_LANGUAGE="en"))  # the address decides, nothing else


def test_every_line_of_the_catalogue_is_used_and_keeps_its_places() -> None:
    entries = catalogues.read_po((data_dir() / "locale" / "en.po").read_text(encoding="utf-8"))
    assert len(entries) > 150
    for source, english in entries.items():
        if source:
            names = {part.split(")")[0] for part in source.split("%(")[1:]}
            assert names == {part.split(")")[0] for part in english.split("%(")[1:]}, source
    with translation.override("en"):
        assert translation.gettext("Dữ liệu mở") == "Open data"
    with pytest.raises(ValueError, match="line 1"):
        catalogues.read_po("rubbish")


def test_the_home_asks_as_much_with_many_datasets(client: Any, an: Any, tmp_path: Path) -> None:
    client.get("/")
    published(tmp_path)
    client.get("/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) <= 15


# --- counts ---------------------------------------------------------------------------------------------------


def counted(
    path: str, *, agent: str = BROWSER, referer: str = "", media: str = "text/html", cookie: bool = False
) -> None:
    """Let one page pass the counting."""
    from django.conf import settings
    from django.http import HttpResponse

    request = RequestFactory().get(path, HTTP_USER_AGENT=agent, HTTP_REFERER=referer)
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    Readers(lambda _r: HttpResponse("x", content_type=media))(request)


def test_pages_are_counted_by_day_and_group_and_nothing_else_is_kept() -> None:
    api.counter.write()
    counted("/")
    counted("/du-lieu/", referer="http://testserver/")
    counted("/du-lieu/x/", referer="https://noi-khac.vn/tim?q=bi+mat")
    counted("/en/du-lieu/")
    counted("/tim/", agent="Googlebot/2.1")
    counted("/tim/", agent="")
    counted("/du-lieu/x/x.csv", media="text/csv")
    counted("/viec-cua-toi/", cookie=True)
    api.counter.write()
    rows = {(r.group, r.language): (r.pages, r.visits) for r in DayCount.objects.all()}
    assert rows == {("trang-dau", "vi"): (1, 1), ("so-lieu", "vi"): (2, 1), ("so-lieu", "en"): (1, 1)}
    kept = " ".join(str(v) for r in DayCount.objects.values() for v in r.values())
    assert "127.0.0.1" not in kept
    assert "bi+mat" not in kept
    counted("/")
    api.counter.write()
    assert DayCount.objects.get(group="trang-dau").pages == 2


def test_the_page_of_counts_adds_up_and_leaves_as_a_sheet(client: Any) -> None:
    for n, group in enumerate(("trang-dau", "so-lieu"), start=1):
        DayCount.objects.create(day=date(2026, 11, 24), group=group, pages=10 * n, visits=n)
    DayCount.objects.create(day=date(2020, 1, 1), group="khac", pages=999)
    page = client.get(reverse("portal:usage"))
    assert (page.context["usage"].pages, page.context["usage"].visits) == (30, 3)
    sheet = client.get(reverse("portal:usage") + "?tai=csv").content.decode("utf-8-sig")
    assert "24/11/2026,30,3" in sheet


@pytest.mark.parametrize(
    ("yes", "asked", "verdict"), [(255, 300, "reached"), (220, 300, "open"), (150, 300, "missed"), (8, 10, "open")]
)
def test_a_survey_says_reached_only_when_the_whole_range_does(client: Any, yes: int, asked: int, verdict: str) -> None:
    page = client.get(reverse("portal:usage"), {"hoi": asked, "co": yes})
    assert page.context["verdict"] == verdict


def test_the_wilson_interval_is_the_published_one(client: Any) -> None:
    found = domain.share(15, 20)  # Newcombe 1998 gives formulas; computed by hand: 0.5313 to 0.8881
    assert (round(found.low, 2), round(found.high, 2)) == (53.13, 88.81)
    for odd in ("hoi=0&co=0", "hoi=5&co=9", "hoi=x&co=y", "hoi=-1&co=-2"):
        assert client.get(f"{reverse('portal:usage')}?{odd}").context["share"] is None
    with pytest.raises(ValueError, match="somebody asked"):
        domain.share(1, 0)
