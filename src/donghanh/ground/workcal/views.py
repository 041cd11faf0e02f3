"""Pages: the year, the deadline calculator, the terms, and for those who keep the calendar the forms to change it."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from donghanh.ground.workcal import forms, queries, services, tables
from donghanh.ground.workcal.engine import clocks
from donghanh.ground.workcal.engine.days import FIRST, LAST, fold_steps
from donghanh.ground.workcal.engine.telling import fold_clock, tell
from donghanh.ground.workcal.models import DayException, Term, Year
from donghanh.kit import policy
from donghanh.kit.dates import show_date, weekday_name
from donghanh.kit.errors import Invalid
from donghanh.kit.text import search_key, sort_key
from donghanh.ui.forms import refuse
from donghanh.ui.lists import exported, listed
from donghanh.ui.web.guard import guard, public
from donghanh.ui.web.pages import layout

# Terms about the house's own running, of no use to somebody who counts a deadline.
INTERNAL = r"^(account|task|session|log)\."


def _may(request: HttpRequest, verb: str) -> bool:
    return bool(policy.may(verb, request.user, on=request.now.date()))  # type: ignore[attr-defined]


@public
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Show a year's working days, days off and Saturdays worked, with the basis of each."""
    today: date = request.now.date()  # type: ignore[attr-defined]
    number = number or today.year
    if not FIRST.year <= number <= LAST.year:
        raise Http404
    held = queries.calendar()
    row = Year.objects.filter(year=number).first()
    decided = {d.day: d for d in DayException.objects.in_force().filter(day__year=number)}
    days = [date(number, 1, 1) + timedelta(days=i) for i in range(366 if months.isleap(number) else 365)]
    off = [d for d in days if held.kind(d) == "holiday"]
    worked = [d for d in days if held.kind(d) == "worked-weekend"]
    special = sorted([*off, *worked])
    context = {
        "frame": layout(request),
        "number": number,
        "announced": held.announced(number),
        "year": row,
        "months": [_month(held, number, m, today) for m in range(1, 13)],
        "working": sum(held.is_working_day(d) for d in days),
        "off": len([d for d in off if d.weekday() < 5]),
        "worked": len(worked),
        "lines": [
            {
                "day": d,
                "kind": "work" if d in worked else "off",
                "note": held.note(d),
                "weekend": d.weekday() >= 5 and d not in worked,
                "decided": decided.get(d),
            }
            for d in special
        ],
        "previous": number - 1 if number > FIRST.year else None,
        "next": number + 1 if number < LAST.year else None,
        "keeper": _may(request, "workcal.declare_day"),
    }
    return render(request, "workcal/year.html", context)


def _month(held: Any, year_number: int, month: int, today: date) -> dict[str, Any]:
    weeks = []
    for week in months.Calendar(firstweekday=0).monthdatescalendar(year_number, month):
        weeks.append(
            [
                {
                    "day": d,
                    "here": d.month == month,
                    "kind": held.kind(d),
                    "note": held.note(d),
                    "today": d == today,
                }
                for d in week
            ]
        )
    return {"number": month, "weeks": weeks}


@public
def calculator(request: HttpRequest) -> HttpResponse:
    """Answer anybody's question "when is it due?", and show the count day by day."""
    asked = "tu" in request.GET
    form = forms.Question(request.GET if asked else None, initial={"cach": "working"})
    deadline = None
    if asked and form.is_valid():
        deadline = _answer(form.cleaned_data)
    today = request.now.date()  # type: ignore[attr-defined]
    terms = Term.objects.on(today).filter(unit__in=["working", "calendar"]).exclude(code__regex=INTERNAL)
    context = {
        "frame": layout(request),
        "form": form,
        "deadline": deadline,
        "lines": _folded(deadline) if deadline else [],
        "terms": sorted(terms, key=lambda t: sort_key(t.label)),
        "tu": request.GET.get("tu") or f"{request.now:%d/%m/%Y}",  # type: ignore[attr-defined]
        "title": f"Vì sao hạn là {show_date(deadline.due_on)}?" if deadline else "",
    }
    return render(request, "workcal/calculator.html", context)


@public
def case(request: HttpRequest) -> HttpResponse:
    """Answer "when is my case due?" with its pauses and extensions, by the rule in force on its first day."""
    today: date = request.now.date()  # type: ignore[attr-defined]
    held = queries.held()
    rules = [(r.code, r.label) for r in held.rules(today)]
    form = forms.CaseQuestion(request.GET if "quy_tac" in request.GET else None, rules=rules, initial={"tu": today})
    told = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            rule = held.rule(given["quy_tac"], given["tu"])
        except LookupError:
            form.add_error("tu", "Quy định này chưa có hiệu lực vào ngày bắt đầu.")
        else:
            told = tell(rule, _events(given), held.measured)
    context = {
        "frame": layout(request),
        "form": form,
        "told": told,
        "lines": fold_clock(told.steps) if told else [],
        "title": f"Vì sao hạn là {show_date(told.state.due_on)}?" if told and told.state.due_on else "Đang tạm dừng",
    }
    return render(request, "workcal/case.html", context, status=422 if form.errors else 200)


def _events(given: dict[str, Any]) -> list[clocks.ClockEvent]:
    found = [clocks.ClockEvent(clocks.START, given["tu"])]
    for name, kind in (("dung", clocks.PAUSE), ("tiep", clocks.RESUME)):
        if given[name]:
            found.append(clocks.ClockEvent(kind, given[name]))
    if given["gia_han"] and given["them"]:
        found.append(clocks.ClockEvent(clocks.EXTEND, given["gia_han"], amount=given["them"]))
    return found


def _answer(asked: dict[str, Any]) -> Any:
    held = queries.calendar()
    if asked["cach"] == "before":
        return held.strict_before(asked["tu"], inclusive=asked["ca_dau"])
    return held.deadline(asked["tu"], days=int(asked["so_ngay"]), unit=asked["cach"], inclusive=asked["ca_dau"])


def _folded(deadline: Any) -> list[dict[str, Any]]:
    """Put the weekend's two days on one line, and mark the line of the due day."""
    return [
        {
            "day": first.day,
            "when": ""
            if first is last
            else f"{weekday_name(first.day, short=True)}, {weekday_name(last.day, short=True)}",
            "note": last.note,
            "counted": last.counted,
            "off": last.kind in ("weekend", "holiday", "rolled", "before"),
            "due": last.day == deadline.due_on and last.kind != "before",
        }
        for first, last in fold_steps(deadline.steps)
    ]


@public
def terms(request: HttpRequest) -> HttpResponse:
    """List the legal terms in force on a day, with source and whether they were checked."""
    words = search_key(request.GET.get("q", ""))
    rows: Any = Term.objects.visible_to(request.user).on(request.now.date())  # type: ignore[attr-defined]
    if words:
        keys = [t.pk for t in rows if words in search_key(f"{t.label} {t.code} {t.source}")]
        rows = rows.filter(pk__in=keys)
    table = tables.TermTable(rows, request=request)
    answer = exported(request, table, "Thời hạn pháp luật")
    if answer is not None:
        return answer
    context = {
        "frame": layout(request),
        "table": listed(request, table, per_page=100),
        "q": request.GET.get("q", ""),
        "keeper": _may(request, "workcal.revise_term"),
        "unverified": rows.filter(verified=False).count(),
        "count": rows.count(),
    }
    return render(request, "workcal/terms.html", context)


@guard("workcal.declare_day")
def declare(request: HttpRequest) -> HttpResponse:
    """Declare a day off or worked."""
    form = forms.Declaration(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.declare_day(**form.cleaned_data, by=request.user, at=request.now)  # type: ignore[attr-defined]
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect(reverse("workcal:year_of", args=[row.day.year]))
    return render(request, "workcal/declare.html", {"form": form}, status=422 if form.errors else 200)


@guard("workcal.withdraw_day")
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take a declaration back."""
    row = get_object_or_404(DayException.objects.in_force(), key=key)
    form = forms.Withdrawal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_day(row, **form.cleaned_data, by=request.user, at=request.now)  # type: ignore[attr-defined]
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect(reverse("workcal:year_of", args=[row.day.year]))
    return render(request, "workcal/withdraw.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@guard("workcal.revise_term")
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Give a term a new value from a day on."""
    term = get_object_or_404(Term.objects.filter(until__isnull=True), code=code)
    form = forms.TermValue(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            services.revise_term(
                code,
                value=int(cleaned["value"]),
                since=cleaned["since"],
                source=cleaned["source"],
                by=request.user,
                at=request.now,  # type: ignore[attr-defined]
            )
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return redirect(reverse("workcal:terms"))
    return render(request, "workcal/revise.html", {"form": form, "term": term}, status=422 if form.errors else 200)
