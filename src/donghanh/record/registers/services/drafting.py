"""Working on a register: row by row, or by a sheet that is looked through before it takes the draft's place."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.kit import dates, journal, policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.record.registers import domain, events, queries
from donghanh.record.registers.engine import staging, stored
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.checks import Checker, Head, row_key
from donghanh.record.registers.engine.columns import quoted
from donghanh.record.registers.engine.findings import NOTE
from donghanh.record.registers.engine.schema import Schema
from donghanh.record.registers.engine.stored import table_of
from donghanh.record.registers.engine.values import Manner, canonical, read
from donghanh.record.registers.models import Draft, DraftRow, Register, Upload

# A draft with more single changes than this is written out, so that every page of it stays one small query.
MOST_OVERLAID = 400
MOST_FOUND = 500
KEPT_DAYS = 7  # an upload that nobody took in can be looked at again for so long


def draft_source(register: Register) -> stored.Source | None:
    """Return where the working rows are read: the draft, else the current version, else nothing."""
    return queries.draft_source(register)


def _draft(register: Register, by: User | None, at: datetime) -> Draft:
    draft = Draft.objects.filter(register=register).first()
    if draft is None:
        invented = bool(register.current and register.current.invented)
        draft = Draft(register=register, base=register.current, changed_at=at, changed_by=by, invented=invented)
        draft.full_clean()
        draft.save()
    return draft


def _touch(draft: Draft, by: User | None, at: datetime) -> None:
    draft.changed_at, draft.changed_by = at, by
    draft.save(update_fields=["changed_at", "changed_by"])


@transaction.atomic
def save_row(
    register: Register, *, key: str = "", values: Mapping[str, str], by: User | None, at: datetime
) -> tuple[str, list[str]]:
    """Write one row of the draft from texts; returns its key and how doubtful cells were read.

    ``Invalid`` names the cells to mend. An empty ``key`` is a new row; a changed key moves the row.
    """
    register = Register.objects.locked(register.pk)
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    schema = register.schema
    kept, notes = _read_row(schema, values)
    new_key = row_key(schema, kept)
    if len(new_key) > 400:
        raise Invalid("registers.key", "Khóa của dòng quá dài.", fields={schema.primary_key[0]: "Quá 400 ký tự."})
    source = draft_source(register)
    if new_key != key and source is not None and queries.row(source, schema, new_key) is not None:
        names = ", ".join(schema.by_name[n].title for n in schema.primary_key)
        raise Invalid(
            "registers.key-duplicate",
            f"Đã có dòng khác mang khóa này ({names}); hãy sửa dòng đó hoặc dùng khóa khác.",
            fields={schema.primary_key[0]: "Đã có dòng khác mang khóa này."},
        )
    draft = _draft(register, by, at)
    if key and key != new_key:
        _put(draft, key, None, by, at)
    _put(draft, new_key, {n: None if v is None else canonical(v) for n, v in kept.items()}, by, at)
    _touch(draft, by, at)
    _compact(draft)
    journal.record(events.RowSaved(row_key=new_key), about=register, by=by, at=at, agency=register.owner)
    return new_key, notes


def _read_row(schema: Schema, values: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Read the texts of a form; every complaint stands at its field."""
    manner = Manner(",", house())
    wrong: dict[str, str] = {}
    notes, kept = [], {}
    for f in schema.fields:
        value, said = read(f, values.get(f.name, ""), manner, schema.missing)
        kept[f.name] = value
        for _, message, level in said:
            if level == NOTE:
                notes.append(f"{f.title}: {message}")
            else:
                wrong.setdefault(f.name, message[:1].upper() + message[1:])
    if not wrong:
        places = {f.name: n for n, f in enumerate(schema.fields)}
        checker = Checker(schema, Head(places, 1, len(schema.fields), "."), house())
        for found in checker.check(2, [kept[f.name] for f in schema.fields])[1]:
            if found.level != NOTE:
                wrong.setdefault(found.column, found.message[:1].upper() + found.message[1:])
    if wrong:
        raise Invalid("registers.row", "Có ô chưa đúng; hãy sửa các ô được đánh dấu.", fields=wrong)
    return kept, notes


def _put(draft: Draft, key: str, values: dict[str, Any] | None, by: User | None, at: datetime) -> None:
    DraftRow.objects.update_or_create(
        draft=draft, row_key=key, defaults={"values": values, "changed_at": at, "changed_by": by}
    )


def _compact(draft: Draft) -> None:
    if draft.rows.count() <= MOST_OVERLAID:
        return
    schema, register = draft.register.schema, draft.register
    token = secrets.token_hex(8)
    path = domain.work_path(Path(settings.FILES_ROOT), register.slug, token)
    source = draft_source(register)
    assert source is not None  # noqa: S101 - there are rows
    with staging.workbench() as (con, _):
        path.parent.mkdir(parents=True, exist_ok=True)
        staging.write_parquet(con, table_of(source), schema, path)
    draft.file = token
    draft.save(update_fields=["file"])
    draft.rows.all().delete()


@transaction.atomic
def remove_row(register: Register, *, key: str, by: User | None, at: datetime) -> None:
    """Take a row out of the draft; the published versions keep it."""
    register = Register.objects.locked(register.pk)
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    source = draft_source(register)
    if source is None or queries.row(source, register.schema, key) is None:
        raise NotNow("registers.row-gone", "Dòng này không còn trong bản đang soạn; hãy tải lại trang.")
    draft = _draft(register, by, at)
    _put(draft, key, None, by, at)
    _touch(draft, by, at)
    journal.record(events.RowRemoved(row_key=key), about=register, by=by, at=at, agency=register.owner)


@transaction.atomic
def restore_row(register: Register, *, key: str, by: User | None, at: datetime) -> None:
    """Take one change of the draft back."""
    register = Register.objects.locked(register.pk)
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    draft = _draft(register, by, at)
    if not draft.rows.filter(row_key=key).delete()[0]:
        raise NotNow("registers.row-gone", "Dòng này không có thay đổi nào để bỏ.")
    _touch(draft, by, at)
    journal.record(events.RowSaved(row_key=key), about=register, by=by, at=at, agency=register.owner)


@transaction.atomic
def drop_draft(register: Register, *, by: User | None, at: datetime) -> None:
    """Throw the draft away; what is published stays."""
    register = Register.objects.locked(register.pk)
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    if not Draft.objects.filter(register=register).delete()[0]:
        raise NotNow("registers.no-draft", "Không có bản đang soạn nào để bỏ.")
    journal.record(events.DraftDropped(register=register.slug), about=register, by=by, at=at, agency=register.owner)


def receive_upload(register: Register, *, file: Any, name: str, by: User, at: datetime) -> Upload:
    """Look through a sheet and compare it with the draft; nothing is changed until :func:`take_upload`."""
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    held = files.store(file, name=name, by=by, at=at, purpose="register")
    schema, source = register.schema, draft_source(register)
    token = secrets.token_hex(8)
    path = domain.work_path(Path(settings.FILES_ROOT), register.slug, token)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Draft.objects.filter(register=register).first()
    upload = Upload(
        register=register, name=held.name, sent_at=at, sent_by=by, schema_edition=register.schema_edition,
        draft_changed_at=draft.changed_at if draft else None,
    )  # fmt: skip
    others = queries.other_registers(schema)
    with staging.staged(schema, held.path, kind=held.kind, limit=MOST_FOUND, others=others) as found:
        upload.report = found.report.as_dict()
        if found.report.clean:
            _keep_personal(found, source, schema)
            found.write_parquet(path)
            diff = stored.difference(found.con, source, path, schema, limit=0)
            upload.added, upload.changed, upload.removed = diff.added, diff.changed, diff.removed
            upload.file = token
    upload.full_clean()
    upload.save()
    return upload


def _keep_personal(found: staging.Staged, source: stored.Source | None, schema: Schema) -> None:
    """Give rows their personal cells back: those columns are in no file that left, so they are in none that comes."""
    absent = [f for f in schema.personal_fields if f.name not in found.columns]
    if not absent or source is None:
        return
    sets = ", ".join(f"{quoted(f.name)} = b.{quoted(f.name)}" for f in absent)
    found.con.execute(f"UPDATE typed SET {sets} FROM {table_of(source)} b WHERE b._key = typed._key")  # noqa: S608


@transaction.atomic
def take_upload(upload: Upload, *, by: User, at: datetime) -> Draft:
    """Let a clean sheet take the draft's place; refused where the draft was changed since it was compared."""
    register = Register.objects.locked(upload.register_id)
    policy.may("registers.edit", by, register, on=dates.local_date(at)).or_refuse()
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.taken_at is not None:
        raise NotNow("registers.upload-taken", "Bảng tính này đã được nạp rồi.")
    if not upload.clean_sheet or not upload.file:
        raise NotNow("registers.upload-wrong", "Bảng tính còn lỗi; hãy sửa tệp rồi gửi lại.")
    if upload.schema_edition_id != register.schema_edition_id:
        raise NotNow("registers.schema-moved", "Lược đồ đã đổi sau khi tệp được gửi; hãy gửi lại tệp.")
    draft = Draft.objects.filter(register=register).first()
    if (draft.changed_at if draft else None) != upload.draft_changed_at:
        raise NotNow(
            "registers.draft-moved",
            "Bản đang soạn đã được người khác sửa sau khi tệp được so sánh; hãy gửi lại tệp để xem thay đổi mới.",
        )
    draft = draft or _draft(register, by, at)
    draft.file = upload.file
    draft.invented = False
    draft.save(update_fields=["file", "invented"])
    draft.rows.all().delete()
    _touch(draft, by, at)
    upload.taken_at = at
    upload.save(update_fields=["taken_at"])
    event = events.UploadTaken(upload.added, upload.changed, upload.removed)
    journal.record(event, about=register, by=by, at=at, agency=register.owner)
    return draft


def sweep(*, at: datetime) -> int:
    """Remove the rows of uploads that were never taken in and of drafts that moved on; what is published stays."""
    waiting = Upload.objects.filter(taken_at__isnull=True, sent_at__gte=at - timedelta(days=KEPT_DAYS))
    named = {*Draft.objects.values_list("file", flat=True), *waiting.values_list("file", flat=True)}
    before = (at - timedelta(days=1)).timestamp()
    gone = 0
    for path in Path(settings.FILES_ROOT).glob("registers/*/work-*.parquet"):
        if path.stem.removeprefix("work-") not in named and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
