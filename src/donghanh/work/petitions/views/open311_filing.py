"""Filing a case through Open311: what was sent is held to the published description, then taken in."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

from donghanh.ground.files import api as files
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import Identity, Submission
from donghanh.work.petitions.engine import matters, places
from donghanh.work.petitions.engine.plain import clean, clean_line, mixed_scripts
from donghanh.work.petitions.models import ApiToken
from donghanh.work.petitions.services import limits
from donghanh.work.petitions.services.receiving import receive
from donghanh.work.petitions.views import open311_description
from donghanh.work.petitions.views.public_pages import address, moment

# A box around the province; what lies outside is not ours (data/units says which communes are).
SOUTH, NORTH, WEST, EAST = Decimal("21.2"), Decimal("22.6"), Decimal("106.0"), Decimal("107.5")


PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
MOST_PHOTOS = 5


class Wrong(Exception):
    """A call that cannot be served: a status and one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def file(request: HttpRequest) -> tuple[str, Any]:
    """Take a case in and say its number, a token, and what happens next."""
    given = request.POST
    code = given.get("service_code", "")
    if code and code not in domain.subjects():
        raise Wrong(404, "Không có service_code này.")
    if any(mixed_scripts(given.get(n, "")) for n in ("first_name", "last_name", "attribute[business]")):
        raise Wrong(400, "Tên có chữ cái của bảng chữ khác giả chữ Latinh.")
    _hold_to_schema(given)
    text = clean(given.get("description", "")).strip()
    if matters.accuses(text):
        raise Wrong(400, "Nội dung có vẻ là tố cáo: không nhận qua giao diện này, hãy dùng kênh niêm phong trên cổng.")
    place, place_text, latitude, longitude = _where(given)
    limits.knock("send", address(request), at=moment(request))
    photos = _photos(request)
    regime = given.get("attribute[regime]", "petition")
    receipt = receive(
        Submission(
            channel=domain.Channel.OPEN311,
            text=text,
            subject=code,
            place=place,
            place_text=place_text,
            latitude=latitude,
            longitude=longitude,
            regime=regime if regime in ("petition", "question") else "petition",
            identity=_who(given),
            files=photos,
        ),
        at=moment(request),
    )
    made = ApiToken.objects.create(petition=receipt.petition, at=moment(request))
    due = f" Dự kiến trả lời {receipt.expected_on:%d/%m/%Y}." if receipt.expected_on else ""
    told = {
        "service_request_id": receipt.number,
        "token": made.token,
        "service_notice": f"{receipt.next_actor}.{due} Mã tra cứu trên cổng: {receipt.secret}.",
        "account_id": None,
    }
    return "service_requests", [told]


def _photos(request: HttpRequest) -> list[Any]:
    """Take in the photographs that came with a case; they lose place and device, and stay private like every file.

    An address of a photograph (``media_url``) is not fetched: what lies there can change, and asking tells who asks.
    """
    given = request.FILES.getlist("media")
    if set(request.FILES) - {"media"}:
        raise Wrong(400, "Ảnh gửi trong trường media.")
    if len(given) > MOST_PHOTOS:
        raise Wrong(400, f"media: nhiều nhất {MOST_PHOTOS} ảnh một lần gửi.")
    for photo in given:
        if not str(photo.name).lower().endswith(PHOTOS):
            raise Wrong(400, f"media: chỉ nhận ảnh ({', '.join(PHOTOS)}).")
    return [
        files.store(photo, name=str(photo.name), by=None, at=moment(request), purpose="petition") for photo in given
    ]


def _hold_to_schema(given: Any) -> None:
    """Hold what was sent to the published description, so that the two can never say different things."""
    if given.get("media_url"):
        raise Wrong(
            400, "media_url: không tải ảnh từ địa chỉ khác; hãy gửi ảnh trong trường media (multipart/form-data)."
        )
    schema = open311_description.filed_schema(list(domain.subjects()))
    fields = schema["properties"]
    for name in schema["required"]:
        if not given.get(name):
            raise Wrong(400, f"Thiếu {name}.")
    for name, values in given.lists():
        rule = fields.get(name)
        if rule is None and name not in ("api_key", "jurisdiction_id", "account_id", "device_id"):
            raise Wrong(400, f"Không có trường {name[:60]}.")
        if rule is not None and (len(values) != 1 or not fits(values[0], rule)):
            raise Wrong(400, f"{name} không đúng quy cách: {rule.get('pattern') or rule.get('enum') or rule}")


def fits(text: str, rule: dict[str, Any]) -> bool:
    """Say whether a value fits its rule of the description."""
    if rule["type"] == "number":
        return bool(text)  # read, and refused with its own sentence, where the place is read
    size = len(text)
    fits = rule.get("minLength", 0) <= size <= rule.get("maxLength", size)
    return (
        fits and (text in rule["enum"] if "enum" in rule else True) and bool(re.search(rule.get("pattern", ""), text))
    )


def _where(given: Any) -> tuple[str, str, Decimal | None, Decimal | None]:
    latitude, longitude = _degree(given, "lat"), _degree(given, "long")
    if latitude is None or longitude is None:
        latitude = longitude = None  # half a point is no point
    if (
        latitude is not None
        and longitude is not None
        and not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST)
    ):
        raise Wrong(400, "Tọa độ nằm ngoài tỉnh; hãy gửi đến tỉnh nơi xảy ra việc.")
    named = places.read(given.get("address_id", "") or "")
    if named.problem:
        raise Wrong(400, f"address_id: {named.problem}")
    words = clean_line(given.get("address_string", ""))[:200]
    guessed = named.place or places.read(words).place
    return (guessed.code if guessed else ""), words, latitude, longitude


def _degree(given: Any, name: str) -> Decimal | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 180:
        raise Wrong(400, f"{name} phải là số thập phân (WGS 84).")
    return round(value, 6)


def _who(given: Any) -> Identity:
    first, last = clean_line(given.get("first_name", "")), clean_line(given.get("last_name", ""))
    business = clean_line(given.get("attribute[business]", ""))[:200]
    name = (business or f"{last} {first}".strip())[:200]
    email = clean_line(given.get("email", "")).casefold()[:200]
    tax_code = re.sub(r"\s", "", clean_line(given.get("attribute[tax_code]", "")))
    return Identity(
        name=name or "Người gửi qua ứng dụng",
        kind="business" if business else "person",
        tax_code=tax_code,
        representative=f"{last} {first}".strip()[:120] if business else "",
        phone=clean_line(given.get("phone", ""))[:30],
        email=email,
    )
