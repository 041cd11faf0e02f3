"""The clock of a request, and refusals turned into pages in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from donghanh.kit import dates
from donghanh.kit.errors import Invalid, Refusal


class Clock:
    """Give each request one instant, ``request.now``, so that a page never straddles midnight."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = dates.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class Refusals:
    """Answer 403, 404, 409 or 422 with the refusal's sentence; forms catch ``Invalid`` themselves first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No word holds a NUL, and PostgreSQL takes none: such an address is refused before anybody looks it up.
        if "\x00" in request.path_info or any("\x00" in v for values in request.GET.lists() for v in values[1]):
            sentence = "Địa chỉ này chứa ký tự không đọc được; hãy gõ lại hoặc đi từ trang đầu."
            return self._told(request, Invalid("address.nul", sentence))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; anything else is Django's."""
        return self._told(request, exception) if isinstance(exception, Refusal) else None

    def _told(self, request: HttpRequest, exception: Refusal) -> HttpResponse:
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": exception.code, "message": exception.message}, status=exception.status)
        return render(request, "ui/refusal.html", {"refusal": exception}, status=exception.status)
