"""What of a plan may be found by the one search: the plan and its duties; a draft by those who load plans alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from donghanh.record.search import api as search
from donghanh.work.plan.models import Duty, Obligation, Plan
from donghanh.work.plan.models.plans import DRAFT_READERS

PLAN, DUTY = "plan", "duty"


def put_findable(plan: Plan) -> None:
    """Bring what may be found of a plan in line with what it is now, in the caller's transaction."""
    search.put(_plan_document(plan))
    search.put_many(_duty_documents(Plan.objects.get(pk=plan.pk)))


def plan_documents(_on: date) -> Iterator[search.Document]:
    """Yield every plan."""
    return (_plan_document(plan) for plan in Plan.objects.all())


def duty_documents(_on: date) -> Iterator[search.Document]:
    """Yield the duties of every plan."""
    for plan in Plan.objects.all():
        yield from _duty_documents(plan)


def _readers(plan: Plan) -> tuple[str, ...]:
    return search.for_roles(*sorted(DRAFT_READERS)) if plan.state == Plan.State.DRAFT else (search.EVERYBODY,)


def _plan_document(plan: Plan) -> search.Document:
    return search.Document(
        kind=PLAN,
        key=plan.key,
        title=f"{plan.short}: {plan.title}",
        url=reverse("plan:read", args=[plan.slug]),
        note=f"{plan.number}, {plan.issuer}",
        year=plan.signed_on.year,
        readers=_readers(plan),
        weight=8,
    )


def _duty_documents(plan: Plan) -> Iterator[search.Document]:
    leads: dict[int, set[str]] = {}
    rows = Obligation.objects.filter(duty__plan=plan, role="lead")
    for duty_id, code in rows.values_list("duty_id", "holder__code"):
        leads.setdefault(duty_id, set()).add(code)
    for duty in Duty.objects.filter(plan=plan).select_related("index"):
        lead = leads.get(duty.pk, set())
        yield search.Document(
            kind=DUTY,
            key=duty.key,
            title=duty.title,
            url=reverse("plan:duty", args=[plan.slug, duty.key]),
            body=" ".join([duty.text, *duty.lead, *duty.supporting]),
            note=f"{plan.number} › {duty.place}" + (f" › {duty.index.name}" if duty.index else ""),
            agency=next(iter(lead)) if len(lead) == 1 else "",
            subject=duty.index.name if duty.index else "",
            year=plan.signed_on.year,
            readers=_readers(plan),
            weight=6,
        )
