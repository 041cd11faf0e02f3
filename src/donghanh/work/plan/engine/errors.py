"""The one refusal of the compiler: a document that cannot be read, and why, in one Vietnamese sentence."""

from __future__ import annotations

from donghanh.kit.errors import Invalid


class Unreadable(Invalid):
    """The document cannot be read as text; ``code`` names the reason, ``message`` tells a person what to do."""
