"""A million petitions and five million events: lists, a case, public search, a long thread, clocks derived anew.

Run: ``python bench/petitions.py [--cases N]`` on the database of ``DONGHANH_DATABASE`` (an empty one of its own; SQLite
in a temporary folder where none is named). Prints JSON. Sixteen users click once a second against two server processes.
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
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
USERS, CLICKS, THINK = 16, 8, 1.0
OPEN_SHARE = 10  # one case in so many is open
LONG_THREAD = 5000
WORDS = ("thuê đất", "cửa khẩu", "hoàn thuế", "giấy phép", "mặt bằng", "vay vốn", "quy hoạch", "tuyển dụng")
SUBJECTS = ("land", "customs", "tax", "licences", "clearance", "credit", "information", "labour")


def prepare() -> None:
    """Make Django ready on the database named, or on one of our own."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    os.environ.setdefault("DONGHANH_VAR", tempfile.mkdtemp(prefix="bench-petitions-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def people(at: datetime) -> dict[str, Any]:
    """Load agencies and the calendar; make an officer of a busy agency and a clerk of the hub, with sessions."""
    from donghanh.ground.accounts.tests.factories import make_post, make_user
    from donghanh.ground.orgs import api as orgs
    from donghanh.ground.orgs.models import Agency
    from donghanh.ground.workcal import api as workcal

    orgs.import_reference(at=at)
    workcal.import_reference(at=at)
    agencies = list(Agency.objects.on(at.date()).filter(kind__in=("department", "branch")).order_by("pk"))
    found: dict[str, Any] = {"agencies": [a.pk for a in agencies]}
    for role, agency in (("officer", agencies[0]), ("office", Agency.objects.get(code="van-phong-ubnd-tinh"))):
        user = make_user(f"Người đo {role}", email=f"{role}@bench.example.vn")
        make_post(user, role, agency)
        found[role] = user
    return found


def series(n: int) -> str:
    """Return rows 1..n as SQL of the engine."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"generate_series(1, {n}) AS s(i)"
    return f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {n}) SELECT i FROM s) AS s"  # noqa: S608


def fill(n: int, agencies: list[int], on: date) -> dict[str, float]:
    """Write cases, parts, moves, clocks and answers by bulk SQL; five moves a case."""
    from django.db import connection

    pg = connection.vendor == "postgresql"
    pick = lambda values, by="i": (  # noqa: E731 - one line of SQL
        "(ARRAY[" + ",".join(f"'{v}'" for v in values) + f"])[1 + {by} % {len(values)}]"
        if pg
        else f"CASE {by} % {len(values)} " + " ".join(f"WHEN {k} THEN '{v}'" for k, v in enumerate(values)) + " END"
    )
    agency = (
        "(ARRAY[" + ",".join(map(str, agencies)) + f"])[1 + i % {len(agencies)}]"
        if pg
        else f"CASE i % {len(agencies)} " + " ".join(f"WHEN {k} THEN {a}" for k, a in enumerate(agencies)) + " END"
    )
    key = "lpad(to_hex(i), 12, 'k')" if pg else "printf('k%011x', i)"
    number = "'KN-2020-' || lpad(i::text, 7, '0')" if pg else "'KN-2020-' || printf('%07d', i)"
    back = f"(CASE WHEN i % {OPEN_SHARE} = 0 THEN i % 20 ELSE 40 + i % 2000 END)"
    day = f"(DATE '{on}' - {back})" if pg else f"date('{on}', '-' || {back} || ' days')"
    moment = f"({day} + TIME '02:00')" if pg else f"({day} || ' 02:00:00')"
    later = (lambda d: f"({day} + {d})") if pg else (lambda d: f"date({day}, '+{d} days')")
    is_open = f"i % {OPEN_SHARE} = 0"
    yes, no = ("TRUE", "FALSE") if pg else ("1", "0")
    text = pick([f"Doanh nghiệp vướng mắc về {w}, đã nộp hồ sơ nhiều lần chưa có kết quả" for w in WORDS])
    folded = pick([f"doanh nghiep vuong mac ve {fold(w)}, da nop ho so nhieu lan chua co ket qua" for w in WORDS])
    took: dict[str, float] = {}

    def put(table: str, columns: dict[str, str], where: str = "") -> None:
        began = time.perf_counter()
        names = ", ".join(f'"{c}"' for c in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM {series(n)} {where}"  # noqa: S608
            )
        took[table] = round(took.get(table, 0) + time.perf_counter() - began, 1)

    put("petitions_petition", {
        "id": "i", "key": key, "number": number, "secret_hash": "''", "channel": pick(("web", "email", "hotline")),
        "external_id": "''", "regime": "'petition'", "subject": pick(SUBJECTS), "subindex": "'land'", "place": "''",
        "place_text": "''", "remote": no, "complex": no, "title": f"'Vướng mắc số ' || i || ': ' || {pick(WORDS)}",
        "text": text, "folded": f"'vuong mac so ' || i || ' ' || {folded}", "text_hash": key,
        "state": f"CASE WHEN i % 200 = 0 THEN 'received' WHEN {is_open} THEN 'working' ELSE 'closed' END",
        "lead_id": f"CASE WHEN i % 200 = 0 THEN NULL ELSE {agency} END", "dialogue_key": "''", "received_on": day,
        "received_at": moment, "first_due_on": "NULL", "due_on": f"CASE WHEN {is_open} THEN {later(21)} END",
        "first_answered_on": later(2), "answered_on": f"CASE WHEN NOT ({is_open}) THEN {later(15)} END",
        "in_time": f"CASE WHEN NOT ({is_open}) THEN {yes} END", "paused_days": "i % 4", "reopened": "0",
        "last_seq": "0", "changed_at": moment,
        "solved": f"CASE WHEN {is_open} THEN '' ELSE {pick(('yes', 'partly', 'no'))} END",
    })  # fmt: skip
    put("petitions_assignment", {
        "id": "i", "key": key, "petition_id": "i", "agency_id": agency, "part": "'lead'", "requested": no,
        "is_open": f"CASE WHEN {is_open} THEN {yes} ELSE {no} END", "assigned_at": moment, "ended_why": "''",
        "due_on": later(21), "question": "''", "contribution": "''",
    }, "WHERE i % 200 <> 0")  # fmt: skip
    for offset, (verb, clock, days) in enumerate(
        (("receive", "", 0), ("route", "answer", 1), ("accept", "", 2), ("submit", "", 14), ("approve", "finish", 15))
    ):
        put("petitions_move", {
            "id": f"i * 5 + {offset}", "petition_id": "i", "verb": f"'{verb}'", "before": "''", "after": "''",
            "on": later(days), "at": moment, "clock": f"'{clock}'", "amount": "0", "role": "''", "note": "''",
        }, f"WHERE NOT ({is_open})" if offset > 2 else "")  # fmt: skip
    for offset in (3, 4):  # open cases have been paused and resumed instead
        put("petitions_move", {
            "id": f"i * 5 + {offset}", "petition_id": "i", "verb": "'ask'" if offset == 3 else "'resume'",
            "before": "''", "after": "''", "on": later(offset), "at": moment,
            "clock": "'pause'" if offset == 3 else "'resume'", "amount": "0", "role": "''", "note": "''",
        }, f"WHERE {is_open}")  # fmt: skip
    for offset, (kind, rule) in enumerate((("first", "petition.first"), ("final", "petition.answer"))):
        put("petitions_clock", {
            "id": f"i * 2 + {offset}", "petition_id": "i", "kind": f"'{kind}'", "rule": f"'{rule}'", "rule_on": day,
            "started_on": day, "state": f"CASE WHEN {is_open} THEN 'running' ELSE 'ended' END",
            "is_open": f"CASE WHEN {is_open} AND {offset} = 1 THEN {yes} ELSE {no} END", "is_void": no,
            "due_on": later(21), "paused_days": "0", "stamp": "'before'", "escalated": "0",
        })  # fmt: skip
    put("petitions_answer", {
        "id": "i", "key": key, "petition_id": "i", "edition": "1", "state": "'approved'", "agency_id": agency,
        "text": text, "outcome": "'solved'", "document_number": "''", "version": "1", "drafted_at": moment,
        "rejected_why": "''", "approved_on": later(15), "number": number, "subject": pick(SUBJECTS),
        "subindex": "'land'", "regime": "'petition'", "place": "''", "asked_on": day,
        "public_title": f"'Vướng mắc về ' || {pick(WORDS)}", "public_question": text, "public_text": text,
        "public_name": "''", "public_folded": f"'vuong mac so ' || i || ' ' || {folded}", "redactions": "'[]'",
        "published_at": moment, "public_on": later(16), "withdrawn_why": "''", "solved": pick(("yes", "partly", "no")),
    }, f"WHERE NOT ({is_open}) AND i % 3 <> 0")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took


def fold(text: str) -> str:
    """Fold as the house does."""
    from donghanh.kit.text import search_key

    return search_key(text)


def long_thread(at: datetime) -> str:
    """Give one open case five thousand messages and return its key."""
    from donghanh.work.petitions.models import Message, Petition

    row = Petition.objects.filter(state="working").order_by("-pk")[0]
    Message.objects.bulk_create(
        (
            Message(petition=row, seq=n, direction="in" if n % 2 else "out", text=f"Tin số {n} về hồ sơ. " * 6, at=at)
            for n in range(1, LONG_THREAD + 1)
        ),
        batch_size=1000,
    )
    return str(row.key)


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
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
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
        for click in range(CLICKS):
            name = names[(number + click) % len(names)]
            address, session = pages[name]
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


def main() -> None:
    """Fill, count, load, derive anew."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--cases", type=int, default=1_000_000)
    ask.add_argument("--port", type=int, default=8299)
    ask.add_argument("--keep", action="store_true", help="the database is filled already")
    given = ask.parse_args()
    prepare()
    from django.db import connection

    from donghanh.ground.accounts.models import User
    from donghanh.kit.dates import ZONE
    from donghanh.work.petitions import services
    from donghanh.work.petitions.models import Clock, Message, Petition

    at = datetime.now(ZONE)
    told: dict[str, Any] = {"engine": connection.vendor, "cases": given.cases}
    if given.keep:
        found: dict[str, Any] = {r: User.objects.get(email=f"{r}@bench.example.vn") for r in ("officer", "office")}
        thread = Message.objects.values_list("petition__key", flat=True).order_by("pk").first()
    else:
        found = people(at)
        told["fill_seconds"] = fill(given.cases, found["agencies"], at.date())
        thread = long_thread(at)
    officer, office = found["officer"], found["office"]
    mine = officer.agency_ids(at.date())
    usual = Petition.objects.filter(lead_id__in=mine, state="working").order_by("pk").values_list("key", flat=True)[0]
    pages: dict[str, tuple[str, Any]] = {
        "queue": ("/kien-nghi/", officer),
        "hub": ("/kien-nghi/phan-loai/", office),
        "case": (f"/kien-nghi/ho-so/{usual}/", officer),
        "thread of 5,000": (f"/kien-nghi/ho-so/{thread}/", office),
        "public answers": ("/kien-nghi/hoi-dap/", None),
        "public search": ("/kien-nghi/hoi-dap/?q=c%E1%BB%ADa+kh%E1%BA%A9u", None),
        "public search, rare": ("/kien-nghi/hoi-dap/?q=vuong+mac+so+777", None),
    }
    told["queries"] = count_queries(pages)
    server = serving(given.port)
    try:
        addresses = {n: (a, cookie(who)) for n, (a, who) in pages.items()}
        load(given.port, {n: v for n, v in addresses.items() if n == "queue"})
        told["waits"] = load(given.port, addresses)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    Clock.objects.open().update(stamp="before")
    began = time.perf_counter()
    done = services.recheck(at=at)
    told["derive"] = {
        "clocks": done.clocks,
        "changed": done.changed,
        "seconds": round(time.perf_counter() - began, 1),
    }
    told["yesterday"] = str(at.date() - timedelta(days=1))
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
