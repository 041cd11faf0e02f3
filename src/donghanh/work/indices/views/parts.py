"""The page of one part: where it stands, what is wanted, how often such a gain was seen, which duties bear on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from donghanh.ui import shell
from donghanh.ui.web.guard import public
from donghanh.work.indices import charts, domain, queries
from donghanh.work.indices.views.overview import SINCE
from donghanh.work.indices.views.pages import day, missing, part_url, province, shown, taken_away
from donghanh.work.plan import api as plans

SLOT = "indices.part"  # other rooms place cards here (ui.shell.Card); their context says ``part``: "PCI.land"


@public
def part(request: HttpRequest, family: str, part: str) -> HttpResponse:
    """Show a part's history, target and odds, and ask whether the work is where the points are."""
    code = family.upper()
    key = queries.part_at(code, part)
    if not key or code not in queries.twin().books:
        raise missing("chỉ số thành phần này")
    years = queries.series(code, key, province())
    if not years:
        raise missing("chỉ số thành phần này")
    found = queries.aims(request.user, on=day(request), counted=True).get(code)
    promise = queries.promise(found, province()) if found else None
    row = promise.row(key) if promise else None
    called = f"{domain.INDICATOR_LABELS.get(part, part)} ({family.upper()})"
    if answer := taken_away(request, _sheet(years), f"{called} qua các năm"):
        return answer
    edition = found.base if found and row else next(y.edition for y in reversed(years))
    name = next((p.name for p in edition.parts if p.key == key), years[-1].edition.name)
    recent = [y for y in years if y.year >= SINCE]
    breaks = queries.twin().breaks(code, since=recent[0].year, until=recent[-1].year) if recent else ()
    goal = (found.year, row.target) if found and row else None
    own = [y for y in recent if y.own is not None]
    ledger = _ledger(code, promise, key)
    aim = found.aim(key) if found else None
    about = {
        "part": f"{code}.{key}",
        "family": code,
        "key": key,
        "name": name,
        "province": province(),
        "on": day(request),
    }
    return shown(
        request,
        "part.html",
        neighbours=[card.render(request, about) for card in shell.cards_at(SLOT)],
        code=code,
        part=key,
        name=name,
        edition=edition,
        place=edition.keys.index(key) + 1,
        years=recent,
        newest=own[-1] if own else None,
        found=found,
        promise=promise,
        row=row,
        chart=charts.history(recent, breaks, target=goal),
        breaks=breaks,
        split=queries.split_behind(found, province()) if found else None,
        ledger=ledger[:4],
        all_parts=ledger,
        work=queries.work_beside_points(promise, request.user, on=day(request)),
        duties=_duties(request, aim),
        aim=aim,
        moved=queries.moved(code, key),
        odds_url=f"{reverse('indices:odds', args=[family, part])}",
    )


def _ledger(code: str, promise: queries.Promise | None, key: str) -> list[dict[str, Any]]:
    """Return each part's points beside the work behind it, most points first; the part in hand is always among four."""
    if promise is None:
        return []
    bars = charts.shares({r.part: r.points for r in promise.rows})
    lines = [
        {
            "row": r,
            "url": part_url(code, r.part),
            "share": bars[r.part],
            "here": r.part == key,
            "tally": next(a.progress.tally for a in promise.aims.items if a.part == r.part),
        }
        for r in sorted(promise.rows, key=lambda r: -r.points)
    ]
    at = next((i for i, line in enumerate(lines) if line["here"]), 0)
    if at > 3:
        lines.insert(3, lines.pop(at))
    return lines


def _duties(request: HttpRequest, aim: queries.Aim | None) -> list[dict[str, Any]]:
    """Return the plan's duties on a part, each once, with its lead agencies of today and their standings."""
    if aim is None or aim.progress.id is None:
        return []
    rows = plans.tasks(request.user, plans.Wanted(index_id=aim.progress.id, role="lead"), on=day(request), order="plan")
    found: dict[str, list[plans.Task]] = {}
    for task in rows:
        found.setdefault(task.duty_key, []).append(task)
    return [_duty(tasks) for tasks in found.values()]


_GRAVEST = ("late", "soon", "open", "none", "done")


def _duty(tasks: list[plans.Task]) -> dict[str, Any]:
    first = tasks[0]
    worst = min(tasks, key=lambda t: _GRAVEST.index(t.tone) if t.tone in _GRAVEST else 9)
    holders = list(dict.fromkeys(t.agency.name for t in tasks))
    return {
        "place": first.place,
        "title": first.title,
        "url": reverse("plan:duty", args=[first.plan_slug, first.duty_key]),
        "holders": holders[:2],
        "more": len(holders) - 2,
        "due": worst.due_on,
        "due_written": worst.due_written,
        "kind": worst.tone,
        "word": worst.standing_label,
        "count": len(tasks),
    }


def _sheet(years: tuple[queries.Year, ...]) -> Any:
    yield [
        "Năm", "Tên trong ấn bản", "Điểm", "Nguồn", "Trung vị cả nước", "Một phần tư thấp", "Một phần tư cao",
        "Cao nhất", "Tỉnh cao nhất", "Số tỉnh biết điểm", "Thứ hạng",
    ]  # fmt: skip
    for y in years:
        source = queries.source_says(y.source) if y.source else ""
        yield [y.year, y.edition.name, y.own, source, y.median, y.low, y.high, y.best, y.best_of, y.n, y.rank]


@public
def odds(request: HttpRequest, family: str, part: str) -> HttpResponse:
    """Show every number behind a target's odds: which years, how many gained as much, from which start."""
    code = family.upper()
    key = queries.part_at(code, part)
    known = queries.past(code)
    if not key or known is None or key not in known.parts:
        raise missing("phép tính này")
    found = queries.aims(request.user, on=day(request)).get(code)
    promise = queries.promise(found, province()) if found else None
    row = promise.row(key) if promise else None
    change, start = known.gains(key)
    called = f"{domain.INDICATOR_LABELS.get(part, part)} ({family.upper()})"
    if answer := taken_away(request, _gains_sheet(known, key), f"Mức tăng từng có của {called}"):
        return answer
    edition = queries.twin().of(code)[-1] if found is None else found.base
    name = next((p.name for p in edition.parts if p.key == key), key)
    by_year = []
    at = known.parts.index(key)
    for i, year in enumerate(known.years):
        moves = known.change[i, :, at]
        reached = int((moves >= row.gain - 1e-9).sum()) if row else 0
        by_year.append(
            {
                "year": year,
                "shift": float(known.shift[i, at]),
                "best": float(moves.max()),
                "reached": reached,
                "n": moves.size,
            }
        )
    return shown(
        request,
        "odds.html",
        code=code,
        name=name,
        part=key,
        part_address=part_url(code, key),
        row=row,
        found=found,
        promise=promise,
        known=known,
        first=known.years[0],
        last=known.years[-1],
        by_year=by_year,
        chart=charts.gains(change.tolist(), row.gain) if row else None,
        moved=queries.moved(code, key),
        above=int((start > (row.median_start or 0)).sum()) if row else 0,
        labels=domain.INDICATOR_LABELS,
    )


def _gains_sheet(known: Any, key: str) -> Any:
    yield ["Tỉnh, thành phố", "Năm", "Điểm năm trước", "Thay đổi"]
    at = known.parts.index(key)
    for i, year in enumerate(known.years):
        for u, unit in enumerate(known.units):
            yield [unit, year, float(known.start[i, u, at]), round(float(known.change[i, u, at]), 4)]
