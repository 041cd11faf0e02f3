"""A worker killed without warning loses nothing and does nothing twice."""

from __future__ import annotations

import signal
import subprocess

from tests.faults.instance import WORKER, Instance, kill, until

COUNT = "SELECT count(*), count(DISTINCT slot) FROM journal_jobrun WHERE name = 'effect'"
LEFT = "SELECT count(*) FROM journal_delivery WHERE state <> 'done'"


def effects(instance: Instance) -> tuple[int, int]:
    """Count how often the handler took effect, and for how many entries."""
    done, distinct = instance.ask(COUNT)
    return int(done), int(distinct)


def left(instance: Instance) -> int:
    """Count what is still to be delivered."""
    return int(instance.ask(LEFT)[0])


def test_a_worker_killed_again_and_again_delivers_each_entry_exactly_once_in_effect(instance: Instance) -> None:
    total = 120
    instance.python(f"lay(0, {total})")
    seen = 0
    for _ in range(3):
        worker = instance.start(WORKER, STAGE_SLOW="0.05")
        until(lambda before=seen: effects(instance)[0] > before)  # type: ignore[misc]
        kill(worker)
        seen = effects(instance)[0]
    assert 0 < seen < total, "it was killed in the middle"
    worker = instance.start(WORKER)
    until(lambda: left(instance) == 0)
    assert effects(instance) == (total, total)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0


def test_asked_to_stop_a_worker_finishes_what_it_holds_and_leaves_the_rest(instance: Instance) -> None:
    instance.python("lay(0, 200)")
    worker = instance.start(WORKER, STAGE_SLOW="0.05")
    until(lambda: effects(instance)[0] > 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    done, distinct = effects(instance)
    assert 0 < done == distinct < 200
    assert left(instance) == 200 - done
    leases = "from donghanh.record.journal.models import Lease; print(Lease.objects.exclude(holder='').count())"
    assert instance.python(leases).strip() == "0", "it gave back what it held"


def test_two_workers_share_the_outbox_and_one_alone_runs_the_schedule(instance: Instance) -> None:
    instance.python("lay(0, 80)")
    workers: list[subprocess.Popen[bytes]] = [instance.start(WORKER, STAGE_SLOW="0.01") for _ in range(2)]
    runs = "print(sorted(JobRun.objects.filter(name__startswith='journal.').values_list('name', 'slot')))"
    until(lambda: left(instance) == 0 and instance.python(runs).strip() != "[]")
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
    assert effects(instance) == (80, 80)
    ran = eval(instance.python(runs))  # noqa: S307 - our own process printed it
    assert len(ran) == len(set(ran)), "no job ran twice in its turn"


def test_a_queued_task_that_a_killed_worker_held_is_run_by_the_next(instance: Instance) -> None:
    queue = """
from django_tasks_db.models import DBTaskResult
from donghanh.record.journal.jobs import put_back, beat
from django.utils import timezone
DBTaskResult.objects.create(task_path="donghanh.record.journal.jobs.tidy", args_kwargs={"args": [], "kwargs": {}},
    backend_name="default", run_after=timezone.now(), status="RUNNING", worker_ids=["dead"])
DBTaskResult.objects.create(task_path="donghanh.record.journal.jobs.tidy", args_kwargs={"args": [], "kwargs": {}},
    backend_name="default", run_after=timezone.now(), status="RUNNING", worker_ids=["alive"])
beat("alive", dates.now())
print(put_back(dates.now()), *sorted(DBTaskResult.objects.values_list("status", flat=True)))
"""
    assert instance.python(queue).split() == ["1", "READY", "RUNNING"]
