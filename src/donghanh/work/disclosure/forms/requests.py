"""What people enter about requests for information."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from donghanh.ground.files import api as files
from donghanh.ui.forms import DateField, FileField, NumberField
from donghanh.work.disclosure.domain import requests as domain


class SubjectForm(forms.Form):
    """The first page: what one wants to know; published answers to it may be there already."""

    subject = forms.CharField(
        label="Bạn cần thông tin gì?",
        max_length=300,
        help_text="Một câu, ví dụ: bảng giá đất phường Đông Kinh năm 2025.",
    )


class RequestForm(forms.Form):
    """The request itself; no account, no picture of a card."""

    subject = forms.CharField(label="Cần thông tin gì", max_length=300)
    content = forms.CharField(label="Nói rõ hơn", required=False, max_length=5000, widget=forms.Textarea({"rows": 4}))
    document = forms.CharField(label="Tên, số văn bản nếu biết", required=False, max_length=300)
    agency = forms.ChoiceField(
        label="Gửi cơ quan", help_text="Chưa rõ thì chọn Văn phòng UBND tỉnh; cơ quan nhận sẽ chuyển."
    )
    delivery = forms.ChoiceField(label="Muốn nhận bằng cách", choices=list(domain.DELIVERIES.items()))
    full_name = forms.CharField(label="Họ và tên", max_length=150, help_text="Chỉ cơ quan giải quyết đọc được.")
    organisation = forms.CharField(label="Thay mặt tổ chức, doanh nghiệp", required=False, max_length=250)
    email = forms.EmailField(label="Thư điện tử", required=False)
    phone = forms.CharField(label="Điện thoại", required=False, max_length=30)
    address = forms.CharField(label="Địa chỉ", required=False, max_length=300)
    purpose = forms.CharField(label="Mục đích", required=False, max_length=300)
    website = forms.CharField(label="Để trống ô này", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Chọn cơ quan"), *agencies]  # type: ignore[attr-defined]


class EnterForm(RequestForm):
    """The same, entered by an officer who opened a letter or spoke to somebody."""

    channel = forms.ChoiceField(
        label="Nhận qua", choices=[(code, domain.CHANNELS[code]) for code in domain.BY_HAND], widget=forms.RadioSelect
    )
    field_order = ("channel", "subject", "content", "document", "agency", "full_name")


class LookUpForm(forms.Form):
    """Number and secret of the receipt."""

    number = forms.CharField(label="Số yêu cầu", max_length=20, help_text="Ví dụ: TT-2026-00012.")
    secret = forms.CharField(label="Mã tra cứu", max_length=20)


class SupplementForm(forms.Form):
    """What the sender adds."""

    text = forms.CharField(label="Nội dung bổ sung", max_length=5000, widget=forms.Textarea({"rows": 4}))


class TakeForm(forms.Form):
    """How hard a request is."""

    hard = forms.ChoiceField(
        label="Thông tin thuộc loại nào",
        choices=[("0", "Đơn giản, có sẵn"), ("1", "Phức tạp, phải tập hợp từ nhiều nơi")],
        widget=forms.RadioSelect,
    )


class TransferForm(forms.Form):
    """To whom and why."""

    to = forms.ChoiceField(label="Chuyển đến")
    reason = forms.CharField(label="Vì sao", max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Chọn cơ quan"), *agencies]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """What is missing, or what copying costs."""

    question = forms.CharField(label="Cần bổ sung gì", max_length=2000, widget=forms.Textarea({"rows": 3}))
    fee_vnd = NumberField(label="Chi phí in, sao, gửi (đồng)", required=False, low=0, high=100_000_000, whole=True)
    fee_note = forms.CharField(label="Chi phí này cho việc gì", required=False, max_length=300)


class ExtendForm(forms.Form):
    """How many days more, and why."""

    days = NumberField(label="Thêm bao nhiêu ngày", low=1, high=60, whole=True)
    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea({"rows": 3}))


class AnswerForm(forms.Form):
    """All, a part, or nothing, with the grounds."""

    decision = forms.ChoiceField(label="Kết quả", choices=list(domain.DECISIONS.items()), widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label="Căn cứ phần không cung cấp", required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label="Nội dung trả lời", max_length=10_000, widget=forms.Textarea({"rows": 6}))
    document_number = forms.CharField(label="Số văn bản", required=False, max_length=60)
    file = FileField(label="Tệp cung cấp", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["attachment"]
        self.fields["file"] = FileField(label="Tệp cung cấp", limit=limit.bytes, accept=limit.accept, required=False)
        known = [(g.code, g.cited) for g in domain.grounds(on).values()]
        self.fields["grounds"].choices = known  # type: ignore[attr-defined]


class DeliverForm(forms.Form):
    """When and how an answer left, and what was paid."""

    delivered_on = DateField(label="Ngày giao")
    note = forms.CharField(
        label="Giao thế nào", max_length=300, help_text="Số bưu gửi, hoặc người ký nhận tại cơ quan."
    )
    fee_paid_vnd = NumberField(label="Chi phí đã thu (đồng)", required=False, low=0, high=100_000_000, whole=True)


class PublishAnswerForm(forms.Form):
    """What everybody will read, and the confirmation that nobody is named in it."""

    public_subject = forms.CharField(
        label="Câu hỏi khi công khai", max_length=300, help_text="Bỏ tên người, số điện thoại, địa chỉ nhà."
    )
    chosen = forms.MultipleChoiceField(label="Tệp công khai cùng", required=False, widget=forms.CheckboxSelectMultiple)
    redacted = forms.BooleanField(
        label="Tôi đã xem lại: câu hỏi, trả lời và từng tệp không còn dữ liệu cá nhân, bí mật kinh doanh",
        required=False,
    )

    def __init__(self, *args: Any, given: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = given  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    """A draft to be commented on."""

    agency = forms.ChoiceField(label="Cơ quan soạn thảo")
    title = forms.CharField(label="Tên dự thảo", max_length=400)
    kind = forms.ChoiceField(label="Loại văn bản")
    summary = forms.CharField(
        label="Vì sao ban hành, ai chịu tác động", required=False, max_length=5000, widget=forms.Textarea({"rows": 4})
    )
    file = FileField(label="Tệp dự thảo")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["attachment"]
        self.fields["file"] = FileField(label="Tệp dự thảo", limit=limit.bytes, accept=".docx,.odt,.pdf,.txt")
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    """Until when, and who is asked by name."""

    closes_on = DateField(label="Nhận ý kiến đến hết ngày")
    invited = forms.MultipleChoiceField(
        label="Mời góp ý",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hiệp hội được mời nhận thông báo.",
    )

    def __init__(self, *args: Any, associations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invited"].choices = associations  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """What somebody says about a passage."""

    text = forms.CharField(label="Ý kiến của bạn", max_length=5000, widget=forms.Textarea({"rows": 5}))
    organisation = forms.CharField(
        label="Tổ chức, doanh nghiệp", required=False, max_length=250, help_text="Hiện công khai cạnh ý kiến nếu có."
    )
    full_name = forms.CharField(label="Họ và tên", required=False, max_length=150, help_text="Không hiện công khai.")
    contact = forms.CharField(
        label="Điện thoại hoặc thư điện tử", required=False, max_length=150, help_text="Không hiện công khai."
    )
    website = forms.CharField(label="Để trống ô này", required=False, widget=forms.HiddenInput)


class AnswerCommentForm(forms.Form):
    """Accept or not, always with a reason."""

    answer = forms.ChoiceField(label="Tiếp thu", widget=forms.RadioSelect)
    reason = forms.CharField(label="Lý do, nội dung giải trình", max_length=5000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, answers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = list(answers)  # type: ignore[attr-defined]


class ModerateForm(forms.Form):
    """A comment with personal data covered."""

    public_text = forms.CharField(
        label="Ý kiến sau khi che", required=False, max_length=5000, widget=forms.Textarea({"rows": 5}),
        help_text="Thay số điện thoại, số định danh, tên người bằng […]; không sửa ý.",
    )  # fmt: skip
    hide = forms.BooleanField(label="Không hiện ý kiến này vì ngoài nội dung", required=False)
    reason = forms.CharField(label="Lý do không hiện", required=False, max_length=200)


class FinishForm(forms.Form):
    """The text that came of the draft."""

    number = forms.CharField(label="Số, ký hiệu", max_length=60)
    final_on = DateField(label="Ngày ban hành")
    url = forms.CharField(label="Địa chỉ văn bản", required=False, max_length=500)
    file = FileField(label="Hoặc tệp văn bản đã ban hành", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["attachment"]
        label = "Hoặc tệp văn bản đã ban hành"
        self.fields["file"] = FileField(label=label, limit=limit.bytes, accept=".docx,.odt,.pdf", required=False)
