"""What every screen of the room needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from donghanh.ground.limits import api as limits
from donghanh.ground.orgs.models import Agency
from donghanh.kit import policy
from donghanh.kit.errors import NotAllowed
from donghanh.ui.web.client import client_ip
from donghanh.ui.web.pages import day, layout, moment, person, posted
from donghanh.work.disclosure.domain import limits as rules
from donghanh.work.disclosure.models import Duty, Finding, Publication

__all__ = ["agency_at", "can", "day", "duty_at", "finding_at", "knock", "layout", "moment", "person", "posted", "shown"]


def can(request: HttpRequest, verb: str, obj: Any = None) -> bool:
    """Say whether the reader may do a verb of this room."""
    return bool(policy.may(f"disclosure.{verb}", request.user, obj, on=day(request)))


def shown(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page, in the layout of whoever reads it."""
    full = {"on": day(request), "layout": layout(request), **context}
    return render(request, f"disclosure/{template}", full, status=status)


def knock(request: HttpRequest, door: str) -> None:
    """Count a knock at a public door; refuse one too many from one address."""
    limits.knock(f"disclosure.{door}", client_ip(request), limit=rules.limits()[door], at=moment(request))


def _gone(what: str) -> NotAllowed:
    return NotAllowed("disclosure.not-found", f"Không tìm thấy {what} này.", hidden=True)


def duty_at(request: HttpRequest, key: str) -> Duty:
    """Return a duty."""
    found = Duty.objects.visible_to(request.user, on=day(request)).with_context().filter(key=key).first()
    if found is None:
        raise _gone("nghĩa vụ công khai")
    return found


def publication_at(key: str) -> Publication:
    """Return something that was published."""
    found = Publication.objects.select_related("duty", "duty__agency").filter(key=key).first()
    if found is None:
        raise _gone("nội dung")
    return found


def finding_at(request: HttpRequest, key: str) -> Finding:
    """Return a finding."""
    found = Finding.objects.visible_to(request.user, on=day(request)).with_context().filter(key=key).first()
    if found is None:
        raise _gone("phát hiện")
    return found


def agency_at(key: str) -> Agency:
    """Return an agency by its public key."""
    found = Agency.objects.filter(key=key).first()
    if found is None:
        raise _gone("cơ quan")
    return found
