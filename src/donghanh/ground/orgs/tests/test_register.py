"""The loaded register: who exists when, who succeeds whom, what groups mean on a day."""

from __future__ import annotations

from datetime import date

import pytest

from donghanh.ground.orgs import api
from donghanh.ground.orgs.models import Agency, Succession
from donghanh.ground.orgs.tests.factories import AT, PLAN_DAY, TODAY, load_register

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(db):
    load_register()


def codes(refs) -> set[str]:
    return {r.code for r in refs}


def test_loading_twice_changes_nothing_and_reports_progress():
    from donghanh.ground.orgs import services
    from donghanh.ground.orgs.models import Revision

    before = (Agency.objects.count(), Succession.objects.count(), Revision.objects.count())
    seen: list[tuple[int, int]] = []
    assert services.import_reference(at=AT, progress=lambda done, total: seen.append((done, total))) == 0
    assert (Agency.objects.count(), Succession.objects.count(), Revision.objects.count()) == before
    assert seen == [(1, 1)]


def test_the_province_has_11_districts_until_30_june_2025_and_65_communes_after():
    assert len(api.expand("ubnd-huyen", on=date(2025, 6, 30))) == 11
    assert api.expand("ubnd-huyen", on=date(2025, 7, 1)) == ()
    assert api.expand("ubnd-xa", on=date(2025, 6, 30)) == ()
    communes = Agency.objects.on(date(2025, 7, 1)).of_kind("commune")
    assert communes.count() == 65
    assert communes.filter(name__startswith="Ủy ban nhân dân phường").count() == 4
    assert communes.filter(name__startswith="Ủy ban nhân dân xã").count() == 61
    assert communes.values("unit_code").distinct().count() == 65
    assert api.group("ubnd-huyen").successor == "ubnd-xa"


@pytest.mark.parametrize(
    ("former", "owner"),
    [
        ("so-ke-hoach-va-dau-tu", "so-tai-chinh-2025"),
        ("so-tai-chinh", "so-tai-chinh-2025"),
        ("so-tai-nguyen-va-moi-truong", "so-nong-nghiep-va-moi-truong"),
        ("so-nong-nghiep-va-ptnt", "so-nong-nghiep-va-moi-truong"),
        ("so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe-2025"),
        ("so-khoa-hoc-va-cong-nghe", "so-khoa-hoc-va-cong-nghe-2025"),
        ("so-giao-thong-van-tai", "so-xay-dung-2025"),
        ("so-xay-dung", "so-xay-dung-2025"),
        ("so-noi-vu", "so-noi-vu-2025"),
        ("so-lao-dong-tbxh", "so-noi-vu-2025"),
        ("ban-dan-toc", "so-dan-toc-va-ton-giao"),
        ("cuc-thads-tinh", "thads-tinh"),
        ("dai-ptth-tinh", "bao-va-ptth-lang-son"),
        ("cong-an-huyen-cao-loc", "cong-an-tinh"),
    ],
)
def test_every_duty_of_2023_has_one_living_owner(former, owner):
    agency = api.ref(code=former)
    assert api.living(agency.id, on=PLAN_DAY).owner == agency
    living = api.living(agency.id, on=TODAY)
    assert living.owner is not None
    assert living.owner.code == owner
    assert not living.needs_handover


def test_a_chain_of_several_steps_is_followed_to_its_end():
    tax = api.ref(code="cuc-thue-tinh")
    assert api.living(tax.id, on=date(2025, 2, 28)).owner.code == "cuc-thue-tinh"
    assert api.living(tax.id, on=date(2025, 4, 1)).owner.code == "chi-cuc-thue-khu-vuc"
    today = api.living(tax.id, on=TODAY)
    assert today.owner.code == "thue-tinh"
    assert [s.after.code for s in today.path] == ["chi-cuc-thue-khu-vuc", "thue-tinh"]
    assert today.verified is False


def test_a_district_has_no_single_heir_and_asks_for_a_hand_over():
    district = api.ref(code="ubnd-huyen-cao-loc")
    living = api.living(district.id, on=TODAY)
    assert living.owner is None
    assert living.needs_handover
    assert codes(living.candidates) == {
        "ubnd-xa-dong-dang", "ubnd-phuong-ky-lua", "ubnd-xa-ba-son", "ubnd-xa-cao-loc", "ubnd-xa-cong-son",
    }  # fmt: skip


def test_part_duties_that_moved_elsewhere_are_named_beside_the_owner():
    living = api.living(api.ref(code="so-lao-dong-tbxh").id, on=TODAY)
    assert [(s.after.code, s.topic, s.verified) for s in living.topics] == [
        ("so-giao-duc-va-dao-tao", "giáo dục nghề nghiệp", False)
    ]
    assert codes(living.candidates) == {"so-noi-vu-2025", "so-giao-duc-va-dao-tao"}
    assert codes(api.descend(api.ref(code="so-lao-dong-tbxh").id, TODAY)) == codes(living.candidates)


def test_a_body_that_ended_without_heir_has_no_owner_and_no_candidates():
    living = api.living(api.ref(code="usaid").id, on=TODAY)
    assert living.owner is None
    assert living.candidates == ()


def test_the_past_rolls_up_into_todays_agency():
    finance = api.ref(code="so-tai-chinh-2025")
    assert codes(api.ancestors(finance.id)) == {"so-tai-chinh-2025", "so-tai-chinh", "so-ke-hoach-va-dau-tu"}


def test_the_departments_of_2023_and_of_today():
    def names(day: date) -> set[str]:
        return {r.name for r in api.expand("so-ban-nganh", on=day) if r.name.startswith("Sở")}

    assert len(names(PLAN_DAY)) == 16
    assert names(TODAY) == {
        "Sở Tài chính", "Sở Nông nghiệp và Môi trường", "Sở Khoa học và Công nghệ", "Sở Xây dựng", "Sở Nội vụ",
        "Sở Dân tộc và Tôn giáo", "Sở Công Thương", "Sở Tư pháp", "Sở Giáo dục và Đào tạo", "Sở Y tế",
        "Sở Văn hóa, Thể thao và Du lịch", "Sở Ngoại vụ",
    }  # fmt: skip


def test_who_is_asked_is_never_in_a_group_that_is_ordered():
    ordered = codes(api.expand("so-ban-nganh-va-ubnd-huyen", on=PLAN_DAY))
    asked = {"tand-tinh", "vksnd-tinh", "cuc-thads-tinh", "hiep-hoi-doanh-nghiep-tinh", "lien-minh-htx-tinh", "vcci"}
    assert not ordered & asked
    assert {api.ref(code=c).command for c in asked} == {"requested"}
    assert {api.ref(code=c).command for c in ("cuc-thue-tinh", "cuc-hai-quan-tinh", "nhnn-chi-nhanh-tinh")} == {
        "central"
    }
    assert "bhxh-tinh" not in ordered  # the plan's recipients name it apart from "các sở, ban, ngành"
    assert {"cuc-thue-tinh", "cong-an-tinh", "ubnd-huyen-cao-loc", "so-tai-chinh"} <= ordered


def test_a_written_text_becomes_everybody_meant():
    found = api.resolve("Sở Xây dựng, UBND các huyện, thành phố", on=PLAN_DAY)
    assert found.group is None
    assert found.groups == ("ubnd-huyen",)
    assert codes(found.named) == {"so-xay-dung"}
    assert len(found.agencies) == 12
    assert found.unknown == ()
    whole = api.resolve("Các sở, ban, ngành, UBND các huyện, thành phố", on=PLAN_DAY)
    assert whole.group == "so-ban-nganh-va-ubnd-huyen"
    assert set(whole.agencies) == set(api.expand("so-ban-nganh-va-ubnd-huyen", on=PLAN_DAY))


def test_a_name_from_before_the_merger_is_known_as_former_not_as_unknown():
    found = api.resolve("Sở KH&ĐT, Sở Hạnh phúc", on=TODAY)
    assert found.agencies == ()
    assert codes(found.former) == {"so-ke-hoach-va-dau-tu"}
    assert found.unknown == ("Sở Hạnh phúc",)


def test_unknown_codes_are_told_at_once():
    with pytest.raises(LookupError):
        api.ref(code="so-hanh-phuc")
    with pytest.raises(LookupError):
        api.expand("cac-ban", on=TODAY)
    with pytest.raises(LookupError):
        api.group("cac-ban")


def test_the_uncertain_is_marked_and_the_certain_has_a_source():
    unsure = {
        "thue-tinh",
        "chi-cuc-hai-quan-khu-vuc-vi",
        "nhnn-khu-vuc",
        "thads-tinh",
        "bao-va-ptth-lang-son",
        "so-ngoai-vu",
    }
    assert not Agency.objects.filter(code__in=unsure, verified=True).exists()
    assert not Agency.objects.filter(verified=True, source="").exists()
    assert not Succession.objects.filter(basis="").exists()


def test_no_code_and_no_name_has_two_agencies_on_one_day():
    for day in (PLAN_DAY, date(2025, 2, 28), date(2025, 3, 1), date(2025, 6, 30), date(2025, 7, 1), TODAY):
        names = list(Agency.objects.on(day).values_list("name", flat=True))
        assert len(names) == len(set(names)), day


def test_an_agency_that_came_in_without_a_recorded_change_is_known_at_once():
    api.alive(TODAY)
    made = Agency(code="so-moi", name="Sở Mới", kind="department", command="ordered")
    made.full_clean()
    made.save()
    assert api.refs([made.pk])[made.pk].name == "Sở Mới"


def test_questions_within_one_request_cost_one_query_once_the_register_is_held(django_assert_num_queries):
    from donghanh.kit import memo

    api.alive(TODAY)
    memo.request_started()
    try:
        with django_assert_num_queries(1):
            for _ in range(50):
                api.resolve("Sở Tài chính, UBND các xã, phường", on=TODAY)
                api.living(api.ref(code="so-tai-chinh").id, on=TODAY)
    finally:
        memo.request_finished()
