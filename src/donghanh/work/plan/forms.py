"""What people enter in the plan room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from donghanh.ground.files import api as files
from donghanh.kit import dates
from donghanh.kit.text import squeeze
from donghanh.ui.forms import DateField, FileField, FileInput, NumberField
from donghanh.work.plan.domain import ROLE_LABELS
from donghanh.work.plan.engine.read import Limits

MOST_FILES = 10


def _long(label: str, *, hint: str = "", required: bool = True, rows: int = 5) -> forms.CharField:
    missing = {"required": f"Hãy ghi {label[:1].lower()}{label[1:]}."}
    area = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=area, max_length=20_000, error_messages=missing
    )


def _number(label: str = "Số văn bản", *, hint: str = "Ví dụ: 215/BC-STC.", required: bool = False) -> forms.CharField:
    missing = {"required": "Hãy ghi số, ký hiệu văn bản."}
    return forms.CharField(label=label, help_text=hint, required=required, max_length=60, error_messages=missing)


class _FilesInput(FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - files have their own place
        """Take every file of the box."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(FileField):
    """Several files at once, each within its purpose's limit."""

    def __init__(self, purpose: str, **kwargs: Any) -> None:
        limit = files.limits()[purpose]
        self.purpose = purpose
        super().__init__(
            limit=limit.bytes, accept=limit.accept, widget=_FilesInput(limit=limit.bytes, accept=limit.accept), **kwargs
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Check each file by itself."""
        many = list(data) if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not many:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(many) > MOST_FILES:
            raise ValidationError(f"Mỗi lần gửi được nhiều nhất {MOST_FILES} tệp.", code="many")
        return [super(FilesField, self).clean(one, initial) for one in many]


class EmptyForm(forms.Form):
    """A verb that needs nothing but a yes."""


class EvidenceForm(forms.Form):
    """What shows that something was done; every part may be left out, the service says when one is needed."""

    document_number = _number()
    document_on = DateField(label="Ngày văn bản", required=False)
    uploads = FilesField(
        "evidence",
        label="Tệp minh chứng",
        required=False,
        help_text="Chọn được nhiều tệp, mỗi tệp đến 50 MB. Tài liệu mật không được tải lên.",
    )
    url = forms.URLField(
        label="Địa chỉ đã đăng",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Địa chỉ phải có dạng https://…"},
    )


class ReportForm(EvidenceForm):
    """Progress: how far, what was done, what shows it."""

    percent = NumberField(label="Tiến độ (%)", low=0, high=100, whole=True, help_text="Từ 0 đến 100, tính cho cả việc.")
    text = _long("Đã làm được gì", hint="Ngắn gọn: việc đã làm, số liệu, vướng mắc.")
    quantity = NumberField(label="Số đạt được", required=False, help_text="Nếu nhiệm vụ đặt ra con số.")
    field_order = ["percent", "text", "quantity", "document_number", "document_on", "uploads", "url"]


class ResultForm(EvidenceForm):
    """A result put before the head or the tracker."""

    text = _long("Kết quả đạt được")
    field_order = ["text", "document_number", "document_on", "uploads", "url"]


class ReasonForm(forms.Form):
    """A refusal or a change that needs its reason."""

    reason = _long("Lý do", rows=4)


class NoteForm(forms.Form):
    """A yes that may carry a word."""

    note = _long("Ghi chú", required=False, rows=3)


class GroundForm(ReasonForm):
    """A change that needs a document as its ground."""

    document_number = _number("Văn bản căn cứ", required=True, hint="Số, ký hiệu văn bản cho phép.")
    field_order = ["document_number", "reason"]


class RemarkForm(forms.Form):
    """One remark."""

    text = _long("Nội dung trao đổi", rows=4)


class OfficerForm(forms.Form):
    """Whom the head names."""

    officer = forms.ChoiceField(label="Chuyên viên thực hiện", error_messages={"required": "Hãy chọn một người."})

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", "Chọn người"), *people]  # type: ignore[attr-defined]


class StepsForm(forms.Form):
    """The agency's own steps, one a line; a date at the end of a line is that step's."""

    steps = _long(
        "Các bước",
        rows=8,
        hint="Mỗi dòng một bước; cuối dòng có thể ghi hạn. Ví dụ: Gửi lấy ý kiến các huyện; 20/7/2026",
    )

    def clean_steps(self) -> list[tuple[str, date | None]]:
        """Read the lines."""
        found: list[tuple[str, date | None]] = []
        for line in self.cleaned_data["steps"].splitlines():
            title, mark, tail = line.rpartition(";")
            due = dates.read_date(tail) if mark else None
            if squeeze(line):
                found.append((squeeze(title if due else line)[:300], due))
        return found


class StepDoneForm(forms.Form):
    """Which step is finished, by its place in the list."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class ExtensionForm(forms.Form):
    """More time, asked for."""

    wanted_on = DateField(label="Xin hạn mới")
    reason = _long("Lý do", rows=4)


class ExtensionAnswerForm(forms.Form):
    """More time, granted or not."""

    granted = forms.ChoiceField(
        label="Quyết định",
        choices=[("yes", "Đồng ý"), ("no", "Không đồng ý")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đồng ý hoặc không."},
    )
    granted_on = DateField(label="Hạn mới", required=False, help_text="Để trống thì theo ngày cơ quan xin.")
    answer = _long("Ý kiến", required=False, rows=3, hint="Bắt buộc khi không đồng ý.")


class HandOverForm(forms.Form):
    """To whom work goes, since when, on what ground; many receivers split it."""

    to = forms.MultipleChoiceField(
        label="Cơ quan nhận",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một cơ quan nhận."},
    )
    effective_on = DateField(label="Có hiệu lực từ ngày")
    basis = forms.CharField(
        label="Căn cứ",
        max_length=300,
        help_text="Số, ngày của văn bản sắp xếp hoặc biên bản bàn giao.",
        error_messages={"required": "Bàn giao cần căn cứ (số văn bản, ngày)."},
    )
    note = _long("Ghi chú", required=False, rows=3)

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], many: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not many:
            self.fields["to"].widget = forms.SelectMultiple({"size": 8})
        self.fields["to"].choices = receivers  # type: ignore[attr-defined]


class LoadForm(forms.Form):
    """A signed document, as a file or as text."""

    document = FileField(label="Tệp văn bản đã ký", required=False)
    text = _long("Hoặc dán toàn văn vào đây", required=False, rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = files.limits()["plan"]
        most = min(stored.bytes, Limits().file_bytes)
        self.fields["document"] = FileField(
            label="Tệp văn bản đã ký",
            required=False,
            limit=most,
            accept=stored.accept,
            help_text=f"Word, PDF có lớp chữ, HTML hoặc văn bản thường; đến {most // 1_000_000} MB.",
        )
        self.order_fields(["document", "text"])

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the two."""
        given = super().clean() or {}
        document, text = given.get("document"), squeeze(given.get("text") or "")
        if not self.errors and bool(document) == bool(text):
            self.add_error(
                None if document else "document",
                "Chọn một trong hai: tải tệp lên hoặc dán toàn văn."
                if document
                else "Hãy chọn một tệp hoặc dán toàn văn.",
            )
        return given


class ActivateForm(forms.Form):
    """Since when periods are followed."""

    tracked_from = DateField(
        label="Theo dõi các kỳ từ ngày",
        help_text="Việc định kỳ chỉ mở các kỳ đến hạn từ ngày này, để cơ quan không nhận hàng loạt kỳ đã qua.",
    )


class TargetForm(forms.Form):
    """A target changed, with its ground."""

    value = NumberField(label="Giá trị mới")
    document_number = _number("Văn bản điều chỉnh", required=True)
    decided_on = DateField(label="Ngày văn bản")
    reason = _long("Lý do", rows=3)


class CompareForm(forms.Form):
    """Two plans, the old and the one that replaces it."""

    cu = forms.ChoiceField(label="Kế hoạch cũ", required=False)
    moi = forms.ChoiceField(label="Kế hoạch mới", required=False)

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("cu", "moi"):
            self.fields[name].choices = [("", "Chọn kế hoạch"), *plans]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """The filters of the list of work; the choices are what the reader's rows hold."""

    q = forms.CharField(
        label="Tìm",
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "placeholder": "Gõ không dấu cũng được"}),
    )
    ke_hoach = forms.ChoiceField(label="Kế hoạch", required=False)
    co_quan = forms.ChoiceField(label="Cơ quan đang giữ", required=False)
    chi_so = forms.ChoiceField(label="Chỉ số", required=False)
    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False)
    vai_tro = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Tất cả"), *ROLE_LABELS.items()])
    ky = forms.ChoiceField(label="Kỳ", required=False)
    tu = DateField(label="Hạn từ", required=False)
    den = DateField(label="Hạn đến", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in choices.items():
            self.fields[name].choices = [("", "Tất cả"), *values]  # type: ignore[attr-defined]


class BoardForm(forms.Form):
    """Which matrix: of which plan, in which role, on which day."""

    ke_hoach = forms.ChoiceField(label="Kế hoạch", required=False)
    vai_tro = forms.ChoiceField(
        label="Vai trò", required=False, choices=[("", "Chủ trì và phối hợp"), *ROLE_LABELS.items()]
    )
    ngay = DateField(label="Tính đến ngày", required=False)

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ke_hoach"].choices = plans  # type: ignore[attr-defined]
