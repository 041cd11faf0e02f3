"""A whole house for a story: its own folder, its own day, the real server and the real commands."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import yaml

ROOT = Path(__file__).resolve().parents[2]
TRIAL = yaml.safe_load((ROOT / "data" / "accounts" / "trial.yaml").read_text(encoding="utf-8"))
PASSWORD = TRIAL["password"]
SIGNED_DAY = "2023-06-05"  # the Monday after Plan 124 was signed
SOON = 60.0  # seconds that a shared machine may need to open a door


class House:
    """An instance of its own: what ``make run`` would have made, without the demonstration's progress."""

    def __init__(self, var: Path, *, day: str = SIGNED_DAY) -> None:
        self.var, self.day, self.hour = var, day, "09:00"
        self._server: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def env(self) -> dict[str, str]:
        """Return the environment of this house's processes; its clock stands at an hour of its day."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DONGHANH_") and k != "DJANGO_SETTINGS_MODULE"}
        return kept | {"DONGHANH_VAR": str(self.var), "DONGHANH_NOW": f"{self.day}T{self.hour}:00+07:00"}

    @property
    def url(self) -> str:
        """Return the address of the open door."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *verb: str, input: str | None = None) -> str:  # noqa: A002 - as subprocess calls it
        """Run one ``donghanh`` command and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "donghanh.config.cli", *verb],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            input=input,
            timeout=300,
        )
        assert done.returncode == 0, f"donghanh {' '.join(verb)}: {done.stderr[-3000:]}"
        return done.stdout

    def open(self, *, day: str = "", hour: str = "") -> House:
        """Serve, on another day or at another hour where one is named; a house that is open is closed first."""
        self.close()
        self.day, self.hour = day or self.day, hour or self.hour
        if not self.port:  # afterwards the same again: addresses in people's hands stay good
            with closing(socket.socket()) as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        log = (self.var / "server.log").open("ab")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "donghanh.config.cli", "serve", "--port", str(self.port), "--workers", "1"],
            env=self.env,
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        end = time.monotonic() + SOON
        while time.monotonic() < end and self._server.poll() is None:
            try:
                with urlopen(f"{self.url}/suc-khoe", timeout=5) as answer:  # noqa: S310 - our own door
                    if answer.status == 200:
                        return self
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not open: {self.said[-3000:]}")

    @property
    def said(self) -> str:
        """Return what the server wrote: nothing, when all is well."""
        log = self.var / "server.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def close(self) -> None:
        """Close the door in good order."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait(10)
        self._server = None


def build(var: Path, *, day: str = SIGNED_DAY, demo: bool = False) -> House:
    """Prepare a house from nothing: tables, reference data, trial accounts, Plan 124 given out."""
    var.mkdir(parents=True, exist_ok=True)
    house = House(var, day=day)
    house.run("up", "--prepare-only", "--demo" if demo else "--no-demo")
    with closing(sqlite3.connect(var / "donghanh.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return house


def copy(template: House, var: Path) -> House:
    """Make a house like another; style sheets and fonts are shared, as nobody writes them."""
    var.mkdir(parents=True)
    for name in ("donghanh.sqlite3", "secret-key", "prepared.json"):
        shutil.copy(template.var / name, var / name)
    for name in ("files", "opendata", "registers"):
        if (template.var / name).is_dir():
            shutil.copytree(template.var / name, var / name)
    (var / "static").symlink_to(template.var / "static", target_is_directory=True)
    return House(var, day=template.day)
