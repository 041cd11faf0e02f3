"""The province's own index (DDCI): what an edition holds, its results by tier, scores by form or spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from donghanh.kit.errors import Invalid, NotNow
from donghanh.ui.forms import refuse
from donghanh.ui.sheets import XLSX
from donghanh.ui.web.guard import guard, public
from donghanh.work.indices import domain, queries, services
from donghanh.work.indices.forms import OwnEditionForm, UnitFileForm, UnitForm, read_units
from donghanh.work.indices.models import Edition
from donghanh.work.indices.views.pages import can, day, missing, moment, person, shown, taken_away


@public
def home(request: HttpRequest, year: int = 0) -> HttpResponse:
    """Show an edition of the province's own index: each tier's units with their parts, best first."""
    editions = queries.own_editions()
    edition = _edition(year) if year else (editions[0] if editions else None)
    tiers = queries.tier_results(edition) if edition else ()
    asked = request.GET.get("nhom", "")
    one = next((t for t in tiers if t.code == asked), tiers[0] if tiers else None)
    invented = bool(edition and edition.note.startswith(domain.INVENTED))
    name = f"{edition.slug}-{one.code}{'-minh-hoa' * invented}" if edition and one else ""
    if one and (answer := taken_away(request, _sheet(one), name)):
        return answer
    return shown(
        request,
        "ddci.html",
        editions=editions,
        edition=edition,
        tiers=tiers,
        tier=one,
        invented=invented,
        may_configure=can(request, "configure"),
        may_enter=can(request, "enter"),
    )


def _edition(year: int) -> Edition:
    found = next((e for e in queries.own_editions() if e.year == year), None)
    if found is None:
        raise missing("ấn bản DDCI này")
    return found


def _sheet(tier: queries.TierResult) -> Iterator[list[Any]]:
    yield ["Hạng", "Đơn vị", "Điểm tổng hợp tính được", "Điểm đã công bố", *(name for _, name, _ in tier.parts)]
    for r in tier.rows:
        yield [r.rank, r.unit, r.composite, r.printed, *r.parts]


@guard("indices.configure")
def configure(request: HttpRequest) -> HttpResponse:
    """Set a year's parts, weights and units as the province's decision has them."""
    form = OwnEditionForm(request.POST if request.method == "POST" else None, initial=_usual(day(request)))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.set_own_edition(
                year=int(form.cleaned_data["year"]),
                weights=form.weights(),
                units=form.units(),
                basis=form.cleaned_data["basis"],
                by=person(request),
                at=moment(request),
            )
        except (Invalid, NotNow) as refusal:
            refuse(form, refusal) if isinstance(refusal, Invalid) else form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Đã đặt {made}: {made.units} đơn vị được chấm.")
            return redirect("indices:ddci_year", year=made.year)
    return shown(request, "ddci_set.html", 422 if form.errors else 200, form=form)


def _usual(on: date) -> dict[str, Any]:
    """Begin with what stands today: departments, and districts or communes as the law of the day has them."""
    local = "communes" if on >= date(2025, 7, 1) else "districts"
    return {
        "year": str(on.year),  # a year, not a quantity: 2.026 is not how anybody writes it
        "locality": local,
        "departments": "\n".join(queries.usual_units("departments", on=on)),
        "localities": "\n".join(queries.usual_units(local, on=on)),
    }


@guard("indices.enter")
def enter(request: HttpRequest, year: int, tier: str) -> HttpResponse:
    """Take in a tier's scores, one unit by form or all of them by spreadsheet."""
    edition, one = _tier(year, tier)
    by_file = "file" in request.FILES
    sent = request.method == "POST"
    form = UnitForm(request.POST if sent and not by_file else None, tier=one)
    upload = UnitFileForm(*((request.POST, request.FILES) if sent and by_file else (None, None)))
    asked: Any = upload if by_file else form
    if sent and asked.is_valid():
        try:
            figures = read_units(upload.cleaned_data["file"].read(), one) if by_file else form.figures()
            count = services.enter_unit_scores(
                edition,
                tier=tier,
                figures=figures,
                source=asked.cleaned_data["source"],
                by=person(request),
                at=moment(request),
            )
        except Invalid as refusal:
            refuse(asked, refusal)
        else:
            messages.success(request, f"Đã nhập {count} số của {one.name}, {edition}.")
            return redirect(f"{reverse('indices:ddci_year', args=[year])}?nhom={tier}")
    status = 422 if asked.errors else 200
    return shown(request, "ddci_enter.html", status, edition=edition, tier=one, form=form, upload=upload)


@guard("indices.enter")
def sheet(request: HttpRequest, year: int, tier: str) -> HttpResponse:  # noqa: ARG001 - a view takes a request
    """Give out the sheet to fill in: units down, parts across, with the figures that stand."""
    edition, one = _tier(year, tier)
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(one.name[:31].replace("/", "-"))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.write_row(0, 0, ["Đơn vị", *(name for _, name, _ in one.parts), "Điểm tổng hợp đã công bố"], head)
    for y, row in enumerate(sorted(one.rows, key=lambda r: r.unit), start=1):
        page.write_string(y, 0, row.unit)
        for x, value in enumerate([*row.parts, row.printed], start=1):
            if value is not None:
                page.write_number(y, x, value)
    page.set_column(0, 0, 44)
    page.set_column(1, len(one.parts) + 1, 16)
    page.freeze_panes(1, 1)
    book.close()
    answer = HttpResponse(body.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="mau-{edition.slug}-{tier}.xlsx"'
    return answer


def _tier(year: int, code: str) -> tuple[Edition, queries.TierResult]:
    edition = _edition(year)
    found = next((t for t in queries.tier_results(edition) if t.code == code), None)
    if found is None:
        raise missing("nhóm đơn vị này")
    return edition, found
