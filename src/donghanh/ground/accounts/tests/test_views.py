"""Signing in and the account pages, as a browser meets them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from donghanh.config.signin import SecondFactor
from donghanh.ground.accounts.models import SignIn, User
from donghanh.ground.accounts.tests.factories import PASSWORD, make_delegation, make_post, make_user
from donghanh.ground.accounts.tests.test_services import make_agency
from donghanh.kit.dates import ZONE
from donghanh.kit.text import squeeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    def put(moment: str) -> datetime:
        monkeypatch.setenv("DONGHANH_NOW", moment)
        return datetime.fromisoformat(moment).astimezone(ZONE)

    put("2026-11-22T09:00:00+07:00")
    cache.clear()  # the counters of quick tries outlive a test
    return put


@pytest.fixture
def person(clock) -> User:
    user = make_user("Nguyễn Thị An", email="an@so.vn", password=PASSWORD)
    make_post(user, "citizen")
    return user


def sign_in(client: Client, email: str = "an@so.vn", password: str = PASSWORD, **extra):
    return client.post("/dang-nhap/", {"login": email, "password": password}, **extra)


def words(response) -> str:
    return squeeze(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_signing_in_opens_the_roles_first_page_and_the_access_log(client: Client, person: User) -> None:
    page = client.get("/dang-nhap/")
    assert page.status_code == 200
    assert "Đăng nhập" in words(page)
    answer = sign_in(client, email=" AN@so.vn", REMOTE_PORT="50123", HTTP_USER_AGENT="Thử")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    row = SignIn.objects.get(user=person)
    assert (row.ip, row.port, row.method, row.agent) == ("127.0.0.1", 50123, "mật khẩu", "Thử")
    person.refresh_from_db()
    assert person.last_seen_at == row.in_at
    client.post("/dang-xuat/")
    row.refresh_from_db()
    assert (row.out_why, bool(row.out_at)) == ("left", True)


def test_signing_in_changes_the_session_key(client: Client, person: User) -> None:
    client.get("/dang-nhap/")
    session = client.session
    session["truoc"] = 1
    session.save()
    before = session.session_key
    client.cookies["dong-hanh"] = before
    sign_in(client)
    assert client.session.session_key != before


def test_a_wrong_password_gives_one_sentence_and_five_lock_the_address_however_typed(
    client: Client, person: User
) -> None:
    for typed in ("an@so.vn", "AN@SO.VN", " an@so.vn", "An@so.vn"):
        answer = sign_in(client, email=typed, password="sai")
        assert answer.status_code == 200
        assert "Địa chỉ thư hoặc mật khẩu chưa đúng." in words(answer)
    answer = sign_in(client, password="sai")
    assert answer.status_code == 429
    assert "sai 5 lần liên tiếp nên địa chỉ này bị tạm khóa 15 phút" in words(answer)
    right = sign_in(Client(REMOTE_ADDR="10.9.9.9"))  # the right password from elsewhere is locked out too
    assert right.status_code == 429
    assert not SignIn.objects.exists()


def test_the_lock_opens_after_its_period(client: Client, person: User) -> None:
    from axes.models import AccessAttempt

    for _ in range(5):
        sign_in(client, password="sai")
    AccessAttempt.objects.update(attempt_time=datetime.now(tz=ZONE) - timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_a_closed_account_cannot_sign_in_and_an_open_session_ends(client: Client, person: User) -> None:
    sign_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False, closed_at=datetime.now(tz=ZONE))
    assert client.get("/tai-khoan/").status_code == 302
    answer = sign_in(Client())
    assert not SignIn.objects.filter(out_at__isnull=True).exclude(in_at__lte=datetime.now(tz=ZONE)).exists()
    assert answer.status_code in (200, 302)
    assert "_auth_user_id" not in Client().session


def test_nobody_signs_themself_up(client: Client) -> None:
    page = client.get(reverse("account_signup"))
    assert "không nhận tự đăng ký" in words(page)
    client.post(reverse("account_signup"), {"email": "x@y.vn", "password1": PASSWORD})
    assert not User.objects.exists()


def test_an_idle_session_ends_in_production_after_15_minutes_and_5_for_operators(
    client: Client, person: User, clock
) -> None:
    with override_settings(PRODUCTION=True):
        sign_in(client)
        clock("2026-11-22T09:14:00+07:00")
        assert client.get("/tai-khoan/").status_code == 200
        clock("2026-11-22T09:30:00+07:00")
        answer = client.get("/tai-khoan/")
        assert answer["Location"] == "/dang-nhap/?next=/tai-khoan/"
        row = SignIn.objects.get()
        assert (row.out_why, row.out_at) == ("idle", datetime(2026, 11, 22, 9, 14, tzinfo=ZONE))
        make_post(person, "operator")
        sign_in(client)
        clock("2026-11-22T09:36:00+07:00")
        assert client.get("/tai-khoan/").status_code == 302


def test_production_leads_whoever_must_to_the_second_factor_first(client: Client, person: User) -> None:
    with override_settings(SECOND_FACTOR_DEMANDED=True):
        sign_in(client)
        assert client.get("/tai-khoan/")["Location"] == reverse("mfa_index")
        assert client.get(reverse("mfa_index")).status_code == 200
        part = client.get("/tai-khoan/", headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (204, reverse("mfa_index"))
    assert client.get("/tai-khoan/").status_code == 200  # a trial only advises
    assert "Nên bật xác thực hai lớp" in words(client.get("/tai-khoan/"))


def switch_on_totp(client: Client) -> str:
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:  # asks for the password once more
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return str(secret)


def test_an_authenticator_app_is_asked_for_and_its_secret_is_stored_encrypted(client: Client, person: User) -> None:
    sign_in(client)
    secret = switch_on_totp(client)
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in stored
    assert SecondFactor().decrypt(stored) == secret
    codes = re.findall(r"<li>(\d{8})</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    assert len(codes) == 10
    with override_settings(SECOND_FACTOR_DEMANDED=True):
        assert client.get("/tai-khoan/").status_code == 200
        refused = client.get(reverse("mfa_deactivate_totp"))
        assert "phải giữ xác thực hai lớp" in words(refused)
    fresh = Client()
    assert sign_in(fresh)["Location"] == reverse("mfa_authenticate")
    assert fresh.get("/tai-khoan/").status_code == 302  # the password alone opens nothing
    wrong = fresh.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã chưa đúng" in words(wrong)
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert fresh.get("/tai-khoan/").status_code == 200
    assert SignIn.objects.first().method == "mật khẩu + xác thực hai lớp"


def test_a_lost_password_is_set_anew_by_letter_under_the_houses_rules(client: Client, person: User) -> None:
    client.post("/quen-mat-khau/", {"email": "an@so.vn"})
    letter = mail.outbox[0]
    assert letter.subject == "[Đồng Hành] Đặt lại mật khẩu"
    link = re.search(r"http://[^/]+(/quen-mat-khau/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    weak = client.post(address, {"password1": "ngan", "password2": "ngan"})
    assert "14 ký tự" in words(weak)
    done = client.post(address, {"password1": PASSWORD + "-2", "password2": PASSWORD + "-2"})
    assert done.status_code == 302
    assert sign_in(Client(), password=PASSWORD + "-2").status_code == 302
    person.refresh_from_db()
    assert person.password_alone
    client.post("/quen-mat-khau/", {"email": "khong-co@so.vn"})
    assert len(mail.outbox) == 1  # and the page says the same, so that addresses cannot be tried out


def test_a_password_set_by_somebody_else_comes_first(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    sign_in(client)
    assert client.get("/tai-khoan/")["Location"] == reverse("account_change_password")
    new = PASSWORD + "-moi"
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer["Location"] == reverse("accounts:me")
    page = client.get("/tai-khoan/")
    assert page.status_code == 200  # still signed in, under a new session hash
    assert "Đã đổi mật khẩu." in words(page)


def test_leaving_other_devices_keeps_this_one(client: Client, person: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    assert client.post(reverse("accounts:leave_everywhere")).status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302


@pytest.fixture
def operator(clock) -> User:
    user = make_user("Dương Văn Hải", email="hai@so.vn", password=PASSWORD)
    make_post(user, "operator")
    return user


def test_the_account_list_is_for_operators_and_auditors(client: Client, person: User, operator: User) -> None:
    sign_in(client)
    for name in ("list", "list_csv", "open", "sign_ins"):
        assert client.get(reverse(f"accounts:{name}")).status_code == 403
    auditor = make_user("Giang", email="giang@so.vn", password=PASSWORD)
    make_post(auditor, "auditor")
    reader = Client()
    sign_in(reader, "giang@so.vn")
    assert reader.get(reverse("accounts:list")).status_code == 200
    assert reader.get(reverse("accounts:account", kwargs={"key": person.key})).status_code == 200
    assert reader.post(reverse("accounts:close", kwargs={"key": person.key}), {"reason": "x"}).status_code == 403


def test_an_operator_opens_seats_reviews_and_closes_an_account(client: Client, operator: User) -> None:
    agency = make_agency()
    sign_in(client, "hai@so.vn")
    answer = client.post(reverse("accounts:open"), {"email": "moi@so.vn", "full_name": "Lê Văn Mới"})
    user = User.objects.get(email="moi@so.vn")
    page = reverse("accounts:account", kwargs={"key": user.key})
    assert answer["Location"] == page
    taken = client.post(reverse("accounts:open"), {"email": "moi@so.vn", "full_name": "Lê Văn Mới"})
    assert (taken.status_code, "đã có tài khoản" in words(taken)) == (422, True)
    client.post(f"{page}vi-tri/", {"role": "officer", "agency": agency.pk, "valid_from": "01/11/2026"})
    assert user.posts.get().valid_from == date(2026, 11, 1)
    wrong = client.post(f"{page}vi-tri/", {"role": "head", "valid_from": "01/11/2026"})
    assert "phải gắn với một cơ quan" in words(wrong)
    client.post(f"{page}ra-soat/")
    client.post(f"{page}khoa/", {"reason": "Chuyển công tác"})
    user.refresh_from_db()
    assert user.reviewed_by == operator
    assert user.closed_reason == "Chuyển công tác"
    listed = client.get(reverse("accounts:list"), {"tinh-trang": "khoa", "q": "le van"})
    assert "Lê Văn Mới" in words(listed)
    file = client.get(reverse("accounts:list_csv"), {"tinh-trang": "khoa"}).content.decode("utf-8-sig")
    assert "Chuyên viên – Sở Mẫu" in file
    assert "hai@so.vn" not in file


def test_a_spreadsheet_takes_no_cell_for_a_formula(client: Client, operator: User) -> None:
    make_user("=HYPERLINK(1)")
    sign_in(client, "hai@so.vn")
    assert "'=HYPERLINK(1)" in client.get(reverse("accounts:list_csv")).content.decode()


@pytest.mark.parametrize("people", [1, 50])
def test_the_account_list_asks_the_database_a_constant_number_of_times(
    client: Client, operator: User, people: int, django_assert_max_num_queries
) -> None:
    agency = make_agency()
    for number in range(people):
        make_post(make_user(f"Người {number}"), "officer", agency)
    sign_in(client, "hai@so.vn")
    client.get(reverse("accounts:list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("accounts:list"))


def test_a_head_delegates_and_takes_back_on_screen(client: Client, clock) -> None:
    agency = make_agency()
    head = make_user("Hoàng Thị Lan", email="lan@so.vn", password=PASSWORD)
    deputy = make_user("Lương Văn Bình")
    make_post(head, "head", agency)
    make_post(deputy, "officer", agency)
    sign_in(client, "lan@so.vn")
    form = {"taker": deputy.key, "valid_from": "2026-11-22", "valid_to": "30/11/2026"}
    assert client.post(reverse("accounts:delegate"), form)["Location"] == reverse("accounts:me")
    assert deputy.has_role("head", on=date(2026, 11, 29))
    again = client.post(reverse("accounts:delegate"), form)
    assert (again.status_code, "Đã có ủy quyền" in words(again)) == (422, True)
    lent = head.delegations_given.get()
    client.post(reverse("accounts:take_back", kwargs={"key": lent.key}))
    deputy.forget_seats()
    assert not deputy.has_role("head", on=date(2026, 11, 29))
    stranger = make_delegation(deputy, head, valid_from=date(2026, 11, 22), valid_to=date(2026, 11, 30))
    assert client.post(reverse("accounts:take_back", kwargs={"key": stranger.key})).status_code == 302


def test_another_persons_delegation_does_not_exist(client: Client, person: User) -> None:
    one, two = make_user("Một"), make_user("Hai")
    lent = make_delegation(one, two, valid_from=date(2026, 11, 22), valid_to=date(2026, 11, 30))
    sign_in(client)
    assert client.post(reverse("accounts:take_back", kwargs={"key": lent.key})).status_code == 404


def test_every_page_of_the_entrance_is_there(client: Client, person: User) -> None:
    for name in ("account_login", "account_signup", "account_inactive", "account_reset_password"):
        assert client.get(reverse(name)).status_code == 200, name
    for name in ("account_reset_password_done", "account_reset_password_from_key_done"):
        assert client.get(reverse(name)).status_code == 200, name
    assert "chưa xác nhận" in words(client.get(reverse("socialaccount_login_error")))
    sign_in(client)
    for name in ("mfa_index", "account_logout", "account_change_password", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200, name
    for name in ("mfa_list_webauthn", "socialaccount_connections"):
        assert client.get(reverse(name)).status_code == 200, name
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        page = client.get(reverse(name), follow=True)
        if page.redirect_chain:  # asks for the password once more
            page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
        assert page.status_code == 200, name
        assert page.request["PATH_INFO"] == reverse(name)
