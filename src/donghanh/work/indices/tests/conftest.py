"""The reviewed figures, loaded once for a module of tests; each test sees them in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from donghanh.work.indices import queries, services
from donghanh.work.indices.tests.factories import at


@pytest.fixture(scope="module")
def figures(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load every edition and published figure; all of it is rolled back when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        services.import_reference(at=at(2026, 11, 1))
        yield
        transaction.set_rollback(True)
    queries.forget()


@pytest.fixture
def room(figures: None, db: None) -> None:
    """Give a test the reviewed figures and a database to change."""
