"""What every screen of the room needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.web.pages import day, moment, person, posted
from donghanh.work.reporting import domain
from donghanh.work.reporting.models import Period, Return

__all__ = ["day", "moment", "person", "posted"]


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"reporting.{verb}", request.user, obj, on=day(request)))


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page."""
    return render(request, f"reporting/{template}", {"on": day(request), **context}, status=status)


def return_at(request: HttpRequest, key: str) -> Return:
    """Return one the reader may know of; to anybody else it does not exist."""
    rows = Return.objects.visible_to(request.user, on=day(request)).with_context()
    found = rows.select_related("submitted_by", "accepted_by").filter(key=key).first()
    if found is None:
        raise NotAllowed("reporting.not-found", "Không tìm thấy báo cáo này.", hidden=True)
    return found


def period_at(key: str) -> Period:
    """Return a period; to anybody who has no board the guard has answered already."""
    found = Period.objects.filter(key=key).first()
    if found is None:
        raise NotAllowed("reporting.not-found", "Không tìm thấy kỳ báo cáo này.", hidden=True)
    return found


def said(row: Return) -> dict[str, str]:
    """Return colour and word of a return's state."""
    kind, word = domain.told_state(row.state, row.received_on)
    return {"kind": kind, "word": word}
