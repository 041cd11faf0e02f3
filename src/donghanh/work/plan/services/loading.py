"""A plan comes into the house: read for a preview, then loaded as a structure, then with its exact words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import search_key, shorten, slugify_vi
from donghanh.work.plan import engine, events
from donghanh.work.plan.models import Duty, Plan, PlanDraft, PlanStructure
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.finding import put_findable
from donghanh.work.plan.services.structure import place_of, write_provisions, write_structure
from donghanh.work.plan.services.working import save_checked


@transaction.atomic
def load_register(compiled: Mapping[str, Any], *, at: datetime, by: User | None = None) -> Plan:
    """Take in a plan's reviewed register (structure, owners, dates, titles in our words; no official wording).

    Loading the same plan again changes nothing.
    """
    if by is not None:
        may("plan.load", by, on=local_date(at)).or_refuse()
    found = same_plan(compiled)
    if found is not None:
        return found
    plan = _new_plan(compiled, origin=Plan.Origin.REGISTER, document=None, at=at, by=by)
    write_structure(plan, compiled)
    _record_loaded(plan, at=at, by=by)
    return plan


@transaction.atomic
def load_document(draft: PlanDraft, *, by: User, at: datetime) -> Plan:
    """Load a previewed document: a new plan, or the exact words of one that is here already.

    Idempotent: the same file loaded twice gives the same plan and no second row.
    """
    behalf = may("plan.load", by, on=local_date(at)).or_refuse().behalf
    draft = PlanDraft.objects.select_for_update(of=("self",)).select_related("document").get(pk=draft.pk)
    compiled = draft.compiled
    found = same_plan(compiled)
    if found is not None and found.sha256 == compiled["source"]["sha256"]:
        draft.plan = found
        draft.save(update_fields=["plan"])
        return found
    if found is None:
        plan = _new_plan(compiled, origin=Plan.Origin.DOCUMENT, document=draft.document, at=at, by=by)
        write_structure(plan, compiled)
    else:
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if plan.is_order:
            raise NotNow(
                "plan.is-order",
                f"Việc theo {plan.number} đã được giao từng việc một; văn bản này không nạp lại như một kế hoạch được.",
            )
        if plan.has_words:
            raise NotNow(
                "plan.other-words",
                f"{plan.number} đã có toàn văn từ một tệp khác (băm {plan.sha256[:12]}…). "
                "Hãy so sánh hai tệp trước; kế hoạch đã giao việc không bị ghi đè.",
            )
        _attach_words(plan, compiled, draft)
    draft.plan = plan
    draft.save(update_fields=["plan"])
    _record_loaded(plan, at=at, by=by, behalf=behalf)
    return plan


def read_document(stored: Any, *, by: User, at: datetime) -> PlanDraft:
    """Compile an uploaded document and keep what was read for a preview; nothing is given out yet.

    A document that still waits is read anew: the reader may have learnt since. Reading stands outside the
    transaction, because the embedded database has one writer and a long document takes seconds.
    """
    may("plan.load", by, on=local_date(at)).or_refuse()
    known = PlanDraft.objects.filter(document__sha256=stored.sha256).first()
    if known is not None and known.plan_id is not None:
        return known
    with files.open_file(stored) as handle:
        compiled = engine.compile_file(handle.name, name=stored.name, on=local_date(at)).as_dict()
    return _keep_draft(stored, compiled, by=by, at=at)


@transaction.atomic
def _keep_draft(stored: Any, compiled: dict[str, Any], *, by: User, at: datetime) -> PlanDraft:
    waiting = PlanDraft.objects.select_for_update(of=("self",)).filter(document__sha256=stored.sha256).first()
    draft = waiting or PlanDraft(document=stored)
    if draft.plan_id is None:
        draft.compiled, draft.read_at, draft.read_by = compiled, at, by
        save_checked(draft)
    return draft


def load_plan(path: str, *, by: User, at: datetime) -> Plan:
    """Store, read and load one file from the command line, as the coordinator would on screen."""
    with open(path, "rb") as stream:
        stored = files.store(stream, name=path.rsplit("/", 1)[-1], by=by, at=at, purpose="plan")
    return load_document(read_document(stored, by=by, at=at), by=by, at=at)


def same_plan(compiled: Mapping[str, Any]) -> Plan | None:
    """Find the plan with this number, day and issuer, however its name is spelt."""
    document = compiled["document"]
    signed = _signed_on(compiled)
    issuer = search_key(document["issuer"] or "")
    for plan in Plan.objects.filter(number=_number(document, compiled), signed_on=signed):
        if search_key(plan.issuer) == issuer:
            return plan
    return None


def _number(document: Mapping[str, Any], compiled: Mapping[str, Any]) -> str:
    """Return the number; a document without one is named by the hash of its words, never refused."""
    return str(document["number"] or f"không số ({compiled['source']['sha256'][:8]})")


def _signed_on(compiled: Mapping[str, Any]) -> date:
    raw = compiled["document"]["date"]
    if not raw:
        raise Invalid(
            "plan.no-date",
            "Văn bản không ghi ngày ký nên chưa thể giao việc theo cơ quan của thời điểm đó; "
            "hãy bổ sung dòng “địa danh, ngày … tháng … năm …” rồi nạp lại.",
        )
    return date.fromisoformat(raw)


def _new_plan(compiled: Mapping[str, Any], *, origin: str, document: Any, at: datetime, by: User | None) -> Plan:
    facts = compiled["document"]
    signed = _signed_on(compiled)
    number = _number(facts, compiled)
    slug = slugify_vi(f"{number}-{signed.year}")
    taken = Plan.objects.filter(slug__startswith=slug).count()
    plan = Plan(
        slug=slug if not taken else f"{slug}-{taken + 1}",
        kind=(facts["kind"] or "văn bản").lower(),
        number=number,
        issuer=facts["issuer"] or "Chưa rõ cơ quan ban hành",
        title=shorten(facts["title"] or number, 590),
        place=facts["place"] or "",
        signed_on=signed,
        signer=facts.get("signer") or {},
        origin=origin,
        document=document,
        sha256=compiled["source"]["sha256"] if document else "",
        loaded_at=at,
        loaded_by=by,
    )
    save_checked(plan)
    return plan


def _attach_words(plan: Plan, compiled: Mapping[str, Any], draft: PlanDraft) -> None:
    """Put the exact words to the eIds of the reviewed register, and keep what the two say differently."""
    new = {d["eid"]: d for d in compiled["duties"]}
    duties = list(plan.duties.all())
    differences = [
        f"Nhiệm vụ {place_of(e)} có trong toàn văn, không có trong danh mục."
        for e in new.keys() - {d.eid for d in duties}
    ]
    for duty in duties:
        row = new.get(duty.eid)
        if row is None:
            differences.append(f"Nhiệm vụ {duty.place} có trong danh mục, không thấy trong toàn văn.")
            continue
        if sorted(map(search_key, duty.lead)) != sorted(map(search_key, row["lead"])):
            differences.append(f"Nhiệm vụ {duty.place}: chủ trì trong danh mục và toàn văn viết khác nhau.")
        duty.text = row["text"]
        duty.clean()
    Duty.objects.bulk_update(duties, ["text", "folded"], batch_size=200)
    plan.provisions.all().delete()
    write_provisions(plan, compiled["provisions"])
    PlanStructure.objects.filter(plan=plan).update(compiled=dict(compiled), differences=sorted(differences))
    plan.origin = Plan.Origin.DOCUMENT
    plan.document = draft.document
    plan.sha256 = compiled["source"]["sha256"]
    plan.title = shorten(compiled["document"]["title"] or plan.title, 590)
    save_checked(plan)


def _record_loaded(plan: Plan, *, at: datetime, by: User | None, behalf: str = "") -> None:
    put_findable(plan)
    journal.record(
        events.PlanLoaded(
            plan_number=plan.number,
            issued_by=plan.issuer,
            signed_on=plan.signed_on.isoformat(),
            origin=plan.origin,
            sha256=plan.sha256,
            duties=plan.duties.count(),
        ),
        about=plan,
        by=by,
        behalf=behalf,
        at=at,
    )
