"""The verbs: load the reviewed register, and record what the next reorganisation changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from donghanh.ground.orgs import events, queries
from donghanh.ground.orgs.engine import book as reviewed
from donghanh.ground.orgs.models import Agency, Alias, Group, GroupAlias, Revision, Succession
from donghanh.kit import journal, policy
from donghanh.kit.dates import local_date, show_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.kit.text import nfc, search_key, slugify_vi, squeeze

Progress = Callable[[int, int], None]


def _saved(row: models.Model) -> None:
    """Check a row whole, then save it; what is wrong becomes one refusal with its fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("orgs.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def _changed(*, at: datetime, what: str, data_hash: str = "") -> Revision:
    row = Revision.objects.create(at=at, what=what[:200], data_hash=data_hash)
    queries.forget()
    return row


# --- the reviewed register --------------------------------------------------------------------------------------


@transaction.atomic
def import_reference(*, at: datetime, by: Any = None, progress: Progress | None = None) -> int:
    """Bring the tables up to the reviewed files; what was recorded in the application stays. Returns rows written.

    Done again with the same files it changes nothing and answers at once.
    """
    source = reviewed.read()
    if Revision.objects.filter(data_hash=source.sha256).exists():
        if progress:
            progress(1, 1)
        return 0
    total = len(source.agencies) + len(source.successions) + len(source.groups)
    held = {a.code: a for a in Agency.objects.prefetch_related("aliases")}
    written = _bring_agencies(source.agencies, held)
    if progress:
        progress(len(source.agencies), total)
    written += _bring_successions(source.successions, held)
    if progress:
        progress(len(source.agencies) + len(source.successions), total)
    written += sum(_bring_group(group) for group in source.groups)
    if progress:
        progress(total, total)
    revision = _changed(at=at, what="nạp danh mục đã rà soát", data_hash=source.sha256)
    journal.record(
        events.ReferenceImported(len(source.agencies), len(source.successions), len(source.groups), source.sha256),
        about=revision,
        by=by,
        at=at,
    )
    return written


def _bring_agencies(rows: Iterable[reviewed.AgencyRow], held: dict[str, Agency]) -> int:
    """Write new and changed agencies, parents first; the files were checked whole, the database checks each row."""
    written = 0
    for children in (False, True):
        fresh = []
        for row in rows:
            if bool(row.parent) is not children:
                continue
            agency = held.get(row.code)
            if agency is None:
                agency = held[row.code] = Agency(code=row.code, origin="data")
                fresh.append(agency)
            elif agency.origin == "app" or not _differs(agency, _values(row, held)):
                continue
            _set(agency, _values(row, held))
            agency.clean_fields(exclude=["parent"])
            agency.name_folded = search_key(f"{agency.name} {agency.short_name}")[:300]
            if agency.pk:
                agency.save()
                written += 1
        Agency.objects.bulk_create(fresh)
        written += len(fresh)
    present = set(Alias.objects.values_list("agency_id", "text"))
    aliases = []
    for row in rows:
        for text in dict.fromkeys(squeeze(nfc(t)) for t in row.aliases):
            if (held[row.code].pk, text) not in present:
                aliases.append(Alias(agency=held[row.code], text=text, folded=search_key(text)))
    Alias.objects.bulk_create(aliases)
    return written + len(aliases)


def _values(row: reviewed.AgencyRow, held: dict[str, Agency]) -> dict[str, Any]:
    return {
        "name": nfc(row.name),
        "short_name": nfc(row.short_name),
        "kind": row.kind,
        "command": row.command,
        "parent_id": held[row.parent].pk if row.parent else None,
        "province_code": row.province_code,
        "unit_code": row.unit_code,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "verified": row.verified,
        "source": row.source,
        "note": row.note,
    }


def _differs(thing: models.Model, values: dict[str, Any]) -> bool:
    return any(getattr(thing, name) != value for name, value in values.items())


def _set(thing: models.Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)


def _bring_successions(rows: Iterable[reviewed.SuccessionRow], held: dict[str, Agency]) -> int:
    found = {(s.before_id, s.after_id, s.topic): s for s in Succession.objects.all()}
    fresh = []
    written = 0
    for row in rows:
        before, after = held[row.before], held[row.after]
        values = {
            "effective_on": row.effective_on,
            "how": row.how,
            "basis": row.basis,
            "share": row.share,
            "needs_handover": row.needs_handover,
            "verified": row.verified,
        }
        succession = found.get((before.pk, after.pk, row.topic))
        if succession is None:
            fresh.append(Succession(before=before, after=after, topic=row.topic, **values))
        elif _differs(succession, values):
            _set(succession, values)
            succession.save()
            written += 1
    Succession.objects.bulk_create(fresh)
    return written + len(fresh)


def _bring_group(row: reviewed.GroupRow) -> int:
    group = Group.objects.filter(code=row.code).first() or Group(code=row.code)
    group.name = nfc(row.name)
    group.kinds, group.members, group.without, group.groups = (
        list(row.kinds),
        list(row.members),
        list(row.without),
        list(row.groups),
    )
    group.successor, group.complete, group.verified, group.source = (
        row.successor,
        row.complete,
        row.verified,
        row.source,
    )
    _saved(group)
    present = {a.text for a in group.aliases.all()}
    for text in dict.fromkeys(squeeze(nfc(t)) for t in row.aliases):
        if text not in present:
            GroupAlias.objects.create(group=group, text=text)
    return 1


# --- the next reorganisation ---------------------------------------------------------------------------------------


@transaction.atomic
def establish_agency(
    name: str,
    *,
    kind: str,
    command: str,
    on: date,
    basis: str,
    by: Any,
    at: datetime,
    short_name: str = "",
    unit_code: str = "",
    like: Agency | None = None,
) -> Agency:
    """Enter an agency that begins on a day."""
    policy.may("orgs.reorganise", by, None, on=local_date(at)).or_refuse()
    agency = _founded(
        name,
        kind=kind,
        command=command,
        on=on,
        basis=_basis(basis),
        short_name=short_name,
        unit_code=unit_code,
        like=like,
    )
    journal.record(events.AgencyEstablished(agency.name, show_date(on), basis), about=agency, by=by, at=at)
    _changed(at=at, what=f"lập {agency.name}")
    return agency


@transaction.atomic
def rename_agency(
    agency: Agency, *, name: str, on: date, basis: str, by: Any, at: datetime, short_name: str = ""
) -> Agency:
    """Let an agency go on under another name from a day; the old name stays with its time. Returns the new row."""
    agency = Agency.objects.locked(agency.pk)
    policy.may("orgs.reorganise", by, agency, on=local_date(at)).or_refuse()
    basis = _basis(basis)
    _end(agency, on)
    after = _founded(
        name, kind=agency.kind, command=agency.command, on=on, basis=basis, short_name=short_name,
        unit_code=agency.unit_code, like=agency,
    )  # fmt: skip
    _succeed(agency, after, on=on, how="renamed", basis=basis)
    journal.record(events.AgencyRenamed(agency.name, after.name, show_date(on), basis), about=after, by=by, at=at)
    _changed(at=at, what=f"{agency.name} đổi tên")
    return after


@transaction.atomic
def merge_agencies(
    agencies: Sequence[Agency], *, name: str, on: date, basis: str, by: Any, at: datetime, short_name: str = ""
) -> Agency:
    """Make one new agency of several from a day; it takes over everything of each. Returns the new agency."""
    locked = [Agency.objects.locked(pk) for pk in sorted({a.pk for a in agencies})]
    policy.may("orgs.reorganise", by, None, on=local_date(at)).or_refuse()
    basis = _basis(basis)
    if len(locked) < 2:
        raise Invalid(
            "orgs.merge-few", "Hợp nhất cần từ hai cơ quan trở lên.", fields={"agencies": "Chọn ít nhất hai cơ quan."}
        )
    for agency in locked:
        _end(agency, on)
    first = locked[0]
    after = _founded(
        name,
        kind=first.kind,
        command=first.command,
        on=on,
        basis=basis,
        short_name=short_name,
        unit_code="",
        like=first,
    )
    for agency in locked:
        _succeed(agency, after, on=on, how="merged", basis=basis)
    journal.record(
        events.AgenciesMerged([a.name for a in locked], after.name, show_date(on), basis), about=after, by=by, at=at
    )
    _changed(at=at, what=f"hợp nhất thành {after.name}")
    return after


@transaction.atomic
def abolish_agency(
    agency: Agency, *, on: date, basis: str, by: Any, at: datetime, heirs: Iterable[Agency] = ()
) -> Agency:
    """End an agency on a day. One heir takes over everything; several need a recorded hand-over of each duty."""
    agency = Agency.objects.locked(agency.pk)
    policy.may("orgs.reorganise", by, agency, on=local_date(at)).or_refuse()
    basis = _basis(basis)
    heirs = list({h.pk: h for h in heirs}.values())
    for heir in heirs:
        if heir.pk == agency.pk:
            raise Invalid(
                "orgs.self", "Một cơ quan không thể kế thừa chính nó.", fields={"heirs": "Chọn cơ quan khác."}
            )
        if not heir.exists_on(on):
            raise Invalid(
                "orgs.heir-not-alive",
                f"{heir.name} không hoạt động vào ngày {show_date(on)} nên không thể nhận nhiệm vụ.",
                fields={"heirs": f"{heir.name} không hoạt động vào ngày này."},
            )
    _end(agency, on)
    for heir in heirs:
        how = "split" if len(heirs) > 1 else "absorbed"
        _succeed(agency, heir, on=on, how=how, basis=basis, needs_handover=len(heirs) > 1)
    journal.record(
        events.AgencyAbolished(agency.name, [h.name for h in heirs], show_date(on), basis), about=agency, by=by, at=at
    )
    _changed(at=at, what=f"kết thúc {agency.name}")
    return agency


@transaction.atomic
def confirm_record(agency: Agency, *, basis: str, by: Any, at: datetime) -> Agency:
    """Say that an agency's record was checked against a document."""
    agency = Agency.objects.locked(agency.pk)
    policy.may("orgs.confirm", by, agency, on=local_date(at)).or_refuse()
    if agency.verified:
        raise NotNow("orgs.confirmed", "Thông tin của cơ quan này đã được xác minh.")
    agency.verified, agency.source, agency.origin = True, _basis(basis), "app"
    _saved(agency)
    journal.record(events.RecordConfirmed(agency.name, basis), about=agency, by=by, at=at)
    _changed(at=at, what=f"xác minh {agency.name}")
    return agency


@transaction.atomic
def add_alias(agency: Agency, *, text: str, by: Any, at: datetime) -> Alias:
    """Let an agency also be known by another way of writing."""
    policy.may("orgs.add_alias", by, agency, on=local_date(at)).or_refuse()
    alias = Alias(agency=agency, text=text)
    _saved(alias)
    journal.record(events.AliasAdded(agency.name, alias.text), about=agency, by=by, at=at)
    _changed(at=at, what=f"thêm cách viết {alias.text}")
    return alias


def _basis(text: str) -> str:
    basis = squeeze(nfc(text))
    if not basis:
        raise Invalid(
            "orgs.no-basis", "Cần ghi căn cứ: số, ngày của văn bản.", fields={"basis": "Ghi số, ngày của văn bản."}
        )
    return basis


def _end(agency: Agency, on: date) -> None:
    if agency.valid_to is not None:
        raise NotNow("orgs.ended", f"{agency.name} đã kết thúc từ ngày {show_date(agency.valid_to)}.")
    if agency.valid_from is not None and on <= agency.valid_from:
        raise Invalid(
            "orgs.too-early",
            f"Ngày kết thúc phải sau ngày bắt đầu {show_date(agency.valid_from)} của {agency.name}.",
            fields={"on": f"Phải sau ngày {show_date(agency.valid_from)}."},
        )
    agency.valid_to, agency.origin = on, "app"
    _saved(agency)


def _founded(
    name: str, *, kind: str, command: str, on: date, basis: str, short_name: str, unit_code: str, like: Agency | None
) -> Agency:
    """Write a new agency; its code is its name's, with the year where an older agency holds that code."""
    name = squeeze(nfc(name))
    if not name:
        raise Invalid("orgs.no-name", "Cần ghi tên cơ quan.", fields={"name": "Ghi tên đầy đủ của cơ quan."})
    agency = Agency(
        code=_free_code(name, on),
        name=name,
        short_name=short_name,
        kind=kind,
        command=command,
        parent=like.parent if like else None,
        province_code=like.province_code if like else reviewed.read().province_code,
        unit_code=unit_code,
        valid_from=on,
        verified=True,
        source=basis,
        origin="app",
    )
    _saved(agency)
    return agency


def _free_code(name: str, on: date) -> str:
    base = slugify_vi(name, limit=60)
    for code in (base, f"{base}-{on.year}", *(f"{base}-{on.year}-{n}" for n in range(2, 100))):
        if not Agency.objects.filter(code=code).exists():
            return code
    raise Invalid("orgs.no-code", "Tên này đã được dùng quá nhiều lần trong năm.")


def _succeed(
    before: Agency,
    after: Agency,
    *,
    on: date,
    how: str,
    basis: str,
    needs_handover: bool = False,
    share: Decimal | None = None,
) -> Succession:
    pairs = set(Succession.objects.values_list("before_id", "after_id")) | {(before.pk, after.pk)}
    if reviewed.circle(pairs):
        raise Invalid(
            "orgs.circle", f"{after.name} đã là cơ quan đi trước của {before.name}; kế thừa không thể đi vòng."
        )
    row = Succession(
        before=before,
        after=after,
        effective_on=on,
        how=how,
        basis=basis,
        share=share,
        needs_handover=needs_handover,
        verified=True,
    )
    _saved(row)
    return row
