"""Where the reviewed reference data lies, and how it is read: YAML and CSV that a lawyer can review in a diff."""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def data_dir() -> Path:
    """Return the folder of reference data: ``DONGHANH_DATA``, else beside the source, else inside the package."""
    named = os.environ.get("DONGHANH_DATA")
    if named:
        return Path(named)
    package = Path(__file__).resolve().parents[1]
    beside = package.parents[1] / "data"
    return beside if beside.is_dir() else package / "data"


def read_yaml(*parts: str) -> Any:
    """Read one YAML file of the reference data, for example ``read_yaml("orgs", "agencies.yaml")``."""
    with data_dir().joinpath(*parts).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_LOADER)  # noqa: S506 - CSafeLoader is the safe loader in C


def read_csv(*parts: str) -> list[dict[str, str]]:
    """Read one CSV file of the reference data as rows by column name; lines opening with ``#`` are notes."""
    with data_dir().joinpath(*parts).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
