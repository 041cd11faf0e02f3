"""Editions, provinces and disputed figures: what is known, under which name, and what is not."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from donghanh.kit.data import read_csv
from donghanh.kit.errors import Invalid
from donghanh.work.indices.engine.editions import breaks, comparability, edition, editions
from donghanh.work.indices.engine.provinces import living, members, province, provinces, regions, successor
from donghanh.work.indices.engine.scores import scores, sources
from donghanh.work.plan.engine.knowledge import default


def test_an_edition_calls_its_parts_by_the_names_in_force() -> None:
    names = {
        code: {p.key: p.name for p in edition(code).parts}
        for code in ("pci-2016", "pci-2021", "pci-2025", "pgi-2022", "pgi-2023")
    }
    assert names["pci-2016"]["support"] == "Dịch vụ hỗ trợ doanh nghiệp"
    assert names["pci-2021"]["support"] == "Chính sách hỗ trợ doanh nghiệp"
    assert names["pci-2025"]["time"] == "Chi phí tuân thủ hành chính"
    assert names["pci-2025"]["proactivity"] == "Chính quyền kiến tạo"
    assert "labour" not in names["pci-2025"]
    assert names["pgi-2022"]["leadership"] != names["pgi-2023"]["leadership"]


def test_pci_2025_is_nine_unproved_names_without_weights() -> None:
    one = edition("PCI 2025")
    assert (len(one.parts), one.units, one.verified, one.has_weights) == (9, 34, False, False)
    assert "trọng số" in one.unknown


def test_units_of_ddci_follow_the_year() -> None:
    tiers = {code: {t.code: t.units for t in edition(code).tiers} for code in ("ddci-2023", "ddci-2025")}
    assert tiers["ddci-2023"] == {"departments": 25, "districts": 11}
    assert tiers["ddci-2025"] == {"departments": None, "communes": 65}
    departments, districts = edition("ddci-2023").tiers
    assert set(departments.parts) ^ set(districts.parts) == {"dynamism", "land"}


def test_an_axis_breaks_where_parts_weights_scaling_or_units_change() -> None:
    found = {year: {c.code for c in why} for year, why in breaks("PCI", since=2005, until=2025)}
    assert set(found) == {2006, 2009, 2013, 2021, 2022, 2025}
    assert found[2022] == {"weights"}
    assert {y for y, _ in breaks("PGI", since=2022, until=2024)} == {2023, 2024}
    assert comparability(edition("pci-2014"), edition("pci-2015")) == ()
    assert comparability(edition("pci-2022"), edition("pgi-2022"))[0].code == "family"


def test_the_weights_are_those_the_plan_compiler_reads() -> None:
    family = default().families["PCI"]
    for one in editions().values():
        if one.family == "PCI" and one.has_weights:
            known = family.edition(one.year)
            assert known is not None
            assert {k: round(one.weight(k) * 100) for k in known.percent} == known.percent


def test_the_compilers_counts_of_gains_are_counted_from_these_scores() -> None:
    """Two files, one truth: every count of yearly gains comes out again from the scores."""
    book = scores("PCI")
    for key in edition("pci-2022").keys:
        pool = sorted(book.value(y, u, key) for y in range(2013, 2021) for u in book.units(2021))
        middle = (pool[251] + pool[252]) / 2
        seen: Counter[str] = Counter()
        high: Counter[str] = Counter()
        for year in range(2014, 2022):
            for unit in book.units(2021):
                start = book.value(year - 1, unit, key)
                gain = f"{round(book.value(year, unit, key) - start, 2) + 0:.2f}"
                seen[gain] += 1
                high[gain] += start > middle
        rows = [r for r in read_csv("indices", "pci-gains-2014-2021.csv") if r["subindex"] == key]
        assert {f"{float(r['gain']):.2f}": (int(r["provinces"]), int(r["above_median"])) for r in rows} == {
            g: (n, high[g]) for g, n in seen.items()
        }


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("lang son", "Lạng Sơn"),
        ("Tỉnh Lạng Sơn", "Lạng Sơn"),
        ("TP.HCM", "TP. Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "TP. Hồ Chí Minh"),
        ("Thanh Hoá", "Thanh Hóa"),
        ("tỉnh Thanh Hóa", "Thanh Hóa"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("TT-Huế", "Thừa Thiên Huế"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Thái Nguyên", "Thái Nguyên"),
        ("Tây Ninh", "Tây Ninh"),
        ("TIỀN GIANG", "Tiền Giang"),
    ],
)
def test_a_province_is_recognised_in_any_spelling(written: str, name: str) -> None:
    assert province(written).name == name


def test_every_province_recognises_its_own_name_and_an_unknown_one_is_refused() -> None:
    assert all(province(p.name) is p for p in provinces())
    with pytest.raises(Invalid, match="Không có tỉnh, thành phố nào tên “Bình Sơn”"):
        province("Bình Sơn")


def test_provinces_are_64_then_63_then_34() -> None:
    assert [len(living(d)) for d in (date(2008, 7, 31), date(2008, 8, 1), date(2025, 6, 30), date(2025, 7, 1))] == [
        64,
        63,
        63,
        34,
    ]
    on = date(2025, 7, 1)
    assert (
        sum(len(members(p.name, on=on)) == 1 for p in living(on) if p.name != "Hà Nội") == 10
    )  # Hà Nội once took in Hà Tây
    assert successor("Hà Giang", on=on).name == "Tuyên Quang"
    assert successor("Lạng Sơn", on=on).name == "Lạng Sơn"
    north = [p for p in living(date(2024, 1, 1)) if p.region == "northern_mountains"]
    assert len(north) == 14
    assert len(regions()) == 6


def test_disputed_figures_keep_every_source_and_say_which_is_used_and_why() -> None:
    found = {(c.year, c.indicator): c for c in (*scores("PCI").disputed(), *scores("PGI").disputed())}
    rank = found[2022, "rank_region"]
    assert [(f.value, f.source) for f in rank.figures] == [(3, "S08"), (5, "S24")]
    assert "đã ký" in rank.why
    assert found[2024, "rank_region"].value == 3
    assert [f.value for f in found[2024, "change"].figures] == [-0.04, -0.4]
    assert [f.value for f in found[2022, "composite"].figures] == [17.31, 17.35]
    assert all(c.why for c in found.values())
    assert {c.unit for c in scores("PGI").suspect()} == {"Lạng Sơn", "Yên Bái", "Hải Dương"}


def test_every_figure_names_a_source_that_is_explained() -> None:
    used = {f.source for family in ("PCI", "PGI") for c in scores(family).cells.values() for f in c.figures}
    assert used <= set(sources())


def test_a_province_enters_its_own_booklet_and_the_old_figure_stays() -> None:
    more = scores("PCI").adding(
        [(2022, "Quảng Ninh", "labour", 7.5, "booklet"), (2022, "Lạng Sơn", "land", 6.43, "booklet")]
    )
    assert more.value(2022, "Quảng Ninh", "labour") == 7.5
    cell = more.cell(2022, "Lạng Sơn", "land")
    assert cell is not None
    assert [f.value for f in cell.figures] == [6.42, 6.43]
    assert cell.disputed
