"""A dataset as search engines, catalogues and feeds of others read it: addresses are those of the request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings as house
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from donghanh.front.opendata import domain
from donghanh.front.opendata.domain import Dataset
from donghanh.front.opendata.engine import rdf as dcat

RDF_MEDIA = {"ttl": ("turtle", "text/turtle; charset=utf-8"), "jsonld": ("json-ld", "application/ld+json")}
# how often, as the register says it -> the word of the European list of frequencies
_FREQUENCIES = (
    ("giờ", "HOURLY"), ("ngày", "DAILY"), ("tuần", "WEEKLY"), ("tháng", "MONTHLY"), ("quý", "QUARTERLY"),
    ("6 tháng", "ANNUAL_2"), ("nửa năm", "ANNUAL_2"), ("năm", "ANNUAL"), ("thay đổi", "IRREG"), ("phát sinh", "IRREG"),
)  # fmt: skip


def as_json(told: Any) -> HttpResponse:
    """Answer with JSON that people can read too."""
    return HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")


def frequency(cadence: str) -> str:
    """Return the code of a cadence; empty where none fits."""
    words = cadence.lower()
    exact = next((code for word, code in _FREQUENCIES if " " in word and word in words), "")
    return exact or next((code for word, code in _FREQUENCIES if word in words), "")


def rdf(request: HttpRequest, datasets: Sequence[Dataset], form: str) -> tuple[str, str]:
    """Return the catalogue of these datasets as text, and its media type."""
    words = domain.settings()
    url = request.build_absolute_uri
    publisher = dcat.Agent(url("/") + "#tinh", f"Tỉnh {house.PROVINCE}")
    whole = dcat.Whole(
        url=url(reverse("opendata:catalogue")),
        title=f"{words['title']} tỉnh {house.PROVINCE}",
        title_en=f"{words['title_en']} of {house.PROVINCE} province",
        description=words["description"],
        publisher=publisher,
        modified=max((d.modified_at for d in datasets), default=None),
        endpoint=url("/api/3/"),
        scheme=url(reverse("opendata:catalogue")) + "nhom",
    )
    graph = dcat.graph(whole, [_thing(request, d) for d in datasets])
    name, media = RDF_MEDIA[form]
    return graph.serialize(format=name, auto_compact=True), media


def _thing(request: HttpRequest, d: Dataset) -> dcat.Thing:
    url = request.build_absolute_uri
    page = url(reverse("opendata:dataset", args=[d.name]))
    licence = domain.licence(d.licence)
    return dcat.Thing(
        url=page,
        id=d.id,
        title=d.title,
        title_en=d.title_en,
        description=d.description,
        publisher=dcat.Agent(url("/") + f"#{d.owner_code}", d.owner_name),
        theme=(d.group, d.group_title),
        keywords=d.keywords,
        licence=(licence["url"], licence["title"]),
        frequency=frequency(d.cadence),
        created=d.created_at,
        modified=d.modified_at,
        version=str(d.number),
        files=[
            dcat.File(file_url(request, d, r.kind), page, r.kind, r.name, domain.MEDIA[r.kind], r.size, r.sha256)
            for r in d.resources
        ],
    )


def file_url(request: HttpRequest, d: Dataset, kind: str) -> str:
    """Return the whole address of a dataset's file."""
    return request.build_absolute_uri(reverse("opendata:file", args=[d.name, d.name, kind]))


def schema_org(request: HttpRequest, d: Dataset) -> dict[str, Any]:
    """Describe a dataset for search engines (schema.org Dataset)."""
    page = request.build_absolute_uri(reverse("opendata:dataset", args=[d.name]))
    licence = domain.licence(d.licence)
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": d.title,
        "alternateName": d.title_en,
        "description": d.description or d.title,
        "identifier": d.id,
        "keywords": list(d.keywords),
        "inLanguage": "vi",
        "isAccessibleForFree": True,
        "version": str(d.number),
        "dateCreated": d.created_at.isoformat(),
        "dateModified": d.modified_at.isoformat(),
        "creator": {"@type": "GovernmentOrganization", "name": d.owner_name},
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "url": request.build_absolute_uri(reverse("opendata:catalogue")),
        },
        "variableMeasured": [f.title or f.name for f in d.fields],
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": domain.MEDIA[r.kind],
                "contentUrl": file_url(request, d, r.kind),
            }
            for r in d.resources
        ],
    }
    if licence["url"]:
        told["license"] = licence["url"]
    return told
