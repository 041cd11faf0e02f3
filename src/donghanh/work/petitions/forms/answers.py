"""How somebody narrows the list of answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from donghanh.ground.orgs.models import Agency
from donghanh.work.petitions import domain
from donghanh.work.petitions.engine import places
from donghanh.work.petitions.models import Answer
from donghanh.work.petitions.services import finding


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

    @property
    def words(self) -> str:
        """Return the words asked for; nonsense asks for none."""
        self.is_valid()
        return str(self.cleaned_data.get("q", "")).strip()

    def narrow(self, rows: Any) -> Any:
        """Keep the subject, agency and place asked for."""
        self.is_valid()
        columns = {"linh_vuc": "subject", "co_quan": "agency__code", "noi": "place"}
        given = self.cleaned_data
        return rows.filter(**{column: given[name] for name, column in columns.items() if given.get(name)})

    def facets(self) -> dict[str, list[str]]:
        """Say the same in the words by which the one index divides."""
        self.is_valid()
        given = self.cleaned_data
        chosen = {
            "subject": domain.subject_label(given["linh_vuc"]) if given.get("linh_vuc") else "",
            "agency": given.get("co_quan"),
            "place": finding.place_label(given.get("noi") or ""),
        }
        return {name: [value] for name, value in chosen.items() if value}

    def is_narrowed(self) -> bool:
        """Say whether anything narrows the list."""
        return any(self.cleaned_data.get(n) for n in self.fields)
