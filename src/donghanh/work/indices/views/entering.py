"""The province's own booklet comes in, by form or spreadsheet; a figure is corrected; a source is chosen."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import show_number
from donghanh.ui.forms import refuse
from donghanh.ui.sheets import XLSX
from donghanh.ui.web.guard import guard
from donghanh.work.indices import domain, engine, queries, services
from donghanh.work.indices.forms import (
    TEMPLATE_HEAD,
    BookletFileForm,
    BookletForm,
    ChoiceForm,
    CorrectForm,
    edition_choices,
    read_sheet,
)
from donghanh.work.indices.models import Edition, Province, Score
from donghanh.work.indices.views.pages import edition_at, label, missing, moment, person, province, shown


def _asked(request: HttpRequest) -> engine.Edition:
    """Return the edition to be entered: the one asked for, else the newest with weights."""
    held = queries.twin()
    asked = request.GET.get("an_ban", "")
    if asked:
        return edition_at(asked)
    return next(e for e in reversed(held.of("PCI")) if e.has_weights)


@guard("indices.enter")
def enter(request: HttpRequest) -> HttpResponse:
    """Take in a booklet by form or by file; wrong cells are named one by one, nothing is half written."""
    edition = _asked(request)
    by_file = "tep" in request.GET or "file" in request.FILES
    form: Any = BookletForm(request.POST if request.method == "POST" and not by_file else None, edition=edition)
    upload = BookletFileForm(*((request.POST, request.FILES) if request.method == "POST" and by_file else (None, None)))
    asked: Any = upload if by_file else form
    if request.method == "POST" and asked.is_valid():
        try:
            count = _take_file(request, upload, edition) if by_file else _take_form(request, form, edition)
        except Invalid as refusal:
            refuse(asked, refusal)
        else:
            messages.success(request, f"Đã nhập {count} số của {province()}, {edition.name}.")
            return redirect(f"{reverse('indices:enter')}?an_ban={edition.code}")
    held = [
        {"score": s, "name": label(edition, s.indicator), "used": _used(s)}
        for s in queries.standing_scores(edition.code, province())
    ]
    return shown(
        request,
        "enter.html",
        422 if asked.errors else 200,
        edition=edition,
        editions=[*edition_choices(family="PCI")[:4], *edition_choices(family="PGI")[:3]],
        form=form,
        upload=upload,
        held=held,
        old=_old(edition),
        cells=[form[key] for key in form.cells],
    )


def _used(score: Score) -> bool:
    book = queries.twin().books[score.edition.family]
    cell = book.cell(score.edition.year, score.province.name, score.indicator)
    return cell is not None and cell.source == score.source.code


def _old(edition: engine.Edition) -> list[dict[str, Any]]:
    """Return the figures that were replaced, with what replaced them."""
    rows = Score.objects.filter(
        edition__slug=edition.code, province__name=province(), retired_at__isnull=False
    ).select_related("superseded_by", "source", "superseded_by__entered_by")
    return [{"score": s, "name": label(edition, s.indicator)} for s in rows.order_by("-retired_at")]


def _take_form(request: HttpRequest, form: BookletForm, edition: engine.Edition) -> int:
    figures = form.figures()
    _write(request, edition, figures, form.cleaned_data)
    return len(figures)


def _take_file(request: HttpRequest, form: BookletFileForm, edition: engine.Edition) -> int:
    sent = form.cleaned_data["file"]
    content = sent.read()
    figures, cells = read_sheet(content, edition)
    troubles = services.check_booklet(
        queries.edition(edition.code), figures, as_printed=form.cleaned_data["as_printed"]
    )
    if troubles:
        said = " ".join(f"Ô {cells[t.indicator]}: {t.sentence}" for t in troubles)
        raise Invalid("indices.booklet", said, fields={"file": said})
    stored = files.store(content, name=sent.name, by=person(request), at=moment(request), purpose="booklet")
    _write(request, edition, figures, form.cleaned_data, document=stored)
    return len(figures)


def _write(
    request: HttpRequest,
    edition: engine.Edition,
    figures: dict[str, Decimal],
    data: dict[str, Any],
    document: Any = None,
) -> None:
    services.enter_booklet(
        Edition.objects.get(slug=edition.code),
        province=Province.objects.get(name=province()),
        figures=figures,
        source=data["source"],
        as_printed=data["as_printed"],
        by=person(request),
        at=moment(request),
        document=document,
    )


@guard("indices.enter")
def template(request: HttpRequest) -> HttpResponse:
    """Give out the sheet to fill in for an edition."""
    edition = _asked(request)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    page = book.add_worksheet(edition.name)
    head = book.add_format({"bold": True, "bottom": 1})
    number = book.add_format({"num_format": "0.00", "bg_color": "#FFF7D6"})
    page.write_row(0, 0, TEMPLATE_HEAD, head)
    low, high = edition.part_scale
    lines = [(p.key, p.name, f"từ {show_number(low)} đến {show_number(high)}") for p in edition.parts]
    lines += [
        (domain.COMPOSITE, "Điểm tổng hợp", f"từ 0 đến {show_number(edition.scale)}"),
        (domain.RANK, "Thứ hạng", f"từ 1 đến {edition.units or '?'}"),
    ]
    for y, (key, name, note) in enumerate(lines, start=1):
        page.write_string(y, 0, key)
        page.write_string(y, 1, name)
        page.write_blank(y, 2, None, number)
        page.write_string(y, 3, note)
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 60)
    page.set_column(2, 3, 14)
    page.freeze_panes(1, 0)
    book.close()
    answer = HttpResponse(body.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="mau-{edition.code}.xlsx"'
    return answer


@guard("indices.correct")
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Put one figure right; the old one stays readable."""
    score = _score(key)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_score(score, by=person(request), at=moment(request), **form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        except NotNow as refusal:
            messages.warning(request, refusal.message)
            return redirect(f"{reverse('indices:enter')}?an_ban={score.edition.slug}")
        else:
            messages.success(request, "Đã sửa; số cũ vẫn lưu cùng lý do.")
            return redirect(f"{reverse('indices:enter')}?an_ban={score.edition.slug}")
    edition = edition_at(score.edition.slug)
    status = 422 if form.errors else 200
    return shown(
        request, "correct.html", status, form=form, score=score, edition=edition, name=label(edition, score.indicator)
    )


@guard("indices.choose_source")
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Say which of several sources is used, and why."""
    score = _score(key)
    edition = edition_at(score.edition.slug)
    rows = list(
        Score.objects.in_force()
        .filter(edition=score.edition, province=score.province, indicator=score.indicator)
        .select_related("source", "edition", "province")
    )
    options = [(s.key, f"{show_number(s.value.normalize())}: {s.source.what}") for s in rows]
    form = ChoiceForm(request.POST if request.method == "POST" else None, options=options)
    if request.method == "POST" and form.is_valid():
        chosen = next(s for s in rows if s.key == form.cleaned_data["score"])
        try:
            services.choose_source(chosen, why=form.cleaned_data["why"], by=person(request), at=moment(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã chọn nguồn; các số khác vẫn hiện bên cạnh.")
            return redirect("indices:disputes")
    status = 422 if form.errors else 200
    return shown(
        request, "choose.html", status, form=form, score=score, edition=edition, name=label(edition, score.indicator)
    )


def _score(key: str) -> Score:
    found = Score.objects.filter(key=key).select_related("edition", "province", "source").first()
    if found is None:
        raise missing("số này")
    return found
