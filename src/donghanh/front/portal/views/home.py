"""The public home and its five doors: one search, what there is behind each door, what was promised and delivered."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from donghanh.front.desk.api import address, as_rows
from donghanh.front.opendata import api as opendata
from donghanh.front.portal import domain
from donghanh.kit.memo import Stamped
from donghanh.record.journal import api as journal
from donghanh.record.registers import api as registers
from donghanh.record.search import api as index
from donghanh.ui.web.guard import public
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import DONE_STANDINGS, Wanted

NEWEST = 5
CHIPS = 4


@public
def home(request: Any) -> HttpResponse:
    """Show the one search, the ways in, and what was promised against what was done."""
    on = request.now.date()
    refs = plans.active_plans(request.user, on=on)
    agencies = plans.agency_tallies(request.user, Wanted(), on=on)
    count = sum((tally for _ref, tally in agencies), plans.Tally.of([]))
    newest = plans.tasks(request.user, Wanted(standings=DONE_STANDINGS), on=on, order="confirmed")[:NEWEST]
    context = {
        "doors": _doors(),
        "plans": refs,
        "tally": count,
        "agency_count": sum(1 for _ref, tally in agencies if tally.total),
        "newest": as_rows(newest, on),
        "fresh": opendata.cards()[:NEWEST],
        "chips": chips(request.user, on),
        "root": next(iter(journal.roots(1)), None),
        "on": on,
    }
    return render(request, "portal/home.html", context)


@public
def door(request: Any, slug: str) -> HttpResponse:
    """Show what stands behind one door: pages, public lists, and what is not here yet."""
    told = next((d for d in domain.doors() if d["slug"] == slug), None)
    if told is None:
        raise Http404
    cards = [c for c in opendata.cards() if _behind(told, c.name, c.group)]
    published = {c.name for c in cards}
    waiting = [r for r in registers.registers(published=False) if _behind(told, r.slug, r.category)]
    context = {
        "door": told,
        "title": _(told["title"]),
        "lead": _(told["lead"]),
        "not_here": _(told["not_here"]),
        "ways": _ways(told),
        "cards": sorted(cards, key=lambda c: c.rows == 0),
        "waiting": [r for r in waiting if r.slug not in published],
        "doors": [d for d in _doors() if d["slug"] != slug],
    }
    return render(request, "portal/door.html", context)


def _behind(told: dict[str, Any], name: str, group: str) -> bool:
    return name in told["registers"] or name in told["own"] or group in told["categories"]


def _ways(told: dict[str, Any]) -> list[dict[str, str]]:
    """List the pages whose rooms stand; one that leads nowhere is not drawn."""
    found = [
        {"url": address(link["url"]), "icon": link["icon"], "title": _(link["title"]), "said": _(link["said"])}
        for link in told["links"]
    ]
    return [link for link in found if link["url"]]


def _doors() -> list[dict[str, Any]]:
    return [
        {
            "slug": d["slug"],
            "url": reverse("portal:door", args=[d["slug"]]),
            "icon": d["icon"],
            "title": _(d["title"]),
            "said": _(d["said"]),
        }
        for d in domain.doors()
    ]


def chips(_user: Any, on: date) -> list[dict[str, str]]:
    """Offer a few questions that anybody would find something by."""
    base = reverse("portal:search")
    words = _FRUITFUL.get().get(get_language() or "vi", []) if on else []
    return [{"url": f"{base}?{urlencode({'q': word})}", "label": word[:1].upper() + word[1:]} for word in words]


def _fruitful() -> dict[str, list[str]]:
    """Keep the suggestions that find something; asked once for each state of the house."""
    found: dict[str, list[str]] = {}
    for language, name in (("vi", "suggestions"), ("en", "suggestions_en")):
        good = (word for word in domain.words()[name] if index.find(word, None, per_page=1).total)
        found[language] = [word for word, _n in zip(good, range(CHIPS), strict=False)]
    return found


_FRUITFUL = Stamped(lambda: f"{journal.newest()} {sum(index.size().values())}", _fruitful)
