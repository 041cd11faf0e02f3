"""Entry, correction, choice of a source, forecasts: each write keeps what was there before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.work.indices import queries, services
from donghanh.work.indices.models import Dispute, Forecast, Province, Score, Source
from donghanh.work.indices.tests.factories import OWN, SCORES_2022, at, booklet, edition, own, score

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]
NOW = at(2026, 11, 20)


def enter(by: Any, slug: str = "pci-2024", **changes: Any) -> Source:
    facts: dict[str, Any] = {"figures": booklet(), "source": "Hồ sơ PCI của tỉnh, trang 4"} | changes
    return services.enter_booklet(edition(slug), province=own(), by=by, at=NOW, **facts)


def test_loading_twice_changes_nothing() -> None:
    before = Score.objects.count()
    assert services.import_reference(at=NOW) == 0
    assert Score.objects.count() == before
    assert before > 11_000


def test_provinces_are_64_then_63_then_34() -> None:
    days = (at(2008, 7, 31), at(2008, 8, 1), at(2025, 6, 30), at(2025, 7, 1))
    assert [Province.objects.on(d.date()).count() for d in days] == [64, 63, 63, 34]


def test_a_booklet_is_used_at_once_and_what_others_printed_stays_beside_it(chi: Any) -> None:
    enter(chi)
    cell = queries.twin().books["PCI"].cell(2024, OWN, "composite")
    assert cell is not None
    assert [f.value for f in cell.figures] == [68.88, 69.01]
    assert cell.disputed
    assert "bản kết quả của tỉnh" in cell.why
    assert Entry.objects.filter(kind="indices.booklet_entered", public=True).count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"land": "65.2"}, "land", "nằm ngoài thang 1–10"),
        ({"land": "0.9"}, "land", "nằm ngoài thang"),
        ({"composite": "71.5"}, "composite", "lệch quá mức làm tròn"),
        ({"rank": "64"}, "rank", "lớn hơn số đơn vị"),
        ({"rank": "3.5"}, "rank", "số nguyên"),
        ({"implementation": "5"}, "implementation", "không có chỉ số"),
    ],
)
def test_a_wrong_cell_is_named_with_a_sentence_and_nothing_is_written(
    chi: Any, changes: dict[str, str], field: str, words: str
) -> None:
    before = Score.objects.count()
    with pytest.raises(Invalid) as refusal:
        enter(chi, figures=booklet(**changes))
    assert words in refusal.value.fields[field]
    assert Score.objects.count() == before


def test_every_wrong_cell_is_named_at_once(chi: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        enter(chi, figures=booklet(land="65", time="99", composite=None))
    assert set(refusal.value.fields) == {"land", "time"}


def test_a_total_that_does_not_add_up_is_taken_only_as_printed(chi: Any) -> None:
    row = enter(chi, figures=booklet(composite="71.5"), as_printed=True)
    assert "đúng như bản in" in row.what


def test_an_edition_with_unproved_weights_does_not_judge_the_total(chi: Any) -> None:
    assert enter(chi, "pci-2023", figures=booklet(composite="66.1")).code == "T-pci-2023-1"


def test_nobody_but_the_coordinator_enters(an: Any) -> None:
    with pytest.raises(NotAllowed):
        enter(an)


def test_a_correction_keeps_the_old_figure_and_says_what_replaced_it(chi: Any) -> None:
    enter(chi)
    old = score("pci-2024", "land", source="T-pci-2024-1")
    new = services.correct_score(old, value=Decimal("6.62"), reason="in nhầm cột", by=chi, at=NOW)
    old.refresh_from_db()
    assert old.retired_at == NOW
    assert old.superseded_by == new
    assert old.value == Decimal("6.52")
    assert queries.twin().books["PCI"].value(2024, OWN, "land") == 6.62
    said = Entry.objects.get(kind="indices.score_corrected").sentence
    assert "6,52" in said
    assert "6,62" in said
    with pytest.raises(NotNow):
        services.correct_score(old, value=Decimal("6.7"), reason="lần nữa", by=chi, at=NOW)


@pytest.mark.parametrize(("value", "reason"), [("6.52", "giống"), ("6.7", " "), ("67", "sai dấu phẩy")])
def test_a_correction_needs_another_sound_value_and_a_reason(chi: Any, value: str, reason: str) -> None:
    enter(chi)
    with pytest.raises(Invalid):
        services.correct_score(
            score("pci-2024", "land", source="T-pci-2024-1"), value=Decimal(value), reason=reason, by=chi, at=NOW
        )


def test_a_corrected_published_figure_is_not_put_back_by_the_next_loading(chi: Any) -> None:
    services.correct_score(score("pci-2021", "land"), value=Decimal("6.72"), reason="thử", by=chi, at=NOW)
    from donghanh.work.indices.models import Revision

    Revision.objects.exclude(data_hash="").update(data_hash="")
    assert services.import_reference(at=NOW) == 0
    assert queries.twin().books["PCI"].value(2021, OWN, "land") == 6.72


def test_the_signed_plan_is_used_for_the_disputed_rank_until_somebody_chooses(chi: Any) -> None:
    book = queries.twin().books["PCI"]
    cell = book.cell(2022, OWN, "rank_region")
    assert cell is not None
    assert [f.value for f in cell.figures] == [3.0, 5.0]
    services.choose_source(
        score("pci-2022", "rank_region", source="S24"), why="Báo dẫn bảng của cơ quan công bố", by=chi, at=NOW
    )
    chosen = queries.twin().books["PCI"].cell(2022, OWN, "rank_region")
    assert chosen is not None
    assert (chosen.value, chosen.why) == (5.0, "Báo dẫn bảng của cơ quan công bố")
    assert Dispute.objects.filter(indicator="rank_region", edition__slug="pci-2022").count() == 2


def test_a_forecast_is_written_down_and_scored_when_the_edition_is_entered(chi: Any) -> None:
    wanted = {"land": 7.2, "support": 6.5}
    made = services.make_forecast(
        edition("pci-2021"), province=own(), year=2025, targets=wanted, by=chi, at=at(2026, 2, 1), draws=500
    )
    assert not made.scores.exists()
    assert made.summary["land"]["target"] == 7.2
    assert 0 <= made.summary["land"]["probability"] <= 1
    nine = {k: Decimal(v) for k, v in SCORES_2022.items() if k != "labour"}
    enter(chi, "pci-2025", figures=nine)
    scored = {s.indicator: s for s in made.scores.all()}
    assert set(scored) == set(nine)
    assert scored["land"].reached is False
    assert scored["land"].brier == pytest.approx(made.summary["land"]["probability"] ** 2)
    assert all(s.crps >= 0 for s in scored.values())
    assert Entry.objects.filter(kind="indices.forecast_scored").exists()


def test_a_corrected_truth_scores_the_forecast_again(chi: Any) -> None:
    made = services.make_forecast(edition("pci-2022"), province=own(), year=2024, targets={}, by=chi, at=NOW, draws=500)
    before = made.scores.get(indicator="composite").crps
    assert made.summary["known_then"] is True
    services.correct_score(score("pci-2024", "composite"), value=Decimal("60"), reason="thử", by=chi, at=NOW)
    assert made.scores.get(indicator="composite").crps > before


def test_the_same_forecast_is_not_written_twice_a_day(chi: Any) -> None:
    facts: dict[str, Any] = {"province": own(), "year": 2023, "targets": {}, "by": chi, "at": NOW, "draws": 500}
    services.make_forecast(edition("pci-2022"), **facts)
    with pytest.raises(NotNow):
        services.make_forecast(edition("pci-2022"), **facts)
    assert Forecast.objects.count() == 1


def test_an_index_without_history_is_not_forecast(chi: Any) -> None:
    with pytest.raises(Invalid, match="chưa đủ các năm"):
        services.make_forecast(edition("pgi-2022"), province=own(), year=2023, targets={}, by=chi, at=NOW)


def test_a_forecast_looks_ahead(chi: Any) -> None:
    with pytest.raises(Invalid, match="phải sau năm"):
        services.make_forecast(edition("pci-2022"), province=own(), year=2022, targets={}, by=chi, at=NOW, draws=500)
