"""Any year under any edition's weights, and every figure of the room to take away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import public
from donghanh.work.indices import charts, domain, engine, queries
from donghanh.work.indices.forms import RescoreForm
from donghanh.work.indices.views.pages import label, province, shown, taken_away


@public
def rescore(request: HttpRequest) -> HttpResponse:
    """Score a year again under another edition's weights: composite and place of every province, beside what was
    published."""
    form = RescoreForm({"nam": "pci-2021", "an_ban": "pci-2022", **request.GET.dict()})
    found: engine.Rescored | None = None
    if form.is_valid():
        held = queries.twin()
        try:
            found = queries.scored_again(
                held.editions[form.cleaned_data["nam"]], held.editions[form.cleaned_data["an_ban"]]
            )
        except Invalid as refusal:
            refuse(form, refusal)
    if found is None:
        return shown(request, "rescore.html", 422, form=form)
    year = queries.twin().editions[form.cleaned_data["nam"]]
    rows = queries.beside_published(year, found)
    name = f"Điểm năm {year.year} tính theo ấn bản {found.edition.code}"
    if answer := taken_away(request, _sheet(year, found, rows), name):
        return answer
    beside = form.cleaned_data["tinh"]
    named = [name for name in (province(), beside) if name]
    both = [r for r in rows if r.rank_published]
    slope = charts.slopes(
        [(r.province, float(r.rank_published or 0), float(r.rank)) for r in both],
        (f"hạng công bố {year.year}", f"trọng số {found.edition.year}"),
        mine=[r.province for r in both if r.province in named],
        by_rank=True,
    )
    moves = [abs(r.places_won) for r in both if r.places_won is not None]
    return shown(
        request,
        "rescore.html",
        form=form,
        found=found,
        year=year,
        rows=rows,
        chart=slope if found.edition.code != year.code else None,
        own=next((r for r in rows if r.province == province()), None),
        named=named,
        mean_move=sum(moves) / len(moves) if moves else None,
        most_move=max(moves, default=None),
        without=[u for i, u in enumerate(found.units) if not found.rank[i]],
    )


def _sheet(year: engine.Edition, found: engine.Rescored, rows: tuple[queries.Beside, ...]) -> Iterator[list[Any]]:
    yield [
        "Tỉnh, thành phố", "Năm", "Trọng số của", "Điểm tính lại", "Hạng tính lại", "Điểm đã công bố",
        "Hạng theo điểm công bố", "Lên (bậc)",
    ]  # fmt: skip
    for r in rows:
        yield [
            r.province, year.year, found.edition.code, round(r.composite, 6), r.rank, r.published, r.rank_published,
            r.places_won,
        ]  # fmt: skip


@public
def figures(request: HttpRequest) -> HttpResponse:
    """Give out every figure with every source it has, for spreadsheets and for machines."""
    wanted = request.GET.get("bo", "").upper()
    families = [f for f in queries.twin().books if not wanted or f == wanted]
    if answer := taken_away(request, _figures(families), f"Mọi số liệu {', '.join(families) or 'chỉ số'}"):
        return answer
    counts = [
        {
            "code": code,
            "name": domain.FAMILY_NAMES.get(code, code),
            "cells": len(book.cells),
            "first": book.years[0],
            "last": book.years[-1],
            "disputed": len(book.disputed()),
        }
        for code, book in queries.twin().books.items()
        if book.cells
    ]
    sources = sorted(queries.twin().sources.items())
    return shown(request, "figures.html", counts=counts, sources=sources)


def _figures(families: list[str]) -> Iterator[list[Any]]:
    yield [
        "bo", "an_ban", "nam", "tinh", "ma_chi_so", "ten_chi_so", "gia_tri", "nguon", "mo_ta_nguon", "dang_dung",
        "tranh_chap", "nghi_sai",
    ]  # fmt: skip
    held = queries.twin()
    for family in families:
        by_year = {e.year: e for e in held.of(family)}
        for cell in held.books[family].cells.values():
            edition = by_year[cell.year]
            name = label(edition, cell.indicator)
            for at, figure in enumerate(cell.figures):
                yield [
                    family, edition.code, cell.year, cell.unit, cell.indicator, name, figure.value, figure.source,
                    held.sources.get(figure.source, ""), at == 0, cell.disputed, cell.suspect,
                ]  # fmt: skip
