"""What the checks look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from donghanh.work.plan.engine.knowledge import Knowledge
from donghanh.work.plan.engine.model import Annex, Document, Finding, Index, Target
from donghanh.work.plan.engine.owners import Found
from donghanh.work.plan.engine.tree import Node

WARNING, INFO = "warning", "info"


@dataclass
class Case:
    """Everything that the checks look at."""

    nodes: list[Node]
    document: Document
    indices: list[Index]
    targets: list[Target]
    found: Found
    knowledge: Knowledge
    on: date
    damaged: bool = False
    own_annexes: tuple[Annex, ...] = ()
    text: str = ""
    names: list[Finding] = field(default_factory=list)
