"""The list of plans; what is wrong with a plan; its targets; what can be taken away."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.kit import policy
from donghanh.kit.dates import show_date
from donghanh.kit.errors import Invalid, NotAllowed
from donghanh.kit.numbers import read_number, show_number
from donghanh.kit.text import slugify_vi
from donghanh.ui.forms import refuse
from donghanh.ui.sheets import export_csv, export_xlsx
from donghanh.ui.web.guard import public
from donghanh.work.plan import engine, queries, services
from donghanh.work.plan.domain import Tally
from donghanh.work.plan.forms import TargetForm
from donghanh.work.plan.models import Duty, Plan, PlanStructure, Target
from donghanh.work.plan.tables import DutyTable
from donghanh.work.plan.views.pages import can, day, issuer_of, moment, person, plan_at, posted, rows_of, shown

SEVERITIES = {
    "error": ("late", "Sai, cần sửa"),
    "warning": ("soon", "Cần xem lại"),
    "info": ("open", "Nên biết"),
}
# What a sign of comparison says, in words that can be read aloud.
OPERATORS = {
    ">=": "từ",
    ">": "trên",
    "=": "",
    "<=": "không quá",
    "<": "dưới",
    "up": "tăng",
    "down": "giảm",
    "between": "từ",
}
LINT_LABELS = {
    "duty.no-owner": "Nhiệm vụ không nêu cơ quan",
    "duty.no-date": "Nhiệm vụ không có thời hạn",
    "duty.no-measure": "Nhiệm vụ không có thước đo",
    "sum.mismatch": "Số cộng không khớp",
    "target.no-composite": "Thiếu mục tiêu tổng hợp",
    "target.unlikely": "Mục tiêu hiếm khi đạt được trong lịch sử",
    "label.repeated": "Số mục lặp lại",
    "label.skipped": "Số mục bị bỏ qua",
    "annex.missing": "Phụ lục được nhắc nhưng không kèm",
    "name.varies": "Một tên viết nhiều cách",
    "number.style": "Cách viết số không thống nhất",
    "heading.period-mismatch": "Tiêu đề và nội dung khác kỳ",
    "agency.unknown": "Tên cơ quan chưa nhận ra",
    "agency.dissolved": "Cơ quan nay không còn",
}
FIGURES = {
    "family": "bộ chỉ số",
    "parts": "các phần",
    "stated": "văn bản ghi",
    "difference": "chênh lệch",
    "implied": "suy ra",
    "edition": "bộ trọng số năm",
    "reached": "số lần đạt",
    "of": "trên tổng số",
    "delta": "mức tăng",
    "until": "đến ngày",
    "successor": "nay là",
    "names": "các cách viết",
    "written": "viết là",
    "read": "đọc là",
}
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS = frozenset({"family", "edition", "until"})
_PLAN_STATES = {"draft": "soon", "active": "open", "superseded": "none", "closed": "done"}


@public
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans the reader may see, each with how far it has come."""
    on = day(request)
    found = list(Plan.objects.visible_to(request.user, on=on).select_related("superseded_by"))
    tallies = queries.tally_by(rows_of(request), on, "duty__plan_id")
    duties: dict[int, int] = defaultdict(int)
    for plan_id in Duty.objects.filter(plan__in=found).values_list("plan_id", flat=True):
        duties[plan_id] += 1
    cards = [
        {
            "plan": p,
            "issuer": issuer_of(p),
            "tally": tallies[p.pk],
            "duties": duties[p.pk],
            "kind": _PLAN_STATES[p.state],
        }
        for p in found
    ]
    return shown(request, "plans.html", cards=cards, may_load=can(request, "load"), may_board=can(request, "board"))


@public
def lint(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is wrong or doubtful in the plan itself; nothing was repaired."""
    plan = plan_at(request, slug)
    if plan.is_order:  # nobody compiled it, so nothing can be said of its faults
        raise NotAllowed("plan.not-found", "Không tìm thấy trang này.", hidden=True)
    structure = PlanStructure.objects.get(plan=plan)
    duties = {d.eid: d for d in plan.duties.all()}
    by_severity: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in structure.compiled.get("lint", []):
        by_severity[finding["severity"]].append(
            {
                **finding,
                "duty": duties.get(finding["eid"] or ""),
                "shown_figures": _figures(finding.get("figures") or {}),
            }
        )
    order = [*SEVERITIES, *(s for s in by_severity if s not in SEVERITIES)]
    groups = [
        {
            "code": severity,
            "kind": SEVERITIES.get(severity, ("none", severity))[0],
            "label": SEVERITIES.get(severity, ("none", severity))[1],
            "kinds": _by_code(by_severity[severity]),
            "count": len(by_severity[severity]),
        }
        for severity in order
        if by_severity[severity]
    ]
    return shown(
        request,
        "lint.html",
        plan=plan,
        severities=groups,
        structure=structure,
        total=sum(g["count"] for g in groups),
        may_load=can(request, "load"),
    )


def _by_code(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        kinds[finding["code"]].append(finding)
    return [
        {"code": LINT_LABELS.get(code, code), "first": rows[:3], "rest": rows[3:], "count": len(rows)}
        for code, rows in kinds.items()
    ]


def _figures(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Write the figures that have a name for people; the rest is in the exported JSON."""
    return [(FIGURES[name], _figure(name, value)) for name, value in figures.items() if name in FIGURES]


def _figure(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if _ISO_DAY.fullmatch(str(value)):
        return show_date(date.fromisoformat(str(value)))
    read = read_number(str(value)) if name not in _WORDS else None
    return show_number(read.value) if read else str(value)


@public
def targets(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan's targets and their changes; a tracker changes one with its ground."""
    plan = plan_at(request, slug)
    rows = list(plan.targets.select_related("index").prefetch_related("revisions"))
    may_revise = can(request, "revise_target", plan) and plan.state != Plan.State.DRAFT
    chosen = next((t for t in rows if t.eid == request.GET.get("sua")), None) if may_revise else None
    form = TargetForm(posted(request)[0]) if chosen else None
    if chosen is not None and form is not None and request.method == "POST" and form.is_valid():
        try:
            services.revise_target(chosen, by=person(request), at=moment(request), **form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã điều chỉnh chỉ tiêu {chosen.index or chosen.subject}; giá trị cũ vẫn lưu.")
            return redirect("plan:targets", slug=slug)
    elif request.method == "POST":
        policy.may("plan.revise_target", request.user, plan, on=day(request)).or_refuse()
    status = 422 if form is not None and form.errors else 200
    groups: dict[str, list[Target]] = defaultdict(list)
    for target in rows:
        groups[target.index.family if target.index else ""].append(target)
    return shown(
        request,
        "targets.html",
        status,
        plan=plan,
        families=list(groups.items()),
        form=form,
        chosen=chosen,
        may_revise=may_revise,
        operators=OPERATORS,
    )


@public
def export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the plan out as Akoma Ntoso, JSON, or its duties as a spreadsheet."""
    plan = plan_at(request, slug)
    name = f"{plan.short} {plan.signed_on.year}"
    if form in ("csv", "xlsx"):
        table = DutyTable(_with_tallies(request, plan))
        return export_csv(table, f"Nhiệm vụ {name}") if form == "csv" else export_xlsx(table, f"Nhiệm vụ {name}")
    compiled = PlanStructure.objects.get(plan=plan).compiled
    if form == "json":
        body = json.dumps(compiled, ensure_ascii=False, indent=1)
        return _attached(body, "application/json", f"{slugify_vi(name)}.json")
    if form == "akn":
        return _attached(
            engine.to_akn(engine.Compiled.of_dict(compiled)), "application/akn+xml", f"{slugify_vi(name)}.akn.xml"
        )
    raise NotAllowed("plan.no-such-form", "Không có định dạng này; hãy chọn akn, json, csv hoặc xlsx.", hidden=True)


def _with_tallies(request: HttpRequest, plan: Plan) -> list[Duty]:
    counts = queries.tally_by(rows_of(request, plan), day(request), "duty_id")
    duties = list(plan.duties.select_related("index"))
    for duty in duties:
        duty.tally = counts[duty.pk] if duty.pk in counts else Tally.of([])  # type: ignore[attr-defined]
    return duties


def _attached(body: str | bytes, media: str, filename: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer


def exports_of(plan: Plan) -> list[tuple[str, str]]:
    """List what can be taken away, each with its address."""
    forms = (("akn", "Akoma Ntoso"), ("json", "JSON"), ("xlsx", "Nhiệm vụ, XLSX"), ("csv", "Nhiệm vụ, CSV"))
    return [(reverse("plan:export", args=[plan.slug, form]), label) for form, label in forms]
