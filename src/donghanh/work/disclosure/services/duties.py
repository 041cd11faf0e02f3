"""Duties to publish: made from the law's data, fulfilled by the agency, counted each night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, squeeze
from donghanh.record.registers import api as registers
from donghanh.work.disclosure import events
from donghanh.work.disclosure.engine import addresses
from donghanh.work.disclosure.engine.catalogue import Rule, rules
from donghanh.work.disclosure.models import Duty, Publication, TableDay
from donghanh.work.disclosure.policies import may
from donghanh.work.disclosure.queries.standing import board, unsettled_by_agency
from donghanh.work.disclosure.services.checks import save_checked, words

GROUP = "nhom:"


@transaction.atomic
def import_reference(*, at: datetime, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Bring the duties in line with the law's data and with today's agencies; what was published stays with them."""
    on = local_date(at)
    made = 0
    held = {(d.rule, d.first_agency_id): d for d in Duty.objects.select_for_update()}
    known = rules()
    for done, rule in enumerate(known.values(), start=1):
        for owner in _owners(rule, on):
            duty = held.pop((rule.code, owner.id), None)
            if duty is None:
                made += _new(rule, owner, on, at)
            else:
                _carry(duty, rule, on)
        progress(done, len(known))
    for duty in held.values():
        _end(duty, on)
    return made


def _owners(rule: Rule, on: date) -> Iterator[orgs.AgencyRef]:
    """Name those whom a rule binds: a group as it is today, or an agency by its own code, even where it has ended."""
    day = on if rule.until is None or on < rule.until else rule.since
    for code in rule.owners:
        try:
            if code.startswith(GROUP):
                yield from (a for a in orgs.expand(code.removeprefix(GROUP), on=day) if a.kind == "department")
            else:
                yield orgs.ref(code=code)
        except LookupError:  # another province's register lacks this agency: the rule binds nobody there
            continue


def _holder(agency_id: int, on: date) -> int:
    owner = orgs.living(agency_id, on=on).owner
    return owner.id if owner is not None else agency_id


def _new(rule: Rule, owner: orgs.AgencyRef, on: date, at: datetime) -> int:
    save_checked(
        Duty(
            rule=rule.code,
            category=rule.category,
            agency_id=_holder(owner.id, on),
            first_agency_id=owner.id,
            requested=owner.command == orgs.REQUESTED,
            since=rule.since,
            until=rule.until,
            created_at=at,
        )
    )
    return 1


def _carry(duty: Duty, rule: Rule, on: date) -> None:
    holder = _holder(duty.first_agency_id, on)
    if (duty.agency_id, duty.until, duty.category) != (holder, rule.until, rule.category):
        duty.agency_id, duty.until, duty.category = holder, rule.until, rule.category
        save_checked(duty)


def _end(duty: Duty, on: date) -> None:
    """A rule or a member that is no longer there: the duty ends today; one that never began is taken away."""
    if duty.until is not None and duty.until <= on:
        return
    if duty.since < on:
        duty.until = on
        save_checked(duty)


@transaction.atomic
def publish(
    duty: Duty,
    *,
    kind: str,
    title: str,
    by: User,
    at: datetime,
    document_number: str = "",
    register: str = "",
    version: str = "",
    file: Any = None,
    url: str = "",
    dated_on: date | None = None,
    published_on: date | None = None,
) -> Publication:
    """Say that something fulfils a duty, and where it lies; an outside address counts once the auditor has seen it."""
    duty = Duty.objects.locked(duty.pk)
    on = local_date(at)
    may("disclosure.publish", by, duty, on=on).or_refuse()
    published_on = published_on or on
    for name, day in (("dated_on", dated_on), ("published_on", published_on)):
        if day is not None and day > on:
            said = "Ngày này chưa tới; hãy ghi ngày thật."
            raise Invalid("disclosure.future", said, fields={name: said})
    if kind == Publication.Kind.ADDRESS:
        url = _address(url)
    if kind == Publication.Kind.REGISTER:
        version, dated_on = _register(register)
    shown = Publication(
        duty=duty,
        kind=kind,
        title=words(title, field="title", message="Hãy ghi tên nội dung đã công khai.", most=300),
        document_number=squeeze(nfc(document_number)),
        register=register,
        version=version,
        file=file,
        url=url,
        dated_on=dated_on,
        published_on=published_on,
        at=at,
        by=by,
    )
    save_checked(shown)
    journal.record(
        events.DutyPublished(
            duty.category, duty.agency.name, shown.title, shown.document_number, file.sha256 if file else ""
        ),
        about=duty,
        by=by,
        at=at,
        agency=duty.agency,
    )
    return shown


def _register(slug: str) -> tuple[str, date]:
    """Name the version that is public now and its day; later versions count by themselves."""
    current = registers.current(slug)
    if current is None:
        said = "Sổ này chưa công khai phiên bản nào; hãy công khai sổ trước."
        raise Invalid("disclosure.register", said, fields={"register": said})
    return str(current.number), local_date(current.published_at)


def _address(url: str) -> str:
    found = addresses.normal(url)
    if not found:
        said = "Địa chỉ phải bắt đầu bằng http:// hoặc https:// và có tên miền."
        raise Invalid("disclosure.address", said, fields={"url": said})
    return found


@transaction.atomic
def withdraw(shown: Publication, *, reason: str, by: User, at: datetime) -> Publication:
    """Take back what was said to be published; the row and the reason stay."""
    duty = Duty.objects.locked(shown.duty_id)
    may("disclosure.withdraw", by, duty, on=local_date(at)).or_refuse()
    shown = Publication.objects.select_for_update().get(pk=shown.pk)
    if shown.withdrawn_at is not None:
        raise NotNow("disclosure.withdrawn", "Nội dung này đã được rút trước đó.")
    shown.withdrawn_why = words(reason, field="reason", message="Hãy ghi lý do rút.", most=500)
    shown.withdrawn_at = at
    save_checked(shown)
    journal.record(
        events.PublicationWithdrawn(duty.category, duty.agency.name, shown.title),
        about=duty,
        by=by,
        at=at,
        agency=duty.agency,
    )
    return shown


@transaction.atomic
def take_table(*, at: datetime) -> int:
    """Keep tonight's public table; the same night again replaces it."""
    on = local_date(at)
    waiting = unsettled_by_agency()
    rows = [
        TableDay(
            on=on,
            agency=line.agency,
            counts={str(k): n for k, n in line.count.by.items() if n},
            due=line.count.due,
            published=line.count.published,
            findings=waiting.get(line.agency.pk, 0),
            at=at,
        )
        for line in board(on)
    ]
    TableDay.objects.filter(on=on).delete()
    TableDay.objects.bulk_create(rows)
    return len(rows)


def agency_named(code: str) -> Agency:
    """Return an agency by its code."""
    return Agency.objects.get(code=code)
