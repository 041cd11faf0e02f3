"""Standing pages: what this is, what is real in a trial, accessibility; and what machines ask a site for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from donghanh.ui.web.guard import public
from donghanh.work.plan import api as plans


@public
def about(request: Any) -> HttpResponse:
    """Say what this is and how its figures come about."""
    return render(request, "portal/about.html", {"plans": plans.active_plans(request.user, on=request.now.date())})


@public
def trial(request: Any) -> HttpResponse:
    """Say what is real in a trial instance and what is a demonstration."""
    return render(request, "portal/trial.html", {})


@public
def accessibility(request: Any) -> HttpResponse:
    """Say what was done so that everybody can use these pages, and what is not there yet."""
    return render(request, "portal/accessibility.html", {})


@public
def robots(request: Any) -> HttpResponse:
    """Let search engines read the public pages, keep them off the rest; a trial is kept out of them altogether."""
    closed = ["/"] if settings.TRIAL else ["/tim/", "/viec-cua-toi/", "/cho-duyet/", "/dang-nhap/", "/van-hanh/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if not settings.TRIAL:
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('opendata:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
def health(_request: Any) -> HttpResponse:
    """Answer a probe: 200 where the database answers, 503 where not; nothing else is told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("không sẵn sàng\n", status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse("sẵn sàng\n", content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
