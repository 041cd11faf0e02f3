"""A draft document as passages that people can point at: compiled like a plan, but nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from donghanh.kit.errors import Invalid
from donghanh.work.plan.engine import Unreadable, compile_file


@dataclass(frozen=True)
class DraftPassage:
    """One provision of a draft: its eId, how it is cited, its heading or its words, how deep it stands."""

    eid: str
    label: str
    heading: str
    text: str
    depth: int


def draft_passages(path: Path, *, name: str, on: date) -> list[DraftPassage]:
    """Compile a draft on disk and return its passages in order; ``Invalid`` where it cannot be read."""
    try:
        compiled = compile_file(path, name=name, on=on)
    except Unreadable as why:
        raise Invalid(why.code, why.message, fields={"file": why.message}) from why
    depths: dict[str, int] = {}
    found = []
    for one in compiled.provisions:
        depths[one.eid] = depths.get(one.parent or "", -1) + 1
        if (one.text or one.heading or "").strip():
            found.append(DraftPassage(one.eid, one.label or "", one.heading or "", one.text, depths[one.eid]))
    return found
