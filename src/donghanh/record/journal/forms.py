"""What somebody looks for in the journal."""

from __future__ import annotations

from typing import Any

from django import forms

from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.record.journal.queries import Wanted
from donghanh.ui.forms import DateField


def _kinds() -> list[tuple[str, Any]]:
    rooms: dict[str, list[tuple[str, str]]] = {}
    for name, kind in sorted(journal.kinds().items()):
        rooms.setdefault(name.partition(".")[0], []).append((name, kind.label))
    return [("", "Mọi loại việc"), *((room, sorted(names, key=lambda n: n[1])) for room, names in rooms.items())]


class Look(forms.Form):
    """The filters of the journal; all of them stand in the address, so a search can be kept and sent."""

    nguoi = forms.CharField(label="Người làm", required=False, max_length=80)
    co_quan = forms.ModelChoiceField(
        label="Cơ quan",
        required=False,
        queryset=Agency.objects.order_by("name"),
        to_field_name="code",
        empty_label="Mọi cơ quan",
    )
    loai = forms.ChoiceField(label="Loại việc", required=False, choices=_kinds)
    tu_ngay = DateField(label="Từ ngày", required=False)
    den_ngay = DateField(label="Đến hết ngày", required=False)
    cong_khai = forms.BooleanField(label="Chỉ dòng công khai", required=False)

    def wanted(self) -> Wanted:
        """Return what is looked for; a field that cannot be read is left out and says so in the form."""
        self.is_valid()
        read = self.cleaned_data
        agency = read.get("co_quan")
        return Wanted(
            person=read.get("nguoi") or "",
            agency_id=agency.pk if agency else None,
            kind=read.get("loai") or "",
            since=read.get("tu_ngay"),
            until=read.get("den_ngay"),
            public=bool(read.get("cong_khai")),
        )


class AsOf(forms.Form):
    """The day at whose end a history is told."""

    ngay = DateField(label="Tính đến hết ngày", required=False)
