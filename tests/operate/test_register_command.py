"""``donghanh register``: a sheet is checked without a database, lists are loaded, compared and listed; every answer for a
program stands alone on standard output, every refusal is one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from donghanh.config.cli import cli
from donghanh.kit.errors import Refusal
from donghanh.record.registers import api
from donghanh.record.registers.models import Register, Version
from donghanh.record.registers.tests.factories import HEAD, ROWS, descriptor
from tests.operate.test_command import run

NOWHERE = {"DONGHANH_DATABASE": "postgresql://khong@127.0.0.1:9/khong"}  # nothing answers there
WRONG = ("QD-001,Khu đất,Đấu giá,mười,,2026-13-01,06184,,,", "QD-001,,Bán,1,,,,,,")


@pytest.fixture
def files(tmp_path: Path) -> Any:
    """Give a function that writes a schema and a sheet with these rows, and returns their names."""
    schema = tmp_path / "dat-thu.yaml"
    schema.write_text(yaml.safe_dump(descriptor(), allow_unicode=True), encoding="utf-8")

    def written(*rows: str, name: str = "bang.csv", head: str = HEAD) -> tuple[str, str]:
        path = tmp_path / name
        path.write_text("\n".join([head, *(rows or ROWS)]) + "\n", encoding="utf-8")
        return str(schema), str(path)

    return written


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Give a function that runs the verb in this process: its exit code and what it told as JSON."""

    def asked(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = 0
        try:
            cli(["register", *words, "--json", "-"], standalone_mode=False)
        except SystemExit as done:
            code = int(done.code or 0)
        return code, json.loads(capsys.readouterr().out)

    return asked


# --- without a database -----------------------------------------------------------------------------------------------


def test_validate_and_diff_of_files_need_no_database_and_make_none(files: Any, tmp_path: Path) -> None:
    var = tmp_path / "var"
    schema, file = files()
    done = run("register", "validate", schema, file, "--json", "-", var=var, **NOWHERE)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["file"], told["clean"], told["rows"], told["errors"]) == ("bang.csv", True, 3, 0)
    assert done.stderr.strip() == "bang.csv: 3 dòng, không có lỗi, 0 điều để biết."
    _, other = files(ROWS[0].replace("12.5", "13"), ROWS[1], name="moi.csv")
    done = run("register", "diff", schema, file, other, "--json", "-", var=var, **NOWHERE)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["added"], told["changed"], told["removed"]) == (0, 1, 1)
    changed = next(c for c in told["changes"] if c["kind"] == "changed")
    assert (changed["key"], changed["cells"]) == ("QD-001", ["dien_tich"])
    assert (changed["before"]["dien_tich"], changed["after"]["dien_tich"]) == (12.5, 13)
    assert done.stderr.strip() == "Thêm 0, sửa 1, bỏ 1 dòng."
    assert not list(var.rglob("*.sqlite3"))


def test_each_error_has_its_row_column_code_and_sentence(files: Any, ask: Any, tmp_path: Path) -> None:
    code, told = ask("validate", *files(*WRONG))
    assert code == 1
    assert (told["clean"], told["errors"], told["rows"]) == (False, 5, 2)
    found = {(f["row"], f["column"]): f for f in told["findings"]}
    assert {place: f["code"] for place, f in found.items()} == {
        (2, "dien_tich"): "type", (2, "ngay"): "type", (3, "ten"): "required", (3, "loai"): "enum",
        (3, "ma"): "key-duplicate",
    }  # fmt: skip
    assert found[2, "dien_tich"]["message"].startswith("“mười” không phải là số")
    assert all(f["message"].endswith(".") for f in told["findings"])
    slow, plainly = ask("validate", *files(*WRONG), "--plain")
    assert slow == 1
    assert plainly["findings"] == told["findings"]
    code, first = ask("validate", *files(*WRONG), "--limit", "1")
    assert code == 1
    assert len(first["findings"]) == 1


def test_findings_for_people_are_lines_and_json_may_go_to_a_file(files: Any, tmp_path: Path) -> None:
    schema, file = files(*WRONG)
    done = run("register", "validate", schema, file, "--json", str(tmp_path / "ra.json"), var=tmp_path / "var")
    assert done.returncode == 1
    lines = [line.split("\t") for line in done.stdout.strip().splitlines()]
    assert len(lines) == 5
    assert lines[0][:3] == ["2", "dien_tich", "type"]
    assert len(json.loads((tmp_path / "ra.json").read_text(encoding="utf-8"))["findings"]) == 5
    assert done.stderr.strip() == "bang.csv: 2 dòng, 5 lỗi, 0 điều để biết."


def test_a_spreadsheet_and_a_schema_by_its_name_are_read(ask: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Mã", "Tên", "Loại", "Mã huyện, thành phố cũ của dải mã", "Hiệu lực từ"])
    page.append(["05977", "Đông Kinh", "phường", "178", "01/7/2025"])
    book.save(tmp_path / "xa.xlsx")
    code, told = ask("validate", "don-vi-hanh-chinh", str(tmp_path / "xa.xlsx"))
    assert (code, told["rows"]) == (0, 1), told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("validate", "khong-co-luoc-do", "bang.csv"), "không có tệp này"),
        (("validate", "dat-thu.yaml", "khong-co.csv"), "Không có tệp “khong-co.csv”"),
        (("validate", "dat-thu.yaml", "dat-thu.yaml"), "Không đọc được tệp .yaml"),
        (("validate", "dat-thu.yaml"), "Thiếu TỆP"),
        (("validate", "dat-thu.yaml", "bang.csv", "--limit", "nhiều"), "không hợp lệ"),
        (("diff", "dat-thu.yaml", "bang.csv", "khong-co.csv"), "Không có tệp “khong-co.csv”"),
        (("diff", "dat-thu.yaml", "bang.csv", "sai.csv"), "sai.csv còn 5 lỗi nên chưa so sánh được"),
        (("list",), "donghanh up --prepare-only"),
        (("load", "dat-thu", "bang.csv"), "donghanh up --prepare-only"),
        (("diff", "dat-thu", "1", "2"), "donghanh up --prepare-only"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(
    files: Any, tmp_path: Path, words: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files()
    files(*WRONG, name="sai.csv")
    monkeypatch.chdir(tmp_path)
    done = run("register", *words, *(("--json", "-") if len(words) > 2 else ()), var=tmp_path / "var")
    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


# --- with a database --------------------------------------------------------------------------------------------------


@pytest.fixture
def own_files(settings: Any, tmp_path: Path, agency_a: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
def test_a_list_is_opened_loaded_listed_and_its_versions_compared(files: Any, ask: Any) -> None:
    schema, file = files()
    code, told = ask("load", "dat-thu", file, "--schema", schema, "--note", "Bản đầu")
    assert code == 0
    assert (told["number"], told["rows"], told["added"], told["changed"], told["removed"]) == (1, 3, 3, 0, 0)
    version = api.current("dat-thu")
    assert version is not None
    assert told["sha256"] == version.sha256
    _, other = files(ROWS[0].replace("12.5", "13"), ROWS[1], "QD-009,Mới,Giao,1,,,,,,", name="moi.csv")
    assert ask("load", "dat-thu", other)[1]["number"] == 2
    assert Version.objects.get(number=1).note == "Bản đầu"
    code, told = ask("diff", "dat-thu", "1", "2")
    assert code == 1
    assert (told["added"], told["changed"], told["removed"]) == (1, 1, 1)
    assert ask("diff", "dat-thu", "2", "2") == (0, {"added": 0, "changed": 0, "removed": 0, "changes": []})
    code, told = ask("list")
    assert code == 0
    assert [(r["slug"], r["version"]["number"], r["version"]["rows"]) for r in told] == [("dat-thu", 2, 3)]


@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
def test_load_publishes_whole_or_not_at_all(files: Any, capsys: pytest.CaptureFixture[str]) -> None:
    schema, file = files(ROWS[0], *WRONG)
    with pytest.raises(Refusal) as refused:
        cli(["register", "load", "dat-thu", file, "--schema", schema], standalone_mode=False)
    assert "\n" not in refused.value.message
    assert refused.value.message.endswith(".")
    assert not Version.objects.exists()
    assert Register.objects.get().current_id is None
    with pytest.raises(Refusal, match="Không có danh mục “khong-co”"):
        cli(["register", "load", "khong-co", file], standalone_mode=False)
    with pytest.raises(Refusal, match="không có bản 7"):
        cli(["register", "diff", "dat-thu", "7", "8"], standalone_mode=False)
    assert capsys.readouterr().out == ""
