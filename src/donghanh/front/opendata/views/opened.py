"""What every machine-readable answer has in common: open to all origins, counted, 304 where nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from donghanh.front.opendata import domain, services
from donghanh.ground.limits import api as limits
from donghanh.kit import dates
from donghanh.ui.web.client import client_ip
from donghanh.ui.web.guard import public

View = Callable[..., Any]
TOO_MANY = (
    "Quá {limit} lượt gọi trong một phút; hãy chờ {seconds} giây rồi gọi tiếp, hoặc xin khóa API để được gọi nhiều hơn."
)
LOST = (
    "Các dòng của bộ “{name}” không còn trên đĩa của máy chủ; đơn vị vận hành cần phục hồi từ bản sao lưu. "
    "Tên, cấu trúc và mã băm của bộ vẫn đúng; hãy gọi lại sau."
)
AGAIN = 3600  # the next look at the house's own datasets
BAD_KEY = "Khóa API này không đúng hoặc đã thu hồi; hãy bỏ khóa để gọi không tên, hoặc xin khóa khác."


def opened(view: View) -> View:
    """Open a reading view to machines: CORS, ``OPTIONS``, rate limits by key or by visitor; no cookie, no token."""

    @csrf_exempt
    @public
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _with_origins(HttpResponse(status=204))
        return _with_origins(_refused(request) or _answered(view, request, *args, **kwargs))

    return inner


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer; where the rows are gone from the disk, say so, and when to ask again."""
    try:
        answer: HttpResponse = view(request, *args, **kwargs)
    except domain.RowsLost as lost:
        answer = refusal(503, "Service Unavailable", LOST.format(name=lost))
        answer["Retry-After"] = str(AGAIN)
    return answer


def _with_origins(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "GET, POST, HEAD, OPTIONS"
    answer["Access-Control-Allow-Headers"] = "Content-Type, Authorization, X-CKAN-API-Key"
    answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
    return answer


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Count the call; refuse a key that is none, and who calls too often."""
    shown = request.headers.get("Authorization") or request.headers.get("X-CKAN-API-Key") or ""
    shown = shown.removeprefix("Bearer ").strip()
    now = dates.now()
    caller, keyed = client_ip(request), False
    if shown:
        key = services.known_key(shown)
        if key is None:
            return refusal(403, "Authorization Error", BAD_KEY)
        caller, keyed = f"key:{key.key}", True
    limit = domain.limit_of(keyed=keyed)
    if limits.count("opendata.call", caller, within=limit.within, at=now) <= limit.count:
        return None
    seconds = limits.seconds_left(now, limit.within)
    answer = refusal(429, "Rate Limit Error", TOO_MANY.format(limit=limit.count, seconds=seconds))
    answer["Retry-After"] = str(seconds)
    return answer


def refusal(status: int, kind: str, message: str, **more: Any) -> JsonResponse:
    """Refuse in the shape CKAN clients read."""
    return JsonResponse(
        {"help": "", "success": False, "error": {"__type": kind, "message": message, **more}},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )


def unchanged(request: HttpRequest, etag: str, modified: Any = None) -> HttpResponse | None:
    """Answer 304 before any work where the caller holds this version already."""
    found: HttpResponse | None = get_conditional_response(
        request, etag=quote_etag(etag), last_modified=int(modified.timestamp()) if modified else None
    )
    return found


def marked(answer: HttpResponse, etag: str, modified: Any = None) -> HttpResponse:
    """Mark an answer with its version, so that it need not be sent twice."""
    answer["ETag"] = quote_etag(etag)
    if modified:
        answer["Last-Modified"] = http_date(int(modified.timestamp()))
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
