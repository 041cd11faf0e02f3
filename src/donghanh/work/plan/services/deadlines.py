"""More time, asked and granted; and deadlines derived again when the calendar changes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Extension, Obligation
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.periods import due_day
from donghanh.work.plan.services.working import save_checked


@transaction.atomic
def ask_extension(obligation: Obligation, *, wanted_on: date, reason: str, by: User, at: datetime) -> Extension:
    """Ask for more time, before the deadline has passed, with a reason and a new date."""
    obligation = Obligation.objects.locked(obligation.pk)
    today = local_date(at)
    behalf = may("plan.ask_extension", by, obligation, on=today).or_refuse().behalf
    if obligation.state not in domain.OPEN_STATES or obligation.due_on is None:
        raise NotNow("plan.no-deadline", "Việc này không có hạn đang chạy nên không cần gia hạn.")
    if today > obligation.due_on:
        raise NotNow(
            "plan.extension-late",
            f"Hạn {show_date(obligation.due_on)} đã qua; gia hạn phải xin trước khi hết hạn.",
        )
    if wanted_on <= obligation.due_on:
        message = f"Hạn mới phải sau hạn hiện tại {show_date(obligation.due_on)}."
        raise Invalid("plan.extension-not-later", message, fields={"wanted_on": message})
    if obligation.extensions.filter(state=Extension.State.ASKED).exists():
        raise NotNow("plan.extension-waiting", "Đã có một đề nghị gia hạn đang chờ quyết định.")
    wish = Extension(
        obligation=obligation,
        reason=nfc(reason).strip(),
        due_before=obligation.due_on,
        wanted_on=wanted_on,
        asked_at=at,
        asked_by=by,
    )
    save_checked(wish)
    journal.record(
        events.ExtensionAsked(obligation.number, wanted_on=wanted_on.isoformat()),
        about=obligation,
        by=by,
        behalf=behalf,
        at=at,
        agency=obligation.holder,
    )
    return wish


@transaction.atomic
def decide_extension(
    extension: Extension, *, granted: bool, by: User, at: datetime, granted_on: date | None = None, answer: str = ""
) -> Extension:
    """Grant or refuse more time; the original date is kept for the statistics and extensions are counted."""
    obligation = Obligation.objects.locked(extension.obligation_id)
    behalf = may("plan.decide_extension", by, obligation, on=local_date(at)).or_refuse().behalf
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    if extension.state != Extension.State.ASKED:
        raise NotNow("plan.extension-decided", "Đề nghị gia hạn này đã được quyết định.")
    if granted and obligation.state not in (*domain.OPEN_STATES, domain.State.SUSPENDED):
        # A date moved after the result would turn "done late" into "done on time".
        raise NotNow("plan.extension-closed", "Việc này không còn mở nên không gia hạn được nữa; chỉ có thể từ chối.")
    extension.answer, extension.decided_at, extension.decided_by = nfc(answer).strip(), at, by
    if granted:
        new = granted_on or extension.wanted_on
        if new <= extension.due_before:
            message = f"Hạn mới phải sau hạn hiện tại {show_date(extension.due_before)}."
            raise Invalid("plan.extension-not-later", message, fields={"granted_on": message})
        extension.state, extension.granted_on = Extension.State.GRANTED, new
        obligation.due_on = new
        obligation.extensions_granted += 1
    else:
        if not extension.answer:
            message = "Hãy ghi lý do không đồng ý."
            raise Invalid("plan.words-missing", message, fields={"answer": message})
        extension.state = Extension.State.REFUSED
    save_checked(extension)
    obligation.changed_at = at
    save_checked(obligation)
    journal.record(
        events.ExtensionDecided(
            obligation.number,
            granted=granted,
            due_on=obligation.due_on.isoformat() if obligation.due_on else "",
            original_on=obligation.original_due_on.isoformat() if obligation.original_due_on else "",
        ),
        about=obligation,
        by=by,
        behalf=behalf,
        at=at,
    )
    return extension


@transaction.atomic
def rederive_deadlines(*, at: datetime) -> list[tuple[str, date, date]]:
    """Derive open deadlines again after the calendar changed; they move later or stay, never earlier.

    Returns the changes as (number, old day, new day). Dates that were extended by decision are left alone.
    """
    changes = []
    rows = Obligation.objects.open().filter(
        due_named_on__isnull=False, extensions_granted=0, due_on__gte=local_date(at)
    )
    for row in rows.select_for_update(of=("self",)).select_related("duty"):
        if (
            row.due_named_on is None
            or row.due_on is None
            or (new := due_day(row.due_named_on, row.due_kind)) <= row.due_on
        ):
            continue
        old, row.due_on, row.changed_at = row.due_on, new, at
        save_checked(row)
        changes.append((row.number, old, new))
        journal.record(
            events.DueMoved(row.number, old_on=old.isoformat(), new_on=new.isoformat()), about=row, by=None, at=at
        )
    return changes
