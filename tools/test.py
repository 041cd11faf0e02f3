"""``make test``: the whole suite on SQLite, then on a private PostgreSQL, then the journeys in a real browser.

What this machine cannot do is named at the end with the one command that would add it. The PostgreSQL cluster is
made for this run in a temporary folder, listens on the loopback alone, and is gone when the run ends.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import surroundings  # noqa: E402 - the path is set just above

_CLUSTER = ["-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-A", "scram-sha-256"]
SHARED_OUT = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]  # each worker has a database of its own
MINUTES = 25  # no part may run longer: a hung test must not hold the machine


@dataclass
class Total:
    """What all parts of the run came to."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def part(title: str, total: Total, *arguments: str, env: dict[str, str] | None = None) -> None:
    """Run pytest once and add up what it came to; a run that breaks counts as one failure."""
    say(f"\n━━━ {title} ━━━")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="donghanh-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *SHARED_OUT, *arguments, f"--junitxml={report}", *sys.argv[1:]]
        child = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "DONGHANH_TEST_PART": title, **(env or {})}, start_new_session=True
        )
        try:
            code = child.wait(MINUTES * 60)
        except subprocess.TimeoutExpired:
            say(f"Quá {MINUTES} phút: dừng phần này.")
            code = 124
        finally:
            end_group(child)
        counted = count(report, total)
    if code == 5 or (code == 0 and not counted):
        total.left_out.append(f"{title}: không có phép thử nào được chạy")
    elif code not in (0, 1) or (code and not counted):
        total.failed += 1
    say(f"({title}: {time.monotonic() - started:.0f} giây)")


def end_group(child: subprocess.Popen[bytes]) -> None:
    """Leave no process of a part behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        os.killpg(child.pid, signal.SIGKILL)


def count(report: Path, total: Total) -> int:
    """Add one report's figures to the total; return how many tests it names."""
    if not report.exists():
        return 0
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314 - written by our own pytest
    for case in cases:
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            total.failed += 1
        elif skipped is not None:
            total.skipped += 1
            reason = skipped.get("message") or "không nêu lý do"
            total.reasons[reason] = total.reasons.get(reason, 0) + 1
        else:
            total.passed += 1
    return len(cases)


@contextlib.contextmanager
def private_postgres(programs: Path) -> Iterator[str]:
    """Run a throw-away cluster on the loopback and give its address; nothing else on the machine is touched."""
    folder = Path(tempfile.mkdtemp(prefix="donghanh-pg-"))
    account = _unprivileged()
    who = {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if account else {}
    password = secrets.token_urlsafe(18)
    secret = folder / "password"
    secret.write_text(password)
    data = folder / "data"
    if account:
        shutil.chown(folder, account)
        shutil.chown(secret, account)
    server = None
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, *_CLUSTER, f"--pwfile={secret}"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **who,
        )
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        options = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 60,
            "log_min_messages": "fatal",
        }
        switches = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *switches],
            cwd=folder,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            **who,
        )
        _wait_for(port, server)
        yield f"postgresql://postgres:{password}@127.0.0.1:{port}/donghanh"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": end the sessions, then stop
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as its own account, or as nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL riêng cho kiểm thử không khởi động được")


def main() -> int:
    """Run the parts this machine can run, name the rest, and close with one line of figures."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    total = Total()
    lacks = surroundings.missing()
    programs = surroundings.postgres_bin()
    # What needs PostgreSQL is skipped aloud only where there is none; otherwise it has its turn in the second part.
    part("SQLite", total, "-m", "not journey" if programs is None else "not journey and not postgres")
    if programs is not None:
        try:
            with private_postgres(programs) as url:
                part("PostgreSQL", total, "-m", "not journey", env={"DONGHANH_TEST_DATABASE": url})
        except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
            say(f"Không chạy được PostgreSQL riêng: {error}")
            total.failed += 1
    if surroundings.chromium() is not None:
        part("Trình duyệt (Chromium)", total, "-m", "journey")
    total.left_out += [f"{what}\n      thêm bằng: {how}" for what, how in lacks.values()]
    if total.reasons:
        say("\nPhép thử bỏ qua, vì:")
        for reason, times in sorted(total.reasons.items(), key=lambda pair: -pair[1]):
            say(f"  {times:>4} × {reason}")
    if total.left_out:
        say("\n" + "!" * 30 + " PHẦN BỊ BỎ LẠI " + "!" * 30)
        for line in total.left_out:
            say(f"  - {line}")
    say("")
    say(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
