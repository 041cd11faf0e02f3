"""The day a leader looks at."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ui.forms import DateField


class AsOfForm(forms.Form):
    """Choose a day, not after today."""

    ngay = DateField(label="Tính đến ngày", required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ngay(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["ngay"]
        if day and day > self.today:
            raise forms.ValidationError("Ngày này chưa đến; hãy chọn hôm nay hoặc một ngày đã qua.")
        return day
