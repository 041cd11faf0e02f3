"""Every job that the worker runs by itself runs: called as the worker calls it, on a house without rows."""

from __future__ import annotations

from datetime import datetime

import pytest

from donghanh.kit import dates
from donghanh.ui import shell

NIGHT = datetime(2026, 11, 24, 1, 30, tzinfo=dates.ZONE)


def test_the_house_has_a_schedule() -> None:
    assert len(shell.schedule()) > 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [job.name for job in shell.schedule()])
def test_a_scheduled_job_runs_as_the_worker_calls_it(name: str) -> None:
    (job,) = [job for job in shell.schedule() if job.name == name]
    said = job.run(NIGHT)
    assert said is None or isinstance(said, str)
