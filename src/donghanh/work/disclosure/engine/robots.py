"""robots.txt as RFC 9309 reads it: the most specific group, the longest rule, ``*`` and ``$``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

LONGEST = 512_000


@dataclass
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[tuple[bool, str]] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True)
class Robots:
    """What a site lets a crawler of our name read."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float | None = None
    everything_closed: bool = False

    def allows(self, url: str) -> bool:
        """Say whether an address may be read; ties go to allowing."""
        if self.everything_closed:
            return False
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if path == "/robots.txt":
            return True
        best = max(
            ((len(rule), allow) for allow, rule in self.rules if rule and _pattern(rule).match(path)), default=None
        )
        return best is None or best[1]


@lru_cache(maxsize=2000)
def _pattern(rule: str) -> re.Pattern[str]:
    ends = rule.endswith("$")
    body = unquote(rule.removesuffix("$"))
    pieces = [re.escape(piece) for piece in re.sub(r"\*+", "*", body).split("*")]
    return re.compile(".*?".join(pieces) + (r"\Z" if ends else ""))


def read_robots(text: str, agent: str) -> Robots:
    """Read the groups for our name, or those for everybody where none names us."""
    groups: list[_Group] = []
    open_to_names = False
    for line in text[:LONGEST].splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if not open_to_names:
                groups.append(_Group())
            groups[-1].agents.append(value.lower())
            open_to_names = True
            continue
        if name not in ("allow", "disallow", "crawl-delay") or not groups:
            continue
        open_to_names = False
        if name == "crawl-delay":
            groups[-1].delay = _seconds(value)
        else:
            groups[-1].rules.append((name == "allow", value))
    ours = [g for g in groups if any(a != "*" and a and a in agent.lower() for a in g.agents)]
    used = ours or [g for g in groups if "*" in g.agents]
    delays = [g.delay for g in used if g.delay is not None]
    return Robots(tuple(rule for g in used for rule in g.rules), max(delays, default=None))


def _seconds(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value < 1e6 else None
