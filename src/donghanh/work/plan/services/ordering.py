"""Work that no plan named: a conclusion or an agreed proposal becomes an obligation, by a numbered document.

What gives a task its force is the document (facts: a directive, a notice of conclusions, a plan), so the document
stands where a plan stands: as a ``Plan`` of origin ``ORDER`` with its number, day and signer, and each conclusion as
one duty under it. From there on everything is as for any other work: desks, boards, clocks, hand-over, evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.api import AgencyRef
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import search_key, shorten, slugify_vi, squeeze
from donghanh.work.plan import domain, events
from donghanh.work.plan.models import Duty, Obligation, Plan, PlanStructure, Provision
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.finding import put_findable
from donghanh.work.plan.services.periods import due_day, number_prefix
from donghanh.work.plan.services.working import save_checked

_BY = "by"


@dataclass(frozen=True)
class DecidingDocument:
    """The document that gives the order its force: what it is, its number, day and signer, who issued it."""

    number: str
    signed_on: date
    signer: str
    kind: str = "thông báo kết luận"
    issuer: str = ""
    title: str = ""


@dataclass(frozen=True)
class WorkOrder:
    """One thing to be done: its words, who leads, who helps, until when, and what it comes from.

    ``source_kind`` is a kind some room declared (``domain.declare_source``), ``source_key`` the public key there.
    """

    source_kind: str
    source_key: str
    text: str
    lead_id: int
    title: str = ""
    supporting_ids: Sequence[int] = ()
    due_on: date | None = None


@transaction.atomic
def order_work(order: WorkOrder, document: DecidingDocument, *, by: User, at: datetime) -> Obligation:
    """Make one conclusion or proposal the work of an agency; doing it twice for one source changes nothing.

    Returns the lead's obligation.
    """
    on = local_date(at)
    behalf = may("plan.order_work", by, on=on).or_refuse().behalf
    source = domain.source_of(order.source_kind)
    if source is None or not order.source_key:
        raise LookupError(f"no room declared the source {order.source_kind!r}")
    if made := _made_before(order):
        return made
    text = squeeze(order.text)
    document = _checked(document, on)
    lead, helpers = _agencies(order, document.signed_on)
    _check(order, text, document)
    plan = _document(document, at=at, by=by, behalf=behalf)
    duty = _duty(plan, order, text, source, lead, helpers)
    rows = [_obligation(plan, duty, order, domain.Role.LEAD, lead, at)]
    rows += [_obligation(plan, duty, order, domain.Role.SUPPORTING, one, at) for one in helpers]
    put_findable(plan)
    for row in rows:
        journal.record(
            events.WorkOrdered(
                number=row.number,
                source=source.label,
                document_number=plan.number,
                signed_on=plan.signed_on.isoformat(),
                agency_name=row.holder.name,
                due_on=row.due_on.isoformat() if row.due_on else "",
            ),
            about=row,
            by=by,
            behalf=behalf,
            at=at,
        )
    return rows[0]


def _made_before(order: WorkOrder) -> Obligation | None:
    rows = Obligation.objects.filter(duty__source_kind=order.source_kind, duty__source_key=order.source_key)
    return rows.filter(role=domain.Role.LEAD).order_by("pk").with_context().first()


def _checked(document: DecidingDocument, on: date) -> DecidingDocument:
    """Read the document's facts as they will be printed; an order without number and signer has no force."""
    number, signer = squeeze(document.number), squeeze(document.signer)
    if not number:
        message = "Hãy ghi số, ký hiệu văn bản kết luận; chưa có văn bản thì chưa giao việc được."
        raise Invalid("plan.order-number", message, fields={"document_number": message})
    if not signer:
        message = "Hãy ghi người ký văn bản kết luận."
        raise Invalid("plan.order-signer", message, fields={"signer": message})
    if document.signed_on > on:
        message = "Ngày ký văn bản không thể sau hôm nay."
        raise Invalid("plan.order-signed", message, fields={"signed_on": message})
    return DecidingDocument(
        number=shorten(number, 60),
        signed_on=document.signed_on,
        signer=shorten(signer, 120),
        kind=shorten(squeeze(document.kind).lower() or "thông báo kết luận", 60),
        issuer=shorten(squeeze(document.issuer), 200),
        title=shorten(squeeze(document.title), 590),
    )


def _agencies(order: WorkOrder, signed_on: date) -> tuple[AgencyRef, list[AgencyRef]]:
    known = orgs.refs([order.lead_id, *order.supporting_ids])
    lead = known.get(order.lead_id)
    if lead is None or not orgs.exists_on(order.lead_id, signed_on):
        message = f"Cơ quan chủ trì phải đang hoạt động vào ngày ký {show_date(signed_on)}."
        raise Invalid("plan.order-lead", message, fields={"agency": message})
    helpers = {i: known[i] for i in order.supporting_ids if i in known and i != lead.id}
    gone = [a.name for a in helpers.values() if not orgs.exists_on(a.id, signed_on)]
    if gone:
        message = f"{gone[0]} không hoạt động vào ngày ký {show_date(signed_on)} nên không phối hợp được."
        raise Invalid("plan.order-supporting", message, fields={"supporting": message})
    return lead, list(helpers.values())


def _check(order: WorkOrder, text: str, document: DecidingDocument) -> None:
    if not text:
        message = "Hãy viết nội dung việc phải làm như trong văn bản."
        raise Invalid("plan.order-text", message, fields={"text": message})
    if order.due_on is not None and order.due_on < document.signed_on:
        message = "Hạn phải từ ngày ký văn bản trở đi."
        raise Invalid("plan.order-due", message, fields={"due_on": message})


def _document(document: DecidingDocument, *, at: datetime, by: User, behalf: str) -> Plan:
    """Return the document's row, locked; entered now where this is its first order."""
    issuer = document.issuer or "Ủy ban nhân dân tỉnh"
    rows = Plan.objects.select_for_update(of=("self",)).filter(number=document.number, signed_on=document.signed_on)
    for plan in rows:
        if search_key(plan.issuer) != search_key(issuer):
            continue
        if not plan.is_order:
            raise NotNow(
                "plan.order-in-plan",
                f"{plan.number} là kế hoạch đã nạp cả văn bản; việc của nó đã được giao theo chính văn bản đó.",
            )
        if plan.state != Plan.State.ACTIVE:
            raise NotNow("plan.ended", f"{plan.number} đã kết thúc nên không giao thêm việc được nữa.")
        return plan
    slug = slugify_vi(f"{document.number}-{document.signed_on.year}")
    taken = Plan.objects.filter(slug__startswith=slug).count()
    plan = Plan(
        slug=slug if not taken else f"{slug}-{taken + 1}",
        kind=document.kind,
        number=document.number,
        issuer=issuer,
        title=document.title or f"{document.kind[:1].upper()}{document.kind[1:]} {document.number}",
        signed_on=document.signed_on,
        signer={"name": document.signer},
        state=Plan.State.ACTIVE,
        origin=Plan.Origin.ORDER,
        loaded_at=at,
        loaded_by=by,
        activated_at=at,
        tracked_from=document.signed_on,
    )
    save_checked(plan)
    PlanStructure.objects.create(plan=plan, compiled=_empty_structure(plan))
    journal.record(
        events.OrderDocumentEntered(
            plan_number=plan.number,
            issued_by=plan.issuer,
            signed_on=plan.signed_on.isoformat(),
        ),
        about=plan,
        by=by,
        behalf=behalf,
        at=at,
    )
    return plan


def _empty_structure(plan: Plan) -> dict[str, Any]:
    """Return the compiler's form of a document without a line, to which each order adds its own."""
    return {
        "format": "donghanh.plan/1",
        "source": {"name": plan.number, "sha256": "0" * 64, "media_type": "text/plain", "lines": 0},
        "document": {
            "issuer": plan.issuer,
            "kind": plan.kind,
            "number": plan.number,
            "place": plan.place or None,
            "date": plan.signed_on.isoformat(),
            "title": plan.title,
            "signer": dict(plan.signer),
            "recipients": [],
            "bases": [],
            "annexes": [],
        },
        **{
            part: []
            for part in (
                *("provisions", "indices", "targets", "assignments", "duties"),
                *("reporting", "systems", "references", "lint"),
            )
        },
        "coverage": {"lines": 0, "non_blank": 0, "claimed": 0, "unclaimed": []},
    }


def _duty(
    plan: Plan, order: WorkOrder, text: str, source: domain.Source, lead: AgencyRef, helpers: list[AgencyRef]
) -> Duty:
    """Write the conclusion's words as one provision and the duty in it."""
    nth = plan.duties.count() + 1
    eid = f"conclusion_{nth}"
    title = shorten(squeeze(order.title) or text, 250)
    due = []
    if order.due_on is not None:
        written = f"chậm nhất ngày {show_date(order.due_on)}"
        due = [
            {"kind": _BY, "date": order.due_on.isoformat(), "period": None, "recurrence": None, "as_written": written}
        ]
    Provision.objects.create(
        plan=plan,
        eid=eid,
        order=nth - 1,
        kind="point",
        label=f"{nth}.",
        text=text,
        text_folded=search_key(text),
        line_first=nth,
        line_last=nth,
    )
    duty = Duty(
        plan=plan,
        eid=eid,
        provision_eid=eid,
        order=nth - 1,
        place=f"Kết luận {nth}",
        title=title,
        text=text,
        lead=[lead.name],
        supporting=[h.name for h in helpers],
        requested=lead.command == "requested",
        nature=domain.Nature.ONCE if due else domain.Nature.STANDING,
        due=due,
        source_kind=source.kind,
        source_key=order.source_key,
    )
    save_checked(duty)
    structure = PlanStructure.objects.get(plan=plan)
    compiled = structure.compiled
    compiled["provisions"].append(
        {
            "eid": eid,
            "kind": "point",
            "label": f"{nth}.",
            "heading": None,
            "text": text,
            "lines": [nth, nth],
            "parent": None,
        }
    )
    compiled["duties"].append(
        {
            "eid": eid,
            "assignment": None,
            "index": None,
            "text": text,
            "title": title,
            "lines": [nth, nth],
            "lead": duty.lead,
            "supporting": duty.supporting,
            "requested": duty.requested,
            "group": False,
            "due": due,
            "quantities": [],
            "systems": [],
            "references": [],
        }
    )
    compiled["source"]["lines"] = nth
    compiled["coverage"] = {"lines": nth, "non_blank": nth, "claimed": nth, "unclaimed": []}
    structure.save(update_fields=["compiled"])
    return duty


def _obligation(
    plan: Plan, duty: Duty, order: WorkOrder, role: domain.Role, agency: AgencyRef, at: datetime
) -> Obligation:
    named = order.due_on
    due_on = due_day(named, _BY) if named else None
    row = Obligation(
        number=_next_number(plan),
        duty=duty,
        role=role,
        assigned_id=agency.id,
        holder_id=agency.id,
        requested=agency.command == "requested",
        due_on=due_on,
        original_due_on=due_on,
        due_named_on=named,
        due_kind=_BY if named else "",
        due_written=duty.due[0]["as_written"] if duty.due else "",
        assigned_on=plan.signed_on,
        changed_at=at,
    )
    save_checked(row)
    return row


def _next_number(plan: Plan) -> str:
    """Number on after the last of the same prefix: two bodies may each have a conclusion 15 of one year."""
    prefix = number_prefix(plan)
    last = Obligation.objects.filter(number__startswith=f"{prefix}-").aggregate(last=Max("number"))["last"]
    return f"{prefix}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"
