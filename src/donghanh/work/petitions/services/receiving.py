"""The one door for every channel: idempotent, numbered, clocked; never a denunciation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import search_key, shorten
from donghanh.work.petitions import domain, events
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine.masking import mask, own_words
from donghanh.work.petitions.models import Attachment, Clock, Petition, Petitioner, Series, Words
from donghanh.work.petitions.policies import may
from donghanh.work.petitions.services import timing
from donghanh.work.petitions.services.checks import keep, line, save_checked, words

LONGEST = 20_000
MOST_FILES = 20
SAME_TEXT_DAYS = 30
NEXT_AT_HUB = "Văn phòng UBND tỉnh phân loại và chuyển cơ quan xử lý"
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Receipt:
    """What the petitioner is told: number, secret, expected day, who acts next.

    ``again`` says that this very submission had come before: nothing was written. ``duplicate_of`` numbers an earlier
    petition with the same words, for the hub to look at; it is never told to a stranger.
    """

    petition: Petition
    number: str
    key: str
    secret: str
    again: bool
    expected_on: date | None
    next_actor: str
    duplicate_of: str = ""


def secret_of(row: Petition) -> str:
    """Return a petition's secret, so that a receipt can be sent again; it is derived, never stored."""
    seed = int(salted_hmac("petitions.secret", row.key, algorithm="sha256").hexdigest(), 16)
    letters = []
    for _ in range(10):
        seed, at = divmod(seed, len(_LETTERS))
        letters.append(_LETTERS[at])
    return "".join(letters)


def hash_of(key: str, secret: str) -> str:
    """Hash a secret as it is stored."""
    return hashlib.sha256(f"{key}:{secret}".encode()).hexdigest()


def check_secret(row: Petition, secret: str) -> bool:
    """Say whether a secret is that of a petition, in constant time."""
    return constant_time_compare(row.secret_hash, hash_of(row.key, secret.strip().lower()))


MASKED_OF, SEARCHED_BY = 1500, 1000  # characters: of a long text the beginning is searched


def next_number(on: date) -> str:
    """Take the next number of the year; the series stays locked until the transaction ends."""
    series, _ = Series.objects.select_for_update().get_or_create(year=on.year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"KN-{on.year}-{series.last:06d}"


def email_hash(email: str) -> str:
    """Hash an address, to recognise a sender without searching addresses."""
    folded = email.strip().casefold()
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""


def receive(submission: Submission, *, by: Any = None, at: datetime) -> Receipt:
    """Take a submission in and say what the petitioner is told; the same one again gives the same petition.

    ``by`` is who enters it, or ``None`` for a public channel. Denunciations are refused here with a sentence: they go
    through the sealed hand-off and never touch these tables.
    """
    may("petitions.receive", by, None, on=local_date(at)).or_refuse()
    if submission.regime == domain.DENUNCIATION:
        raise Invalid(
            "petitions.denunciation",
            "Nội dung tố cáo không gửi ở đây; hãy dùng mục “Gửi tố cáo kín” để chuyển thẳng cơ quan thanh tra.",
        )
    if found := _came_before(submission):
        return _receipt(found, _final(found), again=True)
    try:
        with transaction.atomic():
            return _receive(submission, by=by, at=at)
    except IntegrityError:
        # Two deliveries of one submission at once: the other one was first.
        if found := _came_before(submission):
            return _receipt(found, _final(found), again=True)
        raise


def _came_before(submission: Submission) -> Petition | None:
    if not submission.external_id:
        return None
    return Petition.objects.filter(channel=submission.channel, external_id=submission.external_id[:200]).first()


def _receive(submission: Submission, *, by: Any, at: datetime) -> Receipt:
    text = words(submission.text, field="text", message="Hãy viết nội dung kiến nghị.", most=LONGEST)
    title = line(submission.title) or shorten(text, 120)
    on = _received_on(submission, at)
    subject = submission.subject if submission.subject in domain.subjects() else ""
    said = f"{title} {text}"
    row = Petition(
        channel=submission.channel,
        external_id=line(submission.external_id),
        regime=submission.regime,
        subject=subject,
        subindex=domain.subjects()[subject].part if subject else "",
        place=line(submission.place, most=8),
        place_text=line(submission.place_text),
        latitude=submission.latitude,
        longitude=submission.longitude,
        title=title,
        text=text,
        text_hash=hashlib.sha256(search_key(said).encode()).hexdigest(),
        submitted_by=submission.submitted_by,
        association_id=submission.association_id,
        dialogue_key=submission.dialogue_key,
        received_on=on,
        received_at=submission.received_at or at,
        changed_at=at,
    )
    row.secret_hash = hash_of(row.key, secret_of(row))
    row.duplicate_of = _same_words(row, on)
    row.number = next_number(local_date(at))
    if submission.regime not in domain.REGIMES:
        raise Invalid("petitions.regime", "Không có chế độ xử lý này.", fields={"regime": "Chọn trong danh mục."})
    clocks = timing.begun(row)
    save_checked(row, fields_only=True)
    Words.objects.create(petition=row, folded=searched(said, submission.identity))
    _keep_identity(row, submission.identity)
    _attach(row, submission.files, by=by, at=at)
    keep(row, "receive", by=by, at=at, after=row.state, on=on)
    Clock.objects.bulk_create(clocks)
    journal.record(
        events.Received(row.number, str(row.channel), str(row.regime), row.subject),
        about=row,
        by=timing.journalled(row, by),
        at=at,
        agency=row.association,
    )
    final = next((clock for clock in clocks if clock.kind == domain.ClockKind.FINAL), None)
    return _receipt(row, final, again=False)


def searched(said: str, who: Any) -> str:
    """Return what lists are searched by: the words folded, without a private one.

    A search must not tell those who may not read a name or a telephone number that it is there.
    """
    return search_key(mask(said[:MASKED_OF], own_words(who)).text)[:SEARCHED_BY]


def _received_on(submission: Submission, at: datetime) -> date:
    """Return the day it came; it cannot come tomorrow, nor more than a year before it is entered."""
    on = local_date(submission.received_at or at)
    if not local_date(at) - timedelta(days=366) <= on <= local_date(at):
        message = "Ngày nhận phải trong vòng một năm và không sau hôm nay."
        raise Invalid("petitions.received-on", message, fields={"received_at": message})
    return on


def _same_words(row: Petition, on: date) -> Petition | None:
    """Find an earlier petition with the same words, by anybody, within a month."""
    since = on - timedelta(days=SAME_TEXT_DAYS)
    earlier = Petition.objects.filter(text_hash=row.text_hash, received_on__gte=since)
    return earlier.order_by("pk").first()


def _keep_identity(row: Petition, identity: Identity) -> None:
    save_checked(
        Petitioner(
            petition=row,
            kind=line(identity.kind, most=12) or "business",
            name=line(identity.name),
            tax_code=line(identity.tax_code, most=20),
            representative=line(identity.representative, most=120),
            phone=line(identity.phone, most=30),
            email=line(identity.email),
            address=line(identity.address, most=300),
            public_name=identity.public_name,
            email_hash=email_hash(identity.email),
        ),
        exclude=("petition",),
        fields_only=True,
        new=True,
    )


def _attach(row: Petition, files: Any, *, by: Any, at: datetime) -> None:
    given = list(dict.fromkeys(files))
    if len(given) > MOST_FILES:
        message = f"Mỗi kiến nghị kèm nhiều nhất {MOST_FILES} tệp."
        raise Invalid("petitions.many-files", message, fields={"files": message})
    for file in given:
        Attachment.objects.create(petition=row, file=file, at=at, by=timing.anybody(by))


def _final(row: Petition) -> Clock | None:
    return row.clocks.filter(kind=domain.ClockKind.FINAL, is_void=False).first()


def _receipt(row: Petition, final: Clock | None, *, again: bool) -> Receipt:
    return Receipt(
        petition=row,
        number=row.number,
        key=row.key,
        secret=secret_of(row),
        again=again,
        expected_on=(final.due_on if final else None) or row.due_on,
        next_actor=NEXT_AT_HUB if row.state == domain.State.RECEIVED else (row.lead.name if row.lead else NEXT_AT_HUB),
        duplicate_of=row.duplicate_of.number if row.duplicate_of else "",
    )
