"""A whole instance of its own, on disk, for processes that are killed and data that is wiped."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]

# Run in a process of the instance: a room of trial events whose handler leaves one row for each time it took effect.
STAGE = """
import os, sys, time, signal
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "donghanh.config.settings")
import django
django.setup()
from dataclasses import dataclass
from datetime import timedelta
from django.db import transaction
from donghanh.kit import dates, journal
from donghanh.record.journal.models import JobRun

@journal.event
@dataclass(frozen=True)
class StoneLaid(journal.Event):
    number: int
    kind = "trial.stone_laid"
    label = "Đặt một viên gạch"
    public = True

@journal.on(StoneLaid, "trial.count")
def count(entry):
    JobRun.objects.create(name="effect", slot=entry.key, started_at=entry.at, beat_at=entry.at, finished_at=entry.at, ok=True)
    time.sleep(float(os.environ.get("STAGE_SLOW", "0")))

def lay(first, last):
    for i in range(first, last):
        with transaction.atomic():
            journal.record(StoneLaid(i), about=("trial.stone", str(i)), by=None, at=dates.now() - timedelta(minutes=10))
"""


class Instance:
    """A folder, a database and the environment that names them."""

    def __init__(self, var: Path, database: str = "") -> None:
        self.var, self.database = var, database

    @property
    def env(self) -> dict[str, str]:
        """The environment of this instance's processes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DONGHANH_")}
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        mine = {"DONGHANH_VAR": str(self.var), "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "donghanh.config.settings"}
        return kept | mine | ({"DONGHANH_DATABASE": self.database} if self.database else {})

    def run(self, *words: str, check: bool = True, **env: str) -> subprocess.CompletedProcess[str]:
        """Run ``donghanh`` with these words to its end."""
        command = [sys.executable, "-m", "donghanh.config.cli", *words]
        done = subprocess.run(command, env=self.env | env, capture_output=True, text=True, check=False, cwd=self.var)
        assert not check or done.returncode == 0, done.stderr[-3000:]
        return done

    def python(self, code: str, *, stage: bool = True, **env: str) -> str:
        """Run code in a process of this instance and return what it printed."""
        done = subprocess.run(
            self._python(code, stage), env=self.env | env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, code: str, **env: str) -> subprocess.Popen[bytes]:
        """Start code in a process of its own and return at once."""
        return subprocess.Popen(self._python(code, True), env=self.env | env, stderr=subprocess.DEVNULL)

    def ask(self, sql: str) -> tuple[Any, ...]:
        """Return one row from the instance's database, as an onlooker would read it."""
        if self.database:
            import psycopg

            with psycopg.connect(self.database) as connection:
                return connection.execute(sql).fetchone() or ()  # type: ignore[arg-type]
        with closing(sqlite3.connect(f"file:{self.var / 'donghanh.sqlite3'}?mode=ro", uri=True, timeout=20)) as copy:
            return tuple(copy.execute(sql).fetchone())

    @staticmethod
    def _python(code: str, stage: bool) -> list[str]:
        return [sys.executable, "-c", (STAGE if stage else "") + code]

    def migrate(self) -> Instance:
        """Make the tables."""
        self.python("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        return self


WORKER = "from donghanh.config.cli.worker import worker; worker(['--interval', '0.05'], standalone_mode=False)"


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill as a power cut does: no warning, no last word."""
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=20)


def until(question: Any, *, seconds: float = 60) -> None:
    """Wait until a question is answered with yes."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def fresh(folder: Path, template: Path | None, database_url: str = "", name: str = "") -> Instance:
    """Make an instance: from a template of migrated tables (SQLite), or a database of its own (PostgreSQL)."""
    folder.mkdir(parents=True, exist_ok=True)
    if not database_url:
        assert template is not None
        shutil.copy(template, folder / "donghanh.sqlite3")
        return Instance(folder)
    import psycopg

    parts = urlsplit(database_url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return Instance(folder, urlunsplit(parts._replace(path=f"/{name}"))).migrate()
