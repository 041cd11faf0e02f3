"""Inputs of the account pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account import forms as entrance
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError

from donghanh.ground.accounts import domain, queries
from donghanh.ground.accounts.models import User
from donghanh.ground.orgs.models import Agency
from donghanh.kit import dates


class PasswordRules:
    """The house's password rules, as Django asks validators: length and classes by second factor, none used lately."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password with one sentence."""
        someone = user if isinstance(user, User) else User()
        fault = queries.password_fault(someone, password, on=dates.today())
        if fault:
            raise ValidationError(fault, code="password-rules")

    def get_help_text(self) -> str:
        """Say the rules beside the field."""
        on = dates.today()
        return (
            f"Ít nhất {domain.figure('password.length_alone', on)} ký tự gồm chữ thường, chữ hoa, chữ số và ký "
            "tự khác; "
            f"đã bật xác thực hai lớp thì ít nhất {domain.figure('password.length_with_second_factor', on)} ký tự. "
            f"Không dùng lại {domain.figure('password.history', on)} mật khẩu gần nhất."
        )


class DayField(forms.DateField):
    """A day as people write it (31/12/2026) or as the browser's calendar sends it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        """Read either form; say what is wrong where it is neither."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        read = dates.read_date(str(value))
        if read is None:
            raise ValidationError("Hãy nhập ngày dạng 31/12/2026.")
        return read


class OpenAccount(forms.Form):
    """A new account, with its first post where that is known."""

    email = forms.EmailField(label="Địa chỉ thư công vụ", help_text="Dùng để đăng nhập và nhận đường dẫn đặt mật khẩu.")
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)


class AddPost(forms.Form):
    """A post to give."""

    role = forms.ChoiceField(label="Vai trò", choices=domain.role_choices)
    agency = forms.ModelChoiceField(
        label="Cơ quan",
        queryset=Agency.objects.none(),
        required=False,
        help_text="Bỏ trống nếu vai trò không gắn với cơ quan.",
    )
    title = forms.CharField(label="Chức danh", max_length=120, required=False)
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến hết trước ngày", required=False, help_text="Bỏ trống nếu chưa biết ngày kết thúc.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.on(on).order_by("name")  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = on


class EndPost(forms.Form):
    """The day from which a post is over."""

    on = DayField(label="Kết thúc từ ngày")


class CloseAccount(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label="Lý do khóa", max_length=250)


class Delegate(forms.Form):
    """Whom to let act in one's stead, and when."""

    taker = forms.ModelChoiceField(
        label="Người được ủy quyền",
        queryset=User.objects.none(),
        to_field_name="key",
        help_text="Người cùng cơ quan đứng trước; người cơ quan khác cần có lý do.",
    )
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(label="Đến hết trước ngày", help_text="Ngày đầu tiên không còn ủy quyền.")
    reason = forms.CharField(label="Lý do", max_length=250, required=False)

    def __init__(self, *args: Any, giver: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["taker"]
        field.queryset = queries.possible_takers(giver, on=on)
        field.label_from_instance = lambda user: f"{user.full_name} · {user.place}" if user.place else user.full_name
        self.fields["valid_from"].initial = on
        self.fields["valid_to"].initial = on + timedelta(days=7)


# The sign-in library's forms say some of their words in English; these are ours.
_WORDS = {
    "login": "Địa chỉ thư",
    "email": "Địa chỉ thư",
    "password": "Mật khẩu",
    "oldpassword": "Mật khẩu hiện tại",
    "password1": "Mật khẩu mới",
    "password2": "Nhập lại mật khẩu mới",
    "code": "Mã",
}


class _Spoken:
    """Puts our words on a library's form: labels above fields, nothing greyed inside them."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _WORDS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "password"):
                field.help_text = ""


class SignIn(_Spoken, entrance.LoginForm):  # type: ignore[misc]
    """Address and password."""


class Again(_Spoken, entrance.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ChangePassword(_Spoken, entrance.ChangePasswordForm):  # type: ignore[misc]
    """The password now, and the new one twice."""


class SetPassword(_Spoken, entrance.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""


class LostPassword(_Spoken, entrance.ResetPasswordForm):  # type: ignore[misc]
    """The address that gets a letter."""


class NewPassword(_Spoken, entrance.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by the link of a letter."""


class Code(_Spoken, factors.AuthenticateForm):  # type: ignore[misc]
    """A code at sign-in."""


class CodeAgain(_Spoken, factors.ReauthenticateForm):  # type: ignore[misc]
    """A code before a sensitive change."""


class FirstCode(_Spoken, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""
