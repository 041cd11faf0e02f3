"""A plan comes into the house: its structure, then its exact words, then its duties on every agency's desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.kit import journal
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import show_number
from donghanh.kit.text import nfc, search_key, shorten, slugify_vi, squeeze
from donghanh.work.plan import domain, engine, events
from donghanh.work.plan.models import (
    Duty,
    Index,
    Obligation,
    Plan,
    PlanDraft,
    PlanStructure,
    Provision,
    Target,
    TargetRevision,
)
from donghanh.work.plan.policies import may
from donghanh.work.plan.services.periods import Resolver, fan_out_duty
from donghanh.work.plan.services.working import save_checked

Progress = Callable[[int, int], None]


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
    _write_structure(plan, compiled)
    _record_loaded(plan, at=at, by=by)
    return plan


@transaction.atomic
def load_document(draft: PlanDraft, *, by: User, at: datetime) -> Plan:
    """Load a previewed document: a new plan, or the exact words of one that is here already.

    Idempotent: the same file loaded twice gives the same plan and no second row.
    """
    may("plan.load", by, on=local_date(at)).or_refuse()
    draft = PlanDraft.objects.select_for_update(of=("self",)).select_related("document").get(pk=draft.pk)
    compiled = draft.compiled
    found = same_plan(compiled)
    if found is not None and found.sha256 == compiled["source"]["sha256"]:
        draft.plan = found
        draft.save(update_fields=["plan"])
        return found
    if found is None:
        plan = _new_plan(compiled, origin=Plan.Origin.DOCUMENT, document=draft.document, at=at, by=by)
        _write_structure(plan, compiled)
    else:
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if plan.has_words:
            raise NotNow(
                "plan.other-words",
                f"{plan.number} đã có toàn văn từ một tệp khác (băm {plan.sha256[:12]}…). "
                "Hãy so sánh hai tệp trước; kế hoạch đã giao việc không bị ghi đè.",
            )
        _attach_words(plan, compiled, draft)
    draft.plan = plan
    draft.save(update_fields=["plan"])
    _record_loaded(plan, at=at, by=by)
    return plan


@transaction.atomic
def read_document(stored: Any, *, by: User, at: datetime) -> PlanDraft:
    """Compile an uploaded document and keep what was read for a preview; nothing is given out yet."""
    may("plan.load", by, on=local_date(at)).or_refuse()
    draft = PlanDraft.objects.filter(document__sha256=stored.sha256).first()
    if draft is None:
        with files.open_file(stored) as handle:
            compiled = engine.compile_file(handle.name, name=stored.name, on=local_date(at)).as_dict()
        draft = PlanDraft(document=stored, compiled=compiled, read_at=at, read_by=by)
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


def _write_structure(plan: Plan, compiled: Mapping[str, Any]) -> None:
    """Write the tree, indices, targets and duties of a new plan in a few bulk statements."""
    PlanStructure.objects.create(plan=plan, compiled=dict(compiled))
    _write_provisions(plan, compiled["provisions"])
    Index.objects.bulk_create(
        Index(
            plan=plan,
            eid=row["eid"],
            order=order,
            family=row["family"] or "",
            number=row["number"] or "",
            name=shorten(row["name"], 250),
            provision_eid=row["provision"] or "",
        )
        for order, row in enumerate(compiled["indices"])
    )
    indices = {i.eid: i for i in plan.indices.all()}
    Target.objects.bulk_create(
        Target(
            plan=plan,
            index=indices.get(row["index"] or ""),
            eid=row["eid"],
            order=order,
            subject=shorten(row["subject"] or "", 400),
            operator=row["operator"],
            value=Decimal(row["value"]),
            value_max=_decimal(row["value_max"]),
            unit=row["unit"] or "",
            year=row["year"],
            delta=_decimal(row["delta"]),
            baseline=_decimal(row["baseline"]),
            baseline_year=row["baseline_year"],
            as_written=row["as_written"],
        )
        for order, row in enumerate(compiled["targets"])
        if row["value"] is not None
    )
    parents = {p["eid"]: p for p in compiled["provisions"]}
    duties = []
    for order, row in enumerate(compiled["duties"]):
        duty = Duty(
            plan=plan,
            index=indices.get(row["index"] or ""),
            eid=row["eid"],
            provision_eid=_provision_of(row["eid"], parents),
            assignment_eid=row["assignment"] or "",
            order=order,
            place=place_of(row["eid"]),
            title=shorten(row.get("title") or row["text"], 250),
            text=row["text"],
            lead=list(row["lead"]),
            supporting=list(row["supporting"]),
            requested=row["requested"],
            nature=nature_of(row["due"]),
            due=list(row["due"]),
            quantities=list(row["quantities"]),
            systems=list(row["systems"]),
            references=list(row["references"]),
        )
        duty.clean()
        duties.append(duty)
    Duty.objects.bulk_create(duties)


def _write_provisions(plan: Plan, rows: Iterable[Mapping[str, Any]]) -> None:
    depths: dict[str, int] = {}
    made = []
    for order, row in enumerate(rows):
        depths[row["eid"]] = depths.get(row["parent"] or "", -1) + 1
        lines = row["lines"] or (None, None)
        made.append(
            Provision(
                plan=plan,
                eid=row["eid"],
                parent_eid=row["parent"] or "",
                order=order,
                depth=depths[row["eid"]],
                kind=row["kind"],
                label=row["label"] or "",
                heading=row["heading"] or "",
                text=row["text"] or "",
                text_folded=search_key(f"{row['heading'] or ''} {row['text'] or ''}"),
                line_first=lines[0],
                line_last=lines[1],
            )
        )
    Provision.objects.bulk_create(made, batch_size=500)


def _provision_of(eid: str, provisions: Mapping[str, Any]) -> str:
    """Return the provision that holds a duty: itself, or the nearest one above it."""
    while eid and eid not in provisions:
        eid = eid.rpartition("__")[0]
    return eid


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
    _write_provisions(plan, compiled["provisions"])
    PlanStructure.objects.filter(plan=plan).update(compiled=dict(compiled), differences=sorted(differences))
    plan.origin = Plan.Origin.DOCUMENT
    plan.document = draft.document
    plan.sha256 = compiled["source"]["sha256"]
    plan.title = shorten(compiled["document"]["title"] or plan.title, 590)
    save_checked(plan)


def _record_loaded(plan: Plan, *, at: datetime, by: User | None) -> None:
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
        at=at,
    )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


_PLACE = re.compile(r"(?P<kind>[a-z]+)_(?P<label>[^_]+)(?:_(?P<again>\d+))?\Z")
_POINTS = {"dd": "đ"}


def place_of(eid: str) -> str:
    """Write an eId as officers cite it: ``part_B__sec_I__clause_1__point_a__item_2`` is ``B.I.1.a, ý 2``."""
    steps, item = [], ""
    for piece in eid.split("__"):
        kind, _, label = piece.partition("_")
        if kind in ("item", "bullet", "paragraph", "para", "subparagraph"):
            item = f", {'ý' if kind in ('item', 'bullet') else 'đoạn'} {label.split('_')[0]}"
        elif label:
            steps.append(_POINTS.get(label, label).split("_")[0])
    return shorten(".".join(steps) + item, 78) or "toàn văn"


def nature_of(dues: Iterable[Mapping[str, Any]]) -> str:
    """Say how a duty lives in time from the dates its words name."""
    dues = list(dues)
    if any(
        d["recurrence"] and domain.period_slots(d["recurrence"], since=date(2023, 1, 1), until=date(2023, 12, 31))
        for d in dues
    ):
        return domain.Nature.RECURRING
    return domain.Nature.ONCE if any(d["date"] for d in dues) else domain.Nature.STANDING


@transaction.atomic
def activate(
    plan: Plan,
    *,
    at: datetime,
    by: User | None = None,
    tracked_from: date | None = None,
    progress: Progress | None = None,
) -> int:
    """Give out a plan's duties: one obligation for each agency (and period), resolved on the plan's own date.

    ``tracked_from`` says from which day recurring periods are opened (the signing day unless said otherwise), so
    that a province that starts late is not greeted by years of overdue reports. Returns the number of obligations.
    """
    if by is not None:
        may("plan.activate", by, plan, on=local_date(at)).or_refuse()
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state == Plan.State.ACTIVE:
        return Obligation.objects.filter(duty__plan=plan).count()
    if plan.state != Plan.State.DRAFT:
        raise NotNow("plan.ended", f"{plan.number} đã kết thúc hoặc được thay thế nên không giao việc được nữa.")
    plan.tracked_from = tracked_from or plan.signed_on
    made, unresolved = _fan_out(plan, at=at, progress=progress)
    Obligation.objects.bulk_create(made, batch_size=500)
    plan.state, plan.activated_at = Plan.State.ACTIVE, at
    save_checked(plan)
    PlanStructure.objects.filter(plan=plan).update(unresolved=sorted(unresolved))
    journal.record(
        events.PlanActivated(
            plan_number=plan.number, obligations=len(made), agencies=len({o.assigned_id for o in made})
        ),
        about=plan,
        by=by,
        at=at,
    )
    return len(made)


def would_give(plan: Plan, *, at: datetime, tracked_from: date) -> tuple[list[Obligation], list[str]]:
    """Say what giving a plan out would make, and which agency names nobody answers to; nothing is written."""
    plan.tracked_from = tracked_from
    made, unresolved = _fan_out(plan, at=at)
    return made, sorted(unresolved)


def _fan_out(plan: Plan, *, at: datetime, progress: Progress | None = None) -> tuple[list[Obligation], set[str]]:
    made: list[Obligation] = []
    duties = list(plan.duties.all())
    resolve = Resolver(plan.signed_on)
    for done, duty in enumerate(duties, start=1):
        made += fan_out_duty(plan, duty, resolve=resolve, at=at, start=len(made))
        if progress:
            progress(done, len(duties))
    return made, resolve.unknown


@transaction.atomic
def revise_target(
    target: Target, *, value: Decimal, reason: str, document_number: str, decided_on: date, by: User, at: datetime
) -> Target:
    """Change a target with a reason and a document; the old value stays readable."""
    may("plan.revise_target", by, target.plan, on=local_date(at)).or_refuse()
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
        at=at,
    )
    return target
