"""Where every duty stands on a day: three queries, whatever the number of duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count as Counted

from donghanh.ground.orgs.models import Agency
from donghanh.kit.dates import local_date
from donghanh.kit.text import sort_key
from donghanh.record.registers import api as registers
from donghanh.work.disclosure.domain.duties import Checked, Count, Shown, Stand, stand
from donghanh.work.disclosure.domain.findings import UNSETTLED
from donghanh.work.disclosure.engine.catalogue import categories
from donghanh.work.disclosure.models import Audit, Duty, Finding, Publication


@dataclass(frozen=True)
class Owed:
    """One duty with where it stands and what was published for it."""

    duty: Duty
    stand: Stand
    publications: tuple[Publication, ...]

    @property
    def newest(self) -> Publication | None:
        """Return what was published last."""
        return self.publications[0] if self.publications else None


def checks_on(on: date) -> dict[tuple[int, str], Checked]:
    """Return what the newest audit by a day saw, by agency and category."""
    seen: dict[tuple[int, str], Checked] = {}
    done = Audit.objects.filter(state=Audit.State.DONE, on__lte=on).select_related("site").order_by("on", "pk")
    for audit in done:
        for found in audit.found:
            newest = found.get("newest_on")
            key = audit.site.agency_id, str(found["code"])
            seen[key] = Checked(audit.on or on, str(found["state"]), date.fromisoformat(newest) if newest else None)
    return seen


def owed(duties: Any, *, on: date) -> list[Owed]:
    """Say where duties stand on a day; withdrawn publications count until the day they were withdrawn."""
    rows = list(duties.in_force(on).with_context())
    shown: dict[int, list[Publication]] = defaultdict(list)
    for one in Publication.objects.filter(duty__in=rows, published_on__lte=on).select_related("file"):
        if one.withdrawn_at is None or local_date(one.withdrawn_at) > on:
            shown[one.duty_id].append(one)
    seen, current = checks_on(on), _current(shown, on)
    found = []
    for duty in rows:
        rule = duty.terms
        if rule is None:
            continue
        mine = tuple(shown[duty.pk])
        plain = [
            Shown(p.published_on, current.get(p.register, p.dated_on), p.kind == Publication.Kind.ADDRESS) for p in mine
        ]
        where = stand(rule, plain, seen.get((duty.agency_id, duty.category)), on=on)
        found.append(Owed(duty, where, mine))
    order = {code: n for n, code in enumerate(categories())}
    return sorted(found, key=lambda o: (sort_key(o.duty.agency.name), order.get(o.duty.category, 99), o.duty.rule))


def _current(shown: dict[int, list[Publication]], on: date) -> dict[str, date]:
    """Return the day of each linked register's public version: a register goes on being fresh by itself."""
    if not any(p.register for mine in shown.values() for p in mine):
        return {}
    days = {r.slug: local_date(r.version.published_at) for r in registers.registers() if r.version is not None}
    return {slug: day for slug, day in days.items() if day <= on}


@dataclass(frozen=True)
class Line:
    """One agency of the public table."""

    agency: Agency
    count: Count
    rows: tuple[Owed, ...]


def by_agency(rows: Iterable[Owed]) -> list[Line]:
    """Count duties by the agency that holds them; bodies that are only asked count nowhere."""
    held: dict[int, list[Owed]] = defaultdict(list)
    for row in rows:
        if not row.duty.requested:
            held[row.duty.agency_id].append(row)
    return [Line(mine[0].duty.agency, Count.of(o.stand.standing for o in mine), tuple(mine)) for mine in held.values()]


def board(on: date) -> list[Line]:
    """Return the public table of a day."""
    return by_agency(owed(Duty.objects.all(), on=on))


def unsettled_by_agency() -> dict[int, int]:
    """Count the findings that no audit has seen mended, by agency."""
    rows = Finding.objects.filter(state__in=UNSETTLED).exclude(severity="info")
    return dict(rows.values_list("site__agency_id").annotate(n=Counted("pk")).values_list("site__agency_id", "n"))


def gaps_by_part(on: date) -> dict[str, list[Owed]]:
    """Return what is owed, by the sub-index that it bears on (``PCI.land``)."""
    known = categories()
    found: dict[str, list[Owed]] = defaultdict(list)
    for row in owed(Duty.objects.all(), on=on):
        if row.stand.tone in ("late", "soon"):
            for part in known[row.duty.category].parts if row.duty.category in known else ():
                found[part].append(row)
    return dict(found)
