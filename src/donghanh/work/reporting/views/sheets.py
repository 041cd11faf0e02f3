"""A return's spreadsheet: down to be filled offline, up again without loss."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.ground.files import api as files
from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.ui.sheets import XLSX
from donghanh.ui.web.guard import guard
from donghanh.work.reporting import domain, forms, services
from donghanh.work.reporting.engine import sheet
from donghanh.work.reporting.models import Return
from donghanh.work.reporting.views.pages import day, moment, person, return_at
from donghanh.work.reporting.views.returns import page


def book_of(row: Return) -> sheet.Book:
    """Return a return's content as its spreadsheet carries it."""
    return sheet.Book(
        key=row.key,
        edition=row.edition,
        title=f"{row.period.rules.name} – {row.period.label} – {row.agency.name}",
        sections=tuple(sheet.SectionRow(s.order, s.place, s.title, s.text, s.version) for s in row.sections.all()),
        figures=tuple(
            sheet.FigureRow(f.code, f.numerator, f.denominator, f.value, f.estimated, f.evidence, f.reason, f.version)
            for f in row.figures.all()
        ),
        tables={
            form.code: tuple(r.cells for r in row.rows.filter(table=form.code)) for form in row.period.rules.tables
        },
    )


@guard("reporting.open")
def template(request: HttpRequest, key: str) -> HttpResponse:
    """Give the spreadsheet of a return, filled with what is there."""
    row = return_at(request, key)
    policy.may("reporting.read", request.user, row, on=day(request)).or_refuse()
    body = sheet.write(book_of(row), figures=domain.figure_forms(), tables=row.period.rules.tables)
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{row.number.lower()}.xlsx"'
    return answer


@guard("reporting.write")
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Take a filled spreadsheet in: all of it, or nothing with every mistake named by its cell."""
    row = return_at(request, key)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, row, status=422 if form.errors else 200, upload=form)
    lock = row.lock()
    if lock is not None:
        raise NotNow(f"reporting.{lock.code}", f"{lock.sentence} {lock.opens}")
    policy.may("reporting.write", request.user, row, on=day(request)).or_refuse()
    rules, by, at = row.period.rules, person(request), moment(request)
    try:
        given = form.cleaned_data["file"]
        stored = files.store(given, name=given.name, by=by, at=at, purpose="attachment")
        with files.open_file(stored) as source:
            body = source.read()
        read = sheet.read(body, key=row.key, edition=row.edition, figures=domain.figure_forms(), tables=rules.tables)
        if read.book is None:
            return page(request, row, status=422, findings=[str(e) for e in read.errors])
        with transaction.atomic():
            saved = services.save_draft(
                row,
                by=by,
                at=at,
                sections=[services.SectionInput(s.order, s.text, s.version) for s in read.book.sections],
                figures=[
                    services.FigureInput(
                        f.code, f.value, f.version, f.numerator, f.denominator, f.estimated, f.evidence, f.reason
                    )
                    for f in read.book.figures
                ],
            )
            for code, rows in read.book.tables.items():
                services.save_rows(row, table=code, rows=rows, by=by, at=at, seen=read.book.stamps.get(code, ""))
    except (Invalid, NotNow) as refusal:
        return page(request, row, status=refusal.status, refusal=refusal.message)
    if saved.conflicts or read.notes:
        return page(request, row, saved=saved, told=[str(n) for n in read.notes])
    messages.success(request, "Đã nạp tệp: mọi ô đều đọc được.")
    return redirect("reporting:return", key=key)
