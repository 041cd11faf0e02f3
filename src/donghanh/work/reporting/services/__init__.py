"""The verbs of the reporting room; every write is here."""

from donghanh.work.reporting.services.building import (
    build_next,
    day_of_report,
    edit_paragraph,
    issue,
    request_report,
    take_again,
    withdraw,
)
from donghanh.work.reporting.services.flow import accept, reopen, return_for_fix, submit
from donghanh.work.reporting.services.periods import add_owers, lock_period, open_due, open_period, reopen_period
from donghanh.work.reporting.services.writing import (
    Conflict,
    FigureInput,
    Saved,
    SectionInput,
    attach,
    confirm_figures,
    detach,
    save_draft,
    save_rows,
)

__all__ = [
    "Conflict",
    "FigureInput",
    "Saved",
    "SectionInput",
    "accept",
    "add_owers",
    "attach",
    "build_next",
    "confirm_figures",
    "day_of_report",
    "detach",
    "edit_paragraph",
    "issue",
    "lock_period",
    "open_due",
    "open_period",
    "reopen",
    "reopen_period",
    "request_report",
    "return_for_fix",
    "save_draft",
    "save_rows",
    "submit",
    "take_again",
    "withdraw",
]
