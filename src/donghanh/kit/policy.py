"""Who may do what: a catalogue of verbs, each answered by one function, unknown verbs refused loudly.

Rows are scoped by ``QuerySet.visible_to(user)``; verbs by this catalogue. A room's ``policies.py`` fills the
house's one catalogue at import and asks it through :func:`may`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from donghanh.kit.dates import today
from donghanh.kit.errors import NotAllowed

Rule = Callable[[Any, Any, date], "Answer"]


@dataclass(frozen=True)
class Answer:
    """Yes or no with the reason; ``hidden`` makes a refusal look as if the thing did not exist.

    ``behalf`` names the colleague in whose stead a person may do it, where only a delegation lets them.
    """

    allowed: bool
    code: str = ""
    reason: str = ""
    hidden: bool = False
    behalf: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> Answer:
        """Return a yes as it is; raise ``NotAllowed`` where the answer is no."""
        if not self.allowed:
            raise NotAllowed(self.code or "not-allowed", self.reason, hidden=self.hidden)
        return self


YES = Answer(True)
HIDDEN = Answer(False, "not-found", "Không tìm thấy nội dung này.", hidden=True)


def no(reason: str, code: str = "not-allowed") -> Answer:
    """Answer no with one Vietnamese sentence."""
    return Answer(False, code, reason)


@dataclass(frozen=True)
class Verb:
    """One entry of the catalogue: its name ``room.verb``, what it does in an officer's words, and its rule."""

    name: str
    label: str
    rule: Rule


_CATALOGUE: dict[str, Verb] = {}


def verb(name: str, label: str) -> Callable[[Rule], Rule]:
    """Enter a rule ``(user, obj, on) -> Answer`` in the catalogue as ``room.verb``; posts have their days."""

    def enter(rule: Rule) -> Rule:
        if name in _CATALOGUE and _CATALOGUE[name].rule.__qualname__ != rule.__qualname__:
            raise ValueError(f"verb {name} is in the catalogue already")
        _CATALOGUE[name] = Verb(name, label, rule)
        return rule

    return enter


def may(name: str, user: Any, obj: Any = None, *, on: date | None = None) -> Answer:
    """Ask whether a person may do a verb to a thing on a day; an unknown verb raises ``LookupError`` at once."""
    try:
        entry = _CATALOGUE[name]
    except KeyError:
        raise LookupError(f"no such verb in the catalogue: {name}") from None
    return entry.rule(user, obj, on or today())


def catalogue() -> dict[str, Verb]:
    """Return every verb of the house, by name; guards and the help page read it."""
    return dict(sorted(_CATALOGUE.items()))
