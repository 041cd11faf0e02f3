"""The plan as it reads: its words in order, every duty marked, where it stands beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from donghanh.kit.errors import NotAllowed
from donghanh.kit.text import squeeze
from donghanh.record.journal import api as journal_door
from donghanh.ui.web.guard import public
from donghanh.work.plan import queries
from donghanh.work.plan.domain import NATURE_LABELS, ROLE_LABELS, Nature, Role
from donghanh.work.plan.models import Duty, Evidence, Obligation, Plan, PlanStructure, Provision
from donghanh.work.plan.views.pages import can, day, issuer_of, plan_at, rows_of, said, shown, summed
from donghanh.work.plan.views.plans import exports_of

_BIG = {"part": "h2", "chapter": "h2", "section": "h2", "article": "h3", "clause": "h3", "title": "h2"}


_RULES = re.compile(r"\||[-_–—=*]{3,}")


@dataclass(frozen=True)
class Piece:
    """Some words of a passage, and the duty they give, if any."""

    text: str
    duty: Duty | None = None
    kind: str = "none"
    word: str = ""
    nth: int = 0
    holders: str = ""


@dataclass(frozen=True)
class Block:
    """One passage as the page draws it."""

    eid: str
    tag: str
    depth: int
    lead: str
    heading: str
    pieces: tuple[Piece, ...]
    kind: str = ""


@public
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan's text with every duty and its state; the chosen duty beside it."""
    plan = plan_at(request, slug)
    chosen = _chosen(plan, request.GET.get("nv", ""))
    if getattr(request, "htmx", False) and chosen is not None:
        return shown(request, "panel.html", plan=plan, **_about(request, chosen))
    on = day(request)
    rows = rows_of(request, plan)
    todays = request.GET.get("ten") == "nay"
    holders = _todays_holders(rows) if todays else {}
    blocks = _blocks(plan, queries.passages(plan, rows, on), holders)
    counts = queries.tally_by(rows, on, "duty__index_id")
    indices = [{"index": i, "tally": counts[i.pk]} for i in plan.indices.all()]
    structure = PlanStructure.objects.get(plan=plan)
    about = _about(request, chosen) if chosen else {"chosen": None}
    return shown(
        request,
        "read.html",
        plan=plan,
        issuer=issuer_of(plan),
        blocks=blocks,
        indices=indices,
        todays=todays,
        tally=queries.tally(rows, on),
        lint=len(structure.compiled.get("lint", [])),
        exports=exports_of(plan),
        duties=plan.duties.count(),
        may_load=can(request, "load"),
        may_activate=can(request, "activate", plan),
        may_hand_over=can(request, "hand_over"),
        unresolved=structure.unresolved,
        **about,
    )


@public
def duty(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show one duty: its words or our title, its place, everybody who owes a part of it."""
    plan = plan_at(request, slug)
    chosen = _chosen(plan, key)
    if chosen is None:
        raise NotAllowed("plan.not-found", "Không tìm thấy nhiệm vụ này.", hidden=True)
    return shown(
        request, "duty.html", plan=plan, nature=NATURE_LABELS[Nature(chosen.nature)], **_about(request, chosen)
    )


def _chosen(plan: Plan, key: str) -> Duty | None:
    return plan.duties.select_related("index", "plan").filter(key=key).first() if key else None


def _about(request: HttpRequest, chosen: Duty) -> dict[str, Any]:
    """Gather what is said about one duty beside its words."""
    on = day(request)
    rows: list[Obligation] = list(
        rows_of(request).filter(duty=chosen).with_context().order_by("role", "-period", "number")
    )
    owed = [{"row": r, "role": ROLE_LABELS[Role(r.role)], **said(r.standing(on))} for r in rows]
    leads = [r for r in rows if r.role == Role.LEAD]
    first = leads[0] if leads else rows[0] if rows else None
    readable = Obligation.objects.work_readable_by(request.user, on=on).filter(duty=chosen)
    may_read = bool(first) and readable.exists()
    return {
        "chosen": chosen,
        "owed": owed,
        "standings": _grouped(owed),
        "first": first,
        "first_said": said(first.standing(on)) if first else summed(queries.tally(rows_of(request).none(), on)),
        "then_now": _then_now(leads),
        "why": queries.explain_due(first) if first else None,
        "may_read": may_read,
        "evidence": Evidence.objects.filter(obligation__in=readable).count() if may_read else 0,
        "history": list(reversed(journal_door.history(first, request.user, on=on)))[:8] if first else [],
        "neighbours": _neighbours(chosen),
    }


def _grouped(owed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in owed:
        groups[line["kind"], line["word"]].append(line)
    order = {"late": 0, "soon": 1, "open": 2, "done": 3, "none": 4}
    return [
        {"kind": kind, "word": word, "lines": lines}
        for (kind, word), lines in sorted(groups.items(), key=lambda g: order[g[0][0]])
    ]


def _then_now(leads: list[Obligation]) -> list[dict[str, Any]]:
    """Pair each lead the plan named with those who hold its work now."""
    pairs: dict[int, dict[str, Any]] = {}
    for row in leads:
        pair = pairs.setdefault(row.assigned_id, {"then": row.assigned, "now": {}, "moved": False})
        pair["now"][row.holder_id] = row.holder.told_from(row.assigned)
        pair["moved"] = pair["moved"] or row.holder_id != row.assigned_id
    return [{**p, "now": list(p["now"].values())} for p in pairs.values()]


def _neighbours(chosen: Duty) -> dict[str, Duty | None]:
    others = Duty.objects.filter(plan_id=chosen.plan_id)
    return {
        "before": others.filter(order__lt=chosen.order).order_by("-order").first(),
        "after": others.filter(order__gt=chosen.order).order_by("order").first(),
    }


def _todays_holders(rows: Any) -> dict[int, str]:
    """Name who leads each duty today, in one query."""
    names: dict[int, dict[str, None]] = defaultdict(dict)
    lines = rows.filter(role=Role.LEAD).order_by("pk").values_list("duty_id", "holder__name")
    for duty_id, name in lines:
        names[duty_id][name] = None
    return {k: "; ".join(v) if len(v) < 4 else f"{len(v)} cơ quan" for k, v in names.items()}


def _blocks(plan: Plan, passages: list[queries.Passage], holders: dict[int, str]) -> list[Block]:
    blocks: list[Block] = []
    shift = min((p.provision.depth for p in passages), default=0)
    leads = {} if plan.has_words else _leads_by_place(passages)
    unworded: list[Provision] = []
    for passage in passages:
        row = passage.provision
        pieces = _pieces(row.text, passage.duties, holders)
        heading = row.heading
        if row.kind == "point" and not row.text and not heading:
            heading = "; ".join(leads.get(row.eid, ()))
        if not (row.label or heading or pieces):
            continue
        if not plan.has_words and not (heading or pieces):
            unworded.append(row)
            continue
        _say_unworded(blocks, unworded, shift)
        lead = row.label if row.label.strip("-–+*• ") or plan.has_words else "–"
        if row.kind == "letterhead":
            pieces = letterhead(row.text)
        if heading != row.heading and pieces:
            heading += ":"
        tag = _BIG.get(row.kind, "p")
        blocks.append(Block(row.eid, tag, min(row.depth - shift, 6), lead, heading, pieces, row.kind))
    _say_unworded(blocks, unworded, shift)
    return blocks


def _leads_by_place(passages: list[queries.Passage]) -> dict[str, dict[str, None]]:
    """Name, for each place, who leads the duties in it and under it, as the plan writes them."""
    above = {p.provision.eid: p.provision.parent_eid for p in passages}
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for passage in passages:
        at = passage.provision.eid
        while at:
            named[at].update(dict.fromkeys(name for one in passage.duties for name in one.duty.lead))
            at = above.get(at, "")
    return named


def _say_unworded(blocks: list[Block], rows: list[Provision], shift: int) -> None:
    """Say in one quiet line how many places stand here whose words are not loaded, and empty the run."""
    if not rows:
        return
    first = rows[0]
    bullets = not any(row.label.strip("-–+*• ") for row in rows)
    what = "gạch đầu dòng" if bullets else "mục"
    said = f"{len(rows)} {what}, chưa có nguyên văn"
    blocks.append(Block(first.eid, "p", min(first.depth - shift, 6), "", "", (Piece(said),), "unworded"))
    rows.clear()


def letterhead(words: str) -> tuple[Piece, ...]:
    """Cut a letterhead at its rules and cell borders, which are drawing and not words."""
    return tuple(Piece(part) for part in (squeeze(p) for p in _RULES.split(words)) if part)


def _pieces(words: str, placed: tuple[queries.PlacedDuty, ...], holders: dict[int, str]) -> tuple[Piece, ...]:
    """Cut a passage where its duties begin and end; a duty whose words are elsewhere stands after them by its title."""
    words = squeeze(words)
    pieces: list[Piece] = []
    later: list[Piece] = []
    at = 0
    for one in placed:
        mark = summed(one.tally)
        known: dict[str, Any] = {
            "duty": one.duty,
            **mark,
            "nth": one.duty.order + 1,
            "holders": holders.get(one.duty.pk, ""),
        }
        exact = squeeze(one.duty.text)
        found = words.find(exact, at) if exact else -1
        if found < 0:
            later.append(Piece(exact or one.duty.title, **known))
            continue
        if words[at:found].strip():
            pieces.append(Piece(words[at:found]))
        pieces.append(Piece(exact, **known))
        at = found + len(exact)
    if words[at:].strip():
        # The plan's words hold their duty in another cut than the compiler's: mark the whole, lose nothing.
        if len(later) == 1 and not pieces and squeeze(later[0].text).endswith(words[-40:]):
            return (Piece(words, **{k: getattr(later[0], k) for k in ("duty", "kind", "word", "nth", "holders")}),)
        pieces.append(Piece(words[at:]))
    return (*pieces, *later)
