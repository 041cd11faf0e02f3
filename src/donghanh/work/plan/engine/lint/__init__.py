"""What is wrong or doubtful in the plan itself. The compiler says so and repairs nothing."""

from __future__ import annotations

from donghanh.work.plan.engine.lint.case import Case
from donghanh.work.plan.engine.lint.figures import composites, counts, numbers, odds, sums, tables
from donghanh.work.plan.engine.lint.form import annexes, annexes_of, labels, names, periods, years_in
from donghanh.work.plan.engine.lint.work import agencies, duties, reading
from donghanh.work.plan.engine.model import Finding


def check(case: Case) -> tuple[Finding, ...]:
    """Run every check; order of findings is that of the checks, then of the text."""
    out: list[Finding] = []
    for run in (
        duties,
        sums,
        tables,
        counts,
        composites,
        odds,
        labels,
        annexes,
        names,
        numbers,
        periods,
        agencies,
        reading,
    ):
        out += run(case)
    return tuple(out)


__all__ = ["Case", "annexes_of", "check", "years_in"]
