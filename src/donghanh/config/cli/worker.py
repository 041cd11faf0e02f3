"""``donghanh worker``: everything that happens without somebody clicking, in one process that may be killed."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from types import FrameType

import click

from donghanh.config.cli import django_ready

BEAT_EVERY = 15.0
LOOK_AT_SCHEDULE_EVERY = 20.0
TASKS_A_ROUND = 20


@click.command()
@click.option("--once", is_flag=True, help="Làm hết những gì đang đến lượt rồi thôi.")
@click.option(
    "--interval", default=1.0, show_default=True, type=click.FloatRange(0.05, 60), help="Nghỉ giữa hai vòng, giây."
)
def worker(once: bool, interval: float) -> None:
    """Chạy các việc nền: gửi tin, làm theo lịch, niêm phong sổ mỗi đêm."""
    django_ready()
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(1)  # asked twice: do not wait; what was half done is rolled back and done again later
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(number, ask_to_stop)
    Rounds(stop).run(once=once, interval=interval)


class Rounds:
    """The loop of a worker: show life, deliver the outbox, run queued tasks, run the schedule, rest."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.looked = -LOOK_AT_SCHEDULE_EVERY
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self, *, once: bool, interval: float) -> None:
        """Go round until asked to stop; a database that is away for a while is waited for, not died of."""
        from django.db import DatabaseError  # noqa: PLC0415 - needs Django

        from donghanh.record.journal import jobs, services  # noqa: PLC0415

        click.echo(f"Việc nền đã chạy ({self.holder}).", err=True)
        rest = interval
        try:
            with jobs.Heartbeat(self.holder, every=BEAT_EVERY):
                while not self.stop.is_set():
                    jobs.reconnect()
                    try:
                        busy, rest = self.round(), interval
                    except DatabaseError as error:
                        busy, rest = False, min(max(rest, 1.0) * 2, 30.0)
                        click.echo(f"Cơ sở dữ liệu chưa dùng được ({error}); thử lại sau {rest:.0f} giây.", err=True)
                        if once:
                            raise
                    if once and not busy:
                        break
                    if not busy:
                        self.stop.wait(rest)
        finally:
            try:
                services.give_back(jobs.SCHEDULE, holder=self.holder)
                services.give_back(f"worker:{self.holder}", holder=self.holder)
            except DatabaseError:
                click.echo("Không trả lại được quyền giữ việc; quyền tự hết sau 90 giây.", err=True)
        click.echo("Việc nền đã dừng.", err=True)

    def round(self) -> bool:
        """Do what is due once; say whether there may be more at once."""
        from donghanh.kit import dates  # noqa: PLC0415 - needs Django
        from donghanh.record.journal import jobs, services  # noqa: PLC0415

        now = dates.now()
        delivered = services.deliver_due(now, stop=self.stop.is_set)
        queued = 0 if self.stop.is_set() else jobs.run_queued(self.holder, limit=TASKS_A_ROUND)
        return bool(delivered or queued or self.scheduled())

    def scheduled(self) -> bool:
        """Look now and then whether a job's turn has come, and put back what a dead worker left."""
        from donghanh.kit import dates  # noqa: PLC0415 - needs Django
        from donghanh.record.journal import jobs  # noqa: PLC0415

        if self.stop.is_set() or time.monotonic() - self.looked < LOOK_AT_SCHEDULE_EVERY:
            return False
        self.looked, now = time.monotonic(), dates.now()
        jobs.beat(self.holder, now)
        jobs.put_back(now)
        return bool(jobs.run_due(now, holder=self.holder, stop=self.stop.is_set))
