"""Open311 as others' tools judge it, and nothing of a person or an unpublished word through it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import schemathesis
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import response_schema_conformance

from donghanh.config.wsgi import application
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit import dates
from donghanh.work.petitions import services
from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.models import Petition
from donghanh.work.petitions.tests.factories import answered, make_petition
from donghanh.work.petitions.views import open311
from donghanh.work.petitions.views.open311_description import openapi

pytestmark = pytest.mark.django_db
V2 = "/kien-nghi/open311/v2"
FILED = {
    "service_code": "land",
    "description": "Đường vào cụm công nghiệp bị ngập mỗi khi mưa.",
    "address_string": "Đồng Đăng",
    "email": "a@example.vn",
    "attribute[business]": "HTX Bình Minh",
}


@pytest.fixture(autouse=True)
def calendar(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_calendar()
    roomy = channels.Limit(100_000, channels.rules().limits["api"].within)
    monkeypatch.setitem(channels.rules().limits, "api", roomy)
    monkeypatch.setitem(channels.rules().limits, "send", roomy)


def test_a_case_is_filed_found_by_token_and_listed(client: Client) -> None:
    made = client.post(f"{V2}/requests.json", FILED).json()[0]
    row = Petition.objects.get(number=made["service_request_id"])
    assert (row.channel, row.subject, row.place, row.petitioner.name) == ("open311", "land", "06184", "HTX Bình Minh")
    assert services.secret_of(row) in made["service_notice"]
    assert client.get(f"{V2}/tokens/{made['token']}.json").json() == [
        {"service_request_id": row.number, "token": made["token"]}
    ]
    for found in (client.get(f"{V2}/requests/{row.number}.json").json(), client.get(f"{V2}/requests.json").json()):
        assert found[0]["service_request_id"] == row.number
        assert found[0]["status"] == "open"
        assert found[0]["expected_datetime"].startswith(row.due_on.isoformat())  # type: ignore[union-attr]


def test_only_published_words_and_no_identity_leave(client: Client, cast: Any) -> None:
    row = answered(cast, dates.now(), text="Trả lời riêng cho người gửi.")
    before = client.get(f"{V2}/requests/{row.number}.json").content.decode()
    for secret in (
        "Trả lời riêng",
        row.petitioner.name,
        row.petitioner.phone,
        row.text[:30],
        row.title,
        services.secret_of(row),
    ):
        assert secret not in before
    public = services.PublicWords("Tiêu đề", "Câu hỏi đã che.", "Trả lời đã che.")
    services.publish(row.answers.get(), public=public, by=cast.an, at=dates.now())
    after = client.get(f"{V2}/requests/{row.number}.json").json()[0]
    assert (after["description"], after["service_notice"], after["status"]) == (
        "Câu hỏi đã che.",
        "Trả lời đã che.",
        "closed",
    )


def test_complaints_and_sealed_cases_do_not_exist_here(client: Client) -> None:
    row = make_petition(dates.now(), regime="complaint")
    assert client.get(f"{V2}/requests/{row.number}.json").status_code == 404
    assert client.get(f"{V2}/requests.json?service_request_id={row.number}").json() == []


def test_xml_says_the_same(client: Client) -> None:
    number = client.post(f"{V2}/requests.json", {**FILED, "description": "Chữ \x0b < & lạ nhưng đủ dài."}).json()[0][
        "service_request_id"
    ]
    root = ElementTree.fromstring(client.get(f"{V2}/requests.xml").content)  # noqa: S314 - our own bytes
    assert root.tag == "service_requests"
    assert root.find("request/service_request_id").text == number  # type: ignore[union-attr]
    root = ElementTree.fromstring(client.get(f"{V2}/services.xml").content)  # noqa: S314
    assert {s.findtext("type") for s in root.iter("service")} == {"realtime"}
    wrong = client.post(f"{V2}/requests.xml", {})
    assert wrong.status_code == 400
    assert ElementTree.fromstring(wrong.content).findtext("error/code") == "400"  # noqa: S314


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "x"}, 404, "service_code"),
        ({"description": "ngắn"}, 400, "description"),
        ({"lat": "21.0", "long": "105.8"}, 400, "ngoài tỉnh"),
        ({"lat": "nan", "long": "1"}, 400, "số thập phân"),
        ({"address_id": "178"}, 400, "address_id"),
        ({"description": "Tôi tố cáo ông A nhận tiền doanh nghiệp"}, 400, "kênh niêm phong"),
        ({"attribute[business]": "C\u043eng ty"}, 400, "bảng chữ khác"),
        ({"email": "khong-phai"}, 400, "email"),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_sentence(
    client: Client, change: dict[str, str], status: int, word: str
) -> None:
    answer = client.post(f"{V2}/requests.json", {**FILED, **change})
    assert answer.status_code == status
    assert word in answer.json()[0]["description"]
    assert not Petition.objects.exists()


def test_lists_are_paged_and_cost_the_same(client: Client, django_assert_num_queries: Any) -> None:
    for n in range(12):
        make_petition(dates.now(), text=f"Việc thứ {n} của doanh nghiệp.", title=f"Việc {n}")
    first = client.get(f"{V2}/requests.json?page_size=5").json()
    third = client.get(f"{V2}/requests.json?page_size=5&page=3").json()
    assert (len(first), len(third)) == (5, 2)
    counts = []
    for size in (1, 12):
        with django_assert_num_queries(7, exact=False) as seen:
            client.get(f"{V2}/requests.json?page_size={size}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert client.get(f"{V2}/requests.json?page_size=0").status_code == 400
    assert client.get(f"{V2}/requests.json?start_date=mai").status_code == 400
    assert client.get(f"{V2}/requests.json?start_date=2026-07-16T17:57:13-19:59").status_code == 200
    assert client.get(f"{V2}/requests.json?jurisdiction_id=ha-noi").status_code == 404


def test_too_many_calls_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels.rules().limits, "api", channels.Limit(2, channels.rules().limits["api"].within))
    codes = [client.get(f"{V2}/services.json").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Let a bare call of the application keep the test's connection, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


config = SchemathesisConfig.from_dict({"seed": 20261126})
_described = openapi(open311.jurisdiction(), ["land", "tax", "other"])
# What is made up for a photograph are bytes that are none: photographs have a test of their own.
_described["paths"]["/requests.{form}"]["post"]["requestBody"]["content"].pop("multipart/form-data")
schema = schemathesis.openapi.from_dict(_described, config=config)
schema.app = application


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_description_holds_for_whatever_is_sent(case: Any, one_connection: None) -> None:
    case.call_and_validate(base_url="http://testserver/kien-nghi/open311/v2")


OFFICIAL = (
    Path(os.environ.get("DONGHANH_SPECS", Path(__file__).resolve().parents[6] / "shared" / "specs"))
    / "open311"
    / "georeport_v2-1.yaml"
)


def official() -> Any:
    """Read the description that the Open311 community gives out, told where we are, what we call things, our forms."""
    told = yaml.safe_load(OFFICIAL.read_text(encoding="utf-8"))
    told["basePath"], told["parameters"]["jurisdiction_id"]["enum"] = "/", [open311.jurisdiction()]
    told["parameters"]["response_format"]["enum"] = ["json", "xml"]
    # Its one slip: a single case is asked at /requests/ in the standard itself, and answered as a list of one.
    told["paths"]["/requests/{service_request_id}.{response_format}"] = one = told["paths"].pop(
        "/request/{service_request_id}.{response_format}"
    )
    for path in (one, told["paths"]["/tokens/{token_id}.{response_format}"]):
        answer = path["get"]["responses"]["200"]
        answer["schema"] = {"type": "array", "items": answer["schema"]}
    return told


def judged(call: Any, known: dict[str, str]) -> bool:
    """Send whatever fits one operation, and the same about what is there; say whether any call was served."""
    served = []

    @given(case=call.as_strategy())
    @settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def holds(case: Any) -> None:
        made_up = dict(case.path_parameters)
        for told in (made_up, {name: known.get(name, value) for name, value in made_up.items()}):
            case.path_parameters = told
            answer = case.call(base_url=f"http://testserver{V2}")
            case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
            served.append(answer.status_code == 200)

    holds()
    return any(served)


@pytest.mark.skipif(not OFFICIAL.exists(), reason=f"không có {OFFICIAL.name}; đặt DONGHANH_SPECS để chạy")
def test_the_official_description_holds_for_whatever_is_sent(client: Client, cast: Any, request: Any) -> None:
    row = answered(cast, dates.now())
    public = services.PublicWords("Tiêu đề", "Câu hỏi.", "Trả lời.")
    services.publish(row.answers.get(), public=public, by=cast.an, at=dates.now())
    token = client.post(f"{V2}/requests.json", FILED).json()[0]["token"]
    request.getfixturevalue("one_connection")  # only now: each call of the test's client takes its effect away
    theirs = schemathesis.openapi.from_dict(official(), config=config)
    theirs.app = application
    known = {"service_request_id": row.number, "service_code": "land", "token_id": token, "response_format": "json"}
    served = {(op.ok().method, op.ok().path): judged(op.ok(), known) for op in theirs.get_all_operations()}
    # The description files by fields of the address; the standard's text, and we, by a form.
    assert [name for name, yes in served.items() if not yes] == [("post", "/requests.{response_format}")]


def test_photographs_come_with_a_case_and_stay_private(client: Client, cast: Any) -> None:
    photo = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(photo, "PNG")
    sent = SimpleUploadedFile("hien trang.png", photo.getvalue(), "image/png")
    made = client.post(f"{V2}/requests.json", {**FILED, "media": sent})
    assert made.status_code == 200, made.content
    kept = Petition.objects.get(number=made.json()[0]["service_request_id"]).attachments.get().file
    assert client.get(reverse("files:download", args=[kept.key])).status_code == 404
    client.force_login(cast.lan)
    assert client.get(reverse("files:download", args=[kept.key])).status_code == 200


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"media": SimpleUploadedFile("x.svg", b"<svg/>", "image/svg+xml")}, "chỉ nhận ảnh"),
        ({"media": SimpleUploadedFile("x.png", b"MZ\x90", "image/png")}, "x.png"),
        ({"anh": SimpleUploadedFile("x.png", b"x", "image/png")}, "trường media"),
        ({"media_url": "http://127.0.0.1/x.png"}, "không tải ảnh từ địa chỉ khác"),
    ],
)
def test_what_is_no_photograph_is_refused_in_one_sentence(client: Client, more: dict[str, Any], word: str) -> None:
    answer = client.post(f"{V2}/requests.json", {**FILED, **more})
    assert answer.status_code == 400
    assert word in answer.json()[0]["description"]
    assert not Petition.objects.exists()
