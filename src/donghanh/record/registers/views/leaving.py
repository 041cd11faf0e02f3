"""What leaves a register: the printed list, files, the map's places, the schema, feeds."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from donghanh.kit.errors import NotAllowed
from donghanh.kit.text import slugify_vi
from donghanh.record.registers import queries
from donghanh.record.registers.engine import exports, stored
from donghanh.record.registers.models import Register, Version
from donghanh.record.registers.views.pages import cells, columns, day, label, moment, register_at, said, shown
from donghanh.record.registers.views.public import MAPPED, asked, chosen
from donghanh.ui.web.guard import public

PRINTED = 2000
ENTRIES = 40


@public
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list as an A4 document."""
    one = register_at(request, slug)
    version = chosen(request, one, request.GET.get("ban", ""))
    query, _, filters = asked(request, version)
    schema = version.schema
    fields = columns(schema)
    found = stored.page(version.path, schema, stored.Query(**{**vars(query), "limit": PRINTED}))
    rows = [cells(r, fields) for r in found.rows]
    return shown(
        request,
        "printed.html",
        register=one,
        version=version,
        columns=fields,
        rows=rows,
        total=found.total,
        cut=found.total > PRINTED,
        filtered=bool(filters or query.words),
    )


@public
def download(request: HttpRequest, slug: str, kind: str, key: str = "") -> HttpResponseBase:
    """Give a whole version as a file; a version's file never changes, so it may be kept for ever."""
    one = register_at(request, slug)
    version = chosen(request, one, key)
    if kind not in exports.KINDS:
        raise NotAllowed("registers.no-kind", "Không có tệp loại này.", hidden=True)
    path = queries.export_file(version, kind)
    tag = f'"{version.key}-{kind}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    name = f"{slugify_vi(one.title)}-ban-{version.number}.{kind}"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=exports.KINDS[kind])
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if key else "public, max-age=0, must-revalidate"
    return answer


@public
def on_map(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """Give the places of a version as GeoJSON for the map on its page: few properties, at most so many rows."""
    one = register_at(request, slug)
    version = chosen(request, one, key)
    schema = version.schema
    if not schema.has_geometry:
        raise NotAllowed("registers.no-map", "Danh mục này không có bản đồ.", hidden=True)
    fields = columns(schema)[:4]
    base = reverse("registers:row", args=[one.slug])
    query, _, _ = asked(request, version)
    found = []
    for r in stored.page(version.path, schema, stored.Query(**{**vars(query), "limit": MAPPED})).rows:
        place = exports.geometry(r, schema)
        if place is not None:
            told = [f"{f.title}: {said(f, r.get(f.name))}" for f in fields[1:] if r.get(f.name) is not None]
            url = f"{base}?{_query(khoa=r['_key'], ban='' if version.pk == one.current_id else version.key)}"
            found.append(
                {
                    "type": "Feature",
                    "geometry": place,
                    "properties": {"ten": label(schema, r), "ghi": " · ".join(told), "url": url},
                }
            )
    return JsonResponse(
        {"type": "FeatureCollection", "features": found},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )


def _query(**parts: str) -> str:
    return urlencode({k: v for k, v in parts.items() if v})


@public
def schema_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the public Table Schema."""
    one = register_at(request, slug)
    version = chosen(request, one, request.GET.get("ban", ""))
    described = version.schema_edition.schema.table_schema()
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public
def feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Give an Atom feed of publications: of one register, or of all."""
    on = day(request)
    found = Version.objects.select_related("register", "register__owner").order_by("-published_at")
    found = found.filter(register__in=Register.objects.visible_to(request.user, on=on).published())
    one = register_at(request, slug) if slug else None
    if one is not None:
        found = found.filter(register=one)
    entries = list(found[:ENTRIES])
    return shown_feed(request, one, entries)


def shown_feed(request: HttpRequest, one: Register | None, entries: list[Version]) -> HttpResponse:
    """Draw the feed."""
    updated = entries[0].published_at if entries else (one.opened_at if one else moment(request))
    host = f"{request.scheme}://{request.get_host()}"
    answer = shown(request, "feed.xml", register=one, entries=entries, updated=updated, host=host)
    answer["Content-Type"] = "application/atom+xml; charset=utf-8"
    return answer
