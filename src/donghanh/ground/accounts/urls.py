"""The addresses of this room; the sign-in library's views keep its names under Vietnamese addresses, in our pages."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter as second_factor
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from axes.decorators import axes_dispatch, axes_form_invalid
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.utils.decorators import method_decorator

from donghanh.ground.accounts import views
from donghanh.ui.web.guard import View, guard, public


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class SignIn(account.LoginView):  # type: ignore[misc]
    """Signing in, under lock-out."""

    template_name = "accounts/sign_in.html"


@method_decorator(axes_form_invalid, name="form_invalid")
class Again(account.ReauthenticateView):  # type: ignore[misc]
    """The password once more, under the same lock-out."""

    template_name = "accounts/again.html"


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """Removing a passkey, unless it is the last thing a role demands."""

    template_name = "accounts/passkey_remove.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask first whether it may go."""
        if not second_factor().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(second_factor().error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_list_webauthn")
        answer: HttpResponse = super().form_valid(form)
        return answer


own = guard("accounts.own")


def _open(view: Any, template: str = "") -> View:
    return public(view.as_view(**({"template_name": f"accounts/{template}.html"} if template else {})))


def _mine(view: Any, template: str = "") -> View:
    return own(view.as_view(**({"template_name": f"accounts/{template}.html"} if template else {})))


entrance = [
    path("dang-nhap/", _open(SignIn), name="account_login"),
    path("dang-xuat/", _open(account.LogoutView, "sign_out"), name="account_logout"),
    path("dang-ky/", views.sign_up, name="account_signup"),
    path("dang-nhap/tai-khoan-da-khoa/", _open(account.AccountInactiveView, "inactive"), name="account_inactive"),
    path("dang-nhap/xac-thuc/", _open(mfa.AuthenticateView, "second_factor"), name="mfa_authenticate"),
    path("dang-nhap/xac-nhan-lai/", _mine(Again), name="account_reauthenticate"),
    path("dang-nhap/xac-nhan-lai/ma/", _mine(mfa.ReauthenticateView, "again_code"), name="mfa_reauthenticate"),
    path(
        "dang-nhap/xac-nhan-lai/khoa/",
        _mine(webauthn.ReauthenticateWebAuthnView, "again_passkey"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("doi-mat-khau/", _mine(account.PasswordChangeView, "password_change"), name="account_change_password"),
    path("doi-mat-khau/dat-moi/", _mine(account.PasswordSetView, "password_change"), name="account_set_password"),
    path("quen-mat-khau/", _open(account.PasswordResetView, "password_reset"), name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui/",
        _open(account.PasswordResetDoneView, "password_sent"),
        name="account_reset_password_done",
    ),
    path(
        "quen-mat-khau/xong/",
        _open(account.PasswordResetFromKeyDoneView, "password_done"),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(account.PasswordResetFromKeyView, "password_new"),
        name="account_reset_password_from_key",
    ),
]

factors = [
    path("", _mine(mfa.IndexView, "factors"), name="mfa_index"),
    path("ung-dung/", _mine(totp.ActivateTOTPView, "totp_on"), name="mfa_activate_totp"),
    path("ung-dung/tat/", _mine(totp.DeactivateTOTPView, "totp_off"), name="mfa_deactivate_totp"),
    path("ma-du-phong/", _mine(codes.ViewRecoveryCodesView, "codes"), name="mfa_view_recovery_codes"),
    path("ma-du-phong/tao/", _mine(codes.GenerateRecoveryCodesView, "codes_new"), name="mfa_generate_recovery_codes"),
    path("ma-du-phong/tai-ve/", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("khoa/", _mine(webauthn.ListWebAuthnView, "passkeys"), name="mfa_list_webauthn"),
    path("khoa/them/", _mine(webauthn.AddWebAuthnView, "passkey_add"), name="mfa_add_webauthn"),
    path("khoa/<int:pk>/xoa/", _mine(RemovePasskey), name="mfa_remove_webauthn"),
    path("khoa/<int:pk>/doi-ten/", _mine(webauthn.EditWebAuthnView, "passkey_edit"), name="mfa_edit_webauthn"),
]

sign_on = [
    path("", _mine(social.ConnectionsView, "sign_on"), name="socialaccount_connections"),
    path("huy/", _open(social.LoginCancelledView, "sign_on_failed"), name="socialaccount_login_cancelled"),
    path("loi/", _open(social.LoginErrorView, "sign_on_failed"), name="socialaccount_login_error"),
    path("dang-ky/", views.sign_up, name="socialaccount_signup"),
    path("<slug:provider_id>/", public(openid.login), name="openid_connect_login"),
    path("<slug:provider_id>/ve/", public(openid.callback), name="openid_connect_callback"),
]

rooms = [
    path("", views.me, name="me"),
    path("dang-xuat-thiet-bi-khac/", views.leave_everywhere, name="leave_everywhere"),
    path("uy-quyen/", views.delegate, name="delegate"),
    path("uy-quyen/<slug:key>/thu-hoi/", views.take_back, name="take_back"),
    path("danh-sach/", views.account_list, name="list"),
    path("danh-sach/tai-ve.csv", views.account_list_csv, name="list_csv"),
    path("danh-sach/mo-moi/", views.open_account, name="open"),
    path("danh-sach/<slug:key>/", views.account, name="account"),
    path("danh-sach/<slug:key>/vi-tri/", views.add_post, name="add_post"),
    path("danh-sach/<slug:key>/khoa/", views.close_account, name="close"),
    path("danh-sach/<slug:key>/mo-lai/", views.reopen_account, name="reopen"),
    path("danh-sach/<slug:key>/ra-soat/", views.review_account, name="review"),
    path("danh-sach/<slug:key>/dang-xuat/", views.end_sessions, name="end_sessions"),
    path("vi-tri/<slug:key>/ket-thuc/", views.end_post, name="end_post"),
    path("nhat-ky-truy-cap/", views.sign_in_log, name="sign_ins"),
]

urlpatterns = [
    *entrance,
    path("tai-khoan/xac-thuc-hai-lop/", include(factors)),
    path("tai-khoan/dang-nhap-mot-lan/", include(sign_on)),
    path("tai-khoan/", include((rooms, "accounts"))),
]
