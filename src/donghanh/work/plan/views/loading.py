"""A signed document comes in: uploaded, looked at side by side, loaded, its duties given out; two plans compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.ground.orgs import api as orgs
from donghanh.kit.dates import read_date
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.kit.text import squeeze
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.plan import queries, services
from donghanh.work.plan.domain import Role
from donghanh.work.plan.engine import compare as comparing
from donghanh.work.plan.forms import ActivateForm, CompareForm, LoadForm
from donghanh.work.plan.models import Plan, PlanDraft, PlanStructure
from donghanh.work.plan.views.pages import can, day, moment, person, plan_at, posted, rows_of, shown
from donghanh.work.plan.views.reading import letterhead


@guard("plan.load")
def load(request: HttpRequest) -> HttpResponse:
    """Take a document in, as a file or pasted; a refused one leaves the form and one sentence."""
    form = LoadForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        given, document = form.cleaned_data, form.cleaned_data["document"]
        try:
            with transaction.atomic():  # a document that cannot be read is not kept either
                stored = files.store(
                    document or given["text"].encode(),
                    name=document.name if document else "van-ban-dan.txt",
                    by=person(request),
                    at=moment(request),
                    purpose="plan",
                )
                draft = services.read_document(stored, by=person(request), at=moment(request))
        except Invalid as refusal:
            form.add_error("document" if document else "text", refusal.message)
        except NotNow as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("plan:preview", key=draft.key)
    drafts = PlanDraft.objects.filter(plan__isnull=True).select_related("document", "read_by")[:5]
    return shown(request, "load.html", 422 if form.errors else 200, form=form, drafts=drafts)


@guard("plan.load")
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show the document and, beside it, what was understood; nothing is given out before somebody says so."""
    draft = PlanDraft.objects.select_related("document", "plan").filter(key=key).first()
    if draft is None:
        raise NotAllowed("plan.not-found", "Không tìm thấy văn bản chờ nạp này.", hidden=True)
    refusal: Invalid | NotNow | None = None
    found: Plan | None = None
    try:
        found = services.same_plan(draft.compiled)
        if request.method == "POST":
            plan = services.load_document(draft, by=person(request), at=moment(request))
            messages.success(request, f"Đã nạp {plan.number}: {plan.duties.count()} nhiệm vụ.")
            return redirect("plan:activate" if plan.state == Plan.State.DRAFT else "plan:read", slug=plan.slug)
    except (Invalid, NotNow) as why:
        refusal = why
    compiled = draft.compiled
    return shown(
        request,
        "preview.html",
        refusal.status if refusal and request.method == "POST" else 200,
        draft=draft,
        compiled=compiled,
        found=found,
        refusal=refusal,
        blocks=_blocks(compiled),
        counts=_counts(compiled),
        lint=_lint(compiled),
        signed_on=read_date(compiled["document"]["date"] or ""),
        unknown=_unknown(compiled, found, request),
        leads=_leads(compiled),
    )


def _blocks(compiled: dict[str, Any]) -> list[dict[str, Any]]:
    """Draw the tree of a draft: label, heading, words; the duties in each."""
    duties: dict[str, list[Any]] = defaultdict(list)
    known = {p["eid"] for p in compiled["provisions"]}
    for nth, duty in enumerate(compiled["duties"], start=1):
        eid = duty["eid"]
        while eid and eid not in known:
            eid = eid.rpartition("__")[0]
        duties[eid].append((nth, duty))
    big = {"part": "h2", "section": "h2", "chapter": "h2", "title": "h2", "clause": "h3", "article": "h3"}
    blocks = []
    for row in compiled["provisions"]:
        words, pieces, at = squeeze(row["text"] or ""), [], 0
        for nth, duty in duties.get(row["eid"], ()):
            exact = squeeze(duty["text"])
            found = words.find(exact, at)
            if found < 0:
                continue
            if words[at:found].strip():
                pieces.append((words[at:found], 0))
            pieces.append((exact, nth))
            at = found + len(exact)
        if words[at:].strip():
            pieces.append((words[at:], 0))
        if row["kind"] == "letterhead":
            pieces = [(piece.text, 0) for piece in letterhead(words)]
        blocks.append(
            {
                "kind": row["kind"],
                "eid": row["eid"],
                "tag": big.get(row["kind"], "p"),
                "label": row["label"] or "",
                "heading": row["heading"] or "",
                "pieces": pieces,
            }
        )
    return blocks


def _counts(compiled: dict[str, Any]) -> list[tuple[str, int]]:
    dated = sum(1 for d in compiled["duties"] if d["due"])
    return [
        ("chỉ số", len(compiled["indices"])),
        ("chỉ tiêu", len(compiled["targets"])),
        ("đầu mục giao việc", len(compiled["assignments"])),
        ("nhiệm vụ", len(compiled["duties"])),
        ("nhiệm vụ có thời hạn", dated),
    ]


def _lint(compiled: dict[str, Any]) -> list[dict[str, Any]]:
    kinds: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for finding in compiled["lint"]:
        kinds[finding["severity"], finding["code"]].append(finding)
    return [{"severity": s, "code": c, "first": rows[0], "count": len(rows)} for (s, c), rows in kinds.items()]


def _unknown(compiled: dict[str, Any], found: Plan | None, request: HttpRequest) -> list[str]:
    """List agency names that nobody answers to on the document's own day."""
    on = read_date(compiled["document"]["date"] or "") or (found.signed_on if found else day(request))
    names = {n for d in compiled["duties"] for n in (*d["lead"], *d["supporting"])}
    return sorted({u for n in names for u in orgs.resolve(n, on=on).unknown})


def _leads(compiled: dict[str, Any]) -> list[tuple[str, int]]:
    return Counter(n for d in compiled["duties"] for n in d["lead"]).most_common(12)


@guard("plan.activate")
def activate(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how many obligations would be given to whom, then give them out."""
    plan = plan_at(request, slug)
    if plan.state != Plan.State.DRAFT:
        messages.info(request, f"{plan.number} đã được giao việc.")
        return redirect("plan:read", slug=slug)
    form = ActivateForm(posted(request)[0], initial={"tracked_from": plan.signed_on})
    chosen = form.cleaned_data["tracked_from"] if form.is_bound and form.is_valid() else plan.signed_on
    if request.method == "POST" and form.is_valid() and "xem" not in request.POST:
        try:
            made = services.activate(plan, at=moment(request), by=person(request), tracked_from=chosen)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã giao {made} phần việc theo {plan.number}.")
            return redirect("plan:read", slug=slug)
    would, unknown = services.would_give(plan, at=moment(request), tracked_from=chosen)
    refs = orgs.refs({o.assigned_id for o in would})
    per: dict[int, Counter[str]] = defaultdict(Counter)
    for row in would:
        per[row.assigned_id][row.role] += 1
    lines: list[dict[str, Any]] = [
        {"agency": refs[a], "lead": n[Role.LEAD], "supporting": n[Role.SUPPORTING], "total": n.total()}
        for a, n in per.items()
    ]
    lines.sort(key=lambda line: (-line["total"], line["agency"].name))
    return shown(
        request,
        "activate.html",
        422 if form.errors else 200,
        plan=plan,
        form=form,
        lines=lines,
        total=len(would),
        unknown=unknown,
        asked=sum(1 for o in would if o.requested),
        dated=sum(1 for o in would if o.due_on),
        empty=plan.duties.count() - len({o.duty_id for o in would}),
    )


@guard("plan.activate")
def compare(request: HttpRequest) -> HttpResponse:
    """Set two plans side by side, propose what becomes of each duty, and carry out what a person decided."""
    plans = list(Plan.objects.visible_to(request.user, on=day(request)))
    form = CompareForm(request.GET or None, plans=[(p.slug, f"{p.number} ({p.signed_on.year})") for p in plans])
    by_slug = {p.slug: p for p in plans}
    old, new = by_slug.get(request.GET.get("cu", "")), by_slug.get(request.GET.get("moi", ""))
    if old is None or new is None or old == new:
        if old is not None and old == new:
            messages.warning(request, "Hãy chọn hai kế hoạch khác nhau.")
        return shown(request, "compare.html", form=form, old=None, new=None, few=len(plans) < 2)
    refusal: Invalid | NotNow | None = None
    if request.method == "POST":
        try:
            done = services.supersede(
                old, new, decisions=_decisions(request, old), by=person(request), at=moment(request)
            )
        except (Invalid, NotNow) as why:
            refusal = why
        else:
            messages.success(
                request,
                f"{done.carried} phần việc chuyển tiếp, {done.closed} kết thúc, {done.left} giữ theo kế hoạch cũ.",
            )
            return redirect("plan:read", slug=new.slug)
    lines = _pairs(old, new, queries.tally_by(rows_of(request, old), day(request), "duty_id"))
    ready = old.state == new.state == Plan.State.ACTIVE
    return shown(
        request,
        "compare.html",
        refusal.status if refusal else 200,
        form=form,
        old=old,
        new=new,
        lines=lines,
        fates=Counter(line["pair"].fate for line in lines),
        refusal=refusal,
        ready=ready,
        may_decide=ready and can(request, "activate", new),
    )


def _pairs(old: Plan, new: Plan, tallies: dict[Any, Any]) -> list[dict[str, Any]]:
    before = PlanStructure.objects.get(plan=old).compiled
    after = PlanStructure.objects.get(plan=new).compiled
    olds, news = {d.eid: d for d in old.duties.all()}, {d.eid: d for d in new.duties.all()}
    return [
        {
            "pair": pair,
            "old": olds.get(pair.old or ""),
            "new": news.get(pair.new or ""),
            "open": tallies[olds[pair.old].pk].open if pair.old in olds else 0,
            "percent": round(pair.likeness * 100),
        }
        for pair in comparing.compare(before, after)
    ]


def _decisions(request: HttpRequest, old: Plan) -> dict[str, tuple[str, str]]:
    """Read what was decided for each duty: ``carry:<eId>``, ``close`` or ``leave``."""
    found = {}
    for duty in old.duties.all():
        verb, _, target = request.POST.get(f"nv-{duty.key}", "").partition(":")
        if verb:
            found[duty.eid] = (verb, target)
    return found
