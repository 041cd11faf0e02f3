"""The verbs of accounts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import override_settings

from donghanh.ground.accounts import api, queries, services
from donghanh.ground.accounts.models import Delegation, FormerPassword, Post, SignIn, User
from donghanh.ground.accounts.tests.factories import PASSWORD, make_delegation, make_post, make_user
from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import ZONE
from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
TODAY = AT.date()


def make_agency(code: str = "so-mau", name: str = "Sở Mẫu") -> Agency:
    agency = Agency(code=code, name=name, kind="department", command="ordered", province_code="20")
    agency.full_clean()
    agency.save()
    return agency


@pytest.fixture
def operator() -> User:
    user = make_user("Dương Văn Hải")
    make_post(user, "operator")
    return user


def test_an_account_is_opened_by_an_operator_and_noted(operator: User) -> None:
    user = services.open_account(email=" An@So.VN ", full_name="Nguyễn  Thị An", by=operator, at=AT)
    assert (user.email, user.full_name, user.name_folded) == ("an@so.vn", "Nguyễn Thị An", "nguyen thi an")
    assert not user.has_usable_password()
    assert Entry.objects.filter(kind="accounts.opened", about_key=user.key).exists()
    with pytest.raises(Invalid, match="đã có tài khoản"):
        services.open_account(email="AN@so.vn", full_name="Người khác", by=operator, at=AT)


def test_nobody_but_an_operator_opens_accounts() -> None:
    with pytest.raises(NotAllowed):
        services.open_account(email="x@so.vn", full_name="X", by=make_user(), at=AT)


def test_a_closed_account_has_no_seats_and_its_sessions_are_over(operator: User) -> None:
    user = make_user()
    make_post(user, "citizen")
    row = services.note_sign_in(user, at=AT, ip="10.0.0.1", port=50000)
    before = user.get_session_auth_hash()
    closed = services.close_account(user, by=operator, at=AT, reason="Chuyển công tác")
    assert closed.seats(TODAY) == ()
    assert closed.get_session_auth_hash() != before
    row.refresh_from_db()
    assert (row.out_at, row.out_why) == (AT, "ended")
    again = services.reopen_account(closed, by=operator, at=AT)
    assert again.is_active
    assert [s.role for s in again.seats(TODAY)] == ["citizen"]


def test_the_last_operator_cannot_be_closed_nor_unseated(operator: User) -> None:
    post = Post.objects.get(user=operator)
    with pytest.raises(NotNow, match="cuối cùng"):
        services.close_account(operator, by=None, at=AT, reason="thử")
    with pytest.raises(NotNow, match="cuối cùng"):
        services.end_post(post, on=TODAY, by=None, at=AT)
    second = make_user("Lê Văn Hai")
    make_post(second, "operator")
    assert services.end_post(post, on=TODAY, by=second, at=AT).valid_to == TODAY


def test_an_operator_gives_no_post_to_themself(operator: User) -> None:
    with pytest.raises(NotAllowed, match="không tự thêm"):
        services.add_post(operator, role="auditor", agency=None, valid_from=TODAY, by=operator, at=AT)


def test_identical_posts_never_overlap_and_a_post_knows_whether_it_needs_an_agency(operator: User) -> None:
    agency, user = make_agency(), make_user()
    services.add_post(
        user, role="officer", agency=agency, valid_from=date(2023, 1, 1), valid_to=date(2025, 3, 1), by=operator, at=AT
    )
    with pytest.raises(Invalid, match="đã giữ"):
        services.add_post(user, role="officer", agency=agency, valid_from=date(2024, 1, 1), by=operator, at=AT)
    services.add_post(user, role="officer", agency=agency, valid_from=date(2025, 3, 1), by=operator, at=AT)
    with pytest.raises(Invalid, match="phải gắn với một cơ quan"):
        services.add_post(user, role="head", agency=None, valid_from=TODAY, by=operator, at=AT)
    with pytest.raises(Invalid, match="không gắn với cơ quan"):
        services.add_post(user, role="citizen", agency=agency, valid_from=TODAY, by=operator, at=AT)


def test_seats_follow_the_day_and_cost_one_query(operator: User, django_assert_num_queries) -> None:
    old, new = make_agency("cu", "Sở Cũ"), make_agency("moi", "Sở Mới")
    user = make_user()
    make_post(user, "officer", old, valid_to=date(2025, 3, 1))
    make_post(user, "officer", new, valid_from=date(2025, 3, 1))
    with django_assert_num_queries(1):
        assert api.agency_ids(user, date(2025, 2, 28), "officer") == {old.pk}
        assert api.has_role(user, "officer", on=date(2025, 2, 28))
        assert not api.has_role(user, "officer", on=date(2025, 2, 28), agency_id=new.pk)
    assert api.agency_ids(user, date(2025, 3, 1)) == {new.pk}
    assert api.seats(None, TODAY) == ()


def test_a_delegation_lends_the_givers_own_seats_for_its_time_and_no_further() -> None:
    agency = make_agency()
    head, deputy, third = make_user("Hoàng Thị Lan"), make_user("Lương Văn Bình"), make_user("Nông Văn Đạt")
    make_post(head, "head", agency)
    make_post(head, "operator")
    make_post(deputy, "officer", agency)
    make_post(third, "officer", agency)
    services.give_delegation(head, taker=deputy, valid_from=TODAY, valid_to=TODAY + timedelta(days=7), by=head, at=AT)
    assert {(s.role, s.via) for s in deputy.seats(TODAY)} == {("officer", "post"), ("head", "delegation")}
    assert not deputy.has_role("operator", on=TODAY)
    assert not deputy.has_role("head", on=TODAY + timedelta(days=7))
    with pytest.raises(NotAllowed):  # what was lent is not lent on
        services.give_delegation(
            deputy, taker=third, valid_from=TODAY, valid_to=TODAY + timedelta(days=1), by=deputy, at=AT
        )


def test_a_delegation_beyond_the_agency_needs_a_reason_and_goes_to_no_outsider() -> None:
    head = make_user("Hoàng Thị Lan")
    make_post(head, "head", make_agency())
    other, citizen, auditor = make_user("Bình"), make_user("Phúc"), make_user("Giang")
    make_post(other, "officer", make_agency("khac", "Sở Khác"))
    make_post(citizen, "citizen")
    make_post(auditor, "auditor")
    when = {"valid_from": TODAY, "valid_to": TODAY + timedelta(days=3), "by": head, "at": AT}
    with pytest.raises(Invalid, match="lý do"):
        services.give_delegation(head, taker=other, **when)
    assert services.give_delegation(head, taker=other, reason="Biệt phái theo QĐ 12", **when).pk
    for outsider in (citizen, auditor, head):
        with pytest.raises(Invalid):
            services.give_delegation(head, taker=outsider, reason="thử", **when)
    with pytest.raises(NotNow, match="Đã có ủy quyền"):
        services.give_delegation(head, taker=other, reason="lần nữa", **when)
    with pytest.raises(Invalid, match="trước hôm nay"):
        services.give_delegation(head, taker=other, **{**when, "valid_from": TODAY - timedelta(days=1)})


def test_a_delegation_is_taken_back_by_its_giver_alone() -> None:
    agency = make_agency()
    head, deputy = make_user("Lan"), make_user("Bình")
    make_post(head, "head", agency)
    make_post(deputy, "officer", agency)
    lent = make_delegation(head, deputy, valid_from=TODAY - timedelta(days=3), valid_to=TODAY + timedelta(days=3))
    with pytest.raises(NotAllowed):
        services.take_back(lent, by=deputy, at=AT)
    with pytest.raises(NotAllowed) as hidden:
        services.take_back(lent, by=make_user("Người lạ"), at=AT)
    assert hidden.value.hidden
    services.take_back(lent, by=head, at=AT)
    deputy.forget_seats()
    assert not deputy.has_role("head", on=TODAY)
    future = make_delegation(head, deputy, valid_from=TODAY + timedelta(days=5), valid_to=TODAY + timedelta(days=9))
    assert services.take_back(future, by=head, at=AT).valid_to == future.valid_from
    assert not Delegation.objects.on(TODAY + timedelta(days=6)).filter(pk=future.pk).exists()


def test_a_closed_givers_delegation_lends_nothing(operator: User) -> None:
    agency = make_agency()
    head, deputy = make_user("Lan"), make_user("Bình")
    make_post(head, "head", agency)
    make_post(deputy, "officer", agency)
    make_delegation(head, deputy, valid_from=TODAY, valid_to=TODAY + timedelta(days=3))
    services.close_account(head, by=operator, at=AT, reason="Nghỉ hưu")
    assert not deputy.has_role("head", on=TODAY)


def test_passwords_are_long_mixed_and_not_used_again() -> None:
    user = make_user()
    with pytest.raises(Invalid, match="14 ký tự"):
        services.set_password(user, password="Ngan-1234", by=user, at=AT)
    services.set_password(user, password=PASSWORD, by=user, at=AT)
    for number in range(9):
        user = services.set_password(user, password=f"{PASSWORD}-{number}x", by=user, at=AT + timedelta(days=number))
    with pytest.raises(Invalid, match="đã dùng gần đây"):
        services.set_password(user, password=PASSWORD, by=user, at=AT)
    services.set_password(user, password=f"{PASSWORD}-moi", by=user, at=AT + timedelta(days=20))
    services.set_password(user, password=PASSWORD, by=user, at=AT + timedelta(days=21))
    assert FormerPassword.objects.filter(user=user).count() == 10


def test_a_password_set_by_somebody_else_must_be_changed(operator: User) -> None:
    user = make_user()
    assert services.set_password(user, password=PASSWORD, by=operator, at=AT).must_change_password
    own = services.set_password(user, password=PASSWORD + "2", by=user, at=AT)
    assert not own.must_change_password


def test_an_operators_password_ages_after_two_months_and_nobody_elses(operator: User) -> None:
    services.set_password(operator, password=PASSWORD, by=operator, at=AT)
    operator.refresh_from_db()
    assert not queries.password_is_old(operator, date(2027, 1, 21))
    assert queries.password_is_old(operator, date(2027, 1, 22))
    officer = make_user(password_set_at=AT)
    assert not queries.password_is_old(officer, date(2030, 1, 1))


def test_idle_accounts_close_after_45_days_but_never_the_last_operator(operator: User) -> None:
    old, fresh, trial = make_user("Cũ"), make_user("Mới"), make_user("Thử", is_trial=True)
    User.objects.filter(pk__in=[old.pk, operator.pk, trial.pk]).update(opened_at=AT - timedelta(days=45))
    User.objects.filter(pk=fresh.pk).update(opened_at=AT - timedelta(days=60), last_seen_at=AT - timedelta(days=44))
    assert services.disable_idle_accounts(at=AT) == [old]
    old.refresh_from_db()
    assert old.closed_reason == "Không dùng quá 45 ngày"
    assert services.disable_idle_accounts(at=AT) == []


def test_the_access_log_keeps_two_years() -> None:
    user = make_user()
    for days in (10, 700, 800):
        services.note_sign_in(user, at=AT - timedelta(days=days), ip="10.0.0.1", port=1)
    assert services.forget_old_sign_ins(at=AT) == 1
    assert SignIn.objects.count() == 2


def test_the_account_list_costs_the_same_for_any_number(operator: User, django_assert_num_queries) -> None:
    for number in range(20):
        make_post(make_user(f"Người {number}"), "citizen")
    with django_assert_num_queries(3):
        lines = queries.account_lines(list(User.objects.all()), at=AT)
    assert len(lines) == 21


def _trial_agencies() -> None:
    for code in (
        "so-ke-hoach-va-dau-tu",
        "so-tai-chinh-2025",
        "so-nong-nghiep-va-ptnt",
        "so-nong-nghiep-va-moi-truong",
        "van-phong-ubnd-tinh",
        "ubnd-tinh",
        "thanh-tra-tinh",
        "hiep-hoi-doanh-nghiep-tinh",
    ):
        make_agency(code, f"Cơ quan {code}")


def test_trial_accounts_are_one_per_role_marked_and_made_once() -> None:
    with pytest.raises(NotNow, match="Chưa nạp cơ quan"):
        services.make_trial_accounts(AT)
    _trial_agencies()
    rows = services.make_trial_accounts(AT)
    assert {r["role"] for r in rows} == {r.value for r in api.Role}
    assert services.make_trial_accounts(AT) == rows
    officer = User.objects.get(email="chuyenvien@trial.donghanh.localhost")
    assert officer.is_trial
    assert "(dùng thử)" in officer.full_name
    assert officer.check_password(rows[0]["password"])
    codes = [Agency.objects.get(pk=i).code for d in (date(2023, 6, 1), TODAY) for i in officer.agency_ids(d)]
    assert codes == ["so-ke-hoach-va-dau-tu", "so-tai-chinh-2025"]


def test_production_makes_no_trial_accounts() -> None:
    _trial_agencies()
    with override_settings(PRODUCTION=True), pytest.raises(NotNow, match="chính thức"):
        services.make_trial_accounts(AT)
    assert not User.objects.exists()
