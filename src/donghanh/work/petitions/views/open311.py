"""Open311 GeoReport v2: services, requests, tokens, in JSON and XML, for applications that others write.

What leaves here is what the public may read: of an open case its number, subject, agency, dates and state; of an
answered one its published words. Never an identity, never unpublished words, never a place finer than the commune.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow, Refusal
from donghanh.ui.web.guard import public
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.models import Answer, ApiToken, Petition
from donghanh.work.petitions.services import limits
from donghanh.work.petitions.views import open311_description
from donghanh.work.petitions.views import open311_filing as filing
from donghanh.work.petitions.views.open311_filing import Wrong, fits
from donghanh.work.petitions.views.public_pages import address, moment

PER_PAGE, MOST_PER_PAGE = 100, 1000
SPAN = timedelta(days=90)
_CLOSED = ("answered", "closed", "refused", "forwarded", "withdrawn", "sealed")
_ONE_LIST = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
}
_BAD_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _served(*methods: str) -> Callable[[Callable[..., tuple[str, Any]]], Callable[..., HttpResponseBase]]:
    """Answer in the format asked for, errors too; count each call; serve only the methods named."""

    def enter(view: Callable[..., tuple[str, Any]]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @public
        @wraps(view)
        def inner(request: HttpRequest, form: str, **given: str) -> HttpResponse:
            try:
                if form not in ("json", "xml"):
                    raise Wrong(404, "Chỉ có hai dạng: json, xml.")
                if request.method not in methods:
                    answer = _written(form, "errors", [_error(405, f"Chỉ nhận {', '.join(methods)}.")], 405)
                    answer["Allow"] = ", ".join(methods)
                    return answer
                limits.knock("api", address(request), at=moment(request))
                _jurisdiction(request)
                root, told = view(request, **given)
                return _written(form, root, told, 200)
            except Wrong as wrong:
                return _written(form, "errors", [_error(wrong.status, wrong.message)], wrong.status)
            except NotNow as refusal:
                return _written(form, "errors", [_error(429, refusal.message)], 429)
            except Invalid as refusal:
                return _written(form, "errors", [_error(400, refusal.message)], 400)
            except Refusal as refusal:
                return _written(form, "errors", [_error(refusal.status, refusal.message)], refusal.status)

        return inner

    return enter


def _error(code: int, description: str) -> dict[str, Any]:
    return {"code": code, "description": description}


def jurisdiction() -> str:
    """Return the name by which this province answers."""
    from donghanh.kit.text import slugify_vi  # noqa: PLC0415 - one word

    return slugify_vi(settings.PROVINCE)


def _jurisdiction(request: HttpRequest) -> None:
    asked = request.GET.get("jurisdiction_id", jurisdiction())
    if asked != jurisdiction():
        raise Wrong(404, f"jurisdiction_id phải là {jurisdiction()}.")


def _written(form: str, root: str, told: Any, status: int) -> HttpResponse:
    if form == "xml":
        body = '<?xml version="1.0" encoding="utf-8"?>\n' + _xml(root, told)
        return HttpResponse(body, content_type="text/xml; charset=utf-8", status=status)
    answer = JsonResponse(_known(told), safe=False, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/json; charset=utf-8"
    return answer


def _known(value: Any) -> Any:
    """Leave out what is not known: the official description has no nulls, only fields that may be missing."""
    if isinstance(value, list):
        return [_known(v) for v in value]
    return {k: _known(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def _xml(name: str, value: Any) -> str:
    if isinstance(value, dict):
        inner = "".join(_xml(k, v) for k, v in value.items())
    elif isinstance(value, list):
        inner = "".join(_xml(_ONE_LIST.get(name, "item"), v) for v in value)
    elif value is None:
        return f"<{name}/>"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        inner = escape(_BAD_XML.sub("", text))
    return f"<{name}>{inner}</{name}>"


@csrf_exempt
@public
def unknown(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that nothing is here, in the words of the interface."""
    return _written("json", "errors", [_error(404, "Không có địa chỉ này trong giao diện.")], 404)


# --- services --------------------------------------------------------------------------------------------------------


@_served("GET")
def services(request: HttpRequest) -> tuple[str, Any]:  # noqa: ARG001 - every view has it
    """List the subjects as services."""
    return "services", [_service(code, s.label) for code, s in domain.subjects().items()]


def _service(code: str, label: str) -> dict[str, Any]:
    return {
        "service_code": code,
        "service_name": label,
        "description": f"Khó khăn, vướng mắc, câu hỏi về: {label}.",
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(domain.subjects()[code].words[:8]),
        "group": "Kiến nghị của doanh nghiệp",
    }


ATTRIBUTES: tuple[dict[str, Any], ...] = (
    {
        "variable": True, "code": "regime", "datatype": "singlevaluelist", "required": False, "order": 1,
        "datatype_description": "Chọn một", "description": "Kiến nghị hay câu hỏi?",
        "values": [{"key": "petition", "name": "Kiến nghị"}, {"key": "question", "name": "Câu hỏi"}],
    },
    {
        "variable": True, "code": "business", "datatype": "string", "required": False, "order": 2,
        "datatype_description": "Tên doanh nghiệp, hợp tác xã, hộ kinh doanh", "description": "Bạn gửi thay cho ai?",
        "values": [],
    },
    {
        "variable": True, "code": "tax_code", "datatype": "string", "required": False, "order": 3,
        "datatype_description": "10, 12 hoặc 13 chữ số", "description": "Mã số thuế", "values": [],
    },
    {
        "variable": False, "code": "note", "datatype": "text", "required": False, "order": 4,
        "datatype_description": "", "values": [],
        "description": "Không gửi tố cáo qua giao diện này; hãy dùng kênh niêm phong trên cổng của tỉnh.",
    },
)  # fmt: skip


@_served("GET")
def definition(request: HttpRequest, code: str) -> tuple[str, Any]:  # noqa: ARG001
    """Say what more a service may be told."""
    if code not in domain.subjects():
        raise Wrong(404, "Không có service_code này.")
    return "service_definition", {"service_code": code, "attributes": list(ATTRIBUTES)}


# --- requests --------------------------------------------------------------------------------------------------------


@_served("GET", "POST")
def requests(request: HttpRequest) -> tuple[str, Any]:
    """List cases, or file one."""
    return filing.file(request) if request.method == "POST" else _list(request)


def _list(request: HttpRequest) -> tuple[str, Any]:
    rows = Petition.objects.exclude(state="sealed").exclude(regime="complaint").select_related("lead")
    asked = request.GET
    for parameter in open311_description.LISTED:
        name, rule = parameter["name"], parameter["schema"]
        if name in asked and rule["type"] == "string" and "format" not in rule and not fits(asked[name], rule):
            raise Wrong(400, f"{name} không đúng quy cách.")
    if numbers := [n.strip().upper() for n in asked.get("service_request_id", "").split(",") if n.strip()]:
        rows = rows.filter(number__in=numbers[:MOST_PER_PAGE])
    else:
        since, until = _span(asked, moment(request))
        rows = rows.filter(received_at__gte=since, received_at__lte=until)
        if codes := [c for c in asked.get("service_code", "").split(",") if c]:
            rows = rows.filter(subject__in=[c for c in codes if c in domain.subjects()])
        states = {s for s in asked.get("status", "").split(",") if s}
        if states - {"open", "closed"}:
            raise Wrong(400, "status là open, closed hoặc cả hai.")
        if states == {"open"}:
            rows = rows.exclude(state__in=_CLOSED)
        elif states == {"closed"}:
            rows = rows.filter(state__in=_CLOSED)
    page, size = _whole(asked, "page", 1, 100_000), _whole(asked, "page_size", PER_PAGE, MOST_PER_PAGE)
    found = list(rows.order_by("-received_at", "-pk")[(page - 1) * size : page * size])
    return "service_requests", _told(request, found)


def _span(asked: Any, now: datetime) -> tuple[datetime, datetime]:
    until = _instant(asked, "end_date") if "end_date" in asked else now
    since = _instant(asked, "start_date") if "start_date" in asked else until - SPAN
    if "end_date" not in asked and "start_date" in asked:
        until = min(until, since + SPAN)
    return max(since, until - SPAN), until


def _instant(asked: Any, name: str) -> datetime:
    text = asked.get(name, "")
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        # Kept in our own zone: a database takes no offset beyond its own bounds (PostgreSQL: under 16 hours).
        found = (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(ZONE)
    except (ValueError, OverflowError):
        raise Wrong(400, f"{name} phải là thời điểm theo ISO 8601, ví dụ 2026-11-24T00:00:00+07:00.") from None
    return (
        found.replace(year=min(max(found.year, 2000), 2999), day=min(found.day, 28))
        if not 2000 <= found.year <= 2999
        else found
    )


def _whole(asked: Any, name: str, default: int, most: int) -> int:
    text = asked.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and 1 <= int(text) <= most):
        raise Wrong(400, f"{name} phải là số nguyên từ 1 đến {most}.")
    return int(text)


def _told(request: HttpRequest, rows: list[Petition]) -> list[dict[str, Any]]:
    on = moment(request).date()
    public_answers = {a.petition_id: a for a in Answer.objects.public(on=on).filter(petition__in=rows)}
    return [_request(row, public_answers.get(row.pk)) for row in rows]


def _request(row: Petition, answer: Answer | None) -> dict[str, Any]:
    closed = row.state in _CLOSED
    place = places.by_code().get(row.place)
    return {
        "service_request_id": row.number,
        "status": "closed" if closed else "open",
        "status_notes": domain.STATE_LABELS[row.state],
        "service_name": row.subject_label or "Chưa phân loại",
        "service_code": row.subject or "other",
        "description": answer.public_question if answer else None,
        "agency_responsible": row.lead.name if row.lead else None,
        "service_notice": answer.public_text if answer else None,
        "requested_datetime": row.received_at.astimezone(ZONE).isoformat(timespec="seconds"),
        "updated_datetime": row.changed_at.astimezone(ZONE).isoformat(timespec="seconds"),
        "expected_datetime": _end_of(row.due_on),
        "address": place.title if place else None,
        "address_id": row.place or None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _end_of(day: Any) -> str | None:
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, 17, 0, tzinfo=ZONE).isoformat(timespec="seconds")


@_served("GET")
def one(request: HttpRequest, number: str) -> tuple[str, Any]:
    """Show one case by its number."""
    rows = Petition.objects.exclude(state="sealed").exclude(regime="complaint").select_related("lead")
    row = rows.filter(number=number.upper()[:20]).first()
    if row is None:
        raise Wrong(404, "Không có yêu cầu mang số này.")
    return "service_requests", _told(request, [row])


@_served("GET")
def token(request: HttpRequest, token: str) -> tuple[str, Any]:  # noqa: ARG001
    """Turn a token into a number."""
    found = ApiToken.objects.filter(token=token[:40]).select_related("petition").first()
    if found is None:
        raise Wrong(404, "Không có token này.")
    return "service_requests", [{"service_request_id": found.petition.number, "token": found.token}]


# --- discovery -------------------------------------------------------------------------------------------------------


@_served("GET")
def discovery(request: HttpRequest) -> tuple[str, Any]:
    """Say where this interface is and what it speaks."""
    base = request.build_absolute_uri("/kien-nghi/open311/v2")
    return "discovery", {
        "changeset": "2026-11-26T00:00:00+07:00",
        "contact": settings.MAIL_BOX,
        "key_service": "Không cần khóa; có giới hạn số lần gọi theo địa chỉ mạng.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": base,
                "changeset": "2026-11-26T00:00:00+07:00",
                "type": "production" if settings.PRODUCTION else "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


@public
def described(request: HttpRequest) -> HttpResponse:
    """Give the machine-readable description of this interface."""
    if request.method != "GET":
        raise NotAllowed("open311.method", "Chỉ nhận GET.")
    return JsonResponse(
        open311_description.openapi(jurisdiction(), list(domain.subjects())), json_dumps_params={"ensure_ascii": False}
    )
