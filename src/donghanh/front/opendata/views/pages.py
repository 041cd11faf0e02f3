"""The catalogue and its datasets as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donghanh.front.opendata import domain, queries
from donghanh.front.opendata.domain import Dataset, Field, Wanted
from donghanh.front.opendata.engine import catalogue as looking
from donghanh.front.opendata.queries import finding
from donghanh.front.opendata.queries.listing import history
from donghanh.front.opendata.views import described
from donghanh.front.opendata.views.files import found
from donghanh.kit import dates
from donghanh.kit.text import search_key, shorten
from donghanh.ui import lists
from donghanh.ui.web import speech
from donghanh.ui.web.guard import public
from donghanh.ui.web.pages import layout

PER_PAGE = 20
PREVIEW = 10
LONG = 18  # letters beyond which a cell asks for room; a shorter one stands on one line
# parameter -> (field of the catalogue, what it is called)
FACETS = {
    "nhom": ("groups", _("Nhóm")),
    "co_quan": ("organization", _("Cơ quan công bố")),
    "dang": ("res_format", _("Dạng tệp")),
    "giay_phep": ("license_id", _("Giấy phép")),
    "tu": ("tags", _("Từ khóa")),
}
SORTS = {"moi": ("metadata_modified desc", _("Mới cập nhật")), "ten": ("title asc", _("Theo tên"))}
SHOWN = 8
MOST_LISTED = 60  # datasets that one address names


@dataclass(frozen=True)
class Facet:
    """One facet: what it is called, its likeliest values and the rest."""

    label: str
    values: list[dict[str, Any]]
    more: list[dict[str, Any]]


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Browse the datasets by group, agency, format, licence, words; the same list as a file."""
    now = queries.catalogue()
    asked = request.GET.get("q", "").strip()[:200]
    chosen = {param: request.GET.get(param, "")[:200] for param in FACETS if request.GET.get(param)}
    order = request.GET.get("xep", "moi")
    result = _looked(now.entries, asked, chosen, SORTS.get(order, SORTS["moi"])[0])
    datasets = [now.datasets[e.name] for e in result]
    if lists.leaving(request):
        return lists.leave(request, _sheet(request, datasets), "Danh mục dữ liệu mở")
    context = {
        "layout": layout(request),
        "asked": asked,
        "page": Paginator(datasets, PER_PAGE).get_page(request.GET.get("trang")),
        "count": len(datasets),
        "all": len(now.datasets),
        "facets": [_facet(request, now, asked, chosen, param) for param in FACETS],
        "filtered": bool(asked or chosen),
        "bundle": _bundle(datasets, narrowed=bool(asked or chosen)),
        "sorts": [(key, label, key == order) for key, (_s, label) in SORTS.items()],
        "words": domain.settings(),
    }
    return render(request, "opendata/catalogue.html", context)


def _bundle(datasets: list[Dataset], *, narrowed: bool) -> str:
    """Return the address of one ZIP of what is listed; none where a list would be too long for an address."""
    if not datasets or (narrowed and len(datasets) > MOST_LISTED):
        return ""
    listed = urlencode([("bo", d.name) for d in datasets]) if narrowed else ""
    return reverse("opendata:bundle") + (f"?{listed}" if listed else "")


def _looked(entries: list[looking.Entry], asked: str, chosen: dict[str, str], sort: str) -> list[looking.Entry]:
    """Find entries that hold every word typed and every value chosen; a person's words are not a query language."""
    words = search_key(asked).split()
    some = [e for e in entries if all(w in e.words for w in words)]
    some = [e for e in some if all(v in e.values.get(FACETS[p][0], ()) for p, v in chosen.items())]
    found = looking.search(some, sort=sort).entries
    return sorted(found, key=lambda e: -sum(w in e.title_words for w in words)) if words else found


def _facet(request: HttpRequest, now: queries.Catalogue, asked: str, chosen: dict[str, str], param: str) -> Facet:
    field, label = FACETS[param]
    others = {p: v for p, v in chosen.items() if p != param}
    counts: dict[str, int] = {}
    for entry in _looked(now.entries, asked, others, "name asc"):
        for value in entry.values.get(field, ()):
            counts[value] = counts.get(value, 0) + 1
    rows = []
    for value, count in sorted(counts.items(), key=lambda pair: (chosen.get(param) != pair[0], -pair[1], pair[0])):
        query = request.GET.copy()
        query.pop("trang", None)
        query.pop(param, None)
        on = chosen.get(param) == value
        if not on:
            query[param] = value
        rows.append({"url": f"?{query.urlencode()}", "label": _label(now, field, value), "count": count, "chosen": on})
    return Facet(str(label), rows[:SHOWN], rows[SHOWN:80])


def _label(now: queries.Catalogue, field: str, value: str) -> str:
    if field == "organization":
        return now.organizations.get(value, (value, 0))[0]
    if field == "groups":
        return now.groups.get(value, (value, 0))[0]
    return str(domain.licence(value)["title"]) if field == "license_id" else value


def _sheet(request: HttpRequest, datasets: list[Dataset]) -> Iterator[list[Any]]:
    yield ["Mã", "Tên", "Cơ quan công bố", "Nhóm", "Cập nhật", "Chu kỳ", "Số dòng", "Giấy phép", "Địa chỉ"]
    for d in datasets:
        url = request.build_absolute_uri(reverse("opendata:dataset", args=[d.name]))
        licence = domain.licence(d.licence)["title"]
        yield [d.name, d.title, d.owner_name, d.group_title, d.modified_at, d.cadence, d.rows, licence, url]


@public
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """Show one dataset: what it is, its first rows, files, columns, history, licence and whom to ask."""
    d = found(name)
    if d.name != name:
        return redirect("opendata:dataset", d.name)
    preview, lost = _preview(d)
    told = json.dumps(described.schema_org(request, d), ensure_ascii=False).replace("<", "\\u003c")
    csv = d.resource("csv")
    context = {
        "layout": layout(request),
        "d": d,
        "licence": domain.licence(d.licence),
        "preview": preview,
        "lost": lost,
        "most_found": finding.MOST_ROWS if d.source == "register" and d.rows > finding.MOST_ROWS else 0,
        "files": [
            {"r": r, "format": domain.FORMATS[r.kind], "url": reverse("opendata:file", args=[d.name, d.name, r.kind])}
            for r in d.resources
        ],
        "history": history(d),
        "schema_org": told,
        "csv_id": csv.id if csv else "",
    }
    return render(request, "opendata/dataset.html", context)


def _preview(d: Dataset) -> tuple[list[list[tuple[str, str]]], bool]:
    """Return the first rows as they are shown, and whether they are gone from the disk."""
    try:
        page = queries.page(d, Wanted(limit=PREVIEW))
    except domain.RowsLost:
        return [], True
    return [[_shown(f, row.get(f.name)) for f in d.fields] for row in page.rows], False


def _shown(field: Field, value: Any) -> tuple[str, str]:
    """Write a value as people read it, and how it stands in its cell."""
    if value in (None, ""):
        return "—", ""
    if isinstance(value, bool):
        return (gettext("có") if value else gettext("không")), ""
    if isinstance(value, (int, float, Decimal)):
        written = str(value) if field.name in ("nam", "year") else speech.number(value)
        return written, "r nowrap"
    if field.type == "date":
        return speech.day(value if isinstance(value, date) else dates.read_date(str(value))), "nowrap"
    written = shorten(str(value), 70)
    return written, "main" if len(written) > LONG else "nowrap"


@public
def interfaces(request: HttpRequest) -> HttpResponse:
    """Say how machines read all of this: addresses, examples, limits, keys."""
    some = next(iter(queries.catalogue().datasets.values()), None)
    csv = some.resource("csv") if some else None
    limits = domain.settings()["limits"]
    context = {"layout": layout(request), "some": some, "csv_id": csv.id if csv else "", "limits": limits}
    return render(request, "opendata/interfaces.html", context)
