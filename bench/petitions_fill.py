"""A million petitions and five million events written by bulk SQL, their answers in the one index, a spreadsheet."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

OPEN_SHARE = 10  # one case in so many is open
LONG_THREAD = 5000
PUT_BY_THE_DOOR = 5000  # published answers put in the index by its door; the rest are copied from these
WORDS = ("thuê đất", "cửa khẩu", "hoàn thuế", "giấy phép", "mặt bằng", "vay vốn", "quy hoạch", "tuyển dụng")
SUBJECTS = ("land", "customs", "tax", "licences", "clearance", "credit", "information", "labour")


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
    hub = Agency.objects.get(code="van-phong-ubnd-tinh")
    association = Agency.objects.on(at.date()).filter(kind="association").order_by("pk")[0]
    for role, agency in (("officer", agencies[0]), ("office", hub), ("association", association)):
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
    from django.core.management.color import no_style
    from django.db import connection

    from donghanh.kit.text import search_key

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
    folded = pick([f"doanh nghiep vuong mac ve {search_key(w)}, da nop ho so nhieu lan chua co ket qua" for w in WORDS])
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
        "text": text, "text_hash": key,
        "state": f"CASE WHEN i % 200 = 0 THEN 'received' WHEN {is_open} THEN 'working' ELSE 'closed' END",
        "lead_id": f"CASE WHEN i % 200 = 0 THEN NULL ELSE {agency} END", "dialogue_key": "''", "received_on": day,
        "received_at": moment, "first_due_on": "NULL", "due_on": f"CASE WHEN {is_open} THEN {later(21)} END",
        "first_answered_on": later(2), "answered_on": f"CASE WHEN NOT ({is_open}) THEN {later(15)} END",
        "in_time": f"CASE WHEN NOT ({is_open}) THEN {yes} END", "paused_days": "i % 4", "reopened": "0",
        "last_seq": "0", "changed_at": moment,
        "solved": f"CASE WHEN {is_open} THEN '' ELSE {pick(('yes', 'partly', 'no'))} END",
    })  # fmt: skip
    put("petitions_words", {"petition_id": "i", "folded": f"'vuong mac so ' || i || ' ' || {folded}"})
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
    for offset in (3, 4):  # open cases have been paused and resumed instead, on many different days
        put("petitions_move", {
            "id": f"i * 5 + {offset}", "petition_id": "i", "verb": "'ask'" if offset == 3 else "'resume'",
            "before": "''", "after": "''", "on": later(f"{offset} + i % 7" if pg else offset), "at": moment,
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
        "public_name": "''", "redactions": "'[]'",
        "published_at": moment, "public_on": later(16), "withdrawn_why": "''", "solved": pick(("yes", "partly", "no")),
    }, f"WHERE NOT ({is_open}) AND i % 3 <> 0")  # fmt: skip
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _filled_by_hand()):
            cursor.execute(statement)
    return took


def _filled_by_hand() -> list[Any]:
    from donghanh.work.petitions.models import Answer, Assignment, Clock, Move, Petition

    return [Answer, Assignment, Clock, Move, Petition]


def index_answers(on: date) -> float:
    """Put every published answer in the one index: some by its door, the others copied from them with their numbers."""
    from itertools import islice

    from django.db import connection

    from donghanh.record.search import api as search
    from donghanh.work.petitions.models import Answer
    from donghanh.work.petitions.services import finding

    began = time.perf_counter()
    search.put_many(islice(finding.answer_documents(on), PUT_BY_THE_DOOR))
    pg = connection.vendor == "postgresql"
    shapes: dict[tuple[int, int], tuple[str, str]] = {}
    for agency, case, key, number in (
        Answer.objects.public(on=on).order_by("pk").values_list("agency_id", "petition_id", "key", "number")
    )[:PUT_BY_THE_DOOR]:
        shapes.setdefault((agency, case % len(WORDS)), (key, number[-7:]))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE shape (agency_id bigint, w bigint, key text, digits text)")
        rows = [(*shape, *told) for shape, told in shapes.items()]
        cursor.executemany("INSERT INTO shape VALUES (%s, %s, %s, %s)", rows)
        here = f"a.petition_id %% {len(WORDS)}" if pg else f"a.petition_id % {len(WORDS)}"
        like = "FROM petitions_answer a JOIN shape s ON s.agency_id = a.agency_id AND s.w = " + here.replace("%%", "%")
        cursor.execute(
            "INSERT INTO search_item (kind, key, title, body, note, url, weight, digest, shelf_id) "  # noqa: S608
            "SELECT t.kind, a.key, t.title, t.body, replace(t.note, s.digits, substr(a.number, 9)), "
            f"replace(t.url, s.key, a.key), t.weight, a.key, t.shelf_id {like} "
            "JOIN search_item t ON t.kind = 'petition_answer' AND t.key = s.key "
            "WHERE NOT EXISTS (SELECT 1 FROM search_item x WHERE x.kind = 'petition_answer' AND x.key = a.key)"
        )
        new = (
            f"{like} JOIN search_item i ON i.kind = 'petition_answer' AND i.key = a.key "  # noqa: S608 - our own statement
            "JOIN search_item t ON t.kind = 'petition_answer' AND t.key = s.key "
            "JOIN search_slot ts ON ts.item_id = t.id "
            "WHERE NOT EXISTS (SELECT 1 FROM search_slot x WHERE x.item_id = i.id)"
        )
        if pg:
            columns = ("words", "xwords", "titles", "xtitles")
            for name in columns:
                cursor.execute(f"DROP INDEX search_slot_{name}")
            cursor.execute(
                "INSERT INTO search_slot (id, item_id, shelf_id, words, xwords) "
                "SELECT 4000000000000 + i.id, i.id, i.shelf_id, "
                "replace(ts.words::text, s.digits, substr(a.number, 9))::tsvector, "
                f"replace(ts.xwords::text, s.digits, substr(a.number, 9))::tsvector, ts.titles, ts.xtitles {new}"
            )
            for name in columns:
                cursor.execute(f"CREATE INDEX search_slot_{name} ON search_slot USING gin ({name})")
        else:
            cursor.execute(
                "INSERT INTO search_words (rowid, title, body, xtitle, xbody) "
                "SELECT 4000000000000 + i.id, w.title, replace(w.body, s.digits, substr(a.number, 9)), w.xtitle, "
                "replace(w.xbody, s.digits, substr(a.number, 9)) "
                + new.replace("WHERE NOT", "JOIN search_words w ON w.rowid = ts.id WHERE NOT")
            )
            cursor.execute(
                f"INSERT INTO search_slot (id, item_id, shelf_id) SELECT 4000000000000 + i.id, i.id, i.shelf_id {new}"
            )
    return round(time.perf_counter() - began, 1)


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


def sheet(rows: int, at: datetime) -> bytes:
    """Fill the association's template with so many rows, each about another difficulty."""
    from donghanh.work.petitions.engine import batch as sheets
    from donghanh.work.petitions.services.batches import subjects

    labels = list(subjects().values())
    return sheets.filled(
        [
            {
                "business": f"HTX số {n}",
                "subject": labels[n % len(labels)],
                "text": f"Việc {at:%H%M%S}-{n}: vướng mắc về {WORDS[n % len(WORDS)]}, đã nộp hồ sơ, chưa có kết quả.",
            }
            for n in range(rows)
        ]
    )
