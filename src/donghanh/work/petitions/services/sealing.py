"""Denunciations: locked to the inspectorate's keys before anything is kept, fetched once by its seat, then erased."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.engine import sealing
from donghanh.work.petitions.models import Envelope, EnvelopeLog, Petition
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services.sorting import erase_sealed

NO_KEY = (
    "Kênh tố cáo niêm phong chưa có khóa của Thanh tra tỉnh nên không nhận tố cáo ở đây; chưa có gì được ghi lại. "
    "Bạn có thể tố cáo bằng đơn hoặc trực tiếp tại Thanh tra tỉnh, hoặc tại nơi tiếp công dân của tỉnh."
)


def has_key() -> bool:
    """Say whether denunciations can be taken at all."""
    try:
        sealing.recipients(settings.SEAL_KEYS)
    except sealing.NoKey:
        return False
    return True


def seal(text: str, *, contact: str = "", enclosed: Sequence[sealing.Enclosure] = (), at: datetime) -> Envelope:
    """Lock a denunciation and keep only what is locked; the writer gets a code that leads nowhere but to a receipt.

    No journal entry, no notice, no search: the room's own log begins when the inspectorate fetches.
    """
    if len(text.strip()) < 20:
        message = "Hãy viết rõ: ai, việc gì, ở đâu, khi nào, có gì chứng minh."
        raise Invalid("petitions.sealed-text", message, fields={"text": message})
    if sum(len(f.body) for f in enclosed) + len(text.encode()) > sealing.LARGEST // 2:
        message = "Tệp kèm nặng quá 10 MB; hãy giữ lại chứng cứ và ghi rõ trong đơn là còn chứng cứ."
        raise Invalid("petitions.sealed-size", message, fields={"file": message})
    try:
        body = sealing.seal(text, keys=settings.SEAL_KEYS, sent_on=local_date(at), contact=contact, files=enclosed)
    except sealing.NoKey as why:
        raise NotNow("petitions.no-seal-key", NO_KEY) from why
    return Envelope.objects.create(body=body, sha256=hashlib.sha256(body).hexdigest(), received_on=local_date(at))


@transaction.atomic
def hand_off(row: Petition, *, by: User, at: datetime) -> Petition:
    """Seal what was taken for a petition and is a denunciation: locked whole, then every word of it erased here."""
    may("petitions.seal", by, row, on=local_date(at)).or_refuse()
    row = Petition.objects.locked(row.pk)
    who = row.petitioner
    contact = ", ".join(x for x in (who.name, who.representative, who.phone, who.email, who.address) if x)
    said = [f"{row.title}\n\n{row.text}", *row.messages.order_by("seq").values_list("text", flat=True)]
    enclosed = []
    for attached in row.attachments.select_related("file"):
        with files.open_file(attached.file) as source:
            enclosed.append(sealing.Enclosure(attached.file.name, source.read()))
    seal("\n\n---\n\n".join(said), contact=contact, enclosed=enclosed, at=at)
    return erase_sealed(row, by=by, at=at)


@transaction.atomic
def fetch(envelope: Envelope, *, by: User, at: datetime) -> tuple[Envelope, bytes]:
    """Hand the locked file to the inspectorate's seat: once; the same person may fetch again until it is confirmed."""
    may("petitions.fetch_sealed", by, envelope, on=local_date(at)).or_refuse()
    envelope = Envelope.objects.select_for_update().get(pk=envelope.pk)
    if envelope.erased_at is not None:
        raise NotNow("petitions.sealed-erased", "Phong bì này đã được nhận và bản niêm phong ở đây đã xóa.")
    again = envelope.fetched_at is not None
    if again:
        window = timedelta(hours=channels.rules().envelope_hours)
        if envelope.fetched_by_id != by.pk or at - envelope.fetched_at > window:  # type: ignore[operator]
            raise NotNow(
                "petitions.sealed-fetched",
                "Phong bì này đã được tải về; chỉ người đã tải được tải lại, trong vòng "
                f"{channels.rules().envelope_hours} giờ, khi chưa xác nhận.",
            )
    else:
        envelope.fetched_at, envelope.fetched_by = at, by
        envelope.save(update_fields=["fetched_at", "fetched_by"])
    EnvelopeLog.objects.create(
        envelope=envelope, act=EnvelopeLog.Act.AGAIN if again else EnvelopeLog.Act.FETCHED, at=at, by=by
    )
    return envelope, bytes(envelope.body)


@transaction.atomic
def confirm(envelope: Envelope, *, by: User, at: datetime) -> Envelope:
    """The inspectorate says that it has opened the file: our copy is erased."""
    may("petitions.fetch_sealed", by, envelope, on=local_date(at)).or_refuse()
    envelope = Envelope.objects.select_for_update().get(pk=envelope.pk)
    if envelope.fetched_at is None:
        raise NotNow("petitions.sealed-waiting", "Hãy tải phong bì về và mở thử trước khi xác nhận.")
    if envelope.erased_at is None:
        envelope.confirmed_at = at
        _erase(envelope, by=by, at=at, act=EnvelopeLog.Act.CONFIRMED)
    return envelope


def _erase(envelope: Envelope, *, by: User | None, at: datetime, act: str) -> None:
    envelope.body, envelope.erased_at = b"", at
    envelope.save(update_fields=["body", "erased_at", "confirmed_at"])
    EnvelopeLog.objects.create(envelope=envelope, act=act, at=at, by=by)
