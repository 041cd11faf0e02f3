"""The verbs of the plan room; every write is here."""

from donghanh.work.plan.services.carry import supersede
from donghanh.work.plan.services.deadlines import ask_extension, decide_extension, rederive_deadlines
from donghanh.work.plan.services.finishing import confirm, propose, reopen, return_result, send_back, submit
from donghanh.work.plan.services.giving import activate, would_give
from donghanh.work.plan.services.handing import hand_over, hand_over_successions
from donghanh.work.plan.services.loading import load_document, load_plan, load_register, read_document, same_plan
from donghanh.work.plan.services.ordering import DecidingDocument, WorkOrder, order_work
from donghanh.work.plan.services.pausing import cancel, resume, suspend
from donghanh.work.plan.services.periods import open_periods
from donghanh.work.plan.services.targets import revise_target
from donghanh.work.plan.services.working import (
    EvidenceInput,
    accept,
    comment,
    finish_step,
    name_officer,
    plan_steps,
    report,
)

__all__ = [
    "DecidingDocument",
    "EvidenceInput",
    "WorkOrder",
    "accept",
    "activate",
    "ask_extension",
    "cancel",
    "comment",
    "confirm",
    "decide_extension",
    "finish_step",
    "hand_over",
    "hand_over_successions",
    "load_document",
    "load_plan",
    "load_register",
    "name_officer",
    "open_periods",
    "order_work",
    "plan_steps",
    "propose",
    "read_document",
    "rederive_deadlines",
    "reopen",
    "report",
    "resume",
    "return_result",
    "revise_target",
    "same_plan",
    "send_back",
    "submit",
    "supersede",
    "suspend",
    "would_give",
]
