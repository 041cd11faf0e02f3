"""The read API in CKAN's words, version 3: exact enough that CKAN's own client reads everything."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from donghanh.front.opendata import queries
from donghanh.front.opendata.engine.catalogue import Unreadable
from donghanh.front.opendata.views import actions, records
from donghanh.front.opendata.views.asking import ACTIONS, Closed, Wrong
from donghanh.front.opendata.views.opened import marked, opened, unchanged

READING = (actions, records)  # their functions have entered the list


@opened
def action(request: HttpRequest, action: str) -> HttpResponse:
    """Answer one action, asked by GET or by POST with JSON."""
    name = action.strip("/")
    told = {"help": request.build_absolute_uri(f"/api/3/action/help_show?name={name}"), "success": True}
    found = ACTIONS.get(name)
    if found is None:
        return _plain(f"Bad request - Action name not known: {name}", 400)
    try:
        asked = _asked(request)
    except ValueError as why:
        return _plain(f"Bad request - {why}", 400)
    now = queries.catalogue()
    etag = f"{now.stamp}-{name}-{_digest(asked)}"
    if request.method in ("GET", "HEAD") and (same := unchanged(request, etag)):
        return same
    try:
        told["result"] = found(request, asked)
    except LookupError:
        return _refused(told, 404, {"__type": "Not Found Error", "message": "Not found"})
    except Wrong as wrong:
        return _refused(told, 409, {"__type": "Validation Error", **wrong.fields})
    except Closed as closed:
        return _refused(told, 403, {"__type": "Authorization Error", "message": f"Access denied: {closed}"})
    except Unreadable as why:
        return _refused(told, 409, {"__type": "Search Query Error", "message": f"Search Query is invalid: {why}"})
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    return marked(answer, etag) if request.method in ("GET", "HEAD") else answer


def _digest(asked: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _refused(told: dict[str, Any], status: int, error: dict[str, Any]) -> JsonResponse:
    answer = {"help": told["help"], "success": False, "error": error}
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _plain(sentence: str, status: int) -> JsonResponse:
    return JsonResponse(sentence, safe=False, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Read what is asked: the query string, a JSON body, or a form."""
    if request.method != "POST":
        found: dict[str, Any] = {}
        for name, values in request.GET.lists():
            found[name] = values if len(values) > 1 else values[0]
        return found
    if request.content_type == "application/x-www-form-urlencoded" and request.POST:
        return {name: request.POST[name] for name in request.POST}
    body = request.body
    if not body.strip():
        return dict(request.GET.items())
    try:
        asked = json.loads(body)
    except ValueError as why:
        raise ValueError("JSON Error: Error decoding JSON data.") from why
    if not isinstance(asked, dict):
        raise ValueError("Request data JSON decoded to something that is not a dictionary")
    return asked
