"""The door: registers, their schemas and versions, public rows and files. Nothing personal passes through it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Subquery, Sum
from django.urls import reverse

from donghanh.kit.dates import local_date
from donghanh.record.registers import domain, queries
from donghanh.record.registers.domain import Freshness
from donghanh.record.registers.engine import exports, stored
from donghanh.record.registers.models import Register, Version

__all__ = [
    "EXPORTS",
    "Freshness",
    "RegisterInfo",
    "Rows",
    "VersionInfo",
    "as_of",
    "current",
    "export",
    "features",
    "freshness",
    "labelled",
    "register",
    "registers",
    "rows",
    "schema",
    "schemas",
    "stamp",
    "stream",
    "version",
    "versions",
]

EXPORTS = dict(exports.KINDS)  # kind -> media type: csv, json, geojson, xlsx, ods, parquet


@dataclass(frozen=True)
class VersionInfo:
    """One published version; ``sha256`` and ``size`` are those of its CSV file."""

    key: str
    register: str
    number: int
    published_at: datetime
    sha256: str
    size: int
    rows: int
    added: int
    changed: int
    removed: int
    schema_number: int
    invented: bool
    url: str


@dataclass(frozen=True)
class RegisterInfo:
    """One register as the public knows it; ``version`` is its current one, if any was published."""

    slug: str
    key: str
    title: str
    title_en: str
    description: str
    category: str
    category_label: str
    owner_id: int | None
    owner_code: str
    owner_name: str
    cadence: str
    cadence_label: str
    cadence_days: int
    legal_basis: str
    basis_verified: bool
    licence: str
    place: str
    keywords: tuple[str, ...]
    has_geometry: bool
    url: str
    opened_at: datetime
    version: VersionInfo | None


@dataclass(frozen=True)
class Rows:
    """A page of public rows and how many there are in all; each row is a dict of the public fields."""

    total: int
    rows: list[dict[str, Any]]


def _version(one: Version) -> VersionInfo:
    return VersionInfo(
        key=one.key, register=one.register.slug, number=one.number, published_at=one.published_at, sha256=one.sha256,
        size=one.size, rows=one.rows, added=one.added, changed=one.changed, removed=one.removed,
        schema_number=one.schema_edition.number, invented=one.invented, url=one.get_absolute_url(),
    )  # fmt: skip


def _info(one: Register) -> RegisterInfo:
    s = one.schema
    if one.current is not None:
        one.current.register = one
    return RegisterInfo(
        slug=one.slug, key=one.key, title=one.title, title_en=s.title_en, description=s.description,
        category=one.category, category_label=domain.CATEGORIES.get(one.category, ""), owner_id=one.owner_id,
        owner_code=one.owner.code if one.owner else "", owner_name=one.owner.name if one.owner else "",
        cadence=s.cadence.every, cadence_label=s.cadence.label, cadence_days=s.cadence.days,
        legal_basis=s.cadence.basis, basis_verified=s.cadence.verified, licence=s.licence, place=s.place,
        keywords=s.keywords, has_geometry=s.has_geometry, url=reverse("registers:register", args=[one.slug]),
        opened_at=one.opened_at, version=_version(one.current) if one.current else None,
    )  # fmt: skip


def _published(slug: str) -> Register:
    found = Register.objects.published().with_context().filter(slug=slug).first()
    if found is None:
        raise LookupError(f"no such published register: {slug}")
    return found


def _chosen(slug: str, key: str | None) -> Version:
    if key is None:
        one = _published(slug)
        assert one.current is not None  # noqa: S101 - it is published
        one.current.register = one
        return one.current
    found = Version.objects.select_related("register", "schema_edition").filter(key=key, register__slug=slug).first()
    if found is None:
        raise LookupError(f"no such version: {slug} {key}")
    return found


def _held(one: Version) -> Version:
    """Return a version whose rows are on the disk; ``FileNotFoundError`` where they are gone."""
    if not one.path.exists():
        raise FileNotFoundError(one.path)
    return one


def registers(*, published: bool = True) -> list[RegisterInfo]:
    """List registers in one query; with ``published=False`` also those that have no version yet (who owes what)."""
    found = Register.objects.with_context()
    return [_info(one) for one in (found.published() if published else found)]


def stamp() -> str:
    """Name the state of all registers: it changes when one is opened, published, handed over or gets a new schema.

    One question, since every page of the catalogue asks it.
    """
    newest = Version.objects.order_by("-pk").values("key")[:1]
    told = Register.objects.aggregate(
        newest=Max(Subquery(newest)),
        n=Count("id"),
        current=Sum("current_id"),
        schema=Sum("schema_edition_id"),
        owner=Sum("owner_id"),
    )
    return ":".join(str(value or 0) for value in told.values())


def register(slug: str) -> RegisterInfo:
    """Return one register, published or not; ``LookupError`` where there is none."""
    found = Register.objects.with_context().filter(slug=slug).first()
    if found is None:
        raise LookupError(f"no such register: {slug}")
    return _info(found)


def schema(slug: str, *, version: str | None = None) -> dict[str, Any]:
    """Return the Frictionless Table Schema of the public columns, as the CSV file of the version needs it."""
    return _chosen(slug, version).schema_edition.schema.table_schema()


def schemas(versions: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the Table Schemas of many versions by their keys, in one query."""
    found = Version.objects.select_related("schema_edition").filter(key__in=versions)
    return {one.key: one.schema_edition.schema.table_schema() for one in found}


def current(slug: str) -> VersionInfo | None:
    """Return the current version; ``None`` where nothing was published."""
    found = Register.objects.published().with_context().filter(slug=slug).first()
    return _info(found).version if found else None


def version(key: str) -> VersionInfo:
    """Return a version by its stable key; ``LookupError`` where there is none."""
    found = Version.objects.select_related("register", "schema_edition").filter(key=key).first()
    if found is None:
        raise LookupError(f"no such version: {key}")
    return _version(found)


def as_of(slug: str, at: datetime) -> VersionInfo | None:
    """Return the version that was in force at an instant."""
    found = Register.objects.filter(slug=slug).first()
    one = queries.at_instant(found, at) if found else None
    return _version(one) if one else None


def versions(slug: str) -> list[VersionInfo]:
    """List a register's versions, newest first."""
    found = Version.objects.select_related("register", "schema_edition").filter(register__slug=slug)
    return [_version(one) for one in found.order_by("-number")]


def rows(
    slug: str,
    *,
    version: str | None = None,
    filters: Mapping[str, str | tuple[str, ...]] | None = None,
    words: str = "",
    sort: tuple[str, ...] = (),
    offset: int = 0,
    limit: int = 100,
    fields: tuple[str, ...] | None = None,
) -> Rows:
    """Return a page of public rows: exact values by field, words anywhere without marks, sorted (``-name`` down).

    Values are as the CSV file has them; several are any of them, an empty one is an empty cell.
    """
    one = _held(_chosen(slug, version))
    asked = stored.Query(tuple((filters or {}).items()), words, sort, offset, limit, fields)
    found = stored.page(one.path, one.schema, asked)
    return Rows(found.total, [{k: v for k, v in row.items() if k != "_key"} for row in found.rows])


def stream(slug: str, *, version: str | None = None) -> Iterator[dict[str, Any]]:
    """Give every public row, sorted by key, in bounded memory."""
    one = _held(_chosen(slug, version))
    return ({k: v for k, v in row.items() if k != "_key"} for row in stored.stream(one.path, one.schema))


def labelled(slug: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every public row of the current version with its key and what it is called; for the one search."""
    one = _held(_chosen(slug, None))
    name = one.schema.label_field
    for row in stored.stream(one.path, one.schema):
        key = str(row.pop("_key", ""))
        yield key, str(row.get(name) or key), row


def features(slug: str, *, version: str | None = None) -> Iterator[dict[str, Any]]:
    """Give every public row as a GeoJSON feature."""
    one = _held(_chosen(slug, version))
    return exports.features(one.path, one.schema)


def export(slug: str, kind: str, *, version: str | None = None) -> Path:
    """Return the path of a version's file of a kind (see :data:`EXPORTS`); written once, never changed."""
    return queries.export_file(_chosen(slug, version), kind)


def freshness(slug: str, on: date) -> Freshness:
    """Say how a register stands against its own cadence on a day."""
    found = Register.objects.with_context().filter(slug=slug).first()
    if found is None:
        raise LookupError(f"no such register: {slug}")
    published = local_date(found.current.published_at) if found.current else None
    return domain.freshness(found.schema, published, on)
