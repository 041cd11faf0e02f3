"""Opening a register from a schema, and changing its schema under rows that are there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import data, dates, journal, policy
from donghanh.kit.errors import Invalid
from donghanh.record.registers import domain, events
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.checks import Checker, Head
from donghanh.record.registers.engine.findings import Finding
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.stored import stream
from donghanh.record.registers.models import Register, SchemaEdition
from donghanh.record.registers.services.publishing import publish_file

MOST_TOLD = 50


@dataclass(frozen=True)
class Migration:
    """What a new schema would do to the rows that are there, before anybody decides."""

    changes: list[domain.FieldChange]
    rows: int
    failing: int
    findings: list[Finding]

    @property
    def breaking(self) -> bool:
        """Say whether rows would have to be mended before the next version."""
        return bool(self.failing) or any(c.breaking for c in self.changes)


def _plain(descriptor: Any) -> dict[str, Any]:
    """Return a descriptor as JSON keeps it (YAML reads days as days)."""
    found: dict[str, Any] = json.loads(json.dumps(descriptor, ensure_ascii=False, default=str))
    return found


@transaction.atomic
def open_register(schema: Schema, *, by: User | None, at: datetime) -> Register:
    """Open a register; the same schema again changes nothing, a new edition of it is a change of schema."""
    policy.may("registers.keep", by, on=dates.local_date(at)).or_refuse()
    found = Register.objects.filter(slug=schema.name).first()
    if found is not None:
        return change_schema(found, schema, by=by, at=at)
    owner = _owner(schema)
    register = Register(slug=schema.name, title=schema.title, category=schema.category, owner=owner, opened_at=at)
    register.clean()
    register.full_clean(exclude=["schema_edition"])
    register.save()
    _edition(register, schema, 1, at)
    event = events.RegisterOpened(register=register.slug, title=register.title, schema_version=1)
    journal.record(event, about=register, by=by, at=at, agency=owner)
    return register


def _owner(schema: Schema) -> Agency | None:
    if not schema.owner:
        return None
    owner = Agency.objects.filter(code=schema.owner).first()
    if owner is None:
        raise Invalid("registers.owner", f"Lược đồ {schema.name} nêu cơ quan “{schema.owner}” không có trong danh bạ.")
    return owner


def _edition(register: Register, schema: Schema, number: int, at: datetime) -> SchemaEdition:
    edition = SchemaEdition(register=register, number=number, descriptor=_plain(schema.descriptor), loaded_at=at)
    edition.full_clean()
    edition.save()
    register.schema_edition = edition
    register.title, register.category, register.owner = schema.title, schema.category, _owner(schema)
    register.full_clean()
    register.save()
    return edition


def preview_schema(register: Register, schema: Schema) -> Migration:
    """Say what a new schema would change and which published rows would no longer hold."""
    changes = domain.compare_schemas(register.schema, schema)
    version = register.current
    if version is None:
        return Migration(changes, 0, 0, [])
    old = version.schema_edition.schema
    shared = [f for f in schema.fields if f.name in old.by_name]
    places = {f.name: n for n, f in enumerate(shared)}
    checker = Checker(
        schema, Head(places, 1, len(shared), "."), house(), remember=set(schema.primary_key) <= set(places)
    )
    findings: list[Finding] = []
    failing = rows = 0
    added_needed = [f for f in schema.fields if f.required and f.name not in old.by_name]
    for number, row in enumerate(stream(version.full_path, old), start=2):
        rows += 1
        _, found = checker.check(number, [row.get(f.name) for f in shared])
        wrong = [f for f in found if f.level == "error"]
        wrong += [Finding(number, f.name, "required", "cột mới bắt buộc, dòng này chưa có.") for f in added_needed]
        failing += bool(wrong)
        if len(findings) < MOST_TOLD:
            findings += wrong[:3]
    return Migration(changes, rows, failing, findings[:MOST_TOLD])


@transaction.atomic
def change_schema(register: Register, schema: Schema, *, by: User | None, at: datetime) -> Register:
    """Give a register a new edition of its schema; published versions keep theirs, the draft must meet the new one."""
    register = Register.objects.locked(register.pk)
    policy.may("registers.keep", by, register, on=dates.local_date(at)).or_refuse()
    if schema.name != register.slug:
        raise Invalid("registers.other", f"Lược đồ này là của danh mục “{schema.name}”, không phải “{register.slug}”.")
    last = register.schema_edition
    if last is not None and last.descriptor == _plain(schema.descriptor):
        return register
    number = (last.number if last else 0) + 1
    _edition(register, schema, number, at)
    event = events.SchemaChanged(register=register.slug, schema_version=number)
    journal.record(event, about=register, by=by, at=at, agency=register.owner)
    return register


def import_reference(*, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Open every register whose schema comes with the house; what is there already and unchanged is left alone."""
    wanted = list(domain.shipped().values())
    held = {r.slug: r for r in Register.objects.with_context().filter(slug__in=[s.name for s in wanted])}
    count = 0
    for n, schema in enumerate(wanted, start=1):
        mine = held.get(schema.name)
        if mine is None or mine.schema_edition is None or mine.schema_edition.descriptor != _plain(schema.descriptor):
            open_register(schema, by=None, at=at)
            count += 1
        if mine is None or mine.current_id is None:
            count += _publish_shipped(schema.name, at)
        if progress:
            progress(n, len(wanted))
    return count


def _publish_shipped(slug: str, at: datetime) -> int:
    """Publish the real rows that come with the house, once; a list without a source stays empty."""
    path = data.data_dir() / "registers" / "rows" / f"{slug}.csv"
    if not path.exists():
        return 0
    publish_file(Register.objects.with_context().get(slug=slug), path, by=None, at=at)
    return 1
