"""Figures of petitions, cut four ways, with their formulas and the quarters that reopenings changed."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.guard import guard
from donghanh.work.petitions.forms.inside import FiguresForm
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.queries import figures as counted
from donghanh.work.petitions.views.pages import day, shown

HEAD = [
    "Nhóm",
    "Nhận",
    "Đã trả lời",
    "Đúng hạn",
    "Trễ",
    "Đang mở",
    "Quá hạn chưa trả lời",
    "Đúng hạn (%)",
    "Có đánh giá",
    "Đã giải quyết",
    "Đã giải quyết (%)",
    "Mở lại",
]


@guard("petitions.figures")
def figures(request: HttpRequest) -> HttpResponse:
    """Show a period's figures; the same table leaves as a spreadsheet."""
    on = day(request)
    initial = {"tu": date(on.year, 1, 1), "den": on, "theo": "co-quan"}
    form = FiguresForm(request.GET if "theo" in request.GET else None, initial=initial)
    asked: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else initial
    rows = _asked_for(request, asked)
    lines = counted.by(rows, asked["theo"], on=on)
    whole = counted.total(rows, on=on)
    name = f"Số liệu kiến nghị {asked['tu']:%d-%m-%Y} đến {asked['den']:%d-%m-%Y}"
    if leaving(request):
        return leave(request, _sheet([*lines, whole]), name, form=form)
    return shown(
        request,
        "figures.html",
        422 if form.errors else 200,
        form=form,
        lines=lines,
        whole=whole,
        median=counted.median_days(rows),
        reopened=counted.reopenings(rows),
        smallest=counted.SMALLEST,
        since=asked["tu"],
        until=asked["den"],
        map_url=_map_url(asked) if asked["theo"] == "noi" and counted.on_the_map(rows, lines) else "",
        by_place=asked["theo"] == "noi",
    )


def _asked_for(request: HttpRequest, asked: dict[str, Any]) -> Any:
    everything = Petition.objects.visible_to(request.user, on=day(request))
    return counted.within(everything, since=asked["tu"], until=asked["den"])


def _map_url(asked: dict[str, Any]) -> str:
    period = {"tu": f"{asked['tu']:%d/%m/%Y}", "den": f"{asked['den']:%d/%m/%Y}", "theo": "noi"}
    return f"{reverse('petitions:figures_map')}?{urlencode(period)}"


@guard("petitions.figures")
def figures_map(request: HttpRequest) -> HttpResponse:
    """Give the communes of the table as points; the table itself says the same, and says it of every commune."""
    form = FiguresForm(request.GET)
    features: list[dict[str, Any]] = []
    if form.is_valid():
        rows = _asked_for(request, form.cleaned_data)
        features = counted.on_the_map(rows, counted.by(rows, "noi", on=day(request)))
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features}, json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Type"] = "application/geo+json"
    return answer


def _sheet(lines: list[counted.Count766]) -> list[list[Any]]:
    return [
        HEAD,
        *(
            [
                *(c.label, c.received, c.answered, c.in_time, c.late, c.open, c.overdue, c.on_time_rate),
                *(c.rated, c.solved, c.solved_rate, c.reopened),
            ]
            for c in lines
        ),
    ]
