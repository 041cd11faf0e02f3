"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from donghanh.kit import dates
from donghanh.ui.web import rail


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its menu and whether this is a trial."""
    now = getattr(request, "now", None) or dates.now()  # an error page may come before the clock

    def menu() -> list[rail.Line]:
        return rail.lines(request)

    return {"menu": menu, "trial": settings.TRIAL, "today": now.date()}
