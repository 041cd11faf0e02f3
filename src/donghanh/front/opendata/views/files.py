"""Files of a dataset, the package of all of it, the catalogue in RDF."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from donghanh.front.opendata import domain, queries
from donghanh.front.opendata.views import described
from donghanh.front.opendata.views.opened import marked, opened, refusal, unchanged

LARGEST_BUNDLE = 2 << 30  # bytes of CSV in one ZIP; beyond that a list of fewer is asked for
UNKNOWN = "Danh mục không có bộ dữ liệu {names}; hãy bỏ tên đó khỏi danh sách rồi tải lại."
TOO_LARGE = "Các bộ đã chọn nặng {size} MB, quá {most} MB một lần tải; hãy chọn ít bộ hơn."


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
def bundle(request: HttpRequest) -> HttpResponse:
    """Hand out many datasets in one ZIP with one descriptor: those listed (``bo=…&bo=…``), or the whole catalogue."""
    now = queries.catalogue()
    names = list(dict.fromkeys(request.GET.getlist("bo")))
    unknown = [name[:80] for name in names if name not in now.datasets]
    if unknown:
        return refusal(404, "Not Found Error", UNKNOWN.format(names=", ".join(unknown[:5])))
    chosen = [now.datasets[name] for name in names] or list(now.datasets.values())
    if not chosen:
        raise Http404
    if (size := queries.bundle_size(chosen)) > LARGEST_BUNDLE:
        return refusal(413, "Validation Error", TOO_LARGE.format(size=size >> 20, most=LARGEST_BUNDLE >> 20))
    modified = max(d.modified_at for d in chosen)
    etag = f"{queries.bundle_tag(chosen)}-zip"
    if same := unchanged(request, etag, modified):
        return same
    answer: Any = FileResponse(queries.bundle(chosen).open("rb"), content_type=domain.MEDIA["zip"])
    answer["Content-Disposition"] = content_disposition_header(True, "du-lieu-mo.zip")
    return marked(answer, etag, modified)


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
