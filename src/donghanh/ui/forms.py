"""How a field looks (label, hint, error, control, in that order), and the fields that read as people here write."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting

from donghanh.kit import dates, numbers
from donghanh.kit.errors import Invalid


class Renderer(TemplatesSetting):
    """Draw forms and their fields by our own templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def speak_plainly() -> None:
    """Say what to do where a field was left empty; Django's own words only say that it is required."""
    forms.Field.default_error_messages["required"] = "Hãy điền mục này."
    forms.BooleanField.default_error_messages = {"required": "Hãy đánh dấu vào ô này."}
    forms.ChoiceField.default_error_messages["required"] = "Hãy chọn một mục."
    forms.ChoiceField.default_error_messages["invalid_choice"] = "“%(value)s” không có trong danh sách; hãy chọn lại."


def refuse(form: forms.BaseForm, refusal: Invalid) -> None:
    """Show a service's refusal in the form: at the fields it names, else above all."""
    named = {name: sentence for name, sentence in refusal.fields.items() if name in form.fields}
    for name, sentence in named.items():
        form.add_error(name, sentence)
    if not named:
        form.add_error(None, refusal.message)


class DateInput(forms.TextInput):
    """A date typed as people write it; a native date box would ask in the browser's language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "placeholder": "31/12/2026", "class": "short", "autocomplete": "off"}
            | (attrs or {})
        )

    def format_value(self, value: Any) -> str | None:
        """Write a date as dd/mm/yyyy; leave what somebody typed as it was."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or None


class DateField(forms.Field):
    """A day: ``31/12/2026``, ``1-6-2023`` or an ISO date."""

    widget = DateInput
    default_error_messages = {"invalid": "“%(text)s” không phải là ngày có thật; hãy viết như 31/12/2026."}

    def to_python(self, value: Any) -> date | None:
        """Read the day, or say in one sentence why not."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return dates.local_date(value)
        if isinstance(value, date):
            return value
        day = dates.read_date(str(value))
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"text": str(value)[:40]})
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as days, not as texts."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class NumberInput(forms.TextInput):
    """A number typed with either decimal mark."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "short", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """Write a number as offices do; leave what somebody typed as it was."""
        return numbers.show_number(value) if isinstance(value, (int, float, Decimal)) else value or None


class NumberField(forms.Field):
    """A number written with a decimal comma or point; ``how_read`` says the reading where another was possible."""

    widget = NumberInput
    default_error_messages = {
        "invalid": "“%(text)s” không phải là số; hãy viết như 1.234,5.",
        "whole": "Cần số nguyên, không có phần lẻ.",
        "low": "Số phải từ %(limit)s trở lên.",
        "high": "Số không được quá %(limit)s.",
    }

    def __init__(
        self, *, low: Decimal | int | None = None, high: Decimal | int | None = None, whole: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.low, self.high, self.whole = low, high, whole

    def to_python(self, value: Any) -> Decimal | None:
        """Read the number, or say in one sentence why not."""
        if value in self.empty_values:
            return None
        if isinstance(value, (int, float, Decimal)):
            return Decimal(str(value))
        read = numbers.read_number(str(value).removesuffix("%"))
        if read is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"text": str(value)[:40]})
        return read.value

    def validate(self, value: Any) -> None:
        """Hold the number to its limits."""
        super().validate(value)
        if value is None:
            return
        if self.whole and value != value.to_integral_value():
            raise ValidationError(self.error_messages["whole"], code="whole")
        outside = [("low", self.low)] if self.low is not None and value < self.low else []
        outside += [("high", self.high)] if self.high is not None and value > self.high else []
        for code, limit in outside:
            shown = {"limit": numbers.show_number(limit)}
            raise ValidationError(self.error_messages[code], code=code, params=shown)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as numbers, not as texts."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    @staticmethod
    def how_read(text: Any) -> str:
        """Say how a doubtful writing was read; nothing where only one reading was possible."""
        read = numbers.read_number(text) if isinstance(text, str) and text.strip() else None
        return read.note if read and read.doubtful else ""


class FileInput(forms.FileInput):
    """A file box that knows its limit, so that a page can refuse a file before it is sent."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, limit: int = 0, accept: str = "") -> None:
        known = {"data-limit": str(limit)} if limit else {}
        super().__init__(known | ({"accept": accept} if accept else {}) | (attrs or {}))


class FileField(forms.FileField):
    """One file from outside; kind and content are judged by ``ground.files``, only size and emptiness here."""

    default_error_messages = {
        "required": "Hãy chọn một tệp.",
        "empty": "Tệp này rỗng; hãy chọn tệp khác.",
        "large": "Tệp nặng %(size)s, quá mức %(limit)s; hãy chia nhỏ hoặc nén lại.",
    }

    def __init__(self, *, limit: int = 0, accept: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", FileInput(limit=limit, accept=accept))
        super().__init__(**kwargs)
        self.limit = limit

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file over the limit in one sentence."""
        kept = super().clean(data, initial)
        if isinstance(kept, UploadedFile) and self.limit and (kept.size or 0) > self.limit:
            shown = {"size": _megabytes(kept.size or 0), "limit": _megabytes(self.limit)}
            raise ValidationError(self.error_messages["large"], code="large", params=shown)
        return kept


def _megabytes(size: int) -> str:
    return f"{numbers.show_number(round(Decimal(size) / 1024**2, 1))} MB"
