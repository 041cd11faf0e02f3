"""What people enter in the reporting room, besides the long page of a return itself."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ground.files import api as files
from donghanh.ui.forms import DateField, FileField
from donghanh.work.reporting import domain


class ReasonForm(forms.Form):
    """A refusal or a reopening, with its reason."""

    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Hãy ghi lý do."},
    )


class SubmitForm(forms.Form):
    """The number under which the agency's own report left, if it has one."""

    document_number = forms.CharField(
        label="Số văn bản",
        required=False,
        max_length=60,
        help_text="Ví dụ: 215/BC-SCT. Để trống nếu gửi ngay trên hệ thống.",
    )


class YesForm(forms.Form):
    """A step that needs nothing but a yes."""


class BuildForm(forms.Form):
    """As of which day the province's report is told."""

    as_of = DateField(
        label="Số liệu đến ngày",
        required=False,
        help_text="Ngày khóa kỳ; kỳ chưa khóa thì ngày cuối kỳ hoặc ngày có bước cuối cùng. Báo cáo kể theo ngày này.",
    )


class IssueForm(forms.Form):
    """The number and the day of a signed report."""

    number = forms.CharField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ: 312/BC-STC.")
    signed_on = DateField(label="Ngày ký")


class UploadForm(forms.Form):
    """A filled template, or a file that goes with the return."""

    file = FileField(label="Tệp")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["attachment"]
        self.fields["file"] = FileField(label="Tệp", limit=limit.bytes, accept=limit.accept)


class DayForm(forms.Form):
    """Seen on which day."""

    ngay = DateField(label="Tính đến ngày", required=False)


class BoardForm(forms.Form):
    """Which board: of which regime, which year, seen on which day."""

    che_do = forms.ChoiceField(label="Chế độ báo cáo", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    ngay = DateField(label="Tính đến ngày", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regimes = [("", "Mọi chế độ"), *((r.code, r.name) for r in domain.regimes().values())]
        self.fields["che_do"].choices = regimes  # type: ignore[attr-defined]
        self.fields["nam"].choices = [("", "Mọi năm"), *((str(y), str(y)) for y in years)]  # type: ignore[attr-defined]


class ReturnFilterForm(forms.Form):
    """Which returns: by words, regime, year, state."""

    q = forms.CharField(
        label="Cơ quan",
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "placeholder": "Gõ không dấu cũng được"}),
    )
    che_do = forms.ChoiceField(label="Chế độ báo cáo", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    trang_thai = forms.ChoiceField(label="Tình trạng", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regimes = [("", "Mọi chế độ"), *((r.code, r.name) for r in domain.regimes().values())]
        states = [("", "Tất cả"), *((s.value, word) for s, word in domain.STATE_LABELS.items())]
        self.fields["che_do"].choices = regimes  # type: ignore[attr-defined]
        self.fields["nam"].choices = [("", "Mọi năm"), *((str(y), str(y)) for y in years)]  # type: ignore[attr-defined]
        self.fields["trang_thai"].choices = states  # type: ignore[attr-defined]


class OpenPeriodForm(forms.Form):
    """Which period to open."""

    regime = forms.ChoiceField(label="Chế độ báo cáo")
    period = forms.CharField(label="Kỳ", max_length=12, help_text="Ví dụ: 2026-Q3 cho quý, 2026 cho năm.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regime"].choices = [(r.code, r.name) for r in domain.regimes().values()]  # type: ignore[attr-defined]
