"""What the compiler returns: frozen values in the shape of ``donghanh.plan/1`` (docs/compiler.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

FORMAT = "donghanh.plan/1"


@dataclass(frozen=True)
class Source:
    """The file that was read."""

    name: str
    sha256: str
    media_type: str
    lines: int


@dataclass(frozen=True)
class Signer:
    """Who signed, in what capacity."""

    capacity: str | None = None
    role: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Recipient:
    """One entry of “Nơi nhận”."""

    text: str
    purpose: str | None = None


@dataclass(frozen=True)
class Annex:
    """An annex that the document has or only speaks of."""

    label: str
    title: str | None
    present: bool


@dataclass(frozen=True)
class Document:
    """The facts of the letterhead, the title, the signature."""

    issuer: str | None = None
    kind: str | None = None
    number: str | None = None
    place: str | None = None
    date: str | None = None
    title: str | None = None
    signer: Signer = field(default_factory=Signer)
    recipients: tuple[Recipient, ...] = ()
    bases: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True)
class Provision:
    """One place of the text: a part, section, clause, point, bullet, paragraph, row ..."""

    eid: str
    kind: str
    label: str | None
    heading: str | None
    text: str
    lines: tuple[int, int]
    parent: str | None


@dataclass(frozen=True)
class Index:
    """An index that the plan wants to move."""

    eid: str
    family: str | None
    number: str | None
    name: str
    provision: str


@dataclass(frozen=True)
class Target:
    """A value that the plan wants to reach."""

    eid: str
    index: str | None
    subject: str
    operator: str
    value: str | None
    value_max: str | None
    unit: str | None
    year: int | None
    delta: str | None
    baseline: str | None
    baseline_year: int | None
    as_written: str


@dataclass(frozen=True)
class Assignment:
    """A block of duties given to named agencies."""

    eid: str
    index: str | None
    label: str | None
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    requested: bool
    group: bool
    provision: str


@dataclass(frozen=True)
class Due:
    """A time by which, within which or at which something is due; ``recurrence`` is an RFC 5545 rule.

    ``title`` names what is due then, where a reviewed register says it; the compiler leaves it empty.
    """

    kind: str
    date: str | None
    period: str | None
    recurrence: str | None
    as_written: str
    title: str = ""


@dataclass(frozen=True)
class Quantity:
    """A figure that a duty names."""

    operator: str
    value: str
    value_max: str | None
    unit: str | None
    as_written: str


@dataclass(frozen=True)
class Duty:
    """The smallest unit that gives somebody something to do."""

    eid: str
    assignment: str | None
    index: str | None
    text: str
    title: str
    lines: tuple[int, int]
    lead: tuple[str, ...]
    supporting: tuple[str, ...]
    requested: bool
    group: bool
    due: tuple[Due, ...]
    quantities: tuple[Quantity, ...]
    systems: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Reporting:
    """A report that the plan asks for."""

    who: tuple[str, ...]
    to_whom: str | None
    through: str | None
    recurrence: str | None
    cut_off: str | None
    due: Due | None
    as_written: str
    eid: str


@dataclass(frozen=True)
class System:
    """A portal, database, channel that the plan names."""

    name: str
    kind: str
    eids: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """An instrument that the plan cites."""

    kind: str
    number: str | None
    name: str | None
    date: str | None
    eids: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong or doubtful in the plan itself; the compiler repairs nothing."""

    code: str
    severity: str
    eid: str | None
    message: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Coverage:
    """How many lines the structure accounts for."""

    lines: int
    non_blank: int
    claimed: int
    unclaimed: tuple[int, ...]


@dataclass(frozen=True)
class Compiled:
    """A compiled document."""

    source: Source
    document: Document
    provisions: tuple[Provision, ...]
    indices: tuple[Index, ...]
    targets: tuple[Target, ...]
    assignments: tuple[Assignment, ...]
    duties: tuple[Duty, ...]
    reporting: tuple[Reporting, ...]
    systems: tuple[System, ...]
    references: tuple[Reference, ...]
    lint: tuple[Finding, ...]
    coverage: Coverage
    format: str = FORMAT

    def as_dict(self) -> dict[str, Any]:
        """Return the plain values that the JSON output holds."""
        whole: dict[str, Any] = _plain(self)
        return {"format": whole.pop("format"), **whole}

    def as_json(self) -> str:
        """Return the JSON text, one entry of each list to a line."""
        parts = []
        for key, value in self.as_dict().items():
            if isinstance(value, list) and value:
                rows = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
                parts.append(f'"{key}": [\n  {rows}\n ]')
            else:
                parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
        return "{\n " + ",\n ".join(parts) + "\n}\n"

    @classmethod
    def of_dict(cls, value: Mapping[str, Any]) -> Compiled:
        """Return the compiled document whose plain values were kept."""
        made: Compiled = _made(cls, value)
        return made

    @cached_property
    def _by_eid(self) -> dict[str, Provision]:
        return {p.eid: p for p in self.provisions}

    def provision(self, eid: str) -> Provision:
        """Return one provision by its eId."""
        return self._by_eid[eid]


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int)) or value is None:
        return value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _made(kind: Any, value: Any) -> Any:
    """Give plain values back the shape that a type names; parts that were not kept take their defaults."""
    if value is None:
        return None
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{f.name: _made(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        return tuple(_made(inner[0] if len(inner) == 2 and inner[1] is Ellipsis else Any, item) for item in value)
    if isinstance(kind, UnionType):
        return _made(next(k for k in get_args(kind) if k is not type(None)), value)
    return value
