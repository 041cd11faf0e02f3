"""To whom a key is given."""

from __future__ import annotations

from django import forms


class KeyForm(forms.Form):
    """Who asks for a key, and how to reach them."""

    label = forms.CharField(label="Cấp cho", max_length=120, help_text="Tên tổ chức hoặc ứng dụng sẽ gọi API.")
    contact = forms.EmailField(
        label="Thư điện tử liên hệ", required=False, help_text="Để báo khi API đổi. Có thể bỏ trống."
    )
