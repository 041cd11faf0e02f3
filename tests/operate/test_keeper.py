"""Processes that belong together end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from donghanh.config import prepare
from donghanh.config.keeper import Companion, need_free_port
from donghanh.kit.errors import NotNow

PARENT = """
import subprocess, sys, time
from donghanh.config.keeper import claim_children
claim_children()
child = subprocess.Popen([sys.executable, "-c", "from donghanh.config.keeper import die_with_parent; die_with_parent(); import time; print('ready', flush=True); time.sleep(60)"], stdout=subprocess.PIPE, start_new_session=True)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""

COUNTS = """
import pathlib, time
path = pathlib.Path({path!r})
runs = len(path.read_text()) if path.exists() else 0
path.write_text("x" * (runs + 1))
time.sleep(60 if runs else 0)
"""


def alive(pid: int) -> bool:
    """Say whether a process runs (a zombie does not)."""
    with suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    return False


def until_gone(pid: int, seconds: float) -> bool:
    """Wait for a process to end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return not alive(pid)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="cần /proc của Linux để nhìn tiến trình")
def test_a_child_does_not_outlive_a_parent_killed_outright() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert until_gone(child, 5)


def test_a_process_of_its_own_is_left_alone() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from donghanh.config.keeper import die_with_parent as d; d(); import time; time.sleep(1.2)",
        ],
        env={**os.environ, "DONGHANH_PARENT": ""},
        check=False,
    )
    assert done.returncode == 0


def test_a_companion_that_ends_is_started_again_and_stopped_when_asked(tmp_path: Path) -> None:
    said: list[str] = []
    companion = Companion("worker", say=said.append)
    mark = tmp_path / "runs"
    companion.command = [
        sys.executable,
        "-c",
        COUNTS.format(path=str(mark)),
        "việc nền",
    ]
    companion.start()
    end = time.monotonic() + 15
    while time.monotonic() < end and not (mark.exists() and mark.read_text() == "xx"):
        time.sleep(0.05)
    assert mark.read_text() == "xx"
    assert said
    begun = time.monotonic()
    companion.stop()
    assert time.monotonic() - begun < 5


def test_an_address_that_is_not_ours_to_open_is_refused() -> None:
    with pytest.raises(NotNow, match=r"192\.0\.2\.1"):
        need_free_port("192.0.2.1", 8123)


def test_the_digest_of_a_folder_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("một")
    first = prepare.digest(tmp_path)
    assert prepare.digest(tmp_path) == first
    (tmp_path / "a.yaml").write_text("hai")
    second = prepare.digest(tmp_path)
    (tmp_path / "a.yaml").rename(tmp_path / "b.yaml")
    assert len({first, second, prepare.digest(tmp_path)}) == 3


def test_a_broken_record_of_preparation_is_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "prepared.json").write_text("{")
    record = prepare.Record(tmp_path)
    assert record.kept == {}
    record.keep(done="all")
    assert prepare.Record(tmp_path).kept == {"done": "all"}
