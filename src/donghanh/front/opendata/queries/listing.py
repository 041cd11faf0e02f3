"""The catalogue as it is now: every published register, and the house's own datasets; built once, kept until news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from donghanh.front.opendata import domain
from donghanh.front.opendata.domain import Dataset, Field, Resource
from donghanh.front.opendata.engine.catalogue import Entry
from donghanh.front.opendata.models import Edition
from donghanh.ground.orgs import api as orgs
from donghanh.kit.memo import Stamped
from donghanh.record.registers import api as registers

_REGISTER_KINDS = ("csv", "json", "geojson", "xlsx", "parquet")
_OWN_KINDS = ("csv", "json", "xlsx", "parquet")


PROVINCE = "tinh"  # publishes what belongs to no single agency


def _province() -> str:
    return f"Tỉnh {settings.PROVINCE}"


@dataclass(frozen=True)
class Catalogue:
    """Every dataset by name, its entry to be looked through, and when anything last changed."""

    datasets: dict[str, Dataset]
    stamp: str

    @cached_property
    def entries(self) -> list[Entry]:
        """Return what is looked through, newest first."""
        return [_entry(d) for d in sorted(self.datasets.values(), key=lambda d: d.modified_at, reverse=True)]

    @cached_property
    def by_id(self) -> dict[str, str]:
        """Return names by identifier."""
        return {d.id: d.name for d in self.datasets.values()}

    @cached_property
    def resources(self) -> dict[str, tuple[Dataset, Resource]]:
        """Return files by identifier, each with its dataset."""
        return {r.id: (d, r) for d in self.datasets.values() for r in d.resources}

    @cached_property
    def organizations(self) -> dict[str, tuple[str, int]]:
        """Return who publishes: code -> (name, how many datasets)."""
        return _tally((d.owner_code, d.owner_name) for d in self.datasets.values())

    @cached_property
    def groups(self) -> dict[str, tuple[str, int]]:
        """Return groups: code -> (title, how many datasets)."""
        return _tally((d.group, d.group_title) for d in self.datasets.values())

    @cached_property
    def tags(self) -> dict[str, int]:
        """Return keywords with how many datasets carry each."""
        found = _tally((k, k) for d in self.datasets.values() for k in d.keywords)
        return {name: count for name, (_same, count) in sorted(found.items())}

    @cached_property
    def modified_at(self) -> datetime | None:
        """Return when anything last changed."""
        return max((d.modified_at for d in self.datasets.values()), default=None)


def _tally(pairs: Any) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for code, name in pairs:
        if code:
            found[code] = (name, found.get(code, ("", 0))[1] + 1)
    return dict(sorted(found.items()))


def _entry(d: Dataset) -> Entry:
    formats = tuple(domain.FORMATS[r.kind] for r in d.resources)
    return Entry.of(
        d.name,
        d.title,
        f"{d.title_en} {d.description} {d.owner_name} {d.group_title} {' '.join(d.keywords)} "
        + " ".join(f.title for f in d.fields),
        {
            "id": (d.id, d.name),
            "organization": (d.owner_code,) if d.owner_code else (),
            "owner_org": (domain.stable_id("to-chuc", d.owner_code),) if d.owner_code else (),
            "groups": (d.group,) if d.group else (),
            "tags": d.keywords,
            "license_id": (domain.licence(d.licence)["id"],),
            "res_format": formats,
            "dataset_type": ("dataset",),
            "type": ("dataset",),
            "state": ("active",),
            "capacity": ("public",),
            "entity_type": ("package",),
            "private": ("false",),
            "site_id": ("default",),
        },
        d.created_at.astimezone(UTC).isoformat(),
        d.modified_at.astimezone(UTC).isoformat(),
    )


_described: dict[registers.RegisterInfo, Dataset] = {}  # what was described of the registers as they stand now


def _of_registers() -> list[Dataset]:
    """Describe every published register; a version that was described before is not described again."""
    global _described
    infos = [info for info in registers.registers() if info.version is not None]
    fresh = [info for info in infos if info not in _described]
    schemas = registers.schemas([info.version.key for info in fresh if info.version]) if fresh else {}
    told = {info: _of_register(info, schemas[info.version.key]) for info in fresh if info.version}
    _described = {info: told[info] if info in told else _described[info] for info in infos}
    return list(_described.values())


def _of_register(info: registers.RegisterInfo, described: dict[str, Any]) -> Dataset:
    version = info.version
    assert version is not None  # noqa: S101 - only published ones are asked for
    fields = tuple(_field(f) for f in described["fields"])
    kinds = [k for k in _REGISTER_KINDS if k != "geojson" or info.has_geometry]
    return Dataset(
        id=domain.stable_id("bo", info.slug),
        name=info.slug,
        title=info.title,
        title_en=info.title_en,
        description=info.description,
        source="register",
        owner_code=info.owner_code or PROVINCE,
        owner_name=info.owner_name or _province(),
        group=info.category,
        group_title=info.category_label,
        keywords=info.keywords,
        licence=info.licence,
        cadence=info.cadence_label,
        legal_basis=info.legal_basis,
        created_at=info.opened_at,
        modified_at=version.published_at,
        version=version.key,
        number=version.number,
        rows=version.rows,
        fields=fields,
        resources=_resources(info.slug, kinds, version.size, version.sha256),
        page_url=info.url,
        invented=version.invented,
    )


def _field(described: dict[str, Any]) -> Field:
    own = described.get("donghanh", {})
    return Field(
        described["name"],
        described.get("type", "string"),
        described.get("title", ""),
        described.get("description", ""),
        str(own.get("unit", "")) if isinstance(own, dict) else "",
        str(own.get("titleEn", "")) if isinstance(own, dict) else "",
    )


def _resources(name: str, kinds: Any, size: int, sha256: str) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            id=domain.stable_id("tep", name, kind),
            kind=kind,
            name=f"{name}.{kind}",
            filename=f"{name}.{kind}",
            size=size if kind == "csv" else None,
            sha256=sha256 if kind == "csv" else "",
            queryable=kind == "csv",
        )
        for kind in kinds
    )


def _own() -> list[Dataset]:
    words = domain.settings()
    newest: dict[str, Edition] = {}
    first: dict[str, datetime] = {}
    for edition in Edition.objects.order_by("name", "number"):
        newest[edition.name] = edition
        first.setdefault(edition.name, edition.at)
    found = []
    for name, told in words["own"].items():
        last = newest.get(name)
        if last is None:
            continue
        group = words["groups"][told["group"]]
        fields = tuple(Field(f["name"], f["type"], f.get("title", "")) for f in told["fields"])
        found.append(
            Dataset(
                id=domain.stable_id("bo", name),
                name=name,
                title=told["title"],
                title_en=told["title_en"],
                description=told["description"],
                source="own",
                owner_code=PROVINCE,
                owner_name=_province(),
                group=told["group"],
                group_title=group["title"],
                keywords=tuple(told["keywords"]),
                licence=told["licence"],
                cadence=told["cadence"],
                legal_basis="",
                created_at=first[name],
                modified_at=last.at,
                version=last.digest[:16],
                number=last.number,
                rows=last.rows,
                fields=fields,
                resources=_resources(name, _OWN_KINDS, last.size, last.digest),
            )
        )
    return found


def _stamp() -> str:
    """Name what the catalogue is made of: registers, own editions, names of agencies; a write elsewhere is no news."""
    newest = Edition.objects.order_by("-pk").values_list("pk", "digest").first()
    edition = f"{newest[0]}:{newest[1][:12]}" if newest else ""
    return f"{registers.stamp()} {edition} {orgs.stamp()} {settings.PROVINCE}"


def _build() -> Catalogue:
    with translation.override("vi"):  # whoever asks first, in English too, leaves the addresses that everybody gets
        every = {d.name: d for d in [*_of_registers(), *_own()]}
    return Catalogue(every, sha256(repr(list(every.values())).encode()).hexdigest()[:20])


_HELD = Stamped(_stamp, _build)


def catalogue() -> Catalogue:
    """Return the catalogue of now."""
    return _HELD.get()


def dataset(name: str) -> Dataset:
    """Return one dataset by name or identifier; ``LookupError`` where there is none."""
    now = catalogue()
    found = now.datasets.get(name) or now.datasets.get(now.by_id.get(name, ""))
    if found is None:
        raise LookupError(f"no such dataset: {name}")
    return found


def resource(id_: str) -> tuple[Dataset, Resource]:
    """Return one file by its identifier, with its dataset; ``LookupError`` where there is none."""
    found = catalogue().resources.get(id_)
    if found is None:
        raise LookupError(f"no such file: {id_}")
    return found


def history(d: Dataset) -> list[dict[str, Any]]:
    """List the versions of a dataset, newest first: number, when, rows, and what changed where that is known."""
    if d.source == "register":
        return [
            {
                "number": v.number,
                "at": v.published_at,
                "rows": v.rows,
                "added": v.added,
                "changed": v.changed,
                "removed": v.removed,
                "url": v.url,
            }
            for v in registers.versions(d.name)[:50]
        ]
    rows = Edition.objects.filter(name=d.name).order_by("-number")[:50]
    return [{"number": e.number, "at": e.at, "rows": e.rows, "url": ""} for e in rows]


def page_of(d: Dataset) -> str:
    """Return the address of a dataset's page."""
    return reverse("opendata:dataset", args=[d.name])


def forget() -> None:
    """Build the catalogue anew at the next question, whatever its stamp says."""
    _HELD.drop()
