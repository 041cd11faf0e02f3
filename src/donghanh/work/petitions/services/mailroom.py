"""The petitions box: letters become cases or messages of one, machines stand aside, answers leave without contents."""

from __future__ import annotations

import hashlib
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit.dates import show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import shorten
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission, channels
from donghanh.work.petitions.engine import mail, matters
from donghanh.work.petitions.engine.mail import VerdictKind
from donghanh.work.petitions.engine.mail.words import OUR_LINE
from donghanh.work.petitions.engine.sealing import Enclosure
from donghanh.work.petitions.models import Letter, Petition
from donghanh.work.petitions.services import limits, sealing
from donghanh.work.petitions.services.receiving import Receipt, email_hash, receive, secret_of
from donghanh.work.petitions.services.talking import reply

MOST_TRIES = 5
A_RUN = 200
RETRY = timedelta(minutes=10)


def mark() -> str:
    """Return what our own letters carry, so that one that comes back is known."""
    return hashlib.sha256(f"petitions.loop:{settings.SECRET_KEY}".encode()).hexdigest()[:24]


def box_of(row: Petition) -> str:
    """Return the address to answer to for one case."""
    return mail.thread_address(settings.MAIL_BOX, row.key, settings.SECRET_KEY.encode())


def take_letter(raw: bytes, *, at: datetime, envelope_sender: str | None = None) -> Letter:
    """Take one letter in, once however often it is delivered; a machine's letter is noted and left alone."""
    read = mail.read(raw, own=(settings.MAIL_BOX,), mark=mark(), envelope_sender=envelope_sender)
    digest = hashlib.sha256(raw).hexdigest() if not read.message_id else ""
    known = Letter.objects.filter(way=Letter.Way.IN)
    known = known.filter(message_id=_id_of(read)) if read.message_id else known.filter(digest=digest)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            return _take(read, digest, at)
    except IntegrityError:
        return known.get()  # delivered twice at once: the other one was first


def _id_of(read: mail.Letter) -> str:
    """Name a letter by its id and its sender: an id that somebody else copied names another letter."""
    return hashlib.sha256(f"{read.sender}\x1f{read.message_id}".encode()).hexdigest() if read.message_id else ""


def _note(read: mail.Letter, digest: str, at: datetime, **more: Any) -> Letter:
    given: dict[str, Any] = {
        "way": Letter.Way.IN,
        "message_id": _id_of(read),
        "digest": digest,
        "verdict": read.verdict.kind,
        "reason": shorten(read.verdict.reason, 290),
        "address": read.sender,
        "subject": read.subject,
        "size": read.size,
        "at": at,
    }
    return Letter.objects.create(**{**given, **more})


def _take(read: mail.Letter, digest: str, at: datetime) -> Letter:
    if not read.verdict.accepted:
        letter = _note(read, digest, at, state=Letter.State.ASIDE)
        if read.verdict.kind is VerdictKind.TOO_LARGE and read.sender:
            _queue(read.sender, "Thư quá lớn, chưa nhận được", f"{read.verdict.reason}\n{_site()}", at=at)
        return letter
    try:
        limits.knock("mail", read.sender, at=at)
    except NotNow as refusal:
        return _note(read, digest, at, state=Letter.State.ASIDE, reason=refusal.message)
    if matters.accuses(f"{read.subject}\n{read.text}"):
        return _seal(read, digest, at)
    row = _thread_of(read)
    try:
        if row is not None:
            return _answer(row, read, digest, at)
        return _begin(read, digest, at)
    except (Invalid, NotNow) as refusal:
        letter = _note(read, digest, at, state=Letter.State.ASIDE, reason=shorten(refusal.message, 290))
        if read.verdict.may_acknowledge:
            _queue(
                read.sender,
                "Chưa nhận được thư của bạn",
                f"{refusal.message}\n{_site()}",
                at=at,
                answers=read.message_id,
            )
        return letter


def _thread_of(read: mail.Letter) -> Petition | None:
    """Find the case that a letter answers: by the signed address, else by the letters it answers and its sender."""
    key = mail.thread_token(read.recipients, settings.MAIL_BOX, settings.SECRET_KEY.encode())
    if key and (row := Petition.objects.filter(key=key).first()):
        return row
    ours = [i.partition("@")[0] for i in read.answers[:50]]
    sent = Letter.objects.filter(way=Letter.Way.OUT, key__in=ours, petition__isnull=False).select_related("petition")
    theirs = [hashlib.sha256(f"{read.sender}\x1f{i}".encode()).hexdigest() for i in read.answers[:50]]
    came = Letter.objects.filter(way=Letter.Way.IN, message_id__in=theirs, petition__isnull=False)
    for letter in [*sent, *came.select_related("petition")]:
        row = letter.petition
        if row is not None and row.petitioner.email_hash == email_hash(read.sender):
            return row
    return None


def _stored(read: mail.Letter, at: datetime) -> tuple[list[Any], list[str]]:
    """Keep the files that can be kept; of the others one sentence each."""
    kept, refused = [], [f"{r.name}: {r.reason}" for r in read.refused]
    for attached in read.attachments:
        try:
            kept.append(files.store(attached.body, name=attached.name, by=None, at=at, purpose="petition"))
        except (Invalid, NotNow) as refusal:
            refused.append(f"{attached.name}: {refusal.message}")
    return kept, refused


def _begin(read: mail.Letter, digest: str, at: datetime) -> Letter:
    kept, refused = _stored(read, at)
    receipt = receive(
        Submission(
            channel=domain.Channel.EMAIL,
            title=read.subject,
            text=read.text or read.subject,
            regime=domain.Regime.PETITION,
            identity=Identity(name=read.sender_name or read.sender, kind="person", email=read.sender),
            files=kept,
            external_id=_id_of(read) or digest,
        ),
        at=at,
    )
    letter = _note(read, digest, at, state=Letter.State.TAKEN, petition=receipt.petition, subject="")
    if read.verdict.may_acknowledge:
        acknowledge(receipt, to=read.sender, at=at, answers=read.message_id, refused=refused)
    return letter


def _answer(row: Petition, read: mail.Letter, digest: str, at: datetime) -> Letter:
    kept, refused = _stored(read, at)
    text = read.text or "(Thư không có chữ; xem tệp kèm.)"
    reply(row, text=text, at=at, sender=True, channel="email", external_id=_id_of(read) or digest, files=kept)
    if refused and read.verdict.may_acknowledge:
        words = "Đã nhận phần bổ sung. Những tệp sau không nhận được:\n" + "\n".join(refused)
        _queue(
            read.sender, f"{row.number}: có tệp không nhận được", words, at=at, petition=row, answers=read.message_id
        )
    return _note(read, digest, at, state=Letter.State.TAKEN, petition=row, subject="")


def _seal(read: mail.Letter, digest: str, at: datetime) -> Letter:
    """A denunciation by letter: locked at once, or not kept at all; either way its words stand nowhere here."""
    words = (
        "Thư của bạn có vẻ là tố cáo nên đã được mã hóa, chỉ Thanh tra tỉnh mở được; ở hộp thư này không giữ nội dung. "
        "Nếu đó là kiến nghị, hãy gửi lại qua trang kiến nghị."
    )
    reason = "Có vẻ là tố cáo: đã niêm phong chuyển Thanh tra tỉnh, không giữ nội dung."
    try:
        sealing.seal(
            f"{read.subject}\n\n{read.full_text}",
            contact=f"{read.sender_name} {read.sender}",
            enclosed=[Enclosure(a.name, a.body) for a in read.attachments],
            at=at,
        )
    except (NotNow, Invalid) as refusal:
        words, reason = (
            refusal.message,
            "Có vẻ là tố cáo, chưa có khóa niêm phong: không giữ nội dung, đã báo người gửi.",
        )
    if read.verdict.may_acknowledge:
        _queue(read.sender, "Về thư bạn đã gửi", f"{words}\n{_site()}", at=at, answers=read.message_id)
    return _note(read, digest, at, state=Letter.State.ASIDE, reason=reason, subject="", address="")


def _site() -> str:
    return (settings.CSRF_TRUSTED_ORIGINS or ["http://127.0.0.1:8123"])[0].rstrip("/") + reverse("petitions:start")


def acknowledge(
    receipt: Receipt, *, to: str, at: datetime, answers: str = "", refused: list[str] | None = None
) -> Letter | None:
    """Write the receipt: number, day, who acts next, the way to follow; nothing of what was written."""
    row = receipt.petition
    due = f"Dự kiến trả lời: {show_date(receipt.expected_on)}." if receipt.expected_on else ""
    lines = [
        f"Đã nhận kiến nghị của bạn, số {row.number}.",
        due,
        f"Bước tiếp theo: {receipt.next_actor}.",
        f"Theo dõi, bổ sung, đánh giá: {link_of(row)}",
        f"Mã tra cứu: {secret_of(row)}. Hãy giữ kín mã này.",
    ]
    if refused:
        lines += ["", "Những tệp sau không nhận được:", *refused]
    return _queue(to, f"{row.number}: đã nhận", "\n".join(x for x in lines if x), at=at, petition=row, answers=answers)


def tell_petitioner(row: Petition, words: str, *, at: datetime, source: str) -> Letter | None:
    """Write to a petitioner who left an address that something happened; what, they read behind number and secret."""
    to = row.petitioner.email
    if not to:
        return None
    body = f"{words}\nXem và trả lời tại: {link_of(row)}\nHoặc trả lời thẳng thư này để bổ sung."
    return _queue(to, f"{row.number}: có tin mới", body, at=at, petition=row, source=source)


def link_of(row: Petition) -> str:
    """Return the address of a case for its petitioner."""
    site = (settings.CSRF_TRUSTED_ORIGINS or ["http://127.0.0.1:8123"])[0].rstrip("/")
    return site + reverse("petitions:look_at", args=[row.number, secret_of(row)])


def _queue(
    to: str,
    subject: str,
    body: str,
    *,
    at: datetime,
    petition: Petition | None = None,
    answers: str = "",
    source: str = "",
) -> Letter | None:
    """Put a letter in the queue; nobody is written to more often than the rules say, whoever forges the sender."""
    since = at - timedelta(hours=1)
    lately = Letter.objects.filter(way=Letter.Way.OUT, address=to, at__gte=since).count()
    if lately >= channels.rules().limits["mail"].count:
        return None
    named = hashlib.sha256(f"{to}\x1f{source}".encode()).hexdigest() if source else ""
    if named and Letter.objects.filter(digest=named).exists():
        return None
    return Letter.objects.create(
        way=Letter.Way.OUT,
        address=to,
        subject=shorten(subject, 200),
        body=f"{OUR_LINE}\n\n{body}\n",
        reason=answers[:290],
        digest=named,
        petition=petition,
        state=Letter.State.WAITING,
        next_at=at,
        at=at,
    )


def send_waiting(*, at: datetime) -> tuple[int, int]:
    """Send what waits; a letter whose carrier is away is tried again later. Returns sent and failed."""
    sent = failed = 0
    waiting = Letter.objects.filter(state=Letter.State.WAITING, next_at__lte=at).order_by("pk")[:A_RUN]
    for letter in waiting.select_related("petition"):
        claimed = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING, attempts=letter.attempts).update(
            attempts=F("attempts") + 1, next_at=at + RETRY
        )
        if not claimed:
            continue
        try:
            _message(letter).send()
        except (OSError, smtplib.SMTPException) as why:
            last = letter.attempts + 1 >= MOST_TRIES
            Letter.objects.filter(pk=letter.pk).update(
                state=Letter.State.FAILED if last else Letter.State.WAITING,
                last_error=f"{type(why).__name__}: {why}"[:290],
            )
            failed += 1
        else:
            # What was sent need not stay: it held a link that opens the case.
            Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, body="", last_error="")
            sent += 1
    return sent, failed


def _message(letter: Letter) -> EmailMessage:
    host = settings.MAIL_BOX.rpartition("@")[2]
    headers = {
        "Message-ID": f"<{letter.key}@{host}>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "X-Donghanh-Loop": mark(),
    }
    if letter.reason and "\n" not in letter.reason and "\r" not in letter.reason:
        headers |= {"In-Reply-To": f"<{letter.reason}>", "References": f"<{letter.reason}>"}
    reply_to = [box_of(letter.petition)] if letter.petition else [settings.MAIL_BOX]
    return EmailMessage(
        letter.subject, letter.body, settings.MAIL_BOX, [letter.address], headers=headers, reply_to=reply_to
    )


def forget_old(*, at: datetime) -> int:
    """Forget who wrote the letters that were set aside long ago; that one came stays counted."""
    before = at - timedelta(days=channels.rules().aside_days)
    return (
        Letter.objects.filter(state=Letter.State.ASIDE, at__lt=before)
        .exclude(address="", subject="")
        .update(address="", subject="")
    )
