"""An agency's returns: the list, the long page that is written and read, and its verbs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from donghanh.ground.files import api as files
from donghanh.kit import numbers, policy
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal import api as journal
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import domain, forms, services
from donghanh.work.reporting.engine import cells
from donghanh.work.reporting.models import Return, own_agencies
from donghanh.work.reporting.views.pages import can, day, moment, person, posted, return_at, said, shown

SPARE_ROWS = 3
MOST_ROWS = 2000
SHOWN = 60


@guard("reporting.open")
def mine(request: HttpRequest) -> HttpResponse:
    """List the returns to write, those that wait to be taken in, and those done."""
    on = day(request)
    own = own_agencies(request.user, on)
    rows = Return.objects.visible_to(request.user, on=on).with_context()
    ours = rows.filter(agency_id__in=own)
    writable = ours.filter(state__in=domain.EDITABLE, period__locked_at__isnull=True)
    waiting = rows.filter(state=domain.State.SUBMITTED) if can(request, "accept") else rows.none()
    done = ours.exclude(state__in=domain.EDITABLE)
    return shown(
        request,
        "mine.html",
        to_write=_lines(writable.order_by("period__due_on", "agency__name")[:SHOWN]),
        to_accept=_lines(waiting.order_by("submitted_at")[:SHOWN]),
        done=_lines(done.order_by("-period__due_on", "agency__name")[:SHOWN]),
        follows=can(request, "board"),
    )


def _lines(rows: Any) -> list[dict[str, Any]]:
    return [{"row": r, **said(r)} for r in rows]


@dataclass(frozen=True)
class Act:
    """One verb as a small page: address, button, form, what is asked of the service."""

    slug: str
    verb: str
    label: str
    form: type[django_forms.Form]
    run: Callable[..., Any]
    done: str
    kind: str = ""


ACTS = (
    Act(
        "gui", "submit", "Gửi báo cáo", forms.SubmitForm,
        lambda row, by, at, given: services.submit(row, by=by, at=at, document_number=given["document_number"]),
        "Đã gửi báo cáo.", "primary",
    ),
    Act(
        "tiep-nhan", "accept", "Tiếp nhận", forms.YesForm,
        lambda row, by, at, _: services.accept(row, by=by, at=at), "Đã tiếp nhận báo cáo.", "primary",
    ),
    Act(
        "tra-lai", "return", "Trả lại", forms.ReasonForm,
        lambda row, by, at, given: services.return_for_fix(row, reason=given["reason"], by=by, at=at),
        "Đã trả lại báo cáo cho cơ quan.",
    ),
    Act(
        "mo-lai", "reopen", "Mở lại để sửa", forms.ReasonForm,
        lambda row, by, at, given: services.reopen(row, reason=given["reason"], by=by, at=at),
        "Đã mở lại báo cáo.",
    ),
)  # fmt: skip


def _possible(request: HttpRequest, row: Return, lock: domain.Lock | None) -> list[Act]:
    blocked = lock is not None and lock.code in ("period-locked", "report-issued")
    return [
        act for act in ACTS if not blocked and domain.STATES.can(row.state, act.verb) and can(request, act.verb, row)
    ]


def page(request: HttpRequest, row: Return, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Draw a return: to be written where the reader may and nothing locks it, else to be read."""
    lock = row.lock()
    writing = lock is None and can(request, "write", row)
    readable = policy.may("reporting.read", request.user, row, on=day(request))
    sections = list(row.sections.select_related("changed_by")) if readable else []
    duties = [s for s in sections if s.code == "duties"]
    tables = [_table(row, form) for form in row.period.rules.tables] if readable else []
    estimates = row.figures.filter(estimated=True, value__isnull=False).exists()
    return shown(
        request,
        "return.html",
        status,
        row=row,
        lock=lock,
        writing=writing,
        readable=readable,
        outline=[
            {
                "part": p,
                "duties": duties if p.code == "duties" else [],
                "own": [s for s in sections if s.code == p.code],
            }
            for p in row.period.rules.outline
        ],
        written=sum(bool(s.text.strip()) for s in sections),
        sections=len(sections),
        figures=[{"it": f, "form": f.form, "question": _question(f)} for f in row.figures.all()] if readable else [],
        tables=tables,
        attachments=row.attachments.select_related("file") if readable else [],
        acts=_possible(request, row, lock),
        moves=row.moves.select_related("by").order_by("-pk"),
        confirmable=estimates and can(request, "submit", row) and day(request) > row.period.data_until,
        upload=forms.UploadForm(),
        lines=journal.history(row, request.user, on=day(request))[-12:],
        **said(row),
        **{"saved": None, "refusal": "", "findings": [], **extra},
    )


def _question(figure: Any) -> str:
    if figure.value is None or figure.reason:
        return ""
    return domain.question_about(figure.form, figure.value, None)


def _table(row: Return, form: Any) -> dict[str, Any]:
    held = [r.cells for r in row.rows.filter(table=form.code)]
    count = len(held) + SPARE_ROWS
    lines = [_line(form, n, cells_held) for n, cells_held in enumerate([*held, *({} for _ in range(SPARE_ROWS))])]
    return {"form": form, "lines": lines[: len(held)], "all": lines, "count": count, "stamp": stamp_of(held)}


def _line(form: Any, n: int, held: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"r-{form.code}-{n}-{c.code}",
            "column": c,
            "value": cells.for_input(c.kind, held.get(c.code, "")),
        }
        for c in form.columns
    ]


@guard("reporting.open")
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one return."""
    return page(request, return_at(request, key))


@guard("reporting.write")
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was written: by itself while typing, or by the button; a clash shows both texts."""
    row = return_at(request, key)
    if request.method != "POST":
        return redirect("reporting:return", key=key)
    try:
        with transaction.atomic():
            saved = services.save_draft(
                row, by=person(request), at=moment(request), sections=_sections(request), figures=_figures(request, row)
            )
            stamps: dict[str, Any] = {}
            problems = _save_tables(request, row, stamps)
    except (Invalid, NotNow) as refusal:
        if request.headers.get("HX-Request"):
            return render(request, "reporting/saved.html", {"refusal": refusal.message, "row": row}, status=200)
        return page(request, row, status=refusal.status, refusal=refusal.message)
    if request.headers.get("HX-Request"):
        context = {"saved": saved, "at": moment(request), "row": row, "problems": problems, "stamps": stamps}
        return render(request, "reporting/saved.html", context)
    if saved.conflicts or problems or saved.questions:
        status = 409 if saved.conflicts else 422 if problems else 200
        return page(request, row, status=status, saved=saved, findings=problems)
    if request.POST.get("roi") == "gui":
        return redirect("reporting:verb", key=key, verb="gui")
    messages.success(request, "Đã lưu.")
    return redirect("reporting:return", key=key)


def _sections(request: HttpRequest) -> list[services.SectionInput]:
    found = []
    for name, text in request.POST.items():
        order = name.removeprefix("t-")
        version = request.POST.get(f"v-{order}", "")
        if name.startswith("t-") and order.isdigit() and version.isdigit():
            found.append(services.SectionInput(int(order), str(text), int(version)))
    return found


def _figures(request: HttpRequest, row: Return) -> list[services.FigureInput]:
    found = []
    for form in row.period.rules.figures:
        version = request.POST.get(f"vf-{form.code}", "")
        if not version.isdigit():
            continue
        found.append(
            services.FigureInput(
                code=form.code,
                value=_decimal(request, f"f-{form.code}", form.label),
                version=int(version),
                numerator=_decimal(request, f"n-{form.code}", form.numerator),
                denominator=_decimal(request, f"d-{form.code}", form.denominator),
                estimated=request.POST.get(f"e-{form.code}") == "1",
                evidence=request.POST.get(f"m-{form.code}", ""),
                reason=request.POST.get(f"l-{form.code}", ""),
            )
        )
    return found


def _decimal(request: HttpRequest, name: str, label: str) -> Decimal | None:
    text = request.POST.get(name, "").strip().removesuffix("%")
    if not text:
        return None
    read = numbers.read_number(text)
    if read is None:
        raise Invalid("reporting.number", f"“{label}”: “{text[:40]}” không phải là số; hãy viết như 1.234,5.")
    return read.value


def stamp_of(lines: list[dict[str, str]]) -> str:
    """Return a short stamp of a table's rows: whoever saves says by it which rows they had read."""
    text = json.dumps(lines, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _save_tables(request: HttpRequest, row: Return, versions: dict[str, Any]) -> list[str]:
    """Keep the tables that were posted whole; a row with a mistake keeps the table as it was and says where."""
    problems: list[str] = []
    for form in row.period.rules.tables:
        count = request.POST.get(f"rows-{form.code}", "")
        if not count.isdigit():
            continue
        made, wrong = [], []
        for n in range(min(int(count), MOST_ROWS)):
            raw = {c.code: request.POST.get(f"r-{form.code}-{n}-{c.code}", "") for c in form.columns}
            if not any(v.strip() for v in raw.values()):
                continue
            read = {c.code: cells.read_cell(c, raw[c.code]) for c in form.columns}
            wrong += [f"Dòng {n + 1}, {cell.error}" for cell in read.values() if cell.error]
            made.append({code: cell.stored for code, cell in read.items()})
        held = [r.cells for r in row.rows.filter(table=form.code)]
        clean = [{k: v for k, v in line.items() if v} for line in made]
        seen, now = request.POST.get(f"h-{form.code}", ""), stamp_of(held)
        if stamp_of(clean) == seen or clean == held:
            continue  # this writer changed nothing in this table
        if wrong:
            problems += wrong
        elif seen and seen != now:
            problems.append(
                f"Biểu “{form.title}” vừa được người khác sửa (nay có {len(held)} dòng), nên {len(clean)} dòng của bạn "
                "chưa được lưu; hãy mở trang ở thẻ mới để xem biểu đang lưu rồi chép phần cần giữ."
            )
        else:
            services.save_rows(row, table=form.code, rows=made, by=person(request), at=moment(request))
            versions[f"h-{form.code}"] = stamp_of(clean)
    return problems


@guard("reporting.write")
def attach(request: HttpRequest, key: str) -> HttpResponse:
    """Put a file with a return, or take one away."""
    row = return_at(request, key)
    if request.method != "POST":
        return redirect("reporting:return", key=key)
    by, at = person(request), moment(request)
    if gone := request.POST.get("bo"):
        piece = row.attachments.filter(file__key=gone).first()
        if piece is not None:
            services.detach(piece, by=by, at=at)
        return redirect("reporting:return", key=key)
    form = forms.UploadForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            stored = files.store(given, name=given.name, by=by, at=at, purpose="attachment")
            services.attach(row, file=stored, by=by, at=at)
        except Invalid as refusal:
            return page(request, row, status=422, refusal=refusal.message)
        messages.success(request, "Đã đính kèm tệp.")
        return redirect("reporting:return", key=key)
    return page(request, row, status=422, upload=form)


@guard("reporting.open")
def verb(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """Do one verb to a return: a small page with a form."""
    row = return_at(request, key)
    if verb == "xac-nhan-so":
        return _confirm(request, row)
    act = next((a for a in ACTS if a.slug == verb), None)
    if act is None:
        raise NotAllowed("reporting.not-found", "Không có thao tác này.", hidden=True)
    policy.may(f"reporting.{act.verb}", request.user, row, on=day(request)).or_refuse()
    form = act.form(posted(request)[0])
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act.run(row, person(request), moment(request), form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, act.done)
            return redirect("reporting:return", key=key)
    if form.errors:
        status = 422
    return shown(request, "verb.html", status, row=row, act=act, form=form, **said(row))


def _confirm(request: HttpRequest, row: Return) -> HttpResponse:
    """Confirm estimates after the cut-off, each with its final value."""
    policy.may("reporting.submit", request.user, row, on=day(request)).or_refuse()
    if request.method == "POST":
        values = {}
        for form in row.period.rules.figures:
            value = _decimal(request, f"f-{form.code}", form.label)
            if value is not None:
                values[form.code] = value
        count = services.confirm_figures(row, values=values, by=person(request), at=moment(request))
        messages.success(request, f"Đã xác nhận {count} số liệu.")
    return redirect("reporting:return", key=row.key)
