"""How often the portal is read, counted without following anybody; and how the plan's aim can be judged by it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from donghanh.front.portal import domain, queries
from donghanh.front.portal.forms import SurveyForm
from donghanh.ui import lists
from donghanh.ui.web.guard import public


@public
def usage(request: Any) -> HttpResponse:
    """Show the counts of the last month, and work out what a survey says of the aim."""
    on = request.now.date()
    found = queries.usage(on)
    if lists.leaving(request):
        sheet = [["Ngày", "Lượt xem trang", "Lượt vào"], *([r["day"], r["pages"], r["visits"]] for r in found.days)]
        return lists.leave(request, sheet, f"Lượt xem đến {on:%d-%m-%Y}", asked={})
    form = SurveyForm(request.GET if "hoi" in request.GET else None)
    share = domain.share(form.cleaned_data["co"], form.cleaned_data["hoi"]) if form.is_valid() else None
    aim = domain.words()["target"]
    context = {
        "usage": found,
        "form": form,
        "share": share,
        "verdict": share.verdict(aim["percent"]) if share else "",
        "aim": aim,
        "days": queries.DAYS,
    }
    return render(request, "portal/usage.html", context)
