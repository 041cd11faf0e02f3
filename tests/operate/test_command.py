"""The ``donghanh`` command answers in one sentence and with the exit code it promises."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str, var: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in an instance of its own."""
    env = {n: v for n, v in os.environ.items() if not n.startswith(("DONGHANH_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "donghanh.config.cli", *words],
        env={**env, "DONGHANH_VAR": str(var), **surroundings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("bay",), "bay"),
        (("up", "--port", "0"), "port"),
        (
            (
                "up",
                "--nhanh",
            ),
            "--nhanh",
        ),
        (("plan", "diff", "mot"), "MỚI"),
        (("plan", "load", "khong-co.docx"), "khong-co.docx"),
        (("plan", "load", str(Path(__file__)), "--from", "hôm qua"), "hôm qua"),
    ],
)
def test_a_mistyped_command_gets_one_sentence_and_exit_code_2(
    words: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = run(*words, var=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_told_in_one_sentence_before_anything_is_touched(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("up", "--port", str(port), var=tmp_path)
    assert done.returncode == 2
    assert str(port) in done.stderr
    assert "make run PORT=" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "donghanh.sqlite3").exists()


def test_up_and_demo_refuse_production(tmp_path: Path) -> None:
    for verb in ("up", "demo"):
        done = run(verb, var=tmp_path, DONGHANH_ENV="production")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_serve_refuses_an_unsafe_production_start_sentence_by_sentence(tmp_path: Path) -> None:
    done = run("serve", "--port", "8399", var=tmp_path, DONGHANH_ENV="production")
    assert done.returncode == 2
    assert "DONGHANH_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_address_of_another_kind_is_refused(tmp_path: Path) -> None:
    done = run("check", var=tmp_path, DONGHANH_DATABASE="mysql://a:b@localhost/x")
    assert done.returncode != 0
    assert "DONGHANH_DATABASE" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_on_an_empty_instance_finds_faults_and_exits_1(tmp_path: Path) -> None:
    done = run("check", "--json", "-", var=tmp_path)
    assert done.returncode == 1, done.stderr
    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert found["Cơ sở dữ liệu"]["state"] == "tốt"
    assert found["Cấu trúc bảng"]["state"] == "lỗi"
    assert "--prepare-only" in found["Cấu trúc bảng"]["seen"]


def test_help_names_every_verb_without_loading_django(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['donghanh', '--help']; from donghanh.config.cli import main\ntry: main()\nexcept SystemExit: pass\nsys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for verb in ("up", "serve", "worker", "compile", "plan", "user", "check", "seal", "backup", "restore", "demo"):
        assert f"  {verb} " in done.stdout
