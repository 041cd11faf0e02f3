"""The typed interface: datasets and rows with a described shape (OpenAPI), under one prefix."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Schema
from pydantic import Field

from donghanh import __version__
from donghanh.front.opendata import domain, queries
from donghanh.front.opendata.domain import Dataset, Wanted
from donghanh.front.opendata.engine import catalogue as looking
from donghanh.front.opendata.views.described import file_url
from donghanh.front.opendata.views.opened import opened

api = NinjaAPI(
    title="Đồng Hành: dữ liệu mở",
    version=__version__,
    description="Đọc danh mục và từng dòng của mọi bộ dữ liệu đã công bố. Chỉ đọc; không cần khóa.",
    urls_namespace="opendata:typed",
    docs_url=None,
    openapi_url="/openapi.json",
)


class FieldOut(Schema):
    """One column."""

    name: str
    type: str
    title: str
    description: str
    unit: str


class FileOut(Schema):
    """One file."""

    id: str
    format: str
    media_type: str
    url: str
    size: int | None
    sha256: str


class DatasetOut(Schema):
    """One dataset without its rows."""

    id: str
    name: str
    title: str
    title_en: str
    description: str
    publisher: str
    publisher_code: str
    group: str
    keywords: list[str]
    licence: str
    cadence: str
    created_at: datetime
    modified_at: datetime
    version: int
    rows: int
    demonstration: bool
    fields: list[FieldOut]
    files: list[FileOut]


class DatasetsOut(Schema):
    """A page of datasets."""

    total: int
    items: list[DatasetOut]


class RowsOut(Schema):
    """A page of rows; each row has the dataset's fields."""

    total: int
    items: list[dict[str, Any]]


class Refused(Schema):
    """Why there is no answer."""

    message: str


def _out(request: HttpRequest, d: Dataset) -> DatasetOut:
    return DatasetOut(
        id=d.id,
        name=d.name,
        title=d.title,
        title_en=d.title_en,
        description=d.description,
        publisher=d.owner_name,
        publisher_code=d.owner_code,
        group=d.group,
        keywords=list(d.keywords),
        licence=domain.licence(d.licence)["id"],
        cadence=d.cadence,
        created_at=d.created_at,
        modified_at=d.modified_at,
        version=d.number,
        rows=d.rows,
        demonstration=d.invented,
        fields=[
            FieldOut(name=f.name, type=f.type, title=f.title, description=f.description, unit=f.unit) for f in d.fields
        ],
        files=[
            FileOut(
                id=r.id,
                format=domain.FORMATS[r.kind],
                media_type=domain.MEDIA[r.kind],
                size=r.size,
                sha256=r.sha256,
                url=file_url(request, d, r.kind),
            )
            for r in d.resources
        ],
    )


@api.get(
    "/bo-du-lieu/", response={200: DatasetsOut, 409: Refused}, operation_id="datasets", summary="Danh mục bộ dữ liệu"
)
def datasets(
    request: HttpRequest,
    q: str = "",
    limit: Annotated[int, Field(ge=0, le=200)] = 20,
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0,
) -> Any:
    """List datasets that hold the words, newest first."""
    now = queries.catalogue()
    try:
        entries = looking.search(now.entries, q=q).entries
    except looking.Unreadable as why:
        return 409, Refused(message=f"Không đọc được câu hỏi: {why}.")
    some = entries[offset : offset + limit]
    return DatasetsOut(total=len(entries), items=[_out(request, now.datasets[e.name]) for e in some])


def _found(name: str) -> Dataset:
    try:
        return queries.dataset(name)
    except LookupError:
        raise Http404("Không có bộ dữ liệu này.") from None


@api.get(
    "/bo-du-lieu/{name}/", response={200: DatasetOut, 404: Refused}, operation_id="dataset", summary="Một bộ dữ liệu"
)
def dataset(request: HttpRequest, name: str) -> Any:
    """Return one dataset by its name."""
    return _out(request, _found(name))


@api.get(
    "/bo-du-lieu/{name}/dong/",
    response={200: RowsOut, 404: Refused, 409: Refused},
    operation_id="rows",
    summary="Các dòng của một bộ dữ liệu",
)
def rows(
    request: HttpRequest,  # noqa: ARG001 - ninja passes it
    name: str,
    q: str = "",
    sort: str = "",
    limit: Annotated[int, Field(ge=0, le=5000)] = 100,
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0,
) -> Any:
    """Return rows that hold the words; ``sort`` names fields, ``-`` before one sorts downwards."""
    d = _found(name)
    order = tuple(part.strip() for part in sort.split(",") if part.strip())
    names = {f.name for f in d.fields}
    if unknown := [part for part in order if part.lstrip("-") not in names]:
        return 409, Refused(message=f"Bộ này không có cột “{unknown[0].lstrip('-')}”.")
    found = queries.page(d, Wanted(words=q, sort=order, limit=limit, offset=offset))
    return RowsOut(total=found.total, items=found.rows)


def addresses() -> tuple[Any, str, str]:
    """Return the addresses of the typed interface, each opened, counted and marked public like the others."""
    patterns, namespace, app = api.urls
    for pattern in patterns:
        pattern.callback = opened(pattern.callback)  # type: ignore[arg-type]
    return patterns, namespace, app
