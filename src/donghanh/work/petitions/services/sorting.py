"""The hub's verbs: decide the regime, split what is mixed, refuse, forward, and erase what was handed off sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.models import Attachment, Petition, Words
from donghanh.work.petitions.services import timing
from donghanh.work.petitions.services.checks import keep, line, save_checked, step, take, words
from donghanh.work.petitions.services.receiving import Receipt, receive

SEALED_WORDS = "Nội dung đã được chuyển kín cho cơ quan thanh tra và không còn lưu ở đây."


@transaction.atomic
def classify(
    row: Petition,
    *,
    by: Any,
    at: datetime,
    regime: str = "",
    subject: str = "",
    place: str | None = None,
    remote: bool | None = None,
    complex_case: bool | None = None,
    reason: str = "",
) -> Petition:
    """Decide regime, subject or place anew; another regime begins its own clocks, the log keeps the old ones."""
    row = take(row, "classify", by, at)
    if not row.is_open:
        domain.STATES.step(row.state, "route")
    if regime == domain.DENUNCIATION:
        raise Invalid(
            "petitions.denunciation",
            "Nội dung tố cáo không phân loại ở đây; hãy dùng “Chuyển kín” để mã hóa, chuyển thanh tra và xóa nội dung.",
            fields={"regime": "Dùng “Chuyển kín”."},
        )
    before = _spoken(row)
    if subject:
        if subject not in domain.subjects():
            raise Invalid("petitions.subject", "Không có lĩnh vực này.", fields={"subject": "Chọn trong danh mục."})
        row.subject, row.subindex = subject, domain.subjects()[subject].part
    if place is not None:
        row.place = line(place, most=8)
    row.remote = row.remote if remote is None else remote
    row.complex = row.complex if complex_case is None else complex_case
    changed = bool(regime) and regime != row.regime
    if changed:
        reason = words(reason, field="reason", message="Hãy ghi lý do đổi chế độ xử lý.", most=500)
        row.regime = regime
    row.changed_at = at
    save_checked(row)
    keep(row, "classify", by=by, at=at, note=reason or f"{before} → {_spoken(row)}")
    if changed:
        timing.void_clocks(row)
        timing.open_clocks(row)
    timing.derive(row)
    row.save()
    journal.record(events.Classified(row.number, before, _spoken(row)), about=row, by=by, at=at, behalf=row.acted_for)
    return row


def _spoken(row: Petition) -> str:
    parts = [domain.regimes()[row.regime].label, row.subject_label]
    parts += ["vùng sâu, vùng xa"] if row.remote else []
    parts += ["vụ phức tạp"] if row.complex else []
    return "; ".join(parts)


@transaction.atomic
def split(
    row: Petition, *, title: str, text: str, subject: str = "", regime: str = "", by: Any, at: datetime
) -> Receipt:
    """Make a part of a mixed submission a case of its own, received on the same day, with the same petitioner."""
    row = take(row, "split", by, at)
    who = getattr(row, "petitioner", None)
    fields = ("name", "kind", "tax_code", "representative", "phone", "email", "address", "public_name")
    identity = Identity(**{f: getattr(who, f) for f in fields}) if who else Identity()
    part = Submission(
        channel=row.channel,
        text=text,
        title=title,
        subject=subject,
        place=row.place,
        place_text=row.place_text,
        regime=regime or row.regime,
        identity=identity,
        received_at=row.received_at,
        submitted_by=row.submitted_by,
        association_id=row.association_id,
        dialogue_key=row.dialogue_key,
    )
    receipt = receive(part, by=by, at=at)
    made = receipt.petition
    made.split_from = row
    made.duplicate_of = None
    made.save(update_fields=["split_from", "duplicate_of"])
    keep(row, "split", by=by, at=at, note=made.number)
    journal.record(events.SplitOff(row.number, made.number), about=row, by=by, at=at, behalf=row.acted_for)
    return replace(receipt, duplicate_of="")


@transaction.atomic
def refuse(row: Petition, *, reason: str, by: Any, at: datetime) -> Petition:
    """Tell the petitioner that this is not a matter for petitions, and where to go instead."""
    row = take(row, "refuse", by, at)
    reason = words(reason, field="reason", message="Hãy ghi vì sao không thuộc phạm vi và người gửi nên đến đâu.")
    step(row, "refuse", by=by, at=at, clock="finish", note=reason)
    return _closed(row, events.Refused(row.number), reason, by=by, at=at)


@transaction.atomic
def forward(row: Petition, *, to: str, reason: str = "", by: Any, at: datetime) -> Petition:
    """Pass a petition to a body outside the province, and tell the petitioner."""
    row = take(row, "forward", by, at)
    to = line(words(to, field="to", message="Hãy ghi cơ quan nhận.", most=200))
    step(row, "forward", by=by, at=at, clock="finish", note=to)
    note = f"Kiến nghị đã được chuyển {to}. {line(reason, most=500)}".strip()
    return _closed(row, events.Forwarded(row.number, to), note, by=by, at=at)


def _closed(row: Petition, event: Any, told: str, *, by: Any, at: datetime) -> Petition:
    from donghanh.work.petitions.services.talking import say  # noqa: PLC0415 - both end a thread with a word

    row.closed_on = local_date(at)
    timing.derive(row)
    save_checked(row)
    say(row, domain.Direction.OUT, told, by=by, at=at)
    journal.record(event, about=row, by=by, at=at, behalf=row.acted_for)
    return row


@transaction.atomic
def erase_sealed(row: Petition, *, by: Any, at: datetime) -> Petition:
    """Erase every word and the identity of what turned out to be a denunciation.

    Called by the sealed hand-off in the same transaction, after the text was encrypted to the inspectorate's key.
    """
    row = take(row, "seal", by, at)
    step(row, "seal", by=by, at=at, clock="withdraw")
    row.title, row.text, row.text_hash = "Đã chuyển kín", SEALED_WORDS, ""
    Words.objects.filter(petition=row).delete()
    row.place_text, row.latitude, row.longitude, row.submitted_by = "", None, None, None
    row.secret_hash, row.closed_on, row.external_id = "", local_date(at), ""
    who = getattr(row, "petitioner", None)
    if who is not None:
        who.delete()
    row.messages.all().delete()
    row.answers.filter(published_at__isnull=True).delete()
    row.assignments.update(is_open=False, ended_at=at, ended_why="seal", question="", contribution="")
    row.moves.update(note="")
    Attachment.objects.filter(petition=row).delete()
    timing.derive(row)
    save_checked(row, exclude=("secret_hash", "text_hash"))
    journal.record(events.Sealed(row.number), about=row, by=by, at=at, behalf=row.acted_for)
    return row
