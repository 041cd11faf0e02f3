"""What a dataset is to the outside: its files, its fields, its keys; the catalogue's reviewed words. No query."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from donghanh.ground.limits.api import Limit
from donghanh.kit.data import read_yaml

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "tag:donghanh,2023:du-lieu")
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
FORMATS = {
    "csv": "CSV",
    "json": "JSON",
    "geojson": "GeoJSON",
    "xlsx": "XLSX",
    "ods": "ODS",
    "parquet": "Parquet",
    "zip": "ZIP",
}
KEY_PREFIX = "dh_"


class RowsLost(Exception):
    """The rows of a dataset are not on this server's disk, and cannot be put together again as they were."""


def in_language(vietnamese: str, english: str) -> str:
    """Return the English words on an English page, where there are some."""
    return english if english and get_language() == "en" else vietnamese


@dataclass(frozen=True)
class Field:
    """One column as the outside reads it; ``type`` is a Table Schema type."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    unit: str = ""
    title_en: str = ""

    @property
    def label(self) -> str:
        """Return what the column is called in the language of the page."""
        return in_language(self.title, self.title_en) or self.name


@dataclass(frozen=True)
class Resource:
    """One file of a dataset; the CSV one can also be asked row by row."""

    id: str
    kind: str
    name: str
    filename: str
    size: int | None = None
    sha256: str = ""
    queryable: bool = False


@dataclass(frozen=True)
class Dataset:
    """One dataset of the catalogue. ``source`` says which reader knows its rows: ``register`` or ``own``."""

    id: str
    name: str
    title: str
    title_en: str
    description: str
    source: str
    owner_code: str
    owner_name: str
    group: str
    group_title: str
    keywords: tuple[str, ...]
    licence: str
    cadence: str
    legal_basis: str
    created_at: datetime
    modified_at: datetime
    version: str
    number: int
    rows: int
    fields: tuple[Field, ...]
    resources: tuple[Resource, ...]
    page_url: str = ""
    invented: bool = False
    folded: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        """Return what the dataset is called in the language of the page."""
        return in_language(self.title, self.title_en)

    def resource(self, kind: str) -> Resource | None:
        """Return its file of a kind."""
        return next((r for r in self.resources if r.kind == kind), None)


@dataclass(frozen=True)
class Page:
    """A page of rows and how many there are in all."""

    total: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for."""

    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    words: str = ""
    sort: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 100
    fields: tuple[str, ...] = ()


def stable_id(*parts: str) -> str:
    """Return the lasting identifier of a thing of the catalogue: the same name, the same identifier."""
    return str(uuid.uuid5(_NAMES, "/".join(parts)))


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """Return the reviewed words of the catalogue."""
    found: dict[str, Any] = read_yaml("opendata", "catalogue.yaml")
    return found


def licence(name: str) -> dict[str, Any]:
    """Return a licence of the list; one that nobody named is ``notspecified``."""
    every = settings()["licences"]
    code = name if name in every else "notspecified"
    return {"id": code, **every[code]}


def new_key() -> str:
    """Return a fresh key, to be shown once."""
    return KEY_PREFIX + secrets.token_urlsafe(30)


def key_digest(key: str) -> str:
    """Return what is stored of a key; a key is long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def limit_of(*, keyed: bool) -> Limit:
    """Return how many calls a minute are answered."""
    return Limit(int(settings()["limits"]["key" if keyed else "anonymous"]), timedelta(minutes=1))
