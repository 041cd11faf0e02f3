"""Reads that a queryset cannot express: rows of versions and drafts, which version was in force at an instant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from donghanh.record.registers import domain
from donghanh.record.registers.engine import exports, staging, stored
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.values import canonical
from donghanh.record.registers.models import Draft, Register, Upload, Version


def draft_of(register: Register) -> Draft | None:
    """Return the draft that is being worked on, if any."""
    return Draft.objects.filter(register=register).select_related("base", "base__register", "register").first()


def draft_source(register: Register) -> stored.Source | None:
    """Return where the working rows are read: the draft, else the current version, else nothing."""
    draft = draft_of(register)
    if draft is None:
        return register.current.full_path if register.current else None
    rows = dict(draft.rows.values_list("row_key", "values"))
    draft.register = register
    return stored.overlaid(draft.base_path, register.schema, rows)


def row(source: stored.Source, schema: Schema, key: str) -> dict[str, Any] | None:
    """Return one row by its key."""
    found = stored.page(source, schema, stored.Query(filters=(("_key", key),), limit=1)).rows
    return found[0] if found else None


def at_instant(register: Register, at: datetime) -> Version | None:
    """Return the version that was in force at an instant."""
    return register.versions.filter(published_at__lte=at).order_by("-number").first()


def other_registers(schema: Schema) -> dict[str, frozenset[tuple[str, ...]]]:
    """Return the values in other registers that a schema's foreign keys must meet."""
    found = {}
    for key in schema.foreign_keys:
        if not key.resource:
            continue
        other = Register.objects.published().with_context().filter(slug=key.resource).first()
        if other is None or other.current is None:
            continue
        theirs = other.current.schema
        rows = stored.stream(other.current.path, theirs, stored.Query(only=key.reference))
        found[key.resource] = frozenset(tuple(canonical(r.get(n)) for n in key.reference) for r in rows)
    return found


def export_file(version: Version, kind: str) -> Path:
    """Return a version's file of a kind, written when first asked for; public columns alone.

    ``FileNotFoundError`` where neither the file nor the rows it is made of are on the disk.
    """
    path = domain.export_path(Path(settings.FILES_ROOT), version.register.slug, version.key, kind)
    if not path.exists():
        if not version.path.exists():
            raise FileNotFoundError(version.path)
        exports.write(kind, version.path, version.schema, path)
    return path


def difference(version: Version, before: Version | None, *, offset: int = 0, limit: int = 200) -> stored.Difference:
    """Compare a version with an earlier one in the public columns."""
    with staging.workbench() as (con, _):
        return stored.difference(
            con, before.path if before else None, version.path, version.schema, offset=offset, limit=limit
        )


def upload_path(upload: Upload) -> Path:
    """Return where the rows of a sheet lie that was looked through."""
    return domain.work_path(Path(settings.FILES_ROOT), upload.register.slug, upload.file)
