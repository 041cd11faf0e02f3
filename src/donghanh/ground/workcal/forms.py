"""What is asked: the calculator's question, a declaration of a day, a withdrawal, a new value of a term."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from donghanh.ground.workcal import domain
from donghanh.ground.workcal.engine.days import FIRST, LAST, LONGEST
from donghanh.kit.dates import show_date
from donghanh.ui.forms import DateField, NumberField

COUNTS = {
    "working": "ngày làm việc",
    "calendar": "ngày (kể cả ngày nghỉ)",
    "before": "trước ngày ghi ở trên",
}


class Question(forms.Form):
    """From which day, how many days, counted how."""

    tu = DateField(label="Từ ngày", help_text="Ngày sự việc xảy ra, hoặc ngày ghi trong văn bản.")
    so_ngay = NumberField(
        label="Số ngày",
        help_text="Bỏ trống khi tính theo “trước ngày”.",
        low=0,
        high=LONGEST,
        whole=True,
        required=False,
    )
    cach = forms.ChoiceField(label="Cách tính", choices=list(COUNTS.items()), initial="working")
    ca_dau = forms.BooleanField(label="Tính cả ngày đó", required=False)

    def clean_tu(self) -> Any:
        """Keep to the years the calendar can speak about."""
        day = self.cleaned_data["tu"]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(f"Chọn ngày trong khoảng {show_date(FIRST)} đến {show_date(LAST)}.")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the number of days where days are counted."""
        cleaned = super().clean() or {}
        if cleaned.get("cach") != "before" and cleaned.get("so_ngay") is None and "so_ngay" not in self.errors:
            self.add_error("so_ngay", "Ghi số ngày cần tính, ví dụ 10.")
        return cleaned


class Declaration(forms.Form):
    """A day declared off or worked."""

    day = DateField(label="Ngày")
    kind = forms.ChoiceField(label="Ngày này là", choices=list(domain.DAY_KINDS.items()))
    note = forms.CharField(label="Tên ngày", max_length=160, help_text="Ví dụ: Nghỉ hoán đổi với thứ bảy 22/8/2026.")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text="Số, ký hiệu, ngày của văn bản.")


class Withdrawal(forms.Form):
    """Why a declaration is taken back."""

    why = forms.CharField(label="Lý do", max_length=300)


class TermValue(forms.Form):
    """A term's new value."""

    value = NumberField(label="Giá trị mới", low=0, high=100_000, whole=True)
    since = DateField(label="Áp dụng từ ngày")
    source = forms.CharField(label="Căn cứ", max_length=300, help_text="Số, ký hiệu, ngày của văn bản.")


class CaseQuestion(forms.Form):
    """A case's own clock: its rule, its start, and what happened on the way."""

    quy_tac = forms.ChoiceField(label="Việc")
    tu = DateField(label="Ngày bắt đầu")
    dung = DateField(label="Tạm dừng từ ngày", required=False, help_text="Ngày đề nghị người gửi bổ sung.")
    tiep = DateField(label="Chạy tiếp từ ngày", required=False, help_text="Ngày người gửi bổ sung.")
    gia_han = DateField(label="Ngày gia hạn", required=False)
    them = forms.IntegerField(label="Gia hạn thêm bao nhiêu ngày", required=False, min_value=1, max_value=365)

    def __init__(self, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quy_tac"].choices = rules  # type: ignore[attr-defined]

    def clean_tu(self) -> date:
        """Refuse days outside the calendar."""
        day: date = self.cleaned_data["tu"]
        if not FIRST.year < day.year < LAST.year - 11:
            raise forms.ValidationError(f"Năm phải từ {FIRST.year + 1} đến {LAST.year - 12}.")
        return day
