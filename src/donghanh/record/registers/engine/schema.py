"""A register's schema: Frictionless Table Schema v1 in YAML, our own words under the one key ``donghanh``.

What the standard says (fields, types, formats, constraints, missing values, keys) keeps its names, so that any tool
that reads Table Schema reads our files. What it lacks (unit, personal data, geometry, owner, cadence, licence, code
books) stands under ``donghanh`` and is ignored by others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from donghanh.kit.errors import Invalid

OWN = "donghanh"
TYPES = (
    *("string", "integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth"),
    *("geopoint", "geojson", "any"),
)
CONSTRAINTS = frozenset({"required", "unique", "minimum", "maximum", "minLength", "maxLength", "pattern", "enum"})
EVERY = {
    "event": ("ngay khi có thay đổi", 30),
    "week": ("hằng tuần", 7),
    "month": ("hằng tháng", 31),
    "quarter": ("hằng quý", 92),
    "half": ("sáu tháng một lần", 184),
    "year": ("hằng năm", 366),
    "five-years": ("năm năm một lần", 1827),
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,60}\Z")
MOST_FIELDS = 200


@dataclass(frozen=True)
class Field:
    """One column: what it is called, what it holds, and what must be true of it."""

    name: str
    type: str
    title: str
    description: str = ""
    format: str = "default"
    title_en: str = ""
    unit: str = ""
    unit_en: str = ""
    values_en: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    book: str = ""
    decimal: str = "."
    hidden: bool = False
    facet: bool = False
    true_values: tuple[str, ...] = ()
    false_values: tuple[str, ...] = ()
    constraints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Say whether an empty cell is a mistake."""
        return bool(self.constraints.get("required"))

    @cached_property
    def enum(self) -> tuple[str, ...]:
        """Return the words that a cell may hold, as text."""
        return tuple(str(v) for v in self.constraints.get("enum", ()))

    @property
    def label(self) -> str:
        """Return the column's name for people, with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


@dataclass(frozen=True)
class ForeignKey:
    """Cells that must be found elsewhere: ``resource`` is another register, or "" for this one."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Cadence:
    """How often the list must be refreshed, by what right, and whether that was checked against the text."""

    every: str
    basis: str
    verified: bool

    @property
    def label(self) -> str:
        """Say it in words."""
        return EVERY[self.every][0]

    @property
    def days(self) -> int:
        """Return after how many days without a new version the list is stale."""
        return EVERY[self.every][1]


@dataclass(frozen=True)
class Schema:
    """A whole register: what it is, whose it is, and its columns."""

    name: str
    title: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    title_en: str = ""
    description: str = ""
    owner: str = ""
    category: str = ""
    cadence: Cadence = Cadence("event", "", verified=False)
    licence: str = ""
    place: str = ""
    note: str = ""
    description_en: str = ""
    label_field: str = ""
    label_field_en: str = ""
    lon: str = ""
    lat: str = ""
    shape: str = ""
    missing: tuple[str, ...] = ("",)
    foreign_keys: tuple[ForeignKey, ...] = ()
    keywords: tuple[str, ...] = ()
    descriptor: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Return the columns by name."""
        return {f.name: f for f in self.fields}

    @property
    def public_fields(self) -> tuple[Field, ...]:
        """Return the columns that may leave the agency."""
        return tuple(f for f in self.fields if not f.personal)

    @property
    def personal_fields(self) -> tuple[Field, ...]:
        """Return the columns that never leave the agency."""
        return tuple(f for f in self.fields if f.personal)

    @property
    def has_geometry(self) -> bool:
        """Say whether rows can be drawn on a map."""
        return bool(self.shape or (self.lon and self.lat))

    def public(self) -> Schema:
        """Return the schema without its personal columns: what everybody reads."""
        kept = {f.name for f in self.public_fields}
        described = dict(self.descriptor)
        described["fields"] = [f for f in self.descriptor.get("fields", ()) if f["name"] in kept]
        return Schema(
            **{
                **{name: getattr(self, name) for name in self.__dataclass_fields__},
                "fields": self.public_fields,
                "descriptor": described,
            }
        )

    def table_schema(self, *, decimal: str = ".") -> dict[str, Any]:
        """Return the public Table Schema as other tools read it; ``decimal`` is the mark of the file beside it."""
        public = self.public()
        fields = []
        for described in public.descriptor.get("fields", ()):
            one = {k: v for k, v in described.items() if k != "decimalChar"}
            if decimal != "." and one.get("type") == "number":
                one["decimalChar"] = decimal
            fields.append(one)
        found = {**{k: v for k, v in public.descriptor.items() if k != "foreignKeys"}, "fields": fields}
        found["missingValues"] = list(self.missing)
        found["primaryKey"] = list(self.primary_key)
        return found


def _wrong(where: str, what: str) -> Invalid:
    return Invalid("registers.schema", f"Lược đồ {where}: {what}")


def load(path: Path | str) -> Schema:
    """Read a schema file; ``Invalid`` with one sentence where it is not one."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _wrong(path.name, "không có tệp này; hãy kiểm tra lại đường dẫn.") from None
    except (OSError, UnicodeDecodeError) as why:
        raise _wrong(path.name, "không đọc được tệp; hãy lưu lại dạng UTF-8.") from why
    return parse_text(text, where=path.name)


def parse_text(text: str, *, where: str = "") -> Schema:
    """Read the words of a schema file."""
    try:
        described = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as why:
        mark = getattr(why, "problem_mark", None)
        raise _wrong(where, f"không phải YAML đúng cách{f', dòng {mark.line + 1}' if mark else ''}.") from why
    return parse(described, where=where)


def parse(described: Any, *, where: str = "") -> Schema:
    """Build a schema from its descriptor and refuse what does not hold together, one sentence each."""
    if not isinstance(described, Mapping):
        raise _wrong(where, "cần là một bảng tên - giá trị, có mục fields.")
    where = where or str(described.get("name", ""))
    own = _mapping(described.get(OWN), where, OWN)
    fields = _fields(described.get("fields"), where)
    names = [f.name for f in fields]
    keys = _names(described.get("primaryKey"))
    if not keys:
        raise _wrong(where, "cần primaryKey để so sánh các phiên bản từng dòng.")
    for name in keys:
        if name not in names:
            raise _wrong(where, f"primaryKey nêu cột “{name}” không có trong fields.")
    personal = {f.name for f in fields if f.personal}
    if personal & set(keys):
        raise _wrong(where, f"cột khóa “{sorted(personal & set(keys))[0]}” không được là dữ liệu cá nhân.")
    name = str(described.get("name", ""))
    if not _SLUG.match(name):
        raise _wrong(where, "name cần là chữ thường không dấu, số và gạch nối.")
    geometry = _mapping(own.get("geometry"), where, "geometry")
    for part in ("lon", "lat", "shape"):
        wanted = geometry.get(part, "")
        if wanted and (wanted not in names or wanted in personal):
            raise _wrong(where, f"geometry nêu cột “{wanted}” không có trong fields hoặc là dữ liệu cá nhân.")
    label = str(own.get("label", "")) or next((f.name for f in fields if f.name.startswith("ten")), names[0])
    if label not in names or label in personal:
        raise _wrong(where, f"label nêu cột “{label}” không có trong fields hoặc là dữ liệu cá nhân.")
    english = str(own.get("labelEn", ""))
    if english and (english not in names or english in personal):
        raise _wrong(where, f"labelEn nêu cột “{english}” không có trong fields hoặc là dữ liệu cá nhân.")
    return Schema(
        name=name,
        title=str(described.get("title", name)),
        fields=fields,
        primary_key=keys,
        title_en=str(own.get("titleEn", "")),
        description=str(described.get("description", "")),
        owner=str(own.get("owner", "")),
        category=str(own.get("category", "")),
        cadence=_cadence(own.get("cadence"), where),
        licence=str(own.get("licence", "")),
        place=str(own.get("place", "")),
        note=str(own.get("note", "")),
        description_en=str(own.get("descriptionEn", "")),
        label_field=label,
        label_field_en=english,
        lon=geometry.get("lon", ""),
        lat=geometry.get("lat", ""),
        shape=geometry.get("shape", ""),
        missing=tuple(dict.fromkeys(["", *(str(v) for v in described.get("missingValues", ()))])),
        foreign_keys=_foreign(described.get("foreignKeys"), names, where),
        keywords=tuple(str(w) for w in own.get("keywords", ())),
        descriptor=described,
    )


def _mapping(value: Any, where: str, what: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(where, f"{what} cần là một bảng tên - giá trị.")
    return value


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


def _cadence(value: Any, where: str) -> Cadence:
    given = _mapping(value, where, "cadence")
    every = str(given.get("every", "event"))
    if every not in EVERY:
        raise _wrong(where, f"cadence.every “{every}” không có; các mức: {', '.join(EVERY)}.")
    return Cadence(every, str(given.get("basis", "")), bool(given.get("verified", False)))


def _fields(value: Any, where: str) -> tuple[Field, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise _wrong(where, "cần mục fields liệt kê các cột.")
    if len(value) > MOST_FIELDS:
        raise _wrong(where, f"có {len(value)} cột, nhiều hơn {MOST_FIELDS}.")
    found = tuple(_field(one, where) for one in value)
    names = [f.name for f in found]
    twice = next((n for n in names if names.count(n) > 1), "")
    if twice:
        raise _wrong(where, f"cột “{twice}” được nêu hai lần.")
    return found


def _field(value: Any, where: str) -> Field:
    given = _mapping(value, where, "fields")
    name, kind = str(given.get("name", "")), str(given.get("type", "string"))
    if not _NAME.match(name):
        raise _wrong(where, f"tên cột “{name}” cần là chữ thường không dấu, số và gạch dưới.")
    if kind not in TYPES:
        raise _wrong(where, f"cột {name}: kiểu “{kind}” không dùng được; các kiểu: {', '.join(TYPES)}.")
    rules = _mapping(given.get("constraints"), where, f"{name}.constraints")
    strange = set(rules) - CONSTRAINTS
    if strange:
        raise _wrong(where, f"cột {name}: ràng buộc “{sorted(strange)[0]}” không có trong Table Schema.")
    if "pattern" in rules:
        try:
            re.compile(str(rules["pattern"]))
        except re.error as why:
            raise _wrong(where, f"cột {name}: pattern không đúng cách.") from why
    own = _mapping(given.get(OWN), where, f"{name}.{OWN}")
    return Field(
        name=name,
        type=kind,
        title=str(given.get("title", name)),
        description=str(given.get("description", "")),
        format=str(given.get("format", "default")),
        title_en=str(own.get("titleEn", "")),
        unit=str(own.get("unit", "")),
        unit_en=str(own.get("unitEn", "")),
        values_en={str(k): str(v) for k, v in _mapping(own.get("valuesEn"), where, f"{name}.valuesEn").items()},
        personal=bool(own.get("personal", False)),
        book=str(own.get("references", "")),
        decimal=str(given.get("decimalChar", "")),
        hidden=bool(own.get("hidden", False)),
        facet=bool(own.get("facet", False)),
        true_values=tuple(str(v) for v in given.get("trueValues", ())),
        false_values=tuple(str(v) for v in given.get("falseValues", ())),
        constraints=dict(rules),
    )


def _foreign(value: Any, names: list[str], where: str) -> tuple[ForeignKey, ...]:
    found = []
    for one in value or ():
        reference = _mapping(one.get("reference"), where, "foreignKeys.reference")
        here, there = _names(one.get("fields")), _names(reference.get("fields"))
        if not here or len(here) != len(there) or not set(here) <= set(names):
            raise _wrong(where, "foreignKeys nêu cột không có trong fields, hoặc hai vế không cùng số cột.")
        found.append(ForeignKey(here, str(reference.get("resource", "")), there))
    return tuple(found)
