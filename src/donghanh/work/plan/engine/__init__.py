"""The plan compiler: an official document in, its structure out. No database, no network, no Django.

Door: :func:`compile_file`, :func:`compile_text`, :func:`to_akn`, :func:`to_html`, :func:`load_register`,
:class:`Compiled`, :class:`Unreadable`. What it returns is told in docs/compiler.md.
"""

from __future__ import annotations

from pathlib import Path

from donghanh.work.plan.engine.compile import compile_file, compile_read, compile_text
from donghanh.work.plan.engine.errors import Unreadable
from donghanh.work.plan.engine.knowledge import Knowledge
from donghanh.work.plan.engine.model import Compiled
from donghanh.work.plan.engine.read import Limits


def to_akn(compiled: Compiled) -> bytes:
    """Write a compiled document as Akoma Ntoso 3.0."""
    from donghanh.work.plan.engine.akn import write  # noqa: PLC0415 - only where asked for

    return write(compiled)


def to_html(compiled: Compiled) -> str:
    """Write a compiled document as one readable page."""
    from donghanh.work.plan.engine.html import write  # noqa: PLC0415 - only where asked for

    return write(compiled)


def load_register(path: str | Path = "124-2023.yaml") -> Compiled:
    """Load the reviewed register of a plan: structure, owners, dates and our own titles, without the official text."""
    from donghanh.work.plan.engine.register import load_register as load  # noqa: PLC0415 - only where asked for

    return load(path)


__all__ = [
    "Compiled",
    "Knowledge",
    "Limits",
    "Unreadable",
    "compile_file",
    "compile_read",
    "compile_text",
    "load_register",
    "to_akn",
    "to_html",
]
