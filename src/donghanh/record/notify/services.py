"""The verbs of notices: tell, mark as read, choose how to be written to, send the daily letters."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from datetime import datetime
from email.mime.text import MIMEText
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F

from donghanh.ground.accounts.models import User
from donghanh.kit import journal, policy
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, shorten
from donghanh.record.journal import api as journal_door
from donghanh.record.notify import domain, events
from donghanh.record.notify.models import Digest, Letter, Notice, Preference

logger = logging.getLogger(__name__)


@transaction.atomic
def notify(
    user_id: int | None,
    *,
    kind: str,
    title: str,
    url: str,
    at: datetime,
    about_type: str = "",
    about_key: str = "",
    actor_id: int | None = None,
    source: str = "",
) -> Notice | None:
    """Tell somebody one thing, once: never what they did themselves, and not twice in a day the same.

    ``title`` is a short name without contents; ``source`` names the cause where a caller may repeat itself.
    """
    if user_id is None or user_id == actor_id:
        return None
    if not url.startswith("/") or url.startswith("//"):
        raise Invalid("notify.url", "Liên kết của thông báo phải là địa chỉ trong hệ thống.")
    title = shorten(nfc(title), 300)
    told = source or "\n".join((kind, about_type, about_key, title, local_date(at).isoformat()))
    digest = hashlib.sha256(told.encode()).hexdigest()
    notice, _ = Notice.objects.get_or_create(
        user_id=user_id,
        source=digest,
        defaults={
            "kind": kind,
            "title": title,
            "url": url,
            "about_type": about_type,
            "about_key": about_key,
            "at": at,
        },
    )
    return notice


@transaction.atomic
def mark_read(notice: Notice, *, by: User, at: datetime) -> Notice:
    """Note that a person has read one of their notices."""
    policy.may("notify.read", by, notice, on=local_date(at)).or_refuse()
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    notice.refresh_from_db()
    return notice


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that a person has read everything up to now."""
    policy.may("notify.read", by, on=local_date(at)).or_refuse()
    return Notice.objects.visible_to(by).unread().filter(at__lte=at).update(read_at=at)


@transaction.atomic
def choose(*, by: User, at: datetime, digest: bool, hour: int) -> Preference:
    """Choose whether and when to receive the daily letter; by night nobody is written to."""
    policy.may("notify.read", by, on=local_date(at)).or_refuse()
    if not domain.QUIET_UNTIL <= hour < domain.QUIET_FROM:
        sentence = (
            f"Giờ gửi phải từ {domain.QUIET_UNTIL} đến {domain.QUIET_FROM - 1} giờ; ban đêm hệ thống không gửi thư."
        )
        raise Invalid("notify.hour", sentence, fields={"hour": sentence})
    preference, _ = Preference.objects.select_for_update().get_or_create(user=by)
    preference.digest, preference.hour = digest, hour
    preference.full_clean()
    preference.save()
    journal.record(events.PreferenceChanged(digest=digest, hour=hour), about=by, by=by, at=at)
    return preference


# --- the daily letter ------------------------------------------------------------------------------------------------


def send_digest(user: User, *, at: datetime) -> bool:
    """Send a person today's letter if it is due and there is something they may read; say whether it left."""
    day = local_date(at)
    pending = (
        Notice.objects.visible_to(user)
        .unread()
        .filter(digest__isnull=True, at__lte=at, at__gt=at - domain.DIGEST_REACH)
    )
    notices = readable(user, list(pending.order_by("-at", "-id")), at=at)
    if not notices or not user.is_active or not user.email:
        return False
    letter, _ = Digest.objects.get_or_create(user=user, day=day, defaults={"next_at": at})
    claimed = Digest.objects.filter(
        pk=letter.pk, state=domain.WAITING, attempts=letter.attempts, next_at__lte=at, attempts__lt=domain.MAX_ATTEMPTS
    ).update(state=domain.SENDING, attempts=F("attempts") + 1)
    if not claimed:
        return False
    letter.refresh_from_db()
    try:
        _letter(user, letter, notices).send()
    except (OSError, smtplib.SMTPException) as error:
        last = letter.attempts >= domain.MAX_ATTEMPTS
        Digest.objects.filter(pk=letter.pk).update(
            state=domain.FAILED if last else domain.WAITING,
            next_at=domain.retry_at(at, letter.attempts),
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
        logger.warning("digest %s not sent (try %d): %s", letter.key, letter.attempts, error)
        return False
    with transaction.atomic():
        Digest.objects.filter(pk=letter.pk).update(state=domain.SENT, sent_at=at, lines=len(notices), last_error="")
        Notice.objects.filter(pk__in=[n.pk for n in notices]).update(digest=letter)
    return True


def readable(user: Any, notices: list[Notice], *, at: datetime) -> list[Notice]:
    """Keep the notices about things the person may see now, whatever they might when they were told."""
    pairs = {(n.about_type, n.about_key) for n in notices if n.about_type}
    seen = journal_door.may_see(user, pairs, on=local_date(at))
    return [n for n in notices if not n.about_type or (n.about_type, n.about_key) in seen]


def _letter(user: User, letter: Digest, notices: list[Notice]) -> EmailMultiAlternatives:
    shown = [domain.DigestLine(n.title, n.url) for n in notices[: domain.LINES_IN_A_DIGEST]]
    words: dict[str, Any] = {
        "more": len(notices) - len(shown),
        "site": site(),
        "settings_path": "/thong-bao/cach-nhan/",
    }
    message = EmailMultiAlternatives(
        subject=domain.subject(len(notices), letter.day, settings.PROVINCE),
        body=domain.body(user.full_name, shown, **words),
        to=[user.email],
        headers={
            "Message-ID": f"<digest-{letter.key}@{site().partition('://')[2].partition(':')[0]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(domain.html(user.full_name, shown, **words), "text/html")
    return message


# --- letters to addresses outside ------------------------------------------------------------------------------------


@transaction.atomic
def write(
    to: str, *, subject: str, body: str, source: str, at: datetime, enclosure: domain.Enclosure | None = None
) -> Letter:
    """Put one letter in the queue of an address; the same ``source`` twice makes one letter."""
    to, subject = to.strip(), shorten(nfc(subject), 240)
    letter = Letter(
        to=to,
        subject=subject,
        body=nfc(body),
        file_name=enclosure.name if enclosure else "",
        file_type=enclosure.media_type if enclosure else "",
        file_body=enclosure.body if enclosure else "",
        source=hashlib.sha256(f"{to.casefold()}\n{source}".encode()).hexdigest(),
        next_at=at,
        at=at,
    )
    known = Letter.objects.filter(source=letter.source).first()
    if known is not None:
        return known
    try:
        letter.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("notify.letter", next(iter(fields.values())), fields=fields) from error
    letter.save()
    return letter


def send_letter(letter: Letter, *, at: datetime) -> bool:
    """Hand one waiting letter to the mail server; say whether it left. What was sent is emptied of its words."""
    claimed = Letter.objects.filter(
        pk=letter.pk, state=domain.WAITING, attempts=letter.attempts, next_at__lte=at
    ).update(state=domain.SENDING, attempts=F("attempts") + 1)
    if not claimed:
        return False
    letter.refresh_from_db()
    try:
        _message(letter).send()
    except (OSError, smtplib.SMTPException) as error:
        last = letter.attempts >= domain.MAX_ATTEMPTS
        Letter.objects.filter(pk=letter.pk).update(
            state=domain.FAILED if last else domain.WAITING,
            next_at=domain.retry_at(at, letter.attempts),
            last_error=f"{type(error).__name__}: {error}"[:2000],
        )
        logger.warning("letter %s not sent (try %d): %s", letter.key, letter.attempts, error)
        return False
    Letter.objects.filter(pk=letter.pk).update(state=domain.SENT, sent_at=at, body="", file_body="", last_error="")
    return True


def _message(letter: Letter) -> EmailMultiAlternatives:
    host = site().partition("://")[2].partition(":")[0]
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body,
        to=[letter.to],
        headers={"Message-ID": f"<letter-{letter.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    if letter.file_body:
        # Mail programs offer "accept" for a calendar only where its method stands in the part's own type.
        kind, _, parameters = letter.file_type.partition(";")
        part = MIMEText(letter.file_body, kind.partition("/")[2], "utf-8")
        for name, _, value in (p.strip().partition("=") for p in parameters.split(";") if "=" in p):
            if name.lower() != "charset":
                part.set_param(name, value)
        part.add_header("Content-Disposition", "attachment", filename=letter.file_name)
        message.attach(part)
    return message


def site() -> str:
    """Return where this house is reached from outside."""
    return (settings.CSRF_TRUSTED_ORIGINS or ["http://127.0.0.1:8123"])[0].rstrip("/")
