"""The plan room's tables."""

from donghanh.work.plan.models.obligations import (
    Evidence,
    Extension,
    HandOver,
    Obligation,
    ProgressReport,
    Remark,
    Result,
    Suspension,
    WorkStep,
)
from donghanh.work.plan.models.plans import (
    Duty,
    Index,
    Plan,
    PlanDraft,
    PlanStructure,
    Provision,
    Target,
    TargetRevision,
)

__all__ = [
    "Duty",
    "Evidence",
    "Extension",
    "HandOver",
    "Index",
    "Obligation",
    "Plan",
    "PlanDraft",
    "PlanStructure",
    "ProgressReport",
    "Provision",
    "Remark",
    "Result",
    "Suspension",
    "Target",
    "TargetRevision",
    "WorkStep",
]
