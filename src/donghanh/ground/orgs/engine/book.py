"""The reviewed register of agencies as plain values, read from ``data/orgs`` and ``data/units``; no table, no Django.

The database is filled from it, and the offline compiler reads names with it (:func:`read` then :meth:`Book.names`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from donghanh.ground.orgs.engine.names import Entry, NameBook
from donghanh.kit.data import data_dir, read_csv, read_yaml
from donghanh.kit.text import slugify_vi

FILES = (
    ("orgs", "province.yaml"),
    ("orgs", "agencies.yaml"),
    ("orgs", "groups.yaml"),
    ("orgs", "successions.yaml"),
    ("orgs", "abbreviations.yaml"),
    ("units", "districts.csv"),
    ("units", "communes.csv"),
)


@dataclass(frozen=True)
class AgencyRow:
    """One agency as reviewed."""

    code: str
    name: str
    short_name: str
    kind: str
    command: str
    parent: str
    province_code: str
    unit_code: str
    valid_from: date | None
    valid_to: date | None
    verified: bool
    source: str
    note: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class SuccessionRow:
    """One succession as reviewed."""

    before: str
    after: str
    effective_on: date
    how: str
    basis: str
    share: Decimal | None
    topic: str
    needs_handover: bool
    verified: bool


@dataclass(frozen=True)
class GroupRow:
    """One group as reviewed."""

    code: str
    name: str
    kinds: tuple[str, ...]
    members: tuple[str, ...]
    without: tuple[str, ...]
    groups: tuple[str, ...]
    successor: str
    complete: bool
    verified: bool
    source: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The whole register."""

    province: str
    province_code: str
    agencies: tuple[AgencyRow, ...]
    successions: tuple[SuccessionRow, ...]
    groups: tuple[GroupRow, ...]
    abbreviations: dict[str, str]
    sha256: str

    def names(self) -> NameBook:
        """Build the name book; ids are codes."""
        entries = [
            Entry(
                a.code,
                (a.name, *((a.short_name,) if a.short_name else ()), *a.aliases),
                False,
                a.valid_from,
                a.valid_to,
            )
            for a in self.agencies
        ]
        entries += [Entry(g.code, (g.name, *g.aliases), is_group=True) for g in self.groups]
        return NameBook(entries, abbreviations=self.abbreviations, province=self.province)


@lru_cache(maxsize=1)
def read() -> Book:
    """Read the reviewed files; a file that contradicts itself raises ``ValueError`` naming the place."""
    place = read_yaml("orgs", "province.yaml")
    code, name = str(place["code"]), str(place["name"])
    main = read_yaml("orgs", "agencies.yaml")
    agencies = [_agency(row, main["sources"], code) for row in main["agencies"]]
    districts = {row["code"]: row for row in read_csv("units", "districts.csv")}
    communes = read_csv("units", "communes.csv")
    units = place.get("units", {})
    for rule, rows in (
        ("districts", list(districts.values())),
        ("communes", communes),
        ("district_police", list(districts.values())),
    ):
        if rule in units:
            agencies += [_of_unit(row, units[rule], code) for row in rows]
    successions = [_succession(row) for row in read_yaml("orgs", "successions.yaml")]
    successions += _unit_successions(place, districts, communes)
    groups = [_group(row) for row in read_yaml("orgs", "groups.yaml")]
    digest = hashlib.sha256()
    for parts in FILES:
        digest.update(data_dir().joinpath(*parts).read_bytes())
    book = Book(
        province=name,
        province_code=code,
        agencies=tuple(agencies),
        successions=tuple(successions),
        groups=tuple(groups),
        abbreviations={str(k): str(v) for k, v in read_yaml("orgs", "abbreviations.yaml").items()},
        sha256=digest.hexdigest(),
    )
    problems = contradictions(book)
    if problems:
        raise ValueError("data/orgs: " + "; ".join(problems))
    return book


def contradictions(book: Book) -> list[str]:
    """List what cannot be true at once: repeated codes, unknown names of codes, successions out of time, circles."""
    found: list[str] = []
    by_code = {a.code: a for a in book.agencies}
    if len(by_code) != len(book.agencies):
        found.append("a code of an agency is used twice")
    group_codes = {g.code for g in book.groups}
    found += [f"{a.code}: parent {a.parent} is unknown" for a in book.agencies if a.parent and a.parent not in by_code]
    for s in book.successions:
        if s.before not in by_code or s.after not in by_code:
            found.append(f"succession {s.before} -> {s.after} names an unknown code")
        elif s.before == s.after:
            found.append(f"{s.before} succeeds itself")
        elif not s.topic and by_code[s.before].valid_to != s.effective_on:
            found.append(f"{s.before} does not end on the day {s.after} takes over")
        elif not _alive(by_code[s.after], s.effective_on):
            found.append(f"{s.after} does not exist on the day it takes over from {s.before}")
    for g in book.groups:
        found += [f"group {g.code}: {c} is unknown" for c in (*g.members, *g.without) if c not in by_code]
        found += [f"group {g.code}: {c} is unknown" for c in (*g.groups, g.successor) if c and c not in group_codes]
    if circle({(s.before, s.after) for s in book.successions}):
        found.append("successions go in a circle")
    return found


def circle(pairs: set[tuple[Any, Any]]) -> bool:
    """Say whether following the pairs can lead back to where one began."""
    onward: dict[Any, set[Any]] = {}
    for before, after in pairs:
        onward.setdefault(before, set()).add(after)
    done: set[Any] = set()
    for start in list(onward):
        path: list[Any] = []
        stack: list[tuple[Any, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(node)
            elif node in path:
                return True
            elif node not in done:
                path.append(node)
                stack.append((node, True))
                stack.extend((n, False) for n in onward.get(node, ()))
    return False


def _alive(row: AgencyRow, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day < row.valid_to)


def _agency(row: dict[str, Any], sources: dict[str, str], province: str) -> AgencyRow:
    source = str(row.get("source", ""))
    return AgencyRow(
        code=row["code"],
        name=row["name"],
        short_name=row.get("short", ""),
        kind=row["kind"],
        command=row["command"],
        parent=row.get("parent", ""),
        province_code="" if row["kind"] in ("ministry", "foreign") else province,
        unit_code="",
        valid_from=row.get("from"),
        valid_to=row.get("to"),
        verified=bool(row.get("verified", False)),
        source=sources.get(source, source),
        note=row.get("note", ""),
        aliases=tuple(row.get("aliases", ())),
    )


def _unit_code(kind: str, name: str, prefix: str) -> str:
    return f"{prefix}-{slugify_vi(kind)}-{slugify_vi(name)}"


def _of_unit(row: dict[str, str], rule: dict[str, Any], province: str) -> AgencyRow:
    prefix = "cong-an" if rule["kind"] == "district-police" else "ubnd"
    ends = rule.get("valid_to") or (date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None)
    return AgencyRow(
        code=_unit_code(row["kind"], row["name"], prefix),
        name=rule["name"].format(**row),
        short_name=rule["short"].format(**row),
        kind=rule["kind"],
        command=rule["command"],
        parent=rule.get("parent", ""),
        province_code=province,
        unit_code="" if prefix == "cong-an" else row["code"],
        valid_from=date.fromisoformat(row["valid_from"]) if row.get("valid_from") else None,
        valid_to=ends,
        verified=bool(rule["verified"]),
        source=rule["source"],
        note="",
        aliases=(),
    )


def _unit_successions(
    place: dict[str, Any], districts: dict[str, dict[str, str]], communes: list[dict[str, str]]
) -> list[SuccessionRow]:
    out: list[SuccessionRow] = []
    rule = place.get("unit_succession")
    if rule:
        for row in communes:
            former = districts[row["former_district"]]
            out.append(
                SuccessionRow(
                    before=_unit_code(former["kind"], former["name"], "ubnd"),
                    after=_unit_code(row["kind"], row["name"], "ubnd"),
                    effective_on=rule["effective_on"],
                    how="split",
                    basis=rule["basis"],
                    share=None,
                    topic="",
                    needs_handover=True,
                    verified=bool(rule["verified"]),
                )
            )
    rule = place.get("police_succession")
    if rule:
        out += [
            SuccessionRow(
                before=_unit_code(row["kind"], row["name"], "cong-an"),
                after=rule["to"],
                effective_on=rule["effective_on"],
                how=rule["how"],
                basis=rule["basis"],
                share=None,
                topic="",
                needs_handover=False,
                verified=bool(rule["verified"]),
            )
            for row in districts.values()
        ]
    return out


def _succession(row: dict[str, Any]) -> SuccessionRow:
    return SuccessionRow(
        before=row["before"],
        after=row["after"],
        effective_on=row["date"],
        how=row["how"],
        basis=row["basis"],
        share=Decimal(str(row["share"])) if row.get("share") is not None else None,
        topic=row.get("topic", ""),
        needs_handover=bool(row.get("needs_handover", bool(row.get("topic")))),
        verified=bool(row.get("verified", False)),
    )


def _group(row: dict[str, Any]) -> GroupRow:
    return GroupRow(
        code=row["code"],
        name=row["name"],
        kinds=tuple(row.get("kinds", ())),
        members=tuple(row.get("members", ())),
        without=tuple(row.get("without", ())),
        groups=tuple(row.get("groups", ())),
        successor=row.get("successor", ""),
        complete=bool(row.get("complete", True)),
        verified=bool(row.get("verified", True)),
        source=row.get("source", ""),
        aliases=tuple(row.get("aliases", ())),
    )
