"""A million petitions and five million events: lists, a case, public search, a long thread, clocks derived anew.

Run on an empty database of its own (``DONGHANH_DATABASE``; SQLite in ``DONGHANH_VAR`` where none is named), part by
part, each but the first within two minutes: ``python bench/petitions.py fill|lists|clocks|batch [--keep]``. Prints
JSON; ``--keep`` keeps the figures. Sixteen users, each at a moment of their own, click once a second against
two server processes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from bench.petitions_fill import WORDS, fill, index_answers, long_thread, people, sheet  # noqa: E402 - the path makes it found

USERS, CLICKS, THINK = 16, 8, 1.0
BATCH_ROWS = 5000
PAGES_PROMISED = ("queue", "case", "public search")


PROMISES: dict[str, tuple[str, Any]] = {
    "petitions.queries": (
        "1.000.000 kiến nghị: truy vấn nhiều nhất của hàng việc, hồ sơ, tìm công khai: không quá 15",
        lambda v: v <= 15,
    ),
    "petitions.queue_p95": ("… hàng việc của cơ quan, PostgreSQL, 16 người, p95: không quá 500 ms", lambda v: v <= 500),
    "petitions.case_p95": ("… hồ sơ một kiến nghị, p95: không quá 500 ms", lambda v: v <= 500),
    "petitions.search_p95": ("… tìm trong trả lời công khai, p95: không quá 500 ms", lambda v: v <= 500),
    "petitions.hub_p95": ("… bàn phân loại, p95: không quá 500 ms", lambda v: v <= 500),
    "petitions.sqlite_ratio": ("… SQLite so với PostgreSQL, trang chậm nhất: không quá 3 lần", lambda v: v <= 3),
    "petitions.thread_p95": ("Hồ sơ 5.000 tin nhắn mở theo trang: không quá 1.000 ms", lambda v: v <= 1000),
    "petitions.clocks": ("Tính lại 100.000 thời hạn đang mở: không quá 30 s", lambda v: v <= 30),
    "petitions.batch": ("Bảng 5.000 dòng của hiệp hội thành hồ sơ: không quá 60 s", lambda v: v <= 60),
}


def prepare() -> None:
    """Make Django ready on the database named, or on one of our own."""
    os.environ.setdefault("DONGHANH_VAR", tempfile.mkdtemp(prefix="bench-petitions-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def count_queries(pages: dict[str, tuple[str, Any]]) -> dict[str, int]:
    """Count the queries of each page, as its reader."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, (address, user) in pages.items():
        client = Client(headers={"host": "127.0.0.1"})
        if user is not None:
            client.force_login(user)
        client.get(address.format(word="vay+von", n=1))
        other = address.format(word="cua+khau", n=2)  # a visitor's page is kept until something changes
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(other)
        found[name] = len(queries) if answer.status_code == 200 else -answer.status_code
    return found


def cookie(user: Any) -> str:
    """Sign somebody in and return the cookie that says so."""
    from django.conf import settings
    from django.test import Client

    if user is None:
        return ""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def load(port: int, pages: dict[str, tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Let sixteen users click through the pages, once a second each, and time what they wait."""
    waits: dict[str, list[float]] = {name: [] for name in pages}
    failed: list[str] = []

    def walk(number: int) -> None:
        names = list(pages)
        time.sleep(THINK * number / USERS)  # people do not click in one instant
        for click in range(CLICKS):
            name = names[(number + click) % len(names)]
            address, session = pages[name]
            address = address.format(word=quote_plus(WORDS[(number + click) % len(WORDS)]), n=1000 * number + click)
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {"Host": "127.0.0.1", **({"Cookie": session} if session else {})}
            began = time.perf_counter()
            link.request("GET", address, headers=headers)
            answer = link.getresponse()
            answer.read()
            took = time.perf_counter() - began
            link.close()
            waits[name].append(took)
            if answer.status != 200:
                failed.append(f"{name} {answer.status}")
            time.sleep(max(0.0, THINK - took))

    threads = [threading.Thread(target=walk, args=(n,)) for n in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {}
    for name, times in waits.items():
        times.sort()
        told[name] = {
            "n": len(times),
            "median_ms": round(times[len(times) // 2] * 1000),
            "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))] * 1000),
        }
    if failed:
        told["failed"] = {"n": len(failed), "median_ms": 0, "p95_ms": 0}
        print(failed[:5], file=sys.stderr)
    return told


def serving(port: int) -> subprocess.Popen[bytes]:
    """Start two server processes on the same database."""
    command = [sys.executable, "-m", "donghanh.config.cli", "serve", "--port", str(port), "--workers", "2"]
    here = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen(command, env=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    raise SystemExit("the server did not open its port")


def pages_of(known: dict[str, Any], at: datetime) -> dict[str, tuple[str, Any]]:
    """Name the pages that people wait for, and who opens each."""
    from donghanh.work.petitions.models import Message, Petition

    officer, office = known["officer"], known["office"]
    thread = Message.objects.values_list("petition__key", flat=True).order_by("pk").first()
    mine = Petition.objects.filter(lead_id__in=officer.agency_ids(at.date()), state="working").order_by("pk")
    usual = mine.values_list("key", flat=True)[0]
    return {
        "queue": ("/kien-nghi/can-lam/", officer),
        "hub": ("/kien-nghi/phan-loai/", office),
        "case": (f"/kien-nghi/ho-so/{usual}/", officer),
        "thread of 5,000": (f"/kien-nghi/ho-so/{thread}/", office),
        "public answers": ("/kien-nghi/hoi-dap/?lan={n}", None),
        "public search": ("/kien-nghi/hoi-dap/?q={word}&lan={n}", None),
        "public search, rare": ("/kien-nghi/hoi-dap/?q=KN-2020-{n:07d}", None),
    }


def part_fill(known: dict[str, Any], at: datetime, cases: int) -> dict[str, Any]:
    """Fill the tables and the index; nothing is measured."""
    from django.db import connection

    told: dict[str, Any] = {"seconds": fill(cases, known["agencies"], at.date()), "thread": long_thread(at)}
    told["index_seconds"] = index_answers(at.date())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return told


def part_lists(known: dict[str, Any], at: datetime, port: int) -> dict[str, Any]:
    """Count the questions of each page, then let sixteen users wait for them."""
    pages = pages_of(known, at)
    told: dict[str, Any] = {"queries": count_queries(pages)}
    server = serving(port)
    try:
        addresses = {n: (a, cookie(who)) for n, (a, who) in pages.items()}
        load(port, addresses)
        told["waits"] = load(port, addresses)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return told


def part_clocks(at: datetime) -> dict[str, Any]:
    """Derive every open clock anew, as a newly declared day off makes the house do."""
    from donghanh.work.petitions import services
    from donghanh.work.petitions.models import Assignment, Clock, ClockChange, Petition

    ClockChange.objects.all().delete()
    before = date(at.year, 1, 5)  # every date moves, in every place where it is shown
    Clock.objects.open().update(stamp="before", due_on=before)
    Petition.objects.open().update(due_on=before)
    Assignment.objects.open().update(due_on=before)
    began = time.perf_counter()
    done = services.recheck(at=at)
    took = time.perf_counter() - began
    return {"clocks": done.clocks, "changed": done.changed, "seconds": round(took, 1)}


def part_batch(known: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Make the cases of an association's spreadsheet, from the upload to the last case."""
    from donghanh.ground.orgs.models import Agency
    from donghanh.work.petitions import jobs
    from donghanh.work.petitions.services import batches

    sender = known["association"]
    association = Agency.objects.get(pk__in=sender.agency_ids(at.date()))
    body = sheet(BATCH_ROWS, at)
    began = time.perf_counter()
    row = batches.upload(body, name="quy-iv.xlsx", association=association, by=sender, at=at, period="Quý IV")
    row = batches.read(row, at=at)
    read = time.perf_counter() - began
    row = jobs.make_cases(batches.confirm(row, by=sender, at=at), clock=lambda: at)
    took = time.perf_counter() - began
    return {"rows": row.done, "wrong": row.wrong, "read_seconds": round(read, 1), "seconds": round(took, 1)}


def kept(engine: str, part: str, told: dict[str, Any]) -> dict[str, Any]:
    """Say which figures a part gives; SQLite is held against the waits that PostgreSQL gave last."""
    if part == "clocks" and engine == "postgresql":
        return {"petitions__clocks": told["seconds"]}
    if part == "batch" and engine == "postgresql":
        return {"petitions__batch": told["seconds"]}
    if part != "lists":
        return {}
    waits = {name: row["p95_ms"] for name, row in told["waits"].items()}
    if engine == "sqlite":
        figures = json.loads((ROOT / "bench" / "figures.json").read_text(encoding="utf-8"))
        before = figures["petitions.waits_postgresql"]["value"]
        ratio = max(waits[name] / before[name] for name in PAGES_PROMISED)
        return {"petitions__sqlite_ratio": round(ratio, 2), "petitions__waits_sqlite": waits}
    return {
        "petitions__queries": max(told["queries"].values()),
        "petitions__queue_p95": waits["queue"],
        "petitions__case_p95": waits["case"],
        "petitions__search_p95": max(waits["public search"], waits["public search, rare"]),
        "petitions__hub_p95": waits["hub"],
        "petitions__thread_p95": waits["thread of 5,000"],
        "petitions__waits_postgresql": waits,
    }


def main() -> None:
    """Run one part."""
    ask = argparse.ArgumentParser()
    ask.add_argument("part", choices=("fill", "lists", "clocks", "batch"))
    ask.add_argument("--cases", type=int, default=1_000_000)
    ask.add_argument("--port", type=int, default=8299)
    ask.add_argument("--keep", action="store_true", help="keep the figures in bench/figures.json")
    given = ask.parse_args()
    prepare()
    from django.db import connection

    from donghanh.ground.accounts.models import User
    from donghanh.kit.dates import ZONE

    at = datetime.now(ZONE)
    if given.part == "fill":
        told = part_fill(people(at), at, given.cases)
    else:
        roles = ("officer", "office", "association")
        known = {role: User.objects.get(email=f"{role}@bench.example.vn") for role in roles}
        if given.part == "lists":
            told = part_lists(known, at, given.port)
        else:
            told = part_clocks(at) if given.part == "clocks" else part_batch(known, at)
    print(json.dumps({"engine": connection.vendor, "part": given.part, **told}, ensure_ascii=False, indent=1))
    if given.keep and (figures := kept(connection.vendor, given.part, told)):
        from bench.run import keep

        keep(**figures)


if __name__ == "__main__":
    main()
