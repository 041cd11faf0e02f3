"""The linear and integer programme solver, without its banner: standard output belongs to whoever asked for JSON."""

from __future__ import annotations

from typing import Any

import highspy


class _Quiet(highspy.Highs):
    """A solver that is silent before it registers its callbacks, for that alone already prints."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the solver's name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def solver() -> Any:
    """Return a new, silent, one-threaded HiGHS, so that the same question has the same answer everywhere."""
    made: Any = _Quiet()  # type: ignore[no-untyped-call]
    made.setOptionValue("threads", 1)  # a process has one scheduler, of the size that was asked for first
    return made
