"""The public home: one search, five ways in, what was promised against what was delivered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from donghanh.front.desk.api import address, as_rows
from donghanh.kit.text import search_key
from donghanh.record.journal import api as journal
from donghanh.ui.web.guard import public
from donghanh.work.plan import api as plans
from donghanh.work.plan.api import DONE_STANDINGS, Wanted


@public
def home(request: Any) -> HttpResponse:
    """Show the one search, the ways in, and what was promised against what was done."""
    on = request.now.date()
    refs = plans.active_plans(request.user, on=on)
    agencies = plans.agency_tallies(request.user, Wanted(), on=on)
    count = sum((tally for _ref, tally in agencies), plans.Tally.of([]))
    newest = plans.tasks(request.user, Wanted(standings=DONE_STANDINGS), on=on, order="confirmed")[:5]
    context = {
        "doors": _doors(),
        "plans": refs,
        "tally": count,
        "agency_count": sum(1 for _ref, tally in agencies if tally.total),
        "newest": as_rows(newest, on),
        "chips": chips(request.user, on),
        "root": next(iter(journal.roots(1)), None),
        "on": on,
    }
    return render(request, "portal/home.html", context)


def _doors() -> list[dict[str, Any]]:
    """List the ways in whose rooms stand; a door that leads nowhere is not drawn."""
    doors = [
        (address("portal:promises"), "target-arrow", _("Lời hứa và kết quả"), _("Việc gì, ai làm, hạn nào, đến đâu")),
        (address("plan:plans"), "file-text", _("Kế hoạch"), _("Từng câu chữ, từng nhiệm vụ, chỉ tiêu")),
        (address("orgs:list"), "building-bank", _("Cơ quan"), _("Cơ quan nào nay phụ trách việc của cơ quan cũ")),
        (address("workcal:calculator"), "calendar-due", _("Tính hạn"), _("Đếm ngày làm việc, có lý do từng ngày")),
        (address("journal:roots"), "shield-check", _("Sổ minh bạch"), _("Tự kiểm chứng: tỉnh không sửa lại quá khứ")),
    ]
    return [{"url": u, "icon": i, "title": t, "said": s} for u, i, t, s in doors if u]


def chips(user: Any, on: date) -> list[dict[str, str]]:
    """Offer the indices that most duties serve as first things to look up."""
    progress = sorted(plans.index_progress(user, Wanted(), on=on), key=lambda p: -p.tally.total)[:4]
    base = address("portal:search")
    return [{"url": f"{base}?q={search_key(p.name).replace(' ', '+')}", "label": p.name} for p in progress]
