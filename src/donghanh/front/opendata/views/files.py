"""Files of a dataset, the package of all of it, the catalogue in RDF."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from donghanh.front.opendata import domain, queries
from donghanh.front.opendata.views import described
from donghanh.front.opendata.views.opened import marked, opened, unchanged


@opened
def file(request: HttpRequest, name: str, stem: str, kind: str) -> HttpResponse:
    """Hand out one file of a dataset; the same version is never sent twice to who holds it."""
    d = found(name)
    if stem != d.name or kind not in domain.MEDIA:
        raise Http404
    etag = f"{d.version}-{kind}"
    if same := unchanged(request, etag, d.modified_at):
        return same
    try:
        path = queries.file_of(d, kind)
    except LookupError:
        raise Http404 from None
    answer: Any = FileResponse(path.open("rb"), content_type=domain.MEDIA[kind])
    answer["Content-Disposition"] = content_disposition_header(True, f"{d.name}.{kind}")
    return marked(answer, etag, d.modified_at)


@opened
def package(request: HttpRequest, name: str) -> HttpResponse:
    """Describe a dataset for the Frictionless tools; its file is fetched from here."""
    d = found(name)
    if same := unchanged(request, f"{d.version}-package", d.modified_at):
        return same
    url = request.build_absolute_uri(f"/du-lieu/{d.name}/{d.name}.csv")
    return marked(described.as_json(queries.package(d, path=url)), f"{d.version}-package", d.modified_at)


@opened
def catalogue_rdf(request: HttpRequest, form: str) -> HttpResponse:
    """Publish the catalogue in DCAT-AP as Turtle or JSON-LD."""
    now = queries.catalogue()
    etag = f"{now.stamp}-dcat-{form}"
    if same := unchanged(request, etag, now.modified_at):
        return same
    text, media = described.rdf(request, list(now.datasets.values()), form)
    return marked(HttpResponse(text, content_type=media), etag, now.modified_at)


@opened
def dataset_rdf(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Publish one dataset in DCAT-AP."""
    d = found(name)
    etag = f"{d.version}-dcat-{form}"
    if same := unchanged(request, etag, d.modified_at):
        return same
    text, media = described.rdf(request, [d], form)
    return marked(HttpResponse(text, content_type=media), etag, d.modified_at)


def found(name: str) -> domain.Dataset:
    """Return a dataset or a page that says there is none."""
    try:
        return queries.dataset(name)
    except LookupError:
        raise Http404 from None
