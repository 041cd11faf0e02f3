"""How an action reads what is asked: numbers, truths, lists; what it answers where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Asked = dict[str, Any]
Answerer = Callable[[HttpRequest, Asked], Any]
ACTIONS: dict[str, Answerer] = {}
MOST_ROWS = 1000
MOST_RECORDS = 32_000


class Wrong(Exception):
    """What was asked cannot be answered: sentences by field."""

    def __init__(self, **fields: list[str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


class Closed(Exception):
    """What was asked is nobody's to read."""


def answers(function: Answerer) -> Answerer:
    """Enter an action by its function's name."""
    ACTIONS[function.__name__] = function
    return function


def number(asked: Asked, name: str, default: int, most: int) -> int:
    """Read a whole number, no more than the most."""
    value = asked.get(name, default)
    if value in ("", None):
        return default
    try:
        found = int(value)
    except (TypeError, ValueError):
        raise Wrong(**{name: ["Invalid integer"]}) from None
    if found < 0:
        raise Wrong(**{name: ["Must be a natural number"]})
    return min(found, most)


def true(value: Any) -> bool:
    """Read yes or no."""
    return str(value).lower() in ("true", "1", "yes", "on")


def need(asked: Asked, *names: str) -> str:
    """Return the first of the parameters that was given."""
    for name in names:
        if asked.get(name):
            return str(asked[name])
    raise Wrong(**{names[0]: ["Missing value"]})


def listed(value: Any) -> list[str]:
    """Read a list that comes as JSON, as words with commas, or as a list."""
    if isinstance(value, list):
        return [str(v) for v in value]
    text = str(value or "").strip()
    if text.startswith("["):
        try:
            return [str(v) for v in json.loads(text)]
        except ValueError:
            raise Wrong(message=["not a list"]) from None
    return [part.strip() for part in text.split(",") if part.strip()]
