"""Publishing: the draft, checked once more as a whole, becomes a version that never changes."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import dates, ids, journal, policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.record.registers import domain, events, queries
from donghanh.record.registers.engine import exports, staging, stored
from donghanh.record.registers.engine.findings import Report
from donghanh.record.registers.models import Draft, Register, Version


def publish(register: Register, *, by: User | None, at: datetime, note: str = "") -> Version:
    """Publish the draft as the next version; what is wrong with it is said row by row, and nothing is published."""
    policy.may("registers.publish", by, register, on=dates.local_date(at)).or_refuse()
    draft = Draft.objects.filter(register=register).select_related("base", "register").first()
    if draft is None:
        raise NotNow("registers.no-draft", "Không có thay đổi nào để công bố.")
    source = queries.draft_source(register)
    assert source is not None  # noqa: S101 - there is a draft
    with tempfile.TemporaryDirectory(prefix="donghanh-") as folder:
        rows = Path(folder) / "draft.csv"
        exports.write_whole_csv(source, register.schema, rows)
        return _publish(register, rows, "csv", by=by, at=at, note=note, invented=draft.invented, draft=draft)


def publish_file(
    register: Register,
    path: Path,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    invented: bool = False,
    kind: str = "",
) -> Version:
    """Publish a file straight away (a command, a demonstration): validated as a whole or refused as a whole."""
    policy.may("registers.publish", by, register, on=dates.local_date(at)).or_refuse()
    return _publish(register, path, kind, by=by, at=at, note=note, invented=invented, draft=None)


def _publish(
    register: Register,
    rows: Path,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    note: str,
    invented: bool,
    draft: Draft | None,
) -> Version:
    schema = register.schema
    key = ids.new_key()
    root = Path(settings.FILES_ROOT)
    public, full = (domain.version_path(root, register.slug, key, full=f) for f in (False, True))
    public.parent.mkdir(parents=True, exist_ok=True)
    out = domain.export_path(root, register.slug, key, "csv")
    previous = register.current
    made = [public, full, out]
    try:
        with staging.staged(schema, rows, kind=kind, others=queries.other_registers(schema)) as found:
            _refuse_wrong(found.report)
            personal = bool(schema.personal_fields)
            if personal:
                found.write_parquet(full)
            staging.write_parquet(found.con, "typed", schema.public(), public)
            exports.write("csv", public, schema, out)
            # A version of an older schema is compared in the columns of today's.
            diff = stored.difference(found.con, previous.path if previous else None, public, schema.public(), limit=0)
            if previous and diff.same and previous.schema_edition_id == register.schema_edition_id and not personal:
                raise NotNow("registers.same", "Bản đang soạn giống hệt bản đã công bố nên không có gì để công bố.")
            with out.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            version = Version(
                key=key, register=register, schema_edition=register.schema_edition, published_at=at, published_by=by,
                sha256=digest, size=out.stat().st_size, rows=found.report.rows, added=diff.added, changed=diff.changed,
                removed=diff.removed, has_personal=personal, invented=invented, note=squeeze(nfc(note)),
            )  # fmt: skip
        return _enter(register, version, draft, by=by, at=at)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _refuse_wrong(report: Report) -> None:
    if report.clean:
        return
    first = report.findings[0] if report.findings else None
    told = f" Dòng {first.row}, cột {first.column}: {first.message}" if first else ""
    raise Invalid("registers.wrong-rows", f"Còn {report.errors} lỗi nên chưa công bố được.{told}")


@transaction.atomic
def _enter(register: Register, version: Version, draft: Draft | None, *, by: Any, at: datetime) -> Version:
    """Enter the finished version, unless somebody changed the draft or published meanwhile."""
    held = Register.objects.locked(register.pk)
    if held.current_id != register.current_id or held.schema_edition_id != register.schema_edition_id:
        raise NotNow("registers.moved", "Danh mục vừa được người khác công bố; hãy tải lại trang rồi xem lại.")
    if draft is not None:
        still = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if still is None or still.changed_at != draft.changed_at:
            raise NotNow("registers.draft-moved", "Bản đang soạn vừa được sửa thêm; hãy xem lại rồi công bố.")
        still.delete()
    last = Version.objects.filter(register=held).order_by("-number").values_list("number", flat=True).first() or 0
    version.number = last + 1
    version.register = held
    version.full_clean()
    version.save()
    held.current = version
    held.save(update_fields=["current"])
    event = events.RegisterPublished(
        register=held.slug, title=held.title, version=version.number, version_key=version.key, sha256=version.sha256,
        row_count=version.rows, added_count=version.added, changed_count=version.changed, removed_count=version.removed,
    )  # fmt: skip
    journal.record(event, about=held, by=by, at=at, agency=held.owner)
    return version
