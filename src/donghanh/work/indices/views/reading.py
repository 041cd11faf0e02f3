"""Pages that show the computation: editions and what is not known, a composite recomputed, a change taken apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from donghanh.kit.errors import Invalid
from donghanh.ui.forms import refuse
from donghanh.ui.web.guard import public
from donghanh.work.indices import charts, domain, engine, queries
from donghanh.work.indices.forms import SplitForm
from donghanh.work.indices.views.pages import can, edition_at, label, part_url, province, shown, taken_away


@public
def editions(request: HttpRequest) -> HttpResponse:
    """List every edition: parts, weights, how well they are known, units, what is unknown, whether it reproduces."""
    if answer := taken_away(request, _weights_sheet(), "Ấn bản và trọng số"):
        return answer
    held = queries.twin()
    families = []
    for code, name in domain.FAMILY_NAMES.items():
        rows = [_line(e) for e in reversed(held.of(code))]
        if rows:
            families.append({"code": code, "name": name, "rows": rows})
    return shown(request, "editions.html", families=families)


def _line(edition: engine.Edition) -> dict[str, Any]:
    found = queries.reproduction(edition)
    return {
        "edition": edition,
        "standing": domain.STANDING_LABELS[edition.standing],
        "tone": domain.STANDING_TONES[edition.standing],
        "found": found,
        "verdict": domain.REPRODUCTION_LABELS[found.standing] if found else "",
        "verdict_tone": domain.REPRODUCTION_TONES[found.standing] if found else "none",
    }


def _weights_sheet() -> Any:
    yield [
        "Ấn bản",
        "Chỉ số thành phần",
        "Tên tiếng Anh",
        "Trọng số %",
        "Trọng số biết đến đâu",
        "Số đơn vị",
        "Chưa biết",
        "Ghi chú",
    ]
    for e in queries.twin().editions.values():
        for p in e.parts:
            weight = None if p.weight is None or e.aggregation == "sum" else round(p.weight * 100, 4)
            standing = domain.STANDING_LABELS[e.standing]
            yield [e.name, p.name, p.english, weight, standing, e.units, ", ".join(e.unknown), e.note]


@public
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Show one edition with every composite recomputed row by row, and how tightly its weights are pinned down."""
    one = edition_at(code)
    found = queries.reproduction(one)
    if answer := taken_away(request, _reproduction_sheet(found), f"Điểm tính lại theo ấn bản {code}"):
        return answer
    held = queries.twin()
    row = held.of(one.family)
    at = row.index(one)
    before = row[at - 1] if at else None
    rows = [
        {"row": r, "word": domain.VERDICT_LABELS[r.verdict], "tone": domain.VERDICT_TONES[r.verdict]}
        for r in sorted(found.rows, key=lambda r: (-abs(r.difference), r.unit))
    ] if found else []  # fmt: skip
    parts = [
        {
            "part": p,
            "url": part_url(one.family, p.key) if queries.part_slug(one.family, p.key) != p.key else "",
            "points": w,
        }
        for p, w in zip(one.parts, one.points() if one.has_weights else [None] * len(one.parts), strict=True)
    ]
    return shown(
        request,
        "edition.html",
        edition=one,
        standing=domain.STANDING_LABELS[one.standing],
        tone=domain.STANDING_TONES[one.standing],
        found=found,
        verdict=domain.REPRODUCTION_LABELS[found.standing] if found else "",
        verdict_tone=domain.REPRODUCTION_TONES[found.standing] if found else "none",
        rows=rows,
        parts=parts,
        pinned=queries.pinned(one),
        sources=queries.sources_of(one),
        before=before,
        cautions=engine.comparability(before, one) if before else (),
        own=province(),
    )


def _reproduction_sheet(found: Any) -> Any:
    yield ["Tỉnh, thành phố", "Tính lại", "Công bố", "Chênh lệch", "Kết luận", "Hạng tính lại", "Hạng công bố"]
    for r in found.rows if found else ():
        word = domain.VERDICT_LABELS[r.verdict]
        yield [r.unit, r.computed, r.published, r.difference, word, r.rank_computed, r.rank_published]


@public
def split(request: HttpRequest) -> HttpResponse:
    """Take a change between two editions apart: what is real, what is method, in both orders and by part."""
    given = {"tinh": province(), "tu": "pci-2021", "den": "pci-2022", **request.GET.dict()}
    form = SplitForm(given)
    found = None
    if form.is_valid():
        held = queries.twin()
        try:
            found = queries.taken_apart(
                form.cleaned_data["tinh"],
                held.editions[form.cleaned_data["tu"]],
                held.editions[form.cleaned_data["den"]],
            )
        except Invalid as refusal:
            refuse(form, refusal)
    if found and (
        answer := taken_away(
            request, _split_sheet(found), f"Mức đổi điểm, {found.unit}, {found.before.year}-{found.after.year}"
        )
    ):
        return answer
    rows: list[dict[str, Any]] = []
    if found:
        w0 = dict(zip(found.before.keys, found.before.points(), strict=True))
        w1 = dict(zip(found.after.keys, found.after.points(), strict=True))
        rows = [
            {"part": p, "w0": float(w0.get(p.key, 0)), "w1": float(w1.get(p.key, 0))}
            for p in sorted(found.parts, key=lambda p: -abs(p.total))
        ]
    chart = charts.split_bars([(r["part"].name, r["part"].real, r["part"].method) for r in rows]) if rows else None
    again = _again(found) if found else None
    return shown(
        request, "split.html", 422 if form.errors else 200, form=form, found=found, rows=rows, chart=chart, again=again
    )


def _again(found: engine.Split) -> dict[str, Any] | None:
    """Return the first year under the last year's weights for the whole country: composite, rank, middle."""
    try:
        scored = queries.scored_again(found.before, found.after)
        value, rank = scored.of(found.unit)
    except Invalid:
        return None  # too few provinces of that year are known in full
    return {"value": value, "rank": rank, "median": scored.median, "n": scored.n}


def _split_sheet(found: engine.Split) -> Any:
    yield [
        "Chỉ số thành phần", f"Điểm {found.before.year}", f"Điểm {found.after.year}",
        "Đóng góp vào thay đổi", "Do điểm thật (Shapley)", "Do cách tính (Shapley)",
    ]  # fmt: skip
    for p in found.parts:
        yield [p.name, p.before, p.after, round(p.total, 6), round(p.real, 6), round(p.method, 6)]
    yield ["Cộng", None, None, round(found.total, 6), round(found.real, 6), round(found.method, 6)]


@public
def disputes(request: HttpRequest) -> HttpResponse:
    """Show every figure on which sources differ or that looks wrong, side by side, and which one is used."""
    found = queries.doubtful()
    if answer := taken_away(request, _disputes_sheet(found), "Số liệu tranh chấp"):
        return answer
    held = queries.twin()
    cards = [
        {
            "edition": e,
            "cell": c,
            "name": label(e, c.indicator),
            "figures": [
                {"value": f.value, "code": f.source, "what": held.sources.get(f.source, f.source), "used": i == 0}
                for i, f in enumerate(c.figures)
            ],
            "key": held.keys[e.family, c.year, c.unit, c.indicator, c.source],
        }
        for e, c in found
    ]
    return shown(request, "disputes.html", cards=cards, may_choose=can(request, "choose_source"))


def _disputes_sheet(found: Any) -> Any:
    yield ["Ấn bản", "Tỉnh, thành phố", "Chỉ số", "Giá trị", "Nguồn", "Đang dùng", "Vì sao"]
    for e, c in found:
        for i, f in enumerate(c.figures):
            yield [e.name, c.unit, label(e, c.indicator), f.value, queries.source_says(f.source), i == 0, c.why]
