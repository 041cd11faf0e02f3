"""Pages that people read are counted: which group of pages, which day, whether they came from outside; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from donghanh.front.portal.api import counter
from donghanh.kit import dates


class Readers:
    """Count whole pages given to people who are not signed in; parts of pages, files and machines are not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            request.method == "GET"
            and response.status_code == 200
            and response.headers.get("Content-Type", "").startswith("text/html")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "HX-Request" not in request.headers
        ):
            came_from = urlsplit(request.headers.get("Referer", "")).netloc
            counter.add(
                request.path_info,
                agent=request.headers.get("User-Agent", ""),
                on=dates.today(),
                from_outside=came_from != request.get_host(),
            )
        return response
