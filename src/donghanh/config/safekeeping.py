"""Copies of an instance that can be trusted: one file holding database, file store and a manifest of hashes.

The database is copied as of one moment while others go on writing; then the file store, whose contents never change
once written, so that every file the database knows is in the copy. docs/operate/backup.md tells operators the rest.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from donghanh import __version__
from donghanh.config.env import Surroundings
from donghanh.kit.errors import Invalid, NotNow

FORMAT = "donghanh-backup/1"
MANIFEST = "manifest.json"
SQLITE_PART = "database.sqlite3"
POSTGRES_PART = "database.pgdump"
Say = Callable[[str], None]
_SAFE_FILE = re.compile(r"files(/[A-Za-z0-9][A-Za-z0-9._-]*)+\Z")


@dataclass(frozen=True)
class Restored:
    """What a restore put in place, and where the former data went."""

    rows: int
    files: int
    kept: Path | None


class _Hashing(io.RawIOBase):
    """A reader that hashes what passes through."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash, self.size = source, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.hash.update(data)
        self.size += len(data)
        return data


# --- making --------------------------------------------------------------------------------------------------------


def back_up(here: Surroundings, folder: Path, *, at: datetime, say: Say) -> Path:
    """Write one backup file into a folder and return its path; it appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"donghanh-{at:%Y%m%d-%H%M%S}.tar"
    if final.exists():
        raise NotNow("backup.exists", f"Đã có {final.name}; hãy thử lại sau một giây.")
    with tempfile.TemporaryDirectory(prefix=".dang-sao-luu-", dir=folder) as work:
        half = Path(work) / final.name
        dump, rows, migrations, root = _dump(here, Path(work))
        say(f"Cơ sở dữ liệu: {sum(rows.values())} dòng trong {len(rows)} bảng.")
        parts: list[dict[str, Any]] = []
        with tarfile.open(half, "w", format=tarfile.PAX_FORMAT) as tar:
            _add(tar, dump, dump.name, parts)
            dump.unlink()
            for path in _stored_files(here.var / "files"):
                _add(tar, path, f"files/{path.relative_to(here.var / 'files').as_posix()}", parts)
            manifest = {
                "format": FORMAT,
                "made_at": at.isoformat(),
                "version": __version__,
                "engine": "sqlite" if _is_sqlite(here) else "postgresql",
                "migrations": migrations,
                "rows": rows,
                "log": root,
                "parts": parts,
            }
            _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
        half.chmod(0o600)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.rename(final)
        _sync_folder(folder)
    say(f"Kho tệp: {len(parts) - 1} tệp. Bản sao lưu: {final.stat().st_size} byte.")
    return final


def _add(tar: tarfile.TarFile, path: Path, name: str, parts: list[dict[str, Any]]) -> None:
    with path.open("rb") as file:
        info = tar.gettarinfo(str(path), arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        reader = _Hashing(file)
        tar.addfile(info, reader)
    parts.append({"name": name, "size": reader.size, "sha256": reader.hash.hexdigest()})


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def _stored_files(store: Path) -> Iterator[Path]:
    """List the finished files of the store; what is still being written carries a leading dot or a .tmp end."""
    if store.is_dir():
        for path in sorted(store.rglob("*")):
            name = f"files/{path.relative_to(store).as_posix()}"
            if path.is_file() and _SAFE_FILE.match(name) and path.suffix not in (".tmp", ".part"):
                yield path


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


Facts = tuple[dict[str, int], list[str], dict[str, Any] | None]


def _dump(here: Surroundings, work: Path) -> tuple[Path, dict[str, int], list[str], dict[str, Any] | None]:
    if _is_sqlite(here):
        source, copy = Path(str(here.database["NAME"])), work / SQLITE_PART
        if not source.exists():
            raise NotNow("backup.nothing", f"Chưa có cơ sở dữ liệu ở {source}; hãy chạy `donghanh up` trước.")
        reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)
        with closing(reading) as live, closing(sqlite3.connect(copy)) as target:
            live.backup(target)  # all pages in one step: one moment, and in WAL mode no writer waits
            target.execute("PRAGMA journal_mode=DELETE")
        return copy, *_sqlite_facts(copy, whole=True)
    copy = work / POSTGRES_PART
    with _postgres(here) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = cursor.execute("SELECT pg_export_snapshot()").fetchone()[0]
        facts = _postgres_facts(cursor)
        _run(here, "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={copy}")
        cursor.execute("ROLLBACK")
    return copy, *facts


def _sqlite_facts(path: Path, *, whole: bool = False) -> Facts:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if whole and (said := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise NotNow("database.damaged", f"Cơ sở dữ liệu có chỗ hỏng, SQLite báo: {said}. Xin gọi người vận hành.")
        tables = [
            name
            for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith("sqlite_")
        ]
        return _facts(lambda sql: copy.execute(sql).fetchall(), tables)


def _postgres_facts(cursor: Any) -> Facts:
    tables = cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    return _facts(lambda sql: cursor.execute(sql).fetchall(), [name for (name,) in tables])


def _facts(ask: Callable[[str], list[Any]], tables: list[str]) -> Facts:
    rows = {t: int(ask(f'SELECT count(*) FROM "{t}"')[0][0]) for t in tables}  # noqa: S608 - names from the catalogue
    migrations = []
    if "django_migrations" in rows:
        migrations = [
            f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]
    root = None
    if "journal_dailyroot" in rows:
        found = ask("SELECT number, size, root_hash FROM journal_dailyroot ORDER BY number DESC LIMIT 1")
        if found:
            root = dict(zip(("number", "size", "root"), found[0], strict=True))
    return rows, migrations, root


# --- reading -------------------------------------------------------------------------------------------------------


def verify(file: Path, into: Path | None = None) -> dict[str, Any]:
    """Compare every part of a backup with its manifest, laying the parts out in a folder where one is given."""
    found: dict[str, tuple[int, str]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or member.name in found or not _known(member.name):
                    raise _damaged(f"có phần lạ “{member.name[:80]}”")
                if member.name == MANIFEST:
                    manifest = json.loads(source.read(64 * 1024 * 1024))
                else:
                    found[member.name] = _take(source, into / member.name if into else None)
    except (tarfile.TarError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _damaged("tệp bị cắt cụt hoặc không phải bản sao lưu") from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise _damaged("thiếu bản kê")
    listed = {p["name"]: (p["size"], p["sha256"]) for p in manifest["parts"]}
    if wrong := sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)):
        raise _damaged(f"{len(wrong)} phần không đúng mã băm hoặc thiếu, đầu tiên là {wrong[0]}")
    return manifest


def _known(name: str) -> bool:
    return name in (MANIFEST, SQLITE_PART, POSTGRES_PART) or bool(_SAFE_FILE.match(name))


def _take(source: IO[bytes], to: Path | None) -> tuple[int, str]:
    reader = _Hashing(source)
    if to is None:
        while reader.read(1 << 20):
            pass
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("wb") as target:
            while data := reader.read(1 << 20):
                target.write(data)
            target.flush()
            os.fsync(target.fileno())
    return reader.size, reader.hash.hexdigest()


def _damaged(how: str) -> Invalid:
    return Invalid(
        "backup.damaged",
        f"Bản sao lưu không dùng được: {how}. Hãy dùng một bản khác; dữ liệu hiện có chưa bị đụng đến.",
    )


# --- putting back --------------------------------------------------------------------------------------------------


def put_back(here: Surroundings, file: Path, *, at: datetime, replace: bool, say: Say) -> Restored:
    """Verify a backup whole, then put it in the place of what is there; what was there is kept aside."""
    if not file.is_file():
        raise Invalid("no-such-file", f"Không có tệp {file}.")
    here.var.mkdir(parents=True, exist_ok=True)
    busy = _occupied(here)
    if busy and not replace:
        raise NotNow(
            "restore.occupied",
            f"Đích đang có dữ liệu ({busy}); thêm --yes nếu thật sự muốn thay, dữ liệu cũ sẽ được giữ sang bên.",
        )
    with tempfile.TemporaryDirectory(prefix=".dang-phuc-hoi-", dir=here.var) as work:
        laid = Path(work)
        manifest = verify(file, laid)
        say(
            f"Bản sao lưu ngày {manifest['made_at']}, phiên bản {manifest['version']}: "
            f"mã băm đúng cả {len(manifest['parts'])} phần."
        )
        _refuse_other_engine(here, manifest)
        kept = here.var / f"truoc-phuc-hoi-{at:%Y%m%d-%H%M%S}" if busy else None
        if _is_sqlite(here):
            _lay_sqlite(here, laid / SQLITE_PART, kept)
        else:
            _lay_postgres(here, laid / POSTGRES_PART, kept)
        _lay_files(here, laid / "files", kept)
    rows = _rows_now(here)
    if rows != manifest["rows"]:
        wrong = sorted(t for t in rows.keys() | manifest["rows"].keys() if rows.get(t) != manifest["rows"].get(t))
        raise NotNow(
            "restore.rows",
            f"Số dòng sau phục hồi không khớp ở {len(wrong)} bảng, đầu tiên là {wrong[0]}; chưa nên mở hệ thống.",
        )
    return Restored(sum(rows.values()), len(manifest["parts"]) - 1, kept)


def _occupied(here: Surroundings) -> str:
    """Name what is in the way, or "" where the target is empty."""
    store = here.var / "files"
    if store.is_dir() and next(_stored_files(store), None):
        return "kho tệp"
    if _is_sqlite(here):
        return "cơ sở dữ liệu" if Path(str(here.database["NAME"])).exists() else ""
    with _postgres(here) as connection, connection.cursor() as cursor:
        return "cơ sở dữ liệu" if _postgres_facts(cursor)[0] else ""


def _refuse_other_engine(here: Surroundings, manifest: dict[str, Any]) -> None:
    mine = "sqlite" if _is_sqlite(here) else "postgresql"
    if manifest["engine"] != mine:
        raise NotNow(
            "restore.engine",
            f"Bản sao lưu là của {manifest['engine']} còn đích là {mine}; hãy đặt DONGHANH_DATABASE cho đúng.",
        )
    known = {
        f"{path.parents[1].name}.{path.stem}"
        for path in Path(__file__).resolve().parents[1].glob("*/*/migrations/0*.py")
    }
    labels = {name.partition(".")[0] for name in known}
    newer = [m for m in manifest["migrations"] if m.partition(".")[0] in labels and m not in known]
    if newer:
        raise NotNow(
            "restore.newer",
            f"Bản sao lưu từ phiên bản mới hơn ({manifest['version']}, có {newer[0]}); hãy cài phiên bản đó trước.",
        )


def _lay_sqlite(here: Surroundings, copy: Path, kept: Path | None) -> None:
    place = Path(str(here.database["NAME"]))
    for old in (place, place.with_name(place.name + "-wal"), place.with_name(place.name + "-shm")):
        if old.exists() and kept is not None:
            kept.mkdir(exist_ok=True)
            old.rename(kept / old.name)
    copy.chmod(0o600)
    copy.rename(place)
    _sync_folder(place.parent)


def _lay_files(here: Surroundings, copy: Path, kept: Path | None) -> None:
    store = here.var / "files"
    if store.exists() and kept is not None:
        kept.mkdir(exist_ok=True)
        store.rename(kept / "files")
    elif store.exists():
        shutil.rmtree(store)  # empty: _occupied looked
    if copy.exists():
        copy.rename(store)
    _sync_folder(here.var)


def _lay_postgres(here: Surroundings, copy: Path, kept: Path | None) -> None:
    if kept is not None:
        kept.mkdir(exist_ok=True)
        _run(here, "pg_dump", "--format=custom", "--no-owner", f"--file={kept / POSTGRES_PART}")
    script = copy.with_suffix(".sql")
    # Written out first, then run with the emptying in one transaction: either all of it stands or the old data does.
    _run(here, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy), database=False)
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    _run(
        here,
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        f"--command={empty}",
        f"--file={script}",
    )


def _rows_now(here: Surroundings) -> dict[str, int]:
    if _is_sqlite(here):
        return _sqlite_facts(Path(str(here.database["NAME"])), whole=True)[0]
    with _postgres(here) as connection, connection.cursor() as cursor:
        return _postgres_facts(cursor)[0]


# --- PostgreSQL's own programs ----------------------------------------------------------------------------------------


def _is_sqlite(here: Surroundings) -> bool:
    return str(here.database["ENGINE"]).endswith("sqlite3")


@contextmanager
def _postgres(here: Surroundings) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415 - only where the database is PostgreSQL

    given = here.database
    try:
        connection = psycopg.connect(
            dbname=str(given["NAME"]),
            user=str(given["USER"]) or None,
            password=str(given["PASSWORD"]) or None,
            host=str(given["HOST"]) or None,
            port=str(given["PORT"]) or None,
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        raise NotNow("database.away", f"Không nối được tới PostgreSQL: {str(error).strip()}") from error
    with closing(connection):
        yield connection


def _run(here: Surroundings, program: str, *arguments: str, database: bool = True) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, never on the command line."""
    given = here.database
    surroundings = dict(os.environ)
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    if database:
        surroundings |= {name: str(given[key]) for name, key in names.items() if given.get(key)}
    done = subprocess.run(  # noqa: S603 - a program of the PostgreSQL installation, arguments of our own
        [_program(program), *arguments], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["không nói lý do"])[0]
        raise NotNow("database.program", f"{program} không làm được: {said}")


def _program(name: str) -> str:
    """Find the newest installed version of a program: an older pg_dump refuses a newer server."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: _version(p.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise NotNow("database.no-program", f"Máy này không có {name}; hãy cài gói postgresql-client rồi chạy lại.")
    return found


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(p) for p in text.split(".") if p.isdigit())
