"""How somebody narrows the list of answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from donghanh.ground.orgs.models import Agency
from donghanh.kit.text import search_key
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.models import Answer


class AnswersForm(forms.Form):
    """Words, subject, agency, place; every field may be left out, and nonsense narrows nothing."""

    q = forms.CharField(label="Từ khóa", required=False, max_length=200)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    co_quan = forms.ChoiceField(label="Cơ quan", required=False)
    noi = forms.ChoiceField(label="Xã, phường", required=False)

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data)
        self.fields["q"].widget.attrs["placeholder"] = "gõ có dấu hay không dấu"
        agencies = (
            Agency.objects.filter(Exists(Answer.objects.public(on=on).filter(agency=OuterRef("pk"))))
            .order_by("name")
            .values_list("code", "name")
        )
        offered: dict[str, list[Any]] = {
            "linh_vuc": [(c, s.label) for c, s in domain.subjects().items()],
            "co_quan": list(agencies),
            "noi": [(p.code, p.title) for p in places.register()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", "Tất cả"), *choices]  # type: ignore[attr-defined]

    def narrow(self, rows: Any) -> Any:
        """Keep what is asked for: every word must stand in it, in any order."""
        self.is_valid()
        given = self.cleaned_data
        for word in search_key(given.get("q", "")).split()[:8]:
            rows = rows.filter(public_folded__contains=word)
        if given.get("linh_vuc"):
            rows = rows.filter(subject=given["linh_vuc"])
        if given.get("co_quan"):
            rows = rows.filter(agency__code=given["co_quan"])
        if given.get("noi"):
            rows = rows.filter(place=given["noi"])
        return rows

    def is_narrowed(self) -> bool:
        """Say whether anything narrows the list."""
        return any(self.cleaned_data.get(n) for n in self.fields)
