"""What every screen of the room needs: the layout for the reader, the day, the province, links to parts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.columns import export_json, export_parquet
from donghanh.ui.lists import leave, leaving
from donghanh.ui.web.pages import day, layout, moment, person
from donghanh.work.indices import domain, queries
from donghanh.work.indices.engine import Edition

__all__ = ["day", "moment", "person"]


def province() -> str:
    """Return whose instance this is."""
    return settings.PROVINCE


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"indices.{verb}", request.user, obj, on=day(request)))


def missing(what: str) -> NotAllowed:
    """Say that an address leads nowhere."""
    return NotAllowed("indices.not-found", f"Không tìm thấy {what}; hãy mở từ trang Chỉ số.", hidden=True)


def edition_at(code: str) -> Edition:
    """Return an edition by its address; an unknown one does not exist."""
    found = queries.twin().editions.get(code)
    if found is None:
        raise missing("ấn bản này")
    return found


def part_url(family: str, part: str) -> str:
    """Return the address of a part's page."""
    return reverse("indices:part", args=[family.lower(), queries.part_slug(family, part)])


def label(edition: Edition, indicator: str) -> str:
    """Return how an edition calls an indicator."""
    return next((p.name for p in edition.parts if p.key == indicator), "") or domain.INDICATOR_LABELS.get(
        indicator, indicator
    )


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page in the shell for those signed in, in the portal's layout for the public."""
    base = {"layout": layout(request), "on": day(request), "home_province": province()}
    return render(request, f"indices/{template}", {**base, **context}, status=status)


def taken_away(request: HttpRequest, rows: Any, name: str) -> HttpResponse | None:
    """Answer ``?tai=`` with the page's table, for machines too (JSON, Parquet); ``None``: the page is wanted."""
    writers = {"json": export_json, "parquet": export_parquet}
    if writer := writers.get(request.GET.get("tai", "")):
        return writer(rows, name)
    return leave(request, rows, name) if leaving(request) else None
