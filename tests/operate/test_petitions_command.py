"""``donghanh petitions``: an association's sheet becomes cases, every open date is derived anew and what moved is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from donghanh.config.cli import cli
from donghanh.ground.workcal import services as workcal
from donghanh.ground.workcal.tests.factories import load_calendar
from donghanh.kit.errors import Refusal
from donghanh.work.petitions import domain
from donghanh.work.petitions.models import Batch, ClockChange, Petition
from donghanh.work.petitions.tests.factories import AT, make_petition
from donghanh.work.petitions.tests.test_batch import filled

pytestmark = pytest.mark.django_db(transaction=True)
LAND = domain.subjects()["land"].label
GOOD = ["HTX Bình Minh", "", LAND, "Đồng Đăng", "Chậm giao đất cho kho lạnh từ tháng 6."]


@pytest.fixture(autouse=True)
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONGHANH_NOW", AT.isoformat())
    load_calendar()


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Give a function that runs the verb in this process: its exit code and what it said."""

    def asked(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = 0
        try:
            cli(["petitions", *words], standalone_mode=False)
        except SystemExit as done:
            code = int(done.code or 0)
        return code, capsys.readouterr().out

    return asked


def sheet(tmp_path: Path, *rows: list[Any]) -> str:
    path = tmp_path / "quy-iv.xlsx"
    path.write_bytes(filled(*rows))
    return str(path)


def test_each_good_row_becomes_a_case_and_a_wrong_one_is_named_by_its_cell(ask: Any, cast: Any, tmp_path: Path) -> None:
    wrong = ["", "", LAND, "", "Một khó khăn không nói của ai."]
    code, said = ask("import", sheet(tmp_path, GOOD, wrong), "--association", cast.agency("association").code)
    assert code == 0
    assert "A3" in said
    assert "Đã tạo 1 hồ sơ; 1 dòng sai" in said
    row = Petition.objects.get()
    assert (row.channel, row.place, row.petitioner.name) == ("association", "06184", "HTX Bình Minh")
    again, told = ask("import", sheet(tmp_path, GOOD), "--association", cast.agency("association").key)
    assert again == 1
    assert "chưa tạo hồ sơ nào" in told
    assert Petition.objects.count() == 1


def test_a_check_reads_and_makes_nothing(ask: Any, cast: Any, tmp_path: Path) -> None:
    code, said = ask("import", sheet(tmp_path, GOOD), "--association", cast.agency("association").code, "--check")
    assert code == 0
    assert "1 dòng đọc được, 0 dòng sai" in said
    assert not Petition.objects.exists()
    assert Batch.objects.get().state == Batch.State.DROPPED


def test_an_association_that_is_none_is_refused_in_one_sentence(ask: Any, cast: Any, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Không có hiệp hội nào mang mã"):
        ask("import", sheet(tmp_path, GOOD), "--association", "khong-co")
    with pytest.raises(Refusal, match="không phải hiệp hội"):
        ask("import", sheet(tmp_path, GOOD), "--association", cast.agency("a").code)


def test_a_recheck_lists_the_dates_that_moved_and_finds_nothing_the_second_time(ask: Any, cast: Any) -> None:
    row = make_petition()
    workcal.declare_day(date(2026, 11, 25), kind="off", note="Nghỉ thử", basis="Thử", by=cast.chi, at=AT)
    code, said = ask("recheck", "--json", "-")
    told = json.loads(said)
    assert code == 0
    assert (told["clocks"], told["changed"], told["earlier"]) == (2, ClockChange.objects.count(), 0)
    assert {c["number"] for c in told["changes"]} == {row.number}
    assert all(c["before"] < c["after"] for c in told["changes"])
    assert "0 thời hạn đã tính lại, 0 đổi ngày" in ask("recheck")[1]
    assert "2 thời hạn đã tính lại, 0 đổi ngày" in ask("recheck", "--all")[1]
