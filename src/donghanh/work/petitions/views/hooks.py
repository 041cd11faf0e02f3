"""The doors for systems that push: no page, no session, a signature instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from donghanh.kit.errors import Invalid, Refusal
from donghanh.ui.web.guard import public
from donghanh.work.petitions.engine.hooks import LARGEST
from donghanh.work.petitions.services import hooks
from donghanh.work.petitions.views.public_pages import moment


@csrf_exempt
@public
@require_POST
def push(request: HttpRequest, source: str) -> HttpResponse:
    """Take one signed message; what it was is told to its source, never what is in the house."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise Invalid("hooks.too-large", "Tin quá lớn.")
        done, row = hooks.take(source, request.body, request.headers, at=moment(request))
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
    answer = {"result": done}
    if row is not None and done != "again":
        answer["number"] = row.number
    return JsonResponse(answer)
