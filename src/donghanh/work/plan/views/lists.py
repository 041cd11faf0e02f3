"""Everybody's work as one list, and the coordinator's matrix of agencies and indices."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from donghanh.ground.orgs import api as orgs
from donghanh.kit.dates import show_date
from donghanh.kit.text import POINT_LETTERS, sort_key
from donghanh.ui.lists import exported, leave, leaving, listed
from donghanh.ui.web.guard import guard, public
from donghanh.work.plan import queries
from donghanh.work.plan.domain import STANDING_LABELS, Standing, Tally
from donghanh.work.plan.forms import BoardForm, FilterForm
from donghanh.work.plan.models import Plan
from donghanh.work.plan.tables import ObligationTable
from donghanh.work.plan.views.pages import day, rows_of, shown

# Groups that readers ask for, beside the single standings.
GROUPS = {
    "dang-mo": (
        "Đang mở",
        (Standing.IN_TIME, Standing.OVERDUE, Standing.NO_DEADLINE, Standing.ASKED, Standing.SUSPENDED),
    ),
    "da-xong": ("Đã xong", (Standing.DONE_ON_TIME, Standing.DONE_LATE, Standing.DONE_NO_DEADLINE)),
}
NO_INDEX = "ngoai-chi-so"


@public
def obligations(request: HttpRequest) -> HttpResponse:
    """List the work the reader may see, filtered, sorted, paged; the same rows leave as a spreadsheet."""
    on = day(request)
    everything = queries.with_standing(rows_of(request), on)
    form = FilterForm(request.GET or None, choices=_choices(request))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = narrowed(everything, wanted).with_context()
    # How far an agency says it has come is its own report: the public reads what was confirmed.
    hidden = () if request.user.is_authenticated else ("percent",)
    table = ObligationTable(rows, request=request, exclude=hidden)
    answer = exported(request, table, f"Việc theo kế hoạch {on:%d-%m-%Y}", form=form, as_of=on)
    if answer is not None:
        return answer
    return shown(
        request,
        "list.html",
        200 if not form.errors else 422,
        table=listed(request, table),
        form=form,
        tally=queries.tally(narrowed(rows_of(request), wanted, on=on), on),
        active=_active(request, form, wanted),
    )


def _active(request: HttpRequest, form: FilterForm, wanted: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Say which filters are on: name, value, and the address without that one."""
    found = []
    for name, value in wanted.items():
        if not value:
            continue
        rest = request.GET.copy()
        rest.pop(name, None)
        rest.pop("trang", None)
        field = form.fields[name]
        words = dict(field.choices).get(value, value) if hasattr(field, "choices") else value
        shown_as = show_date(words) if isinstance(words, date) else str(words)
        found.append((str(field.label), shown_as, f"?{rest.urlencode()}"))
    return found


def narrowed(rows: Any, wanted: dict[str, Any], *, on: date | None = None) -> Any:
    """Keep what the filters ask for."""
    if on is not None:
        rows = queries.with_standing(rows, on)
    plain = {
        "ke_hoach": "duty__plan__slug",
        "co_quan": "holder__code",
        "vai_tro": "role",
        "ky": "period",
        "tu": "due_on__gte",
        "den": "due_on__lte",
    }
    rows = rows.filter(**{column: wanted[name] for name, column in plain.items() if wanted.get(name)})
    if index := wanted.get("chi_so"):
        rows = rows.filter(duty__index__isnull=True) if index == NO_INDEX else rows.filter(duty__index__eid=index)
    if standing := wanted.get("tinh_trang"):
        rows = rows.filter(stands__in=GROUPS[standing][1] if standing in GROUPS else (standing,))
    return rows.matching(wanted["q"]) if wanted.get("q") else rows


def _choices(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """Offer what the reader's rows hold, in one query: far fewer combinations stand in a plan than rows."""
    found = (
        rows_of(request)
        .order_by()
        .values_list(
            *("duty__plan__slug", "duty__plan__number", "duty__plan__state"),
            *("holder__code", "holder__name", "period", "period_label"),
            *("duty__index__eid", "duty__index__name", "duty__index__order"),
        )
        .distinct()
    )
    plans, agencies, periods, indices = {}, {}, {}, {}
    for slug, number, state, code, name, period, period_label, eid, index, order in found:
        if state != Plan.State.DRAFT:
            plans[slug] = number
        agencies[code] = name
        if period and not period.startswith("d"):
            periods[period] = period_label
        if eid:
            indices[order, eid] = index
    return {
        "ke_hoach": sorted(plans.items(), key=lambda p: p[1]),
        "co_quan": sorted(agencies.items(), key=lambda a: sort_key(a[1])),
        "chi_so": [*((eid, name) for (_, eid), name in sorted(indices.items())), (NO_INDEX, "Tổ chức thực hiện")],
        "tinh_trang": [
            *((code, words) for code, (words, _) in GROUPS.items()),
            *((s.value, w) for s, w in STANDING_LABELS.items()),
        ],
        "ky": sorted(periods.items(), reverse=True),
    }


@guard("plan.board")
def board(request: HttpRequest) -> HttpResponse:
    """Show the matrix: agencies down, indices across; done, late and open in each cell."""
    found = Plan.objects.visible_to(request.user, on=day(request)).exclude(state=Plan.State.DRAFT)
    # A conclusion with three orders is newer than any plan, and not what the board is opened for.
    plans = sorted(found, key=lambda p: p.is_order)
    form = BoardForm(request.GET or None, plans=[(p.slug, p.number) for p in plans])
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    plan = next((p for p in plans if p.slug == wanted.get("ke_hoach")), plans[0] if plans else None)
    if plan is None:
        return shown(request, "board.html", form=form, plan=None)
    today = day(request)
    on, role = wanted.get("ngay") or today, wanted.get("vai_tro") or ""
    rows = rows_of(request)
    matrix = queries.board(rows.filter(role=role) if role else rows, plan, on)
    if leaving(request):
        return _board_file(request, form, matrix, plan, on)
    return shown(
        request,
        "board.html",
        422 if form.errors else 200,
        form=form,
        plan=plan,
        board=matrix,
        as_of=on,
        past=on < today,
        with_successors=request.GET.get("ten") == "nay",
        columns=_columns(plan, matrix, role, past=on < today),
        lines=_lines(plan, matrix, role, past=on < today, today=today if request.GET.get("ten") == "nay" else None),
        all_url=_list_url(plan, past=on < today, vai_tro=role),
        late_url=_list_url(plan, past=on < today, vai_tro=role, tinh_trang=Standing.OVERDUE),
    )


def _list_url(plan: Plan, *, past: bool = False, **filters: str) -> str:
    """Lead to the list behind a count; a count of a past day has none, for the list is of today."""
    if past:
        return ""
    kept = {"ke_hoach": plan.slug, **{k: v for k, v in filters.items() if v}}
    return f"{reverse('plan:list')}?{urlencode(kept)}"


def _eids(plan: Plan) -> dict[Any, str]:
    return {**{i.pk: i.eid for i in plan.indices.all()}, None: NO_INDEX}


def _columns(plan: Plan, matrix: queries.Board, role: str, *, past: bool) -> list[dict[str, Any]]:
    eids = _eids(plan)
    return [
        {
            "name": name,
            "tally": matrix.by_column.get(pk, Tally.of([])),
            "url": _list_url(plan, past=past, chi_so=eids[pk], vai_tro=role),
        }
        for pk, name in matrix.columns
    ]


def _lines(plan: Plan, matrix: queries.Board, role: str, *, past: bool, today: date | None) -> list[dict[str, Any]]:
    """Agencies under the name they had; ``today`` asks for today's successor beside it."""
    eids = _eids(plan)
    return [
        {
            "agency": agency,
            "successor": orgs.successor_name(agency.id, on=today) if today else "",
            "tally": matrix.by_agency[agency.id],
            "url": _list_url(plan, past=past, co_quan=agency.code, vai_tro=role),
            "cells": [
                {
                    "name": name,
                    "tally": matrix.cells.get((agency.id, pk)),
                    "url": _list_url(plan, past=past, co_quan=agency.code, chi_so=eids[pk], vai_tro=role),
                }
                for pk, name in matrix.columns
            ],
        }
        for agency in matrix.agencies
    ]


def _board_file(request: HttpRequest, form: Any, matrix: queries.Board, plan: Plan, on: date) -> HttpResponse:
    """Write the matrix as a sheet, three numbers for each crossing; on paper as an annex, with what is done of all."""
    name = f"Bảng tiến độ {plan.short} {show_date(on)}"
    if request.GET["tai"] not in ("csv", "xlsx"):
        annex, note = _board_annex(matrix)
        return leave(request, annex, name, form=form, as_of=on, note=note)
    parts = ("tổng", "xong", "quá hạn")
    head = ["Cơ quan", *(f"Tất cả: {p}" for p in parts)]
    head += [f"{name}: {part}" for _, name in matrix.columns for part in parts]
    lines: list[list[Any]] = [head]
    empty = Tally.of([])
    for agency in matrix.agencies:
        tallies = [matrix.by_agency[agency.id], *(matrix.cells.get((agency.id, pk), empty) for pk, _ in matrix.columns)]
        lines.append([agency.name, *(n for t in tallies for n in (t.total, t.done, t.overdue))])
    tallies = [matrix.total, *(matrix.by_column.get(pk, empty) for pk, _ in matrix.columns)]
    lines.append(["Cộng", *(n for t in tallies for n in (t.total, t.done, t.overdue))])
    return leave(request, lines, name)


def _board_annex(matrix: queries.Board) -> tuple[list[list[Any]], str]:
    """Write the matrix narrow enough for a page, its columns lettered: done of all, what is overdue in brackets.

    The note under the title says which index each letter means.
    """

    def told(tally: Tally) -> str:
        late = f" ({tally.overdue})" if tally.overdue else ""
        return f"{tally.done}/{tally.total}{late}" if tally.total else ""

    empty = Tally.of([])
    names = {f"({letter})": name for letter, (_, name) in zip(POINT_LETTERS, matrix.columns, strict=False)}
    lines: list[list[Any]] = [["Cơ quan", "Tất cả", *names]]
    for agency in matrix.agencies:
        cells = [told(matrix.cells.get((agency.id, pk), empty)) for pk, _ in matrix.columns]
        lines.append([agency.name, told(matrix.by_agency[agency.id]), *cells])
    cells = [told(matrix.by_column.get(pk, empty)) for pk, _ in matrix.columns]
    lines.append(["Cộng", told(matrix.total), *cells])
    note = "Mỗi ô: việc đã xong trên tổng số, trong ngoặc là số quá hạn. Các cột: "
    return lines, f"{note}{'; '.join(f'{n} {name}' for n, name in names.items())}."
