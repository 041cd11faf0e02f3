"""Background work: deliver the outbox, run the house's schedule, put back what a killed worker left."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from types import TracebackType

from django.db import close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from donghanh.kit import dates
from donghanh.record.journal import domain, services
from donghanh.record.journal.models import Delivery, JobRun, Lease
from donghanh.ui import shell

logger = logging.getLogger(__name__)

SCHEDULE = "journal.schedule"
# A job that failed is tried again in the same turn after a while, a few times, then not before its next turn.
TRIES_PER_TURN = 4
WAIT_BETWEEN_TRIES = timedelta(minutes=10)
KEEP_RUNS = timedelta(days=400)  # a year hot and some: logs are kept 12 months (Nghị định 333/2026)
KEEP_DELIVERIES = timedelta(days=90)


def run_due(at: datetime, *, holder: str, stop: Callable[[], bool] = lambda: False) -> list[JobRun]:
    """Run every scheduled job whose turn has come, if the schedule is this process's to run."""
    if not services.take_lease(SCHEDULE, holder=holder, at=at):
        return []
    _close_dead(at)
    runs = []
    for job in shell.schedule():
        if stop():
            break
        slot = domain.slot_of(job.every, job.at, at)
        if slot and _turn_is_open(job.name, slot, at):
            runs.append(run(job, at, slot=slot, holder=holder))
    return runs


def _turn_is_open(name: str, slot: str, at: datetime) -> bool:
    earlier = list(JobRun.objects.filter(name=name, slot=slot).order_by("-started_at", "-id")[:TRIES_PER_TURN])
    if any(r.ok for r in earlier) or any(r.finished_at is None for r in earlier):
        return False
    if len(earlier) >= TRIES_PER_TURN:
        return False
    return not earlier or (earlier[0].finished_at or at) + WAIT_BETWEEN_TRIES <= at


def _close_dead(at: datetime) -> None:
    """Say of runs whose process died what is true: they did not end well; their turn is open again at once."""
    alive = set(Lease.objects.filter(name__startswith="worker:", until__gt=at).values_list("holder", flat=True))
    for left in JobRun.objects.filter(finished_at__isnull=True).exclude(holder__in=alive):
        JobRun.objects.filter(pk=left.pk, finished_at__isnull=True).update(
            finished_at=at - WAIT_BETWEEN_TRIES, ok=False, note="Tiến trình dừng giữa chừng; chạy lại từ chỗ đã ghi."
        )


def run(job: shell.Scheduled, at: datetime, *, slot: str, holder: str) -> JobRun:
    """Run one job and keep what became of it; a job that fails never stops the others."""
    row = JobRun.objects.create(name=job.name, slot=slot, holder=holder, started_at=at, beat_at=at)
    started = time.monotonic()
    token = services.running.set(row.pk)
    try:
        with Heartbeat(holder):
            said = job.run(at)
        row.refresh_from_db()
        row.ok, row.note = True, said or row.note
    except Exception as error:
        logger.exception("job %s failed", job.name)
        row.refresh_from_db()
        row.ok, row.note = False, f"{type(error).__name__}: {error}"[:2000]
    finally:
        services.running.reset(token)
    row.finished_at = at + timedelta(seconds=time.monotonic() - started)
    row.save(update_fields=["ok", "note", "finished_at"])
    return row


def beat(holder: str, at: datetime) -> None:
    """Show that a worker lives, and keep the schedule its own while it holds it."""
    services.take_lease(f"worker:{holder}", holder=holder, at=at)
    Lease.objects.filter(name=SCHEDULE, holder=holder).update(until=at + services.LEASE)


class Heartbeat(AbstractContextManager["Heartbeat"]):
    """Keep a worker's leases alive from a thread of its own while a long job runs."""

    def __init__(self, holder: str, every: float = 20.0) -> None:
        self.holder, self.every = holder, every
        self._end = threading.Event()
        # In a test the tables of an open transaction are not another connection's to see.
        self._thread = None if connection.in_atomic_block else threading.Thread(target=self._beats, daemon=True)

    def __enter__(self) -> Heartbeat:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._thread:
            self._thread.join(timeout=30)

    def _beats(self) -> None:
        while not self._end.wait(self.every):
            try:
                beat(self.holder, dates.now())
            except Exception:
                logger.warning("a heartbeat of %s was missed", self.holder, exc_info=True)
        connection.close()


def put_back(at: datetime) -> int:
    """Queue again the tasks that a killed worker left half done; tasks are idempotent by house rule."""
    alive = set(Lease.objects.filter(name__startswith="worker:", until__gt=at).values_list("holder", flat=True))
    back = 0
    for task in DBTaskResult.objects.running():
        if not task.worker_ids or task.worker_ids[-1] not in alive:
            back += DBTaskResult.objects.filter(pk=task.pk, status="RUNNING").update(status="READY", started_at=None)
    return back


def run_queued(holder: str, *, limit: int) -> int:
    """Run tasks that rooms have queued, up to a number; return how many."""
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=limit,
        worker_id=holder,
    )
    worker.run()
    return int(worker._run_tasks)


def seal_daily(at: datetime) -> None:
    """Seal what the days before have left; the job of every night."""
    root = services.seal(at=at)
    services.progress(root.size, root.size, f"Gốc số {root.number}: {root.size} dòng, {root.root_hash}")


def tidy(at: datetime) -> None:
    """Drop the traces of background work that nobody needs any more; entries and roots are never dropped."""
    runs, _ = JobRun.objects.filter(started_at__lt=at - KEEP_RUNS).delete()
    done = Delivery.objects.filter(state=domain.DONE, done_at__lt=at - KEEP_DELIVERIES)
    deliveries, _ = done.delete()
    Lease.objects.filter(name__startswith="worker:", until__lt=at - timedelta(days=1)).delete()
    services.progress(1, 1, f"Bỏ {runs} lượt chạy, {deliveries} việc đã xong.")


def reconnect() -> None:
    """Let go of connections that broke while the worker slept."""
    close_old_connections()
