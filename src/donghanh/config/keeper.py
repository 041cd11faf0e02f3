"""Processes that belong together: children die with their parent, even when it is killed with ``kill -9``."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from donghanh.kit.errors import NotNow

PARENT = "DONGHANH_PARENT"
_LOOK_EVERY = 0.5  # seconds; the parent's death is noticed within this


def claim_children() -> None:
    """Make this process the one whose death ends all processes started or forked from here on."""
    os.environ[PARENT] = str(os.getpid())
    os.register_at_fork(after_in_child=die_with_parent)


def die_with_parent() -> None:
    """End this process soon after the parent that claimed it is gone; does nothing for a process of its own.

    Looking at the parent's id works on every Unix and needs no open pipe that a grandchild could keep alive.
    """
    parent = os.environ.pop(PARENT, "")  # taken away: what this process starts in turn answers to it alone
    if not parent.isdigit() or int(parent) == os.getpid():
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(_LOOK_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        os._exit(1)

    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()


def need_free_port(host: str, port: int) -> None:
    """Refuse with one sentence when somebody else already listens at the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise NotNow(
                "port.busy",
                f"Không mở được cổng {port} trên {host} ({error.strerror}): cổng đang có chương trình khác dùng "
                f"hoặc không được phép; hãy chọn cổng khác, như `make run PORT={port + 1 if port < 65535 else 8123}`.",
            ) from error


def wait_until_open(host: str, port: int, *, name: str = "localhost", seconds: float = 60) -> bool:
    """Wait until the address answers to the name it is known by; ``False`` when it did not in time."""
    probe = f"GET /suc-khoe HTTP/1.0\r\nHost: {name}\r\n\r\n".encode()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.settimeout(5)
            try:
                trial.connect((host, port))
                trial.sendall(probe)
                if trial.recv(1):
                    return True
            except OSError:
                pass
        time.sleep(0.1)
    return False


class Companion:
    """One child process that is started again when it ends by itself, more slowly each time it fails at once."""

    def __init__(self, *verb: str, say: Callable[[str], None]) -> None:
        self.command = [sys.executable, "-m", "donghanh.config.cli", *verb]
        self.say = say
        self._over = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"keep-{verb[0]}", daemon=True)

    def start(self) -> None:
        """Start the child and keep it running."""
        self._thread.start()

    def _keep(self) -> None:
        pause = 1.0
        while not self._over.is_set():
            started = time.monotonic()
            # A session of its own: Ctrl-C reaches the parent alone, which then ends the child in good order.
            self._child = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own command
            if self._over.is_set():
                self._child.terminate()
            code = self._child.wait()
            if self._over.is_set():
                return
            pause = 1.0 if time.monotonic() - started > 60 else min(pause * 2, 60)
            self.say(f"Tiến trình {self.command[3]} đã dừng (mã {code}); chạy lại sau {pause:.0f} giây.")
            self._over.wait(pause)

    def stop(self) -> None:
        """End the child: ask first, insist after ten seconds."""
        self._over.set()
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(5)
