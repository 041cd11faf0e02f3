"""Taking a file in: streamed aside, looked into, cleaned, put under its hash in one step."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import domain, events
from donghanh.ground.files.engine import kinds, secrecy
from donghanh.ground.files.engine.examine import Finding, examine
from donghanh.ground.files.models import StoredFile, blob_path
from donghanh.kit import dates, journal, policy
from donghanh.kit.errors import Invalid, NotNow

CHUNK = 1 << 20
PARTS = "parts"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
Source = bytes | BinaryIO | File[bytes]


def store_file(
    source: Source, *, name: str, by: User | None, at: datetime, purpose: str, secrecy_level: str = "none"
) -> StoredFile:
    """Take in a file from outside; refuse it with one sentence, leaving nothing, where anything is wrong with it."""
    policy.may("files.store", by, on=dates.local_date(at)).or_refuse()
    limit = domain.limits()[purpose]
    name = kinds.clean_name(name)
    secrecy.refuse_declared(secrecy_level, name)
    kinds.kind_by_name(name, limit.kinds)
    with _parts() as (part, clean), _room_on_disk(name):
        digest, size = _write(source, part, limit, name)
        finding = examine(part, clean, name=name, accepted=limit.kinds, inside=domain.inside())
        if finding.cleaned:
            digest, size = _settle(clean)
        _put(clean if finding.cleaned else part, digest)
    return _enter(finding, name=name, digest=digest, size=size, purpose=purpose, by=by, at=at)


@transaction.atomic
def _enter(
    finding: Finding, *, name: str, digest: str, size: int, purpose: str, by: User | None, at: datetime
) -> StoredFile:
    stored = StoredFile(
        sha256=digest,
        size=size,
        media_type=finding.kind.media_type,
        kind=finding.kind.code,
        name=name,
        purpose=purpose,
        pages=finding.pages,
        cleaned=finding.cleaned,
        uploaded_by=by,
        uploaded_at=at,
    )
    stored.full_clean()
    stored.save()
    limit = domain.limits()[purpose]
    told = limit.label if limit.private_name else name
    journal.record(
        events.FileStored(name=told, sha256=digest, size=size, media_type=stored.media_type, purpose=purpose),
        about=stored,
        by=by,
        at=at,
    )
    return stored


@contextmanager
def _parts() -> Iterator[tuple[Path, Path]]:
    """Give two names aside from the store; whatever lies there afterwards is removed."""
    aside = Path(settings.FILES_ROOT) / PARTS
    token = secrets.token_hex(12)
    part, clean = aside / f"{token}.part", aside / f"{token}.clean"
    try:
        aside.mkdir(parents=True, exist_ok=True)
        yield part, clean
    finally:
        part.unlink(missing_ok=True)
        clean.unlink(missing_ok=True)


@contextmanager
def _room_on_disk(name: str) -> Iterator[None]:
    """Turn a full disk into a sentence."""
    try:
        yield
    except OSError as why:
        if why.errno in _FULL:
            raise NotNow(
                "files.disk-full",
                f"Máy chủ đã hết chỗ lưu nên chưa nhận được tệp “{name}”; chưa có gì được ghi, hãy báo quản trị "
                "rồi tải lại sau.",
            ) from why
        raise


def _write(source: Source, part: Path, limit: domain.Limit, name: str) -> tuple[str, int]:
    """Stream the source aside, counting and hashing; on disk for certain before it is looked at."""
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as out:
        for chunk in _chunks(source):
            size += len(chunk)
            if size > limit.bytes:
                raise Invalid(
                    "files.too-large",
                    f"Tệp “{name}” lớn hơn {limit.megabytes} MB là mức nhận được ở đây; hãy chia nhỏ hoặc giảm "
                    "dung lượng rồi tải lên.",
                )
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def _chunks(source: Source) -> Iterable[bytes]:
    if isinstance(source, bytes):
        return iter((source,))
    if isinstance(source, File):
        return source.chunks(CHUNK)
    return iter(lambda: source.read(CHUNK), b"")


def _settle(path: Path) -> tuple[str, int]:
    """Hash a file that was written by somebody else, and make sure that it is on disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        return digest, os.fstat(file.fileno()).st_size


def _put(part: Path, digest: str) -> None:
    """Move the finished part under its hash: all of it or nothing, whatever is killed when."""
    place = blob_path(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and place.stat().st_size == part.stat().st_size:
        os.utime(place)  # the sweep leaves young blobs alone
        return
    part.chmod(0o440)
    part.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep(*, at: datetime) -> int:
    """Remove parts of uploads that were killed, and contents that no row names, both older than a day."""
    root = Path(settings.FILES_ROOT)
    before = (at - timedelta(days=1)).timestamp()
    old = [p for p in root.glob(f"{PARTS}/*") if p.stat().st_mtime < before]
    blobs = [p for p in root.glob("??/??/*") if p.stat().st_mtime < before]
    for batch in (blobs[i : i + 500] for i in range(0, len(blobs), 500)):
        named = set(StoredFile.objects.filter(sha256__in=[p.name for p in batch]).values_list("sha256", flat=True))
        old += [p for p in batch if p.name not in named]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
