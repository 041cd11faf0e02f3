"""What is written in a return: kept by itself or by the button, two writers told apart, files put with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid, NotNow
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import forms, services
from donghanh.work.reporting.engine import cells
from donghanh.work.reporting.engine.cells import stamp_of
from donghanh.work.reporting.models import Return
from donghanh.work.reporting.views.fields import decimal_of, typed_rows
from donghanh.work.reporting.views.pages import moment, person, return_at
from donghanh.work.reporting.views.returns import page


@guard("reporting.write")
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what was written: by itself while typing or by the button; a clash shows both, a mistake loses none."""
    row = return_at(request, key)
    if request.method != "POST":
        return redirect("reporting:return", key=key)
    by_itself = bool(request.headers.get("HX-Request"))
    problems: list[str] = []
    stamps: dict[str, Any] = {}
    try:
        with transaction.atomic():
            figures = _figures(request, row, problems)
            saved = services.save_draft(
                row, by=person(request), at=moment(request), sections=_sections(request), figures=figures
            )
            _save_tables(request, row, saved, problems, stamps)
    except (Invalid, NotNow) as refusal:
        if by_itself:
            return render(request, "reporting/saved.html", {"refusal": refusal.message, "row": row}, status=200)
        fresh = return_at(request, key)
        return page(request, fresh, status=refusal.status, refusal=refusal.message, typed=request.POST)
    if by_itself:
        context = {"saved": saved, "at": moment(request), "row": row, "problems": problems, "stamps": stamps}
        return render(request, "reporting/saved.html", context)
    if saved.conflicts or problems or saved.questions:
        status = 409 if saved.conflicts else 422 if problems else 200
        typed = request.POST if problems and not saved.conflicts else None
        return page(request, row, status=status, saved=saved, findings=problems, typed=typed)
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


def _figures(request: HttpRequest, row: Return, problems: list[str]) -> list[services.FigureInput]:
    """Read the target figures; one that cannot be read is named and left as it was, the others are kept."""
    found = []
    for form in row.period.rules.figures:
        version = request.POST.get(f"vf-{form.code}", "")
        if not version.isdigit():
            continue
        try:
            found.append(
                services.FigureInput(
                    code=form.code,
                    value=decimal_of(request, f"f-{form.code}", form.label),
                    version=int(version),
                    numerator=decimal_of(request, f"n-{form.code}", form.numerator),
                    denominator=decimal_of(request, f"d-{form.code}", form.denominator),
                    estimated=request.POST.get(f"e-{form.code}") == "1",
                    evidence=request.POST.get(f"m-{form.code}", ""),
                    reason=request.POST.get(f"l-{form.code}", ""),
                )
            )
        except Invalid as refusal:
            problems.append(refusal.message)
    return found


def _save_tables(
    request: HttpRequest, row: Return, saved: services.Saved, problems: list[str], stamps: dict[str, Any]
) -> None:
    """Keep the tables that were posted whole; a row with a mistake keeps the table as it was and says where."""
    for form in row.period.rules.tables:
        if not request.POST.get(f"rows-{form.code}", "").isdigit():
            continue
        read = [cells.read_line(form, raw) for raw in typed_rows(request.POST, form)]
        wrong = [
            f"{form.title}, dòng {n}: {cell.error}"
            for n, line in enumerate(read, start=1)
            for cell in line.values()
            if cell.error
        ]
        made = [{code: cell.stored for code, cell in line.items() if cell.stored} for line in read]
        seen = request.POST.get(f"h-{form.code}", "")
        if not wrong and stamp_of(made) == seen:
            continue  # this writer changed nothing in this table
        if wrong:
            problems += wrong
            continue
        try:
            services.save_rows(row, table=form.code, rows=made, by=person(request), at=moment(request), seen=seen)
        except NotNow as refusal:
            if refusal.code != "reporting.table-changed":
                raise
            held = [r.cells for r in row.rows.filter(table=form.code)]
            texts = (_as_lines(form, held), "", None, _as_lines(form, made))
            saved.conflicts.append(services.Conflict(f"b-{form.code}", form.title, *texts))
        else:
            stamps[f"h-{form.code}"] = stamp_of(made)


def _as_lines(form: Any, rows: list[dict[str, str]]) -> str:
    """Write a table's rows as lines of text, to hold two versions side by side."""
    lines = (" | ".join(cells.for_input(c.kind, r.get(c.code, "")) for c in form.columns) for r in rows)
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))


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
