"""What the public is asked, one question a page; every form works without scripts."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ground.files import api as files
from donghanh.ui.forms import FileField
from donghanh.work.petitions import domain
from donghanh.work.petitions.domain import channels
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.services import drafts

DENUNCIATION = "denunciation"


class Guarded(forms.Form):
    """A form with one field that no person sees: whoever fills it in is a machine."""

    website = forms.CharField(required=False, label="Để trống ô này", max_length=200)

    def is_machine(self) -> bool:
        """Say whether the hidden field was filled in."""
        return bool(self.data.get("website"))


class RegimeForm(forms.Form):
    """What kind of thing it is; the four regimes of law in plain words."""

    regime = forms.ChoiceField(
        label="Bạn muốn gửi điều gì?",
        widget=forms.RadioSelect,
        choices=[
            ("petition", "Khó khăn, vướng mắc, kiến nghị: muốn cơ quan gỡ một việc"),
            ("question", "Câu hỏi: muốn biết thủ tục, quy định, chính sách"),
            ("complaint", "Khiếu nại: không đồng ý với một quyết định hoặc việc làm của cơ quan đối với mình"),
            (DENUNCIATION, "Tố cáo: báo một người có chức vụ vi phạm pháp luật (đi kênh niêm phong riêng)"),
        ],
    )


class TextForm(forms.Form):
    """The words."""

    text = forms.CharField(
        label="Việc gì đang xảy ra?",
        help_text="Việc gì, ở đâu, từ khi nào, đã hỏi ai, mong cơ quan làm gì. Viết có dấu hay không dấu đều được.",
        widget=forms.Textarea({"rows": 9, "maxlength": "10000"}),
    )


class SubjectForm(forms.Form):
    """The subject, guessed from the words."""

    subject = forms.ChoiceField(label="Việc này thuộc lĩnh vực nào?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, s.label) for code, s in domain.subjects().items()]
        self.fields["subject"].choices = offered  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where it lies."""

    place = forms.ChoiceField(label="Xã, phường")
    place_text = forms.CharField(
        label="Chỗ cụ thể",
        required=False,
        max_length=200,
        help_text="Ví dụ: cụm công nghiệp, số nhà, tên đường. Không bao giờ được công khai.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", "Chọn…"),
            (drafts.WHOLE, "Không gắn với một nơi, hoặc cả tỉnh"),
            *((p.code, p.title) for p in places.register()),
            (drafts.OUTSIDE, "Ở tỉnh khác"),
        ]


class UploadForm(forms.Form):
    """One file at a time; as many rounds as there are files."""

    file = FileField(label="Ảnh, giấy tờ", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["petition"]
        hint = (
            f"Mỗi tệp đến {limit.megabytes} MB, tối đa {channels.rules().most_files} tệp. Vị trí chụp trong ảnh bị xóa."
        )
        self.fields["file"] = FileField(
            label="Ảnh, giấy tờ", required=False, limit=limit.bytes, accept=limit.accept, help_text=hint
        )


class WhoForm(forms.Form):
    """Who writes and how to reach them; only those who answer see it."""

    kind = forms.ChoiceField(label="Bạn gửi với tư cách", choices=list(drafts.KINDS.items()), widget=forms.RadioSelect)
    name = forms.CharField(
        label="Tên doanh nghiệp, hộ, hợp tác xã hoặc họ tên",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    tax_code = forms.CharField(
        label="Mã số thuế", required=False, max_length=16, widget=forms.TextInput({"inputmode": "numeric"})
    )
    representative = forms.CharField(
        label="Người liên hệ", required=False, max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=200,
        help_text="Ghi một trong hai: điện thoại hoặc thư điện tử.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng; hãy viết như ten@congty.vn."},
    )
    address = forms.CharField(label="Địa chỉ", required=False, max_length=300)
    public_name = forms.BooleanField(
        label="Tôi đồng ý nêu tên doanh nghiệp khi câu trả lời được công khai",
        required=False,
        help_text="Nếu không đánh dấu, không nơi nào nêu tên bạn.",
    )


class LookForm(Guarded):
    """Number and secret of a petition."""

    number = forms.CharField(label="Số biên nhận", max_length=30, help_text="Ví dụ: KN-2026-000123.")
    secret = forms.CharField(
        label="Mã tra cứu",
        max_length=30,
        help_text="10 chữ và số ghi trên biên nhận.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class ReplyForm(Guarded):
    """Something more to say about one's own petition."""

    text = forms.CharField(label="Nội dung bổ sung", max_length=10_000, widget=forms.Textarea({"rows": 5}))
    file = FileField(label="Tệp kèm theo", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["petition"]
        self.fields["file"] = FileField(label="Tệp kèm theo", required=False, limit=limit.bytes, accept=limit.accept)


class RatingForm(Guarded):
    """Whether it was solved, in the petitioner's own word."""

    solved = forms.ChoiceField(
        label="Việc của bạn đã được giải quyết chưa?", choices=list(domain.SOLVED.items()), widget=forms.RadioSelect
    )
    comment = forms.CharField(label="Nói thêm", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class SealedForm(Guarded):
    """A denunciation; nothing of it is kept in clear."""

    text = forms.CharField(
        label="Nội dung tố cáo",
        max_length=50_000,
        help_text="Ai, việc gì, ở đâu, khi nào, có gì chứng minh.",
        widget=forms.Textarea({"rows": 10, "autocomplete": "off"}),
    )
    contact = forms.CharField(
        label="Cách liên hệ với bạn",
        required=False,
        max_length=500,
        help_text="Họ tên, địa chỉ, điện thoại. Chỉ Thanh tra tỉnh mở được; pháp luật giữ bí mật người tố cáo.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    file = FileField(label="Chứng cứ", required=False, help_text="Một tệp, đến 9 MB.", limit=9_000_000)
