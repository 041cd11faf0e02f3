"""Inputs of the room: filters made from a register's own columns, one row, a sheet, the words of a publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from donghanh.record.registers import domain
from donghanh.record.registers.engine.books import house
from donghanh.record.registers.engine.schema import Field, Schema
from donghanh.ui.forms import DateField

NONE = [("", _("Tất cả"))]


class ListForm(forms.Form):
    """Filters of the list of registers."""

    q = forms.CharField(label=_("Tìm danh mục"), required=False, max_length=80)
    nhom = forms.ChoiceField(
        label=_("Nhóm"), required=False, choices=[*NONE, *((code, _(name)) for code, name in domain.CATEGORIES.items())]
    )


def filter_form(fields: Sequence[tuple[Field, list[tuple[str, int]]]], data: Any) -> forms.Form:
    """Build the filters of one register's rows: words, and a choice for each column that sorts rows into kinds."""
    form = forms.Form(data)
    form.fields["q"] = forms.CharField(label=gettext("Tìm trong danh mục"), required=False, max_length=80)
    for f, counted in fields:
        book = house().get(f.book) if f.book else None
        named = [(v, f"{book.codes.get(v, v) if book else _word(f, v)} ({n})") for v, n in counted]
        title = f.title_en if f.title_en and get_language() == "en" else f.title
        form.fields[f.name] = forms.ChoiceField(label=title, required=False, choices=[*NONE, *named])
    return form


def _word(field: Field, value: str) -> str:
    if get_language() == "en" and field.values_en:
        return field.values_en.get(value, value)
    return {"true": "có", "false": "không"}.get(value, value) if field.type == "boolean" else value


class FindForm(forms.Form):
    """Words to find a row by."""

    q = forms.CharField(label="Tìm dòng", required=False, max_length=80)


class AsOfForm(forms.Form):
    """The day as of which a register is read."""

    ngay = DateField(label=_("Xem như vào ngày"), required=False)


class RowForm(forms.Form):
    """One row of a register, its fields as the schema has them; values are texts, read by the engine."""

    def __init__(self, schema: Schema, values: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for f in schema.fields:
            self.fields[f.name] = _input(f)
            self.initial[f.name] = values.get(f.name, "")


def _input(f: Field) -> forms.Field:
    hint = f.description
    if f.personal:
        hint = f"Dữ liệu cá nhân, không công khai, không có trong tệp tải về. {hint}".strip()
    shared: dict[str, Any] = {"label": f.label, "required": f.required, "help_text": hint}
    book = house().get(f.book) if f.book else None
    if book and len(book.codes) <= 200:
        return forms.ChoiceField(choices=[("", "—"), *((c, f"{n} ({c})") for c, n in book.codes.items())], **shared)
    if f.enum:
        return forms.ChoiceField(choices=[("", "—"), *((w, w) for w in f.enum)], **shared)
    if f.type == "boolean":
        return forms.ChoiceField(choices=[("", "—"), ("có", "có"), ("không", "không")], **shared)
    if f.type == "geojson" or int(f.constraints.get("maxLength", 0)) > 400:
        return forms.CharField(widget=forms.Textarea({"rows": 3}), strip=False, **shared)
    short = {"class": "short"} if f.type not in ("string", "any") else {}
    if f.type in ("number", "integer"):
        short["inputmode"] = "decimal"
    if f.type == "date":
        short["placeholder"] = "31/12/2026"
    return forms.CharField(widget=forms.TextInput(short), strip=False, max_length=32_000, **shared)


class UploadForm(forms.Form):
    """A sheet to look through."""

    tep = forms.FileField(
        label="Bảng tính",
        help_text="CSV (UTF-8), XLSX hoặc ODS; giữ đủ các cột của tệp đã tải về. Chưa có gì thay đổi khi mới gửi tệp.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.ods"}),
    )

    @property
    def sheet(self) -> UploadedFile[bytes]:
        """Return the file that was sent."""
        found: UploadedFile[bytes] = self.cleaned_data["tep"]
        return found


class PublishForm(forms.Form):
    """What is said of a new version."""

    ghi_chu = forms.CharField(
        label="Ghi chú công khai",
        required=False,
        max_length=300,
        help_text="Một câu cho người đọc biết vì sao có bản mới. Không ghi tên người, số điện thoại.",
    )


class YesForm(forms.Form):
    """Nothing is asked but the button."""


class SchemaForm(forms.Form):
    """A new edition of a schema."""

    tep = forms.FileField(
        label="Tệp lược đồ (YAML)",
        help_text="Frictionless Table Schema, phần riêng dưới khóa donghanh.",
        widget=forms.FileInput({"accept": ".yaml,.yml"}),
    )
