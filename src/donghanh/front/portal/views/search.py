"""The one search: marks or none, abbreviations, former names; what was found divides by kind, agency, year, place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from donghanh.front.portal.views.home import chips
from donghanh.kit.text import search_key
from donghanh.record.search import api as index
from donghanh.ui import shell
from donghanh.ui.web.guard import public
from donghanh.ui.web.pages import layout

PER_PAGE = 20
HITS_PER_SOURCE = 20
VALUES_SHOWN = 8
# facet -> (its parameter, what it is called)
FACETS = {
    "kind": ("loai", gettext_lazy("Loại")),
    "agency": ("co_quan", gettext_lazy("Cơ quan")),
    "subject": ("chi_so", gettext_lazy("Lĩnh vực")),  # a part of an index, a group of registers
    "year": ("nam", gettext_lazy("Năm")),
    "place": ("noi", gettext_lazy("Nơi")),
}


@dataclass(frozen=True)
class Narrowing:
    """One facet as the page offers it: the likeliest values, the rest behind a fold."""

    name: str
    label: str
    values: list[dict[str, Any]]
    more: list[dict[str, Any]]


@public
def search(request: Any) -> HttpResponse:
    """Search everything the reader may see, and say how what was found divides."""
    asked = request.GET.get("q", "").strip()[:200]
    on = request.now.date()
    chosen = {name: [v[:200] for v in request.GET.getlist(param) if v] for name, (param, _l) in FACETS.items()}
    number = request.GET.get("trang", "1")
    page = int(number) if number.isdigit() and len(number) < 6 else 1
    found = index.find(asked, request.user, facets=chosen, page=page, per_page=PER_PAGE, on=on)
    context = {
        "layout": layout(request),
        "asked": asked,
        "found": found,
        "page": _page(found),
        "narrowings": [_narrowing(request, name, values) for name, values in found.facets.items() if len(values) > 1],
        "narrowed": any(chosen.values()),
        "everything": f"{request.path}?{urlencode({'q': asked})}",
        "live": _live(request.user, asked),
        "chips": chips(request.user, on),
    }
    return render(request, "portal/search.html", context)


def _page(found: index.Found) -> Page[int]:
    """Give the pager what it counts: no more than can be turned to."""
    return Paginator(range(min(found.total, found.pages * PER_PAGE)), PER_PAGE).get_page(found.page)


def _narrowing(request: Any, name: str, values: tuple[index.FacetValue, ...]) -> Narrowing:
    param, label = FACETS[name]
    rows: list[dict[str, Any]] = []
    for value in values:
        query = request.GET.copy()
        query.pop("trang", None)
        query.pop(param, None)
        if not value.chosen:
            query[param] = value.value
        rows.append({"url": f"?{query.urlencode()}", "value": value})
    chosen = [row for row in rows if row["value"].chosen]
    rows = [*chosen, *(row for row in rows if not row["value"].chosen)]
    return Narrowing(name, str(label), rows[:VALUES_SHOWN], rows[VALUES_SHOWN:60])


def _live(user: Any, asked: str) -> list[dict[str, Any]]:
    """Ask the few sources that are not in the index."""
    words = search_key(asked)
    groups = []
    for source in shell.search_sources() if words else []:
        hits = list(source.find(user, words, HITS_PER_SOURCE + 1))
        if hits:
            more = len(hits) > HITS_PER_SOURCE
            groups.append({"label": source.label, "hits": hits[:HITS_PER_SOURCE], "more": more})
    return groups
