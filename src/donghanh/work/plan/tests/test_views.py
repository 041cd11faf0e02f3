"""What each person sees of the plan room, and what they must not."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donghanh.record.papers.tests.factories import word_text
from donghanh.work.plan import queries, services
from donghanh.work.plan.domain import Tally
from donghanh.work.plan.models import Duty, Evidence, Obligation, Plan, Provision
from donghanh.work.plan.tests.factories import (
    REMARK,
    SECRET,
    Cast,
    active_plan,
    agency,
    at,
    client_of,
    compiled,
    due,
    duty_row,
    of,
    reported,
    succeed,
)
from donghanh.work.plan.views import reading

pytestmark = pytest.mark.django_db


# --- who sees which page -------------------------------------------------------------------------------------------

TRACKER_PAGES = {"load": 403, "compare": 403, "board": 403, "handovers": 403}


def public_addresses(plan: Plan) -> list[str]:
    duty = plan.duties.first()
    assert duty is not None
    row = Obligation.objects.filter(duty=duty).first()
    assert row is not None
    slug = plan.slug
    return [
        reverse("plan:plans"),
        reverse("plan:read", args=[slug]),
        f"{reverse('plan:read', args=[slug])}?nv={duty.key}&ten=nay",
        reverse("plan:duty", args=[slug, duty.key]),
        reverse("plan:lint", args=[slug]),
        reverse("plan:targets", args=[slug]),
        *(reverse("plan:export", args=[slug, form]) for form in ("akn", "json", "csv", "xlsx")),
        reverse("plan:list"),
        f"{reverse('plan:list')}?tai=csv",
        reverse("plan:obligation", args=[row.key]),
    ]


@pytest.mark.parametrize("who", ["", "an", "binh", "chi", "leader", "dung", "giang"])
def test_a_plan_that_was_given_out_is_open_to_everybody(cast: Cast, plan: Plan, who: str) -> None:
    client = client_of(getattr(cast, who) if who else None)
    for url in public_addresses(plan):
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("page", TRACKER_PAGES)
def test_the_tracker_s_pages_are_his(cast: Cast, plan: Plan, page: str) -> None:
    url = reverse(f"plan:{page}")
    assert client_of(cast.chi).get(url).status_code == 200
    assert client_of(cast.an).get(url).status_code == 403
    assert client_of(cast.dung).get(url).status_code == 403
    assert client_of().get(url).status_code == 302


def test_the_leader_sees_the_board_but_loads_nothing(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.leader)
    assert client.get(reverse("plan:board")).status_code == 200
    assert client.get(reverse("plan:load")).status_code == 403


def test_a_draft_does_not_exist_for_others(cast: Cast) -> None:
    row = duty_row("part_B__point_a", "Rà soát thủ tục", lead=["Sở Công Thương"])
    draft = services.load_register(compiled(row), at=at(2023, 6, 1))
    addresses = [
        reverse("plan:read", args=[draft.slug]),
        reverse("plan:lint", args=[draft.slug]),
        reverse("plan:export", args=[draft.slug, "json"]),
        reverse("plan:duty", args=[draft.slug, draft.duties.get().key]),
    ]
    for url in addresses:
        assert client_of().get(url).status_code == 404, url
        assert client_of(cast.an).get(url).status_code == 404, url
        assert client_of(cast.chi).get(url).status_code == 200, url
    assert draft.number not in client_of().get(reverse("plan:plans")).content.decode()


def test_what_does_not_exist_is_not_found(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.chi)
    for url in ("/ke-hoach/khong-co/", "/ke-hoach/viec/khongco/", f"/ke-hoach/{plan.slug}/nhiem-vu/khongco/",
                f"/ke-hoach/{plan.slug}/tai/pdf/", f"/ke-hoach/viec/{of(cast.b).key}/khong-co/"):  # fmt: skip
        assert client.get(url).status_code == 404, url


# --- reading -------------------------------------------------------------------------------------------------------


def test_without_the_official_words_the_page_says_so_and_shows_our_titles(cast: Cast, plan: Plan) -> None:
    text = client_of(cast.chi).get(reverse("plan:read", args=[plan.slug])).content.decode()
    assert "Chưa nạp toàn văn đã ký" in text
    assert reverse("plan:load") in text
    for title in plan.duties.values_list("title", flat=True):
        assert title in text


def test_places_without_words_are_told_once_and_points_name_who_leads_them() -> None:
    first, point, bullet = (Provision(eid=e, kind=k, label=n, depth=1) for e, k, n in (
        ("p__item_1", "bullet", "-"), ("p__point_a", "point", "a)"), ("p__point_a__item_1", "bullet", "-")
    ))  # fmt: skip
    bullet.parent_eid = point.eid
    duty = Duty(pk=1, title="Công khai giá đất", lead=["Sở Công Thương"], order=0)
    given = (queries.PlacedDuty(duty, Tally.of([])),)
    passages = [queries.Passage(first, ()), queries.Passage(point, ()), queries.Passage(bullet, given)]
    said = [
        (b.lead, b.heading, b.pieces[0].text if b.pieces else "")
        for b in reading._blocks(Plan(origin=Plan.Origin.REGISTER), passages, {})
    ]
    assert said == [
        ("", "", "1 gạch đầu dòng, chưa có nguyên văn"),
        ("a)", "Sở Công Thương", ""),
        ("–", "", "Công khai giá đất"),
    ]


def test_how_far_an_agency_says_it_has_come_is_not_for_the_public(cast: Cast, plan: Plan) -> None:
    address = reverse("plan:list")
    assert "Tiến độ" in client_of(cast.chi).get(address).content.decode()
    assert "Tiến độ" not in client_of().get(address).content.decode()


def test_every_duty_is_marked_in_the_words_and_leads_to_itself(cast: Cast) -> None:
    exact = "Công khai quy hoạch trên trang thông tin"
    row = duty_row("part_B__point_a", "Công khai quy hoạch", lead=["Sở Công Thương"], text=exact)
    data = compiled(row)
    data["provisions"][0]["text"] = f"Sở Công Thương: {exact}; báo cáo kết quả."
    plan = services.load_register(data, at=at(2023, 6, 1))
    services.activate(plan, at=at(2023, 6, 1))
    duty = plan.duties.get()
    text = client_of().get(reverse("plan:read", args=[plan.slug])).content.decode()
    assert f'href="?nv={duty.key}#part_B__point_a"' in text
    assert f">{exact}</a>" in text
    assert "báo cáo kết quả." in text


def test_htmx_gets_only_the_panel(cast: Cast, plan: Plan) -> None:
    duty = plan.duties.first()
    assert duty is not None
    answer = client_of().get(f"{reverse('plan:read', args=[plan.slug])}?nv={duty.key}", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert text.lstrip().startswith('<div class="stack chosen" id="nhiem-vu">')
    assert "<html" not in text


def test_from_an_obligation_one_click_leads_to_its_words(cast: Cast, plan: Plan) -> None:
    row = of(cast.a, role="lead")
    text = client_of().get(reverse("plan:obligation", args=[row.key])).content.decode()
    assert f"{reverse('plan:read', args=[plan.slug])}?nv={row.duty.key}#{row.duty.eid}" in text


# --- non-interference ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["", "binh", "head_b", "dung"])
def test_the_work_of_one_agency_is_nobody_else_s_to_read(cast: Cast, plan: Plan, who: str) -> None:
    row = reported(cast)
    client = client_of(getattr(cast, who) if who else None)
    seen = [
        *public_addresses(plan),
        reverse("plan:obligation", args=[row.key]),
        f"{reverse('plan:list')}?q={row.number}",
    ]
    for url in seen:
        body = client.get(url).content.decode(errors="replace")
        assert SECRET not in body, url
        assert REMARK not in body, url
        assert "minh chứng riêng" not in body, url
    stored = Evidence.objects.get(obligation=row).file
    assert stored is not None
    answer = client.get(reverse("files:download", args=[stored.key]))
    assert answer.status_code in (302, 404)
    assert SECRET.encode() not in answer.content


@pytest.mark.parametrize("who", ["an", "head_a", "chi", "leader", "giang"])
def test_those_concerned_read_the_work_and_its_file(cast: Cast, plan: Plan, who: str) -> None:
    row = reported(cast)
    client = client_of(getattr(cast, who))
    text = client.get(reverse("plan:obligation", args=[row.key])).content.decode()
    assert SECRET in text
    assert REMARK in text
    stored = Evidence.objects.get(obligation=row).file
    assert stored is not None
    assert client.get(reverse("files:download", args=[stored.key])).status_code == 200


def test_the_public_reads_only_the_confirmed_result_s_number(cast: Cast, plan: Plan) -> None:
    row = reported(cast)
    services.propose(row, text="Lời riêng của kết quả", document_number="12/STNMT", by=cast.an, at=at(2026, 11, 3))
    url = reverse("plan:obligation", args=[row.key])
    assert "12/STNMT" not in client_of().get(url).content.decode()
    services.submit(row, by=cast.head_a, at=at(2026, 11, 4))
    services.confirm(row, by=cast.chi, at=at(2026, 11, 5))
    text = client_of().get(url).content.decode()
    assert "12/STNMT" in text
    assert "Lời riêng của kết quả" not in text


# --- lists ---------------------------------------------------------------------------------------------------------


def many(cast: Cast, count: int) -> Plan:
    rows = [
        duty_row(f"part_B__point_{i}", f"Nhiệm vụ thứ {i}", lead=["Sở Công Thương"], index="idx_1",
                 due=[due("by", f"chậm nhất 30/9/2023 ({i})", day="2023-09-30")] if i % 2 else [])
        for i in range(count)
    ]  # fmt: skip
    return active_plan(*rows)


@pytest.mark.parametrize("count", [0, 1, 500])
def test_the_list_renders_with_any_number_of_rows(cast: Cast, count: int) -> None:
    many(cast, count)
    for who in (None, cast.chi):
        answer = client_of(who).get(reverse("plan:list"))
        assert answer.status_code == 200
        assert ("Không có việc nào khớp" in answer.content.decode()) == (count == 0)
    exported = client_of().get(f"{reverse('plan:list')}?tai=csv").content.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) == count + 1


def queries_at(client: Client, url: str) -> int:
    client.get(url)  # whatever is read once and kept
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("page", ["list", "board", "plans"])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(cast: Cast, page: str) -> None:
    many(cast, 1)
    client, url = client_of(cast.chi), reverse(f"plan:{page}")
    few = queries_at(client, url)
    Plan.objects.update(number="01/KH-UBND", slug="cu")
    Obligation.objects.update(number="cu-1")
    many(cast, 50)
    assert queries_at(client, url) == few
    assert few <= 22  # the frame's own (session, seats, menu counts) included


def test_the_list_s_own_questions_are_under_fifteen(cast: Cast) -> None:
    many(cast, 50)
    assert queries_at(client_of(), reverse("plan:list")) <= 15


def test_a_file_holds_exactly_what_is_filtered(cast: Cast, plan: Plan) -> None:
    client = client_of()
    url = f"{reverse('plan:list')}?q=tra+cuu+dat+dai&tai=csv"
    lines = client.get(url).content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert "Lập tài liệu hướng dẫn tra cứu đất đai" in lines[1]
    assert client.get(f"{reverse('plan:list')}?den=khong-phai-ngay").status_code == 422


def test_filters_by_agency_standing_and_role(cast: Cast, plan: Plan) -> None:
    client, base = client_of(), reverse("plan:list")

    def titles(query: str) -> set[str]:
        lines = client.get(f"{base}?{query}&tai=csv").content.decode("utf-8-sig").strip().splitlines()[1:]
        return {line.split(",")[0].strip('"') for line in lines}

    assert titles("co_quan=so-tnmt&vai_tro=lead") == {"Lập tài liệu hướng dẫn tra cứu đất đai"}
    assert titles("tinh_trang=overdue") == {"Lập tài liệu hướng dẫn tra cứu đất đai"}
    assert titles("chi_so=idx_2") == {"Rút ngắn thời gian cấp phép"}
    assert "Đẩy nhanh thi hành án" in titles("tinh_trang=dang-mo")


def test_a_cell_of_the_board_opens_the_list_it_counts(cast: Cast, plan: Plan) -> None:
    text = client_of(cast.chi).get(reverse("plan:board")).content.decode()
    assert "co_quan=so-tnmt&amp;chi_so=idx_1" in text
    assert client_of(cast.chi).get(f"{reverse('plan:board')}?tai=csv").content.decode("utf-8-sig").startswith("Cơ quan")


def test_the_board_of_a_past_day_leaves_as_an_annex_that_says_what_its_columns_mean(cast: Cast, plan: Plan) -> None:
    new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
    succeed(cast.a, new, on=date(2025, 3, 1))
    services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
    asked = {"ngay": "8/1/2024", "tai": "docx"}
    text = " ".join(word_text(client_of(cast.chi).get(reverse("plan:board"), asked).content).split())
    for words in (
        "Số liệu đến ngày 08/01/2024",
        "Số dòng: 3.",
        "Tính đến ngày: 8/1/2024",
        cast.a.name,
        "(a) Tiếp cận đất đai",
        "0/1 (1)",
    ):
        assert words in text, words
    assert new.name not in text


def test_the_board_of_a_past_day_names_agencies_as_they_were_and_successors_where_asked(cast: Cast, plan: Plan) -> None:
    new = agency("Sở Nông nghiệp và Môi trường", valid_from=date(2025, 3, 1))
    succeed(cast.a, new, on=date(2025, 3, 1))
    services.hand_over_successions(plan, at=at(2025, 3, 3), by=cast.office)
    page = client_of(cast.chi)
    then = page.get(reverse("plan:board"), {"ngay": "8/1/2024"})
    assert [line["agency"].name for line in then.context["lines"]].count(cast.a.name) == 1
    assert new.name not in then.content.decode()
    assert "co_quan=" not in then.content.decode().split("<tbody>")[1], "a list of today does not explain a past count"
    both = page.get(reverse("plan:board"), {"ngay": "8/1/2024", "ten": "nay"}).content.decode()
    assert f"nay: {new.name}" in both
