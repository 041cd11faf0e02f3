"""What is asked: the filters of the list, and the facts of a reorganisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from donghanh.ground.orgs import domain
from donghanh.ground.orgs.models import Agency
from donghanh.kit.text import sort_key
from donghanh.ui.forms import DateField

BASIS_HELP = "Số, ký hiệu, ngày của văn bản."


class Look(forms.Form):
    """Which agencies, as of which day."""

    q = forms.CharField(label="Tên", required=False, max_length=120)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *domain.KINDS.items()])
    ngay = DateField(label="Vào ngày", required=False)
    chua = forms.BooleanField(label="Chỉ phần chưa xác minh", required=False)


def choices(agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    """List agencies for choosing, by key, in Vietnamese order."""
    return [(a.key, a.name) for a in sorted(agencies, key=lambda a: sort_key(a.name))]


class Establish(forms.Form):
    """A new agency."""

    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    short_name = forms.CharField(label="Tên ngắn", max_length=80, required=False)
    kind = forms.ChoiceField(label="Loại", choices=list(domain.KINDS.items()), initial="department")
    command = forms.ChoiceField(label="Quan hệ giao việc", choices=list(domain.COMMANDS.items()))
    on = DateField(label="Hoạt động từ ngày")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text=BASIS_HELP)


class Rename(forms.Form):
    """The same agency under another name."""

    name = forms.CharField(label="Tên mới", max_length=200)
    short_name = forms.CharField(label="Tên ngắn mới", max_length=80, required=False)
    on = DateField(label="Từ ngày")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text=BASIS_HELP)


class Merge(forms.Form):
    """Several agencies become one."""

    agencies = forms.MultipleChoiceField(
        label="Các cơ quan hợp nhất",
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Giữ phím Ctrl để chọn nhiều cơ quan.",
    )
    name = forms.CharField(label="Tên cơ quan mới", max_length=200)
    short_name = forms.CharField(label="Tên ngắn", max_length=80, required=False)
    on = DateField(label="Từ ngày")
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text=BASIS_HELP)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = choices(Agency.objects.on(on).filter(valid_to__isnull=True))  # type: ignore[attr-defined]

    def chosen(self) -> list[Agency]:
        """Return the agencies chosen."""
        return list(Agency.objects.filter(key__in=self.cleaned_data["agencies"]))


class Abolish(forms.Form):
    """An agency ends; others take over."""

    on = DateField(label="Kết thúc từ ngày", help_text="Ngày đầu tiên cơ quan không còn hoạt động.")
    heirs = forms.MultipleChoiceField(
        label="Cơ quan nhận nhiệm vụ",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Một cơ quan thì nhận toàn bộ. Nhiều cơ quan thì từng việc phải bàn giao.",
    )
    basis = forms.CharField(label="Căn cứ", max_length=300, help_text=BASIS_HELP)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Agency.objects.filter(valid_to__isnull=True).exclude(pk=agency.pk)
        self.fields["heirs"].choices = choices(others)  # type: ignore[attr-defined]

    def chosen(self) -> list[Agency]:
        """Return the heirs chosen."""
        return list(Agency.objects.filter(key__in=self.cleaned_data["heirs"]))


class Confirm(forms.Form):
    """The document that confirms a record."""

    basis = forms.CharField(label="Căn cứ", max_length=300, help_text=BASIS_HELP)


class AliasText(forms.Form):
    """Another way of writing a name."""

    text = forms.CharField(label="Cách viết", max_length=200)
