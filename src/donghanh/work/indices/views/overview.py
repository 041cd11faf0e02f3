"""The way in: both indices of the province, what the plan's targets imply, the brief for the chair, the ranking."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from donghanh.record.papers import api as papers
from donghanh.ui import charts as drawn
from donghanh.ui.web.guard import public
from donghanh.work.indices import charts, domain, queries
from donghanh.work.indices.forms import RankingForm
from donghanh.work.indices.views.pages import can, day, label, part_url, province, shown, taken_away

SINCE = 2013  # one set of weights held from then to 2021; earlier years stand on the ranking page


@public
def overview(request: HttpRequest) -> HttpResponse:
    """Show where the province stands in each index, and what its plan's targets amount to."""
    if answer := taken_away(request, _sheet(), f"Chỉ số PCI, PGI của {province()}"):
        return answer
    found = queries.aims(request.user, on=day(request))
    families = [_family(code, found.get(code)) for code in ("PCI", "PGI") if queries.twin().books.get(code)]
    return shown(request, "overview.html", families=families, may_enter=can(request, "enter"))


@public
def brief(request: HttpRequest) -> HttpResponse:
    """Say on two printed pages what the chair has to know."""
    found = queries.aims(request.user, on=day(request), counted=True)
    families = [_family(code, found.get(code), width=760) for code in ("PCI", "PGI") if queries.twin().books.get(code)]
    pci = next((f for f in families if f["code"] == "PCI"), None)
    work = queries.work_beside_points(pci["promise"], request.user, on=day(request)) if pci else None
    wanted = request.GET.get("tai", "")
    if wanted in {"docx", "pdf"}:
        return _brief_paper(families, work, wanted, day(request))
    return shown(request, "brief.html", families=families, work=work)


def _brief_paper(families: list[dict[str, Any]], work: queries.Work | None, form: str, on: date) -> HttpResponse:
    """Give the brief away as an official paper, Word or PDF, of two pages: no line is drawn through years of PGI,
    whose scales differ."""
    parts = [
        queries.BriefPart(
            f["code"], f["newest"], f["promise"], f["split"],
            drawn.svg({**f["chart"].spec, "height": 150}, paper=True) if f["chart"] and f["code"] == "PCI" else "",
        )
        for f in families
        if f["newest"]
    ]  # fmt: skip
    mark = "Số liệu tiến độ là minh họa" if settings.TRIAL else ""
    paper = queries.brief_paper(parts, province=province(), on=on, mark=mark, work=work)
    body = papers.word(paper) if form == "docx" else papers.pdf(paper)
    answer = HttpResponse(body, content_type=papers.MEDIA[form])
    answer["Content-Disposition"] = f'attachment; filename="tom-tat-chi-so-{on:%Y-%m-%d}.{form}"'
    return answer


def _family(code: str, found: queries.Aims | None, *, width: int = 520) -> dict[str, Any]:
    years = queries.series(code, domain.COMPOSITE, province(), since=SINCE)
    own = [y for y in years if y.own is not None]
    held = queries.twin()
    promise = queries.promise(found, province()) if found else None
    first, last = (years[0].year, years[-1].year) if years else (0, 0)
    breaks = held.breaks(code, since=first, until=last)
    goal = (found.year, promise.implied) if found and promise and found.whole else None
    before = next((y for y in reversed(own[:-1]) if own and y.year == own[-1].year - 1), None)
    rows: list[dict[str, Any]] = []
    for row in promise.rows if promise else ():
        rows.append({"row": row, "url": part_url(code, row.part)})
    rows.sort(key=lambda r: -r["row"].points)
    bars = charts.shares({r["row"].part: r["row"].points for r in rows})
    for r in rows:
        r["share"] = bars[r["row"].part]
    return {
        "code": code,
        "name": domain.FAMILY_NAMES[code],
        "years": years,
        "newest": own[-1] if own else None,
        "before": before,
        "breaks": breaks,
        "chart": charts.history(years, breaks, target=goal, width=width, fan=_drift(promise, own)),
        "rank_chart": charts.history(years, breaks, by_rank=True, width=width),
        "promise": promise,
        "rows": rows,
        "dumbbells": charts.dumbbells(
            [(r["row"].name, r["row"].baseline, r["row"].target) for r in rows],
            (f"điểm {found.base.year}", f"mục tiêu {found.year}"),
        )
        if found
        else None,
        "split": queries.split_behind(found, province()) if found else None,
        "gap": _gap(code, promise),
    }


def _drift(promise: queries.Promise | None, own: list[queries.Year]) -> tuple[tuple[float, float], ...]:
    """Return where the next year may come to if all drifts as in history; only from the newest year of the province."""
    if promise is None or promise.drawn is None or not own or own[-1].year != promise.aims.base.year:
        return ()
    levels = (0.1, 0.25, 0.5, 0.75, 0.9)
    return tuple(zip(levels, np.quantile(promise.drawn.composites, levels).tolist(), strict=True))


def _gap(code: str, promise: queries.Promise | None) -> float | None:
    """Return by how much the plan's parts miss the published total, where rounding cannot explain it."""
    if promise is None:
        return None
    base = promise.aims.base
    stated = queries.twin().books[code].value(base.year, province(), domain.COMPOSITE)
    gap = promise.base_composite - stated
    return gap if abs(gap) > base.rounding + 1e-9 else None


def _sheet() -> Any:
    yield ["Bộ chỉ số", "Năm", "Chỉ số", "Giá trị", "Nguồn", "Trung vị cả nước", "Số tỉnh biết điểm", "Thứ hạng"]
    for family in queries.twin().books:
        seen = dict.fromkeys(k for e in queries.editions_of(family) for k in (domain.COMPOSITE, *e.keys))
        for indicator in seen:
            for y in queries.series(family, indicator, province()):
                if y.own is not None:
                    source = queries.source_says(y.source)
                    yield [family, y.year, label(y.edition, indicator), y.own, source, y.median, y.n, y.rank]


@public
def ranking(request: HttpRequest) -> HttpResponse:
    """List provinces of a year by any figure, within a region, beside one province; unknown ones are not ranked."""
    held = queries.twin()
    newest = next((e for e in reversed(held.of("PCI")) if _full(e)), None)
    asked = held.editions.get(request.GET.get("an_ban", ""), newest)
    if asked is None:
        return shown(request, "ranking.html", form=None)
    data = {"an_ban": asked.code, "chi_so": domain.COMPOSITE, **request.GET.dict()}
    if data["chi_so"] not in {domain.COMPOSITE, *asked.keys}:
        data["chi_so"] = domain.COMPOSITE
    form = RankingForm(data, edition=asked)
    if not form.is_valid():
        return shown(request, "ranking.html", 422, form=form)
    region, beside = form.cleaned_data["vung"], form.cleaned_data["tinh"]
    found = queries.ranking(asked, form.cleaned_data["chi_so"], region=region, province=province())
    if answer := taken_away(request, _ranking_sheet(found), f"Xếp hạng các tỉnh theo {asked.code}"):
        return answer
    regions = queries.region_names()
    rows = [{"row": r, "region": regions.get(r.region, ""), "beside": r.province == beside} for r in found.rows]
    heads = [label(asked, c) for c in found.columns]
    compared = _compared(found, beside)
    return shown(
        request, "ranking.html", form=form, edition=asked, found=found, rows=rows, heads=heads,
        compared=compared, beside=beside, dumbbells=_side_by_side(found, compared, beside),
    )  # fmt: skip


def _side_by_side(found: queries.Ranking, lines: list[dict[str, Any]], beside: str) -> Any:
    """Draw the parts of two provinces; a composite stands on another scale and stays in the table."""
    names = {label(found.edition, c) for c in found.columns if c != domain.COMPOSITE}
    pairs = [(c["name"], c["mine"], c["other"]) for c in lines if c["name"] in names]
    return charts.dumbbells(pairs, (province(), beside)) if pairs else None


def _full(edition: Any) -> bool:
    book = queries.twin().books.get(edition.family)
    return (
        book is not None
        and edition.year in book.years
        and len(book.units(edition.year)) == edition.units
        and edition.year < 2022
    )


def _ranking_sheet(found: queries.Ranking) -> Any:
    yield ["Hạng", "Tỉnh, thành phố", "Vùng", *(label(found.edition, c) for c in found.columns)]
    regions = queries.region_names()
    for r in found.rows:
        yield [r.rank, r.province, regions.get(r.region, ""), *r.values]


def _compared(found: queries.Ranking, beside: str) -> list[dict[str, Any]]:
    """Set two provinces side by side, part by part."""
    mine = next((r for r in found.rows if r.own), None)
    other = next((r for r in found.rows if r.province == beside), None)
    if mine is None or other is None or mine is other:
        return []
    lines = []
    for column, a, b in zip(found.columns, mine.values, other.values, strict=True):
        gap = charts.signed(a - b) if a is not None and b is not None else "—"
        lines.append({"name": label(found.edition, column), "mine": a, "other": b, "gap": gap})
    return lines
