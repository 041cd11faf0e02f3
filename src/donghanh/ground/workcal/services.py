"""The verbs: load the reviewed calendar, declare and withdraw days, revise terms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from donghanh.ground.workcal import events, queries
from donghanh.ground.workcal.models import DayException, Revision, Term, Year
from donghanh.kit import journal, policy
from donghanh.kit.data import data_dir, read_yaml
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze

Progress = Callable[[int, int], None]
FILES = (("workcal", "days.yaml"), ("workcal", "terms.yaml"))


def _saved(row: models.Model) -> None:
    """Check a row whole, then save it; what is wrong becomes one refusal with its fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("workcal.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def _changed(*, at: datetime, what: str, data_hash: str = "") -> Revision:
    row = Revision.objects.create(at=at, what=what[:200], data_hash=data_hash)
    queries.forget()
    return row


@transaction.atomic
def import_reference(*, at: datetime, by: Any = None, progress: Progress | None = None) -> int:
    """Bring days, years and terms up to the reviewed files; what was decided here stays. Returns rows written."""
    digest = hashlib.sha256()
    for parts in FILES:
        digest.update(data_dir().joinpath(*parts).read_bytes())
    if Revision.objects.filter(data_hash=digest.hexdigest()).exists():
        if progress:
            progress(1, 1)
        return 0
    reviewed, terms = read_yaml(*FILES[0]), read_yaml(*FILES[1])
    total = len(reviewed["years"]) + len(reviewed["days"]) + len(terms)
    done = written = 0
    for year, row in reviewed["years"].items():
        Year.objects.update_or_create(year=year, defaults=row)
        written, done = written + 1, done + 1
        if progress:
            progress(done, total)
    # A day touched in the application, even withdrawn there, is no longer the files' to decide.
    held_days = {d.day: d for d in DayException.objects.order_by("pk")}
    for row in reviewed["days"]:
        written, done = written + _bring_day(row, held_days, at), done + 1
        if progress:
            progress(done, total)
    # Closed values first: the open one of a code may only begin where they end.
    held_terms = {(t.code, t.since): t for t in Term.objects.all()}
    for row in sorted(terms, key=lambda r: r.get("until") is None):
        written, done = written + _bring_term(row, held_terms), done + 1
        if progress:
            progress(done, total)
    revision = _changed(at=at, what="nạp lịch và thời hạn đã rà soát", data_hash=digest.hexdigest())
    journal.record(
        events.CalendarImported(len(reviewed["days"]), len(terms), digest.hexdigest()), about=revision, by=by, at=at
    )
    return written


def _bring_day(row: dict[str, Any], held: dict[date, DayException], at: datetime) -> int:
    found = held.get(row["day"])
    if found is not None and found.origin == "app":
        return 0
    found = found or DayException(day=row["day"], origin="data", declared_at=at)
    found.kind, found.note, found.basis, found.verified = row["kind"], row["note"], row["basis"], row["verified"]
    _saved(found)
    return 1


def _bring_term(row: dict[str, Any], held: dict[tuple[str, date | None], Term]) -> int:
    found = held.get((row["code"], row.get("since")))
    if found is None and any(code == row["code"] and t.origin == "app" for (code, _), t in held.items()):
        return 0
    if found is not None and found.origin == "app":
        return 0
    found = found or Term(code=row["code"], since=row.get("since"), origin="data")
    found.label, found.value, found.unit = row["label"], row["value"], row["unit"]
    found.source, found.until, found.verified = row["source"], row.get("until"), row["verified"]
    _saved(found)
    return 1


@transaction.atomic
def declare_day(day: date, *, kind: str, note: str, basis: str, by: Any, at: datetime) -> DayException:
    """Declare that a day is off, or worked, from a published document; open deadlines follow through the event."""
    policy.may("workcal.declare_day", by, None, on=local_date(at)).or_refuse()
    if not squeeze(basis):
        raise Invalid(
            "workcal.no-basis", "Cần ghi căn cứ: số, ngày của văn bản.", fields={"basis": "Ghi số, ngày của văn bản."}
        )
    if DayException.objects.in_force().filter(day=day).exists():
        raise NotNow("workcal.declared", f"Ngày {show_date(day)} đã được khai báo; hãy rút khai báo cũ trước.")
    working = queries.calendar().is_working_day(day)
    if working == (kind == "work"):
        state = "ngày làm việc" if working else "ngày nghỉ"
        raise Invalid(
            "workcal.nothing-changes",
            f"Ngày {show_date(day)} vốn là {state} nên không cần khai báo.",
            fields={"day": f"Vốn là {state}."},
        )
    row = DayException(
        day=day, kind=kind, note=squeeze(nfc(note)), basis=squeeze(nfc(basis)), verified=True, declared_at=at
    )
    _saved(row)
    journal.record(events.DayDeclared(show_date(day), kind, row.note, row.basis), about=row, by=by, at=at)
    _changed(at=at, what=f"khai báo {show_date(day)}")
    return row


@transaction.atomic
def withdraw_day(declared: DayException, *, why: str, by: Any, at: datetime) -> DayException:
    """Take a declaration back; the row stays with the reason, the calendar is as the library has it."""
    row = DayException.objects.locked(declared.pk)
    policy.may("workcal.withdraw_day", by, row, on=local_date(at)).or_refuse()
    if row.withdrawn_at is not None:
        raise NotNow("workcal.withdrawn", f"Khai báo ngày {show_date(row.day)} đã được rút.")
    if not squeeze(why):
        raise Invalid("workcal.no-reason", "Cần ghi lý do rút khai báo.", fields={"why": "Ghi lý do."})
    row.withdrawn_at, row.withdrawn_why, row.origin = at, squeeze(nfc(why)), "app"
    _saved(row)
    journal.record(events.DayWithdrawn(show_date(row.day), row.kind, row.withdrawn_why), about=row, by=by, at=at)
    _changed(at=at, what=f"rút khai báo {show_date(row.day)}")
    return row


@transaction.atomic
def revise_term(code: str, *, value: int, since: date, source: str, by: Any, at: datetime) -> Term:
    """Give a term a new value from a day on; the old value stays with its time, so old cases keep their rule."""
    policy.may("workcal.revise_term", by, None, on=local_date(at)).or_refuse()
    open_one = Term.objects.select_for_update().filter(code=code, until__isnull=True).first()
    if open_one is None:
        raise Invalid(
            "workcal.no-term",
            f"Không có thời hạn đang áp dụng mang mã {code}.",
            fields={"code": "Chọn mã có trong danh mục."},
        )
    if not squeeze(source):
        raise Invalid(
            "workcal.no-basis", "Cần ghi căn cứ: số, ngày của văn bản.", fields={"source": "Ghi số, ngày của văn bản."}
        )
    if open_one.since is not None and since <= open_one.since:
        raise Invalid(
            "workcal.too-early",
            f"Ngày áp dụng phải sau ngày {show_date(open_one.since)} của giá trị hiện tại.",
            fields={"since": f"Phải sau ngày {show_date(open_one.since)}."},
        )
    before = open_one.ref.words()
    open_one.until, open_one.origin = since, "app"
    _saved(open_one)
    row = Term(
        code=code,
        label=open_one.label,
        value=value,
        unit=open_one.unit,
        source=squeeze(nfc(source)),
        since=since,
        verified=True,
    )
    _saved(row)
    journal.record(
        events.TermRevised(code, before, row.ref.words(), show_date(since), row.source), about=row, by=by, at=at
    )
    _changed(at=at, what=f"sửa thời hạn {code}")
    return row
