"""A target changes with a reason and a document; what it was stays readable."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import show_number
from donghanh.kit.text import nfc, squeeze
from donghanh.work.plan import events
from donghanh.work.plan.models import Target, TargetRevision
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.working import save_checked


@transaction.atomic
def revise_target(
    target: Target, *, value: Decimal, reason: str, document_number: str, decided_on: date, by: User, at: datetime
) -> Target:
    """Change a target with a reason and a document; the old value stays readable."""
    behalf = may("plan.revise_target", by, target.plan, on=local_date(at)).or_refuse().behalf
    target = Target.objects.select_for_update(of=("self",)).select_related("index", "plan").get(pk=target.pk)
    if value == target.current:
        message = f"Giá trị mới trùng với giá trị đang dùng ({show_number(target.current)})."
        raise Invalid("plan.same-target", message, fields={"value": message})
    if decided_on > local_date(at):
        message = f"Ngày văn bản {show_date(decided_on)} ở tương lai."
        raise Invalid("plan.future-document", message, fields={"decided_on": message})
    save_checked(
        TargetRevision(
            target=target,
            old_value=target.current,
            new_value=value,
            reason=nfc(reason).strip(),
            document_number=squeeze(nfc(document_number)),
            decided_on=decided_on,
            at=at,
            by=by,
        )
    )
    old, target.revised_value = target.current, value
    save_checked(target)
    journal.record(
        events.TargetRevised(
            subject=str(target.index or target.subject),
            old_value=show_number(old),
            new_value=show_number(value),
            document_number=document_number,
        ),
        about=target.plan,
        by=by,
        behalf=behalf,
        at=at,
    )
    return target
