"""Cells that are not what they seem: texts a spreadsheet would run, and numbers it shows a hundred times larger.

Texts that would run as formulas are made harmless on the way out, given back on the way in.

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


class Percent(float):
    """A number that its spreadsheet shows as a percentage: it holds 0.6788 and shows 67,88 %."""

    @property
    def shown(self) -> float:
        """Return the number before the sign, without the binary noise of the multiplication."""
        return float(f"{self * 100:.15g}")

    @property
    def text(self) -> str:
        """Return it as people read it."""
        plain = f"{self.shown:.15g}"
        return f"{plain.replace('.', ',')} %"
