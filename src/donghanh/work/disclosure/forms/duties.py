"""What people enter in the room."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ground.files import api as files
from donghanh.record.registers import api as registers
from donghanh.ui.forms import DateField, FileField
from donghanh.work.disclosure.domain import duties
from donghanh.work.disclosure.domain.findings import REPLIES
from donghanh.work.disclosure.models import Publication


class TableForm(forms.Form):
    """The public table's filters."""

    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False)
    muc = forms.ChoiceField(label="Mục", required=False)
    ngay = DateField(label="Tính đến ngày", required=False)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standings = [("", "Mọi tình trạng"), *((s.value, duties.LABELS[s]) for s in duties.Standing)]
        self.fields["tinh_trang"].choices = standings  # type: ignore[attr-defined]
        self.fields["muc"].choices = [("", "Mọi mục"), *categories]  # type: ignore[attr-defined]


class FindingFilter(forms.Form):
    """The filters of the list of findings."""

    co_quan = forms.ChoiceField(label="Cơ quan", required=False)
    ma = forms.ChoiceField(label="Loại", required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False)

    def __init__(
        self, *args: Any, agencies: list[tuple[str, str]], codes: list[tuple[str, str]], states: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["co_quan"].choices = [("", "Mọi cơ quan"), *agencies]  # type: ignore[attr-defined]
        self.fields["ma"].choices = [("", "Mọi loại"), *codes]  # type: ignore[attr-defined]
        self.fields["trang_thai"].choices = [("", "Chưa xong"), *states, ("tat-ca", "Tất cả")]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """What was published and where it lies."""

    kind = forms.ChoiceField(label="Nằm ở đâu", choices=Publication.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Tên nội dung", max_length=300)
    document_number = forms.CharField(label="Số, ký hiệu", max_length=60, required=False)
    url = forms.CharField(
        label="Địa chỉ",
        max_length=500,
        required=False,
        help_text="Chép nguyên từ thanh địa chỉ. Chỉ tính là đã công khai khi lần kiểm tra sau mở được.",
    )
    register = forms.ChoiceField(
        label="Sổ dữ liệu của tỉnh", required=False, help_text="Sổ tự có ngày của bản đang công khai."
    )
    file = FileField(label="Tệp", required=False)
    dated_on = DateField(label="Ngày của nội dung", required=False, help_text="Ngày ban hành, hoặc ngày chốt số liệu.")
    published_on = DateField(label="Ngày công khai", required=False, help_text="Để trống nếu là hôm nay.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["attachment"]
        self.fields["file"] = FileField(label="Tệp", limit=limit.bytes, accept=limit.accept, required=False)
        known = [(r.slug, r.title) for r in registers.registers()]
        self.fields["register"].choices = [("", "Chọn sổ"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen place needs."""
        given = super().clean() or {}
        needed = {"address": "url", "register": "register", "document": "file"}.get(given.get("kind", ""))
        if needed and not given.get(needed):
            self.add_error(needed, "Hãy điền mục này, vì nội dung nằm ở đây.")
        return given


class ReasonForm(forms.Form):
    """A decision with its reason."""

    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Hãy ghi lý do."},
    )


class ReplyForm(forms.Form):
    """The agency's answer to a finding."""

    kind = forms.ChoiceField(label="Ý kiến của cơ quan", choices=list(REPLIES.items()), widget=forms.RadioSelect)
    promised_on = DateField(label="Sẽ sửa xong trước hết ngày", required=False, help_text="Chỉ điền khi chọn “Sẽ sửa”.")
    text = forms.CharField(
        label="Trả lời", max_length=2000, widget=forms.Textarea({"rows": 4}), help_text="Mọi người đều đọc được."
    )


class SiteForm(forms.Form):
    """An agency's public site."""

    agency = forms.ChoiceField(label="Cơ quan")
    url = forms.CharField(label="Địa chỉ trang", max_length=300, help_text="Ví dụ: https://sotaichinh.langson.gov.vn/")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Chọn cơ quan"), *agencies]  # type: ignore[attr-defined]


class YesForm(forms.Form):
    """A step that needs nothing but a yes."""
