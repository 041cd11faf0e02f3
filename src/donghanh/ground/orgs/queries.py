"""Reads across rows: the house's register held ready in memory, groups on a date, who lives on after whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Subquery

from donghanh.ground.orgs import domain
from donghanh.ground.orgs.domain import AgencyRef, GroupRef, Living, Resolution, SuccessionStep
from donghanh.ground.orgs.engine import book
from donghanh.ground.orgs.engine.names import Entry, NameBook
from donghanh.ground.orgs.models import Agency, Group, Revision, Succession
from donghanh.kit.memo import Stamped
from donghanh.kit.text import sort_key


@dataclass(frozen=True)
class _Group:
    ref: GroupRef
    kinds: tuple[str, ...]
    members: tuple[str, ...]
    without: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass
class Register:
    """Every agency, succession and group at one stamp, as plain values."""

    refs: dict[int, AgencyRef] = field(default_factory=dict)
    spans: dict[int, tuple[date | None, date | None]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    verified: dict[int, bool] = field(default_factory=dict)
    onward: dict[int, list[SuccessionStep]] = field(default_factory=dict)
    backward: dict[int, list[SuccessionStep]] = field(default_factory=dict)
    groups: dict[str, _Group] = field(default_factory=dict)
    names: NameBook | None = None

    def exists_on(self, agency_id: int, day: date) -> bool:
        """Say whether an agency exists on a day."""
        begin, end = self.spans[agency_id]
        return (begin is None or begin <= day) and (end is None or day < end)

    def alive(self, on: date) -> tuple[AgencyRef, ...]:
        """List the agencies of a day, in order of name."""
        return _sorted(self.refs[i] for i in self.refs if self.exists_on(i, on))

    def expand(self, code: str, *, on: date) -> tuple[AgencyRef, ...]:
        """List the members of a group on a day: rule by kind, plus members, minus exceptions."""
        found: dict[int, AgencyRef] = {}
        self._gather(code, on, found, set())
        return _sorted(found.values())

    def _gather(self, code: str, on: date, found: dict[int, AgencyRef], seen: set[str]) -> None:
        group = self.groups.get(code)
        if group is None or code in seen:
            if group is None:
                raise LookupError(f"no such group: {code}")
            return
        seen.add(code)
        without = {self.by_code[c] for c in group.without if c in self.by_code}
        for agency_id, ref in self.refs.items():
            if ref.kind in group.kinds and agency_id not in without and self.exists_on(agency_id, on):
                found[agency_id] = ref
        for member in group.members:
            agency_id = self.by_code.get(member, 0)
            if agency_id and self.exists_on(agency_id, on):
                found[agency_id] = self.refs[agency_id]
        for inner in group.groups:
            self._gather(inner, on, found, seen)

    def resolve(self, text: str, *, on: date) -> Resolution:
        """Say whom a written text means on a day."""
        assert self.names is not None  # noqa: S101 - built by build() always
        agencies: dict[int, AgencyRef] = {}
        named: dict[int, AgencyRef] = {}
        former: dict[int, AgencyRef] = {}
        groups: list[str] = []
        unknown: list[str] = []
        parts = self.names.resolve(text, on=on)
        for part in parts:
            if part.id is None:
                unknown.append(part.text)
            elif part.is_group:
                if part.id not in groups:
                    groups.append(part.id)
                agencies |= {a.id: a for a in self.expand(part.id, on=on)}
            else:
                agency_id = self.by_code[part.id]
                if part.former:
                    former[agency_id] = self.refs[agency_id]
                else:
                    named[agency_id] = agencies[agency_id] = self.refs[agency_id]
        whole = groups[0] if len(groups) == 1 and not named and not former and not unknown else None
        return Resolution(
            tuple(agencies.values()),
            whole,
            tuple(unknown),
            tuple(groups),
            tuple(named.values()),
            tuple(former.values()),
        )

    def living(self, agency_id: int, *, on: date) -> Living:
        """Follow the successions from an agency to whoever answers for its duties on a day."""
        path: list[SuccessionStep] = []
        topics: list[SuccessionStep] = []
        ends = self._follow(agency_id, on, path, topics, {agency_id})
        owners = _sorted({e.id: e for e in ends}.values())
        # Who holds a part-duty today, its own later successions followed too.
        holders = {
            h.id: h for t in tuple(topics) for h in self._follow(t.after.id, on, [], [], {agency_id, t.after.id})
        }
        extra = _sorted(h for i, h in holders.items() if i not in {o.id for o in owners})
        owner = owners[0] if len(owners) == 1 else None
        return Living(
            owner=owner,
            candidates=(*owners, *extra),
            path=tuple(path),
            topics=tuple(topics),
            needs_handover=owner is None or any(s.needs_handover for s in path),
            verified=all(s.verified for s in path),
        )

    def _follow(
        self, agency_id: int, on: date, path: list[SuccessionStep], topics: list[SuccessionStep], seen: set[int]
    ) -> list[AgencyRef]:
        begin, _ = self.spans[agency_id]
        if self.exists_on(agency_id, on) or (begin is not None and on < begin):
            return [self.refs[agency_id]]
        steps = [s for s in self.onward.get(agency_id, ()) if s.effective_on <= on]
        topics.extend(s for s in steps if s.topic)
        ends: list[AgencyRef] = []
        for step in steps:
            if step.topic or step.after.id in seen:
                continue
            path.append(step)
            ends.extend(self._follow(step.after.id, on, path, topics, seen | {step.after.id}))
        return ends

    def ancestors(self, agency_id: int) -> tuple[AgencyRef, ...]:
        """List everybody whose duties came down to an agency, the agency itself first."""
        found: dict[int, AgencyRef] = {agency_id: self.refs[agency_id]}
        waiting = [agency_id]
        while waiting:
            for step in self.backward.get(waiting.pop(), ()):
                if not step.topic and step.before.id not in found:
                    found[step.before.id] = step.before
                    waiting.append(step.before.id)
        return tuple(found.values())


def _sorted(refs: Iterable[AgencyRef]) -> tuple[AgencyRef, ...]:
    order = {kind: index for index, kind in enumerate(domain.KINDS)}
    return tuple(sorted(refs, key=lambda r: (order.get(r.kind, 99), sort_key(r.name))))


def stamp() -> str:
    """Name the register's state in one query: the last change recorded, and the newest agency however it came in."""
    change = Revision.objects.order_by("-pk").values("key")[:1]
    newest = Agency.objects.order_by("-pk").annotate(change=Subquery(change)).values_list("key", "change").first()
    return ":".join(part or "" for part in newest) if newest else "empty"


def _build() -> Register:
    """Read the whole register in five queries."""
    reviewed = book.read()
    register = Register()
    entries: list[Entry] = []
    for agency in Agency.objects.prefetch_related("aliases"):
        register.refs[agency.pk] = agency.ref
        register.spans[agency.pk] = (agency.valid_from, agency.valid_to)
        register.by_code[agency.code] = agency.pk
        register.verified[agency.pk] = agency.verified
        texts = (
            agency.name,
            *((agency.short_name,) if agency.short_name else ()),
            *(a.text for a in agency.aliases.all()),
        )
        entries.append(Entry(agency.code, texts, False, agency.valid_from, agency.valid_to))
    for row in Succession.objects.all():
        step = SuccessionStep(
            before=register.refs[row.before_id],
            after=register.refs[row.after_id],
            effective_on=row.effective_on,
            how=row.how,
            basis=row.basis,
            share=row.share,
            topic=row.topic,
            needs_handover=row.needs_handover,
            verified=row.verified,
        )
        register.onward.setdefault(row.before_id, []).append(step)
        register.backward.setdefault(row.after_id, []).append(step)
    for group in Group.objects.prefetch_related("aliases"):
        register.groups[group.code] = _Group(
            group.ref, tuple(group.kinds), tuple(group.members), tuple(group.without), tuple(group.groups)
        )
        entries.append(Entry(group.code, (group.name, *(a.text for a in group.aliases.all())), is_group=True))
    register.names = NameBook(entries, abbreviations=reviewed.abbreviations, province=reviewed.province)
    return register


_REGISTER = Stamped(stamp, _build)


def register() -> Register:
    """Return the register of now."""
    return _REGISTER.get()


def forget() -> None:
    """Read the register anew at the next question; services do so after a write."""
    _REGISTER.forget()
