"""What organisers, answering agencies and leaders fill in."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms

from donghanh.kit.dates import ZONE
from donghanh.ui.forms import DateField, NumberField
from donghanh.work.dialogues import domain
from donghanh.work.dialogues.services import Facts

Choices = list[tuple[str, str]]


class ClockField(forms.CharField):
    """An hour of the day: ``8:00``, ``8h30``, ``14``."""

    default_error_messages = {"hour": "“%(text)s” không phải giờ; hãy viết như 8:30 hoặc 14:00."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, **kwargs)
        self.widget.attrs |= {"class": "short", "inputmode": "numeric", "placeholder": "8:30"}

    def clean(self, value: Any) -> Any:
        """Read the hour, or say in one sentence why not."""
        text = super().clean(value)
        hour, _, minute = text.lower().replace("h", ":").replace("g", ":").partition(":")
        try:
            return time(int(hour), int(minute or 0))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["hour"], code="hour", params={"text": text[:20]}) from error


class DialogueForm(forms.Form):
    """What an announcement says."""

    title = forms.CharField(label="Tên buổi đối thoại", max_length=200)
    topic = forms.CharField(
        label="Nội dung", max_length=4000, widget=forms.Textarea({"rows": 4}), help_text="Bàn việc gì, ai nên dự."
    )
    organiser = forms.ChoiceField(label="Cơ quan tổ chức")
    provincial = forms.BooleanField(
        label="Do UBND tỉnh chủ trì", required=False, help_text="Chỉ buổi này tính vào số buổi mỗi năm của tỉnh."
    )
    starts_on = DateField(label="Ngày họp")
    starts_at = ClockField(label="Bắt đầu lúc")
    ends_at = ClockField(label="Kết thúc lúc")
    place = forms.CharField(label="Địa điểm", max_length=300)
    questions_until = DateField(label="Nhận câu hỏi đến hết ngày")

    def __init__(self, *args: Any, organisers: Choices | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisers is None:
            del self.fields["organiser"]
        else:
            self.fields["organiser"].choices = organisers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep the hours in order; the table would refuse it without naming the field."""
        given = super().clean() or {}
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            self.add_error("ends_at", "Giờ kết thúc phải sau giờ bắt đầu.")
        return given

    def facts(self) -> Facts:
        """Return what was filled in, as the services take it."""
        given = self.cleaned_data
        day = given["starts_on"]
        return Facts(
            title=given["title"],
            topic=given["topic"],
            place=given["place"],
            starts_at=datetime.combine(day, given["starts_at"], tzinfo=ZONE),
            ends_at=datetime.combine(day, given["ends_at"], tzinfo=ZONE),
            questions_until=given["questions_until"],
            provincial=given["provincial"],
        )


class _WithAgencies(forms.Form):
    """A form that names one agency of a list."""

    nobody = "Chọn cơ quan"

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", self.nobody), *agencies]  # type: ignore[attr-defined]


class InviteForm(_WithAgencies):
    """An agency of the list, or an address outside."""

    nobody = "Không chọn"
    agency = forms.ChoiceField(label="Cơ quan, hiệp hội", required=False)
    name = forms.CharField(label="Hoặc doanh nghiệp, người được mời", max_length=200, required=False)
    email = forms.EmailField(label="Thư điện tử của nơi đó", max_length=200, required=False)


class ReasonForm(forms.Form):
    """A reason in one or two sentences."""

    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea({"rows": 3}))


class HoldForm(forms.Form):
    """What was said and how many came."""

    attended = NumberField(label="Số doanh nghiệp dự", whole=True, low=0, high=100_000)
    minutes = forms.CharField(
        label="Biên bản",
        max_length=60_000,
        widget=forms.Textarea({"rows": 12}),
        help_text="Chưa công bố: chỉ cơ quan tổ chức và người theo dõi toàn tỉnh đọc được.",
    )


class NoticeForm(forms.Form):
    """The document that decides: number, day, signer, issuer."""

    number = forms.CharField(label="Số, ký hiệu", max_length=60, help_text="Ví dụ 15/TB-UBND.")
    signed_on = DateField(label="Ngày ký")
    signer = forms.CharField(label="Người ký", max_length=120)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=200)


class ConcludeForm(_WithAgencies):
    """One conclusion: what, whose, until when."""

    text = forms.CharField(label="Kết luận", max_length=2000, widget=forms.Textarea({"rows": 4}))
    agency = forms.ChoiceField(label="Cơ quan chủ trì")
    due_on = DateField(label="Hạn", required=False)


class SettleForm(forms.Form):
    """What came of it."""

    result = forms.CharField(label="Kết quả", max_length=2000, widget=forms.Textarea({"rows": 4}))
    result_on = DateField(label="Ngày có kết quả")


class PublishForm(forms.Form):
    """The minutes as anybody may read them."""

    public_minutes = forms.CharField(
        label="Biên bản công khai",
        max_length=60_000,
        widget=forms.Textarea({"rows": 14}),
        help_text="Máy đã che tên người, số điện thoại, số giấy tờ tìm thấy; hãy đọc lại trước khi công bố.",
    )
    checked = forms.BooleanField(label="Tôi đã đọc lại: không còn thông tin riêng của ai")


class ChooseForm(_WithAgencies):
    """Who answers, and the words that anybody may read."""

    agency = forms.ChoiceField(label="Cơ quan trả lời")
    public_text = forms.CharField(
        label="Câu hỏi công khai",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Đã che thông tin riêng tìm thấy; để trống nếu không công khai câu hỏi này.",
    )


class AnswerForm(forms.Form):
    """The answer."""

    answer = forms.CharField(
        label="Trả lời",
        max_length=8000,
        widget=forms.Textarea({"rows": 7}),
        help_text="Người hỏi đọc được ngay; mọi người đọc được khi kết quả đối thoại được công bố.",
    )


class ProposeForm(_WithAgencies):
    """What is to change."""

    kind = forms.ChoiceField(label="Hình thức", choices=list(domain.REFORM_KINDS.items()), widget=forms.RadioSelect)
    title = forms.CharField(label="Đề xuất, trong một dòng", max_length=200)
    text = forms.CharField(
        label="Cần thay đổi gì",
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text="Được công khai khi đã đồng ý: không nêu tên người, tên doanh nghiệp.",
    )
    agency = forms.ChoiceField(label="Cơ quan thực hiện")
    due_on = DateField(label="Hạn", required=False)


class DecideForm(forms.Form):
    """Yes or no, and why."""

    agreed = forms.ChoiceField(
        label="Quyết định", choices=[("1", "Đồng ý"), ("0", "Không đồng ý")], widget=forms.RadioSelect
    )
    decision = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea({"rows": 3}))


class FinishForm(forms.Form):
    """What changed, by which document."""

    result = forms.CharField(label="Đã thay đổi điều gì", max_length=4000, widget=forms.Textarea({"rows": 5}))
    document = forms.CharField(label="Số văn bản", max_length=60)
    done_on = DateField(label="Ngày thực hiện")


class YearForm(forms.Form):
    """Which year is shown."""

    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
