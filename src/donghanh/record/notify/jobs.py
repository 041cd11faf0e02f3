"""Background work: the daily letters, and throwing old notices away."""

from __future__ import annotations

from datetime import datetime

from donghanh.ground.accounts.models import User
from donghanh.record.journal import api as journal_door
from donghanh.record.notify import domain, services
from donghanh.record.notify.models import Letter, Notice, Preference


def send_digests(at: datetime) -> None:
    """Send every letter that is due this hour; one person's trouble never holds up the next."""
    waiting = Notice.objects.unread().filter(digest__isnull=True, at__lte=at, at__gt=at - domain.DIGEST_REACH)
    people = list(User.objects.filter(pk__in=waiting.values("user_id"), is_active=True).order_by("pk"))
    wishes = {p.user_id: p for p in Preference.objects.filter(user__in=people)}
    sent = 0
    for done, user in enumerate(people, start=1):
        wish = wishes.get(user.pk)
        wanted = wish is None or wish.digest
        if wanted and domain.may_send(at, hour=wish.hour if wish else domain.DEFAULT_HOUR):
            sent += services.send_digest(user, at=at)
        journal_door.progress(done, len(people), f"Đã gửi {sent} thư.")


LETTERS_A_RUN = 500


def send_letters(at: datetime) -> str:
    """Send what waits for addresses outside, by day only."""
    if domain.by_night(at):
        return "Ban đêm không gửi thư."
    waiting = list(Letter.objects.filter(state=domain.WAITING, next_at__lte=at).order_by("pk")[:LETTERS_A_RUN])
    sent = sum(services.send_letter(letter, at=at) for letter in waiting)
    return f"Gửi {sent} thư, {len(waiting) - sent} chưa gửi được."


def tidy(at: datetime) -> None:
    """Drop notices read long ago, and count as read what nobody could ever read through."""
    Notice.objects.filter(read_at__lt=at - domain.KEEP_READ).delete()
    Letter.objects.filter(at__lt=at - domain.KEEP_READ).delete()
    for user_id in Notice.objects.unread().values_list("user_id", flat=True).distinct().order_by():
        mine = Notice.objects.unread().filter(user_id=user_id).order_by("-at", "-id")
        oldest_kept = mine[domain.UNREAD_CAP - 1 : domain.UNREAD_CAP].first()
        if oldest_kept is not None:
            mine.filter(at__lt=oldest_kept.at).update(read_at=at)
