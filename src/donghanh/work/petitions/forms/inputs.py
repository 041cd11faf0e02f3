"""What associations and officers enter: a spreadsheet, what somebody said on the telephone."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ground.files import api as files
from donghanh.ui.forms import DateField, FileField
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.services import drafts, entering


class BatchForm(forms.Form):
    """A filled template."""

    period = forms.CharField(label="Kỳ", max_length=40, help_text="Ví dụ: Quý IV/2026.")
    file = FileField(label="Tệp XLSX đã điền")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = FileField(
            label="Tệp XLSX đã điền", limit=files.limits()["petition"].bytes, accept=".xlsx"
        )


class EntryForm(forms.Form):
    """What somebody told an officer."""

    channel = forms.ChoiceField(
        label="Nhận qua", choices=[(c.value, domain.CHANNELS[c]) for c in entering.CHANNELS], widget=forms.RadioSelect
    )
    received_on = DateField(label="Ngày nhận", help_text="Ngày người gửi nói hoặc văn bản đến; hạn tính từ ngày này.")
    regime = forms.ChoiceField(label="Loại", choices=[(r.value, w) for r, w in domain.REGIMES.items()])
    title = forms.CharField(label="Việc, trong một dòng", required=False, max_length=200)
    text = forms.CharField(label="Nội dung", max_length=20_000, widget=forms.Textarea({"rows": 7}))
    not_denunciation = forms.BooleanField(label="Tôi đã hỏi lại: đây không phải tố cáo", required=False)
    subject = forms.ChoiceField(label="Lĩnh vực", required=False)
    place = forms.ChoiceField(label="Xã, phường", required=False)
    place_text = forms.CharField(label="Chỗ cụ thể", required=False, max_length=200)
    kind = forms.ChoiceField(label="Người gửi là", choices=list(drafts.KINDS.items()))
    name = forms.CharField(label="Tên", max_length=200)
    tax_code = forms.CharField(label="Mã số thuế", required=False, max_length=14)
    phone = forms.CharField(label="Điện thoại", required=False, max_length=30)
    email = forms.EmailField(label="Thư điện tử", required=False, max_length=200)
    address = forms.CharField(label="Địa chỉ", required=False, max_length=300)
    file = FileField(label="Bản chụp văn bản", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["petition"]
        self.fields["file"] = FileField(
            label="Bản chụp văn bản", required=False, limit=limit.bytes, accept=limit.accept
        )
        known = [(c, s.label) for c, s in domain.subjects().items()]
        self.fields["subject"].choices = [("", "Đoán từ lời văn, phân loại sau"), *known]  # type: ignore[attr-defined]
        named = [(p.code, p.title) for p in places.register()]
        self.fields["place"].choices = [("", "Không gắn với một nơi"), *named]  # type: ignore[attr-defined]
