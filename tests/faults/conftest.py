"""An instance for each test, its tables made once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.instance import Instance, fresh


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tables of an embedded instance once."""
    var = tmp_path_factory.mktemp("migrated")
    Instance(var).migrate().python(
        "from django.db import connection; connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')"
    )
    return var / "donghanh.sqlite3"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    """Give an empty instance, on both engines where the second is at hand."""
    if request.param == "sqlite":
        return fresh(tmp_path / "var", request.getfixturevalue("migrated"))
    url = os.environ.get("DONGHANH_TEST_DATABASE", "")
    return fresh(tmp_path / "var", None, url, name=f"faults_{os.getpid()}")
