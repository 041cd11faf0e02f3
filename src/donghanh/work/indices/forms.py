"""What people type: which years to compare, which scores to try, a booklet, a correction."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import python_calamine
from django import forms
from django.conf import settings

from donghanh.ground.files import api as files
from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import read_number, show_number
from donghanh.kit.text import search_key
from donghanh.ui.forms import FileField, NumberField
from donghanh.work.indices import domain, queries
from donghanh.work.indices.engine import Edition
from donghanh.work.indices.models import Province

FAMILIES = (("PCI", "PCI"), ("PGI", "PGI"))
TEMPLATE_HEAD = ("Mã", "Chỉ số", "Điểm", "Ghi chú")
XLSX = ".xlsx"


def province_names() -> list[tuple[str, str]]:
    """List the provinces that ever were units, by name."""
    rows = sorted(Province.objects.values_list("name", "name_folded"), key=lambda r: r[1])
    return [(name, name) for name, _ in rows]


def edition_choices(*, family: str = "", scored: bool = False) -> list[tuple[str, str]]:
    """List editions, newest first; only those with figures where asked."""
    held = queries.twin()
    found = sorted(held.editions.values(), key=lambda e: (e.family, -e.year))
    return [
        (e.code, e.name)
        for e in found
        if (not family or e.family == family)
        and (not scored or (e.family in held.books and e.year in held.books[e.family].years))
    ]


class SplitForm(forms.Form):
    """Which province, from which edition to which."""

    tinh = forms.ChoiceField(label="Tỉnh, thành phố")
    tu = forms.ChoiceField(label="Từ ấn bản")
    den = forms.ChoiceField(label="Đến ấn bản")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("tinh", province_names()),
            ("tu", edition_choices(scored=True)),
            ("den", edition_choices(scored=True)),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class RescoreForm(forms.Form):
    """Which year's scores, under which edition's weights, beside whom."""

    nam = forms.ChoiceField(label="Điểm thành phần của")
    an_ban = forms.ChoiceField(label="Theo trọng số của")
    tinh = forms.ChoiceField(label="Nêu thêm tỉnh", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = queries.twin()
        weighed = [(c, n) for c, n in edition_choices(family="PCI") if held.editions[c].has_weights]
        for name, choices in (
            ("nam", edition_choices(family="PCI", scored=True)),
            ("an_ban", weighed),
            ("tinh", [("", "Không"), *province_names()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class RankingForm(forms.Form):
    """Which year, by which figure, in which region."""

    an_ban = forms.ChoiceField(label="Ấn bản")
    chi_so = forms.ChoiceField(label="Xếp theo")
    vung = forms.ChoiceField(label="Vùng", required=False)
    tinh = forms.ChoiceField(label="So với", required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [(p.key, p.name) for p in edition.parts]
        for name, choices in (
            ("an_ban", edition_choices(scored=True)),
            ("chi_so", [(domain.COMPOSITE, "Điểm tổng hợp"), *parts]),
            ("vung", [("", "Cả nước"), *queries.region_names().items()]),
            ("tinh", [("", "Không so"), *province_names()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class ScenarioForm(forms.Form):
    """Scores to try, and what is wanted in the end."""

    an_ban = forms.ChoiceField(label="Bắt đầu từ ấn bản")
    diem = NumberField(label="Điểm tổng hợp muốn đạt", low=0, high=100, required=False)
    hang = NumberField(label="Hoặc thứ hạng muốn giữ", low=1, high=64, whole=True, required=False)
    xac_suat = NumberField(
        label="Với xác suất (%)", low=1, high=99, required=False, help_text="Chỉ dùng khi nêu thứ hạng; để trống là 80."
    )

    def __init__(self, *args: Any, edition: Edition, own: Mapping[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = queries.twin()
        ready = [
            (code, name)
            for code, name in edition_choices(family="PCI", scored=True)
            if held.editions[code].has_weights and held.editions[code].keys == edition.keys
        ]
        self.fields["an_ban"].choices = ready  # type: ignore[attr-defined]
        low, high = edition.part_scale
        self.parts = edition.keys
        for part in edition.parts:
            self.fields[part.key] = NumberField(
                label=part.name,
                low=Decimal(str(low)),
                high=Decimal(str(high)),
                required=False,
                help_text=f"nay {show_number(own[part.key])}",
            )

    def scores(self) -> dict[str, float]:
        """Return the scores that were typed."""
        return {k: float(v) for k in self.parts if (v := self.cleaned_data.get(k)) is not None}

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """Return the boxes of the parts."""
        return [self[key] for key in self.parts]

    @property
    def want_fields(self) -> list[forms.BoundField]:
        """Return the boxes of what is wanted."""
        return [self[name] for name in ("diem", "hang", "xac_suat")]


class BookletForm(forms.Form):
    """A province's booklet of one edition, cell by cell; what is left empty is not written."""

    source = forms.CharField(
        label="Nguồn",
        max_length=400,
        help_text="Tên tài liệu, số, ngày, trang; ví dụ: Hồ sơ PCI 2023 của tỉnh, trang 4.",
    )
    as_printed = forms.BooleanField(
        label="Tổng in trong tài liệu không khớp các phần; tôi đã đối chiếu, ghi đúng như bản in", required=False
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = (*edition.keys, domain.COMPOSITE, domain.RANK)
        names = {p.key: p.name for p in edition.parts} | domain.INDICATOR_LABELS
        for key in self.cells:
            self.fields[key] = NumberField(label=names[key], required=False, whole=key == domain.RANK)
        self.order_fields([*self.cells, "source", "as_printed"])

    def figures(self) -> dict[str, Decimal]:
        """Return the cells that were filled."""
        return {key: self.cleaned_data[key] for key in self.cells if self.cleaned_data.get(key) is not None}


class BookletFileForm(forms.Form):
    """A filled-in template."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = files.limits()["booklet"].bytes
        self.fields["file"] = FileField(label="Tệp XLSX đã điền", limit=limit, accept=XLSX)
        self.fields["source"] = forms.CharField(
            label="Nguồn", max_length=400, help_text="Tên tài liệu, số, ngày, trang."
        )
        self.fields["as_printed"] = forms.BooleanField(
            label="Tổng in trong tài liệu không khớp các phần; tôi đã đối chiếu, ghi đúng như bản in", required=False
        )


def read_sheet(content: bytes, edition: Edition) -> tuple[dict[str, Decimal], dict[str, str]]:
    """Read a filled-in template: figures by indicator, and the cell each stands in; every bad cell is named at once."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # the reader knows many ways in which a file is no workbook
        raise Invalid(
            "indices.sheet",
            "Không mở được tệp này như một bảng tính XLSX; hãy tải mẫu về, điền rồi lưu lại dạng XLSX.",
            fields={"file": "Không mở được như một bảng tính XLSX."},
        ) from error
    known = {key: key for key in (*edition.keys, domain.COMPOSITE, domain.RANK)}
    known |= {search_key(p.name): p.key for p in edition.parts}
    figures: dict[str, Decimal] = {}
    cells: dict[str, str] = {}
    wrong: list[str] = []
    for at, row in enumerate(rows, start=1):
        code = str(row[0]).strip() if row else ""
        key = known.get(code) or known.get(search_key(code))
        if key is None or len(row) < 3 or row[2] in ("", None):
            continue
        cell = f"C{at}"
        value = Decimal(str(row[2])) if isinstance(row[2], (int, float)) else _typed(str(row[2]))
        if value is None:
            wrong.append(f"ô {cell}: “{str(row[2])[:20]}” không phải là số")
        elif key in figures and figures[key] != value:
            wrong.append(f"ô {cell} và ô {cells[key]} cùng ghi “{code}” nhưng khác số")
        else:
            figures[key], cells[key] = value, cell
    if wrong:
        raise Invalid(
            "indices.sheet-cells", f"Tệp có chỗ cần sửa: {'; '.join(wrong)}.", fields={"file": "; ".join(wrong)}
        )
    if not figures:
        raise Invalid(
            "indices.sheet-empty",
            f"Không thấy số nào của {edition.name} trong tệp; cột A phải là mã chỉ số, cột C là điểm (xem mẫu).",
            fields={"file": "Không thấy số nào."},
        )
    return figures, cells


def _typed(text: str) -> Decimal | None:
    read = read_number(text)
    return read.value if read else None


class CorrectForm(forms.Form):
    """A figure put right."""

    value = NumberField(label="Số đúng")
    reason = forms.CharField(label="Lý do, căn cứ", max_length=400)


class ChoiceForm(forms.Form):
    """Which source is used."""

    score = forms.ChoiceField(label="Dùng nguồn", widget=forms.RadioSelect)
    why = forms.CharField(label="Vì sao", max_length=600)

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = options  # type: ignore[attr-defined]


class ForecastForm(forms.Form):
    """From which edition, for which year."""

    base = forms.ChoiceField(label="Từ ấn bản")
    year = NumberField(label="Cho năm", low=2007, high=2100, whole=True)

    def __init__(self, *args: Any, province: str = settings.PROVINCE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = queries.twin()
        ready = [
            (code, name)
            for code, name in edition_choices(family="PCI", scored=True)
            if (e := held.editions[code]).has_weights
            and all(held.books["PCI"].cell(e.year, province, k) is not None for k in e.keys)
        ]
        self.fields["base"].choices = ready  # type: ignore[attr-defined]


PART_ROWS = 12


class OwnEditionForm(forms.Form):
    """A year of the province's own index: units by tier, parts with a weight for each tier, the decision."""

    year = NumberField(label="Năm", low=2013, high=2100, whole=True)
    locality = forms.ChoiceField(
        label="Cấp địa phương",
        choices=[
            ("", "Không chấm địa phương"),
            ("districts", "Huyện, thành phố (đến 30/6/2025)"),
            ("communes", "Xã, phường (từ 01/7/2025)"),
        ],
        required=False,
    )
    basis = forms.CharField(label="Căn cứ", max_length=400, help_text="Số, ngày quyết định của tỉnh.")
    departments = forms.CharField(
        label="Sở, ban, ngành được chấm",
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text="Mỗi dòng một tên.",
    )
    localities = forms.CharField(
        label="Địa phương được chấm",
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text="Mỗi dòng một tên.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, PART_ROWS + 1):
            self.fields[f"name_{n}"] = forms.CharField(label=f"Chỉ số thành phần {n}", max_length=200, required=False)
            self.fields[f"dep_{n}"] = NumberField(label="Sở, ngành, %", low=0, high=100, required=False)
            self.fields[f"loc_{n}"] = NumberField(label="Địa phương, %", low=0, high=100, required=False)

    @property
    def part_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the boxes of each part: name, weight for departments, weight for localities."""
        return [(self[f"name_{n}"], self[f"dep_{n}"], self[f"loc_{n}"]) for n in range(1, PART_ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Want a name beside every weight, and a kind of locality beside its list."""
        data = super().clean() or {}
        for n in range(1, PART_ROWS + 1):
            if (data.get(f"dep_{n}") or data.get(f"loc_{n}")) and not data.get(f"name_{n}"):
                self.add_error(f"name_{n}", "Có trọng số nhưng chưa có tên.")
        if data.get("localities") and not data.get("locality"):
            self.add_error("locality", "Chọn huyện, thành phố hay xã, phường.")
        return data

    def weights(self) -> dict[str, dict[str, float]]:
        """Return the percentages by tier and part."""
        data, local = self.cleaned_data, self.cleaned_data["locality"]
        rows = [
            (data[f"name_{n}"], data[f"dep_{n}"], data[f"loc_{n}"])
            for n in range(1, PART_ROWS + 1)
            if data[f"name_{n}"]
        ]
        found = {"departments": {name: float(dep or 0) for name, dep, _ in rows}}
        return found | ({local: {name: float(loc or 0) for name, _, loc in rows}} if local else {})

    def units(self) -> dict[str, list[str]]:
        """Return the names by tier."""
        data, local = self.cleaned_data, self.cleaned_data["locality"]
        found = {"departments": data["departments"].splitlines()}
        return found | ({local: data["localities"].splitlines()} if local else {})


class UnitForm(forms.Form):
    """One unit's scores; what is left empty is not written."""

    unit = forms.ChoiceField(label="Đơn vị")
    source = forms.CharField(label="Nguồn", max_length=400, help_text="Tên tài liệu, số, ngày, trang.")

    def __init__(self, *args: Any, tier: queries.TierResult, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(u, u) for u in sorted(r.unit for r in tier.rows)]  # type: ignore[attr-defined]
        self.cells = [(key, name) for key, name, _ in tier.parts] + [(domain.COMPOSITE, "Điểm tổng hợp đã công bố")]
        for key, name in self.cells:
            self.fields[key] = NumberField(label=name, required=False)
        self.order_fields(["unit", *[key for key, _ in self.cells], "source"])

    @property
    def cell_fields(self) -> list[forms.BoundField]:
        """Return the boxes of the parts and of the printed total."""
        return [self[key] for key, _ in self.cells]

    def figures(self) -> dict[tuple[str, str], Decimal]:
        """Return the cells that were filled."""
        unit = self.cleaned_data["unit"]
        return {(unit, k): self.cleaned_data[k] for k, _ in self.cells if self.cleaned_data.get(k) is not None}


class UnitFileForm(forms.Form):
    """A filled-in sheet of a tier."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = FileField(label="Tệp XLSX đã điền", limit=files.limits()["booklet"].bytes, accept=XLSX)
        self.fields["source"] = forms.CharField(
            label="Nguồn", max_length=400, help_text="Tên tài liệu, số, ngày, trang."
        )


def read_units(content: bytes, tier: queries.TierResult) -> dict[tuple[str, str], Decimal]:
    """Read a filled-in sheet: units down, parts across; every bad cell is named at once."""
    try:
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except Exception as error:  # the reader knows many ways in which a file is no workbook
        raise Invalid(
            "indices.sheet", "Không mở được tệp này như một bảng tính XLSX; hãy tải mẫu về rồi điền."
        ) from error
    known = {search_key(name): key for key, name, _ in tier.parts} | {
        search_key("Điểm tổng hợp đã công bố"): domain.COMPOSITE
    }
    units = {search_key(r.unit): r.unit for r in tier.rows}
    heads = [known.get(search_key(str(h))) for h in (rows[0] if rows else [])]
    figures: dict[tuple[str, str], Decimal] = {}
    wrong: list[str] = []
    for y, row in enumerate(rows[1:], start=2):
        name = str(row[0]).strip() if row else ""
        unit = units.get(search_key(name))
        filled = [
            (x, key, v) for x, (key, v) in enumerate(zip(heads, row, strict=False)) if key and v not in ("", None)
        ]
        if filled and unit is None:
            wrong.append(f"dòng {y}: không có đơn vị “{name}” trong {tier.name}")
            continue
        for x, key, typed in filled:
            value = Decimal(str(typed)) if isinstance(typed, (int, float)) else _typed(str(typed))
            cell = f"{chr(65 + x)}{y}" if x < 26 else f"cột {x + 1}, dòng {y}"
            if value is None:
                wrong.append(f"ô {cell}: “{str(typed)[:20]}” không phải là số")
            elif figures.setdefault((unit or "", key), value) != value:
                wrong.append(f"ô {cell}: {unit} ghi hai lần với số khác nhau")
    if wrong:
        raise Invalid("indices.sheet-cells", f"Tệp có chỗ cần sửa: {'; '.join(wrong[:8])}.")
    if not figures:
        raise Invalid("indices.sheet-empty", "Không thấy số nào trong tệp; dòng đầu phải là tên chỉ số như trong mẫu.")
    return figures
