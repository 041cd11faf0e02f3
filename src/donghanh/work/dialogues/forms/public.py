"""What the public is asked: a question, and who asks if they like."""

from __future__ import annotations

from django import forms


class AskForm(forms.Form):
    """A question before a dialogue; one field that no person sees catches machines."""

    text = forms.CharField(
        label="Câu hỏi của bạn",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Viết có dấu hay không dấu đều được. Không nêu tên, số điện thoại của người khác.",
    )
    name = forms.CharField(
        label="Doanh nghiệp, hợp tác xã, hộ kinh doanh",
        max_length=200,
        required=False,
        help_text="Không công khai; cơ quan tổ chức dùng để mời bạn phát biểu.",
    )
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False)
    email = forms.EmailField(
        label="Thư điện tử", max_length=200, required=False, help_text="Để nhận tin khi câu hỏi được trả lời."
    )

    def is_machine(self) -> bool:
        """Say whether the hidden field was filled in."""
        return bool(self.data.get("website"))
