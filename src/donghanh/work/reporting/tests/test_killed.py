"""A worker that is really killed in the middle of a report; another process finishes it, nothing twice, nothing lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

import pytest
from django.db import connection, connections

from donghanh.work.reporting import jobs, services
from donghanh.work.reporting.models import Report, Return
from donghanh.work.reporting.tests.factories import Cast, at, of, plan, sent, third_quarter

pytestmark = pytest.mark.django_db(transaction=True)


def _slow_worker(key: str) -> None:
    """Build a report one step at a time, slowly, until somebody kills it."""
    connections.close_all()
    report = Report.objects.get(key=key)
    while services.build_next(report, at=at(2023, 9, 25)):
        time.sleep(30)


def test_a_report_is_finished_after_its_worker_was_killed() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("CSDL thử nằm trong bộ nhớ nên tiến trình khác không thấy; chạy với PostgreSQL để thử")
    cast = Cast()
    plan()
    period = third_quarter()
    for agency, officer, head in ((cast.a, cast.an, cast.head_a), (cast.b, cast.binh, cast.head_b)):
        sent(of(period, agency), officer, head, at(2023, 9, 15))
        services.accept(of(period, agency), by=cast.chi, at=at(2023, 9, 16))
    report = services.request_report(period, by=cast.chi, at=at(2023, 9, 25))
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=_slow_worker, args=(report.key,))
    worker.start()
    until = time.monotonic() + 20
    while not report.parts.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    report.refresh_from_db()
    assert (report.state, report.done) == (Report.State.BUILDING, 1)
    jobs.build.call(report.key)
    report.refresh_from_db()
    assert (report.state, report.done) == (Report.State.DRAFT, 2)
    wanted = sum(r.sections.exclude(text="").count() for r in Return.objects.filter(period=period, state="accepted"))
    assert report.paragraphs.count() == wanted
