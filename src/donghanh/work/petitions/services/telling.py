"""Who hears of what: notices that name a petition by its number and never hold its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import api as workcal
from donghanh.kit.dates import local_date, show_date
from donghanh.record.notify import api as notify
from donghanh.work.petitions.models import ClockChange, Petition

A_RUN = 2000
A_FEW = 20  # more dates than this that move on one day are told a person in one notice


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
    """Tell people of every date that becomes earlier, before it holds: it holds from the next working day after today.

    A change that nobody could be told of is not told, and so never takes effect; the next run tries again.
    """
    waiting = ClockChange.objects.filter(earlier=True, told_at__isnull=True).select_related("clock__petition__lead")
    told, last = 0, 0
    while bite := list(waiting.filter(pk__gt=last).order_by("pk")[:A_RUN]):
        last = bite[-1].pk
        told += _tell_together(bite, now)
    return told


@transaction.atomic
def _tell_together(changes: list[ClockChange], now: datetime) -> int:
    """Tell each person of the dates that are theirs: a few one by one, many in one notice with the list behind it."""
    today = local_date(now)
    holds = workcal.add_working_days(today, 1)
    theirs: dict[int, list[ClockChange]] = defaultdict(list)
    known: dict[tuple[int | None, int | None], set[int]] = {}
    heard: list[int] = []
    for change in changes:
        row = change.clock.petition
        desk = (row.lead_id, row.officer_id)
        if desk not in known:
            heads = people_on(row, "head", today) if row.lead_id else set()
            known[desk] = {p for p in heads if p is not None} or set(accounts.people_in_role("office", on=today))
        for person in known[desk]:
            theirs[person].append(change)
        if known[desk]:
            heard.append(change.pk)
    told = 0
    for person, mine in theirs.items():
        told += _tell_many(person, mine, holds, now) if len(mine) > A_FEW else _tell_each(person, mine, holds, now)
    ClockChange.objects.filter(pk__in=heard).update(told_at=now, applies_on=holds)
    return told


def _tell_each(person: int, changes: list[ClockChange], holds: date, now: datetime) -> int:
    told = 0
    for change in changes:
        row = change.clock.petition
        title = f"Hạn {row.number} sẽ sớm hơn: {show_date(change.after)}, áp dụng từ {show_date(holds)}"
        told += tell(row, {person}, title, kind="petitions.earlier", now=now, source=f"petitions.earlier:{change.key}")
    return told


def _tell_many(person: int, changes: list[ClockChange], holds: date, now: datetime) -> int:
    notice = notify.notify(
        person,
        kind="petitions.earlier",
        title=f"Hạn của {len(changes)} kiến nghị sẽ sớm hơn, áp dụng từ {show_date(holds)}",
        url=reverse("petitions:changes"),
        at=now,
        source=f"petitions.earlier:{changes[0].key}:{changes[-1].key}:{person}",
    )
    return int(notice is not None)
