"""Texts that a spreadsheet would run as formulas: made harmless on the way out, given back on the way in.

The rule turns around exactly: each text that begins with any number of apostrophes and then a formula's sign gains one
apostrophe when it leaves, and loses one when it comes back. Nothing else is touched.
"""

from __future__ import annotations

import re

# = + - @, tab and carriage return, and their full-width twins that East Asian spreadsheets accept as well.
_RUNS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_HELD = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if _RUNS.match(text) else text


def original(text: str) -> str:
    """Return the text as it was before :func:`harmless`."""
    return text[1:] if _HELD.match(text) else text
