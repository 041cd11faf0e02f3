"""One command from nothing to an open door; a second start keeps what was entered; nothing is left running."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.operate.test_keeper import until_gone

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="cần /proc của Linux để nhìn tiến trình")


def free_port() -> int:
    """Return a free port of the loopback."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answer(port: int, address: str, seconds: float = 120) -> tuple[int, str]:
    """Ask until the server answers."""
    end = time.monotonic() + seconds
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            link.request("GET", address)
            got = link.getresponse()
            return got.status, got.read().decode()
        except OSError:
            assert time.monotonic() < end, "máy chủ không trả lời"
            time.sleep(0.05)
        finally:
            link.close()


def children(pid: int) -> list[int]:
    """List the processes that a process started or forked."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{pid}\n" in status.read_text():
                found.append(int(status.parent.name))
    return found


@contextmanager
def up(var: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a trial as a person would."""
    env = {n: v for n, v in os.environ.items() if not n.startswith(("DONGHANH_", "DJANGO_"))}
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "donghanh.config.cli", "up", "--no-demo", "--port", str(port)],
            env={**env, "DONGHANH_VAR": str(var)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until_said(log: Path, words: str, seconds: float = 60) -> str:
    """Wait for words in the log."""
    end = time.monotonic() + seconds
    while words not in (text := log.read_text(encoding="utf-8")):
        assert time.monotonic() < end, text
        time.sleep(0.05)
    return text


def test_a_trial_starts_survives_a_kill_and_starts_again_with_what_was_entered(tmp_path: Path) -> None:
    var, log = tmp_path / "var", tmp_path / "log"
    port = free_port()
    with up(var, port, log) as process:
        status, page = answer(port, "/")
        assert status == 200
        assert "bản dùng thử" in page.lower()
        said = until_said(log, "Việc nền đã chạy")
        assert f"http://127.0.0.1:{port}/" in said
        assert said.count("@trial.donghanh.localhost") >= 12
        family = children(process.pid)
        assert len(family) >= 3, "hai tiến trình web và một tiến trình việc nền"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert all(until_gone(pid, 8) for pid in family)
    with closing(sqlite3.connect(var / "donghanh.sqlite3")) as database, database:
        database.execute("UPDATE accounts_user SET phone = '0205 000 124' WHERE email LIKE 'chuyenvien@%'")
    log.write_text("")
    with up(var, port, log) as process:
        assert answer(port, "/")[0] == 200
        said = until_said(log, "Việc nền đã chạy")
        assert "Cơ quan, đơn vị" not in said, "lần hai không nạp lại gì"
        with closing(sqlite3.connect(var / "donghanh.sqlite3")) as database:
            kept = database.execute("SELECT phone FROM accounts_user WHERE email LIKE 'chuyenvien@%'").fetchone()
        assert kept == ("0205 000 124",)
        family = children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert all(until_gone(pid, 5) for pid in family)
    assert "Đã dừng." in log.read_text(encoding="utf-8")
