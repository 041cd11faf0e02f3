"""The actions over the catalogue, each a small function from what is asked to CKAN's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings as house
from django.http import HttpRequest

from donghanh import __version__
from donghanh.front.opendata import domain, queries
from donghanh.front.opendata.domain import Dataset
from donghanh.front.opendata.engine import catalogue as looking
from donghanh.front.opendata.views.asking import (
    ACTIONS,
    MOST_ROWS,
    Asked,
    Closed,
    Wrong,
    answers,
    listed,
    need,
    number,
    true,
)
from donghanh.front.opendata.views.shapes import group_of, organization_of, package_of, resource_of, tag_of
from donghanh.kit.text import search_key


@answers
def package_list(_request: HttpRequest, asked: Asked) -> list[str]:
    """List the names of all datasets."""
    names = sorted(queries.catalogue().datasets)
    start = number(asked, "offset", 0, 10**9)
    return names[start : start + number(asked, "limit", 10**6, 10**6)]


@answers
def package_show(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return one dataset by its name or identifier."""
    return package_of(request, queries.dataset(need(asked, "id", "name_or_id")))


@answers
def current_package_list_with_resources(request: HttpRequest, asked: Asked) -> list[dict[str, Any]]:
    """Return datasets whole, newest first."""
    now = queries.catalogue()
    start = number(asked, "offset", 0, 10**9)
    some = now.entries[start : start + number(asked, "limit", 100, MOST_ROWS)]
    return [package_of(request, now.datasets[e.name]) for e in some]


@answers
def package_search(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Look through the catalogue: ``q``, ``fq``, ``sort``, ``rows``, ``start``, ``facet.field``."""
    now = queries.catalogue()
    rows = number(asked, "rows", 10, MOST_ROWS)
    start = number(asked, "start", 0, 10**9)
    fq = _listed_terms(asked.get("fq")) + _listed_terms(asked.get("fq_list"))
    facets = listed(asked.get("facet.field", ()))
    found = looking.search(
        now.entries, q=str(asked.get("q") or ""), fq=fq, sort=str(asked.get("sort") or ""), facets=facets
    )
    most = number(asked, "facet.limit", 50, 10**6) or 10**6
    least = number(asked, "facet.mincount", 1, 10**6)
    counted: dict[str, dict[str, int]] = {}
    described: dict[str, Any] = {}
    for name in facets if true(asked.get("facet", "true")) else ():
        pairs = [(v, n) for v, n in sorted(found.facets[name].items(), key=lambda p: (-p[1], p[0])) if n >= least][
            :most
        ]
        counted[name] = dict(pairs)
        described[name] = {
            "title": name,
            "items": [{"name": v, "display_name": _display(now, name, v), "count": n} for v, n in pairs],
        }
    results = [package_of(request, now.datasets[e.name]) for e in found.entries[start : start + rows]]
    return {
        "count": len(found.entries),
        "sort": found.sort,
        "facets": counted,
        "results": results,
        "search_facets": described,
    }


def _listed_terms(value: Any) -> list[str]:
    if value in (None, ""):
        return []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _display(now: queries.Catalogue, facet: str, value: str) -> str:
    if facet == "organization":
        return now.organizations.get(value, (value, 0))[0]
    if facet == "groups":
        return now.groups.get(value, (value, 0))[0]
    return str(domain.licence(value)["title"]) if facet == "license_id" else value


@answers
def resource_show(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return one file by its identifier."""
    d, r = queries.resource(need(asked, "id"))
    return resource_of(request, d, r, d.resources.index(r))


@answers
def resource_search(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Find files: ``query=name:gia`` or ``format:CSV``, several must all hold."""
    wanted = []
    for one in _listed_terms(asked.get("query")) or [""]:
        field, mark, value = one.partition(":")
        if not mark:
            raise Wrong(query=["Must be <field>:<value> pair(s)"])
        wanted.append((field, value.lower()))
    start = number(asked, "offset", 0, 10**9)
    most = number(asked, "limit", 100, MOST_ROWS)
    found = []
    for d in queries.catalogue().datasets.values():
        for place, r in enumerate(d.resources):
            told = resource_of(request, d, r, place)
            if any(field not in told for field, _v in wanted):
                raise Wrong(query=["Field not recognised in search"])
            if all(value in str(told[field]).lower() for field, value in wanted):
                found.append(told)
    return {"count": len(found), "results": found[start : start + most]}


def _named(every: dict[str, tuple[str, int]], kind: str, wanted: str) -> str:
    code = next((c for c in every if wanted in (c, domain.stable_id(kind, c))), None)
    if code is None:
        raise LookupError(wanted)
    return code


def _list(every: dict[str, tuple[str, int]], asked: Asked, shape: Callable[[str, str], dict[str, Any]]) -> list[Any]:
    start = number(asked, "offset", 0, 10**9)
    chosen = set(listed(asked.get("organizations") or asked.get("groups") or ()))
    some = [c for c in every if not chosen or c in chosen][start : start + number(asked, "limit", 10**6, 10**6)]
    if not true(asked.get("all_fields")):
        return some
    return [{**shape(c, every[c][0]), "package_count": every[c][1]} for c in some]


def _whole(
    request: HttpRequest, told: dict[str, Any], count: int, asked: Asked, belongs: Callable[[Dataset], bool]
) -> dict[str, Any]:
    told = {**told, "package_count": count, "users": [], "groups": [], "tags": [], "extras": []}
    if true(asked.get("include_datasets")):
        every = queries.catalogue().datasets.values()
        told["packages"] = [package_of(request, d) for d in every if belongs(d)][:MOST_ROWS]
    return told


@answers
def organization_list(_request: HttpRequest, asked: Asked) -> list[Any]:
    """List who publishes."""
    return _list(queries.catalogue().organizations, asked, organization_of)


@answers
def organization_show(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return one publisher."""
    every = queries.catalogue().organizations
    code = _named(every, "to-chuc", need(asked, "id"))
    name, count = every[code]
    return _whole(request, organization_of(code, name), count, asked, lambda d: d.owner_code == code)


@answers
def group_list(_request: HttpRequest, asked: Asked) -> list[Any]:
    """List the groups."""
    return _list(queries.catalogue().groups, asked, group_of)


@answers
def group_show(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return one group."""
    every = queries.catalogue().groups
    code = _named(every, "nhom", need(asked, "id"))
    title, count = every[code]
    return _whole(request, group_of(code, title), count, asked, lambda d: d.group == code)


@answers
def tag_list(_request: HttpRequest, asked: Asked) -> list[Any]:
    """List the keywords, or those that hold a word."""
    word = search_key(str(asked.get("query") or ""))
    found = [t for t in queries.catalogue().tags if word in search_key(t)]
    return [tag_of(t) for t in found] if true(asked.get("all_fields")) else found


@answers
def tag_show(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """Return one keyword, with its datasets where asked."""
    word = need(asked, "id")
    now = queries.catalogue()
    if word not in now.tags:
        raise LookupError(word)
    packages = [package_of(request, d) for d in now.datasets.values() if word in d.keywords]
    return {**tag_of(word), **({"packages": packages} if true(asked.get("include_datasets")) else {})}


@answers
def license_list(_request: HttpRequest, _asked: Asked) -> list[dict[str, Any]]:
    """List the licences."""
    return [
        {
            "id": code,
            "title": told["title"],
            "url": told["url"],
            "status": "active",
            "domain_data": True,
            "od_conformance": "approved" if told["open"] else "not reviewed",
            "is_generic": not told["url"],
        }
        for code, told in domain.settings()["licences"].items()
    ]


# --- the site -------------------------------------------------------------------------------------------------


@answers
def site_read(_request: HttpRequest, _asked: Asked) -> bool:
    """Say that the site may be read."""
    return True


@answers
def status_show(request: HttpRequest, _asked: Asked) -> dict[str, Any]:
    """Say what answers here, and whose interface it speaks."""
    words = domain.settings()
    return {
        "site_title": f"{words['title']}, tỉnh {house.PROVINCE}",
        "site_description": words["description"],
        "site_url": request.build_absolute_uri("/").rstrip("/"),
        "ckan_version": "2.11",
        "error_emails_to": None,
        "locale_default": "vi",
        "extensions": ["datastore"],
        "software": f"donghanh {__version__}",
    }


@answers
def help_show(_request: HttpRequest, asked: Asked) -> str:
    """Say what an action does."""
    found = ACTIONS.get(need(asked, "name"))
    if found is None:
        raise LookupError(asked["name"])
    return found.__doc__ or ""


@answers
def user_list(_request: HttpRequest, _asked: Asked) -> Any:
    """People are not listed."""
    raise Closed("danh sách người dùng không công khai")


@answers
def resource_view_list(_request: HttpRequest, asked: Asked) -> list[Any]:
    """Files have no extra views here."""
    queries.resource(need(asked, "id"))
    return []
