"""How somebody narrows the list of promises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from donghanh.ground.orgs.api import AgencyRef
from donghanh.work.plan.api import DONE_STANDINGS, IndexRef, Standing, Wanted

STANDINGS: dict[str, tuple[Any, tuple[Standing, ...]]] = {
    "xong": (_("Đã xong"), DONE_STANDINGS),
    "dung-han": (_("Xong đúng hạn"), (Standing.DONE_ON_TIME,)),
    "xong-muon": (_("Xong quá hạn"), (Standing.DONE_LATE,)),
    "dang-lam": (_("Đang làm, chưa quá hạn"), (Standing.IN_TIME, Standing.NO_DEADLINE)),
    "qua-han": (_("Quá hạn"), (Standing.OVERDUE,)),
    "de-nghi": (_("Đã đề nghị"), (Standing.ASKED,)),
    "dung": (_("Tạm dừng, đã hủy, đã chuyển"), (Standing.SUSPENDED, Standing.CANCELLED, Standing.PASSED_ON)),
}


class PromiseFilter(forms.Form):
    """Words, index, agency, standing; every field may be left out, and nonsense narrows nothing."""

    q = forms.CharField(label=_("Từ khóa"), required=False, max_length=200)
    chi_so = forms.ChoiceField(label=_("Chỉ số"), required=False)
    co_quan = forms.ChoiceField(label=_("Cơ quan"), required=False)
    tinh_trang = forms.ChoiceField(label=_("Tình trạng"), required=False)

    def __init__(self, data: Any, *, indices: tuple[IndexRef, ...], agencies: list[tuple[AgencyRef, Any]]) -> None:
        super().__init__(data)
        everything = ("", _("Tất cả"))
        self.indices = {index.code: index.id for index in indices}
        self.agencies = {ref.code: ref.id for ref, _count in agencies}
        several = len({index.plan_number for index in indices}) > 1
        self.fields["q"].widget.attrs["placeholder"] = _("gõ có dấu hay không dấu")
        choices: dict[str, list[Any]] = {}
        choices["chi_so"] = [
            everything,
            *((i.code, f"{i.name} ({i.plan_number})" if several else i.name) for i in indices),
            ("khac", _("Ngoài các chỉ số")),
        ]
        names = sorted((ref.name, ref.code) for ref, _count in agencies)
        choices["co_quan"] = [everything, *((code, name) for name, code in names)]
        choices["tinh_trang"] = [everything, *((code, label) for code, (label, _s) in STANDINGS.items())]
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        self.is_valid()
        clean = self.cleaned_data
        agency = self.agencies.get(clean.get("co_quan", ""))
        return Wanted(
            words=clean.get("q", ""),
            index_id=self.indices.get(clean.get("chi_so", "")),
            no_index=clean.get("chi_so") == "khac",
            agency_ids=frozenset({agency}) if agency else None,
            standings=STANDINGS[clean["tinh_trang"]][1] if clean.get("tinh_trang") else (),
        )


class SurveyForm(forms.Form):
    """How many businesses were asked, and how many of them use the portal."""

    hoi = forms.IntegerField(label=_("Số doanh nghiệp được hỏi"), min_value=1, max_value=1_000_000)
    co = forms.IntegerField(label=_("Trong đó đã truy cập cổng"), min_value=0, max_value=1_000_000)

    def clean(self) -> dict[str, Any]:
        """Refuse more that use it than were asked."""
        found = super().clean() or {}
        if found.get("hoi") is not None and found.get("co") is not None and found["co"] > found["hoi"]:
            self.add_error("co", _("Số đã truy cập không thể lớn hơn số được hỏi."))
        return found
