"""The interface described for machines (OpenAPI 3.0), written beside the code that serves it and judged against it."""

from __future__ import annotations

from typing import Any

from donghanh.work.petitions.engine import places

NUMBER = {"type": "string", "pattern": "^KN-[0-9]{4}-[0-9]{6}$"}

_LOCAL = r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,20}){0,3}"
_HOST = r"([A-Za-z0-9]{1,30}(-[A-Za-z0-9]{1,30})?\.){1,3}[A-Za-z]{2,20}"
EMAIL = f"^({_LOCAL}@{_HOST})?$"
NAME = {"type": "string", "pattern": "^[0-9A-Za-zÀ-ɏḀ-ỹ .,&()'/-]{0,100}$"}
INSTANT = {"type": "string", "format": "date-time"}


def _text(*, nullable: bool = False, **more: Any) -> dict[str, Any]:
    return {"type": "string", **({"nullable": True} if nullable else {}), **more}


def _object(_needed: list[str], /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": _needed, "properties": properties, "additionalProperties": False}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _answers(schema: str, *codes: int, many: bool = True) -> dict[str, Any]:
    told: Any = {"$ref": f"#/components/schemas/{schema}"}
    body = {"type": "array", "items": told} if many else told
    found: dict[str, Any] = {
        "200": {
            "description": "Được",
            "content": {"application/json": {"schema": body}, "text/xml": {"schema": {"type": "string"}}},
        }
    }
    for code in (*codes, 405, 429):
        found[str(code)] = {"$ref": "#/components/responses/Errors"}
    return found


LISTED = (
    _query("service_request_id", {"type": "string", "maxLength": 2000}, "Một hay nhiều số, cách bằng dấu phẩy."),
    _query("service_code", {"type": "string", "maxLength": 400}, "Một hay nhiều mã lĩnh vực."),
    _query("start_date", INSTANT, "Từ lúc."),
    _query("end_date", INSTANT, "Đến lúc; mỗi lần hỏi tối đa 90 ngày."),
    _query("status", {"type": "string", "enum": ["open", "closed", "open,closed"]}, "Tình trạng."),
    _query("page", {"type": "integer", "minimum": 1, "maximum": 100_000}, "Trang."),
    _query("page_size", {"type": "integer", "minimum": 1, "maximum": 1000}, "Số dòng một trang."),
)


MEDIA = {
    "type": "array",
    "items": {"type": "string", "format": "binary"},
    "maxItems": 5,
    "description": "Ảnh kèm theo (jpg, png, webp); giữ riêng, không công khai.",
}


def filed_schema(codes: list[str]) -> dict[str, Any]:
    """Return what may be filed, field by field; the code that takes it in reads this same schema."""
    return {
        "type": "object",
        "required": ["service_code", "description"],
        "properties": {
            "service_code": {"type": "string", "enum": codes},
            "description": {"type": "string", "minLength": 15, "maxLength": 10_000, "pattern": "[0-9A-Za-z]"},
            "lat": {"type": "number", "minimum": 21.2, "maximum": 22.6},
            "long": {"type": "number", "minimum": 106.0, "maximum": 107.5},
            "address_string": {"type": "string", "maxLength": 200},
            "address_id": {"type": "string", "enum": ["", *(p.code for p in places.register())]},
            "email": {"type": "string", "pattern": EMAIL},
            "first_name": NAME,
            "last_name": NAME,
            "phone": {"type": "string", "pattern": "^[0-9 +.-]{0,30}$"},
            "attribute[regime]": {"type": "string", "enum": ["petition", "question"]},
            "attribute[business]": NAME,
            "attribute[tax_code]": {"type": "string", "pattern": "^([0-9]{10}|[0-9]{12})?$"},
        },
        "additionalProperties": False,
    }


def openapi(jurisdiction: str, codes: list[str]) -> dict[str, Any]:
    """Return the description; ``codes`` are the service codes of the day."""
    here = _query("jurisdiction_id", {"type": "string", "enum": [jurisdiction]}, "Có thể bỏ trống: chỉ có một tỉnh.")
    form = {"name": "form", "in": "path", "required": True, "schema": {"type": "string", "enum": ["json", "xml"]}}
    code = {"name": "service_code", "in": "path", "required": True, "schema": {"type": "string", "enum": codes}}
    number = {"name": "service_request_id", "in": "path", "required": True, "schema": NUMBER}
    token = {
        "name": "token_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,40}$"},
    }
    listed = [form, here, *LISTED]
    filed = filed_schema(codes)
    post = {
        "operationId": "createRequest",
        "summary": "Gửi một kiến nghị",
        "parameters": [form, here],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": filed},
                "multipart/form-data": {
                    "schema": {**filed, "properties": {**filed["properties"], "media": MEDIA}},
                    "encoding": {"media": {"contentType": "image/jpeg, image/png, image/webp"}},
                },
            },
        },
        "responses": _answers("Created", 400, 404, 409, 415),
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Kiến nghị theo Open311 GeoReport v2", "version": "2.0"},
        "servers": [{"url": "/kien-nghi/open311/v2"}],
        "paths": {
            "/discovery.{form}": {
                "get": _get("getDiscovery", "Giao diện này ở đâu", [form, here], _answers("Discovery", 404, many=False))
            },
            "/services.{form}": {"get": _get("listServices", "Các lĩnh vực", [form, here], _answers("Service", 404))},
            "/services/{service_code}.{form}": {
                "get": _get(
                    "getDefinition", "Điều cần khai thêm", [code, form, here], _answers("Definition", 404, many=False)
                )
            },
            "/requests.{form}": {
                "get": _get("listRequests", "Các kiến nghị", listed, _answers("Request", 400, 404)),
                "post": post,
            },
            "/requests/{service_request_id}.{form}": {
                "get": _get("getRequest", "Một kiến nghị", [number, form, here], _answers("Request", 404))
            },
            "/tokens/{token_id}.{form}": {
                "get": _get("getToken", "Số của một token", [token, form, here], _answers("Token", 404))
            },
        },
        "components": {"schemas": _schemas(INSTANT), "responses": {"Errors": _errors()}},
    }


def _get(name: str, summary: str, parameters: list[Any], responses: dict[str, Any]) -> dict[str, Any]:
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}


def _errors() -> dict[str, Any]:
    error = _object(["code", "description"], code={"type": "integer"}, description=_text())
    body = {"type": "array", "items": error}
    content = {"application/json": {"schema": body}, "text/xml": {"schema": {"type": "string"}}}
    return {"description": "Không phục vụ được, kèm một câu vì sao", "content": content}


def _schemas(instant: dict[str, Any]) -> dict[str, Any]:
    sometime = {**instant, "nullable": True}
    value = _object(["key", "name"], key=_text(), name=_text())
    attribute = _object(
        ["variable", "code", "datatype", "required", "order", "description"],
        variable={"type": "boolean"},
        code=_text(),
        datatype=_text(enum=["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]),
        required={"type": "boolean"},
        datatype_description=_text(),
        order={"type": "integer"},
        description=_text(),
        values={"type": "array", "items": value},
    )
    degree = {"type": "number", "nullable": True}
    optional = {
        n: _text(nullable=True)
        for n in (
            "description",
            "agency_responsible",
            "service_notice",
            "address",
            "address_id",
            "zipcode",
            "media_url",
        )
    }
    endpoint = _object(
        ["specification", "url", "changeset", "type", "formats"],
        specification=_text(),
        url=_text(),
        changeset=instant,
        type=_text(enum=["production", "test"]),
        formats={"type": "array", "items": _text()},
    )
    return {
        "Service": _object(
            ["service_code", "service_name", "type", "metadata"],
            service_code=_text(),
            service_name=_text(),
            description=_text(),
            metadata={"type": "boolean"},
            type=_text(enum=["realtime", "batch", "blackbox"]),
            keywords=_text(),
            group=_text(),
        ),
        "Definition": _object(
            ["service_code", "attributes"], service_code=_text(), attributes={"type": "array", "items": attribute}
        ),
        "Request": _object(
            ["service_request_id", "status", "service_code", "requested_datetime"],
            service_request_id=NUMBER,
            status=_text(enum=["open", "closed"]),
            status_notes=_text(),
            service_name=_text(),
            service_code=_text(),
            requested_datetime=instant,
            updated_datetime=instant,
            expected_datetime=sometime,
            lat=degree,
            long=degree,
            **optional,
        ),
        "Created": _object(
            ["service_request_id", "token"],
            service_request_id=NUMBER,
            token=_text(),
            service_notice=_text(),
            account_id=_text(nullable=True),
        ),
        "Token": _object(["service_request_id", "token"], service_request_id=NUMBER, token=_text()),
        "Discovery": _object(
            ["changeset", "contact", "key_service", "endpoints"],
            changeset=instant,
            contact=_text(),
            key_service=_text(),
            endpoints={"type": "array", "items": endpoint},
        ),
    }
