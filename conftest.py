"""What every test of the house shares."""

from importlib import import_module

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let tests that really commit empty the journal afterwards; its guard against deletion has tests of its own."""
    from django.db import connection

    guards = import_module("donghanh.record.journal.migrations.0002_written_once")
    with django_db_blocker.unblock(), connection.schema_editor() as editor:  # type: ignore[attr-defined]
        guards.remove(editor, ("delete",))
