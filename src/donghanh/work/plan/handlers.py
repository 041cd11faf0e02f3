"""After commit: tell the people whose turn it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from donghanh.ground.accounts import api as accounts
from donghanh.ground.workcal import events as workcal_events
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.record.notify import api as notify
from donghanh.work.plan import events, services
from donghanh.work.plan.models import Obligation, Plan

_AGENCY_HEADS = ("head", "association")


def _row(entry: Any) -> Obligation | None:
    return Obligation.objects.with_context().filter(key=entry.about_key).first()


def _tell(entry: Any, row: Obligation, people: Iterable[int | None], title: str) -> None:
    for user_id in set(people) - {entry.actor_id, None}:
        notify.notify(
            user_id,
            kind=entry.kind,
            title=title,
            url=reverse("plan:obligation", args=[row.key]),
            about_type="plan.obligation",
            about_key=row.key,
            at=entry.at,
        )


def _at_agency(row: Obligation, entry: Any, *roles: str) -> set[int | None]:
    return set(accounts.people_at(row.holder_id, on=local_date(entry.at), roles=roles))


@journal.on(events.WorkOrdered, "plan.tell_ordered")
def tell_ordered(entry: Any) -> None:
    """A conclusion became work: its agency's head and officers hear of it."""
    if row := _row(entry):
        _tell(entry, row, _at_agency(row, entry, "officer", *_AGENCY_HEADS), f"Việc mới được giao: {row.title}")


@journal.on(events.ResultProposed, "plan.tell_head")
def tell_head(entry: Any) -> None:
    """A result waits for the head."""
    if row := _row(entry):
        _tell(entry, row, _at_agency(row, entry, *_AGENCY_HEADS), f"Chờ duyệt kết quả: {row.title}")


@journal.on(events.ResultSubmitted, "plan.tell_tracker")
def tell_tracker(entry: Any) -> None:
    """A result waits for the tracker."""
    if row := _row(entry):
        trackers = set(accounts.people_in_role("coordinator", on=local_date(entry.at)))
        _tell(entry, row, trackers, f"Chờ xác nhận: {row.title} ({row.holder.short_name or row.holder.name})")


@journal.on(events.ResultReturned, "plan.tell_returned")
def tell_returned(entry: Any) -> None:
    """A result came back."""
    if row := _row(entry):
        people = _at_agency(row, entry, *_AGENCY_HEADS) | {row.officer_id}
        _tell(entry, row, people, f"Bị trả lại: {row.title}")


@journal.on(events.ResultSentBack, "plan.tell_sent_back")
def tell_sent_back(entry: Any) -> None:
    """The head sent the result back."""
    if row := _row(entry):
        _tell(entry, row, {row.officer_id}, f"Thủ trưởng trả lại: {row.title}")


@journal.on(events.ResultConfirmed, "plan.tell_confirmed")
def tell_confirmed(entry: Any) -> None:
    """A result was confirmed."""
    if row := _row(entry):
        people = _at_agency(row, entry, *_AGENCY_HEADS) | {row.officer_id}
        _tell(entry, row, people, f"Đã xác nhận hoàn thành: {row.title}")


@journal.on(events.ExtensionAsked, "plan.tell_authority")
def tell_authority(entry: Any) -> None:
    """A wish for more time waits for the assigning authority."""
    if row := _row(entry):
        office = set(accounts.people_in_role("office", on=local_date(entry.at)))
        _tell(entry, row, office, f"Xin gia hạn: {row.title} ({row.holder.short_name or row.holder.name})")


@journal.on(events.ExtensionDecided, "plan.tell_decision")
def tell_decision(entry: Any) -> None:
    """A wish for more time was decided."""
    if row := _row(entry):
        people = _at_agency(row, entry, *_AGENCY_HEADS) | {row.officer_id}
        _tell(entry, row, people, f"Đã có ý kiến về gia hạn: {row.title}")


@journal.on(events.HandedOver, "plan.tell_receiver")
def tell_receiver(entry: Any) -> None:
    """Work arrived from another agency."""
    if row := _row(entry):
        _tell(entry, row, _at_agency(row, entry, *_AGENCY_HEADS), f"Nhận bàn giao: {row.title}")


@journal.on(events.PlanActivated, "plan.tell_agencies")
def tell_agencies(entry: Any) -> None:
    """A plan's duties were given out: each agency's head is told once, with how many are theirs."""
    plan = Plan.objects.filter(key=entry.about_key).first()
    if plan is None:
        return
    on = local_date(entry.at)
    parts = Counter(Obligation.objects.filter(duty__plan=plan).values_list("holder_id", flat=True))
    for holder_id, count in parts.items():
        for user_id in accounts.people_at(holder_id, on=on, roles=_AGENCY_HEADS):
            notify.notify(
                user_id,
                kind=entry.kind,
                title=f"{plan.number} giao {count} phần việc cho cơ quan của bạn",
                url=reverse("plan:read", args=[plan.slug]),
                about_type="plan.plan",
                about_key=plan.key,
                at=entry.at,
                actor_id=entry.actor_id,
                source=f"{entry.key} {holder_id}",
            )


@journal.on(events.Remarked, "plan.tell_remark")
def tell_remark(entry: Any) -> None:
    """Somebody left a remark: its officer (or the heads) and who spoke before are told, not its words."""
    if row := _row(entry):
        spoke = set(row.remarks.values_list("by_id", flat=True))
        theirs = {row.officer_id} if row.officer_id else _at_agency(row, entry, *_AGENCY_HEADS)
        _tell(entry, row, spoke | theirs, f"Có trao đổi: {row.title}")


@journal.on(events.OfficerNamed, "plan.tell_officer")
def tell_officer(entry: Any) -> None:
    """Somebody was named for the work."""
    if row := _row(entry):
        _tell(entry, row, {row.officer_id}, f"Bạn được phân công: {row.title}")


@journal.on(workcal_events.DayDeclared, "plan.rederive_deadlines")
def rederive(entry: Any) -> None:
    """A day off was declared: open deadlines are derived again and each change is in the journal."""
    services.rederive_deadlines(at=entry.at)


@journal.on(workcal_events.DayWithdrawn, "plan.rederive_after_withdrawal")
def rederive_after_withdrawal(entry: Any) -> None:
    """A declared day was withdrawn: what would now fall later moves, nothing moves earlier."""
    services.rederive_deadlines(at=entry.at)
