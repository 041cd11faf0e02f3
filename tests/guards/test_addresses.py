"""Every address is guarded, and by a verb that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from donghanh.kit import policy

# Third-party views that guard themselves: sign-in by allauth. Anything else of others' needs a line here.
OTHERS = ("allauth.",)
HEALTH = "/suc-khoe"  # asked by machines, which take it without a slash


def views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Walk every address below a resolver."""
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, here)
        elif isinstance(entry, URLPattern):
            yield here, entry.callback


def test_every_address_is_guarded_or_says_it_is_public() -> None:
    every = list(views(get_resolver()))
    assert len(every) > 20
    bare = [
        f"{address} ({view.__module__}.{getattr(view, '__name__', view)})"
        for address, view in every
        if not getattr(view, "guarded_by", "") and not view.__module__.startswith(OTHERS)
    ]
    assert not bare, "\n".join(bare)


def test_every_guard_names_a_verb_of_the_catalogue() -> None:
    known = policy.catalogue()
    unknown = {
        f"{address}: {view.guarded_by}"
        for address, view in views(get_resolver())
        if getattr(view, "guarded_by", "public") not in {"public", *known}
    }
    assert not unknown, "\n".join(sorted(unknown))


def test_addresses_are_words_without_marks_and_end_with_a_slash_or_a_file_name() -> None:
    ours = [a for a, view in views(get_resolver()) if not view.__module__.startswith(OTHERS)]
    with_marks = [address for address in ours if not address.isascii()]
    assert not with_marks
    ours = [a.rstrip("$") for a in ours if a != HEALTH and "<path:" not in a]
    open_ended = [a for a in ours if not a.endswith("/") and "." not in a.rpartition("/")[2]]
    assert not open_ended, "\n".join(open_ended)
