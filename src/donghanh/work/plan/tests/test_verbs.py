"""The plan room's verbs as pages: reporting, confirming, loading, giving out, handing over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donghanh.work.plan import services
from donghanh.work.plan.domain import State
from donghanh.work.plan.models import Duty, Evidence, HandOver, Obligation, Plan, PlanDraft
from donghanh.work.plan.tests.factories import (
    Cast,
    active_plan,
    agency,
    at,
    client_of,
    duty_row,
    of,
    reported,
    succeed,
)

pytestmark = pytest.mark.django_db


# --- verbs ---------------------------------------------------------------------------------------------------------


def post(user: Any, row: Obligation, verb: str, **data: Any) -> Any:
    return client_of(user).post(reverse("plan:verb", args=[row.key, verb]), data)


def test_the_whole_way_of_one_duty_through_its_pages(cast: Cast, plan: Plan) -> None:
    row = of(cast.b)
    assert post(cast.binh, row, "nhan").status_code == 302
    assert post(cast.binh, row, "buoc", steps="Khảo sát; 20/12/2026\nBan hành").status_code == 302
    assert post(cast.binh, row, "xong-buoc", step=1).status_code == 302
    upload = [SimpleUploadedFile("bao cao 1.txt", b"mot"), SimpleUploadedFile("bao cao 2.txt", b"hai")]
    answer = post(
        cast.binh, row, "bao-tien-do", percent="80", text="Đã khảo sát", uploads=upload, document_number="5/SCT"
    )
    assert answer.status_code == 302
    assert Evidence.objects.filter(obligation=row, file__isnull=False, document_number="5/SCT").count() == 2
    assert (
        post(cast.binh, row, "trinh", text="Xong", document_number="9/SCT", document_on="01/11/2026").status_code == 302
    )
    assert post(cast.head_b, row, "nop", text="Xong", document_number="9/SCT").status_code == 302
    assert post(cast.chi, row, "xac-nhan", note="").status_code == 302
    row.refresh_from_db()
    assert row.state == State.DONE
    assert row.result_document == "9/SCT"


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(cast: Cast, plan: Plan) -> None:
    row = of(cast.b)
    answer = post(cast.binh, row, "bao-tien-do", percent="140", text="Đã khảo sát")
    assert answer.status_code == 422
    assert "Số không được quá 100." in answer.content.decode()
    assert "Đã khảo sát" in answer.content.decode()
    services.accept(row, by=cast.binh, at=at(2026, 11, 1))
    answer = post(cast.head_b, row, "nop", text="Xong rồi")
    assert answer.status_code == 422
    assert "ít nhất một chứng cứ" in answer.content.decode()


def test_a_refused_file_leaves_no_report(cast: Cast, plan: Plan) -> None:
    row = of(cast.b)
    program = SimpleUploadedFile("bao cao.pdf", b"MZ\x90\x00 program")
    answer = post(cast.binh, row, "bao-tien-do", percent="10", text="Kèm tệp", uploads=[program])
    assert answer.status_code == 422
    assert not row.reports.exists()
    assert not row.evidence.exists()


def test_of_two_who_confirm_the_second_is_told_who_was_first(cast: Cast, plan: Plan) -> None:
    row = reported(cast)
    services.propose(row, text="Xong", document_number="12/STNMT", by=cast.an, at=at(2026, 11, 3))
    services.submit(row, by=cast.head_a, at=at(2026, 11, 4))
    assert post(cast.office, row, "xac-nhan").status_code == 302
    answer = post(cast.chi, row, "xac-nhan")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert cast.office.full_name in text
    assert "Xác nhận hoàn thành" in text
    assert row.results.filter(state="confirmed").count() == 1


def test_verbs_of_another_agency_or_role_are_refused(cast: Cast, plan: Plan) -> None:
    row = of(cast.a, role="lead")
    assert post(cast.binh, row, "nhan").status_code == 403
    assert post(cast.an, row, "xac-nhan").status_code == 403
    assert post(cast.dung, row, "trao-doi", text="Tôi hỏi").status_code == 404
    assert client_of().post(reverse("plan:verb", args=[row.key, "nhan"])).status_code == 302
    row.refresh_from_db()
    assert row.state == State.ASSIGNED


@pytest.mark.parametrize(
    ("who", "expected"), [("an", "Nhận việc"), ("head_a", "Nhận việc"), ("chi", ""), ("", "")], ids=str
)
def test_a_page_has_one_primary_step_for_its_reader(cast: Cast, plan: Plan, who: str, expected: str) -> None:
    row = of(cast.a, role="lead")
    text = (
        client_of(getattr(cast, who) if who else None).get(reverse("plan:obligation", args=[row.key])).content.decode()
    )
    assert text.count('class="btn primary"') == (1 if expected else 0)
    if expected:
        assert f"{expected}</a>" in text


# --- loading, giving out, handing over -----------------------------------------------------------------------------

WORDS = """ỦY BAN NHÂN DÂN TỈNH BÌNH SƠN
Số: 08/KH-UBND
Bình Sơn, ngày 02 tháng 6 năm 2023

KẾ HOẠCH
Nâng cao chất lượng phục vụ doanh nghiệp năm 2023

A. NHIỆM VỤ
1. Sở Công Thương:
- Rà soát danh mục dịch vụ, hoàn thành trước ngày 15/9/2023.
- Hướng dẫn doanh nghiệp nộp hồ sơ trực tuyến.
"""


def test_a_document_is_read_shown_loaded_and_given_out(cast: Cast) -> None:
    client = client_of(cast.chi)
    answer = client.post(reverse("plan:load"), {"document": SimpleUploadedFile("ke hoach.txt", WORDS.encode())})
    assert answer.status_code == 302, answer.content.decode()[:500]
    page = client.get(answer.url)
    assert "Kế hoạch mới" in page.content.decode()
    assert "08/KH-UBND" in page.content.decode()
    loaded = client.post(answer.url)
    plan = Plan.objects.get()
    assert loaded.url == reverse("plan:activate", args=[plan.slug])
    assert "Sở Công Thương" in client.get(loaded.url).content.decode()
    given = client.post(loaded.url, {"tracked_from": "02/6/2023"})
    assert given.status_code == 302
    plan.refresh_from_db()
    assert plan.state == Plan.State.ACTIVE
    assert Obligation.objects.filter(duty__plan=plan, assigned=cast.b).exists()


def test_the_same_file_twice_makes_one_plan(cast: Cast) -> None:
    client = client_of(cast.chi)
    for _ in range(2):
        answer = client.post(reverse("plan:load"), {"document": SimpleUploadedFile("ke hoach.txt", WORDS.encode())})
        client.post(answer.url)
    assert Plan.objects.count() == 1
    assert PlanDraft.objects.count() == 1
    assert Duty.objects.count() == Plan.objects.get().duties.count()


@pytest.mark.parametrize(
    ("name", "content"),
    [("rong.txt", b""), ("anh.pdf", b"\x89PNG\r\n\x1a\n0000"), ("nhi phan.txt", b"\x00\x01\x02" * 500)],
)
def test_a_refused_file_gives_one_sentence_and_keeps_the_form(cast: Cast, name: str, content: bytes) -> None:
    answer = client_of(cast.chi).post(reverse("plan:load"), {"document": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert "Tệp văn bản đã ký" in answer.content.decode()
    assert not PlanDraft.objects.exists()


def test_open_work_of_a_merged_agency_is_handed_over_by_one_button(cast: Cast, plan: Plan) -> None:
    heir = agency("Sở Nông nghiệp và Môi trường", code="so-nnmt", valid_from=date(2025, 3, 1))
    succeed(cast.a, heir, on=date(2025, 3, 1))
    client = client_of(cast.chi)
    assert heir.name in client.get(reverse("plan:handovers")).content.decode()
    assert client.post(reverse("plan:handovers"), {"gom": "tat-ca"}).status_code == 302
    assert Obligation.objects.filter(holder=heir).count() == 2
    assert HandOver.objects.filter(to_agency=heir).count() == 2


def test_where_many_succeed_a_person_chooses_and_gives_the_ground(cast: Cast, plan: Plan) -> None:
    heirs = [agency(f"Xã Thử {i}", code=f"xa-thu-{i}", kind="commune", valid_from=date(2025, 7, 1)) for i in (1, 2)]
    succeed(cast.b, *heirs, on=date(2025, 7, 1), basis="")
    client, url = client_of(cast.chi), reverse("plan:handovers")
    assert "Chờ chọn cơ quan nhận" in client.get(url).content.decode()
    data = {"co-quan": cast.b.code, "to": [h.code for h in heirs], "effective_on": "01/7/2025", "basis": ""}
    assert client.post(f"{url}?co-quan={cast.b.code}", data).status_code == 422
    assert client.post(f"{url}?co-quan={cast.b.code}", {**data, "basis": "QĐ 9 ngày 01/7/2025"}).status_code == 302
    old = of(cast.b, role="lead", state="passed_on")
    assert {o.holder_id for o in old.carried_to.all()} == {h.pk for h in heirs}


def test_two_plans_side_by_side_and_the_decision_written(cast: Cast, plan: Plan) -> None:
    rows = [duty_row(d.eid, d.title, lead=d.lead, index="idx_1") for d in plan.duties.all()[:2]]
    new = active_plan(*rows, number="09/KH-UBND", signed=date(2024, 6, 1))
    client = client_of(cast.chi)
    url = f"{reverse('plan:compare')}?cu={plan.slug}&moi={new.slug}"
    page = client.get(url)
    assert "Ghi quyết định" in page.content.decode()
    assert client.post(url, {}).status_code == 422
    decisions = {f"nv-{d.key}": "close:" for d in plan.duties.all()}
    assert client.post(url, decisions).status_code == 302
    plan.refresh_from_db()
    assert plan.state == Plan.State.SUPERSEDED


def test_a_target_is_revised_with_its_ground_and_the_old_value_stays(cast: Cast, plan: Plan) -> None:
    target = plan.targets.get()
    url = f"{reverse('plan:targets', args=[plan.slug])}?sua={target.eid}"
    data = {"value": "7,5", "document_number": "88/QĐ-UBND", "decided_on": "05/01/2024", "reason": "Theo bộ chỉ số mới"}
    assert client_of(cast.an).post(url, data).status_code == 403
    assert client_of(cast.chi).post(url, {**data, "reason": ""}).status_code == 422
    assert client_of(cast.chi).post(url, data).status_code == 302
    text = client_of().get(reverse("plan:targets", args=[plan.slug])).content.decode()
    assert "7,2 → 7,5" in text
    assert "88/QĐ-UBND" in text
