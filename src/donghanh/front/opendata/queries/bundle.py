"""Many datasets in one ZIP with one descriptor: written once for each choice of versions, the oldest given up first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from donghanh.front.opendata import domain
from donghanh.front.opendata.domain import Dataset
from donghanh.front.opendata.engine import packing
from donghanh.front.opendata.queries.rows import file_of, table_schema

KEPT = 12  # bundles that stay on the disk
NAME = "du-lieu-mo"


def tag(datasets: Sequence[Dataset]) -> str:
    """Name a choice of datasets as they are now: the same versions give the same bundle."""
    told = "\n".join(f"{d.name} {d.version} {d.title}" for d in sorted(datasets, key=lambda d: d.name))
    return sha256(told.encode()).hexdigest()[:24]


def size(datasets: Sequence[Dataset]) -> int:
    """Say how many bytes of CSV a choice holds, as far as that is known."""
    return sum(r.size or 0 for d in datasets for r in d.resources if r.kind == "csv")


def bundle(datasets: Sequence[Dataset]) -> Path:
    """Return the ZIP of these datasets."""
    path = Path(settings.VAR) / "opendata" / "bundles" / f"{tag(datasets)}.zip"
    if path.exists():
        os.utime(path)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
    os.close(handle)
    unfinished = Path(name)
    chosen = sorted(datasets, key=lambda d: d.name)
    try:
        files = {f"{d.name}/{d.name}.csv": file_of(d, "csv") for d in chosen}
        packing.write_package(unfinished, _descriptor(chosen, files), files)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _give_up(path.parent)
    return path


def _descriptor(datasets: Sequence[Dataset], files: dict[str, Path]) -> dict[str, Any]:
    newest = max(d.modified_at for d in datasets)
    resources = []
    for d, (path, file) in zip(datasets, files.items(), strict=True):
        licence = domain.licence(d.licence)
        told = packing.csv_resource(d.name, path, d.title, table_schema(d), file)
        told["description"] = d.description
        told["sources"] = [{"title": d.owner_name}]
        if licence["url"]:
            told["licenses"] = [{"name": licence["id"], "title": licence["title"], "path": licence["url"]}]
        resources.append(told)
    return packing.descriptor(
        name=NAME,
        id_=domain.stable_id("goi", *(d.name for d in datasets)),
        title=f"Dữ liệu mở tỉnh {settings.PROVINCE}",
        description=domain.settings()["description"],
        created=newest.isoformat(),
        version=tag(datasets),
        keywords=(),
        licence=("", "", ""),
        contributor=f"Tỉnh {settings.PROVINCE}",
        resources=resources,
    )


def _give_up(folder: Path) -> None:
    """Keep the bundles asked for last."""
    there = sorted(folder.glob("*.zip"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in there[KEPT:]:
        path.unlink(missing_ok=True)
