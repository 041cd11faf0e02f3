"""``donghanh search``: JSON alone on standard output, one sentence for what is wrong, the exit codes it promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from donghanh.config.cli import cli
from donghanh.kit.errors import Refusal
from donghanh.record.search import api
from donghanh.record.search.api import Document
from tests.operate.test_command import run


@pytest.fixture
def index(db: None) -> None:
    """Put one thing for everybody and one for an agency in the index."""
    api.put_many(
        [
            Document("thu", "gia", "Bảng giá đất đai năm 2026", "/thu/gia/", body="các xã"),
            Document("thu", "kin", "Đất đai chưa công bố", "/thu/kin/", readers=api.for_agencies("so-nao")),
        ]
    )


@pytest.fixture
def ask(index: None, capsys: pytest.CaptureFixture[str]) -> Any:
    """Give a function that runs the verb: its exit code, its standard output, its standard error."""

    def asked(*words: str) -> tuple[Any, str, str]:
        code = cli(["search", *words], standalone_mode=False)
        told = capsys.readouterr()
        return code, told.out, told.err

    return asked


def test_what_is_found_comes_as_json_alone_with_exit_code_0(ask: Any) -> None:
    code, out, err = ask("dat dai", "--as", "public", "--json", "-")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["query"], told["total"]) == ("dat dai", 1)
    assert [(hit["key"], hit["url"]) for hit in told["hits"]] == [("gia", "/thu/gia/")]
    assert told["facets"]["kind"] == [{"value": "thu", "label": "thu", "count": 1, "at_least": False}]


def test_nothing_found_is_still_json_with_exit_code_1(ask: Any) -> None:
    code, out, err = ask("chưa công bố", "--as", "public", "--json", "-")
    assert (code, err) == (1, "")
    assert json.loads(out)["hits"] == []
    assert ask("dat dai", "--kind", "khac", "--json", "-")[0] == 1


def test_people_read_lines_and_a_file_holds_what_the_screen_would(ask: Any, tmp_path: Path) -> None:
    code, out, _err = ask("đất đai")
    assert code == 0
    assert out.splitlines() == ["1 kết quả", "[thu] Bảng giá đất đai năm 2026  /thu/gia/"]
    code, out, _err = ask("đất đai", "--json", str(tmp_path / "hits.json"))
    assert (code, out) == (0, "")
    assert json.loads((tmp_path / "hits.json").read_text(encoding="utf-8"))["total"] == 1


def test_a_reader_nobody_knows_is_refused_in_one_sentence(index: None) -> None:
    with pytest.raises(Refusal) as refused:
        cli(["search", "đất", "--as", "ai-do@example.org"], standalone_mode=False)
    assert "ai-do@example.org" in refused.value.message
    assert "\n" not in refused.value.message


def test_an_instance_that_was_never_prepared_says_what_to_do(tmp_path: Path) -> None:
    done = run("search", "dat dai", "--as", "public", "--json", "-", var=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "donghanh up" in done.stderr
