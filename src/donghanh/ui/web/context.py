"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from donghanh.kit import dates
from donghanh.ui import shell as house


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its menu, the province's name and whether this is a trial."""
    user = getattr(request, "user", None)
    now = getattr(request, "now", None) or dates.now()  # an error page may come before the clock
    on = now.date()

    def menu() -> list[dict[str, Any]]:
        if user is None or not user.is_authenticated:
            return []
        return [{"item": m, "count": m.count(user, on) if m.count else 0} for m in house.menu_for(user, on)]

    return {"menu": menu, "province": settings.PROVINCE, "trial": settings.TRIAL, "today": on}
