"""The three refusals: every verb that cannot be done says so with one of these, never with a bare exception.

The web layer turns them into 403, 409 and form errors in one place (``ui.web.refusals``); the command line into
exit code 2 and one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """Something asked for cannot be done; ``code`` is for programs, ``message`` one Vietnamese sentence for people."""

    status = 400

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotAllowed(Refusal):
    """This person may not do this. ``hidden`` means that even the thing's existence is not theirs to know."""

    status = 403

    def __init__(self, code: str, message: str, *, hidden: bool = False) -> None:
        super().__init__(code, message)
        self.hidden = hidden
        self.status = 404 if hidden else 403


class NotNow(Refusal):
    """The thing's present state forbids this verb, or somebody else changed it first."""

    status = 409


class Invalid(Refusal):
    """What was entered cannot be accepted; ``fields`` says which field and why, one sentence each."""

    status = 422

    def __init__(self, code: str, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(code, message)
        self.fields = dict(fields or {})
