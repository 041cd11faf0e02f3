"""What people inside enter: sorting, routing, asking, answering, handing over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from donghanh.ui.forms import DateField, NumberField
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import OUTCOMES, REGIMES, STATE_LABELS, subjects

Choices = list[tuple[str, str]]


def long_text(
    label: str, *, hint: str = "", required: bool = True, rows: int = 5, most: int = 20_000
) -> forms.CharField:
    """A field of several lines."""
    missing = {"required": f"Hãy ghi {label[:1].lower()}{label[1:]}."}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        max_length=most,
        error_messages=missing,
    )


def _subject_choices(nothing: str = "") -> Choices:
    found = [(s.code, s.label) for s in subjects().values()]
    return [("", nothing), *found] if nothing else found


class ClassifyForm(forms.Form):
    """The hub decides regime, subject and place."""

    regime = forms.ChoiceField(label="Chế độ xử lý", choices=[(r.value, w) for r, w in REGIMES.items()])
    subject = forms.ChoiceField(label="Lĩnh vực", choices=_subject_choices)
    place = forms.ChoiceField(label="Xã, phường", required=False)
    remote = forms.BooleanField(
        label="Vùng sâu, vùng xa đi lại khó khăn", required=False, help_text="Khiếu nại ở đây có thời hạn dài hơn."
    )
    complex_case = forms.BooleanField(label="Vụ phức tạp", required=False)
    reason = forms.CharField(
        label="Lý do", required=False, max_length=500, help_text="Bắt buộc khi đổi chế độ; đổi chế độ thì tính hạn lại."
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Không rõ, không gắn với nơi nào"), *places]  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """The hub confirms the proposal or chooses another agency."""

    subject = forms.ChoiceField(label="Lĩnh vực", choices=_subject_choices)
    to = forms.ChoiceField(label="Cơ quan chủ trì")
    support = forms.MultipleChoiceField(
        label="Cơ quan phối hợp", required=False, help_text="Mỗi cơ quan phối hợp có thời hạn riêng."
    )

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = agencies  # type: ignore[attr-defined]
        self.fields["support"].choices = agencies  # type: ignore[attr-defined]
        self.fields["support"].widget.attrs["size"] = 6


class ToForm(forms.Form):
    """Another agency, with a reason."""

    to = forms.ChoiceField(label="Cơ quan nhận")
    reason = long_text("Lý do", rows=3, most=500)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = agencies  # type: ignore[attr-defined]


class SupportForm(forms.Form):
    """An agency asked for its part."""

    to = forms.ChoiceField(label="Cơ quan phối hợp")
    question = long_text("Cần trả lời phần nào", rows=3, most=2000)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = agencies  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """A reorganisation, or an agreement, moves the case."""

    to = forms.ChoiceField(label="Cơ quan nhận bàn giao")
    effective_on = DateField(label="Từ ngày")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text="Số, ngày của văn bản.")
    note = long_text("Ghi chú", rows=3, required=False, most=2000)

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = agencies  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason."""

    reason = long_text("Lý do", rows=4, most=2000)


class ForwardForm(forms.Form):
    """A body outside the province."""

    to = forms.CharField(label="Cơ quan nhận", max_length=200, help_text="Ví dụ: Bộ Tài chính.")
    reason = long_text("Nói thêm với người gửi", rows=3, required=False, most=500)


class SplitForm(forms.Form):
    """A part of a mixed submission."""

    title = forms.CharField(label="Tên việc tách ra", max_length=200)
    text = long_text("Nội dung phần tách ra", hint="Chép đúng lời người gửi.", rows=6)
    subject = forms.ChoiceField(label="Lĩnh vực", choices=_subject_choices)


class TextForm(forms.Form):
    """Words to the petitioner."""

    text = long_text("Nội dung", rows=6)


class NothingForm(forms.Form):
    """A plain confirmation."""


class NoteForm(forms.Form):
    """A note of one line."""

    note = forms.CharField(label="Ghi chú", required=False, max_length=300)


class ExtendForm(forms.Form):
    """More time, before it is over."""

    amount = NumberField(label="Gia hạn thêm", whole=True, low=1, high=365, help_text="Số ngày theo quy tắc.")
    reason = long_text("Lý do", rows=3, most=500)


class OfficerForm(forms.Form):
    """Who works on it."""

    officer = forms.ChoiceField(label="Chuyên viên")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = people  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """A word in the thread."""

    text = long_text("Viết trao đổi", rows=3)
    to_petitioner = forms.BooleanField(
        label="Gửi cho người kiến nghị", required=False, help_text="Bỏ trống: chỉ các cơ quan xử lý đọc."
    )


class AnswerForm(forms.Form):
    """The draft of an answer."""

    text = long_text("Nội dung trả lời", rows=12, hint="Trả lời thẳng vào việc hỏi trước, căn cứ sau; câu ngắn.")
    outcome = forms.ChoiceField(
        label="Kết quả", required=False, choices=[("", "Chưa chọn"), *((o.value, w) for o, w in OUTCOMES.items())]
    )
    outcome.when = "chọn khi trình duyệt"  # type: ignore[attr-defined]
    document_number = forms.CharField(label="Số văn bản", required=False, max_length=60)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class PublishForm(forms.Form):
    """What will be public, after a person looked at it."""

    title = forms.CharField(label="Tiêu đề công khai", max_length=200)
    question = long_text("Nội dung hỏi, đã che", rows=6)
    text = long_text("Trả lời, đã che", rows=10)
    embargo_until = DateField(label="Công khai từ ngày", required=False, help_text="Bỏ trống: công khai ngay.")
    confirmed = forms.BooleanField(
        label="Tôi đã đọc lại: không còn tên người, số điện thoại, số giấy tờ, mã số thuế của hộ kinh doanh",
        error_messages={"required": "Hãy đọc lại phần công khai rồi đánh dấu vào đây."},
    )


class FilterForm(forms.Form):
    """Filters of the lists."""

    q = forms.CharField(
        label="Tìm",
        required=False,
        max_length=80,
        widget=forms.TextInput({"placeholder": "Số hoặc chữ trong nội dung"}),
    )
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False, choices=lambda: _subject_choices("Tất cả"))
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Tất cả"), ("mo", "Đang mở"), ("qua-han", "Đang mở, quá hạn"), *STATE_LABELS.items()],
    )
    chi_so = forms.ChoiceField(
        label="Chỉ số thành phần", required=False, choices=lambda: [("", "Tất cả"), *domain.parts().items()]
    )
    kenh = forms.ChoiceField(
        label="Kênh", required=False, choices=[("", "Tất cả"), *((c.value, w) for c, w in domain.CHANNELS.items())]
    )
    tu = DateField(label="Nhận từ", required=False)
    den = DateField(label="đến", required=False)


class FiguresForm(forms.Form):
    """The period of the figures and how they are cut."""

    tu = DateField(label="Nhận từ")
    den = DateField(label="đến")
    theo = forms.ChoiceField(
        label="Xem theo",
        choices=[
            ("co-quan", "Cơ quan"),
            ("linh-vuc", "Lĩnh vực"),
            ("kenh", "Kênh"),
            ("noi", "Xã, phường"),
            ("quy", "Quý"),
        ],
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        found = super().clean() or {}
        begin, end = found.get("tu"), found.get("den")
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            self.add_error("den", "Ngày cuối phải sau ngày đầu.")
        return found
