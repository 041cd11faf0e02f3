"""A copy made while people write is whole; what comes back is what was copied, proved by hashes and counts."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import tarfile
import time
from pathlib import Path

import pytest

from tests.faults.instance import Instance, fresh, until

WRITER = """
from pathlib import Path
import hashlib
store = Path(os.environ["DONGHANH_VAR"]) / "files"
number = 10_000
going = True
def stop(*_):
    global going
    going = False
signal.signal(signal.SIGTERM, stop)
while going:
    data = f"tep {number}".encode()
    name = hashlib.sha256(data).hexdigest()
    (store / name[:2]).mkdir(parents=True, exist_ok=True)
    half = store / name[:2] / f".{name}.tmp"
    half.write_bytes(data)
    half.rename(store / name[:2] / name)
    lay(number, number + 1)
    number += 1
"""
ROWS = "from donghanh.record.journal.models import Entry; print(Entry.objects.count())"


def manifest_of(file: Path) -> dict:
    with tarfile.open(file) as tar:
        return json.loads(tar.extractfile("manifest.json").read())


def wipe(instance: Instance) -> Instance:
    """Lose everything: files, and the database with them."""
    shutil.rmtree(instance.var)
    instance.var.mkdir()
    if instance.database:
        instance.python(
            "from django.db import connection; connection.cursor().execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public')"
        )
    return instance


def test_a_backup_taken_while_others_write_restores_to_the_same_hashes_counts_and_roots(
    instance: Instance, tmp_path: Path
) -> None:
    instance.python("lay(0, 25)")
    instance.run("seal")
    writer = instance.start(WRITER)
    try:
        until(lambda: (instance.var / "files").exists() and len(list((instance.var / "files").rglob("*"))) > 10)
        file = Path(instance.run("backup", "--to", str(tmp_path / "copies")).stdout.strip())
        during = int(instance.python(ROWS))
        time.sleep(0.5)
        assert int(instance.python(ROWS)) > during, "the writer went on writing all the while"
    finally:
        writer.send_signal(signal.SIGTERM)
        writer.wait(timeout=30)
    assert [p.name for p in file.parent.iterdir()] == [file.name], "nothing half-made is left"
    manifest = manifest_of(file)
    copied = manifest["rows"]["journal_entry"]
    assert 25 < copied < int(instance.python(ROWS))

    done = wipe(instance).run("restore", str(file))
    assert "đều khớp" in done.stderr
    assert int(instance.python(ROWS)) == copied
    parts = {p["name"]: p["sha256"] for p in manifest["parts"] if p["name"].startswith("files/")}
    assert parts
    for name, digest in parts.items():
        assert hashlib.sha256((instance.var / name).read_bytes()).hexdigest() == digest
    assert instance.run("seal", "--check").returncode == 0
    root = instance.python("from donghanh.record.journal import api; print(api.roots(1)[0]['root'])").strip()
    assert root == manifest["log"]["root"]
    again = instance.run("backup", "--to", str(tmp_path / "again"))
    assert manifest_of(Path(again.stdout.strip()))["rows"] == manifest["rows"], "a copy of the copy is the same"


def test_data_that_is_there_is_never_overwritten_unasked_and_kept_aside_when_asked(
    instance: Instance, tmp_path: Path
) -> None:
    instance.python("lay(0, 3)")
    file = instance.run("backup", "--to", str(tmp_path)).stdout.strip()
    instance.python("lay(3, 5)")
    refused = instance.run("restore", file, check=False)
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert instance.python(ROWS).strip() == "5"
    assert "Dữ liệu cũ còn ở" in instance.run("restore", file, "--yes").stderr
    assert instance.python(ROWS).strip() == "3"
    assert list(instance.var.glob("truoc-phuc-hoi-*/*"))


@pytest.fixture
def copy(migrated: Path, tmp_path: Path) -> tuple[Instance, Path]:
    """Give an instance and one good backup of it."""
    instance = fresh(tmp_path / "var", migrated)
    (instance.var / "files" / "ab").mkdir(parents=True)
    (instance.var / "files" / "ab" / "abcd").write_bytes(b"bang chung" * 1000)
    return instance, Path(instance.run("backup", "--to", str(tmp_path / "copies")).stdout.strip())


@pytest.mark.parametrize("how", ["cut", "bit", "empty", "text", "added", "climbing", "missing"])
def test_a_damaged_copy_is_refused_in_one_sentence_before_anything_is_touched(
    copy: tuple[Instance, Path], how: str, tmp_path: Path
) -> None:
    instance, file = copy
    data = bytearray(file.read_bytes())
    bad = tmp_path / "bad.tar"
    if how in ("added", "climbing", "missing"):
        with tarfile.open(file) as old, tarfile.open(bad, "w") as new:
            for member in old:
                if how == "missing" and member.name.startswith("files/"):
                    continue
                new.addfile(member, old.extractfile(member))
            if how != "missing":
                extra = tarfile.TarInfo("files/cd/them" if how == "added" else "files/../../ra-ngoai")
                new.addfile(extra)
    else:
        if how == "bit":
            data[data.index(b"bang chung") + 5000] ^= 1
        bad.write_bytes({"cut": data[: len(data) // 2], "bit": data, "empty": b"", "text": b"xin chao" * 99}[how])
    before = (instance.var / "donghanh.sqlite3").read_bytes()
    refused = instance.run("restore", str(bad), "--yes", check=False)
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "Bản sao lưu không dùng được" in refused.stderr
    assert (instance.var / "donghanh.sqlite3").read_bytes() == before
    assert not list(instance.var.glob(".dang-phuc-hoi-*"))
    assert not (tmp_path / "ra-ngoai").exists()


def test_a_copy_can_be_verified_without_restoring_and_put_into_another_folder(
    copy: tuple[Instance, Path], tmp_path: Path
) -> None:
    instance, file = copy
    assert "nguyên vẹn" in instance.run("restore", str(file), "--verify-only").stderr
    instance.run("restore", str(file), "--into", str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere" / "files" / "ab" / "abcd").read_bytes() == b"bang chung" * 1000


def test_a_copy_from_a_newer_version_is_refused(copy: tuple[Instance, Path], tmp_path: Path) -> None:
    instance, file = copy
    newer = tmp_path / "newer.tar"
    with tarfile.open(file) as old, tarfile.open(newer, "w") as new:
        for member in old:
            source = old.extractfile(member)
            if member.name == "manifest.json":
                manifest = json.loads(source.read())
                manifest["migrations"].append("journal.0999_from_tomorrow")
                text = json.dumps(manifest).encode()
                member.size = len(text)
                (tmp_path / "m").write_bytes(text)
                source = (tmp_path / "m").open("rb")
            new.addfile(member, source)
    refused = instance.run("restore", str(newer), "--yes", check=False)
    assert (refused.returncode, "phiên bản mới hơn" in refused.stderr) == (2, True)


def test_a_full_disk_leaves_one_sentence_and_no_half_copy(copy: tuple[Instance, Path], tmp_path: Path) -> None:
    instance, _ = copy
    script = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
        "import sys; sys.argv = ['donghanh', 'backup', '--to', sys.argv[1]];"
        "from donghanh.config.cli import main; main()"
    )
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "full")],
        env=instance.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr[-2000:]
    assert len(done.stderr.strip().splitlines()) == 1
    assert list((tmp_path / "full").iterdir()) == []
