"""What every test of the house shares, and a loud word at the end about what was left out."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest
from tests import surroundings

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def no_request_goes_on() -> None:
    """End the request that an answer nobody read to its end left open, or its memo would answer for this test."""
    from donghanh.kit import memo

    memo.request_finished()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let tests that really commit empty the journal afterwards; its guard against deletion has tests of its own."""
    from django.db import connection

    guards = import_module("donghanh.record.journal.migrations.0002_written_once")
    with django_db_blocker.unblock(), connection.schema_editor() as editor:  # type: ignore[attr-defined]
        guards.remove(editor, ("delete",))


@pytest.fixture(scope="session")
def official_plan() -> Path:
    """Give the path of Plan 124's official wording, or skip naming the file that is absent."""
    path = surroundings.official_plan()
    if path is None:
        pytest.skip(f"không có {surroundings.shared() / 'plan' / '124-KH-UBND-2023.txt'}; đặt DONGHANH_SHARED để chạy")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium, or skip naming the command that installs one."""
    path = surroundings.chromium()
    if path is None:
        pytest.skip("không có Chromium: apt-get install -y chromium")
    return path


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second engine run what touches tables; the rest would only say the same again."""
    on_postgres = bool(os.environ.get("DONGHANH_TEST_DATABASE"))
    if not on_postgres:
        reason = "cần PostgreSQL: đặt DONGHANH_TEST_DATABASE=postgresql://… hoặc chạy `make test`"
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason=reason))
        return
    kept, dropped = [], []
    for item in items:
        (kept if _touches_database(item) or item.get_closest_marker("postgres") else dropped).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=dropped)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name loudly what this run did not try; ``make test`` says it once for all its parts instead."""
    if os.environ.get("DONGHANH_TEST_PART"):
        return
    lines = [f"{what} → {how}" for what, how in surroundings.missing().values()]
    if not os.environ.get("DONGHANH_TEST_DATABASE"):
        lines.append("lượt này chỉ chạy trên SQLite → `make test` chạy cả PostgreSQL và trình duyệt")
    terminalreporter.section("PHẦN BỊ BỎ LẠI", sep="!", yellow=True, bold=True)
    for line in lines:
        terminalreporter.line(f"  - {line}")


@pytest.fixture(scope="session")
def vendor() -> None:
    """Build what browsers fetch, or skip naming the command that is missing."""
    from donghanh.ui import assets

    root = assets.HERE.parents[2]
    if not (root / "node_modules").is_dir():
        pytest.skip(f"không có {root / 'node_modules'}: npm ci")
    assets.build(root)
