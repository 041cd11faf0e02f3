"""Who hears of what: notices that name a petition by its number and never hold its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.kit.dates import local_date, show_date
from donghanh.record.notify import api as notify
from donghanh.work.petitions.models import ClockChange, Petition

A_RUN = 2000


def tell(row: Petition, people: Iterable[int | None], title: str, *, kind: str, now: datetime, source: str = "") -> int:
    """Leave a notice with the number, never with words of the petition."""
    told = 0
    for user_id in set(people) - {None}:
        notice = notify.notify(
            user_id,
            kind=kind,
            title=title,
            url=reverse("petitions:case", args=[row.key]),
            at=now,
            about_type="petitions.petition",
            about_key=row.key,
            source=source and f"{source}:{user_id}",
        )
        told += notice is not None
    return told


def people_on(row: Petition, who: str, on: date) -> set[int | None]:
    """Return who stands on a rung of the ladder for a petition on a day."""
    if row.lead_id is None:
        return set()
    if who == "officer":
        return {row.officer_id} if row.officer_id else set(accounts.people_at(row.lead_id, on=on, roles=("head",)))
    if who == "head":
        return set(accounts.people_at(row.lead_id, on=on, roles=("head",))) | {row.officer_id}
    return set(accounts.people_in_role(who, on=on))


def tell_earlier(now: datetime) -> int:
    """Tell the agency's people of each date that becomes earlier, before it holds."""
    today = local_date(now)
    waiting = ClockChange.objects.filter(earlier=True, told_at__isnull=True).select_related("clock__petition__lead")
    told = 0
    for change in waiting[:A_RUN]:
        row = change.clock.petition
        people = people_on(row, "head", today) if row.lead_id else set(accounts.people_in_role("office", on=today))
        title = f"Hạn {row.number} sẽ sớm hơn: {show_date(change.after)}, áp dụng từ {show_date(change.applies_on)}"
        told += tell(row, people, title, kind="petitions.earlier", now=now, source=f"petitions.earlier:{change.key}")
        ClockChange.objects.filter(pk=change.pk).update(told_at=now)
    return told
