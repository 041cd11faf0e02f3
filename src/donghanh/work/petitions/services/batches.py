"""An association's quarter in one spreadsheet: read, shown, confirmed, made into cases; every step may be killed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.text import shorten, squeeze
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine import batch as sheets
from donghanh.work.petitions.models import Batch, BatchRow
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services.receiving import receive

A_BITE = 50
MOST_FINDINGS = 500


def subjects() -> dict[str, str]:
    """Return the subjects that a row may name."""
    return {code: s.label for code, s in domain.subjects().items()}


@transaction.atomic
def upload(source: Any, *, name: str, association: Agency, by: User | None, at: datetime, period: str = "") -> Batch:
    """Take a filled template in; a worker reads it and shows what it found before anything is made."""
    if by is not None:
        may("petitions.send_batch", by, None, on=local_date(at)).or_refuse()
    if association.kind != "association" and association.command != "requested":
        raise NotAllowed("petitions.not-association", f"{association.name} không phải hiệp hội, liên minh.")
    stored = files.store(source, name=name, by=by, at=at, purpose="petition")
    row = Batch(
        association=association, file=stored, period=squeeze(period)[:40], asked_by=by, asked_at=at, changed_at=at
    )
    row.full_clean()
    row.save()
    journal.record(events.BatchSent(association.name, row.period), about=row, by=by, at=at, agency=association)
    return row


@transaction.atomic
def read(row: Batch, *, at: datetime) -> Batch:
    """Read the file: good rows are kept for confirmation, every mistake is named by its cell."""
    row = Batch.objects.locked(row.pk)
    if row.state != Batch.State.READING:
        return row
    with files.open_file(row.file) as source:
        body = source.read()
    before = BatchRow.objects.filter(batch__association=row.association, petition__isnull=False)
    found = sheets.read(body, subjects=subjects(), known=list(before.values_list("digest", flat=True)))
    told = [("wrong", str(e)) for e in found.errors] + [("repeated", str(e)) for e in found.repeated]
    row.findings = [list(line) for line in told[:MOST_FINDINGS]]
    row.wrong, row.repeated, row.total = len(found.wrong_lines), len(found.repeated), len(found.rows)
    row.state = Batch.State.REFUSED if found.fatal else Batch.State.READY
    row.changed_at = at
    row.save()
    BatchRow.objects.bulk_create(
        (
            BatchRow(
                batch=row,
                line=line.line,
                digest=line.digest,
                data={
                    "business": line.business,
                    "tax_code": line.tax_code,
                    "subject": line.subject,
                    "place": line.place,
                    "text": line.text,
                    "proposal": line.proposal,
                    "level": line.level,
                    "contact_name": line.contact_name,
                    "phone": line.phone,
                    "email": line.email,
                    "open_name": line.open_name,
                },
            )
            for line in found.rows
        ),
        batch_size=500,
    )
    return row


def _own(row: Batch, by: User | None, at: datetime) -> Batch:
    row = Batch.objects.locked(row.pk)
    if by is not None:
        may("petitions.send_batch", by, row, on=local_date(at)).or_refuse()
    return row


@transaction.atomic
def confirm(row: Batch, *, by: User | None, at: datetime) -> Batch:
    """Say that the good rows shall become cases; a worker makes them."""
    row = _own(row, by, at)
    if row.state != Batch.State.READY:
        raise NotNow("petitions.batch-state", "Bảng này không ở bước chờ xác nhận.")
    if not row.total:
        raise Invalid("petitions.batch-empty", "Không có dòng nào đọc được để tạo hồ sơ; hãy sửa tệp rồi gửi lại.")
    row.state, row.changed_at = Batch.State.MAKING, at
    row.save(update_fields=["state", "changed_at"])
    journal.record(events.BatchConfirmed(row.total), about=row, by=by, at=at, agency=row.association)
    return row


@transaction.atomic
def drop(row: Batch, *, by: User | None, at: datetime) -> Batch:
    """Throw a batch away before anything was made of it."""
    row = _own(row, by, at)
    if row.state not in (Batch.State.READING, Batch.State.READY, Batch.State.REFUSED):
        raise NotNow("petitions.batch-state", "Bảng này đã được tạo hồ sơ nên không bỏ được.")
    row.rows.all().delete()
    row.state, row.changed_at = Batch.State.DROPPED, at
    row.save(update_fields=["state", "changed_at"])
    journal.record(events.BatchDropped(), about=row, by=by, at=at, agency=row.association)
    return row


@transaction.atomic
def make_next(row: Batch, *, at: datetime) -> bool:
    """Make the next rows into cases; says whether more are left. Killed anywhere, nothing is lost or made twice."""
    row = Batch.objects.locked(row.pk)
    if row.state != Batch.State.MAKING:
        return False
    lines = list(row.rows.filter(petition__isnull=True).order_by("line")[:A_BITE])
    for line in lines:
        line.petition = receive(_submission(row, line), by=None, at=at).petition
    BatchRow.objects.bulk_update(lines, ["petition"])
    row.done = row.rows.filter(petition__isnull=False).count()
    left = row.done < row.total
    row.state = Batch.State.MAKING if left else Batch.State.DONE
    row.changed_at = at
    row.save(update_fields=["done", "state", "changed_at"])
    return left


def _submission(row: Batch, line: BatchRow) -> Submission:
    data = line.data
    level = sheets.LEVELS.get(data["level"], "")
    text = data["text"]
    if data["proposal"]:
        text += f"\n\nĐề xuất, kiến nghị: {data['proposal']}"
    if level:
        text += f"\n\nCấp có thẩm quyền theo hiệp hội: {level}."
    return Submission(
        channel=domain.Channel.ASSOCIATION,
        title=shorten(data["text"], 110),
        text=text,
        subject=data["subject"],
        place=data["place"],
        identity=Identity(
            name=data["business"],
            kind="business",
            tax_code=data["tax_code"],
            representative=data["contact_name"],
            phone=data["phone"],
            email=data["email"],
            public_name=data["open_name"],
        ),
        external_id=f"{row.key}-{line.line}",
        association_id=row.association_id,
    )
