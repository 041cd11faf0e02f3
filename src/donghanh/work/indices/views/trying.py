"""What if: scores tried out, the cheapest mix, indicators of 2013-2016, and forecasts held against what came."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from donghanh.kit import policy
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.numbers import read_number, show_number
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import public
from donghanh.work.indices import charts, domain, engine, queries, services
from donghanh.work.indices.forms import ForecastForm, ScenarioForm
from donghanh.work.indices.models import Edition, Forecast, Province
from donghanh.work.indices.views.pages import can, day, edition_at, label, moment, person, province, shown, taken_away

INDICATOR_YEARS = (2013, 2014, 2015, 2016)


def _startable() -> list[engine.Edition]:
    """Return the editions from which a scenario can start: weights known, the province's parts all there."""
    held = queries.twin()
    book = held.books.get("PCI")
    if book is None:
        return []
    return [
        e
        for e in reversed(held.of("PCI"))
        if e.has_weights
        and e.keys == held.editions["pci-2021"].keys
        and all(book.cell(e.year, province(), k) is not None for k in e.keys)
    ]


@public
def scenario(request: HttpRequest) -> HttpResponse:
    """Try scores: the composite they give, the rank with its range, and the cheapest mix for what is wanted."""
    ready = _startable()
    if not ready:
        return shown(request, "scenario.html", form=None)
    edition = next((e for e in ready if e.code == request.GET.get("an_ban")), ready[0])
    own = {k: queries.twin().books["PCI"].value(edition.year, province(), k) for k in edition.keys}
    form = ScenarioForm({"an_ban": edition.code, **request.GET.dict()}, edition=edition, own=own)
    tried = way = None
    if form.is_valid():
        try:
            tried = queries.what_if(edition, province(), form.scores())
            way = _way(edition, form)
        except Invalid as refusal:
            refuse(form, refusal)
    found = queries.aims(request.user, on=day(request)).get("PCI")
    names = {p.key: p.name for p in edition.parts}
    if tried and (answer := taken_away(request, _scenario_sheet(tried, names), f"Kịch bản theo ấn bản {edition.code}")):
        return answer
    context = {
        "form": form,
        "edition": edition,
        "own": own,
        "tried": tried,
        "way": way,
        "names": names,
        "found": found if found and found.base.code == edition.code else None,
        "plan_link": _link(edition, found.wanted) if found and found.base.code == edition.code else "",
        "steps": [{"step": s, "name": names[s.part]} for s in tried.steps] if tried else [],
        "mix": _mix(tried.mix, names) if tried else [],
        "way_mix": _mix(way.advice.mix, names) if way and way.advice.mix else [],
        "way_link": _link(edition, {g.part: g.score for g in way.advice.mix.gains}) if way and way.advice.mix else "",
        "draws": queries.DRAWS,
        "seed": queries.SEED,
        "pairs": [{"field": f, "own": own[f.name]} for f in form.part_fields],
    }
    return shown(request, "scenario.html", 422 if form.errors else 200, **context)


def _way(edition: engine.Edition, form: ScenarioForm) -> queries.CheapestWay | None:
    data = form.cleaned_data
    if data["diem"] is None and data["hang"] is None:
        return None
    return queries.cheapest_way(
        edition,
        province(),
        composite=None if data["diem"] is None else float(data["diem"]),
        rank=None if data["hang"] is None else int(data["hang"]),
        probability=float(data["xac_suat"] or 80) / 100,
    )


def _mix(mix: engine.Mix, names: dict[str, str]) -> list[dict[str, Any]]:
    bars = charts.shares({g.part: g.points for g in mix.gains})
    return [{"gain": g, "name": names[g.part], "share": bars[g.part]} for g in mix.gains]


def _link(edition: engine.Edition, scores: dict[str, float]) -> str:
    typed = "&".join(f"{key}={show_number(Decimal(str(round(value, 2))))}" for key, value in scores.items())
    return f"?an_ban={edition.code}&{typed}"


def _scenario_sheet(tried: queries.WhatIf, names: dict[str, str]) -> Any:
    yield ["Chỉ số thành phần", "Điểm gốc", "Điểm thử", "Trọng số %", "Đóng góp vào điểm tổng hợp"]
    field = tried.field
    for key, weight in zip(field.edition.keys, field.edition.points(), strict=True):
        score = tried.still.set_scores.get(key, field.own[key])
        yield [names[key], field.own[key], score, float(weight) * 10, float(weight) * (score - field.own[key])]
    low, middle, high = tried.drawn.composite_range()
    best, rank, worst = tried.drawn.rank_range()
    yield ["Điểm tổng hợp nếu chỉ các điểm này đổi", field.own_composite, tried.still.implied, None, None]
    yield ["Điểm tổng hợp, khoảng 80 %", low, middle, high, None]
    yield ["Thứ hạng, khoảng 80 %", best, rank, worst, None]


@public
def indicators(request: HttpRequest) -> HttpResponse:
    """Move one indicator of 2013-2016, where slopes are known, and follow it to the sub-index, composite and rank."""
    year = next((y for y in INDICATOR_YEARS if str(y) == request.GET.get("nam")), INDICATOR_YEARS[-1])
    edition = edition_at(f"pci-{year}")
    part = request.GET.get("chi_so", edition.keys[0])
    if part not in edition.keys:
        part = edition.keys[0]
    rows = engine.indicators(part, year=year)
    called = f"Chỉ tiêu của {domain.INDICATOR_LABELS.get(part, part)} năm {year}"
    if answer := taken_away(request, _indicator_sheet(part, year), called):
        return answer
    chosen = next((i for i in rows if i.code == request.GET.get("chi_tieu")), None)
    effect = widening = None
    trouble = ""
    change = _number(request.GET.get("thay_doi", ""))
    extreme, value = _number(request.GET.get("cuc_tri", "")), _number(request.GET.get("gia_tri", ""))
    if chosen is not None:
        try:
            if change is not None:
                effect = engine.what_if(
                    queries.twin().books["PCI"], province(), year=year, changes={(part, chosen.code): change}
                )[0]
            if extreme is not None and value is not None:
                widening = engine.widened(part, chosen.code, year=year, value=value, extreme=extreme)
        except Invalid as refusal:
            trouble = refusal.message
    worth = {i.code: points for i, points in engine.worth_of(part, year=year)}
    return shown(
        request, "indicators.html", 422 if trouble else 200, edition=edition, part=part, name=label(edition, part),
        parts=[(p.key, p.name) for p in edition.parts], years=INDICATOR_YEARS, year=year,
        rows=[{"one": i, "worth": worth[i.code]} for i in rows], chosen=chosen, effect=effect, widening=widening,
        trouble=trouble, typed=request.GET,
    )  # fmt: skip


def _number(text: str) -> float | None:
    read = read_number(text) if text.strip() else None
    return float(read.value) if read else None


def _indicator_sheet(part: str, year: int) -> Any:
    yield ["Mã", "Chỉ tiêu", "Điểm thành phần cho một đơn vị", "Thấp nhất", "Cao nhất", "Khớp (R2)"]
    for i in engine.indicators(part, year=year):
        yield [i.code, i.name, i.slope, i.low, i.high, i.r2]


@public
def forecasts(request: HttpRequest) -> HttpResponse:
    """List forecasts with what came of them; the coordinator writes a new one down."""
    form = ForecastForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.may("indices.forecast", request.user, on=day(request)).or_refuse()
        if form.is_valid() and _forecast(request, form):
            return redirect("indices:forecasts")
    rows = list(
        Forecast.objects.select_related("base", "province", "made_by").prefetch_related("scores", "scores__source")
    )
    if answer := taken_away(request, _forecast_sheet(rows), "Dự báo đã lưu"):
        return answer
    cards = [_card(row) for row in rows]
    return shown(
        request,
        "forecasts.html",
        422 if form.errors else 200,
        cards=cards,
        form=form,
        may_forecast=can(request, "forecast"),
    )


def _forecast(request: HttpRequest, form: ForecastForm) -> bool:
    base = Edition.objects.get(slug=form.cleaned_data["base"])
    found = queries.aims(request.user, on=day(request)).get(base.family)
    year = int(form.cleaned_data["year"])
    fits = found is not None and found.base.code == base.slug and found.year == year
    try:
        services.make_forecast(
            base,
            province=Province.objects.get(name=province()),
            year=year,
            targets=found.wanted if found and fits else {},
            plan_number=found.plan_short if found and fits else "",
            by=person(request),
            at=moment(request),
        )
    except Invalid as refusal:
        refuse(form, refusal)
        return False
    except NotNow as refusal:
        messages.warning(request, refusal.message)
        return True
    messages.success(request, f"Đã ghi dự báo cho năm {year}; sẽ được chấm khi nhập số liệu năm đó.")
    return True


def _card(row: Forecast) -> dict[str, Any]:
    edition = queries.twin().editions[row.base.slug]
    scores = {s.indicator: s for s in row.scores.all()}
    lines = []
    for indicator, told in row.summary.items():
        if isinstance(told, dict) and "quantiles" in told:
            levels = sorted((float(level), q) for level, q in told["quantiles"].items())
            lines.append(
                {
                    "name": label(edition, indicator),
                    "median": told["median"],
                    "low": next(q for level, q in levels if level >= 0.1),
                    "high": next(q for level, q in reversed(levels) if level <= 0.9),
                    "target": told.get("target"),
                    "probability": told.get("probability"),
                    "score": scores.get(indicator),
                    "is_rank": indicator in domain.RANKS,
                }
            )
    briers = [s.brier for s in scores.values() if s.brier is not None]
    whole = scores.get(domain.COMPOSITE)
    return {
        "row": row,
        "lines": lines,
        "hindsight": row.summary.get("known_then"),
        "scored": bool(scores),
        "brier": sum(briers) / len(briers) if briers else None,
        "crps": whole.crps if whole else None,
    }


def _forecast_sheet(rows: list[Forecast]) -> Any:
    yield [
        "Ghi ngày", "Từ ấn bản", "Năm dự báo", "Chỉ số", "Giữa", "Thấp (10 %)", "Cao (90 %)", "Mục tiêu",
        "Xác suất đạt", "Thực tế", "Brier", "CRPS",
    ]  # fmt: skip
    for row in rows:
        for line in _card(row)["lines"]:
            score = line["score"]
            yield [
                row.made_at, str(row.base), row.year, line["name"], line["median"], line["low"], line["high"],
                line["target"], line["probability"], score.observed if score else None,
                score.brier if score else None, score.crps if score else None,
            ]  # fmt: skip
