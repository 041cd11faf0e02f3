"""The reviewed register of a plan: its facts and structure with short titles in our own words, without official text."""

# ruff: noqa: E501 - a pattern or a sentence is read whole on one line

from __future__ import annotations

from pathlib import Path
from typing import Any

from donghanh.kit.data import data_dir
from donghanh.work.plan.engine.model import (
    Annex,
    Assignment,
    Compiled,
    Coverage,
    Document,
    Due,
    Duty,
    Finding,
    Index,
    Provision,
    Quantity,
    Recipient,
    Reference,
    Reporting,
    Signer,
    Source,
    System,
    Target,
)


def load_register(path: str | Path = "124-2023.yaml") -> Compiled:
    """Load a register (a bare name is looked up in ``data/plans``) in the shape of a compiled document, its texts empty."""
    import yaml  # noqa: PLC0415

    path = Path(path)
    if not path.is_absolute() and not path.exists():
        path = data_dir() / "plans" / path
    with path.open(encoding="utf-8") as file:
        raw = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the safe loader in C
    index_of = {row["eid"]: row["index"] for row in raw["assignments"]}
    provisions = tuple(
        Provision(row["eid"], row["kind"], row.get("label"), row.get("heading"), "", (0, 0), row.get("parent"))
        for row in raw["structure"]
    )
    return Compiled(
        source=Source(path.name, "0" * 64, "application/yaml", 0),
        document=_document(raw["document"]),
        provisions=provisions,
        indices=tuple(Index(i["eid"], i["family"], i["number"], i["name"], i["eid"]) for i in raw["indices"]),
        targets=tuple(_target(row, raw) for row in raw["targets"]),
        assignments=tuple(
            Assignment(
                a["eid"],
                a["index"],
                a["label"],
                tuple(a["lead"]),
                tuple(a.get("supporting", ())),
                a.get("requested", False),
                a.get("group", False),
                a["eid"],
            )
            for a in raw["assignments"]
        ),
        duties=tuple(_duty(row, index_of) for row in raw["duties"]),
        reporting=tuple(
            Reporting(
                tuple(r["who"]),
                r.get("to_whom"),
                r.get("through"),
                r.get("recurrence"),
                r.get("cut_off"),
                _due(r["due"]) if r.get("due") else None,
                "",
                r["eid"],
            )
            for r in raw["reporting"]
        ),
        systems=tuple(System(s["name"], s["kind"], tuple(s["eids"])) for s in raw["systems"]),
        references=tuple(
            Reference(r["kind"], r.get("number"), r.get("name"), r.get("date"), tuple(r["eids"]))
            for r in raw["references"]
        ),
        lint=_findings(raw),
        coverage=Coverage(0, 0, 0, ()),
    )


def _findings(raw: dict[str, Any]) -> tuple[Finding, ...]:
    """Return the reviewed findings, and one for each duty that names no date or no measure."""
    reviewed = [
        Finding(f["code"], f["severity"], f.get("eid"), f["message"], f.get("figures", {})) for f in raw["findings"]
    ]
    for row in raw["duties"]:
        if not row.get("due"):
            message = f"Nhiệm vụ “{row['title']}” không ghi thời hạn."
            reviewed.append(Finding("duty.no-date", "info", row["eid"], message))
        if not row.get("quantities"):
            message = f"Nhiệm vụ “{row['title']}” không có chỉ tiêu đo được."
            reviewed.append(Finding("duty.no-measure", "info", row["eid"], message))
    return tuple(reviewed)


def _document(raw: dict[str, Any]) -> Document:
    return Document(
        issuer=raw["issuer"],
        kind=raw["kind"],
        number=raw["number"],
        place=raw["place"],
        date=raw["date"],
        title=raw["title"],
        signer=Signer(**raw["signer"]),
        recipients=tuple(Recipient(r["text"], r.get("purpose")) for r in raw["recipients"]),
        annexes=tuple(Annex(a["label"], None, a["present"]) for a in raw["annexes"]),
    )


def _target(row: dict[str, Any], raw: dict[str, Any]) -> Target:
    name = next(i["name"] for i in raw["indices"] if i["eid"] == row["index"])
    return Target(
        row["eid"],
        row["index"],
        name,
        row["operator"],
        row["value"],
        None,
        row["unit"],
        row["year"],
        row["delta"],
        row["baseline"],
        row["baseline_year"],
        "",
    )


def _due(raw: dict[str, Any]) -> Due:
    return Due(
        kind=raw["kind"],
        date=raw.get("date"),
        period=raw.get("period"),
        recurrence=raw.get("recurrence"),
        as_written=raw.get("as_written", ""),
        title=raw.get("title", ""),
    )


def _duty(row: dict[str, Any], index_of: dict[str, str | None]) -> Duty:
    return Duty(
        eid=row["eid"],
        assignment=row["assignment"],
        index=index_of.get(row["assignment"]),
        text="",
        title=row["title"],
        lines=(0, 0),
        lead=tuple(row["lead"]),
        supporting=tuple(row.get("supporting", ())),
        requested=row.get("requested", False),
        group=row.get("group", False),
        due=tuple(_due(d) for d in row.get("due", ())),
        quantities=tuple(Quantity(q["operator"], q["value"], None, q["unit"], "") for q in row.get("quantities", ())),
        systems=tuple(row.get("systems", ())),
        references=tuple(row.get("references", ())),
    )
