"""Make an instance ready to serve: tables, reference data, static files; nothing is done twice.

What was done is kept in ``var/prepared.json`` together with the identity of the database it was done for, so that a
second start can see, without loading Django, that there is nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click

from donghanh import __version__
from donghanh.config import env
from donghanh.kit import dates
from donghanh.kit.data import data_dir

Progress = Callable[[int, int], None]
PACKAGE = Path(__file__).resolve().parents[1]


class Record:
    """What was prepared, for which database: a small file that is replaced whole or not at all."""

    def __init__(self, var: Path) -> None:
        self.path = var / "prepared.json"
        try:
            self.kept: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.kept = {}

    def keep(self, **facts: Any) -> None:
        """Add facts and write the file."""
        self.kept.update(facts)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.kept, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self.path)


def digest(folder: Path, pattern: str = "**/*") -> str:
    """Hash the files of a folder, names and contents."""
    whole = hashlib.sha256(__version__.encode())
    for path in sorted(folder.glob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def sources() -> dict[str, str]:
    """Return the hashes that decide what has to be done again."""
    return {
        "migrations": digest(PACKAGE, "*/*/migrations/*.py"),
        "data": digest(data_dir()),
        "static": hashlib.sha256(
            (digest(PACKAGE, "ui/static/**/*") + digest(PACKAGE, "*/*/static/**/*")).encode()
        ).hexdigest(),
    }


def sqlite_identity(database: dict[str, object]) -> str:
    """Name an embedded database without Django: how many migrations it has had, and when the first was."""
    path = Path(str(database["NAME"]))
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=20)) as connection:
            count, first = connection.execute("SELECT count(*), min(applied) FROM django_migrations").fetchone()
    except sqlite3.Error:
        return ""
    return f"{path} {path.stat().st_ino} {count} {first}"  # a restored file is another one


def identity() -> str:
    """Name the configured database; empty when it has no tables yet."""
    here = env.read().database
    if "sqlite3" in str(here["ENGINE"]):
        return sqlite_identity(here)
    from django.db import connection  # noqa: PLC0415 - needs Django
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return ""
    rows = recorder.migration_qs.order_by("applied")
    first = rows.first()
    return f"{here['HOST']}:{here['PORT']}/{here['NAME']} {rows.count()} {first.applied if first else ''}"


def is_ready() -> Record | None:
    """Say without loading Django whether this instance has nothing left to prepare (embedded database only)."""
    here = env.read()
    record = Record(here.var)
    if "sqlite3" not in str(here.database["ENGINE"]) or not (here.var / "static" / "staticfiles.json").exists():
        return None
    wanted = {**sources(), "database": sqlite_identity(here.database), "done": "all"}
    return record if all(record.kept.get(name) == value for name, value in wanted.items()) else None


@contextmanager
def bar(label: str) -> Iterator[Progress]:
    """Show one step's progress on standard error; ``(done, total)`` moves it."""
    with click.progressbar(
        length=1, label=f"{label:<38}", file=sys.stderr, bar_template="%(label)s [%(bar)s] %(info)s"
    ) as shown:
        at = 0

        def move(done: int, total: int) -> None:
            nonlocal at
            shown.length = max(total, 1)
            shown.update(done - at)
            at = done

        yield move
        if at < (shown.length or 1):
            move(shown.length or 1, shown.length or 1)


def migrate() -> None:
    """Bring the tables to the version of this code, one step of the bar for each migration."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return
    with bar("Cơ sở dữ liệu") as move:
        call_command("migrate", interactive=False, verbosity=1, stdout=_Counter(waiting, move))


class _Counter:
    """Reads the migrate command's output and moves the bar at each ``OK``."""

    def __init__(self, total: int, move: Progress) -> None:
        self.total, self.move, self.done = total, move, 0

    def write(self, text: str) -> None:
        """Count one finished migration."""
        if " OK" in text:
            self.done += 1
            self.move(min(self.done, self.total), self.total)

    def flush(self) -> None:
        """Keep nothing back."""


def collect_static() -> None:
    """Gather and compress what browsers fetch: the joined style sheet, not the sheets it was joined from."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    with bar("Tài nguyên giao diện"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["ui/css/*"])


def load_reference() -> None:
    """Load who, where, when: agencies with their successions, the working calendar, the published indices."""
    from donghanh.ground.orgs import services as orgs  # noqa: PLC0415 - needs Django
    from donghanh.ground.workcal import services as workcal  # noqa: PLC0415
    from donghanh.record.registers import services as registers  # noqa: PLC0415
    from donghanh.work.disclosure import services as disclosure  # noqa: PLC0415
    from donghanh.work.indices import services as indices  # noqa: PLC0415

    with bar("Cơ quan, đơn vị, sáp nhập") as move:
        orgs.import_reference(at=dates.now(), progress=move)
    with bar("Lịch làm việc, thời hạn luật định") as move:
        workcal.import_reference(at=dates.now(), progress=move)
    with bar("Danh mục công khai") as move:
        registers.import_reference(at=dates.now(), progress=move)
    with bar("Ấn bản và điểm PCI, PGI") as move:
        indices.import_reference(at=dates.now(), progress=move)
    with bar("Nghĩa vụ công khai") as move:
        disclosure.import_reference(at=dates.now(), progress=move)


def load_plans() -> None:
    """Load the reviewed registers that come with the house, and give their duties out."""
    from donghanh.work.plan import services as plans  # noqa: PLC0415 - needs Django
    from donghanh.work.plan.engine.register import load_register  # noqa: PLC0415

    for path in sorted((data_dir() / "plans").glob("*.yaml")):
        with bar(f"Kế hoạch {path.stem}") as move:
            plan = plans.load_register(load_register(path).as_dict(), at=dates.now())
            plans.activate(plan, at=dates.now(), progress=move)


def prepare(*, trial: bool, demo: bool, again: bool = False) -> Record:
    """Do what is left to do; each step knows by itself what it has done, so an interrupted run goes on."""
    from donghanh.config.cli import django_ready  # noqa: PLC0415 - the command imports us

    here = env.read()
    record = Record(here.var)
    wanted = sources()
    record.keep(done="")
    django_ready()
    migrate()
    load_reference()
    if trial:
        record.keep(accounts=trial_accounts())
        if demo:
            make_demo()
            make_demo_registers()
        load_plans()
    refresh_open_data()
    gather_search()
    now_in = identity()
    if (
        again
        or record.kept.get("static") != wanted["static"]
        or not (here.var / "static" / "staticfiles.json").exists()
    ):
        collect_static()
    record.keep(**wanted, database=now_in, done="all")
    from django.db import connections  # noqa: PLC0415 - needs Django

    connections.close_all()  # web workers are forked from here: a connection must not be shared
    return record


def refresh_open_data() -> None:
    """Give the house's own open datasets an edition of what is there now."""
    from donghanh.front.opendata import services as opendata  # noqa: PLC0415 - needs Django

    with bar("Dữ liệu mở"):
        opendata.refresh(at=dates.now())


def gather_search() -> None:
    """Bring the index of the one search in line with what every room has."""
    from donghanh.record.search import api as search  # noqa: PLC0415 - needs Django

    with bar("Chỉ mục tìm kiếm") as move:
        search.gather_all(on=dates.today(), progress=move)


def make_demo() -> bool:
    """Tell the story of the first plan's years so far, whole or not at all; ``False`` where there is work already."""
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from donghanh.config import demo_dialogues, demo_petitions  # noqa: PLC0415
    from donghanh.config.demo import run_demo  # noqa: PLC0415
    from donghanh.config.demo_consultation import run_consultation_demo  # noqa: PLC0415
    from donghanh.config.demo_disclosure import run_disclosure_demo  # noqa: PLC0415
    from donghanh.config.demo_indices import run_indices_demo  # noqa: PLC0415
    from donghanh.config.demo_reports import tell_reports  # noqa: PLC0415
    from donghanh.work.plan.engine.register import load_register  # noqa: PLC0415
    from donghanh.work.plan.models import Obligation  # noqa: PLC0415

    registers = sorted((data_dir() / "plans").glob("*.yaml"))
    if not registers or Obligation.objects.exists():
        return False
    with bar("Số liệu minh họa") as move, transaction.atomic():
        run_demo(load_register(registers[0]).as_dict(), at=dates.now(), progress=move)
    with bar("Trang minh họa và kiểm tra công khai"):
        run_disclosure_demo(at=dates.now())
        run_consultation_demo(at=dates.now())
    with bar("Kiến nghị minh họa"), transaction.atomic():
        demo_petitions.run(at=dates.now())
    with bar("Đối thoại minh họa"), transaction.atomic():
        demo_dialogues.run(at=dates.now())
    with bar("DDCI minh họa"), transaction.atomic():
        run_indices_demo(at=dates.now())
    with bar("Báo cáo định kỳ minh họa") as move, transaction.atomic():
        tell_reports(at=dates.now(), progress=move)
    return True


def make_demo_registers() -> None:
    """Fill the lists that no source fills with marked demonstration rows; those that have a version are left alone."""
    from donghanh.config.demo_registers import run_registers  # noqa: PLC0415 - needs Django
    from donghanh.record.registers.models import Register  # noqa: PLC0415

    if Register.objects.filter(current__isnull=True).exists():
        with bar("Danh mục minh họa") as move:
            run_registers(at=dates.now(), progress=move)


def trial_accounts() -> list[list[str]]:
    """Make one account for each role and return the table that the terminal prints."""
    from donghanh.ground.accounts import services as accounts  # noqa: PLC0415 - needs Django

    with bar("Tài khoản dùng thử"):
        made = accounts.make_trial_accounts(at=dates.now())
    return [[row["label"], row["email"], row["password"], row["agency"]] for row in made]
