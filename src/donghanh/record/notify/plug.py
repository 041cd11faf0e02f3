"""What the notices contribute to the shell."""

from __future__ import annotations
