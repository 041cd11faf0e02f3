"""Public identifiers: unguessable keys for addresses; primary keys never leave the process."""

from __future__ import annotations

import secrets

# No vowels and no look-alikes, so that a key neither spells a word nor is misread aloud.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
KEY_LENGTH = 12


def new_key() -> str:
    """Return a fresh random key of 12 characters (about 57 bits)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(KEY_LENGTH))
