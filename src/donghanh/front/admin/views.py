"""The operators' page: how the machine stands, each reading with what to do about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from donghanh.front.admin import domain, queries
from donghanh.front.admin.domain import BAD, DOUBTFUL
from donghanh.ui.web.guard import guard


@guard("operate.health")
def health(request: Any) -> HttpResponse:
    """Show every reading; nothing can be changed from here."""
    checks, runs = queries.readings(request.now)
    context = {
        "checks": checks,
        "runs": [(domain.JOBS.get(run.name, run.name), run) for run in runs],
        "bad": sum(check.kind == BAD for check in checks),
        "doubtful": sum(check.kind == DOUBTFUL for check in checks),
        "good": sum(check.kind not in (BAD, DOUBTFUL) for check in checks),
        "at": request.now,
    }
    return render(request, "operate/health.html", context)
