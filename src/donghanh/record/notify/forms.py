"""How a person wants the daily letter."""

from __future__ import annotations

from django import forms

from donghanh.record.notify import domain


class Choice(forms.Form):
    """Whether, and when."""

    digest = forms.BooleanField(label="Nhận thư tổng hợp mỗi ngày", required=False)
    hour = forms.TypedChoiceField(
        label="Gửi vào lúc",
        help_text="Thư đi trong vòng một giờ kể từ giờ này. Ban đêm hệ thống không gửi.",
        coerce=int,
        choices=[(h, f"{h} giờ") for h in range(domain.QUIET_UNTIL, domain.QUIET_FROM)],
    )
